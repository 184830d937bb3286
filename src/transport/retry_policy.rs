//! The retry policy.

use std::time::Duration;

/// The rules for retries: when, how often and for how long a client repeats a failed request.
///
/// A request is retried only if it is safe to send the request again. For each HTTP method, the
/// table shows the failures after which the client retries the request:
///
#[doc = include_str!("snapshots/tallyfy_groups__transport__retry__tests__retried.snap.md")]
///
/// `create_group` retries after more failures than the table shows, because it checks before each
/// retry whether the group already exists.
///
/// # Pauses
///
/// If the response has a `Retry-After` that is longer than zero, the client waits for that time
/// before the retry. If the `Retry-After` is a date, the client compares it with the header `Date`
/// of the same response. So a wrong clock on the local machine does not change the wait.
///
/// If the response has no such `Retry-After`, the client waits for a random time between zero and a
/// limit (full jitter). So if the requests of many clients fail at the same time, the clients send
/// their retries at different times. The limit of the first pause is
/// [`throttle_delay`](RetryPolicy::throttle_delay) after a 429, and
/// [`base_delay`](RetryPolicy::base_delay) after any other failure. The limit doubles with each
/// further attempt, up to [`max_delay`](RetryPolicy::max_delay).
///
/// # Budget
///
/// The calls of a client and its clones share a [budget](RetryPolicy::budget) of retries. The
/// budget limits the additional load that retries cause during an outage. Two kinds of retries do
/// not use the budget, because they do not increase the load:
///
/// - a retry after a 429 with a `Retry-After`
/// - a retry of a request that was lost because the server closed an idle connection
///
/// # Rate limit
///
/// After a 429, all calls of a client and its clones wait, even if their retry policies are
/// different. These calls first wait for the time that the server requested, but at most 30
/// seconds. After this wait, the client sends the requests of the calls one after another. Each
/// success makes the interval between two requests shorter. A request waits for at most half of the
/// time that is left for its call. If a longer wait were needed, the client sends the request
/// without a wait.
///
/// # Examples
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
    /// Returns the default policy.
    ///
    /// | setting | value |
    /// |---|---|
    /// | attempts | 4 |
    /// | limits of the three pauses | 250 ms, 500 ms and 1 s |
    /// | limits of the three pauses after a 429 | 1 s, 2 s and 4 s |
    /// | maximum limit of a pause | 8 s |
    /// | deadline of a call | 60 s |
    /// | budget | 20 retries |
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
    /// Returns a policy that sends every request only once.
    pub fn none() -> Self {
        RetryPolicy::default().max_attempts(1)
    }

    /// Sets how many times the client may send a request, including the first time.
    ///
    /// The default is 4. The value 0 means the same as 1.
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts.max(1);
        self
    }

    /// Sets the maximum length of the pause after the first attempt. This maximum doubles with each
    /// further attempt.
    ///
    /// The default is 250 ms. After a 429, [`throttle_delay`](RetryPolicy::throttle_delay) applies
    /// instead of this value.
    pub fn base_delay(mut self, delay: Duration) -> Self {
        self.base_delay = delay;
        self
    }

    /// Sets the maximum length of the pause after the first attempt if its response is a 429
    /// without a `Retry-After`. This maximum doubles with each further attempt.
    ///
    /// The default is 1 s, because a rate limit lasts longer than a transient failure. From 2026,
    /// the retry mode of AWS also has a short and a long value: 50 ms and 1 s.
    pub fn throttle_delay(mut self, delay: Duration) -> Self {
        self.throttle_delay = delay;
        self
    }

    /// Sets the maximum length of the pause after any attempt. If the server sends a `Retry-After`
    /// that is longer than this maximum, the client waits for the longer time.
    ///
    /// The default is 8 s.
    pub fn max_delay(mut self, delay: Duration) -> Self {
        self.max_delay = delay;
        self
    }

    /// Sets how long a call may take in total, including its pauses.
    ///
    /// The default is 60 s. If a pause would end after the deadline, the call fails immediately,
    /// without the pause.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// Sets the number of retries in the budget that all calls of a client share.
    ///
    /// The default is 20. Each retry removes one retry from the budget, and ten successful calls
    /// add one retry. If the budget is empty, the client does not send a retry that uses the
    /// budget. Only the policy that you pass to
    /// [`ClientBuilder::retry`](crate::ClientBuilder::retry) sets the budget.
    /// [`Client::with_retry`](crate::Client::with_retry) does not change the budget.
    pub fn budget(mut self, retries: u32) -> Self {
        self.budget = retries;
        self
    }

    /// Returns the policy for the rest of a call that has already made `count` attempts.
    pub(crate) fn attempts_after(self, count: u32) -> Self {
        let left = self.max_attempts.saturating_sub(count);
        self.max_attempts(left)
    }
}
