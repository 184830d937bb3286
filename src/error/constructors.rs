//! Functions that other modules of this crate use to create and inspect errors.

use std::error::Error as StdError;

use super::{Error, ErrorResponse, Inner, Kind, Status, TimeLimit, single_line};
use crate::http::{CallStats, HttpError, HttpErrorKind};
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
            is_permanent: false,
        }))
    }

    pub(crate) fn configuration(message: impl Into<String>) -> Error {
        Error::new(Kind::Configuration, message)
    }

    pub(crate) fn invalid_input(message: impl Into<String>) -> Error {
        Error::new(Kind::InvalidInput, message)
    }

    pub(crate) fn token_unavailable(message: impl Into<String>) -> Error {
        Error::new(Kind::TokenUnavailable, message)
    }

    pub(crate) fn timeout(limit: TimeLimit) -> Error {
        Error::new(Kind::Timeout, limit.to_string())
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

    /// Creates the error for a list item that the client cannot read.
    pub(crate) fn undecodable_item(item: UnreadableItem) -> Error {
        let UnreadableItem {
            position, reason, ..
        } = &item;
        let message =
            format!("this client cannot read the item at position {position} of a page: {reason}");
        let mut error = Error::new(Kind::Undecodable, message);
        error.0.unreadable_item = Some(item);
        error
    }

    /// Creates the error for a response whose status is 2xx, but whose body reports an error, or
    /// contains a value that the client cannot use.
    pub(crate) fn reported(message: impl Into<String>) -> Error {
        Error::new(Kind::Undecodable, message)
    }

    /// Creates the error for a lookup that several groups or members match.
    pub(crate) fn ambiguous(message: impl Into<String>) -> Error {
        Error::new(Kind::Ambiguous, message)
    }

    /// Creates the error for a response that is about a different object than the request.
    pub(crate) fn mismatched(message: impl Into<String>) -> Error {
        Error::new(Kind::Mismatched, message)
    }

    /// Creates the error for a call that could read only old states of a group. An earlier response
    /// had contained a newer state of the same group.
    pub(crate) fn stale(message: impl Into<String>) -> Error {
        Error::new(Kind::Stale, message)
    }

    pub(crate) fn too_large(response: ErrorResponse, limit: usize) -> Error {
        let message =
            format!("the response body is larger than {limit} bytes (limit: `max_response_bytes`)");
        Error::new(Kind::TooLarge, message).with_response(response)
    }

    pub(crate) fn name_taken(message: impl Into<String>) -> Error {
        Error::new(Kind::NameTaken, message)
    }

    pub(crate) fn not_stored(message: impl Into<String>) -> Error {
        Error::new(Kind::NotStored, message)
    }

    /// Creates the error for a write that the server may have applied. The client read the group
    /// after the write, but could not determine whether the server applied the write.
    pub(crate) fn unconfirmed(message: impl Into<String>) -> Error {
        Error::new(Kind::Unconfirmed, message)
    }

    pub(crate) fn incomplete_list(message: impl Into<String>) -> Error {
        Error::new(Kind::IncompleteList, message)
    }

    /// Adds the response of the server to this error. If only a part of the response arrived, this
    /// function adds that part.
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

    /// Makes an earlier error of the same call the source of this error. Also moves the response of
    /// the earlier error to this error.
    ///
    /// The response of the earlier error describes the failure best.
    pub(crate) fn with_cause(mut self, mut earlier: Error, stats: CallStats) -> Error {
        self.0.response = earlier.0.response.take();
        if let Some(error) = &self.0.response {
            earlier.0.message = format!("the server returned {}", Status(error.response.status));
        }
        self.with_source(earlier).with_stats(stats)
    }

    pub(crate) fn is_lost_on_reused(&self) -> bool {
        // If this error contains a part of the response, the server received the request before the
        // connection was closed. So the request was not lost.
        self.0.is_lost_on_reused && self.0.response.is_none()
    }

    /// Returns whether a different access token may help. A 401 with the error `invalid_client` is
    /// about the credentials of an OAuth client, and not about the token.
    pub(crate) fn may_be_rejected_token(&self) -> bool {
        let body = self.raw_body().unwrap_or_default();
        let is_about_client = body.windows(14).any(|text| text == b"invalid_client");
        self.has_status(401) && !is_about_client
    }

    pub(crate) fn stats(&self) -> CallStats {
        self.0.stats
    }

    /// Returns whether a later attempt fails for the same reason.
    pub(crate) fn is_permanent(&self) -> bool {
        self.0.is_permanent
    }

    /// Returns true if the status of the response is 2xx, but its body is not complete JSON.
    pub(crate) fn is_without_json(&self) -> bool {
        self.0.kind == Kind::Unreadable
    }

    pub(crate) fn with_source(mut self, source: impl StdError + Send + Sync + 'static) -> Error {
        self.0.source = Some(Box::new(source));
        self
    }
}

/// Converts the error of an HTTP client. The caller adds the statistics of the call.
impl From<HttpError> for Error {
    fn from(error: HttpError) -> Error {
        let kind = match error.kind {
            HttpErrorKind::Connect => Kind::Connect,
            HttpErrorKind::Transport | HttpErrorKind::ClosedIdle => Kind::Transport,
            HttpErrorKind::Timeout => Kind::Timeout,
        };
        let mut converted = Error::new(kind, single_line(&error.reason));
        converted.0.source = error.source;
        converted.0.is_permanent = error.is_permanent;
        converted.0.is_lost_on_reused = error.kind == HttpErrorKind::ClosedIdle;
        converted
    }
}
