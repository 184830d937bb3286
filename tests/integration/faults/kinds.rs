//! The rows of the matrix in `faults.rs`. There are three kinds of faults: faults of one response,
//! faults of the reads after a lost response, and faults of the service.

use std::time::Duration;

use serde_json::json;
use tallyfy_sandbox::{Replicas, Reply, SandboxBuilder};

const OTHER: &str = "group_id_def456";

/// The name of a fault, and the reply of the sandbox that causes it.
pub(crate) type Fault = (&'static str, fn() -> Reply);

const HTML: &[u8] = b"<!DOCTYPE html><html><body>Bad gateway</body></html>";

/// Faults of one response. If the sandbox carries out the request and then causes the fault, the
/// name of the fault contains `processed`.
pub(crate) const RESPONSE_FAULTS: &[Fault] = &[
    ("connection reset, not processed", Reply::reset),
    ("connection reset, processed", || {
        Reply::normal().then_reset()
    }),
    ("connection reset within the body", || {
        Reply::normal().reset_body(5)
    }),
    ("connection closed, not processed", Reply::hang_up),
    ("connection closed, processed", || {
        Reply::normal().then_hang_up()
    }),
    ("no response, not processed", Reply::silence),
    ("no response, processed", || Reply::normal().then_silence()),
    ("body stops", || Reply::normal().stall_body(5)),
    ("body sent byte by byte", || {
        Reply::normal().drip(Duration::from_millis(50))
    }),
    ("endless body", || Reply::normal().endless_body()),
    ("body cut off", || Reply::normal().cut_body(5)),
    ("content-length too short", || {
        Reply::normal().content_length(5)
    }),
    ("content-length too long", || {
        Reply::normal().content_length(100_000)
    }),
    ("body of 1 GiB", || Reply::normal().huge_body(1 << 30)),
    // This body has only 64 MiB, because the sandbox needs seconds to compress 1 GiB. A test in
    // `response_limit.rs` uses 1 GiB.
    ("compressed body of 64 MiB", || {
        Reply::normal().huge_body(64 << 20).gzip()
    }),
    ("204 with a body", || {
        Reply::status_after_normal(204).body("surplus")
    }),
    ("empty 200, not processed", || Reply::status(200)),
    ("empty 200, processed", || Reply::status_after_normal(200)),
    ("HTML 502, not processed", || {
        Reply::status(502)
            .header("content-type", "text/html")
            .body(HTML)
    }),
    ("HTML 502, processed", || {
        Reply::status_after_normal(502)
            .header("content-type", "text/html")
            .body(HTML)
    }),
    ("503, not processed", || Reply::status(503)),
    ("503, processed", || Reply::status_after_normal(503)),
    ("HTML 200, not processed", || {
        Reply::status(200)
            .header("content-type", "text/html")
            .body(HTML)
    }),
    ("invalid UTF-8, processed", || {
        Reply::status_after_normal(200).body(b"{\"data\": \"\xff\xfe\"}")
    }),
    ("deeply nested JSON, processed", || {
        Reply::status_after_normal(200).body("[".repeat(100_000))
    }),
    ("duplicate JSON keys, processed", || {
        Reply::status_after_normal(200).body(r#"{"data": 1, "data": 2}"#)
    }),
    ("number out of range, processed", || {
        Reply::status_after_normal(200).body(r#"{"data": {"id": 1e999, "name": "n"}}"#)
    }),
    ("content-type text/plain", || {
        Reply::normal().header("content-type", "text/plain")
    }),
    ("endless header", || {
        Reply::raw("HTTP/1.1 200 OK\r\nX-Blank:").endless_body()
    }),
    ("response is not HTTP, not processed", || {
        Reply::raw("SSH-2.0-OpenSSH_9.6\r\n")
    }),
    ("response is not HTTP, processed", || {
        Reply::normal().then_raw("\0\0\0\0")
    }),
    ("429", || Reply::status(429)),
    ("429, retry-after in seconds", || {
        Reply::status(429).header("retry-after", "2")
    }),
    ("429, retry-after as a date", || {
        Reply::status(429).header("retry-after", "Sun, 06 Nov 1994 08:49:47 GMT")
    }),
    ("429, retry-after of one hour", || {
        Reply::status(429).header("retry-after", "3600")
    }),
    ("401", || Reply::status(401)),
    ("redirect, processed", || {
        Reply::status_after_normal(303).header("location", "/elsewhere")
    }),
    ("407", || Reply::status(407)),
    ("520, not processed", || Reply::status(520)),
    ("520, processed", || Reply::status_after_normal(520)),
    ("different group, not processed", || {
        Reply::status(200).for_group(OTHER)
    }),
    ("different group, processed", || {
        Reply::normal().for_group(OTHER)
    }),
    ("200 that reports an error", || {
        Reply::status(200).json(json!({"error": true, "message": "No."}))
    }),
    ("unexpected types of values", || {
        Reply::normal().edit_json(|body| {
            let items = body["data"].as_array_mut();
            let item = items.and_then(|items| items.first_mut());
            match item {
                Some(item) => item["created_at"] = json!(1_716_314_400),
                None => body["data"]["created_at"] = json!(1_716_314_400),
            }
            body["meta"]["pagination"]["per_page"] = json!("100");
        })
    }),
    ("body without the `data` object", || {
        Reply::normal().edit_json(|body| {
            if body["data"].is_object() {
                *body = body["data"].take();
            }
        })
    }),
    ("connection closed after the response", || {
        Reply::normal().then_close()
    }),
    ("redirect to a different server", || {
        Reply::status(307).header("location", "http://127.0.0.1:9/elsewhere")
    }),
];

/// Faults of the reads after a write whose response was lost.
pub(super) const READ_FAULTS: &[Fault] = &[
    ("response lost, reads reset", Reply::reset),
    ("response lost, reads get 503", || {
        Reply::status(503).header("retry-after", "10")
    }),
    ("response lost, reads get 403", || Reply::status(403)),
    ("response lost, reads get HTML 404", || {
        Reply::status(404)
            .header("content-type", "text/html")
            .body(HTML)
    }),
    ("response lost, reads get empty list", || {
        Reply::status(200).body(r#"{"data": []}"#)
    }),
];

/// The name of a fault of the service, and the settings of a sandbox that has this fault.
pub(super) type Service = (&'static str, fn(SandboxBuilder) -> SandboxBuilder);

/// Faults of the service.
pub(super) const SERVICE_FAULTS: &[Service] = &[
    ("one replica lags", |sandbox| {
        sandbox.replicas(Replicas::in_turn([Duration::ZERO, SECONDS]))
    }),
    ("replicas lag at random", |sandbox| {
        sandbox.replicas(Replicas::at_random(
            7,
            [Duration::ZERO, SECONDS, SECONDS * 2],
        ))
    }),
    ("all replicas lag by one hour", |sandbox| {
        sandbox.replicas(Replicas::in_turn([HOUR]))
    }),
    ("search lags by 1.5 s", |sandbox| {
        sandbox.search_lag(SECONDS)
    }),
    ("search lags by one hour", |sandbox| {
        sandbox.search_lag(HOUR)
    }),
    ("one replica lags, equal write times", |sandbox| {
        sandbox
            .writes_per_second(1000)
            .replicas(Replicas::in_turn([Duration::ZERO, SECONDS]))
    }),
    ("`Date` lags by 90 s", |sandbox| sandbox.date_offset(-90)),
    ("`Date` is two hours ahead", |sandbox| {
        sandbox.date_offset(7200)
    }),
];

const SECONDS: Duration = Duration::from_millis(1500);
const HOUR: Duration = Duration::from_secs(3600);

/// Faults that end only with a timeout. The clients in the rows with these faults have short
/// timeouts and few attempts. All other clients have long timeouts, so that no call times out only
/// because the machine is busy.
pub(crate) const ENDED_BY_TIMEOUT: [&str; 5] = [
    "no response, not processed",
    "no response, processed",
    "body stops",
    "body sent byte by byte",
    "content-length too long",
];
