//! The record of a request. The assertions of a test read this record.

use std::fmt;

use serde_json::Value;

use crate::operation::Operation;

/// A request as the server received it, and the result of the request. The path and the query are
/// not decoded.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordedRequest {
    /// The method of the request, such as `GET`.
    pub method: String,
    /// The path as received, with its percent-encoding.
    pub path: String,
    /// The text after the `?` of the URL, as received. `None` if the URL contains no `?`.
    pub query: Option<String>,
    /// The names of the query parameters that the sandbox did not read, in the order of the query.
    pub unread_parameters: Vec<String>,
    /// The headers in order of arrival, including repeated headers. The names are in lower case. In
    /// the values, U+FFFD replaces bytes that are not UTF-8.
    pub headers: Vec<(String, String)>,
    /// The body as received.
    pub body: Vec<u8>,
    /// The operation that the request calls. `None` if the request calls no known operation, or if
    /// its body is incomplete.
    pub operation: Option<Operation>,
    /// The status of the response. `None` if the sandbox sent no status, for example because of
    /// [`Reply::reset`](crate::Reply::reset) or [`Reply::raw`](crate::Reply::raw).
    pub status: Option<u16>,
    /// `true` if the server carried out the request, even if the response shows a failure. `false`
    /// if the server refused the request, or if a script kept the server from carrying it out.
    pub carried_out: bool,
}

impl RecordedRequest {
    /// Returns the value of the first header with this name. The comparison of names ignores case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self
            .headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// Returns the body as JSON. Returns `None` if the body is not JSON.
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }
}

/// Shows all fields, but hides the access token, because a failing assertion may write this text to
/// a log.
impl fmt::Debug for RecordedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let redacted = |(name, value): &(String, String)| match name.as_str() {
            "authorization" => format!("{name}: <redacted>"),
            _ => format!("{name}: {value}"),
        };
        f.debug_struct("RecordedRequest")
            .field("method", &self.method)
            .field("path", &self.path)
            .field("query", &self.query)
            .field("unread_parameters", &self.unread_parameters)
            .field(
                "headers",
                &self.headers.iter().map(redacted).collect::<Vec<_>>(),
            )
            .field("body", &String::from_utf8_lossy(&self.body))
            .field("operation", &self.operation)
            .field("status", &self.status)
            .field("carried_out", &self.carried_out)
            .finish()
    }
}
