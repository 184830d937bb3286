//! What the server noted of a request, for a test to assert on.

use std::fmt;

use serde_json::Value;

use crate::operation::Operation;

/// A request as it came in, before anything was decoded, and what became of it.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordedRequest {
    /// The method, such as `GET`.
    pub method: String,
    /// The path as received, percent-encoding included.
    pub path: String,
    /// What follows the `?`, as received; `None` without a `?`.
    pub query: Option<String>,
    /// Names in lower case, in order of arrival, repeated ones included. Bytes that are not UTF-8
    /// are replaced.
    pub headers: Vec<(String, String)>,
    /// The body as received.
    pub body: Vec<u8>,
    /// The operation the route stands for; `None` when there is no such route or method, or when
    /// the body was cut off.
    pub operation: Option<Operation>,
    /// The status of the answer; `None` when none was sent, as with
    /// [`Reply::reset`](crate::Reply::reset) or [`Reply::raw`](crate::Reply::raw).
    pub status: Option<u16>,
    /// Whether the server did what was asked, whatever it then answered; `false` when it refused
    /// or a script kept it from trying.
    pub carried_out: bool,
}

impl RecordedRequest {
    /// The first value of a header, looked up without regard to case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self
            .headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// The body as JSON; `None` when it is not JSON.
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }
}

/// Shows everything but the credentials: a failing assertion prints this into logs that are kept.
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
