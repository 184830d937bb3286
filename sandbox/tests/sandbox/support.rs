//! Helpers that build requests and parse responses without an HTTP client.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;
use tallyfy_sandbox::{Sandbox, SandboxBuilder, Shape};

/// A request. A new request has every header that the API's documents require. A test can remove
/// headers from the request.
#[derive(Clone)]
pub(crate) struct Request {
    method: String,
    target: Target,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

#[derive(Clone)]
enum Target {
    InOrganization(String),
    Raw(String),
}

#[derive(Debug)]
pub(crate) struct Response {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// Returns a GET request for a path below `/organizations/demo`.
pub(crate) fn get(path: &str) -> Request {
    Request::new("GET", Target::InOrganization(path.to_owned()))
}

pub(crate) fn delete(path: &str) -> Request {
    Request::new("DELETE", Target::InOrganization(path.to_owned()))
}

pub(crate) fn post(path: &str, body: &str) -> Request {
    Request::new("POST", Target::InOrganization(path.to_owned())).json(body)
}

pub(crate) fn put(path: &str, body: &str) -> Request {
    Request::new("PUT", Target::InOrganization(path.to_owned())).json(body)
}

/// Returns a request whose request target is exactly `target`.
pub(crate) fn raw(method: &str, target: &str) -> Request {
    Request::new(method, Target::Raw(target.to_owned()))
}

#[track_caller]
pub(crate) fn started(builder: SandboxBuilder) -> Sandbox {
    builder.start().expect("the sandbox must start")
}

pub(crate) fn legacy() -> Sandbox {
    started(Sandbox::builder().shape(Shape::Legacy))
}

impl Request {
    fn new(method: &str, target: Target) -> Request {
        let headers = [
            ("Authorization", "Bearer demo-token"),
            ("Accept", "application/json"),
            ("X-Tallyfy-Client", "APIClient"),
        ];
        let headers = headers
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .to_vec();
        Request {
            method: method.to_owned(),
            target,
            headers,
            body: Vec::new(),
        }
    }

    fn json(self, body: &str) -> Request {
        self.header("Content-Type", "application/json").body(body)
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Request {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Request {
        self.headers.retain(|(known, _)| known != name);
        self
    }

    pub(crate) fn with(&self, name: &str, value: &str) -> Request {
        self.clone().without(name).header(name, value)
    }

    pub(crate) fn body(mut self, body: &str) -> Request {
        self.body = body.as_bytes().to_vec();
        self
    }

    pub(crate) fn bearer(self, token: &str) -> Request {
        self.with("Authorization", &format!("Bearer {token}"))
    }

    #[track_caller]
    pub(crate) fn send(&self, sandbox: &Sandbox) -> Response {
        let mut stream = self.with("Connection", "close").open(sandbox);
        let mut response = Vec::new();
        stream
            .read_to_end(&mut response)
            .expect("the response must end");
        Response::parse(&response)
    }

    /// Sends the request on a new connection. The caller can read the response from the stream that
    /// this function returns.
    #[track_caller]
    pub(crate) fn open(&self, sandbox: &Sandbox) -> TcpStream {
        let (host, _) = self.head(sandbox);
        let mut stream = TcpStream::connect(host).expect("the sandbox must accept connections");
        self.send_on(&mut stream, sandbox);
        stream
    }

    /// Sends the request on an open connection. The caller reads the response from the stream.
    #[track_caller]
    pub(crate) fn send_on(&self, stream: &mut TcpStream, sandbox: &Sandbox) {
        let (_, head) = self.head(sandbox);
        stream
            .write_all(head.as_bytes())
            .expect("the sandbox must read the head");
        stream
            .write_all(&self.body)
            .expect("the sandbox must read the body");
    }

    fn head(&self, sandbox: &Sandbox) -> (String, String) {
        let base_url = sandbox.base_url();
        let rest = base_url
            .strip_prefix("http://")
            .expect("the base URL must begin with http");
        let (host, prefix) = match rest.split_once('/') {
            Some((host, prefix)) => (host, format!("/{prefix}")),
            None => (rest, String::new()),
        };
        let target = match &self.target {
            Target::InOrganization(path) => format!("{prefix}/organizations/demo{path}"),
            Target::Raw(target) => target.clone(),
        };
        let mut head = format!("{} {target} HTTP/1.1\r\nHost: {host}\r\n", self.method);
        for (name, value) in &self.headers {
            head += &format!("{name}: {value}\r\n");
        }
        if !self.body.is_empty() {
            head += &format!("Content-Length: {}\r\n", self.body.len());
        }
        head += "\r\n";
        (host.to_owned(), head)
    }
}

/// The way in which the server ended a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Closed,
    Reset,
}

/// Reads until the connection ends. Returns the received bytes, and whether the server closed or
/// reset the connection.
#[track_caller]
pub(crate) fn read_to_end(stream: &mut TcpStream) -> (Vec<u8>, End) {
    let mut bytes = Vec::new();
    let end = match stream.read_to_end(&mut bytes) {
        Ok(_) => End::Closed,
        Err(error) if error.kind() == ErrorKind::ConnectionReset => End::Reset,
        Err(error) => panic!("the connection was neither closed nor reset: {error}"),
    };
    (bytes, end)
}

#[track_caller]
pub(crate) fn read_head(stream: &mut TcpStream) -> Response {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.extend(read_exact(stream, 1));
    }
    Response::parse(&head)
}

#[track_caller]
pub(crate) fn read_exact(stream: &mut TcpStream, bytes: usize) -> Vec<u8> {
    let mut read = vec![0; bytes];
    stream
        .read_exact(&mut read)
        .expect("the sandbox must send this many bytes");
    read
}

/// Checks that the sandbox sends nothing more on the connection, and that the connection stays
/// open.
#[track_caller]
pub(crate) fn check_stays_open(stream: &mut TcpStream) {
    let timeout = Some(Duration::from_millis(5));
    stream
        .set_read_timeout(timeout)
        .expect("the timeout must be valid");
    let error = stream
        .read(&mut [0])
        .expect_err("the sandbox must send nothing");
    // If a read times out, the error is `WouldBlock` on Unix and `TimedOut` on Windows.
    let timed_out = [ErrorKind::WouldBlock, ErrorKind::TimedOut].contains(&error.kind());
    assert!(timed_out, "{error}");
    stream
        .set_read_timeout(None)
        .expect("the timeout must be removed");
}

impl Response {
    #[track_caller]
    pub(crate) fn parse(bytes: &[u8]) -> Response {
        let end = bytes
            .windows(4)
            .position(|four| four == b"\r\n\r\n")
            .expect("the head must end with a blank line");
        let head = std::str::from_utf8(&bytes[..end]).expect("the head must be UTF-8");
        let mut lines = head.split("\r\n");
        let status = lines
            .next()
            .and_then(|line| line.split(' ').nth(1))
            .expect("the head must have a status line");
        let pair = |line: &str| {
            let (name, value) = line
                .split_once(": ")
                .expect("a header must contain a colon");
            (name.to_ascii_lowercase(), value.to_owned())
        };
        Response {
            status: status.parse().expect("the status must be a number"),
            headers: lines.map(pair).collect(),
            body: bytes[end + 4..].to_vec(),
        }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    #[track_caller]
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("the body must be UTF-8")
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        assert_eq!(
            self.header("content-type"),
            Some("application/json"),
            "{self:?}"
        );
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// Returns the value of one key in each item of the list, as text.
    #[track_caller]
    pub(crate) fn column(&self, key: &str) -> Vec<String> {
        let json = self.json();
        let items = json["data"]
            .as_array()
            .unwrap_or_else(|| panic!("the response has no list: {self:?}"));
        let text = |item: &Value| match &item[key] {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        items.iter().map(text).collect()
    }
}

/// Sends a request, and checks the status and the JSON of the response. The order of the keys does
/// not matter.
#[track_caller]
pub(crate) fn check(
    sandbox: &Sandbox,
    request: &Request,
    status: u16,
    expected: Value,
) -> Response {
    let response = request.send(sandbox);
    assert_eq!((response.status, response.json()), (status, expected));
    response
}
