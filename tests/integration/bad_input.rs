//! Tests of invalid input and invalid configuration. The client rejects both without sending a
//! request. `errors.rs` tests errors that the server causes.

use std::fmt::Write as _;

use tallyfy_groups::{
    Client, CreateGroup, Error, GroupId, GroupInclude, ListGroups, ListMembers, UpdateGroup,
};
use tallyfy_sandbox::Sandbox;

use crate::support::{client, error_chain};

/// Returns texts that must never become part of a path.
pub(crate) fn invalid_ids() -> Vec<String> {
    let invalid = [
        "",
        ".",
        "..",
        "a/b",
        "a\\b",
        "..\\..\\users\\7",
        "ä",
        "a b",
        "a%2Fb",
        "a?b",
        "a#b",
        "a\nb",
    ];
    let mut invalid: Vec<String> = invalid.into_iter().map(str::to_owned).collect();
    invalid.push("x".repeat(300));
    invalid
}

#[tokio::test]
async fn call_invalid_input_fails_and_sends_nothing() {
    let sandbox = Sandbox::start();
    let client = client(&sandbox);
    let mut messages = String::new();
    let mut check = |what: &str, error: Error| {
        assert!(error.is_invalid_input(), "{what}: {error:?}");
        assert_eq!(error.status(), None);
        writeln!(messages, "{what}\n  {}\n", error_chain(&error)).unwrap();
    };

    for id in invalid_ids() {
        let shown = if id.len() > 20 { "300 characters" } else { &id };
        let what = format!("group id {shown:?}");
        check(&what, client.get_group(&id).await.unwrap_err());
        for error in [
            client
                .update_group(&id, UpdateGroup::new().name("n"))
                .await
                .unwrap_err(),
            client.delete_group(&id).await.unwrap_err(),
            client.add_members(&id, [1]).await.unwrap_err(),
            client.remove_guests(&id, ["a@b.c"]).await.unwrap_err(),
        ] {
            assert!(error.is_invalid_input(), "{what}: {error:?}");
        }
    }
    for id in [0, -1] {
        let error = client.get_member(id).await.unwrap_err();
        check(&format!("user id {id}"), error);
    }

    for per_page in [0, 101] {
        let error = client
            .list_groups(ListGroups::new().per_page(per_page))
            .await
            .unwrap_err();
        check(&format!("groups, per_page {per_page}"), error);
    }
    let error = client
        .list_members(ListMembers::new().per_page(0))
        .await
        .unwrap_err();
    check("members, per_page 0", error);
    let error = client
        .list_groups(ListGroups::new().page(0))
        .await
        .unwrap_err();
    check("page 0", error);
    for include in ["", "a,b", "a b"] {
        let params = ListGroups::new().with(GroupInclude::Other(include.to_owned()));
        check(
            &format!("include {include:?}"),
            client.list_groups(params).await.unwrap_err(),
        );
    }

    let long = "é".repeat(201);
    for (what, group) in [
        ("an empty name", CreateGroup::new("")),
        ("a blank name", CreateGroup::new(" \t\n")),
        ("a name of 201 characters", CreateGroup::new(long)),
        (
            "a blank description",
            CreateGroup::new("n").description(" "),
        ),
        ("member 0", CreateGroup::new("n").members([1001, 0])),
        (
            "a guest without @",
            CreateGroup::new("n").guests(["nobody"]),
        ),
        (
            "a guest with a line break",
            CreateGroup::new("n").guests(["a@b.c\n"]),
        ),
        (
            "an invalid name and an invalid guest",
            CreateGroup::new("").guests([""]),
        ),
    ] {
        check(what, client.create_group(group).await.unwrap_err());
    }
    for (what, change) in [
        ("no change", UpdateGroup::new()),
        ("a change to a blank name", UpdateGroup::new().name("  ")),
        (
            "a change to a blank description",
            UpdateGroup::new().description(""),
        ),
        (
            "a change to a guest with two @",
            UpdateGroup::new().guests(["a@b@c"]),
        ),
    ] {
        check(what, client.update_group("g", change).await.unwrap_err());
    }

    assert!(sandbox.requests().is_empty(), "the client sent a request");
    insta::assert_snapshot!(messages);
}

#[test]
fn build_invalid_configuration_fails() {
    let mut messages = String::new();
    let mut check = |what: &str, token: &str, organization: &str, base_url: &str| {
        let error = Client::builder()
            .access_token(token)
            .organization(organization)
            .base_url(base_url)
            .build()
            .unwrap_err();
        assert!(error.is_configuration(), "{what}: {error:?}");
        let message = error_chain(&error);
        assert!(
            !message.contains("hunter2"),
            "{what}: the message contains the secret: {message}"
        );
        assert!(
            !format!("{error:?}").contains("hunter2"),
            "{what}: the error contains the secret: {error:?}"
        );
        writeln!(messages, "{what}\n  {message}\n").unwrap();
    };
    let url = "https://go.tallyfy.com/api";
    check("an empty token", "", "demo", url);
    check("a token with a newline", "hunter2\n", "demo", url);
    check("a token with a blank", "hunter2 x", "demo", url);
    check("a token with its scheme", "Bearer hunter2", "demo", url);
    check(
        "a token with its scheme and a colon",
        "bearer:hunter2",
        "demo",
        url,
    );
    for token in [
        "\"hunter2\"",
        "'hunter2'",
        "<hunter2>",
        "${hunter2}",
        "hunter2,",
        "`hunter2`",
    ] {
        check(
            "a token with quotes or other surrounding characters",
            token,
            "demo",
            url,
        );
    }
    check("an organization in quotes", "t", "\"demo\"", url);
    for path in [
        "/organizations",
        "/organizations/",
        "/organizations/demo/groups",
    ] {
        let url = format!("{url}{path}");
        check("the URL of an operation", "t", "demo", &url);
    }
    check("a token that is not ASCII", "hunter2é", "demo", url);
    check("an empty organization", "t", "", url);
    check("the organization `..`", "t", "..", url);
    check(
        "a base URL without a scheme",
        "t",
        "demo",
        "go.tallyfy.com/api",
    );
    check(
        "a host and a port without a scheme",
        "t",
        "demo",
        "localhost:8787",
    );
    check("the scheme ftp", "t", "demo", "ftp://go.tallyfy.com");
    check(
        "credentials in the base URL",
        "t",
        "demo",
        "https://user:hunter2@go.tallyfy.com",
    );
    check(
        "a user name in the base URL",
        "t",
        "demo",
        "https://hunter2@go.tallyfy.com",
    );
    check(
        "a query in the base URL",
        "t",
        "demo",
        "https://go.tallyfy.com/api?token=hunter2",
    );
    check(
        "a fragment in the base URL",
        "t",
        "demo",
        "https://go.tallyfy.com/api#hunter2",
    );
    check("a base URL without a host", "t", "demo", "https://");
    check(
        "dot segments",
        "t",
        "demo",
        "https://go.tallyfy.com/api/../v2",
    );
    check(
        "encoded dot segments",
        "t",
        "demo",
        "https://go.tallyfy.com/%2E./v2",
    );
    check("a backslash", "t", "demo", "https://go.tallyfy.com\\api");
    check("an empty base URL", "t", "demo", "");
    check("plain http", "t", "demo", "http://go.tallyfy.com/api");
    for missing in [
        Client::builder().organization("demo").build(),
        Client::builder().access_token("t").build(),
    ] {
        writeln!(messages, "{}", missing.unwrap_err()).unwrap();
    }
    insta::assert_snapshot!(messages);
}

#[test]
fn build_plain_http_loopback_or_allowed_succeeds() {
    let builder = || Client::builder().access_token("t").organization("demo");
    for url in [
        "http://127.0.0.1:1",
        "http://localhost:1/",
        "http://[::1]:1/api",
    ] {
        builder().base_url(url).build().unwrap();
    }
    builder()
        .base_url("http://intranet/")
        .allow_plain_http(true)
        .build()
        .unwrap();
}

/// The client must not use a proxy for plain `http`, because the proxy could read the access token.
#[test]
fn plain_http_proxy_variables_set_uses_no_proxy() {
    const INNER: &str = "bad_input::plain_http_loopback_request_succeeds";

    let proxy = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    proxy.set_nonblocking(true).unwrap();
    let address = format!("http://{}", proxy.local_addr().unwrap());
    // An environment variable applies to all tests in the same process. The test therefore starts a
    // second process, which has its own environment variables.
    let output = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", INNER])
        .envs(["http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"].map(|name| (name, &address)))
        .env_remove("NO_PROXY")
        .env_remove("no_proxy")
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let ran = String::from_utf8(output.stdout).unwrap();
    assert!(ran.contains("1 passed"), "{ran}");
    assert!(proxy.accept().is_err(), "the proxy received a connection");
}

#[tokio::test]
async fn plain_http_loopback_request_succeeds() {
    let sandbox = Sandbox::start();
    client(&sandbox)
        .list_groups(ListGroups::new())
        .await
        .unwrap();
    assert_eq!(sandbox.requests().len(), 1);
}

#[tokio::test]
async fn received_id_invalid_is_kept_but_never_sent() {
    let sandbox = Sandbox::start();
    let client = client(&sandbox);
    for id in invalid_ids() {
        let body = serde_json::json!({"id": id, "name": "n"});
        let group: tallyfy_groups::Group = serde_json::from_value(body).unwrap();
        assert_eq!(group.id.to_string(), id);
        assert!(
            client
                .delete_group(&group.id)
                .await
                .unwrap_err()
                .is_invalid_input()
        );
        assert!(GroupId::try_from(&group.id).is_err());
    }
    assert!(sandbox.requests().is_empty());
}
