//! The time limit that ended a call.

use std::fmt;
use std::time::Duration;

/// A time limit that can end a call, and the length of this limit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum TimeLimit {
    /// The maximum time of one attempt.
    Attempt(Duration),
    /// The maximum time that may pass without any bytes from the server.
    Idle(Duration),
    /// The deadline of the call. `left` is the time between the start of the last attempt and the
    /// deadline. `total` is the maximum time of the complete call.
    Deadline { left: Duration, total: Duration },
}

impl TimeLimit {
    /// Returns how long one attempt may take under this time limit.
    pub(crate) fn duration(self) -> Duration {
        match self {
            TimeLimit::Attempt(limit) | TimeLimit::Idle(limit) => limit,
            TimeLimit::Deadline { left, .. } => left,
        }
    }
}

impl fmt::Display for TimeLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TimeLimit::Attempt(limit) => {
                write!(
                    f,
                    "the server sent no complete response within {limit:?} (limit: `timeout`)"
                )
            }
            TimeLimit::Idle(limit) => {
                write!(
                    f,
                    "the server sent nothing for {limit:?} (limit: `idle_timeout`)"
                )
            }
            TimeLimit::Deadline { total, .. } => write!(
                f,
                "the call did not complete within {total:?} (limit: `RetryPolicy::deadline`)"
            ),
        }
    }
}
