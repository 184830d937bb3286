//! Counts the attempts that the client makes for one request, and waits before each retry of the
//! request.

use std::time::{Duration, Instant};

use tokio::runtime::Handle;

use super::credentials::Credentials;
use super::deadline::Deadline;
use super::metrics::PauseReason;
use super::observation::{Attempt, ObservedRequest, Observer, OperationInfo};
use super::retry::{Decision, Failure, FailureKind, decide};
use super::{Shared, Transport};
use crate::error::{Error, Outcome};
use crate::http::{CallStats, HeaderValue};

impl Transport {
    /// Starts a call of the operation `operation`. The returned [`RetryState`] counts the attempts
    /// of the call, and measures how long the call takes.
    ///
    /// # Errors
    ///
    /// [`is_configuration`](Error::is_configuration) if the caller is not in a tokio runtime. The
    /// timers and connections of the client would panic there.
    pub(crate) fn begin(
        &self,
        is_write: bool,
        operation: &'static str,
    ) -> Result<RetryState<'_>, Error> {
        if Handle::try_current().is_err() {
            return Err(Error::configuration(
                "this call needs a tokio runtime, but the program made it outside of one; use \
                 `#[tokio::main]`, `#[tokio::test]`, `Runtime::block_on` or the feature `blocking`",
            )
            .with_operation(operation));
        }
        let observer = self.observer(operation);
        let clock = &*self.shared.clock;
        Ok(RetryState {
            transport: self,
            observer,
            deadline: Deadline::start(clock, observer, self.retry.deadline, self.end),
            sent: None,
            has_refreshed: false,
            stats: CallStats {
                is_write,
                ..CallStats::default()
            },
        })
    }
}

/// The number of attempts that the client has made for one request, and the deadline of the call.
///
/// Between two attempts of a write, the client may read the group to check whether the server
/// applied the write. The client uses the same `RetryState` for every attempt of the write.
pub(crate) struct RetryState<'a> {
    transport: &'a Transport,
    observer: Observer<'a>,
    deadline: Deadline<'a>,
    /// The time at which the client sent the last attempt. `None` before the first attempt.
    sent: Option<Instant>,
    /// `true` if the client has sent the request again with a new access token.
    has_refreshed: bool,
    stats: CallStats,
}

/// The maximum number of lost attempts that `RetryPolicy::max_attempts` does not count.
///
/// By default, a stream fetches up to eight pages at the same time. So the client can have eight
/// idle connections, and the server may have closed all eight. Then one call can lose eight
/// attempts, one on each connection. `MAX_LOST` is twice the number of these connections.
const MAX_LOST: u32 = 16;

/// The value of `MAX_LOST` for a write that the client repeats only after a read of the group.
///
/// The repeated write uses the connection of this read, which the server has just used. So only the
/// first attempt can be on a connection that was idle for a longer time.
const MAX_LOST_BEFORE_READ: u32 = 1;

/// The minimum pause before the client repeats a write that may have reached the server. This
/// minimum does not apply if the response to the last attempt has a `Retry-After`.
const MIN_WRITE_PAUSE: Duration = Duration::from_millis(100);

impl<'a> RetryState<'a> {
    pub(crate) fn deadline(&self) -> Deadline<'a> {
        self.deadline
    }

    /// Returns the statistics of the call up to now.
    pub(crate) fn stats(&self) -> CallStats {
        CallStats {
            elapsed: self.deadline.elapsed(),
            ..self.stats
        }
    }

    /// Waits until the rate limit allows the next attempt. Then counts this attempt, and returns
    /// the time that is left until the deadline of the call.
    pub(super) async fn next_attempt(&mut self) -> Result<Duration, Error> {
        let Shared {
            clock, rate_limit, ..
        } = &*self.transport.shared;
        let mut now = match (self.sent, &self.transport.shared.credentials) {
            // The call has done nothing yet, so it needs no second time.
            (None, Credentials::Fixed(_)) => self.deadline.started(),
            _ => clock.now(),
        };
        let mut time_left = self.deadline.time_left_at(now);
        loop {
            // The wait for the rate limit takes at most half of the time that is left for the call.
            // The client needs the other half of this time to receive the response.
            let slot = rate_limit.take_slot(now, time_left / 2);
            if !slot.wait().is_zero() {
                self.observer.paused(PauseReason::RateLimit, slot.wait());
                clock.sleep(slot.wait()).await;
                now = clock.now();
                time_left = self.deadline.time_left_at(now);
            }
            if slot.begin(now) {
                break;
            }
        }
        if time_left.is_zero() {
            return Err(self.deadline.passed().with_stats(self.stats()));
        }
        self.stats.attempts += 1;
        self.sent = Some(now);
        Ok(time_left)
    }

    /// Reports that a call of the same client changed the group for the time `wait`, while this
    /// call waited.
    pub(crate) fn waited_for_lock(&self, wait: Duration) {
        self.observer.paused(PauseReason::Lock, wait);
    }

    /// Starts to observe the attempt that [`next_attempt`](RetryState::next_attempt) counted.
    pub(super) fn attempt(
        &self,
        info: OperationInfo,
        request: &'a ObservedRequest<'a>,
    ) -> Attempt<'a> {
        let started = self.sent.unwrap_or(self.deadline.started());
        let number = self.transport.earlier_attempts + self.stats.attempts;
        self.observer.attempt(info, request, number, started)
    }

    /// Records that the last attempt succeeded. Returns the statistics of the call.
    pub(super) fn succeeded(&self) -> CallStats {
        let Shared {
            budget, rate_limit, ..
        } = &*self.transport.shared;
        budget.refund();
        rate_limit.speed_up(self.sent.unwrap_or(self.deadline.started()));
        self.stats()
    }

    /// Adds the attempts of a different request that belongs to the same call.
    pub(crate) fn count(&mut self, request: CallStats) {
        self.stats.attempts += request.attempts;
        self.stats.uncounted += request.uncounted;
    }

    /// Gets a new access token if the server has rejected the token in `rejected`. After this
    /// function has succeeded, the client sends the request again. This is safe for each method,
    /// because the server applied nothing. The maximum number of attempts does not count the
    /// repetition.
    ///
    /// # Errors
    ///
    /// Returns `error`, the error of the last attempt, if the error is not about the token, if the
    /// client has already refreshed the token for this request, if there is no new token, or if the
    /// deadline has passed. Returns the error of the token source if the source failed.
    pub(super) async fn refresh(
        &mut self,
        error: Error,
        rejected: &HeaderValue,
    ) -> Result<(), Error> {
        if self.has_refreshed || !error.may_be_rejected_token() {
            return Err(error);
        }
        let credentials = &self.transport.shared.credentials;
        match credentials.refresh(rejected, self.deadline).await {
            Ok(true) => {
                self.has_refreshed = true;
                self.stats.uncounted += 1;
                self.observer.token_refreshed();
                Ok(())
            }
            Ok(false) => Err(error),
            // The 401 shows that the server applied nothing, and a timeout does not.
            Err(timeout) if timeout.is_timeout() => Err(error),
            Err(failure) => Err(failure.with_stats(self.stats())),
        }
    }

    /// Waits before the next attempt. If the client may not make a further attempt, returns the
    /// error of the last attempt without a wait.
    pub(super) async fn wait_or_fail(
        &mut self,
        error: Error,
        is_idempotent: bool,
    ) -> Result<(), Error> {
        if self.wait(&error, is_idempotent, MAX_LOST).await {
            Ok(())
        } else {
            Err(error)
        }
    }

    /// Waits before the next attempt of a write. Returns false without a wait if the client may not
    /// make a further attempt.
    ///
    /// After this wait, the caller reads the group to check whether the server applied the last
    /// attempt. The caller repeats the write only if the server has not applied it. So a retry is
    /// safe for every HTTP method.
    pub(crate) async fn wait_to_read_and_repeat(&mut self, error: &Error) -> bool {
        self.wait(error, true, MAX_LOST_BEFORE_READ).await
    }

    /// Waits before a read of the group. The caller uses this read to check whether the server
    /// applied an attempt of a write.
    ///
    /// The header `Retry-After` of the last response determines the length of the wait. If this
    /// header is missing, this function does not wait. If the wait would not end before the
    /// deadline of the call, this function returns false without a wait.
    pub(crate) async fn wait_to_read(&self, error: &Error) -> bool {
        let clock = &self.transport.shared.clock;
        let wait = error.retry_after_from(|| clock.system_time());
        let wait = wait.unwrap_or_default();
        let reason = PauseReason::RetryAfter;
        self.deadline.pause_for(reason, wait).await
    }

    /// Waits before the next attempt. Returns false without a wait if the client may not make a
    /// further attempt. `max_lost` is the maximum number of lost attempts that are not counted.
    async fn wait(&mut self, error: &Error, is_idempotent: bool, max_lost: u32) -> bool {
        let Shared {
            clock,
            budget,
            rate_limit,
            ..
        } = &*self.transport.shared;
        let kind = classify(error);
        let failure = Failure {
            kind,
            is_idempotent,
            retry_after: error.retry_after_from(|| clock.system_time()),
        };
        if kind == FailureKind::LostOnReused && self.stats.uncounted < max_lost {
            self.stats.uncounted += 1;
        }
        let counted = self
            .stats
            .attempts
            .saturating_sub(self.stats.uncounted)
            .max(1);
        let total = self.deadline.total();
        let decision = decide(
            &self.transport.retry,
            counted,
            total.saturating_sub(self.deadline.time_left()),
            &failure,
            fastrand::f64(),
        );
        if kind == FailureKind::Status(429) {
            let pause = match decision {
                Decision::Retry { pause, .. } => pause,
                Decision::GiveUp => failure.retry_after.unwrap_or_default(),
            };
            let sent = self.sent.unwrap_or(self.deadline.started());
            rate_limit.slow_down(sent, clock.now(), pause);
        }
        let pause = match decision {
            Decision::Retry {
                pause,
                takes_budget,
            } if !takes_budget || budget.take() => pause,
            Decision::Retry { .. } | Decision::GiveUp => return false,
        };
        self.stats.may_be_applied |= self.stats.is_write && error.outcome() == Outcome::Unknown;
        let is_repeated_write = self.stats.is_write
            && failure.retry_after.is_none()
            && !matches!(kind, FailureKind::LostOnReused | FailureKind::NeverSent);
        let min_pause = if is_repeated_write {
            MIN_WRITE_PAUSE
        } else {
            Duration::ZERO
        };
        let pause = pause.max(min_pause);
        let reason = match failure.retry_after {
            Some(_) => PauseReason::RetryAfter,
            None => PauseReason::Retry,
        };
        self.observer.paused(reason, pause);
        clock.sleep(pause).await;
        true
    }
}

/// Returns which kind of failure `error` reports. The kind of failure determines whether the client
/// may retry the request.
fn classify(error: &Error) -> FailureKind {
    if error.is_permanent() {
        FailureKind::Final
    } else if error.is_connect() {
        FailureKind::NeverSent
    } else if error.is_lost_on_reused() {
        FailureKind::LostOnReused
    } else if error.is_timeout() || error.is_transport() || error.is_without_json() {
        FailureKind::NoResponse
    } else {
        match error.status() {
            Some(status) if !(200..300).contains(&status) => FailureKind::Status(status),
            _ => FailureKind::Final,
        }
    }
}
