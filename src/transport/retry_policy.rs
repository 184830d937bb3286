//! The retry policy of a client.

use std::time::Duration;

use crate::http::CallStats;

/// The rules that determine when, how often and for how long a client repeats a failed request.
///
/// The client retries a request only if it is safe to send the request again. For each HTTP method,
/// the table shows after which failures the client retries a request:
///
#[doc = include_str!("snapshots/tallyfy_groups__transport__retry__tests__retried.snap.md")]
///
/// `create_group` also retries after failures for which the table shows no retry of a POST request.
/// Before such a retry, `create_group` checks whether the group already exists.
///
/// # Pauses
///
/// The response to a failed request can have the header `Retry-After`. If the time in this header
/// is longer than zero, the client waits for this time before the retry. If the header contains a
/// date, the client compares this date with the header `Date` of the same response. So a wrong
/// clock on the local machine does not change the length of the wait.
///
/// If the header `Retry-After` is missing, invalid or zero, the client waits for a random time
/// between zero and a maximum (full jitter). The requests of many clients can fail at the same
/// time. Because of the random time, these clients send their retries at different times. After a
/// 429, the maximum of the first pause is [`throttle_delay`](RetryPolicy::throttle_delay). After
/// any other failure, the maximum of the first pause is [`base_delay`](RetryPolicy::base_delay).
/// The maximum doubles after each further attempt, up to [`max_delay`](RetryPolicy::max_delay).
///
/// # Budget
///
/// A client and its clones share one [budget](RetryPolicy::budget) of retries for all their calls.
/// The budget limits the additional load that retries cause on the server during an outage. Two
/// kinds of retries do not use the budget, because they do not increase the load of the server:
///
/// - a retry after a 429 whose `Retry-After` is longer than zero
/// - a retry of a request that was lost because the server closed an idle connection
///
/// # Rate limit
///
/// After a 429, all calls of a client and its clones slow down, even if the clones have different
/// retry policies. First, these calls wait for the time that the server requested, but at most 30
/// seconds. After this wait, the client sends the requests of these calls one after another, with
/// an interval between two requests. Each successful request makes this interval shorter. A request
/// waits for at most half of the time that is left until the deadline of its call. If the rate
/// limit requires a longer wait, the client sends the request without any wait.
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
///
/// A batch program can wait longer, and a program with many users can limit its load:
///
/// ```
/// use std::time::Duration;
/// use tallyfy_groups::RetryPolicy;
///
/// let batch = RetryPolicy::default()
///     .base_delay(Duration::from_secs(1))
///     .throttle_delay(Duration::from_secs(5))
///     .max_delay(Duration::from_secs(60))
///     .deadline(Duration::from_secs(600));
/// let many_users = RetryPolicy::default().budget(5);
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
    /// Returns the default retry policy, which has these settings:
    ///
    /// | setting | value |
    /// |---|---|
    /// | maximum number of attempts | 4 |
    /// | maximum lengths of the three pauses | 250 ms, 500 ms and 1 s |
    /// | maximum lengths of the three pauses after a 429 | 1 s, 2 s and 4 s |
    /// | maximum length of every pause | 8 s |
    /// | maximum time of a call | 60 s |
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
    /// Returns a policy without retries. With this policy, the client sends each request only once.
    /// The policy does not limit the reads that confirm a write.
    pub fn none() -> Self {
        RetryPolicy::default().max_attempts(1)
    }

    /// Sets the maximum number of times that the client may send the same request, including the
    /// first time.
    ///
    /// The default is 4. The value 0 means the same as 1. Two kinds of attempts are not counted.
    /// First, the attempt after a refreshed access token. Second, an attempt that was lost because
    /// the server closed an idle connection: up to 16 attempts, or one attempt of a write that the
    /// client repeats only after a read.
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts.max(1);
        self
    }

    /// Sets the maximum length of the pause between the first attempt and the first retry. This
    /// maximum doubles after each further attempt.
    ///
    /// The default is 250 ms. After a 429, the client uses
    /// [`throttle_delay`](RetryPolicy::throttle_delay) instead of this setting.
    pub fn base_delay(mut self, delay: Duration) -> Self {
        self.base_delay = delay;
        self
    }

    /// Sets the maximum length of the pause between a first attempt that received a 429 and the
    /// first retry. This maximum doubles after each further attempt. If the 429 has a
    /// `Retry-After`, the client waits for the time in the `Retry-After` instead.
    ///
    /// The default is 1 s, because a rate limit usually lasts longer than a transient failure. From
    /// 2026, the retry mode of the AWS SDKs also has two values: 50 ms for most failures, and 1 s
    /// for rate limits.
    pub fn throttle_delay(mut self, delay: Duration) -> Self {
        self.throttle_delay = delay;
        self
    }

    /// Sets the maximum length of every pause between two attempts. If the server sends a
    /// `Retry-After` that is longer than this maximum, the client waits for the time in the
    /// `Retry-After`.
    ///
    /// The default is 8 s.
    pub fn max_delay(mut self, delay: Duration) -> Self {
        self.max_delay = delay;
        self
    }

    /// Sets how long a call may take in total, including all its attempts and the pauses between
    /// them.
    ///
    /// The default is 60 s. If the pause before a retry would end after the deadline, the call
    /// fails immediately, without this pause.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// Sets the maximum number of retries in the budget that all calls of a client share.
    ///
    /// The default is 20. Each retry that uses the budget removes one retry from the budget. Ten
    /// successful requests add one retry to the budget. If the budget is empty, the client does not
    /// send a retry that uses the budget. The client takes this setting only from the policy that
    /// you pass to [`ClientBuilder::retry`](crate::ClientBuilder::retry). The method
    /// [`Client::with_retry`](crate::Client::with_retry) does not change the budget.
    pub fn budget(mut self, retries: u32) -> Self {
        self.budget = retries;
        self
    }

    /// Returns a policy for the rest of a call that has already made `count` attempts. The new
    /// policy allows the attempts that are left, but at least one attempt.
    pub(crate) fn attempts_after(self, stats: CallStats) -> Self {
        let counted = stats.attempts.saturating_sub(stats.uncounted);
        let left = self.max_attempts.saturating_sub(counted);
        self.max_attempts(left)
    }
}
