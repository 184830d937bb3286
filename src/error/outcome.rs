//! What a failed call did to the server.

use super::{Error, Kind};
use crate::http::CallStats;

/// What a failed call did to the server.
///
/// A read changes nothing, so its outcome is never `Unknown`. `Unknown` means only that a write may
/// have been applied.
///
#[doc = include_str!("snapshots/tallyfy_groups__error__outcome__tests__outcomes.snap.md")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// Nothing has changed, because no request was sent: the input was invalid, or no connection
    /// could be made.
    NeverSent,
    /// Nothing has changed, because the server refused the request, or because the request only
    /// reads.
    Refused,
    /// A write was sent, and nothing tells what became of it: it may or may not have been applied.
    Unknown,
    /// A write was applied, and the server stored something other than what was asked for.
    AppliedOtherwise,
}

impl Error {
    /// Returns what the failed call did to the server.
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
            // An earlier attempt may have been applied, whatever became of the last one.
            _ if is_write && may_be_applied => Outcome::Unknown,
            Kind::Configuration | Kind::InvalidInput | Kind::Connect => Outcome::NeverSent,
            // The time was over before the first attempt.
            Kind::Timeout if attempts == 0 => Outcome::NeverSent,
            _ if !is_write => Outcome::Refused,
            // A gateway may return 408, 460, 499 or 5xx for a request that it has passed on, and a
            // redirect may follow a write that was applied.
            Kind::Status => match self.status() {
                Some(408 | 460 | 499) => Outcome::Unknown,
                Some(400..=499) => Outcome::Refused,
                _ => Outcome::Unknown,
            },
            // Before a write; nothing was written.
            Kind::Stale | Kind::IncompleteList => Outcome::Refused,
            Kind::Timeout
            | Kind::Transport
            | Kind::Unreadable
            | Kind::Undecodable
            | Kind::TooLarge
            | Kind::Mismatched => Outcome::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use bytes::Bytes;
    use reqwest::StatusCode;

    use super::super::{Error, Kind};
    use crate::http::{CallStats, Response};

    /// The kinds of failures, in the order of the table.
    const KINDS: [Kind; 15] = [
        Kind::Configuration,
        Kind::InvalidInput,
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
        Kind::NameTaken,
        Kind::NotStored,
        Kind::Unconfirmed,
    ];

    /// A failure as a row of the table shows it: its name, how often it was sent, and its status. A new
    /// kind does not compile without one.
    fn rows(kind: Kind) -> Vec<(&'static str, u32, Option<u16>)> {
        match kind {
            Kind::Configuration => Vec::new(),
            Kind::InvalidInput => vec![("invalid input", 0, None)],
            Kind::Connect => vec![("no connection", 1, None)],
            Kind::Timeout => vec![
                ("the deadline passed before anything was sent", 0, None),
                ("no complete response in time", 1, None),
            ],
            Kind::Transport => vec![("the connection failed", 1, None)],
            Kind::Status => vec![
                ("status 3xx", 1, Some(302)),
                ("status 4xx, except 408, 460 and 499", 1, Some(404)),
                ("status 408, 460 or 499", 1, Some(408)),
                ("status 5xx", 1, Some(503)),
            ],
            Kind::Unreadable => vec![("a success without complete JSON", 1, Some(200))],
            Kind::Undecodable => vec![("a success that does not match the contract", 1, Some(200))],
            Kind::TooLarge => vec![("a success that is too large", 1, Some(200))],
            Kind::Mismatched => vec![("a success about another object", 1, None)],
            Kind::Stale => vec![("all reads are late", 1, None)],
            Kind::IncompleteList => vec![("the pages do not add up", 1, None)],
            Kind::NameTaken => vec![("the name belongs to another group", 1, None)],
            Kind::NotStored => vec![("the server stored something else", 1, None)],
            Kind::Unconfirmed => vec![("reading back does not tell", 1, None)],
        }
    }

    /// Returns whether a read, a write, or a write after an attempt that may have been applied can
    /// fail so.
    fn applies(kind: Kind, attempts: u32, is_write: bool, may_be_applied: bool) -> bool {
        match kind {
            Kind::InvalidInput => !may_be_applied,
            Kind::Timeout if attempts == 0 => !may_be_applied,
            Kind::IncompleteList => !is_write,
            Kind::Stale => is_write && !may_be_applied,
            Kind::NameTaken | Kind::NotStored | Kind::Unconfirmed => is_write,
            _ => true,
        }
    }

    fn row(kind: Kind, (name, attempts, status): (&str, u32, Option<u16>)) -> String {
        let columns = [(false, false), (true, false), (true, true)];
        let mut row = format!("| {name} |");
        for (is_write, may_be_applied) in columns {
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
            let error = error.with_stats(CallStats {
                attempts,
                is_write,
                may_be_applied,
                ..CallStats::default()
            });
            match applies(kind, attempts, is_write, may_be_applied) {
                true => write!(row, " `{:?}` |", error.outcome()).unwrap(),
                false => row += " |",
            }
        }
        row + "\n"
    }

    /// The table in the documentation of [`Outcome`](super::Outcome), made from the code.
    #[test]
    fn outcomes() {
        let mut table = "| failure | `list_*`, `get_*` | `create_group`, `update_group`, \
                         `delete_group`, `add_*`, `remove_*` | the same, after an attempt that may \
                         have been applied |\n|---|---|---|---|\n"
            .to_owned();
        for kind in KINDS {
            for single_line in rows(kind) {
                table += &row(kind, single_line);
            }
        }
        insta::assert_binary_snapshot!(".md", table.into_bytes());
    }
}
