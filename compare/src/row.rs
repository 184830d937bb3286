//! The rows of the comparison. A row has a fault of the service and the calls of a client. A
//! function judges what the client did.

use std::panic::{self, AssertUnwindSafe};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use tallyfy_benches::endpoint::Endpoint;
use tallyfy_sandbox::{GroupRecord, Sandbox, SandboxBuilder};

use crate::client::{Ability, Call, CallResult, Kind};
use crate::clock::PauseClock;
use crate::text;

/// The time after which the program stops waiting for a client.
const TIME_LIMIT: Duration = Duration::from_secs(60);

/// A fault of the service, and the calls that show what a client does with it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    pub(crate) name: &'static str,
    /// The behavior of the service.
    pub(crate) service: &'static str,
    /// The correct behavior of a client.
    pub(crate) right: &'static str,
    /// The part of the calls that not every client has.
    pub(crate) needs: Option<Ability>,
    pub(crate) sandbox: fn(SandboxBuilder) -> SandboxBuilder,
    pub(crate) endpoint: fn(&mut Endpoint),
    pub(crate) steps: fn() -> Vec<Step>,
    pub(crate) judge: fn(&Trace) -> Verdict,
}

/// A step of a row.
#[derive(Clone)]
pub(crate) enum Step {
    Call(Call),
    /// Changes the behavior of the sandbox.
    Set(Arc<dyn Fn(&Sandbox)>),
}

/// Returns a step that changes the behavior of the sandbox.
pub(crate) fn set(change: impl Fn(&Sandbox) + 'static) -> Step {
    Step::Set(Arc::new(change))
}

/// The observations of a row with one client.
#[derive(Clone, Debug, Default)]
pub(crate) struct Trace {
    pub(crate) results: Vec<CallResult>,
    pub(crate) requests: Vec<Request>,
    /// The groups that the sandbox has after the calls.
    pub(crate) groups: Vec<GroupRecord>,
    pub(crate) pauses: Vec<Duration>,
}

/// A request that the sandbox received.
#[derive(Clone, Debug, Default)]
pub(crate) struct Request {
    pub(crate) method: String,
    /// The path with the query.
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

/// The result of a judgement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub(crate) is_right: bool,
    /// A few words about the observation.
    pub(crate) text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    Right,
    Wrong,
    /// The client has no such method or setting. The program used other methods of the client.
    NotApplicable,
}

/// The observation and the judgement of one client in a row.
#[derive(Clone, Debug)]
pub(crate) struct Cell {
    pub(crate) mark: Mark,
    pub(crate) text: String,
    pub(crate) details: Vec<String>,
}

impl Row {
    /// Creates a row with the default sandbox.
    pub(crate) const fn new(
        name: &'static str,
        service: &'static str,
        right: &'static str,
        steps: fn() -> Vec<Step>,
        judge: fn(&Trace) -> Verdict,
    ) -> Row {
        Row {
            name,
            service,
            right,
            needs: None,
            sandbox: |builder| builder,
            endpoint: |_| {},
            steps,
            judge,
        }
    }

    pub(crate) const fn needs(mut self, ability: Ability) -> Row {
        self.needs = Some(ability);
        self
    }

    pub(crate) const fn sandbox(mut self, set: fn(SandboxBuilder) -> SandboxBuilder) -> Row {
        self.sandbox = set;
        self
    }

    pub(crate) const fn endpoint(mut self, set: fn(&mut Endpoint)) -> Row {
        self.endpoint = set;
        self
    }

    /// Runs the row with a client. A client that panics or does not end does not end the program.
    pub(crate) fn run(&self, kind: &Kind) -> Cell {
        let (sender, receiver) = mpsc::channel();
        let (row, client) = (*self, kind.clone());
        thread::spawn(move || {
            let trace = panic::catch_unwind(AssertUnwindSafe(|| row.observe(&client)));
            // The receiver is gone if the time limit has passed.
            let _ = sender.send(trace.map_err(|payload| text::panic_message(payload.as_ref())));
        });
        let failed = |text: String| Cell {
            mark: Mark::Wrong,
            text,
            details: Vec::new(),
        };
        match receiver.recv_timeout(TIME_LIMIT) {
            Ok(Ok(trace)) => self.cell(kind, &trace),
            Ok(Err(message)) => failed(format!("panics: {}", text::code(&message))),
            Err(_) => failed(format!("no result within {} s", TIME_LIMIT.as_secs())),
        }
    }

    /// Judges the observations of a client.
    fn cell(&self, kind: &Kind, trace: &Trace) -> Cell {
        let verdict = (self.judge)(trace);
        Cell {
            mark: match (self.needs, verdict.is_right) {
                (Some(ability), _) if !kind.has(ability) => Mark::NotApplicable,
                (_, true) => Mark::Right,
                (_, false) => Mark::Wrong,
            },
            text: verdict.text,
            details: text::details(trace),
        }
    }

    fn observe(&self, kind: &Kind) -> Trace {
        let clock = PauseClock::new();
        let elapsed = clock.clone();
        let builder = (self.sandbox)(Sandbox::builder()).clock(move || elapsed.elapsed());
        let sandbox = Arc::new(builder.start().unwrap());
        let mut endpoint = Endpoint::of(&sandbox);
        (self.endpoint)(&mut endpoint);
        let mut results = Vec::new();
        match kind.start(&endpoint, &clock) {
            Err(failure) => results.push(Err(failure)),
            Ok(mut client) => {
                for step in (self.steps)() {
                    match step {
                        Step::Call(call) => results.push(client.call(&call)),
                        Step::Set(set) => set(&sandbox),
                    }
                }
            }
        }
        // The address of the sandbox is different in each run.
        let address = endpoint.base_url.replace("http://", "");
        for failure in results
            .iter_mut()
            .filter_map(|result| result.as_mut().err())
        {
            failure.text = text::without_address(&failure.text, &address);
            failure.sources = text::without_address(&failure.sources, &address);
        }
        Trace {
            results,
            requests: sandbox.requests().into_iter().map(Request::from).collect(),
            groups: sandbox.groups(),
            pauses: clock.pauses(),
        }
    }
}

impl From<tallyfy_sandbox::RecordedRequest> for Request {
    fn from(request: tallyfy_sandbox::RecordedRequest) -> Request {
        let query = request.query.map(|query| format!("?{query}"));
        Request {
            method: request.method,
            target: request.path + &query.unwrap_or_default(),
            headers: request.headers,
            body: String::from_utf8_lossy(&request.body).into_owned(),
        }
    }
}

impl Request {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }
}

impl Trace {
    /// Returns the result of the last call.
    pub(crate) fn last(&self) -> &CallResult {
        const NO_CALL: &CallResult = &Err(crate::client::Failure {
            text: String::new(),
            sources: String::new(),
            status: None,
            body: None,
            not_applied: false,
        });
        self.results.last().unwrap_or(NO_CALL)
    }

    /// Returns the requests with a method.
    pub(crate) fn requests(&self, method: &str) -> impl Iterator<Item = &Request> {
        let requests = self.requests.iter();
        requests.filter(move |request| request.method == method)
    }

    /// Returns the number of calls that succeeded.
    pub(crate) fn successes(&self) -> usize {
        self.results.iter().filter(|result| result.is_ok()).count()
    }

    /// Returns the members that the sandbox stores for the first group.
    pub(crate) fn stored_members(&self) -> &[u64] {
        self.groups.first().map_or(&[], |group| &group.members)
    }
}

/// Returns a verdict with a text that is the same if the client is right or wrong.
pub(crate) fn verdict(is_right: bool, text: impl Into<String>) -> Verdict {
    Verdict {
        is_right,
        text: text.into(),
    }
}
