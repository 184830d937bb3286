//! What a failed call did to the server.

use super::{Attempts, Error, Kind};

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
        let Attempts {
            count,
            is_write,
            was_unsure,
            ..
        } = self.0.attempts;
        match self.0.kind {
            Kind::NameTaken => Outcome::Refused,
            Kind::NotStored => Outcome::AppliedOtherwise,
            Kind::Unconfirmed => Outcome::Unknown,
            // An earlier attempt may have been applied, whatever became of the last one.
            _ if is_write && was_unsure => Outcome::Unknown,
            Kind::Configuration | Kind::InvalidInput | Kind::Connect => Outcome::NeverSent,
            // The time was over before the first attempt.
            Kind::Timeout if count == 0 => Outcome::NeverSent,
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

    use super::super::{Answer, Attempts, Error, Kind};

    /// Every kind of failure, in words.
    const FAILURES: [(Kind, &str); 14] = [
        (Kind::InvalidInput, "invalid input"),
        (Kind::Connect, "no connection"),
        (Kind::Timeout, "no complete response in time"),
        (Kind::Transport, "the connection failed"),
        (Kind::Unreadable, "a success without complete JSON"),
        (
            Kind::Undecodable,
            "a success that does not match the contract",
        ),
        (Kind::TooLarge, "a success that is too large"),
        (Kind::Mismatched, "a success about another object"),
        (Kind::Stale, "reads stay older than a known state"),
        (Kind::IncompleteList, "the pages do not add up"),
        (Kind::NameTaken, "the name belongs to another group"),
        (Kind::NotStored, "the server stored something else"),
        (Kind::Unconfirmed, "reading back does not tell"),
        (Kind::Configuration, "the client could not be built"),
    ];

    const STATUSES: [(u16, &str); 4] = [
        (302, "status 3xx"),
        (404, "status 4xx, except 408, 460 and 499"),
        (408, "status 408, 460 or 499"),
        (503, "status 5xx"),
    ];

    /// Which operations can fail so: reads, writes, and both of a write that was sent before.
    fn applies(kind: Kind, is_write: bool, was_unsure: bool) -> bool {
        match kind {
            Kind::Configuration => false,
            Kind::InvalidInput => !was_unsure,
            Kind::IncompleteList => !is_write,
            Kind::Stale | Kind::NameTaken | Kind::NotStored | Kind::Unconfirmed => is_write,
            _ => true,
        }
    }

    fn row(name: &str, kind: Kind, status: Option<u16>) -> String {
        let columns = [(false, false), (true, false), (true, true)];
        let mut row = format!("| {name} |");
        for (is_write, was_unsure) in columns {
            let mut error = Error::new(kind, "");
            if let Some(status) = status {
                error.0.answer = Some(Answer::new(status, None, None, Bytes::new()));
            }
            let error = error.with_attempts(Attempts {
                count: 1,
                is_write,
                was_unsure,
                ..Attempts::default()
            });
            match applies(kind, is_write, was_unsure) {
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
        for (kind, name) in FAILURES {
            if kind == Kind::IncompleteList {
                for (status, name) in STATUSES {
                    table += &row(name, Kind::Status, Some(status));
                }
            }
            if applies(kind, false, false) || applies(kind, true, false) {
                table += &row(name, kind, None);
            }
        }
        insta::assert_binary_snapshot!(".md", table.into_bytes());
    }
}
