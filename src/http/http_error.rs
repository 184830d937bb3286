//! The error of an HTTP client that received no complete response.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

/// The reason why an [`HttpClient`](super::HttpClient) received no complete response.
///
/// The client decides by this error whether it may send the request again. So choose the
/// constructor carefully. [`connect`](HttpError::connect) means that the server did not receive the
/// request, and the client then repeats even a POST.
///
/// The `Client` shows `reason` in its error. So `reason` must contain no token, and no query of a
/// URL.
pub struct HttpError {
    pub(crate) kind: HttpErrorKind,
    pub(crate) reason: String,
    pub(crate) is_permanent: bool,
    pub(crate) source: Option<Box<dyn StdError + Send + Sync>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HttpErrorKind {
    /// The request was not sent.
    Connect,
    /// The server may have received the request.
    Transport,
    /// The server closed an idle connection while the HTTP client sent the request on it.
    ClosedIdle,
    /// A time limit of the HTTP client ended the attempt.
    Timeout,
}

impl HttpError {
    fn new(kind: HttpErrorKind, reason: impl Into<String>) -> HttpError {
        HttpError {
            kind,
            reason: reason.into(),
            is_permanent: false,
            source: None,
        }
    }

    /// Creates the error for a request that was not sent, because the HTTP client could not connect
    /// to the server.
    ///
    /// `reason` completes the sentence `this client could not connect to the server: …`. The method
    /// [`is_connect`](crate::Error::is_connect) of the client's error returns `true`.
    pub fn connect(reason: impl fmt::Display) -> HttpError {
        let reason = format!("this client could not connect to the server: {reason}");
        HttpError::new(HttpErrorKind::Connect, reason)
    }

    /// Creates the error of [`connect`](HttpError::connect) for an unknown reason.
    pub(super) fn connect_unknown() -> HttpError {
        let reason = "this client could not connect to the server";
        HttpError::new(HttpErrorKind::Connect, reason)
    }

    /// Creates the error for an HTTP client that did not connect to the server in time. `limit` is
    /// `None` if the limit is unknown.
    pub(super) fn connect_timeout(limit: Option<Duration>) -> HttpError {
        let reason = match limit {
            Some(limit) => format!(
                "this client could not connect to the server within {limit:?} (limit: \
                 `connect_timeout`)"
            ),
            None => "this client could not connect to the server in time".to_owned(),
        };
        HttpError::new(HttpErrorKind::Connect, reason)
    }

    /// Creates the error for a connection that failed after the request may have been sent, and
    /// before the response was complete.
    ///
    /// `reason` is a sentence, such as `the connection was reset before the response was complete`.
    /// The method [`is_transport`](crate::Error::is_transport) of the client's error returns
    /// `true`.
    pub fn transport(reason: impl Into<String>) -> HttpError {
        HttpError::new(HttpErrorKind::Transport, reason)
    }

    /// Creates the error for a request that was sent on an idle connection, at the moment when the
    /// server closed this connection.
    ///
    /// The client repeats an idempotent request at once. The lost attempt does not count towards
    /// [`RetryPolicy::max_attempts`](crate::RetryPolicy::max_attempts). In all other respects, the
    /// error behaves as an error of [`transport`](HttpError::transport).
    pub fn closed_idle(reason: impl Into<String>) -> HttpError {
        HttpError::new(HttpErrorKind::ClosedIdle, reason)
    }

    /// Creates the error for a time limit of the HTTP client itself. The server may have received
    /// the request.
    ///
    /// The method [`is_timeout`](crate::Error::is_timeout) of the client's error returns `true`.
    pub fn timeout(reason: impl Into<String>) -> HttpError {
        HttpError::new(HttpErrorKind::Timeout, reason)
    }

    /// Marks the error as permanent: a later attempt fails for the same reason. The client does not
    /// repeat the request, and [`is_retryable`](crate::Error::is_retryable) returns `false`.
    #[must_use]
    pub fn permanent(mut self) -> HttpError {
        self.is_permanent = true;
        self
    }

    /// Returns the same error for a response that has begun. The server has received the request,
    /// so an error that says otherwise is wrong.
    pub(super) fn after_response(mut self) -> HttpError {
        if matches!(
            self.kind,
            HttpErrorKind::Connect | HttpErrorKind::ClosedIdle
        ) {
            self.kind = HttpErrorKind::Transport;
        }
        self
    }

    /// Sets the error that caused this error. The `Display` text of the client's error does not
    /// contain it.
    #[must_use]
    pub fn with_source(mut self, source: impl StdError + Send + Sync + 'static) -> HttpError {
        self.source = Some(Box::new(source));
        self
    }

    /// Returns whether the request was not sent.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        self.kind == HttpErrorKind::Connect
    }

    /// Returns whether a time limit of the HTTP client ended the attempt after the request may have
    /// been sent.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.kind == HttpErrorKind::Timeout
    }
}

impl fmt::Display for HttpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl fmt::Debug for HttpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpError")
            .field("kind", &self.kind)
            .field("reason", &self.reason)
            .field("is_permanent", &self.is_permanent)
            .field("source", &self.source)
            .finish()
    }
}

impl StdError for HttpError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
