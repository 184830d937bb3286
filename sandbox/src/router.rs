//! From the socket to a handler and back: routes, records, scripts and the log.

use std::collections::HashMap;
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::body::{Bytes, to_bytes};
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{ConnectInfo, RawPathParams, Request, State};
use axum::http::header::DATE;
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode};
use axum::response::Response;
use axum::routing::{get, on};

use crate::answer::{Answer, Failure};
use crate::call::{Call, Query};
use crate::line::Line;
use crate::operation::Operation;
use crate::options::Settings;
use crate::page::{self, Page};
use crate::reply::Start;
use crate::sandbox::panic_message;
use crate::store::Store;
use crate::{RecordedRequest, Reply, gate, handlers};

/// What the server and the test's handle have in common.
pub(crate) struct Shared {
    pub(crate) settings: Settings,
    pub(crate) page: Option<Page>,
    log: Option<Log>,
    world: Mutex<World>,
}

/// Everything that changes. One lock around it makes the order of records the order of effects.
pub(crate) struct World {
    pub(crate) store: Store,
    pub(crate) requests: Vec<RecordedRequest>,
    pub(crate) scripts: HashMap<Operation, Box<dyn Iterator<Item = Reply> + Send>>,
    pub(crate) panics: Vec<String>,
    answered: u64,
}

pub(crate) type Log = Box<dyn Fn(&str) + Send + Sync>;

/// What a method and path stand for.
#[derive(Clone, Copy)]
enum Target {
    Operation(Operation),
    WrongMethod,
    Nowhere,
    /// The body ended early, or was no HTTP.
    Cut,
}

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

impl Target {
    fn operation(self) -> Option<Operation> {
        match self {
            Target::Operation(operation) => Some(operation),
            Target::WrongMethod | Target::Nowhere | Target::Cut => None,
        }
    }
}

impl Shared {
    pub(crate) fn new(
        settings: Settings,
        store: Store,
        page: Option<Page>,
        log: Option<Log>,
    ) -> Shared {
        let world = World {
            store,
            requests: Vec::new(),
            scripts: HashMap::new(),
            panics: Vec::new(),
            answered: 0,
        };
        Shared {
            settings,
            page,
            log,
            world: Mutex::new(world),
        }
    }

    /// A poisoned lock is taken all the same: what panicked is told when the sandbox is dropped.
    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The routes, each made from its row of the table of operations.
pub(crate) fn router(shared: Arc<Shared>) -> Router {
    let mut router = Router::new();
    for &operation in Operation::ALL {
        let path = format!("{}{}", shared.settings.prefix, operation.path());
        let target = Target::Operation(operation);
        let handler =
            move |State(shared), ids: Ids, request| exchange(shared, target, ids.ok(), request);
        router = router.route(&path, on(operation.method(), handler));
    }
    let nowhere = |State(shared), request| exchange(shared, Target::Nowhere, None, request);
    if shared.page.is_some() {
        // With any other method, `/` is as unknown to the API as it is without a page.
        router = router.route("/", get(page::serve).fallback(nowhere));
    }
    router
        .method_not_allowed_fallback(|State(shared), request| {
            exchange(shared, Target::WrongMethod, None, request)
        })
        .fallback(nowhere)
        .with_state(shared)
}

/// An id that is not UTF-8 when decoded is an id that nothing has.
type Ids = Result<RawPathParams, RawPathParamsRejection>;

async fn exchange(
    shared: Arc<Shared>,
    target: Target,
    ids: Option<RawPathParams>,
    request: Request,
) -> Response {
    // The router takes an empty segment for an id; no id is empty, so that is another route.
    let has_empty = |ids: &RawPathParams| ids.iter().any(|(_, value)| value.is_empty());
    let target = if ids.as_ref().is_some_and(has_empty) {
        Target::Nowhere
    } else {
        target
    };
    let (parts, body) = request.into_parts();
    // Half a body must have no effect, whether or not the client still waits for an answer.
    let (target, body) = match to_bytes(body, usize::MAX).await {
        Ok(body) => (target, body),
        Err(_) => (Target::Cut, Bytes::new()),
    };
    let answer = act(&shared, target, ids, &parts, body);
    if !shared.settings.latency.is_zero() {
        tokio::time::sleep(shared.settings.latency).await;
    }
    let ConnectInfo(line): &ConnectInfo<Line> = parts
        .extensions
        .get()
        .expect("the server gives each request its connection");
    answer.deliver(line, parts.method == Method::HEAD).await
}

/// Carries a request out, or not, records it and logs it.
fn act(
    shared: &Shared,
    target: Target,
    ids: Option<RawPathParams>,
    parts: &Parts,
    body: Bytes,
) -> Answer {
    let mut world = shared.world();
    world.answered += 1;
    let request_id = format!("req-{:06}", world.answered);
    let call = call(parts, ids, body.clone());
    let answered = panic::catch_unwind(AssertUnwindSafe(|| {
        answer(&shared.settings, &mut world, target, &call)
    }));
    let (mut answer, carried_out) = answered.unwrap_or_else(|payload| {
        world.panics.push(panic_message(&*payload).to_owned());
        let answer = Failure::Broken.into_answer(shared.settings.shape, true);
        (answer, false)
    });
    let id = HeaderValue::try_from(&request_id).expect("digits and letters are a header value");
    answer.headers.entry(REQUEST_ID).or_insert(id);
    // By default the clock that dates the groups is also that of `Date`, as with any server.
    let date = world.store.http_date(shared.settings.date_offset);
    let date = HeaderValue::try_from(date).expect("a date is a header value");
    answer.headers.entry(DATE).or_insert(date);
    let recorded = record(parts, &body, target, &answer, carried_out);
    let line = shared
        .log
        .as_ref()
        .map(|_| log_line(&recorded, &answer, &request_id));
    world.requests.push(recorded);
    drop(world);

    if let (Some(log), Some(line)) = (&shared.log, line) {
        let logged = panic::catch_unwind(AssertUnwindSafe(|| log(&line)));
        if let Err(payload) = logged {
            shared
                .world()
                .panics
                .push(panic_message(&*payload).to_owned());
        }
    }
    answer
}

fn call(parts: &Parts, ids: Option<RawPathParams>, body: Bytes) -> Call {
    let id = |wanted: &str| {
        let mut pairs = ids.iter().flat_map(|ids| ids.iter());
        pairs
            .find(|(name, _)| *name == wanted)
            .map(|(_, value)| value.to_owned())
            .unwrap_or_default()
    };
    Call {
        path: parts.uri.path().to_owned(),
        organization: id("org_id"),
        id: id("id"),
        query: Query::parse(parts.uri.query().unwrap_or_default()),
        headers: parts.headers.clone(),
        body,
    }
}

/// Returns the answer, and whether the request was carried out.
fn answer(settings: &Settings, world: &mut World, target: Target, call: &Call) -> (Answer, bool) {
    let scripted = target
        .operation()
        .and_then(|operation| next_reply(world, operation));
    let Some(reply) = scripted else {
        return carry_out(settings, world, target, call);
    };
    let (answer, carried_out) = match reply.start() {
        Start::Normal => carry_out(settings, world, target, call),
        Start::Nothing => (Answer::empty(StatusCode::OK), false),
        Start::Panic(message) => panic!("{message}"),
    };
    let is_refused = matches!(reply.start(), Start::Normal) && !carried_out;
    let shown = target.operation().zip(reply.group());
    let group = shown.filter(|_| !is_refused).and_then(|(operation, id)| {
        handlers::body_with_group(operation, settings, world.store.newest(), call, id)
    });
    (reply.lay_over(answer, group), carried_out)
}

/// Returns the usual answer, and whether the request was carried out.
fn carry_out(
    settings: &Settings,
    world: &mut World,
    target: Target,
    call: &Call,
) -> (Answer, bool) {
    let outcome = match target {
        Target::Operation(operation) => gate::admit(settings, operation, call)
            .and_then(|()| handlers::handle(operation, settings, &mut world.store, call)),
        Target::WrongMethod => Err(Failure::MethodNotAllowed),
        Target::Nowhere => Err(Failure::EndpointNotFound),
        Target::Cut => Err(Failure::MalformedBody("The request body is cut off.")),
    };
    match outcome {
        Ok(answer) => (answer, true),
        Err(failure) => {
            let answer = failure.into_answer(settings.shape, call.wants_json());
            (answer, false)
        }
    }
}

fn next_reply(world: &mut World, operation: Operation) -> Option<Reply> {
    let reply = world.scripts.get_mut(&operation)?.next();
    if reply.is_none() {
        world.scripts.remove(&operation);
    }
    reply
}

fn record(
    parts: &Parts,
    body: &Bytes,
    target: Target,
    answer: &Answer,
    carried_out: bool,
) -> RecordedRequest {
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let headers = parts
        .headers
        .iter()
        .map(|(name, value)| (name.as_str().to_owned(), text(value)));
    RecordedRequest {
        method: parts.method.as_str().to_owned(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().map(str::to_owned),
        headers: headers.collect(),
        body: body.to_vec(),
        operation: target.operation(),
        status: answer
            .delivery
            .sends_status()
            .then_some(answer.status.as_u16()),
        carried_out,
    }
}

fn log_line(request: &RecordedRequest, answer: &Answer, request_id: &str) -> String {
    let RecordedRequest { method, path, .. } = request;
    let status = request
        .status
        .map_or("-".to_owned(), |status| status.to_string());
    let query = request
        .query
        .as_ref()
        .map(|query| format!("?{query}"))
        .unwrap_or_default();
    let operation = request.operation.map_or("-", Operation::operation_id);
    let reason = answer
        .reason
        .as_ref()
        .map(|reason| format!(" ({reason})"))
        .unwrap_or_default();
    format!("{method} {path}{query} {status} {operation} {request_id}{reason}")
}
