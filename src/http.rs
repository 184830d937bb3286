//! A complete HTTP response, and the statistics of the call that received the response.

use std::time::Duration;

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;

/// A complete response of the server.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) stats: CallStats,
}

impl Response {
    /// Returns the value of a header if the value contains only visible ASCII characters.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// The statistics of a call that succeeded or failed.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct CallStats {
    /// The number of attempts.
    pub(crate) attempts: u32,
    /// The time since the start of the call, including the pauses between attempts.
    pub(crate) elapsed: Duration,
    /// `true` if the call is a write.
    pub(crate) is_write: bool,
    /// `true` if the server may have applied an attempt before the last attempt.
    pub(crate) may_be_applied: bool,
}
