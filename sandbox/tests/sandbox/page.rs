//! Tests that the library serves an HTML page at `/`, and that the sandbox handles API requests in
//! the same way as without the page. The tests of the contract's page are in `tests/page/`.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::json;
use tallyfy_sandbox::Sandbox;

use crate::support::{check, get, raw, started};

#[test]
fn page_get_returns_html_with_policy() {
    let sandbox = started(Sandbox::builder().page(|nonce| format!("<p>{nonce} ü</p>")));
    let response = raw("GET", "/").without("Authorization").send(&sandbox);
    assert_eq!(response.status, 200);
    assert_eq!(
        response.header("content-type"),
        Some("text/html; charset=utf-8")
    );
    let html = response.text();
    let nonce = html
        .strip_prefix("<p>")
        .and_then(|rest| rest.strip_suffix(" ü</p>"))
        .unwrap();
    assert!(nonce.len() == 32 && nonce.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let policy = response.header("content-security-policy").unwrap();
    for part in [
        "default-src 'none'",
        &format!("style-src 'nonce-{nonce}'"),
        &format!("script-src 'nonce-{nonce}'"),
        "connect-src 'self'",
    ] {
        assert!(policy.split("; ").any(|one| one == part), "{policy}");
    }
    assert!(!policy.contains("unsafe"), "{policy}");

    let head = raw("HEAD", "/").send(&sandbox);
    assert_eq!((head.status, head.text()), (200, ""));
    assert_eq!(
        head.header("content-length"),
        Some(html.len().to_string().as_str())
    );
    assert_eq!(head.header("content-type"), response.header("content-type"));

    let other = started(Sandbox::builder().page(str::to_owned));
    assert_ne!(raw("GET", "/").send(&other).text(), nonce);
}

#[test]
fn page_many_requests_created_once() {
    let made = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&made);
    let sandbox = started(Sandbox::builder().page(move |_| {
        counter.fetch_add(1, Ordering::Relaxed);
        String::new()
    }));
    get("/groups").send(&sandbox);
    assert_eq!(made.load(Ordering::Relaxed), 0);
    for _ in 0..3 {
        assert_eq!(raw("GET", "/").send(&sandbox).status, 200);
    }
    assert_eq!(made.load(Ordering::Relaxed), 1);
}

#[test]
fn page_requests_are_not_recorded() {
    let lines = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&lines);
    let builder = Sandbox::builder()
        .path_prefix("/api")
        .latency(Duration::from_millis(1))
        .page(|_| "page".to_owned())
        .log(move |line| log.lock().unwrap().push(line.to_owned()));
    let sandbox = started(builder);
    let origin = sandbox.base_url().replace("/api", "/");
    assert_eq!(sandbox.page_url(), Some(origin));
    for target in ["/", "/?a=b"] {
        assert_eq!(raw("GET", target).send(&sandbox).text(), "page");
    }
    raw("HEAD", "/").send(&sandbox);
    assert!(sandbox.requests().is_empty());

    let first = get("/groups").send(&sandbox);
    assert_eq!(first.header("x-request-id"), Some("req-000001"));
    assert_eq!(
        (sandbox.requests().len(), lines.lock().unwrap().len()),
        (1, 1)
    );
    assert_eq!(raw("GET", "/api/").send(&sandbox).status, 404);
}

/// If a request is not for the page, the sandbox sends the same response as a sandbox without a
/// page.
#[test]
fn page_other_targets_return_404() {
    let with = started(Sandbox::builder().page(|_| "page".to_owned()));
    let without = Sandbox::start();
    assert_eq!(without.page_url(), None);
    let missing = json!({
        "error": true,
        "message": "The requested endpoint was not found.",
        "code": "ENDPOINT_NOT_FOUND",
    });
    for (sandbox, request) in [
        (&with, raw("POST", "/").body("{}")),
        (&with, raw("OPTIONS", "/")),
        (&with, raw("GET", "//")),
        (&with, raw("GET", "/favicon.ico")),
        (&without, raw("GET", "/")),
        (&without, raw("POST", "/").body("{}")),
    ] {
        check(sandbox, &request, 404, missing.clone());
    }
    assert_eq!((with.requests().len(), without.requests().len()), (4, 2));
}

#[test]
fn page_panic_returns_500_and_fails_test() {
    let sandbox = started(Sandbox::builder().page(|_| panic!("the page failed")));
    assert_eq!(raw("GET", "/").send(&sandbox).status, 500);
    assert_eq!(get("/groups").send(&sandbox).status, 200);
    let payload = catch_unwind(AssertUnwindSafe(|| drop(sandbox))).unwrap_err();
    let message = payload.downcast_ref::<String>().unwrap();
    assert!(message.contains("the page failed"), "{message}");
}
