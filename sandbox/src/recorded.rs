//! The record of a request that the sandbox received. A test uses these records in its assertions.

use std::fmt;

use serde_json::Value;

use crate::operation::Operation;

/// A request as the sandbox received it, and the result of this request. The path and the query
/// still contain their percent-encoding.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordedRequest {
    /// The method of the request, such as `GET`.
    pub method: String,
    /// The path of the URL as the sandbox received it, with its percent-encoding.
    pub path: String,
    /// The text after the `?` of the URL, as the sandbox received it. `None` if the URL contains no
    /// `?`.
    pub query: Option<String>,
    /// The names of the query parameters that the sandbox did not read, in the order of the query.
    pub unread_parameters: Vec<String>,
    /// The headers in order of arrival, including repeated headers. The names are in lower case. In
    /// the values, U+FFFD replaces bytes that are not UTF-8.
    pub headers: Vec<(String, String)>,
    /// The body of the request as the sandbox received it.
    pub body: Vec<u8>,
    /// The operation that the request calls. `None` if no operation has the method and path of the
    /// request, or if the request body is incomplete.
    pub operation: Option<Operation>,
    /// The status of the response to the request. `None` if the sandbox sent no status, for example
    /// because of [`Reply::reset`](crate::Reply::reset) or [`Reply::raw`](crate::Reply::raw).
    pub status: Option<u16>,
    /// `true` if the sandbox carried out the request, even if the sandbox then sent a faulty
    /// response or an error. `false` if the sandbox refused the request, or if a reply of a script
    /// prevented the sandbox from carrying out the request.
    pub carried_out: bool,
}

impl RecordedRequest {
    /// Returns the value of the first header with this name. Upper and lower case of the name do
    /// not matter.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self
            .headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// Returns the request body as JSON. Returns `None` if the request body is not valid JSON.
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }
}

/// The debug output shows all fields, but it hides the access token. A failing assertion may write
/// the debug output to a log.
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
