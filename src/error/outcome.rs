//! The effect of a failed call on the data of the server.

use super::{Error, Kind};
use crate::http::CallStats;

/// The effect of a failed call on the data of the server.
///
/// A call that only reads data changes nothing, so its outcome is never `Unknown`. `Unknown` means
/// that the server may have applied a write. The table shows the outcome of each kind of failure:
///
#[doc = include_str!("snapshots/tallyfy_groups__error__outcome__tests__outcomes.snap.md")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// Nothing has changed on the server, because the client sent no request. For example, an
    /// argument was invalid, or the client could not connect to the server.
    NeverSent,
    /// Nothing has changed on the server. Either the server rejected the request, or the call only
    /// reads data.
    Refused,
    /// The client sent a write, but cannot determine whether the server applied this write.
    Unknown,
    /// The server applied the write, but stored values that differ from the values in the request.
    AppliedOtherwise,
}

impl Error {
    /// Returns the effect of the failed call on the data of the server.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        let CallStats {
            attempts,
            is_write,
            may_be_applied,
            ..
        } = self.0.stats;
        match self.0.kind {
            Kind::NameTaken => Outcome::Refused,
            Kind::NotStored => Outcome::AppliedOtherwise,
            Kind::Unconfirmed => Outcome::Unknown,
            // The server may have applied an earlier attempt of the write, even if it rejected the
            // last attempt.
            _ if is_write && may_be_applied => Outcome::Unknown,
            Kind::Configuration | Kind::InvalidInput | Kind::TokenUnavailable | Kind::Connect => {
                Outcome::NeverSent
            }
            // If `attempts` is 0, the deadline passed before the client sent the first attempt.
            Kind::Timeout if attempts == 0 => Outcome::NeverSent,
            _ if !is_write => Outcome::Refused,
            // A gateway may return 408, 460, 499 or 5xx for a request that it has already forwarded
            // to the server. The server may return a redirect after it has applied a write.
            Kind::Status => match self.status() {
                Some(408 | 460 | 499) => Outcome::Unknown,
                Some(400..=499) => Outcome::Refused,
                _ => Outcome::Unknown,
            },
            // These errors occur only while the client reads data. The client sends a write only
            // after its reads have succeeded. So if a read ends with one of these errors, the
            // client has sent no write.
            Kind::Stale | Kind::IncompleteList | Kind::Ambiguous => Outcome::Refused,
            Kind::Timeout
            | Kind::Transport
            | Kind::Unreadable
            | Kind::Undecodable
            | Kind::TooLarge
            | Kind::Mismatched => Outcome::Unknown,
        }
    }

    /// Returns whether the same call may succeed later, and is safe to repeat.
    ///
    /// This is true if the failure is temporary, and the failed call changed nothing on the server:
    /// the [`outcome`](Error::outcome) is `NeverSent` or `Refused`. Temporary failures are for
    /// example a closed connection, a timeout and the status 503. A certificate that the client
    /// rejects is a permanent failure. If the server may have applied a write, this method returns
    /// `false`: read the group before you write again.
    ///
    /// The client may already have retried the call, according to its
    /// [`RetryPolicy`](crate::RetryPolicy). So wait before you repeat the call, at least for the
    /// time that [`retry_after_duration`](Error::retry_after_duration) returns. If a stream
    /// returned the error, the stream has ended. Create a new stream to read the list again.
    ///
    /// ```no_run
    /// # async fn example(client: tallyfy_groups::Client) -> Result<(), tallyfy_groups::Error> {
    /// # use std::time::Duration;
    /// let mut result = client.get_group("group_id_abc123").await;
    /// for minutes in [1, 5, 15] {
    ///     match &result {
    ///         Err(error) if error.is_retryable() => eprintln!("{error}"),
    ///         _ => break,
    ///     }
    ///     tokio::time::sleep(Duration::from_secs(minutes * 60)).await;
    ///     result = client.get_group("group_id_abc123").await;
    /// }
    /// # result?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        let is_temporary = match self.0.kind {
            Kind::Connect | Kind::Transport | Kind::Timeout => !self.0.is_permanent,
            Kind::TokenUnavailable | Kind::Unreadable | Kind::Stale | Kind::IncompleteList => true,
            Kind::Status => self
                .status()
                .is_some_and(|status| matches!(status, 423 | 425 | 429) || is_transient(status)),
            Kind::Configuration
            | Kind::InvalidInput
            | Kind::Undecodable
            | Kind::TooLarge
            | Kind::Mismatched
            | Kind::Ambiguous
            | Kind::NameTaken
            | Kind::Unconfirmed
            | Kind::NotStored => false,
        };
        is_temporary && matches!(self.outcome(), Outcome::NeverSent | Outcome::Refused)
    }
}

/// Returns whether a status means that the server or a gateway failed temporarily, and may have
/// applied the request. The callers of this function handle 423, 425 and 429, because the server
/// did not apply such a request.
///
/// Gateways such as Cloudflare return the statuses 520 to 530. A proxy returns the status 598 or
/// 599 if the connection between the proxy and the server timed out.
pub(crate) fn is_transient(status: u16) -> bool {
    matches!(status, 408 | 500 | 502 | 503 | 504 | 520..=530 | 598 | 599)
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use bytes::Bytes;
    use reqwest::StatusCode;

    use super::super::{Error, Kind};
    use crate::http::{CallStats, Response};

    /// The kinds of failure, in the order in which the documented table lists them.
    const KINDS: [Kind; 17] = [
        Kind::Configuration,
        Kind::InvalidInput,
        Kind::TokenUnavailable,
        Kind::Connect,
        Kind::Timeout,
        Kind::Transport,
        Kind::Status,
        Kind::Unreadable,
        Kind::Undecodable,
        Kind::TooLarge,
        Kind::Mismatched,
        Kind::Stale,
        Kind::IncompleteList,
        Kind::Ambiguous,
        Kind::NameTaken,
        Kind::NotStored,
        Kind::Unconfirmed,
    ];

    /// Returns the rows of the documented table for one kind of failure. Each row has a name, a
    /// number of attempts and a status. The `match` has no wildcard arm. So if you add a kind of
    /// failure, this function compiles only after you also add a match arm.
    fn rows(kind: Kind) -> Vec<(&'static str, u32, Option<u16>)> {
        match kind {
            Kind::Configuration => vec![("the call was made outside of a tokio runtime", 0, None)],
            Kind::InvalidInput => vec![("invalid input", 0, None)],
            Kind::TokenUnavailable => vec![("the token source returned no valid token", 0, None)],
            Kind::Connect => vec![("the client could not connect", 1, None)],
            Kind::Timeout => vec![
                ("the deadline passed before anything was sent", 0, None),
                ("no complete response in time", 1, None),
            ],
            Kind::Transport => vec![("the connection failed after it was established", 1, None)],
            Kind::Status => vec![
                ("status 3xx", 1, Some(302)),
                ("status 4xx, except 408, 460 and 499", 1, Some(404)),
                ("status 408, 460 or 499", 1, Some(408)),
                ("status 5xx", 1, Some(503)),
            ],
            Kind::Unreadable => vec![("a success whose body is not complete JSON", 1, Some(200))],
            Kind::Undecodable => vec![("a success that does not match the contract", 1, Some(200))],
            Kind::TooLarge => vec![("a success whose body is too large", 1, Some(200))],
            Kind::Mismatched => vec![("a success about a different object", 1, None)],
            Kind::Stale => vec![("every read before the write returns an old state", 1, None)],
            Kind::IncompleteList => vec![("the pages do not add up to the complete list", 1, None)],
            Kind::Ambiguous => vec![("several groups or members match a lookup", 1, None)],
            Kind::NameTaken => vec![("a different group has the name", 1, None)],
            Kind::NotStored => vec![("the server stored different values", 1, None)],
            Kind::Unconfirmed => vec![(
                "reading back does not show whether the write was applied",
                1,
                None,
            )],
        }
    }

    /// Returns whether this kind of failure is possible after this number of attempts. `is_write`
    /// is true if the call is a write, and false if the call is a read.
    ///
    /// `may_be_applied` is true if the server may have applied an earlier attempt of the write.
    fn applies(kind: Kind, attempts: u32, is_write: bool, may_be_applied: bool) -> bool {
        match kind {
            Kind::Configuration | Kind::InvalidInput => !may_be_applied,
            Kind::Timeout if attempts == 0 => !may_be_applied,
            Kind::IncompleteList | Kind::Ambiguous => !is_write,
            Kind::Stale => is_write && !may_be_applied,
            Kind::NameTaken | Kind::NotStored | Kind::Unconfirmed => is_write,
            _ => true,
        }
    }

    fn error(
        kind: Kind,
        (attempts, status): (u32, Option<u16>),
        (is_write, may_be_applied): (bool, bool),
    ) -> Error {
        let mut error = Error::new(kind, "");
        if let Some(status) = status {
            let response = Response {
                status: StatusCode::from_u16(status).unwrap(),
                headers: Default::default(),
                body: Bytes::new(),
                stats: CallStats::default(),
            };
            error = error.with_response(response.into());
        }
        error.with_stats(CallStats {
            attempts,
            is_write,
            may_be_applied,
            ..CallStats::default()
        })
    }

    const COLUMNS: [(bool, bool); 3] = [(false, false), (true, false), (true, true)];

    fn row(kind: Kind, (name, attempts, status): (&str, u32, Option<u16>)) -> String {
        let mut row = format!("| {name} |");
        for (is_write, may_be_applied) in COLUMNS {
            let error = error(kind, (attempts, status), (is_write, may_be_applied));
            if applies(kind, attempts, is_write, may_be_applied) {
                write!(row, " `{:?}` |", error.outcome()).unwrap()
            } else {
                row += " |"
            }
        }
        row + "\n"
    }

    /// Checks that the table in the documentation of [`Outcome`](super::Outcome) shows what the
    /// code returns.
    #[test]
    fn outcome_every_kind_matches_documented_table() {
        let mut table = "| failure | `list_*`, `get_*` | `create_group`, `update_group`, \
                         `delete_group`, `add_*`, `remove_*` | the same, after an attempt that may \
                         have been applied |\n|---|---|---|---|\n"
            .to_owned();
        for kind in KINDS {
            for failure in rows(kind) {
                table += &row(kind, failure);
            }
        }
        insta::assert_binary_snapshot!("outcomes.md", table.into_bytes());
    }

    /// Each row has the result for a read, for a write, and for a write that the server may have
    /// applied.
    #[test]
    fn is_retryable_temporary_failure_without_effect_is_retryable() {
        let status = |status| (1, Some(status));
        for (kind, attempt, expected) in [
            (Kind::Configuration, (0, None), [false, false, false]),
            (Kind::InvalidInput, (0, None), [false, false, false]),
            (Kind::TokenUnavailable, (0, None), [true, true, false]),
            (Kind::Connect, (1, None), [true, true, false]),
            (Kind::Timeout, (0, None), [true, true, false]),
            (Kind::Timeout, (1, None), [true, false, false]),
            (Kind::Transport, (1, None), [true, false, false]),
            (Kind::Unreadable, status(200), [true, false, false]),
            (Kind::Undecodable, status(200), [false, false, false]),
            (Kind::TooLarge, status(200), [false, false, false]),
            (Kind::Mismatched, (1, None), [false, false, false]),
            (Kind::Stale, (1, None), [true, true, false]),
            (Kind::IncompleteList, (1, None), [true, true, false]),
            (Kind::Ambiguous, (1, None), [false, false, false]),
            (Kind::NameTaken, status(422), [false, false, false]),
            (Kind::NotStored, (1, None), [false, false, false]),
            (Kind::Unconfirmed, (1, None), [false, false, false]),
            (Kind::Status, status(302), [false, false, false]),
            (Kind::Status, status(401), [false, false, false]),
            (Kind::Status, status(404), [false, false, false]),
            (Kind::Status, status(408), [true, false, false]),
            (Kind::Status, status(409), [false, false, false]),
            (Kind::Status, status(422), [false, false, false]),
            (Kind::Status, status(423), [true, true, false]),
            (Kind::Status, status(425), [true, true, false]),
            (Kind::Status, status(429), [true, true, false]),
            (Kind::Status, status(500), [true, false, false]),
            (Kind::Status, status(501), [false, false, false]),
            (Kind::Status, status(503), [true, false, false]),
            (Kind::Status, status(499), [false, false, false]),
            (Kind::Status, status(520), [true, false, false]),
            (Kind::Status, status(530), [true, false, false]),
            (Kind::Status, status(598), [true, false, false]),
        ] {
            let found = COLUMNS.map(|column| error(kind, attempt, column).is_retryable());
            assert_eq!(found, expected, "{kind:?} {attempt:?}");
        }
        let mut rejected = error(Kind::Connect, (1, None), COLUMNS[0]);
        rejected.0.is_permanent = true;
        assert!(!rejected.is_retryable());
    }
}
