//! Decides whether the client retries a failed request. This module does no I/O and reads no clock.

use std::time::Duration;

use super::retry_policy::RetryPolicy;
use crate::error::is_transient;

/// The properties of a failed attempt that determine whether the client retries the request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Failure {
    pub(crate) kind: FailureKind,
    /// `true` if it has the same effect on the server to send the request once or several times.
    pub(crate) is_idempotent: bool,
    /// The time that the header `Retry-After` of the response requires. `None` if this header is
    /// missing or invalid.
    pub(crate) retry_after: Option<Duration>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FailureKind {
    /// The client could not connect to the server, so it sent no request. A retry may succeed.
    NeverSent,
    /// The server returned a response with this status, which is not 2xx.
    Status(u16),
    /// The client sent the request, but no complete response arrived, or the body of a 2xx response
    /// is not complete JSON.
    NoResponse,
    /// The client sent the request on an idle connection at the moment when the server closed this
    /// connection.
    LostOnReused,
    /// A failure after which a retry would have the same result.
    Final,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    Retry {
        pause: Duration,
        /// `true` if this retry removes one retry from the budget.
        takes_budget: bool,
    },
    GiveUp,
}

/// Decides whether the client retries a request after a failed attempt, and how long it waits
/// before the retry.
///
/// `attempt` is the number of the failed attempt. The first attempt has the number 1. `elapsed` is
/// the time since the start of the call. `jitter` is a random number that is at least 0 and less
/// than 1.
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
        // The retry uses a different connection, so the client does not need to wait before the
        // retry.
        FailureKind::LostOnReused => Duration::ZERO,
        _ => policy.base_delay,
    };
    // This function ignores a `Retry-After` that is zero seconds or a date in the past.
    let server_pause = failure.retry_after.filter(|wait| !wait.is_zero());
    let pause = server_pause.unwrap_or_else(|| limit(policy, first_limit, attempt).mul_f64(jitter));
    match elapsed.checked_add(pause) {
        Some(pause_end) if pause_end < policy.deadline => Decision::Retry {
            pause,
            takes_budget: match failure.kind {
                FailureKind::Status(429) => server_pause.is_none(),
                FailureKind::LostOnReused => false,
                _ => true,
            },
        },
        _ => Decision::GiveUp,
    }
}

/// Returns whether a retry after this kind of failure is safe and can succeed.
fn is_retried(kind: FailureKind, is_idempotent: bool) -> bool {
    match kind {
        FailureKind::NeverSent | FailureKind::Status(425 | 429) => true,
        FailureKind::Status(status) => is_idempotent && is_transient(status),
        FailureKind::NoResponse | FailureKind::LostOnReused => is_idempotent,
        FailureKind::Final => false,
    }
}

/// Returns the maximum length of the pause after the attempt with the number `attempt`. `first` is
/// the maximum length of the pause after the first attempt.
fn limit(policy: &RetryPolicy, first: Duration, attempt: u32) -> Duration {
    let doublings = attempt.saturating_sub(1).min(31);
    first
        .saturating_mul(1 << doublings)
        .min(policy.max_delay)
        .min(policy.deadline)
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

    /// Returns the length of the pause before the retry, in milliseconds. Returns `None` if
    /// `decide` does not allow a retry.
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

    /// Checks that the table in the documentation of [`RetryPolicy`] shows what the code does. Also
    /// checks that every failure in the same row of the table has the same result.
    #[test]
    fn decide_every_failure_matches_documented_table() {
        use FailureKind::{Final, LostOnReused, NeverSent, NoResponse, Status};

        let statuses = |all: &[u16]| all.iter().copied().map(Status).collect::<Vec<_>>();
        let rows = [
            (
                "the client could not connect",
                vec![NeverSent],
                "nothing was sent",
            ),
            (
                "425, 429",
                statuses(&[425, 429]),
                "the server rejected the request and did nothing",
            ),
            (
                "408, 500, 502, 503, 504",
                statuses(&[408, 500, 502, 503, 504]),
                "the failure is transient; the request may have been applied",
            ),
            (
                "520 to 530, 598, 599",
                statuses(&[520, 521, 522, 523, 524, 525, 526, 527, 529, 530, 598, 599]),
                "a gateway lost its connection to the server; the request may have been applied",
            ),
            (
                "no complete response in time, or the connection failed after it was established",
                vec![NoResponse],
                "the request may have been applied",
            ),
            (
                "a success whose body is empty, incomplete or HTML",
                vec![NoResponse],
                "a gateway may have sent the body",
            ),
            (
                "the server closed an idle connection",
                vec![LostOnReused],
                "the request was probably lost; the retry has no pause",
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
                "a success whose body does not match the contract, or is too large",
                vec![Final],
                "a retry gets the same response",
            ),
        ];
        let policy = RetryPolicy::default();
        let mut table =
            "| failure | GET | PUT, DELETE | POST | reason |\n|---|---|---|---|---|\n".to_owned();
        for (name, kinds, reason) in rows {
            let [idempotent, other] = [true, false].map(|is_idempotent| {
                let mut is_retried = kinds.iter().map(|kind| {
                    pause(&policy, 1, 0, &failure(*kind, is_idempotent), 0.5).is_some()
                });
                let first = is_retried.next().unwrap();
                assert!(is_retried.all(|next| next == first), "{name}");
                if first { "retried" } else { "" }
            });
            table += &format!("| {name} | {idempotent} | {idempotent} | {other} | {reason} |\n");
        }
        insta::assert_binary_snapshot!("retried.md", table.into_bytes());
    }

    #[test]
    fn decide_429_with_pause_or_lost_request_takes_no_budget() {
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
    fn decide_pause_after_429_is_longer() {
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
    fn decide_pause_doubles_up_to_max_delay() {
        let policy = RetryPolicy::default().max_attempts(100);
        let unavailable = failure(FailureKind::Status(503), true);
        let longest = |attempt| pause(&policy, attempt, 0, &unavailable, 0.999_999);
        assert_eq!(
            [1, 2, 3, 4, 5, 6, 7, 40].map(longest),
            [249, 499, 999, 1999, 3999, 7999, 7999, 7999].map(Some)
        );
        assert_eq!(pause(&policy, 5, 0, &unavailable, 0.0), Some(0));
    }

    #[test]
    fn decide_last_attempt_gives_up() {
        let unavailable = failure(FailureKind::NoResponse, true);
        let policy = RetryPolicy::default();
        assert!(pause(&policy, 3, 0, &unavailable, 0.0).is_some());
        assert!(pause(&policy, 4, 0, &unavailable, 0.0).is_none());
        assert!(pause(&RetryPolicy::none(), 1, 0, &unavailable, 0.0).is_none());
        assert!(
            pause(
                &RetryPolicy::default().max_attempts(0),
                1,
                0,
                &unavailable,
                0.0
            )
            .is_none()
        );
    }

    #[test]
    fn decide_pause_past_deadline_gives_up() {
        let policy = RetryPolicy::default();
        let with_wait = |seconds| Failure {
            retry_after: Some(Duration::from_secs(seconds)),
            ..failure(FailureKind::Status(429), false)
        };
        assert_eq!(pause(&policy, 1, 0, &with_wait(0), 0.5), Some(500));
        assert_eq!(pause(&policy, 1, 0, &with_wait(59), 0.5), Some(59_000));
        assert_eq!(pause(&policy, 1, 0, &with_wait(60), 0.5), None);
        assert_eq!(pause(&policy, 1, 30_000, &with_wait(30), 0.5), None);
        assert_eq!(pause(&policy, 1, 0, &with_wait(u64::MAX), 0.5), None);
        let unavailable = failure(FailureKind::Status(503), true);
        assert_eq!(pause(&policy, 1, 59_999, &unavailable, 0.5), None);
    }
}
