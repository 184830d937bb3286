//! The types of an HTTP response and of the statistics of a call.

use std::time::Duration;

use bytes::Bytes;
pub(crate) use reqwest::StatusCode;
pub(crate) use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

/// An HTTP response from the server. If the client could not read the complete body, an error
/// contains a response with a part of the body.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) stats: CallStats,
}

impl Response {
    /// Returns the value of the header `name`. Returns `None` if the header is missing, or if its
    /// value contains a character that is not visible ASCII.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// The statistics of a call: its attempts, its duration, and whether it may have changed data.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct CallStats {
    /// The number of attempts that the call has made.
    pub(crate) attempts: u32,
    /// The time since the start of the call, including the pauses between its attempts.
    pub(crate) elapsed: Duration,
    /// `true` if the call is a write, which can change data on the server.
    pub(crate) is_write: bool,
    /// `true` if the call is a write, and the server may have applied an attempt before the last
    /// attempt.
    pub(crate) may_be_applied: bool,
}
