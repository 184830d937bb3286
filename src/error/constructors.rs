//! How the rest of the crate makes errors.

use std::error::Error as StdError;
use std::time::Duration;

use super::{Error, ErrorResponse, Inner, Kind, Status, TimeLimit};
use crate::http::CallStats;
use crate::json::UnreadableItem;

impl Error {
    pub(super) fn new(kind: Kind, message: impl Into<String>) -> Error {
        Error(Box::new(Inner {
            kind,
            operation: None,
            message: message.into(),
            response: None,
            source: None,
            unreadable_item: None,
            stats: CallStats::default(),
            is_lost_on_reused: false,
        }))
    }

    pub(crate) fn configuration(message: impl Into<String>) -> Error {
        Error::new(Kind::Configuration, message)
    }

    pub(crate) fn invalid_input(message: impl Into<String>) -> Error {
        Error::new(Kind::InvalidInput, message)
    }

    pub(crate) fn connect(reason: impl Into<String>) -> Error {
        Error::new(Kind::Connect, reason)
    }

    pub(crate) fn connect_timeout(limit: Duration) -> Error {
        Error::connect(format!(
            "no connection to the server within {limit:?} (`connect_timeout`)"
        ))
    }

    pub(crate) fn timeout(limit: TimeLimit) -> Error {
        Error::new(Kind::Timeout, limit.to_string())
    }

    /// `is_lost_on_reused` says whether the connection had served another request before, and was
    /// closed before the first byte of the response.
    pub(crate) fn transport(reason: impl Into<String>, is_lost_on_reused: bool) -> Error {
        let mut error = Error::new(Kind::Transport, reason);
        error.0.is_lost_on_reused = is_lost_on_reused;
        error
    }

    pub(crate) fn status_of(response: ErrorResponse) -> Error {
        Error::new(Kind::Status, "").with_response(response)
    }

    pub(crate) fn unreadable(response: ErrorResponse, message: impl Into<String>) -> Error {
        Error::new(Kind::Unreadable, message).with_response(response)
    }

    pub(crate) fn undecodable(response: ErrorResponse, message: impl Into<String>) -> Error {
        Error::new(Kind::Undecodable, message).with_response(response)
    }

    /// That one item of a list cannot be read.
    pub(crate) fn undecodable_item(item: UnreadableItem) -> Error {
        let UnreadableItem {
            position, reason, ..
        } = &item;
        let message = format!("the item at position {position} of a page {reason}");
        let mut error = Error::new(Kind::Undecodable, message);
        error.0.unreadable_item = Some(item);
        error
    }

    /// That a success reports an error.
    pub(crate) fn reported(message: impl Into<String>) -> Error {
        Error::new(Kind::Undecodable, message)
    }

    /// That a response is about another object than its request.
    pub(crate) fn mismatched(message: impl Into<String>) -> Error {
        Error::new(Kind::Mismatched, message)
    }

    /// That reads kept returning a state of the group that is older than one known already.
    pub(crate) fn stale(message: impl Into<String>) -> Error {
        Error::new(Kind::Stale, message)
    }

    pub(crate) fn too_large(response: ErrorResponse, limit: usize) -> Error {
        let message = format!("its body is larger than {limit} bytes (`max_response_bytes`)");
        Error::new(Kind::TooLarge, message).with_response(response)
    }

    pub(crate) fn name_taken(message: impl Into<String>) -> Error {
        Error::new(Kind::NameTaken, message)
    }

    pub(crate) fn not_stored(message: impl Into<String>) -> Error {
        Error::new(Kind::NotStored, message)
    }

    /// That reading back did not tell whether a write was applied.
    pub(crate) fn unconfirmed(message: impl Into<String>) -> Error {
        Error::new(Kind::Unconfirmed, message)
    }

    pub(crate) fn incomplete_list(message: impl Into<String>) -> Error {
        Error::new(Kind::IncompleteList, message)
    }

    /// What had arrived of an answer.
    pub(crate) fn with_response(mut self, response: ErrorResponse) -> Error {
        self.0.response = Some(response);
        self
    }

    pub(crate) fn with_stats(mut self, stats: CallStats) -> Error {
        self.0.stats = stats;
        self
    }

    pub(crate) fn with_operation(mut self, operation: &'static str) -> Error {
        self.0.operation = Some(operation);
        self
    }

    /// The error that a call ends with, after an earlier one of the same call, whose answer says
    /// most about it.
    pub(crate) fn with_cause(mut self, mut earlier: Error, stats: CallStats) -> Error {
        self.0.response = earlier.0.response.take();
        if let Some(error) = &self.0.response {
            earlier.0.message = format!("the server returned {}", Status(error.response.status));
        }
        self.with_source(earlier).with_stats(stats)
    }

    pub(crate) fn is_lost_on_reused(&self) -> bool {
        // With a part of the response, it was not lost before.
        self.0.is_lost_on_reused && self.0.response.is_none()
    }

    /// Whether a success has a body that is not complete JSON.
    pub(crate) fn is_without_json(&self) -> bool {
        self.0.kind == Kind::Unreadable
    }

    pub(crate) fn with_source(mut self, source: impl StdError + Send + Sync + 'static) -> Error {
        self.0.source = Some(Box::new(source));
        self
    }
}
