//! The limit that ended a call, for its message.

use std::fmt;
use std::time::Duration;

/// A limit on time, with its length.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum TimeLimit {
    /// The limit of one attempt.
    Attempt(Duration),
    /// The limit on the silence of the server.
    Idle(Duration),
    /// The deadline of the call: `left` of it was left for the last attempt.
    Deadline { left: Duration, total: Duration },
    /// A limit that this client has not set.
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
                write!(f, "no complete response within {limit:?} (`timeout`)")
            }
            TimeLimit::Idle(limit) => {
                write!(f, "the server sent nothing for {limit:?} (`idle_timeout`)")
            }
            TimeLimit::Deadline { total, .. } => write!(
                f,
                "the call was not complete within {total:?} (`RetryPolicy::deadline`)"
            ),
            TimeLimit::Unknown => f.write_str("no complete response in time"),
        }
    }
}
