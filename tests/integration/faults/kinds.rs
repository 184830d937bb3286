//! The rows of the matrix: faults of a response, of the reads after a lost one, and of the service.

use std::time::Duration;

use serde_json::json;
use tallyfy_sandbox::{Replicas, Reply, SandboxBuilder};

const OTHER: &str = "group_id_def456";

/// A name, and the reply that makes the fault.
pub(super) type Fault = (&'static str, fn() -> Reply);

const HTML: &[u8] = b"<!DOCTYPE html><html><body>Bad gateway</body></html>";

/// Every fault of one response. Those of `Reply::normal` carry the request out first.
pub(super) const RESPONSE_FAULTS: &[Fault] = &[
    ("reset before", Reply::reset),
    ("reset after", || Reply::normal().then_reset()),
    ("reset in the middle", || Reply::normal().reset_body(5)),
    ("close before", Reply::hang_up),
    ("close after", || Reply::normal().then_hang_up()),
    ("silence before", Reply::silence),
    ("silence after", || Reply::normal().then_silence()),
    ("a body that stops", || Reply::normal().stall_body(5)),
    ("a body byte by byte", || {
        Reply::normal().drip(Duration::from_millis(50))
    }),
    ("a body that never ends", || Reply::normal().endless_body()),
    ("a body that is cut", || Reply::normal().cut_body(5)),
    ("content-length too short", || {
        Reply::normal().content_length(5)
    }),
    ("content-length too long", || {
        Reply::normal().content_length(100_000)
    }),
    ("1 GiB", || Reply::normal().huge_body(1 << 30)),
    // A GiB takes the server seconds to compress; one of them is in the test of the limit below.
    ("64 MiB, compressed", || {
        Reply::normal().huge_body(64 << 20).gzip()
    }),
    ("204 with a body", || {
        Reply::status_after_normal(204).body("surplus")
    }),
    ("empty 200 before", || Reply::status(200)),
    ("empty 200 after", || Reply::status_after_normal(200)),
    ("HTML 502 before", || {
        Reply::status(502)
            .header("content-type", "text/html")
            .body(HTML)
    }),
    ("HTML 502 after", || {
        Reply::status_after_normal(502)
            .header("content-type", "text/html")
            .body(HTML)
    }),
    ("503 before", || Reply::status(503)),
    ("503 after", || Reply::status_after_normal(503)),
    ("HTML 200 before", || {
        Reply::status(200)
            .header("content-type", "text/html")
            .body(HTML)
    }),
    ("invalid UTF-8 after", || {
        Reply::status_after_normal(200).body(b"{\"data\": \"\xff\xfe\"}")
    }),
    ("deep nesting after", || {
        Reply::status_after_normal(200).body("[".repeat(100_000))
    }),
    ("duplicate keys after", || {
        Reply::status_after_normal(200).body(r#"{"data": 1, "data": 2}"#)
    }),
    ("a huge number after", || {
        Reply::status_after_normal(200).body(r#"{"data": {"id": 1e999, "name": "n"}}"#)
    }),
    ("another content type", || {
        Reply::normal().header("content-type", "text/plain")
    }),
    ("a head that never ends", || {
        Reply::raw("HTTP/1.1 200 OK\r\nX-Blank:").endless_body()
    }),
    ("no HTTP before", || Reply::raw("SSH-2.0-OpenSSH_9.6\r\n")),
    ("no HTTP after", || Reply::normal().then_raw("\0\0\0\0")),
    ("429", || Reply::status(429)),
    ("429, seconds", || {
        Reply::status(429).header("retry-after", "2")
    }),
    ("429, a date", || {
        Reply::status(429).header("retry-after", "Sun, 06 Nov 1994 08:49:47 GMT")
    }),
    ("429, an hour", || {
        Reply::status(429).header("retry-after", "3600")
    }),
    ("401", || Reply::status(401)),
    ("redirect after", || {
        Reply::status_after_normal(303).header("location", "/elsewhere")
    }),
    ("407", || Reply::status(407)),
    ("520 before", || Reply::status(520)),
    ("520 after", || Reply::status_after_normal(520)),
    ("another group before", || {
        Reply::status(200).for_group(OTHER)
    }),
    ("another group after", || Reply::normal().for_group(OTHER)),
    ("an error in a 200", || {
        Reply::status(200).json(json!({"error": true, "message": "No."}))
    }),
    ("an odd value", || {
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
    ("no envelope", || {
        Reply::normal().edit_json(|body| {
            if body["data"].is_object() {
                *body = body["data"].take();
            }
        })
    }),
    ("closed after it", || Reply::normal().then_close()),
    ("redirect elsewhere", || {
        Reply::status(307).header("location", "http://127.0.0.1:9/elsewhere")
    }),
];

/// Faults of the readings after a write whose answer was lost.
pub(super) const READ_FAULTS: &[Fault] = &[
    ("lost, and reset", Reply::reset),
    ("lost, and 503", || {
        Reply::status(503).header("retry-after", "10")
    }),
    ("lost, and 403", || Reply::status(403)),
    ("lost, and an HTML 404", || {
        Reply::status(404)
            .header("content-type", "text/html")
            .body(HTML)
    }),
    ("lost, and an empty list", || {
        Reply::status(200).body(r#"{"data": []}"#)
    }),
];

/// A name, and the sandbox that has the fault.
pub(super) type Service = (&'static str, fn(SandboxBuilder) -> SandboxBuilder);

/// Faults of the service itself.
pub(super) const SERVICE_FAULTS: &[Service] = &[
    ("a replica is late", |sandbox| {
        sandbox.replicas(Replicas::in_turn([Duration::ZERO, SECONDS]))
    }),
    ("random replicas are late", |sandbox| {
        sandbox.replicas(Replicas::at_random(
            7,
            [Duration::ZERO, SECONDS, SECONDS * 2],
        ))
    }),
    ("all replicas are late", |sandbox| {
        sandbox.replicas(Replicas::in_turn([HOUR]))
    }),
    ("the search is late", |sandbox| sandbox.search_lag(SECONDS)),
    ("the search is an hour late", |sandbox| {
        sandbox.search_lag(HOUR)
    }),
    ("many writes in one second", |sandbox| {
        sandbox
            .writes_per_second(1000)
            .replicas(Replicas::in_turn([Duration::ZERO, SECONDS]))
    }),
    ("`Date` is behind", |sandbox| sandbox.date_offset(-90)),
    ("`Date` is ahead", |sandbox| sandbox.date_offset(7200)),
];

const SECONDS: Duration = Duration::from_millis(1500);
const HOUR: Duration = Duration::from_secs(3600);

/// The faults that only a timeout ends get short ones and few attempts. All others get long ones,
/// so that no busy machine adds a fault of its own.
pub(super) const SLOW: [&str; 5] = [
    "silence before",
    "silence after",
    "a body that stops",
    "a body byte by byte",
    "content-length too long",
];
