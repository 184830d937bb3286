//! Tests of clients of reqwest that the program configures. `http_clients.rs` tests other HTTP
//! clients.

use std::time::Duration;

use tallyfy_groups::http::{Method, StatusCode};
use tallyfy_groups::reqwest::redirect::Policy;
use tallyfy_groups::{Client, ClientBuilder, CreateGroup, ListGroups, UpdateGroup, reqwest};
use tallyfy_sandbox::{Operation, RecordedRequest, Reply, Sandbox};

use crate::support::{SALES, builder, once};

fn own_reqwest() -> reqwest::ClientBuilder {
    let builder = ClientBuilder::reqwest_builder().unwrap();
    builder.no_proxy()
}

/// Calls several operations, and returns the requests that the sandbox received.
async fn call_all(sandbox: &Sandbox, client: &Client) -> Vec<String> {
    let group = CreateGroup::new("New")
        .description("Text")
        .members([1001_u64]);
    let id = client.create_group(group).await.unwrap().id;
    client
        .update_group(&id, UpdateGroup::new().name("Newer"))
        .await
        .unwrap();
    client
        .list_groups(ListGroups::new().q("Newer"))
        .await
        .unwrap();
    client.delete_group(&id).await.unwrap();
    let requests = sandbox.requests();
    let text = requests.iter().map(|request| {
        let name = |name: &str| request.header(name).unwrap_or("-").to_owned();
        let headers = [
            "user-agent",
            "authorization",
            "accept",
            "content-type",
            "content-length",
        ];
        let headers = headers.map(name).join(" ");
        format!(
            "{} {} {headers} {:?}",
            request.method, request.path, request.body
        )
    });
    text.collect()
}

#[tokio::test]
async fn reqwest_client_sends_the_same_requests_as_the_default() {
    let default = Sandbox::start();
    let expected = call_all(&default, &builder(&default).build().unwrap()).await;
    let sandbox = Sandbox::start();
    let http = own_reqwest().user_agent("ignored").build().unwrap();
    let client = builder(&sandbox).reqwest_client(http).build().unwrap();
    assert_eq!(call_all(&sandbox, &client).await, expected);
}

#[tokio::test]
async fn reqwest_client_redirect_is_an_error() {
    let sandbox = Sandbox::start();
    let target = format!("{}/organizations/demo/groups/{SALES}", sandbox.base_url());
    let http = own_reqwest().redirect(Policy::default()).build().unwrap();
    let client = builder(&sandbox).reqwest_client(http).build().unwrap();
    for status in [301, 302, 303, 307, 308] {
        let reply = Reply::status(status).header("location", &target);
        sandbox.script(Operation::ListGroups, [reply]);
        let error = client.list_groups(ListGroups::new()).await.unwrap_err();
        assert!(error.is_transport() && !error.is_retryable(), "{error:?}");
        assert_eq!(error.attempts(), 1);
        assert!(error.to_string().contains("followed a redirect"), "{error}");
    }
    // reqwest cannot send the body a second time, so it does not follow these redirects.
    for status in [307, 308] {
        let reply = Reply::status(status).header("location", &target);
        sandbox.script(Operation::UpdateGroup, [reply]);
        let change = UpdateGroup::new().name("Redirected");
        let error = client.update_group(SALES, change).await.unwrap_err();
        assert_eq!(error.status(), Some(status), "{error}");
    }
}

/// A retry policy of reqwest must not send a POST twice.
#[tokio::test]
async fn reqwest_client_with_retries_sends_a_post_once() {
    let sandbox = Sandbox::start();
    let again = reqwest::retry::for_host("127.0.0.1")
        .max_retries_per_request(5)
        .classify_fn(|request| match request.status() {
            Some(StatusCode::SERVICE_UNAVAILABLE) => request.retryable(),
            _ => request.success(),
        });
    let http = own_reqwest().retry(again).build().unwrap();
    let client = once(sandbox.base_url())
        .access_token(sandbox.token())
        .reqwest_client(http);
    let client = client.build().unwrap();
    let path = "/organizations/{org_id}/groups";
    let calls = [
        (Operation::CreateGroup, "create_group", 1),
        // This POST has no body.
        (Operation::CreateGroup, "endpoint", 1),
        // reqwest can repeat a GET.
        (Operation::GetGroup, "get_group", 6),
    ];
    for (operation, name, expected) in calls {
        sandbox.script(operation, (0..10).map(|_| Reply::status(503)));
        let before = sandbox.requests().len();
        let result = match name {
            "create_group" => client.create_group(CreateGroup::new("A")).await.map(drop),
            "endpoint" => client.endpoint(Method::POST, path).send().await,
            _ => client.get_group(SALES).await.map(drop),
        };
        assert!(result.unwrap_err().is_server_error());
        let requests = &sandbox.requests()[before..];
        let is_call = |request: &&RecordedRequest| request.operation == Some(operation);
        let count = requests.iter().filter(is_call).count();
        assert_eq!(count, expected, "{name}");
        sandbox.script(operation, []);
    }
}

#[test]
fn http_client_with_a_setting_of_the_default_client_fails() {
    let builder = || once("https://go.tallyfy.com/api");
    let own = |builder: ClientBuilder| builder.reqwest_client(own_reqwest().build().unwrap());
    for (set, names) in [
        (own(builder().proxy("http://p.example")), "`proxy`"),
        (
            own(builder().local_address([127, 0, 0, 1])),
            "`local_address`",
        ),
        (
            own(builder().connect_timeout(Duration::from_secs(1))),
            "`connect_timeout`",
        ),
        (
            own(builder().max_response_headers(10)),
            "`max_response_headers`",
        ),
        (
            own(builder().add_root_certificates("").client_certificate("")),
            "`add_root_certificates` and `client_certificate`",
        ),
    ] {
        let error = set.build().unwrap_err();
        assert!(error.is_configuration());
        assert_eq!(
            error.to_string(),
            format!(
                "the program sets a custom HTTP client, so the client cannot use {names}; configure \
                 the custom HTTP client instead"
            )
        );
    }
    own(builder()).build().unwrap();
}
