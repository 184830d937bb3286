//! The routes, and the code that processes every request. This code applies the script of the
//! operation and carries out the request. It then records and logs the request, and sends the
//! response.

use std::panic::{self, AssertUnwindSafe};
use std::sync::Arc;

use axum::Router;
use axum::body::{Bytes, to_bytes};
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{ConnectInfo, RawPathParams, Request, State};
use axum::http::header::DATE;
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, on};

use crate::connection::Connection;
use crate::operation::Operation;
use crate::options::Settings;
use crate::page::Page;
use crate::recorded::RecordedRequest;
use crate::reply::{Base, Reply};
use crate::request::{ApiRequest, Query};
use crate::response::{ApiError, ApiResponse};
use crate::state::{ServerState, Shared, panic_message};
use crate::{auth, handlers};

/// The route that the sandbox found for a request, or the reason why it found no route.
#[derive(Clone, Copy)]
enum Route {
    Operation(Operation),
    WrongMethod,
    Unknown,
    /// The request body ended early, or its bytes were not valid HTTP.
    IncompleteBody,
}

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

impl Route {
    fn operation(self) -> Option<Operation> {
        match self {
            Route::Operation(operation) => Some(operation),
            Route::WrongMethod | Route::Unknown | Route::IncompleteBody => None,
        }
    }
}

/// Creates a route for each operation, and a route for the HTML page.
pub(crate) fn router(shared: Arc<Shared>) -> Router {
    let mut router = Router::new();
    for &operation in Operation::ALL {
        let path = format!("{}{}", shared.settings.prefix, operation.path());
        let route = Route::Operation(operation);
        let handler =
            move |State(shared), ids: Ids, request| respond(shared, route, ids.ok(), request);
        router = router.route(&path, on(operation.method(), handler));
    }
    let unknown_route = |State(shared), request| respond(shared, Route::Unknown, None, request);
    if shared.page.is_some() {
        // A request to `/` with a method other than GET or HEAD gets the same response as an
        // unknown route. A sandbox without a page sends the same response to such a request.
        router = router.route("/", get(serve_page).fallback(unknown_route));
    }
    router
        .method_not_allowed_fallback(|State(shared), request| {
            respond(shared, Route::WrongMethod, None, request)
        })
        .fallback(unknown_route)
        .with_state(shared)
}

/// Sends the HTML page. A request for the page is not an API request, so the sandbox does not
/// record or log it. The response with the page contains no request id.
async fn serve_page(State(shared): State<Arc<Shared>>) -> Response {
    let maker = Arc::clone(&shared);
    // Creating the page may take a long time, so this code creates it in a separate thread. API
    // requests must not wait until the page is ready.
    let made = tokio::task::spawn_blocking(move || maker.page.as_ref().map(Page::response));
    match made.await {
        Ok(Some(response)) => response,
        // This case cannot happen, because the route exists only if there is a page.
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => {
            if let Ok(payload) = error.try_into_panic() {
                let message = panic_message(&*payload).to_owned();
                shared.state().panics.push(message);
            }
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// The decoded ids in the path of a request. An error means that an id in the path is not UTF-8. No
/// group or member has such an id.
type Ids = Result<RawPathParams, RawPathParamsRejection>;

/// Reads the complete request, carries it out and sends the response.
async fn respond(
    shared: Arc<Shared>,
    route: Route,
    ids: Option<RawPathParams>,
    request: Request,
) -> Response {
    // axum accepts an empty path segment as an id. The id of a group or member is never empty, so
    // the sandbox treats such a path as an unknown route.
    let has_empty = |ids: &RawPathParams| ids.iter().any(|(_, value)| value.is_empty());
    let route = if ids.as_ref().is_some_and(has_empty) {
        Route::Unknown
    } else {
        route
    };
    let (parts, body) = request.into_parts();
    // A request with an incomplete body must not change a group, even if the client still waits for
    // a response.
    let (route, body) = match to_bytes(body, usize::MAX).await {
        Ok(body) => (route, body),
        Err(_) => (Route::IncompleteBody, Bytes::new()),
    };
    let response = process(&shared, route, ids, &parts, body);
    if !shared.settings.latency.is_zero() {
        tokio::time::sleep(shared.settings.latency).await;
    }
    let ConnectInfo(connection): &ConnectInfo<Connection> = parts
        .extensions
        .get()
        .expect("the server must add the connection to each request");
    response
        .deliver(connection, parts.method == Method::HEAD)
        .await
}

/// Carries out a request. Records and logs the request, and returns the response.
fn process(
    shared: &Shared,
    route: Route,
    ids: Option<RawPathParams>,
    parts: &Parts,
    body: Bytes,
) -> ApiResponse {
    let mut state = shared.state();
    state.request_count += 1;
    let request_id = format!("req-{:06}", state.request_count);
    let request = api_request(parts, ids, body.clone());
    let outcome = panic::catch_unwind(AssertUnwindSafe(|| {
        scripted_or_normal(&shared.settings, &mut state, route, &request)
    }));
    let (mut response, carried_out) = outcome.unwrap_or_else(|payload| {
        state.panics.push(panic_message(&*payload).to_owned());
        let response = ApiError::SandboxPanicked.into_response(shared.settings.shape, true);
        (response, false)
    });
    let id = HeaderValue::try_from(&request_id).expect("a request id must be printable ASCII");
    response.headers.entry(REQUEST_ID).or_insert(id);
    // As on a real server, the dates of groups and the header `Date` come from the same clock.
    let date = state.store.http_date(shared.settings.date_offset);
    let date = HeaderValue::try_from(date).expect("the header `Date` must be printable ASCII");
    response.headers.entry(DATE).or_insert(date);
    let recorded = RecordedRequest {
        unread_parameters: request.query.unread(),
        ..record(parts, &body, route, &response, carried_out)
    };
    let line = shared
        .log
        .as_ref()
        .map(|_| log_line(&recorded, &response, &request_id));
    state.requests.push(recorded);
    drop(state);

    if let (Some(log), Some(line)) = (&shared.log, line) {
        let logged = panic::catch_unwind(AssertUnwindSafe(|| log(&line)));
        if let Err(payload) = logged {
            shared
                .state()
                .panics
                .push(panic_message(&*payload).to_owned());
        }
    }
    response
}

fn api_request(parts: &Parts, ids: Option<RawPathParams>, body: Bytes) -> ApiRequest {
    let id = |wanted: &str| {
        let mut pairs = ids.iter().flat_map(|ids| ids.iter());
        pairs
            .find(|(name, _)| *name == wanted)
            .map(|(_, value)| value.to_owned())
            .unwrap_or_default()
    };
    ApiRequest {
        path: parts.uri.path().to_owned(),
        organization: id("org_id"),
        id: id("id"),
        query: Query::parse(parts.uri.query().unwrap_or_default()),
        headers: parts.headers.clone(),
        body,
    }
}

/// Returns the response that the next reply of the script defines. If the operation has no script,
/// returns the normal response. Also returns whether the sandbox carried out the request.
fn scripted_or_normal(
    settings: &Settings,
    state: &mut ServerState,
    route: Route,
    request: &ApiRequest,
) -> (ApiResponse, bool) {
    let scripted = route
        .operation()
        .and_then(|operation| next_reply(state, operation));
    let Some(reply) = scripted else {
        return carry_out(settings, state, route, request);
    };
    let (response, carried_out) = match reply.base() {
        Base::Normal => carry_out(settings, state, route, request),
        Base::NotCarriedOut => (ApiResponse::empty(StatusCode::OK), false),
        Base::Panic(message) => panic!("{message}"),
    };
    let is_refused = matches!(reply.base(), Base::Normal) && !carried_out;
    let shown = route.operation().zip(reply.group());
    let group = shown.filter(|_| !is_refused).and_then(|(operation, id)| {
        handlers::body_with_group(operation, settings, state.store.newest(), request, id)
    });
    (reply.apply_to(response, group), carried_out)
}

/// Returns the normal response, and whether the sandbox carried out the request.
fn carry_out(
    settings: &Settings,
    state: &mut ServerState,
    route: Route,
    request: &ApiRequest,
) -> (ApiResponse, bool) {
    let outcome = match route {
        Route::Operation(operation) => auth::authorize(settings, operation, request)
            .and_then(|()| handlers::handle(operation, settings, &mut state.store, request)),
        Route::WrongMethod => Err(ApiError::MethodNotAllowed),
        Route::Unknown => Err(ApiError::EndpointNotFound),
        Route::IncompleteBody => Err(ApiError::MalformedBody("The request body is incomplete.")),
    };
    match outcome {
        Ok(response) => (response, true),
        Err(failure) => {
            let response = failure.into_response(settings.shape, request.wants_json());
            (response, false)
        }
    }
}

/// Takes the next reply from the script of an operation. If the script has no more replies, removes
/// the script.
fn next_reply(state: &mut ServerState, operation: Operation) -> Option<Reply> {
    let reply = state.scripts.get_mut(&operation)?.next();
    if reply.is_none() {
        state.scripts.remove(&operation);
    }
    reply
}

fn record(
    parts: &Parts,
    body: &Bytes,
    route: Route,
    response: &ApiResponse,
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
        unread_parameters: Vec::new(),
        headers: headers.collect(),
        body: body.to_vec(),
        operation: route.operation(),
        status: response
            .delivery
            .sends_status()
            .then_some(response.status.as_u16()),
        carried_out,
    }
}

fn log_line(request: &RecordedRequest, response: &ApiResponse, request_id: &str) -> String {
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
    let reason = response
        .reason
        .as_ref()
        .map(|reason| format!(" ({reason})"))
        .unwrap_or_default();
    format!("{method} {path}{query} {status} {operation} {request_id}{reason}")
}
