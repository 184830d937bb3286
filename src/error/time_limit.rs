//! The time limit that ended a call.

use std::fmt;
use std::time::Duration;

/// A time limit and its length.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum TimeLimit {
    /// The limit of one attempt.
    Attempt(Duration),
    /// The longest time for which the server may send nothing.
    Idle(Duration),
    /// The deadline of the call. `left` is the time that the last attempt had until the deadline.
    Deadline { left: Duration, total: Duration },
    /// A limit that this client did not set.
    Unknown,
}

impl TimeLimit {
    /// Returns how long one attempt may take under this limit.
    pub(crate) fn duration(self) -> Duration {
        match self {
            TimeLimit::Attempt(limit) | TimeLimit::Idle(limit) => limit,
            TimeLimit::Deadline { left, .. } => left,
            TimeLimit::Unknown => Duration::MAX,
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
            TimeLimit::Unknown => f.write_str("the server sent no complete response in time"),
        }
    }
}
