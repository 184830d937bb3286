//! What the tests share: clients for sandboxes, and what they print of requests.

use std::fmt::Write as _;

use tallyfy_groups::{Client, Error};
use tallyfy_sandbox::{RecordedRequest, Sandbox, Shape};

pub(crate) const BOTH_SHAPES: [Shape; 2] = [Shape::Current, Shape::Legacy];

pub(crate) fn sandbox(shape: Shape) -> Sandbox {
    Sandbox::builder().shape(shape).start().unwrap()
}

pub(crate) fn client(sandbox: &Sandbox) -> Client {
    client_with_token(sandbox, sandbox.token())
}

pub(crate) fn client_with_token(sandbox: &Sandbox, token: &str) -> Client {
    Client::builder()
        .access_token(token)
        .organization(sandbox.organization())
        .base_url(sandbox.base_url())
        .build()
        .unwrap()
}

/// A request as it was on the wire. The sandbox's port is the only thing that differs from run to
/// run.
pub(crate) fn show(request: &RecordedRequest) -> String {
    let query = request.query.as_ref().map(|query| format!("?{query}"));
    let mut text = format!(
        "{} {}{}\n",
        request.method,
        request.path,
        query.unwrap_or_default()
    );
    for (name, value) in &request.headers {
        let value = if name == "host" {
            "127.0.0.1:PORT"
        } else {
            value
        };
        writeln!(text, "{name}: {value}").unwrap();
    }
    if !request.body.is_empty() {
        writeln!(text, "\n{}", String::from_utf8_lossy(&request.body)).unwrap();
    }
    text
}

/// An error with everything that led to it.
pub(crate) fn chain(error: &Error) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(error) = source {
        write!(text, ": {error}").unwrap();
        source = error.source();
    }
    text
}
