//! One HTTP response, received completely, and the statistics of its call.

use std::time::Duration;

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;

/// A response from the wire, kept by the decoded value or by the error that it becomes.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) stats: CallStats,
}

impl Response {
    /// Returns a header if it has only visible ASCII characters.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// The statistics of a call, whether it failed or not.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct CallStats {
    /// The number of attempts.
    pub(crate) attempts: u32,
    pub(crate) elapsed: Duration,
    /// Whether the method writes.
    pub(crate) is_write: bool,
    /// Whether an attempt before the last one may have been applied.
    pub(crate) may_be_applied: bool,
}
