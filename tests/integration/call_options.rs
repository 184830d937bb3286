//! Tests of the options of one call. Each option acts on each operation, on the streams, on each
//! request of a write, and on the generated client.

use std::collections::BTreeSet;
use std::net::TcpListener;
use std::pin::Pin;
use std::time::Duration;

use serde::de::IgnoredAny;
use tallyfy_groups::generated::types::{CreateGroupInput, UpdateGroupInput};
use tallyfy_groups::{
    CallOptions, Client, CreateGroup, Error, ListGroups, ListMembers, Method, RetryPolicy,
    UpdateGroup,
};
use tallyfy_sandbox::{Operation, RecordedRequest, Reply, Sandbox, Shape};

use crate::contract::contract;
use crate::support::{SALES, builder, client, error_chain, once, sandbox};

pub(crate) type Call = Pin<Box<dyn Future<Output = Result<(), Error>> + Send>>;
pub(crate) type NamedCall = (&'static str, fn(Client) -> Call);

macro_rules! operations {
    ($($name:literal: |$client:ident| $call:expr;)*) => {
        [$(($name, |$client| Box::pin(async move { $call.await.map(drop).map_err(Error::from) })
            as Call)),*]
    };
}

/// Returns each operation and stream of the client, an endpoint that the contract lacks, and each
/// operation of the generated client.
pub(crate) fn operations() -> [NamedCall; 24] {
    operations! {
        "list_groups": |client| client.list_groups(ListGroups::new());
        "list_groups_stream": |client| async {
            client.list_groups_stream(ListGroups::new()).next().await.unwrap()
        };
        "get_group": |client| client.get_group(SALES);
        "create_group": |client| client.create_group(CreateGroup::new("New").description("New"));
        "update_group": |client| client.update_group(SALES, UpdateGroup::new().description("New"));
        "delete_group": |client| client.delete_group(SALES);
        "add_members": |client| client.add_members(SALES, [1008]);
        "remove_members": |client| client.remove_members(SALES, [1001]);
        "add_guests": |client| client.add_guests(SALES, ["a@example.com"]);
        "remove_guests": |client| client.remove_guests(SALES, ["a@example.com"]);
        "list_members": |client| client.list_members(ListMembers::new());
        "list_members_stream": |client| async {
            client.list_members_stream(ListMembers::new()).next().await.unwrap()
        };
        "get_member": |client| client.get_member(1001);
        "find_group": |client| client.find_group("Sales Team");
        "find_members": |client| client.find_members(["alice@example.com"]);
        "groups_of_member": |client| client.groups_of_member(1001);
        "endpoint": |client| async {
            let request = client.endpoint(Method::GET, "/organizations/{org_id}/guests");
            request.send::<IgnoredAny>().await
        };
        "generated list_groups": |client| async {
            client.generated().list_groups(client.organization_id()).send().await
        };
        "generated get_group": |client| async {
            let id = SALES.parse().unwrap();
            client.generated().get_group(client.organization_id(), &id).send().await
        };
        "generated create_group": |client| async {
            let mut body = CreateGroupInput::new("New".parse().unwrap());
            body.description = Some("New".parse().unwrap());
            client.generated().create_group(client.organization_id(), &body).send().await
        };
        "generated update_group": |client| async {
            let mut body = UpdateGroupInput::default();
            body.description = Some("New".parse().unwrap());
            let id = SALES.parse().unwrap();
            client.generated().update_group(client.organization_id(), &id, &body).send().await
        };
        "generated delete_group": |client| async {
            let id = SALES.parse().unwrap();
            client.generated().delete_group(client.organization_id(), &id).send().await
        };
        "generated list_members": |client| async {
            client.generated().list_members(client.organization_id()).send().await
        };
        "generated get_member": |client| async {
            let id = 1001.try_into().unwrap();
            client.generated().get_member(client.organization_id(), &id).send().await
        };
    }
}

#[tokio::test]
async fn with_options_header_and_query_are_in_each_request() {
    let options = CallOptions::new()
        .header("X-Trace", "first")
        .header("x-trace", "second")
        .query("ref", "a b+c&d");
    for (name, call) in operations() {
        let sandbox = sandbox(Shape::Current);
        let client = client(&sandbox).with_options(&options).unwrap();
        call(client).await.unwrap();
        let requests = sandbox.requests();
        assert!(!requests.is_empty(), "{name}");
        for request in requests {
            let headers = request.headers.iter();
            let values = headers.filter(|(key, _)| key == "x-trace");
            let values: Vec<&str> = values.map(|(_, value)| value.as_str()).collect();
            assert_eq!(values, ["second"], "{name}");
            // A read of a write decides about the write, so it has no additional parameter.
            let is_read = request.method == "GET";
            let is_write = ["create", "update", "delete", "add", "remove"];
            let is_write = is_write.iter().any(|verb| name.starts_with(verb));
            let has_query = request
                .query
                .unwrap_or_default()
                .ends_with("ref=a%20b%2Bc%26d");
            assert_eq!(has_query, !(is_read && is_write), "{name}");
        }
    }
}

/// Each write loses its first response, so the client reads, and repeats the write. Each read fails
/// once before it succeeds.
#[tokio::test]
async fn with_options_headers_are_in_retries_and_confirmations() {
    let options = CallOptions::new().header("X-Trace", "1").query("ref", "1");
    for (name, call) in operations() {
        let sandbox = sandbox(Shape::Current);
        for operation in Operation::ALL.iter().copied() {
            use Operation::{CreateGroup, DeleteGroup, UpdateGroup};
            let is_write = matches!(operation, CreateGroup | UpdateGroup | DeleteGroup);
            let reply = if is_write {
                Reply::normal().then_reset()
            } else {
                Reply::status(503)
            };
            sandbox.script(operation, [reply]);
        }
        let builder = builder(&sandbox).retry(RetryPolicy::default());
        let client = builder.build().unwrap().with_options(&options).unwrap();
        // The generated client does not confirm a write.
        _ = call(client).await;
        let requests = sandbox.requests();
        let count = if name == "generated create_group" {
            1
        } else {
            2
        };
        assert!(requests.len() >= count, "{name}: {}", requests.len());
        for request in requests {
            let has = request.headers.iter().any(|(key, _)| key == "x-trace");
            assert!(has, "{name}: {} {}", request.method, request.path);
        }
    }
}

#[tokio::test]
async fn with_options_pages_in_flight_limits_streams() {
    let sandbox = Sandbox::builder().groups(60).start().unwrap();
    let options = CallOptions::new().pages_in_flight(1).header("X-Trace", "1");
    let client = client(&sandbox).with_options(&options).unwrap();
    let mut items = client.list_groups_stream(ListGroups::new().per_page(10));
    // With the default of 8, the stream would fetch the next page in advance.
    items.next().await.unwrap().unwrap();
    assert_eq!(sandbox.requests().len(), 1);
    assert_eq!(items.collect_all().await.unwrap().len(), 60);
    let requests = sandbox.requests();
    let has = |request: &RecordedRequest| request.headers.iter().any(|(key, _)| key == "x-trace");
    assert!(requests.len() >= 6 && requests.iter().all(has));
}

/// Returns a client whose server accepts connections, but never responds.
fn client_of_silent_server() -> (TcpListener, Client) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    (listener, once(address).build().unwrap())
}

#[tokio::test]
async fn with_options_time_limits_end_each_operation() {
    let (_listener, client) = client_of_silent_server();
    let short = Duration::from_millis(20);
    for (options, text) in [
        (CallOptions::new().timeout(short), "20ms (limit: `timeout`)"),
        (
            CallOptions::new().idle_timeout(short),
            "20ms (limit: `idle_timeout`)",
        ),
    ] {
        let client = client.with_options(&options).unwrap();
        for (name, call) in operations() {
            let error = call(client.clone()).await.unwrap_err();
            assert!(error_chain(&error).contains(text), "{name}: {error:?}");
        }
    }
}

#[tokio::test]
async fn with_options_max_response_bytes_limits_each_operation() {
    let options = CallOptions::new().max_response_bytes(1);
    for (name, call) in operations() {
        let sandbox = sandbox(Shape::Current);
        let client = client(&sandbox).with_options(&options).unwrap();
        let result = call(client).await;
        // A successful deletion has no body.
        if name.ends_with("delete_group") {
            result.unwrap();
            continue;
        }
        let error = error_chain(&result.unwrap_err());
        assert!(error.contains("is larger than 1 bytes"), "{name}: {error}");
    }
}

#[tokio::test]
async fn with_options_retry_limits_the_attempts_of_each_operation() {
    let sandbox = sandbox(Shape::Current);
    // Each retry uses the budget of the client.
    let retry = RetryPolicy::default().budget(1_000);
    let client = builder(&sandbox).retry(retry).build().unwrap();
    sandbox.stop_listening();
    for attempts in [1, 3] {
        let retry = RetryPolicy::default().max_attempts(attempts);
        let options = CallOptions::new().retry(retry);
        let client = client.with_options(&options).unwrap();
        for (name, call) in operations() {
            let error = call(client.clone()).await.unwrap_err();
            assert_eq!(error.attempts(), attempts, "{name}: {error:?}");
        }
    }
}

#[tokio::test]
async fn with_options_twice_keeps_options_that_are_not_set() {
    let (_listener, client_of_silent) = client_of_silent_server();
    let short = CallOptions::new().timeout(Duration::from_millis(20));
    let silent = client_of_silent.with_options(&short).unwrap();
    let silent = silent
        .with_options(&CallOptions::new().max_response_bytes(1))
        .unwrap();
    let error = silent.get_group(SALES).await.unwrap_err();
    assert!(
        error.to_string().contains("20ms (limit: `timeout`)"),
        "{error}"
    );
    assert_eq!(error.attempts(), 1);

    let sandbox = sandbox(Shape::Current);
    let first = CallOptions::new()
        .header("X-First", "1")
        .query("first", "1");
    let second = CallOptions::new()
        .header("X-Second", "2")
        .query("second", "2");
    let client = client(&sandbox).with_options(&first).unwrap();
    let client = client.with_options(&second).unwrap();
    client.get_group(SALES).await.unwrap();
    let requests = sandbox.requests();
    let has = |name: &str| requests[0].headers.iter().any(|(key, _)| key == name);
    assert!(has("x-first") && has("x-second"));
    assert_eq!(requests[0].query.as_deref(), Some("first=1&second=2"));
}

#[test]
fn with_options_invalid_option_is_named_and_hides_the_value() {
    let client = Client::builder()
        .access_token("token")
        .organization("demo")
        .build()
        .unwrap();
    let header = |name: &str| CallOptions::new().header(name, "secret");
    let mut table = String::new();
    for options in [
        CallOptions::new().timeout(Duration::ZERO),
        CallOptions::new().idle_timeout(Duration::ZERO),
        CallOptions::new().deadline(Duration::ZERO),
        CallOptions::new().retry(RetryPolicy::default().deadline(Duration::ZERO)),
        CallOptions::new().max_response_bytes(0),
        header("Authorization"),
        header("accept"),
        header("Accept-Encoding"),
        header("Connection"),
        header("Content-Type"),
        header("content-length"),
        header("HOST"),
        header("Transfer-Encoding"),
        header("X-Tallyfy-Client"),
        header("X-HTTP-Method-Override"),
        header("Api-Version"),
        header("Range"),
        header("If-None-Match"),
        header("Proxy-Authorization"),
        header("Content-Encoding"),
        header("Cache-Control"),
        header("X-Key: secret"),
        header("two words"),
        header(""),
        header("a\r\nb"),
        CallOptions::new().header("X-Trace", "secret\r\nX-Other: 1"),
        CallOptions::new().header("X-Trace", "secret\t"),
        CallOptions::new().header("X-Trace", "secretü"),
        CallOptions::new().header("X-Trace", " secret"),
        CallOptions::new().query("", "secret"),
        CallOptions::new().query("page", "secret"),
        CallOptions::new().query("Page", "secret"),
        CallOptions::new().query("page[]", "secret"),
        CallOptions::new().query("with[0]", "secret"),
        CallOptions::new().query("per.page", "secret"),
        CallOptions::new().query(" q", "secret"),
        CallOptions::new().query("_method", "secret"),
        CallOptions::new().query("[page]", "secret"),
    ] {
        let error = client.with_options(&options).unwrap_err();
        assert!(error.is_invalid_input(), "{error:?}");
        assert!(
            !format!("{options:?} {error:?}").contains("secret"),
            "{options:?}"
        );
        table += &format!("{error}\n");
    }
    insta::assert_snapshot!(table);
}

#[tokio::test]
async fn with_options_header_value_is_hidden_in_errors() {
    let sandbox = sandbox(Shape::Current);
    let body = r#"{"message": "The key secret-key-1 is invalid."}"#;
    sandbox.script(Operation::GetGroup, [Reply::status(400).body(body)]);
    let options = CallOptions::new().header("X-Key", "secret-key-1");
    let client = client(&sandbox).with_options(&options).unwrap();
    let error = client.get_group(SALES).await.unwrap_err();
    assert!(error.is_bad_request(), "{error}");
    assert!(
        !format!("{error} {error:?}").contains("secret-key-1"),
        "{error}"
    );
}

/// The client rejects the query parameters of the contract, because its operations send them.
#[test]
fn with_options_query_parameter_of_the_contract_is_rejected() {
    let contract = contract();
    let client = Client::builder()
        .access_token("token")
        .organization("demo")
        .build()
        .unwrap();
    let mut names = BTreeSet::new();
    let mut parts = vec![&contract];
    while let Some(part) = parts.pop() {
        if part["in"] == "query" {
            names.insert(part["name"].as_str().unwrap());
        }
        parts.extend(part.as_object().into_iter().flat_map(|map| map.values()));
        parts.extend(part.as_array().into_iter().flatten());
    }
    assert!(names.len() >= 6, "{names:?}");
    for name in names {
        let options = CallOptions::new().query(name, "1");
        let error = client.with_options(&options).unwrap_err();
        assert!(
            error.is_invalid_input(),
            "{name}: add the name to FORBIDDEN_PARAMETERS"
        );
    }
}
