//! The data about a successful call that the returned value does not contain.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;

use super::{CallStats, HeaderMap, HeaderName, Response, StatusCode};

/// The name of the header with the id that the server gives a request.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Data about a successful call: the response, the attempts, the duration, and whether a write was
/// confirmed by a read.
///
/// [`Call::with_metadata`](crate::Call::with_metadata), [`Page::metadata`](crate::Page::metadata)
/// and [`ResponseValue::metadata`](crate::generated::ResponseValue::metadata) return this type. The
/// methods have the same names as the methods of [`Error`](crate::Error).
///
/// A call may send several requests. The status and the headers are those of the response that
/// contained the returned value. For example, if a read confirmed an
/// [`update_group`](crate::Client::update_group), the returned group is from the response to this
/// read.
///
/// The output of `Debug` shows the request id, but no other header.
#[derive(Clone)]
pub struct Metadata {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) stats: CallStats,
    pub(super) is_confirmed_by_read: bool,
}

impl Metadata {
    /// Returns the status code of the response.
    ///
    /// The status is 2xx, with one exception. If the response to a
    /// [`delete_group`](crate::Client::delete_group) was lost, a read may show that the group no
    /// longer exists. The status is then 404, the status of the response to this read.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status.as_u16()
    }

    /// Returns the headers of the response.
    ///
    /// If the header `X-Request-Id` contains the access token, the client has replaced the token
    /// with a placeholder. Other headers may contain personal data, such as cookies.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns the request id from the header `X-Request-Id` of the response.
    ///
    /// Include this request id when you report a problem to the support team of the vendor.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.headers.get(REQUEST_ID)?.to_str().ok()
    }

    /// Returns how many times the client sent the request, including the first time.
    ///
    /// For a write, the number counts only the attempts of the write. The number does not count the
    /// reads and searches before and after the write. If a method such as
    /// [`add_members`](crate::Client::add_members) wrote nothing, the number counts the attempts of
    /// the last read. The method [`attempts`](crate::Error::attempts) of an error counts in the
    /// same way.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.stats.attempts
    }

    /// Returns how long the call took. The time includes the pauses between the attempts. For a
    /// write, the time also includes the wait for other writes to the same group, and all reads and
    /// searches.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.stats.elapsed
    }

    /// Returns whether the client confirmed a write by a later read or search.
    ///
    /// The client reads the group if the response to the write was lost, or does not prove that the
    /// server applied the write. The value is `false` if the response proves the write, if the call
    /// wrote nothing, and for each call that only reads. The generated client never confirms a
    /// write.
    #[must_use]
    pub fn is_confirmed_by_read(&self) -> bool {
        self.is_confirmed_by_read
    }

    /// Returns the status code of the response, in the type of the HTTP layer.
    pub(crate) fn status_code(&self) -> StatusCode {
        self.status
    }

    pub(crate) fn stats(&self) -> CallStats {
        self.stats
    }

    /// Sets the statistics of the complete call. `is_confirmed_by_read` is `true` if a read or a
    /// search after a write confirmed the write.
    pub(crate) fn of_call(self, stats: CallStats, is_confirmed_by_read: bool) -> Metadata {
        Metadata {
            stats,
            is_confirmed_by_read,
            ..self
        }
    }
}

impl Metadata {
    pub(crate) fn into_response(self, body: Bytes) -> Response {
        Response {
            status: self.status,
            headers: self.headers,
            body,
            stats: self.stats,
        }
    }
}

impl From<Response> for Metadata {
    fn from(response: Response) -> Metadata {
        Metadata {
            status: response.status,
            headers: response.headers,
            stats: response.stats,
            is_confirmed_by_read: false,
        }
    }
}

impl fmt::Debug for Metadata {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metadata")
            .field("status", &self.status())
            .field("request_id", &self.request_id())
            .field("attempts", &self.attempts())
            .field("elapsed", &self.elapsed())
            .field("is_confirmed_by_read", &self.is_confirmed_by_read)
            .finish_non_exhaustive()
    }
}
