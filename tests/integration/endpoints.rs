//! Tests of endpoints that the contract does not describe. Some tests call a documented operation
//! as such an endpoint, and compare its request and its errors with those of the operation.

use std::collections::HashMap;
use std::fmt::Debug;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::{Value, json};
use tallyfy_groups::generated::types::{CreateGroupInput, UpdateGroupInput};
use tallyfy_groups::{
    Client, EndpointRequest, Error, GroupId, ListGroups, Method, Outcome, RetryPolicy,
};
use tallyfy_sandbox::{Operation, Reply, Sandbox};
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpListener;

use crate::support::{BOTH_SHAPES, SALES, TestClock, builder, client, request_text, sandbox};

const GROUPS: &str = "/organizations/{org_id}/groups";
const GROUP: &str = "/organizations/{org_id}/groups/{group_id}";
const GUESTS: &str = "/organizations/{org_id}/guests";

fn group(client: &Client, method: Method) -> EndpointRequest<'_> {
    client.endpoint(method, GROUP).parameter("group_id", SALES)
}

#[tokio::test]
async fn endpoint_documented_operation_sends_same_request() {
    for shape in BOTH_SHAPES {
        let sandbox = sandbox(shape);
        let client = client(&sandbox);
        let (api, organization) = (client.generated(), client.organization_id());
        let id: GroupId = SALES.parse().unwrap();
        let mut create = CreateGroupInput::new("New".parse().unwrap());
        create.description = Some("ü".parse().unwrap());
        let mut update = UpdateGroupInput::default();
        update.guests = Some(Vec::new());

        let params = ListGroups::new().page(1).per_page(2).q("a b+c&d=ü");
        client.list_groups(params).await.unwrap();
        let list = client.endpoint(Method::GET, GROUPS).query("page", 1);
        let list = list.query("per_page", "2").query("q", "a b+c&d=ü");
        list.send::<Value>().await.unwrap();

        client.get_group(&id).await.unwrap();
        let got: Value = group(&client, Method::GET).send().await.unwrap();
        assert_eq!(got["data"]["name"], "Sales Team");

        api.update_group(organization, &id, &update)
            .send()
            .await
            .unwrap();
        let request = group(&client, Method::PUT).json(&update);
        request.send::<Value>().await.unwrap();

        // The server rejects the second group with the same name.
        api.create_group(organization, &create)
            .send()
            .await
            .unwrap();
        let request = client.endpoint(Method::POST, GROUPS).json(&create);
        let error = request.send::<Value>().await.unwrap_err();
        assert!(error.is_validation(), "{error}");

        api.delete_group(organization, &id).send().await.unwrap();
        let error = group(&client, Method::DELETE).send::<()>().await;
        assert!(error.unwrap_err().is_not_found());

        let requests: Vec<String> = sandbox.requests().iter().map(request_text).collect();
        assert_eq!(requests.len(), 10, "{shape}");
        for pair in requests.chunks(2) {
            assert_eq!(pair[0], pair[1], "{shape}");
        }
    }
}

#[tokio::test]
async fn endpoint_values_are_percent_encoded() {
    let sandbox = Sandbox::start();
    let client = client(&sandbox);
    let request = client.endpoint(Method::GET, "/organizations/{org_id}/a.b/{x}/{y}");
    let request = request
        .parameter("x", "a/b c+%2e?#ü{y}")
        .parameter("y", 1001);
    let request = request.query("f[]", "ü").query("f[]", "a+b");
    let error = request.send::<Value>().await.unwrap_err();
    assert_eq!(error.code(), Some("ENDPOINT_NOT_FOUND"));
    let other = client.with_organization("other".parse().unwrap());
    let _ = other.endpoint(Method::GET, GUESTS).send::<Value>().await;
    let explicit = other.endpoint(Method::GET, GUESTS);
    let explicit = explicit.parameter("org_id", sandbox.organization());
    explicit.send::<Value>().await.unwrap();
    let urls = sandbox.requests().into_iter();
    let urls = urls.map(|request| request.path + &request.query.unwrap_or_default());
    assert_eq!(
        Vec::from_iter(urls),
        [
            "/organizations/demo/a.b/a%2Fb%20c%2B%252e%3F%23%C3%BC%7By%7D/1001\
             f%5B%5D=%C3%BC&f%5B%5D=a%2Bb",
            "/organizations/other/guests",
            "/organizations/demo/guests",
        ]
    );
}

/// Returns the details of an error, without the name of the operation.
fn details(error: &Error) -> String {
    let text = format!("{error} {:?} {:?}", error.outcome(), error.status());
    let name = error.operation().unwrap();
    format!(
        "{} {:?} {:?} {:?} {}",
        text.replace(name, "operation"),
        error.raw_body(),
        error.field_errors(),
        error.attempts(),
        error.is_transport(),
    )
}

#[tokio::test]
async fn endpoint_failures_are_those_of_the_operation() {
    let message = |status: u16| Reply::status(status).json(json!({"message": "No."}));
    let failures: [fn() -> Vec<Reply>; 7] = [
        || vec![Reply::status(404).json(json!({"error": true, "code": "RESOURCE_NOT_FOUND"}))],
        || vec![Reply::status(422).json(json!({"errors": {"name": ["Taken."]}}))],
        || vec![Reply::status(502).body("<html>"); 9],
        || vec![Reply::status(429).header("retry-after", "2"); 9],
        || vec![Reply::status(200).body("<html>"); 9],
        || vec![Reply::reset(); 9],
        || vec![Reply::normal().cut_body(10); 9],
    ];
    for shape in BOTH_SHAPES {
        for replies in failures {
            let mut found = Vec::new();
            for is_endpoint in [false, true] {
                let sandbox = sandbox(shape);
                sandbox.script(Operation::GetGroup, replies());
                sandbox.script(Operation::CreateGroup, replies());
                let clock = TestClock::default();
                let client = builder(&sandbox).clock(clock.clone()).build().unwrap();
                let (read, write) = if is_endpoint {
                    let request = client.endpoint(Method::POST, GROUPS);
                    let request = request.json(&json!({"name": "New", "description": "d"}));
                    let read = group(&client, Method::GET).send::<Value>().await;
                    let write = request.send::<Value>().await;
                    (read.unwrap_err(), write.unwrap_err())
                } else {
                    let mut body = CreateGroupInput::new("New".parse().unwrap());
                    body.description = Some("d".parse().unwrap());
                    let api = client.generated();
                    let request = api.create_group(client.organization_id(), &body);
                    let read = client.get_group(SALES).await.unwrap_err();
                    (read, request.send().await.unwrap_err().into())
                };
                if is_endpoint {
                    assert_eq!(read.operation(), Some(GROUP));
                    assert_eq!(write.operation(), Some(GROUPS));
                }
                let attempts = sandbox.requests().len();
                assert_eq!(attempts, (read.attempts() + write.attempts()) as usize);
                found.push([details(&read), details(&write)]);
            }
            assert_eq!(found[0], found[1], "{shape}");
        }
    }
    let sandbox = Sandbox::start();
    sandbox.script(Operation::GetGroup, [message(429), message(503)]);
    let client = client(&sandbox);
    group(&client, Method::GET).send::<Value>().await.unwrap();
    assert_eq!(sandbox.requests().len(), 3);
}

/// The server closes each connection after it has received a request.
#[tokio::test]
async fn endpoint_lost_response_is_repeated_by_method() {
    for (method, attempts, outcome) in [
        (Method::GET, 4, Outcome::Refused),
        (Method::PUT, 4, Outcome::Unknown),
        (Method::DELETE, 4, Outcome::Unknown),
        (Method::POST, 1, Outcome::Unknown),
        (Method::PATCH, 1, Outcome::Unknown),
    ] {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let received = Arc::new(AtomicU32::new(0));
        let counter = Arc::clone(&received);
        let server = tokio::spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                let mut bytes = [0; 4096];
                if stream.read(&mut bytes).await.unwrap() > 0 {
                    counter.fetch_add(1, Ordering::SeqCst);
                }
            }
        });
        let client = Client::builder()
            .access_token("my-token")
            .organization("demo")
            .base_url(address)
            .clock(TestClock::default());
        let client = client.build().unwrap();
        let request = client.endpoint(method.clone(), "/x");
        let error = request.send::<Value>().await.unwrap_err();
        server.abort();
        assert!(error.is_transport(), "{method}: {error}");
        assert_eq!((error.attempts(), error.outcome()), (attempts, outcome));
        assert_eq!(received.load(Ordering::SeqCst), attempts, "{method}");
    }
}

#[derive(Debug, Deserialize)]
struct GuestList {
    data: Vec<Guest>,
}

#[derive(Debug, Deserialize)]
struct Guest {
    email: String,
}

#[tokio::test]
async fn endpoint_missing_in_contract_returns_typed_body() {
    for shape in BOTH_SHAPES {
        let sandbox = sandbox(shape);
        let client = client(&sandbox);
        let request = client.endpoint(Method::GET, GUESTS).query("q", "client.a");
        let guests: GuestList = request.send().await.unwrap();
        assert_eq!(guests.data[0].email, "client.a@example.com", "{shape}");
    }
}

#[tokio::test]
async fn endpoint_empty_body_is_null() {
    let sandbox = Sandbox::start();
    let client = client(&sandbox);
    let delete = || {
        sandbox.script(Operation::DeleteGroup, [Reply::status(204)]);
        group(&client, Method::DELETE)
    };
    delete().send::<()>().await.unwrap();
    assert_eq!(delete().send::<Option<Value>>().await.unwrap(), None);
    assert_eq!(delete().send::<Value>().await.unwrap(), Value::Null);
    delete().send::<IgnoredAny>().await.unwrap();
    let error = delete().send::<GuestList>().await.unwrap_err();
    assert!(error.is_unreadable() && error.status() == Some(204));
    let expected = "the server returned 204 No Content, but the response body is empty";
    let expected = format!("{GROUP}: {expected}");
    assert!(error.to_string().starts_with(&expected), "{error}");
}

async fn decode_failure<T: DeserializeOwned + Debug>(body: &str) -> String {
    let sandbox = Sandbox::start();
    sandbox.script(Operation::GetGroup, [Reply::status(200).body(body)]);
    let client = client(&sandbox).with_retry(RetryPolicy::none());
    let error = group(&client, Method::GET).send::<T>().await.unwrap_err();
    assert!(error.is_unreadable() && error.raw_body() == Some(body.as_bytes()));
    assert_eq!(sandbox.requests().len(), 1);
    format!("{error}\n")
}

/// The messages contain no value and no key of a map.
#[tokio::test]
async fn endpoint_unreadable_body_fails_without_values() {
    let list = r#"{"data": [{"email": "a@b.c"}, {"email": null}]}"#;
    let map = r#"{"a@b.c": "secret"}"#;
    let table = decode_failure::<GuestList>(list).await
        + &decode_failure::<HashMap<String, u64>>(map).await
        + &decode_failure::<GuestList>(r#"[{"email": "a@b.c"}]"#).await
        + &decode_failure::<GuestList>(r#"{"error": true, "message": "No."}"#).await
        + &decode_failure::<GuestList>(r#"{"data": [{"email": "\ud800"}]}"#).await
        + &decode_failure::<Value>(r#"{"data": ]}"#).await
        + &decode_failure::<()>(r#"{"message": "Deleted."}"#).await;
    insta::assert_snapshot!(table);
}

#[tokio::test]
async fn endpoint_invalid_request_fails_and_sends_nothing() {
    fn get<'a>(client: &'a Client, path: &'static str) -> EndpointRequest<'a> {
        client.endpoint(Method::GET, path)
    }

    let sandbox = Sandbox::start();
    let client = client(&sandbox);
    let tag = || get(&client, "/tags/{tag_id}");
    let connect = Method::CONNECT;
    let custom: Method = "PURGE".parse().unwrap();
    let key = HashMap::from([(vec![1], "secret")]);
    let mut table = String::new();
    for request in [
        get(&client, ""),
        get(&client, "/"),
        get(&client, "tags"),
        get(&client, "https://example.com/tags"),
        get(&client, "//example.com/tags"),
        get(&client, "/a//b"),
        get(&client, "/a/"),
        get(&client, "/a/../b"),
        get(&client, "/a/.."),
        get(&client, "/a/./b"),
        get(&client, "/a?q=1"),
        get(&client, "/a#b"),
        get(&client, "/a%2e%2e/b"),
        get(&client, "/a\\..\\b"),
        get(&client, "/a/.\t./b"),
        get(&client, "/a b"),
        get(&client, "/ü"),
        get(&client, "/{a"),
        get(&client, "/a}"),
        get(&client, "/{{a}}"),
        get(&client, "/{}"),
        get(&client, "/{a b}"),
        get(&client, "/{a}.json"),
        get(&client, "/{a}{b}"),
        get(&client, "/{a}/{a}"),
        tag(),
        tag().parameter("tag_id", ""),
        tag().parameter("tag_id", "."),
        tag().parameter("tag_id", ".."),
        tag().parameter("tag_id", "secret/../x"),
        tag().parameter("tag_id", "..\\secret"),
        tag().parameter("tag_id", "secret").parameter("tag_id", "b"),
        tag().parameter("tag_id", 1).parameter("id", "secret"),
        tag().parameter("tag_id", 1).parameter("org_id", "secret"),
        get(&client, GUESTS).query("", "secret"),
        get(&client, GUESTS).query("a=secret&b", ""),
        get(&client, GUESTS).query("_method", "DELETE"),
        get(&client, GUESTS).query("_METHOD[0]", "DELETE"),
        get(&client, GUESTS).json("secret"),
        client.endpoint(Method::POST, GUESTS).json(&key),
        client.endpoint(Method::HEAD, GUESTS),
        client.endpoint(Method::OPTIONS, GUESTS),
        client.endpoint(Method::TRACE, GUESTS),
        client.endpoint(connect, GUESTS),
        client.endpoint(custom, GUESTS),
    ] {
        let request_debug = format!("{request:?}");
        let error = request.send::<Value>().await.unwrap_err();
        assert!(error.is_invalid_input() && error.outcome() == Outcome::NeverSent);
        let debug = format!("{error:?} {request_debug}");
        assert!(!debug.contains("secret"), "{debug}");
        table += &format!("{error}\n");
    }
    assert!(sandbox.requests().is_empty());
    insta::assert_snapshot!(table);
}
