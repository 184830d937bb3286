//! The word that names the kind of an error in metrics and spans.

use super::{Error, Kind};

impl Error {
    /// Returns a stable word that contains no data of the program or of the server: the status of
    /// the response, such as `503`, or the kind of the failure, such as `timeout`. Except
    /// `unconfirmed`, each word is the name of a predicate without the prefix `is_`.
    pub(crate) fn error_type(&self) -> &str {
        match self.0.kind {
            Kind::Configuration => "configuration",
            Kind::InvalidInput => "invalid_input",
            Kind::TokenUnavailable => "token_unavailable",
            Kind::Connect => "connect",
            Kind::Timeout => "timeout",
            Kind::Transport => "transport",
            Kind::Status => self
                .response()
                .map_or("status", |error| error.response.status.as_str()),
            Kind::Unreadable | Kind::Undecodable => "unreadable",
            Kind::TooLarge => "too_large",
            Kind::Mismatched => "mismatched",
            Kind::Stale => "stale",
            Kind::IncompleteList => "incomplete_list",
            Kind::Ambiguous => "ambiguous",
            Kind::NameTaken => "name_taken",
            Kind::Unconfirmed => "unconfirmed",
            Kind::NotStored => "not_stored",
        }
    }
}
