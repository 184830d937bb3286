//! When to send again: the policy, the shared budget, and the decision. No IO, no clock.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// When, how often and how long a client sends a request again that failed.
///
/// A request is sent again only when that cannot do harm: after 429 and when nothing was sent, with
/// any method; after 408, 500, 502, 503, 504 and after a failure that leaves open what happened,
/// only with methods that do the same thing once or twice (GET, PUT, DELETE). A success that turns
/// out not to decode is not asked for again. The server's
/// `Retry-After` is obeyed; otherwise the pause is drawn evenly from zero to a limit that doubles
/// with each attempt (full jitter), so that clients that failed together do not return together.
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
    max_delay: Duration,
    deadline: Duration,
    budget: u32,
}

impl Default for RetryPolicy {
    /// Four attempts, pauses of up to 0.25, 0.5 and 1 second, at most 8; one minute in all; a
    /// budget of 20.
    fn default() -> Self {
        RetryPolicy {
            max_attempts: 4,
            base_delay: Duration::from_millis(250),
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

    /// The longest pause after the first attempt; it doubles with each further one.
    pub fn base_delay(mut self, delay: Duration) -> Self {
        self.base_delay = delay;
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
    /// The request never left, and might next time.
    NeverSent,
    /// The server answered with this status.
    Status(u16),
    /// The request left, and no answer came.
    NoAnswer,
    /// Nothing that sending again would change.
    Final,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    RetryAfter(Duration),
    GiveUp,
}

/// Whether to send again after the attempt of this number, counted from 1, has failed.
///
/// `jitter` is from 0 up to, but not including, 1.
pub(crate) fn decide(
    policy: &RetryPolicy,
    attempt: u32,
    elapsed: Duration,
    failure: &Failure,
    jitter: f64,
) -> Decision {
    let is_harmless = match failure.kind {
        FailureKind::NeverSent | FailureKind::Status(429) => true,
        FailureKind::Status(408 | 500 | 502 | 503 | 504) | FailureKind::NoAnswer => {
            failure.is_idempotent
        }
        FailureKind::Status(_) | FailureKind::Final => false,
    };
    if !is_harmless || attempt >= policy.max_attempts {
        return Decision::GiveUp;
    }
    let pause = failure
        .retry_after
        .unwrap_or_else(|| limit(policy, attempt).mul_f64(jitter));
    match elapsed.checked_add(pause) {
        Some(resumed) if resumed < policy.deadline => Decision::RetryAfter(pause),
        _ => Decision::GiveUp,
    }
}

/// The longest pause after this attempt.
fn limit(policy: &RetryPolicy, attempt: u32) -> Duration {
    let doublings = attempt.saturating_sub(1).min(31);
    policy
        .base_delay
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
            Decision::RetryAfter(pause) => Some(u64::try_from(pause.as_millis()).unwrap()),
            Decision::GiveUp => None,
        }
    }

    #[test]
    fn what_is_sent_again() {
        use FailureKind::{Final, NeverSent, NoAnswer, Status};

        let policy = RetryPolicy::default();
        for (kind, with_any_method, with_idempotent) in [
            (NeverSent, true, true),
            (Status(429), true, true),
            (Status(408), false, true),
            (Status(500), false, true),
            (Status(502), false, true),
            (Status(503), false, true),
            (Status(504), false, true),
            (NoAnswer, false, true),
            (Status(501), false, false),
            (Status(400), false, false),
            (Status(401), false, false),
            (Status(403), false, false),
            (Status(404), false, false),
            (Status(409), false, false),
            (Status(422), false, false),
            (Status(302), false, false),
            (Final, false, false),
        ] {
            let is_retried =
                |is_idempotent| pause(&policy, 1, 0, &failure(kind, is_idempotent), 0.5).is_some();
            assert_eq!(is_retried(false), with_any_method, "{kind:?}");
            assert_eq!(is_retried(true), with_idempotent, "{kind:?}");
        }
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
        let down = failure(FailureKind::NoAnswer, true);
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
        assert_eq!(pause(&policy, 1, 0, &asked(0), 0.5), Some(0));
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
