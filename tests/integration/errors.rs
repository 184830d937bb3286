//! Tests of errors that the server or the connection causes. The tests check the properties, the
//! predicates and the messages of the errors. `bad_input.rs` tests rejected input, and `retries.rs`
//! tests retries.

use std::fmt::Write as _;
use std::time::Duration;

use serde_json::json;
use tallyfy_groups::{Client, CreateGroup, Error, ListGroups, RetryPolicy, UpdateGroup};
use tallyfy_sandbox::{Operation, Permissions, Reply, Sandbox};

use crate::support::{BOTH_SHAPES, client, client_with_token, error_chain};

/// Returns the message, the outcome, the predicates and the details of an error.
fn describe(error: &Error) -> String {
    let predicates: Vec<&str> = [
        ("is_configuration", error.is_configuration()),
        ("is_invalid_input", error.is_invalid_input()),
        ("is_connect", error.is_connect()),
        ("is_timeout", error.is_timeout()),
        ("is_transport", error.is_transport()),
        ("is_unreadable", error.is_unreadable()),
        ("is_too_large", error.is_too_large()),
        ("is_incomplete_list", error.is_incomplete_list()),
        ("is_ambiguous", error.is_ambiguous()),
        ("is_name_taken", error.is_name_taken()),
        ("is_not_stored", error.is_not_stored()),
        ("is_mismatched", error.is_mismatched()),
        ("is_stale", error.is_stale()),
        ("is_bad_request", error.is_bad_request()),
        ("is_unauthorized", error.is_unauthorized()),
        ("is_payment_required", error.is_payment_required()),
        ("is_forbidden", error.is_forbidden()),
        ("is_not_found", error.is_not_found()),
        ("is_conflict", error.is_conflict()),
        ("is_validation", error.is_validation()),
        ("is_locked", error.is_locked()),
        ("is_rate_limited", error.is_rate_limited()),
        ("is_server_error", error.is_server_error()),
    ]
    .into_iter()
    .filter_map(|(name, is_true)| is_true.then_some(name))
    .collect();
    let mut text = format!("{}\n", error_chain(error));
    writeln!(text, "  {:?} {}", error.outcome(), predicates.join(", ")).unwrap();
    for (name, value) in [
        ("code", error.code()),
        ("message", error.message()),
        ("retry after", error.retry_after()),
    ] {
        if let Some(value) = value {
            writeln!(text, "  {name}: {value:?}").unwrap();
        }
    }
    for (field, messages) in error.field_errors() {
        writeln!(text, "  {field}: {messages:?}").unwrap();
    }
    text
}

/// The server's responses are the error bodies that the vendor's documents show, and some invalid
/// bodies.
#[tokio::test]
async fn error_documented_bodies_are_classified() {
    let sandbox = Sandbox::start();
    let client = client(&sandbox).with_retry(RetryPolicy::none());
    let html = b"<!DOCTYPE html><html><body>Bad gateway</body></html>";
    let replies = [
        Reply::status(400).json(json!({"message": "The body is not JSON."})),
        Reply::status(401).json(json!({"error": true, "message": "Unauthenticated."})),
        Reply::status(401).json(json!({"error": "invalid_client"})),
        Reply::status(401).json(json!({"message": "Permission denied"})),
        Reply::status(401).body("Unauthorized."),
        Reply::status(401),
        Reply::status(402).json(json!({"message": "Upgrade your plan."})),
        Reply::status(403).json(json!({"message": "This action is unauthorized."})),
        Reply::status(403).json(json!({"errors": {"name": ["Reserved."]}})),
        Reply::status(404).json(json!({
            "error": true,
            "message": "No such endpoint.",
            "code": "ENDPOINT_NOT_FOUND",
        })),
        Reply::status(404)
            .header("content-type", "text/html")
            .body(html),
        Reply::status(409).json(json!({
            "error": {"code": "SEAT_POOL_EXHAUSTED", "message": "No seats left.", "details": {}},
        })),
        Reply::status(422).json(json!({"error": true, "errors": {"name": ["Taken.", "Long."]}})),
        Reply::status(422).json(json!({"message": "Invalid.", "errors": {"name": "Taken."}})),
        Reply::status(422).json(json!({"error": true, "message": "No."})),
        Reply::status(422).json(json!({"errors": {"members.0": [{"message": "Unknown."}]}})),
        Reply::status(422).json(json!({"message": {}, "errors": {}})),
        Reply::status(422).json(json!({"name": ["Taken."]})),
        Reply::status(422).json(json!({"title": "Invalid.", "detail": "The name is taken."})),
        Reply::status(422).json(json!({"errors": {"tasks": [{"5": ["Bad.", "Worse."]}]}})),
        Reply::status(423).json(json!({"message": "Locked\u{202e}."})),
        Reply::status(429)
            .header("retry-after", "17")
            .json(json!({"message": "Slow down.", "code": "RATE_LIMIT_EXCEEDED"})),
        Reply::status(429)
            .header("retry-after", "Wed, 21 Oct 2026 07:28:00 GMT")
            .body("burst"),
        Reply::status(500).json(json!({"message": "Server Error"})),
        Reply::status(502)
            .header("content-type", "text/html")
            .body(html),
        Reply::status(503).body([0xff, 0xfe, 0x00]),
        Reply::status(504).body("upstream timed out"),
        Reply::status(520).body("error code: 520"),
        Reply::status(302).header("location", "https://evil.example/"),
        Reply::status(418).body("I'm a teapot"),
        Reply::status(200),
        Reply::status(200)
            .header("content-type", "text/html")
            .body(html),
        Reply::status(200).json(json!({"data": [{"name": "no id"}]})),
        Reply::status(200).json(json!({"error": true, "message": "Not today."})),
        Reply::status(200).body(r#"{"data": [{"id": "g1", "na"#),
        Reply::status(204),
    ];
    let count = replies.len();
    sandbox.script(Operation::ListGroups, replies);
    let mut text = String::new();
    for _ in 0..count {
        let error = client.list_groups(ListGroups::new()).await.unwrap_err();
        assert_eq!(error.operation(), Some("list_groups"));
        assert!(error.request_id().is_some(), "{error}");
        assert!(error.raw_body().is_some());
        writeln!(text, "{}", describe(&error)).unwrap();
    }
    insta::assert_snapshot!(text);
}

#[tokio::test]
async fn error_both_sandbox_shapes_are_classified() {
    for shape in BOTH_SHAPES {
        let sandbox = Sandbox::builder()
            .shape(shape)
            .extra_token("reader", Permissions::ReadOnly)
            .start()
            .unwrap();
        let admin = client(&sandbox);
        let reader = client_with_token(&sandbox, "reader");
        let stranger = client_with_token(&sandbox, "stranger");
        let group = |name: &str| CreateGroup::new(name).description("d");

        assert!(
            stranger
                .list_groups(ListGroups::new())
                .await
                .unwrap_err()
                .is_unauthorized()
        );
        let error = reader.create_group(group("n")).await.unwrap_err();
        assert!(error.is_forbidden(), "{error}");
        assert!(reader.get_member(1001).await.unwrap_err().is_forbidden());
        assert!(admin.get_group("unknown").await.unwrap_err().is_not_found());

        let error = admin.create_group(group("Sales Team")).await.unwrap_err();
        assert!(error.is_validation(), "{error}");
        assert!(error.field_errors().contains_key("name"), "{error}");
        let error = admin
            .create_group(group("n").members([999]))
            .await
            .unwrap_err();
        assert!(error.field_errors().contains_key("members.0"), "{error}");
        let taken = UpdateGroup::new().name("Support Tier 1");
        let error = admin
            .update_group("group_id_abc123", taken)
            .await
            .unwrap_err();
        assert!(error.is_validation());
    }
}

#[tokio::test]
async fn error_body_not_text_keeps_raw_bytes() {
    let sandbox = Sandbox::start();
    let body = [0xff, 0x00, b'<'];
    sandbox.script(Operation::GetGroup, [Reply::status(502).body(body)]);
    let client = client(&sandbox).with_retry(RetryPolicy::none());
    let error = client.get_group("g").await.unwrap_err();
    assert_eq!(error.raw_body(), Some(&body[..]));
    assert_eq!(error.status(), Some(502));
    assert_eq!(error.request_id(), Some("req-000001"));
}

fn client_with_short_timeout(base_url: &str) -> Client {
    Client::builder()
        .access_token("t")
        .organization("demo")
        .base_url(base_url)
        .timeout(Duration::from_secs(1))
        .retry(RetryPolicy::none())
        .build()
        .unwrap()
}

#[tokio::test]
async fn connection_refused_is_connect_error() {
    // The test drops the listener immediately, so no program listens on this port.
    let address = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let error = client_with_short_timeout(&format!("http://{address}"))
        .get_group("g")
        .await
        .unwrap_err();
    assert!(error.is_connect() && !error.is_transport(), "{error:?}");
    assert_eq!(
        error.to_string(),
        "get_group: this client could not connect to the server: the server refused the connection"
    );
}

#[tokio::test]
async fn closed_connection_and_silence_give_different_errors() {
    use tokio::io::AsyncReadExt as _;

    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let client = client_with_short_timeout(&format!("http://{address}"));
    let server = async {
        // The server receives a request on the first connection, and closes this connection. On the
        // second connection, the server never responds.
        let (mut first, _) = listener.accept().await.unwrap();
        assert!(first.read(&mut [0; 1024]).await.unwrap() > 0);
        drop(first);
        listener.accept().await.unwrap()
    };
    let calls = async {
        let hung_up = client.get_group("g").await.unwrap_err();
        let silent = client.get_group("g").await.unwrap_err();
        (hung_up, silent)
    };
    let (_open, (hung_up, silent)) = tokio::join!(server, calls);
    assert!(
        hung_up.is_transport() && !hung_up.is_connect(),
        "{hung_up:?}"
    );
    assert!(silent.is_timeout() && !silent.is_transport(), "{silent:?}");
    let messages = [hung_up.to_string(), silent.to_string()];
    assert_eq!(
        messages,
        [
            "get_group: the connection was closed before the response was complete",
            "get_group: the server sent no complete response within 1s (limit: `timeout`)",
        ]
    );
}

#[tokio::test]
async fn error_text_never_contains_secrets() {
    let sandbox = Sandbox::builder().token("hunter2-token").start().unwrap();
    let client = client(&sandbox).with_retry(RetryPolicy::none());
    sandbox.script(
        Operation::ListGroups,
        [
            Reply::status(500)
                .header("set-cookie", "session=hunter2-cookie")
                .body("hunter2-body"),
            Reply::status(200).body("hunter2-body"),
            // The body of this response contains the access token.
            Reply::status(422)
                .header("x-request-id", "hunter2-token")
                .json(json!({
                    "message": "Token hunter2-token is bad.",
                    "code": "hunter2-token",
                    "errors": {"hunter2-token": ["hunter2-token"]},
                })),
        ],
    );
    for _ in 0..3 {
        let params = ListGroups::new().q("hunter2-query");
        let error = client.list_groups(params).await.unwrap_err();
        let shown = format!("{error} {error:?} {error:#?} {}", error_chain(&error));
        assert!(!shown.contains("hunter2"), "{shown}");
    }
    let base_url = sandbox.base_url();
    drop(sandbox);
    let error = client
        .list_groups(ListGroups::new().q("hunter2-query"))
        .await
        .unwrap_err();
    let shown = format!("{error} {error:?} {}", error_chain(&error));
    assert!(!shown.contains("hunter2"), "{shown}");
    let shown = format!("{client:?} {:?}", client.generated());
    assert!(
        !shown.contains("hunter2") && shown.contains(&base_url),
        "{shown}"
    );
}

#[tokio::test]
async fn error_body_cut_off_keeps_status_and_request_id() {
    let sandbox = Sandbox::start();
    let client = client(&sandbox).with_retry(RetryPolicy::none());
    sandbox.script(Operation::GetGroup, [Reply::normal().cut_body(9)]);
    let error = client.get_group("group_id_abc123").await.unwrap_err();
    assert!(error.is_transport(), "{error}");
    assert_eq!(
        (error.status(), error.request_id()),
        (Some(200), Some("req-000001"))
    );
    assert_eq!(error.raw_body().unwrap().len(), 9);

    let reply = Reply::status(429)
        .header("retry-after", "7")
        .json(json!({"message": "Slow down."}))
        .cut_body(5);
    sandbox.script(Operation::GetGroup, [reply]);
    let error = client.get_group("group_id_abc123").await.unwrap_err();
    assert!(error.is_rate_limited(), "{error}");
    assert_eq!(error.retry_after(), Some("7"));
}

/// An error of `serde_json` quotes the invalid value. An error of this client must not contain the
/// invalid value.
#[tokio::test]
async fn decode_error_never_quotes_the_body() {
    let sandbox = Sandbox::start();
    let client = client(&sandbox).with_retry(RetryPolicy::none());
    for data in [
        json!({"id": "g", "description": "hunter2"}),
        json!([{"id": "hunter2"}]),
        json!("hunter2, expected hunter2"),
    ] {
        let reply = Reply::status(200).json(json!({"data": data}));
        sandbox.script(Operation::GetGroup, [reply]);
        let error = client.get_group("g").await.unwrap_err();
        assert!(error.is_unreadable());
        let shown = format!("{error} {error:?} {}", error_chain(&error));
        assert!(
            !shown.contains("hunter2") && shown.contains("does not match the contract"),
            "{shown}"
        );
    }
}

#[tokio::test]
async fn idle_timeout_silent_server_fails_before_timeout() {
    let sandbox = Sandbox::start();
    let client = crate::support::builder(&sandbox)
        .timeout(Duration::from_secs(600))
        .idle_timeout(Duration::from_millis(100))
        .retry(RetryPolicy::none())
        .build()
        .unwrap();
    for reply in [Reply::silence(), Reply::normal().stall_body(3)] {
        sandbox.script(Operation::GetGroup, [reply]);
        let call = client.get_group("group_id_abc123");
        let error = tokio::time::timeout(Duration::from_secs(20), call).await;
        assert!(
            error
                .expect("the call did not end within 20 s")
                .unwrap_err()
                .is_timeout()
        );
    }
}
