//! A builder for errors in the tests of a program.

use std::error::Error as StdError;
use std::time::Duration;

use bytes::Bytes;

use super::{Error, Kind};
use crate::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};
use crate::json::UnreadableItem;

/// Builds an [`Error`] for a test of your program, without a server.
///
/// Most constructors have the name of a predicate. For example, [`ErrorBuilder::connect`] creates
/// an error for which [`Error::is_connect`] returns `true`. The error of [`ErrorBuilder::status`]
/// has the predicate of its status, such as [`Error::is_not_found`].
///
/// The error of `unconfirmed` has no predicate. A 401 needs the message `Unauthenticated.` for
/// [`Error::is_unauthorized`].
///
/// By default, the error has no operation, the failed call is a read, and the call made one
/// attempt. An error from before the first attempt has 0 attempts.
///
/// ```
/// use tallyfy_groups::testing::ErrorBuilder;
/// use tallyfy_groups::{Error, Outcome};
///
/// let error: Error = ErrorBuilder::status(404, r#"{"message": "Group not found"}"#)
///     .operation("get_group")
///     .header("X-Request-Id", "req-1")
///     .build();
/// assert!(error.is_not_found());
/// assert_eq!(error.request_id(), Some("req-1"));
///
/// let error = ErrorBuilder::timeout("no response within 30s").write().build();
/// assert_eq!(error.outcome(), Outcome::Unknown);
///
/// // The server may have applied an earlier attempt.
/// let error = ErrorBuilder::connect("the connection was refused")
///     .source(std::io::Error::other("refused"))
///     .attempts(2)
///     .may_be_applied()
///     .build();
/// assert_eq!(error.outcome(), Outcome::Unknown);
///
/// let error = ErrorBuilder::mismatched("a different group").response(200, "{}").build();
/// assert_eq!((error.status(), error.raw_body()), (Some(200), Some(&b"{}"[..])));
/// ```
#[derive(Debug)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct ErrorBuilder {
    error: Error,
    response: Option<(StatusCode, Bytes)>,
    headers: HeaderMap,
}

macro_rules! constructors {
    ($($(#[$doc:meta])* $name:ident: $kind:ident, $attempts:literal;)*) => {$(
        $(#[$doc])*
        ///
        /// `message` is the description of the failure in the output of `Display`.
        pub fn $name(message: impl Into<String>) -> ErrorBuilder {
            ErrorBuilder::new(Error::new(Kind::$kind, message), $attempts)
        }
    )*};
}

impl ErrorBuilder {
    fn new(mut error: Error, attempts: u32) -> ErrorBuilder {
        error.0.stats.attempts = attempts;
        // The client creates these errors only for a success.
        let is_success = matches!(
            error.0.kind,
            Kind::Unreadable | Kind::Undecodable | Kind::TooLarge
        );
        ErrorBuilder {
            error,
            response: is_success.then(|| (StatusCode::OK, Bytes::new())),
            headers: HeaderMap::new(),
        }
    }

    /// Creates an error for a response whose status is not 2xx. The text or bytes in `body` become
    /// the body of the response, which [`Error::message`] and [`Error::field_errors`] read.
    ///
    /// # Panics
    ///
    /// If `status` is less than 100, greater than 999, or a 2xx status.
    pub fn status(status: u16, body: impl Into<Vec<u8>>) -> ErrorBuilder {
        ErrorBuilder::new(Error::new(Kind::Status, ""), 1).response(status, body)
    }

    constructors! {
        /// Creates an error for which [`Error::is_configuration`] returns `true`.
        configuration: Configuration, 0;
        /// Creates an error for which [`Error::is_invalid_input`] returns `true`.
        invalid_input: InvalidInput, 0;
        /// Creates an error for which [`Error::is_token_unavailable`] returns `true`.
        token_unavailable: TokenUnavailable, 0;
        /// Creates an error for which [`Error::is_connect`] returns `true`.
        connect: Connect, 1;
        /// Creates an error for which [`Error::is_timeout`] returns `true`.
        timeout: Timeout, 1;
        /// Creates an error for which [`Error::is_transport`] returns `true`.
        transport: Transport, 1;
        /// Creates an error for which [`Error::is_unreadable`] returns `true`, because the body of
        /// a success is not complete JSON.
        unreadable: Unreadable, 1;
        /// Creates an error for which [`Error::is_unreadable`] returns `true`, because the body of
        /// a success does not match the contract.
        undecodable: Undecodable, 1;
        /// Creates an error for which [`Error::is_mismatched`] returns `true`.
        mismatched: Mismatched, 1;
        /// Creates an error for which [`Error::is_stale`] returns `true`.
        stale: Stale, 1;
        /// Creates an error for which [`Error::is_too_large`] returns `true`.
        too_large: TooLarge, 1;
        /// Creates an error for which [`Error::is_name_taken`] returns `true`.
        name_taken: NameTaken, 1;
        /// Creates an error for which [`Error::is_not_stored`] returns `true`.
        not_stored: NotStored, 1;
        /// Creates an error for which [`Error::is_incomplete_list`] returns `true`.
        incomplete_list: IncompleteList, 1;
        /// Creates an error for which [`Error::is_ambiguous`] returns `true`.
        ambiguous: Ambiguous, 1;
        /// Creates an error of a write that the client could not confirm by a later read. The
        /// [`outcome`](Error::outcome) is [`Unknown`](crate::Outcome::Unknown).
        unconfirmed: Unconfirmed, 1;
    }

    /// Creates the error that a stream returns for an item that the client cannot read.
    /// [`Error::unreadable_item`] returns this item.
    pub fn unreadable_item(item: UnreadableItem) -> ErrorBuilder {
        ErrorBuilder {
            response: None,
            ..ErrorBuilder::new(Error::undecodable_item(item), 0)
        }
    }

    /// Sets the response that the error contains. By default, only an error of
    /// [`ErrorBuilder::status`] contains a response.
    ///
    /// # Panics
    ///
    /// If `status` is less than 100 or greater than 999, or if the error of
    /// [`ErrorBuilder::status`] gets a 2xx status.
    pub fn response(mut self, status: u16, body: impl Into<Vec<u8>>) -> Self {
        assert!(
            self.error.0.kind != Kind::Status || !(200..300).contains(&status),
            "the status {status} is a success; use a constructor such as `unreadable`"
        );
        let code = StatusCode::from_u16(status);
        let code = code.unwrap_or_else(|_| panic!("{status} is not an HTTP status"));
        self.response = Some((code, body.into().into()));
        self
    }

    /// Adds a header to the response, such as `X-Request-Id` or `Retry-After`. An error without a
    /// response ignores its headers.
    ///
    /// # Panics
    ///
    /// If the name or the value of the header is invalid.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let (Ok(key), Ok(text)) = (name.parse::<HeaderName>(), value.parse::<HeaderValue>()) else {
            panic!("the header `{name}: {value}` is invalid");
        };
        self.headers.append(key, text);
        self
    }

    /// Sets the [source](std::error::Error::source) of the error.
    pub fn source(mut self, source: impl StdError + Send + Sync + 'static) -> Self {
        self.error = self.error.with_source(source);
        self
    }

    /// Sets the name of the failed operation, such as `get_group`.
    pub fn operation(mut self, name: &'static str) -> Self {
        self.error = self.error.with_operation(name);
        self
    }

    /// Sets the number of attempts that the failed call made.
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.error.0.stats.attempts = attempts;
        self
    }

    /// Sets the duration of the failed call.
    pub fn elapsed(mut self, elapsed: Duration) -> Self {
        self.error.0.stats.elapsed = elapsed;
        self
    }

    /// Makes the failed call a write, so that its [`outcome`](Error::outcome) may be
    /// [`Unknown`](crate::Outcome::Unknown).
    pub fn write(mut self) -> Self {
        self.error.0.stats.is_write = true;
        self
    }

    /// Makes the failed call a write of which the server may have applied an earlier attempt. The
    /// [`outcome`](Error::outcome) is then [`Unknown`](crate::Outcome::Unknown) for most errors.
    pub fn may_be_applied(mut self) -> Self {
        self.error.0.stats.may_be_applied = true;
        self.write()
    }

    /// Builds the error.
    #[must_use]
    pub fn build(self) -> Error {
        let Some((status, body)) = self.response else {
            return self.error;
        };
        let response = Response {
            status,
            headers: self.headers,
            body,
            stats: self.error.0.stats,
        };
        self.error.with_response(response.into())
    }
}

impl From<ErrorBuilder> for Error {
    fn from(builder: ErrorBuilder) -> Error {
        builder.build()
    }
}
