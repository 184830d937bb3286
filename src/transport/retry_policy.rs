//! The policy of retries.

use std::time::Duration;

/// When, how often and how long a client retries a request that failed.
///
/// A request is retried only if that cannot do harm:
///
#[doc = include_str!("snapshots/tallyfy_groups__transport__retry__tests__retried.snap.md")]
///
/// `create_group` retries after more failures than the table says, because it first looks whether
/// the group was created.
///
/// The pause before a retry is the server's `Retry-After`. An HTTP-date there is compared with the
/// server's own `Date`, so a wrong local clock changes nothing. Without a `Retry-After` the pause is
/// drawn evenly from zero to a limit that doubles with each attempt (full jitter), so that clients
/// that failed together do not return together. The limit begins at
/// [`throttle_delay`](RetryPolicy::throttle_delay) after a 429, and at
/// [`base_delay`](RetryPolicy::base_delay) after any other failure.
///
/// All calls of a client and its clones share a [budget](RetryPolicy::budget) of retries, so that
/// they do not multiply an outage. Two kinds of retries do not use the budget, because they multiply
/// nothing: after a 429 that names its wait, and after a request that was lost because the server
/// closed an idle connection.
///
/// After a 429, whatever the policy, all calls of a client and its clones wait: until the pause that
/// the server asked for is over, 30 seconds at most, and then for their turns, at a distance that
/// shrinks with each success. A call for which that would take more than half of the time that it
/// has left is sent without waiting.
///
/// ```
/// use std::time::Duration;
/// use tallyfy_groups::{Client, RetryPolicy};
///
/// let client = Client::builder()
///     .access_token("my-token")
///     .organization("my-organization")
///     .retry(RetryPolicy::default().max_attempts(6).deadline(Duration::from_secs(120)))
///     .build()?;
/// let once = client.with_retry(RetryPolicy::none());
/// # Ok::<(), tallyfy_groups::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct RetryPolicy {
    pub(super) max_attempts: u32,
    pub(super) base_delay: Duration,
    pub(super) throttle_delay: Duration,
    pub(super) max_delay: Duration,
    pub(super) deadline: Duration,
    pub(super) budget: u32,
}

impl Default for RetryPolicy {
    /// Four attempts; pauses of up to 0.25, 0.5 and 1 second, or 1, 2 and 4 seconds after a 429; at
    /// most 8 seconds; one minute in all; a budget of 20.
    fn default() -> Self {
        RetryPolicy {
            max_attempts: 4,
            base_delay: Duration::from_millis(250),
            throttle_delay: Duration::from_secs(1),
            max_delay: Duration::from_secs(8),
            deadline: Duration::from_secs(60),
            budget: 20,
        }
    }
}

impl RetryPolicy {
    /// Every request is sent once.
    pub fn none() -> Self {
        RetryPolicy::default().max_attempts(1)
    }

    /// How often a request is sent at most, the first time included. 0 is taken as 1.
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts.max(1);
        self
    }

    /// The longest pause after the first attempt; it doubles with each further one. The default is
    /// 250 ms.
    pub fn base_delay(mut self, delay: Duration) -> Self {
        self.base_delay = delay;
        self
    }

    /// The longest pause after a first attempt that got a 429 without a `Retry-After`; it doubles
    /// with each further one. The default is 1 s, because throttling lasts longer than a transient
    /// failure. AWS's retry mode of 2026 makes the same distinction (50 ms and 1 s).
    pub fn throttle_delay(mut self, delay: Duration) -> Self {
        self.throttle_delay = delay;
        self
    }

    /// The longest pause after any attempt, unless the server asks for a longer one.
    pub fn max_delay(mut self, delay: Duration) -> Self {
        self.max_delay = delay;
        self
    }

    /// How long a call may take in all, pauses included. No pause goes past it: when the server
    /// asks for a longer one, the call fails at once.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// How many retries all calls of a client may have in hand, so that an outage is not
    /// multiplied. Each retry takes one, and ten calls that succeed give one back. It is the
    /// client's: the policy of a single call does not change it.
    pub fn budget(mut self, retries: u32) -> Self {
        self.budget = retries;
        self
    }

    /// The policy for the rest of a call, after so many attempts.
    pub(crate) fn attempts_after(self, count: u32) -> Self {
        let left = self.max_attempts.saturating_sub(count);
        self.max_attempts(left)
    }
}
