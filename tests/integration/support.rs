//! Helpers for several test files: sandboxes, clients, a clock, and texts of requests and errors.
//! This file contains no tests.

use std::env;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};

use tallyfy_groups::{Client, ClientBuilder, Clock, Error, RetryPolicy};
use tallyfy_sandbox::{GroupRecord, RecordedRequest, Sandbox, Shape};

pub(crate) const BOTH_SHAPES: [Shape; 2] = [Shape::Current, Shape::Legacy];

/// The id of the sandbox's first group, "Sales Team".
pub(crate) const SALES: &str = "group_id_abc123";

/// Returns the root of the checkout under test. The environment variable of Cargo is read at run
/// time, because several checkouts may share a target folder and the compiled test in it.
pub(crate) fn root() -> PathBuf {
    let package = env::var_os("CARGO_MANIFEST_DIR");
    package.map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from)
}

pub(crate) fn sandbox(shape: Shape) -> Sandbox {
    Sandbox::builder().shape(shape).start().unwrap()
}

pub(crate) fn client(sandbox: &Sandbox) -> Client {
    client_with_token(sandbox, sandbox.token())
}

pub(crate) fn client_with_token(sandbox: &Sandbox, token: &str) -> Client {
    builder(sandbox).access_token(token).build().unwrap()
}

/// Returns the group `SALES` as the sandbox stores it.
pub(crate) fn stored_sales_team(sandbox: &Sandbox) -> GroupRecord {
    let mut groups = sandbox.groups().into_iter();
    groups.find(|group| group.id == SALES).unwrap()
}

/// Returns the builder of a client with the default retries. The pauses between attempts take no
/// real time.
pub(crate) fn builder(sandbox: &Sandbox) -> ClientBuilder {
    Client::builder()
        .access_token(sandbox.token())
        .organization(sandbox.organization())
        .base_url(sandbox.base_url())
        .clock(TestClock::default())
}

/// Returns the builder of a client that sends each request only once.
pub(crate) fn once(base_url: impl Into<String>) -> ClientBuilder {
    Client::builder()
        .access_token("my-token")
        .organization("demo")
        .base_url(base_url)
        .retry(RetryPolicy::none())
}

/// A clock that advances only when `sleep` is called. `sleep` returns immediately.
#[derive(Clone, Debug)]
pub(crate) struct TestClock {
    began: Instant,
    pauses: Arc<Mutex<Vec<Duration>>>,
}

impl Default for TestClock {
    fn default() -> Self {
        TestClock {
            began: Instant::now(),
            pauses: Arc::default(),
        }
    }
}

impl TestClock {
    /// Returns the sum of all sleeps. A sandbox can use this sum as the time of its own clock.
    pub(crate) fn elapsed(&self) -> Duration {
        self.pauses().iter().sum()
    }

    /// Returns the length of every sleep so far.
    pub(crate) fn pauses(&self) -> Vec<Duration> {
        self.pauses.lock().unwrap().clone()
    }
}

impl Clock for TestClock {
    fn now(&self) -> Instant {
        self.began + self.elapsed()
    }

    /// Returns the time of the example date in RFC 9110.
    fn system_time(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777)
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        self.pauses.lock().unwrap().push(duration);
        Box::pin(std::future::ready(()))
    }
}

/// Returns the text of a request as the sandbox received it. The sandbox's port is different in
/// each run, so this function replaces the port with a fixed text.
pub(crate) fn request_text(request: &RecordedRequest) -> String {
    let query = request.query.as_ref().map(|query| format!("?{query}"));
    let mut text = format!(
        "{} {}{}\n",
        request.method,
        request.path,
        query.unwrap_or_default()
    );
    for (name, value) in &request.headers {
        let value = match name.as_str() {
            "host" => "127.0.0.1:PORT".to_owned(),
            "user-agent" => value.replace(env!("CARGO_PKG_VERSION"), "VERSION"),
            _ => value.clone(),
        };
        writeln!(text, "{name}: {value}").unwrap();
    }
    if !request.body.is_empty() {
        writeln!(text, "\n{}", String::from_utf8_lossy(&request.body)).unwrap();
    }
    text
}

/// Returns the message of an error, followed by the messages of its sources.
pub(crate) fn error_chain(error: &Error) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(error) = source {
        write!(text, ": {error}").unwrap();
        source = error.source();
    }
    text
}
