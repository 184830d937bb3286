//! When to retry: the policy, the shared budget, and the decision. No IO, no clock.

use std::sync::atomic::{AtomicU32, Ordering};
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
    max_attempts: u32,
    base_delay: Duration,
    throttle_delay: Duration,
    max_delay: Duration,
    deadline: Duration,
    budget: u32,
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

    pub(crate) fn total(&self) -> Duration {
        self.deadline
    }

    pub(crate) fn new_budget(&self) -> Budget {
        Budget::new(self.budget)
    }
}

/// What a decision is made from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Failure {
    pub(crate) kind: FailureKind,
    /// Whether the method does the same thing once or twice.
    pub(crate) is_idempotent: bool,
    /// The answer's `Retry-After`.
    pub(crate) retry_after: Option<Duration>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FailureKind {
    /// No request was sent, and one might be next time.
    NeverSent,
    /// The server returned this status.
    Status(u16),
    /// The request was sent, and no complete response came.
    NoResponse,
    /// The request was sent on a connection that the server had closed, or closed at that moment.
    LostOnReused,
    /// Nothing that a retry would change.
    Final,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    Retry {
        pause: Duration,
        /// Whether the retry takes one from the budget.
        takes_budget: bool,
    },
    GiveUp,
}

/// Decides whether to retry after the attempt of this number, counted from 1, has failed.
///
/// `jitter` is from 0 up to, but not including, 1.
pub(crate) fn decide(
    policy: &RetryPolicy,
    attempt: u32,
    elapsed: Duration,
    failure: &Failure,
    jitter: f64,
) -> Decision {
    if !is_retried(failure.kind, failure.is_idempotent) || attempt >= policy.max_attempts {
        return Decision::GiveUp;
    }
    let first_limit = match failure.kind {
        FailureKind::Status(429) => policy.throttle_delay,
        // A new connection is all that is missing.
        FailureKind::LostOnReused => Duration::ZERO,
        _ => policy.base_delay,
    };
    // A wait of zero, or a date that has passed, names none.
    let named = failure.retry_after.filter(|wait| !wait.is_zero());
    let pause = named.unwrap_or_else(|| limit(policy, first_limit, attempt).mul_f64(jitter));
    match elapsed.checked_add(pause) {
        Some(resumed) if resumed < policy.deadline => Decision::Retry {
            pause,
            takes_budget: match failure.kind {
                FailureKind::Status(429) => named.is_none(),
                FailureKind::LostOnReused => false,
                _ => true,
            },
        },
        _ => Decision::GiveUp,
    }
}

/// Returns whether a retry can do no harm, and may help.
fn is_retried(kind: FailureKind, is_idempotent: bool) -> bool {
    match kind {
        FailureKind::NeverSent | FailureKind::Status(425 | 429) => true,
        FailureKind::Status(status) => is_idempotent && is_transient(status),
        FailureKind::NoResponse | FailureKind::LostOnReused => is_idempotent,
        FailureKind::Final => false,
    }
}

/// Returns whether a status is about the moment, and not about the request. 520 to 530 are those of
/// gateways such as Cloudflare, 598 and 599 those of proxies whose own connection timed out.
fn is_transient(status: u16) -> bool {
    matches!(status, 408 | 500 | 502 | 503 | 504 | 520..=530 | 598 | 599)
}

/// Returns the longest pause after this attempt.
fn limit(policy: &RetryPolicy, first: Duration, attempt: u32) -> Duration {
    let doublings = attempt.saturating_sub(1).min(31);
    first
        .saturating_mul(1 << doublings)
        .min(policy.max_delay)
        .min(policy.deadline)
}

/// The retries that all calls of a client have in hand, in tenths.
#[derive(Debug)]
pub(crate) struct Budget {
    tenths: AtomicU32,
    full: u32,
}

impl Budget {
    fn new(retries: u32) -> Budget {
        let full = retries.saturating_mul(10);
        Budget {
            tenths: AtomicU32::new(full),
            full,
        }
    }

    /// Takes a retry, if there is one.
    pub(crate) fn take(&self) -> bool {
        let take = |tenths: u32| tenths.checked_sub(10);
        self.tenths
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, take)
            .is_ok()
    }

    /// Gives a tenth of a retry back, for a call that succeeded.
    pub(crate) fn refund(&self) {
        // The usual case writes nothing that other cores would have to fetch.
        if self.tenths.load(Ordering::Relaxed) == self.full {
            return;
        }
        let refund = |tenths: u32| (tenths < self.full).then_some(tenths + 1);
        let _ = self
            .tenths
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, refund);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Decision, Failure, FailureKind, RetryPolicy, decide};

    fn failure(kind: FailureKind, is_idempotent: bool) -> Failure {
        Failure {
            kind,
            is_idempotent,
            retry_after: None,
        }
    }

    fn pause(
        policy: &RetryPolicy,
        attempt: u32,
        elapsed: u64,
        failure: &Failure,
        jitter: f64,
    ) -> Option<u64> {
        let elapsed = Duration::from_millis(elapsed);
        match decide(policy, attempt, elapsed, failure, jitter) {
            Decision::Retry { pause, .. } => Some(u64::try_from(pause.as_millis()).unwrap()),
            Decision::GiveUp => None,
        }
    }

    /// The table in the documentation of [`RetryPolicy`], made from the code. Every status of a row
    /// is tried.
    #[test]
    fn retried() {
        use FailureKind::{Final, LostOnReused, NeverSent, NoResponse, Status};

        let statuses = |all: &[u16]| all.iter().copied().map(Status).collect::<Vec<_>>();
        let rows = [
            ("no connection", vec![NeverSent], "nothing was sent"),
            (
                "425, 429",
                statuses(&[425, 429]),
                "the server refused the request before it did anything",
            ),
            (
                "408, 500, 502, 503, 504",
                statuses(&[408, 500, 502, 503, 504]),
                "transient; the request may have been applied",
            ),
            (
                "520 to 530, 598, 599",
                statuses(&[520, 521, 522, 523, 524, 525, 526, 527, 529, 530, 598, 599]),
                "a gateway lost its connection; the request may have been applied",
            ),
            (
                "no complete response in time, or the connection failed",
                vec![NoResponse],
                "the request may have been applied",
            ),
            (
                "a success whose body is empty, cut or HTML",
                vec![NoResponse],
                "a gateway may have sent it",
            ),
            (
                "the server closed an idle connection",
                vec![LostOnReused],
                "the request was probably lost; retried without a pause",
            ),
            (
                "any other status",
                statuses(&[
                    300, 302, 307, 400, 401, 402, 403, 404, 405, 407, 409, 413, 422, 423, 451, 460,
                    499, 501, 505, 507, 511, 531, 597,
                ]),
                "a retry gets the same response",
            ),
            (
                "a success that does not match the contract, or is too large",
                vec![Final],
                "a retry gets the same response",
            ),
        ];
        let policy = RetryPolicy::default();
        let mut table =
            "| failure | GET | PUT, DELETE | POST | why |\n|---|---|---|---|---|\n".to_owned();
        for (name, kinds, why) in rows {
            let [idempotent, other] = [true, false].map(|is_idempotent| {
                let mut is_retried = kinds.iter().map(|kind| {
                    pause(&policy, 1, 0, &failure(*kind, is_idempotent), 0.5).is_some()
                });
                let first = is_retried.next().unwrap();
                assert!(is_retried.all(|next| next == first), "{name}");
                if first { "retried" } else { "" }
            });
            table += &format!("| {name} | {idempotent} | {idempotent} | {other} | {why} |\n");
        }
        insta::assert_binary_snapshot!(".md", table.into_bytes());
    }

    #[test]
    fn decide_retry_that_multiplies_nothing_takes_no_budget() {
        let policy = RetryPolicy::default();
        for (kind, retry_after, expected) in [
            (FailureKind::Status(429), Some(1), false),
            (FailureKind::Status(429), None, true),
            (FailureKind::Status(429), Some(0), true),
            (FailureKind::LostOnReused, None, false),
            (FailureKind::NoResponse, None, true),
            (FailureKind::NeverSent, None, true),
            (FailureKind::Status(503), Some(1), true),
            (FailureKind::Status(520), None, true),
        ] {
            let failure = Failure {
                retry_after: retry_after.map(Duration::from_secs),
                ..failure(kind, true)
            };
            match decide(&policy, 1, Duration::ZERO, &failure, 0.5) {
                Decision::Retry { takes_budget, .. } => {
                    assert_eq!(takes_budget, expected, "{kind:?}")
                }
                Decision::GiveUp => panic!("{kind:?} is not retried"),
            }
        }
    }

    #[test]
    fn decide_pause_begins_longer_after_429() {
        let policy = RetryPolicy::default();
        let longest = |kind, attempt| pause(&policy, attempt, 0, &failure(kind, true), 0.999_999);
        let attempts = [1, 2, 3];
        assert_eq!(
            attempts.map(|attempt| longest(FailureKind::Status(429), attempt)),
            [999, 1999, 3999].map(Some)
        );
        assert_eq!(
            attempts.map(|attempt| longest(FailureKind::LostOnReused, attempt)),
            [0; 3].map(Some)
        );
    }

    #[test]
    fn pauses_double_up_to_a_limit() {
        let policy = RetryPolicy::default().max_attempts(100);
        let down = failure(FailureKind::Status(503), true);
        let longest = |attempt| pause(&policy, attempt, 0, &down, 0.999_999);
        assert_eq!(
            [1, 2, 3, 4, 5, 6, 7, 40].map(longest),
            [249, 499, 999, 1999, 3999, 7999, 7999, 7999].map(Some)
        );
        assert_eq!(pause(&policy, 5, 0, &down, 0.0), Some(0));
    }

    #[test]
    fn attempts_come_to_an_end() {
        let down = failure(FailureKind::NoResponse, true);
        let policy = RetryPolicy::default();
        assert!(pause(&policy, 3, 0, &down, 0.0).is_some());
        assert!(pause(&policy, 4, 0, &down, 0.0).is_none());
        assert!(pause(&RetryPolicy::none(), 1, 0, &down, 0.0).is_none());
        assert!(pause(&RetryPolicy::default().max_attempts(0), 1, 0, &down, 0.0).is_none());
    }

    #[test]
    fn nothing_sleeps_past_the_deadline() {
        let policy = RetryPolicy::default();
        let asked = |seconds| Failure {
            retry_after: Some(Duration::from_secs(seconds)),
            ..failure(FailureKind::Status(429), false)
        };
        assert_eq!(pause(&policy, 1, 0, &asked(0), 0.5), Some(500));
        assert_eq!(pause(&policy, 1, 0, &asked(59), 0.5), Some(59_000));
        assert_eq!(pause(&policy, 1, 0, &asked(60), 0.5), None);
        assert_eq!(pause(&policy, 1, 30_000, &asked(30), 0.5), None);
        assert_eq!(pause(&policy, 1, 0, &asked(u64::MAX), 0.5), None);
        let down = failure(FailureKind::Status(503), true);
        assert_eq!(pause(&policy, 1, 59_999, &down, 0.5), None);
    }

    #[test]
    fn a_budget_is_used_up_and_earned_back() {
        let budget = RetryPolicy::default().budget(2).new_budget();
        assert!(budget.take() && budget.take());
        assert!(!budget.take());
        for _ in 0..9 {
            budget.refund();
        }
        assert!(!budget.take());
        budget.refund();
        assert!(budget.take());
        for _ in 0..1000 {
            budget.refund();
        }
        assert!(
            budget.take() && budget.take() && !budget.take(),
            "it is never more than full"
        );
    }
}
