//! Tests of the blocking client. `blocking/runtimes.rs` tests calls inside of async runtimes, and
//! `blocking/names.rs` compares the methods with those of the async client.

mod names;
mod runtimes;

use std::process::{Command, exit};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};
use tallyfy_groups::blocking::{Client, EndpointRequest, Items, Pages};
use tallyfy_groups::{
    CallOptions, CreateGroup, Error, Group, GroupInclude, ListGroups, ListMembers, MemberInclude,
    Method, RetryPolicy, UpdateGroup, UserId,
};
use tallyfy_sandbox::{Operation, Reply, Sandbox};

use crate::support::{SALES, builder, request_text, stored_sales_team};

const GUESTS: &str = "/organizations/{org_id}/guests";

fn client(sandbox: &Sandbox) -> Client {
    builder(sandbox).build_blocking().unwrap()
}

/// Calls each operation of the blocking client, and returns the requests.
fn requests_of_all_operations() -> Vec<String> {
    let sandbox = Sandbox::start();
    let client = client(&sandbox);
    let page = client.list_groups(ListGroups::new().per_page(3)).unwrap();
    assert!(page.items.iter().any(|group| group.name == "Sales Team"));
    assert_eq!(client.get_group(SALES).unwrap().name, "Sales Team");
    let group = client
        .get_group_with(SALES, &[GroupInclude::Users])
        .unwrap();
    assert!(!group.users().is_empty());
    let change = UpdateGroup::new().description("New");
    let group = client.update_group(SALES, change).unwrap();
    assert_eq!(group.description(), Some("New"));
    let added = client.add_members(SALES, [1005]).unwrap();
    let id = UserId::try_from(1005).unwrap();
    assert!(added.member_ids().unwrap().contains(&id));
    let removed = client.remove_members(SALES, &[1005_u64]).unwrap();
    assert!(!removed.member_ids().unwrap().contains(&id));
    let added = client.add_guests(SALES, ["a@example.com"]).unwrap();
    assert!(added.guest_emails().contains(&"a@example.com"));
    let removed = client.remove_guests(SALES, ["A@example.com"]).unwrap();
    assert!(!removed.guest_emails().contains(&"a@example.com"));
    let page = client.list_members(ListMembers::new().per_page(2)).unwrap();
    assert_eq!(page.items.len(), 2);
    assert_eq!(client.get_member(1001).unwrap().id.to_string(), "1001");
    client
        .get_member_with(1001, &[MemberInclude::Groups])
        .unwrap();
    let found = client.find_group("Sales Team").unwrap();
    assert_eq!(found.unwrap().id.to_string(), SALES);
    let email = page.items[0].email.to_string();
    let found = client
        .find_members([email.as_str(), "no@example.com"])
        .unwrap();
    assert_eq!((found[0].is_some(), found[1].is_some()), (true, false));
    assert!(!client.groups_of_member(1001).unwrap().is_empty());
    let guests = client.endpoint(Method::GET, GUESTS).query("q", "a b");
    guests.send::<Value>().unwrap();
    let new = client.endpoint(Method::POST, "/organizations/{org_id}/groups/{group_id}");
    let new = new.parameter("group_id", SALES).json(&json!({"name": 1}));
    new.send::<Value>().unwrap_err();
    let groups = client.list_groups_stream(ListGroups::new().per_page(100));
    groups.collect_all().unwrap();
    let members = client.list_members_stream(ListMembers::new().per_page(100));
    assert!(members.flatten().count() > 1);
    client.delete_group(SALES).unwrap();
    assert!(client.get_group(SALES).unwrap_err().is_not_found());
    let group = CreateGroup::new("New group").description("Text");
    assert_eq!(client.create_group(group).unwrap().name, "New group");
    sandbox.requests().iter().map(request_text).collect()
}

/// Calls each operation of the async client with the same arguments, and returns the requests.
async fn async_requests_of_all_operations() -> Result<Vec<String>, Error> {
    let sandbox = Sandbox::start();
    let client = builder(&sandbox).build()?;
    client.list_groups(ListGroups::new().per_page(3)).await?;
    client.get_group(SALES).await?;
    client.get_group_with(SALES, &[GroupInclude::Users]).await?;
    let change = UpdateGroup::new().description("New");
    client.update_group(SALES, change).await?;
    client.add_members(SALES, [1005]).await?;
    client.remove_members(SALES, &[1005_u64]).await?;
    client.add_guests(SALES, ["a@example.com"]).await?;
    client.remove_guests(SALES, ["A@example.com"]).await?;
    let page = client.list_members(ListMembers::new().per_page(2)).await?;
    client.get_member(1001).await?;
    client
        .get_member_with(1001, &[MemberInclude::Groups])
        .await?;
    client.find_group("Sales Team").await?;
    let email = page.items[0].email.to_string();
    client
        .find_members([email.as_str(), "no@example.com"])
        .await?;
    client.groups_of_member(1001).await?;
    let guests = client.endpoint(Method::GET, GUESTS).query("q", "a b");
    guests.send::<Value>().await?;
    let new = client.endpoint(Method::POST, "/organizations/{org_id}/groups/{group_id}");
    let new = new.parameter("group_id", SALES).json(&json!({"name": 1}));
    new.send::<Value>().await.unwrap_err();
    let groups = client.list_groups_stream(ListGroups::new().per_page(100));
    groups.collect_all().await?;
    let members = client.list_members_stream(ListMembers::new().per_page(100));
    members.collect_all().await?;
    client.delete_group(SALES).await?;
    client.get_group(SALES).await.unwrap_err();
    let group = CreateGroup::new("New group").description("Text");
    client.create_group(group).await?;
    Ok(sandbox.requests().iter().map(request_text).collect())
}

#[test]
fn operations_send_the_requests_of_the_async_client() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let expected = runtime.block_on(async_requests_of_all_operations());
    assert_eq!(requests_of_all_operations(), expected.unwrap());
}

#[test]
fn invalid_arguments_return_the_errors_of_the_async_client() {
    let sandbox = Sandbox::start();
    let client = client(&sandbox);
    let api = client.as_async();
    let (no_group, no_member) = (UpdateGroup::new(), ListMembers::new().page(0));
    let pairs = [
        (
            client.get_group("..").map(drop),
            client.block_on(async { api.get_group("..").await.map(drop) }),
        ),
        (
            client.update_group(SALES, no_group.clone()).map(drop),
            client.block_on(async { api.update_group(SALES, no_group).await.map(drop) }),
        ),
        (
            client.add_members(SALES, ["one"]).map(drop),
            client.block_on(async { api.add_members(SALES, ["one"]).await.map(drop) }),
        ),
        (
            client.find_members(["one"]).map(drop),
            client.block_on(async { api.find_members(["one"]).await.map(drop) }),
        ),
        (
            client.groups_of_member("one").map(drop),
            client.block_on(async { api.groups_of_member("one").await.map(drop) }),
        ),
        (
            client
                .list_members_stream(no_member.clone())
                .collect_all()
                .map(drop),
            client.block_on(async {
                let members = api.list_members_stream(no_member);
                members.collect_all().await.map(drop)
            }),
        ),
    ];
    for (blocking, expected) in pairs {
        let (blocking, expected) = (blocking.unwrap_err(), expected.unwrap_err());
        assert!(blocking.is_invalid_input(), "{blocking}");
        assert_eq!(blocking.to_string(), expected.to_string());
        assert_eq!(blocking.operation(), expected.operation());
    }
    assert!(sandbox.requests().is_empty());
}

#[test]
fn copies_of_a_client_use_their_settings() {
    let sandbox = Sandbox::start();
    let client = client(&sandbox);
    assert_eq!(client.organization_id().as_str(), sandbox.organization());
    let other = client.with_organization("other".parse().unwrap());
    other.get_group(SALES).unwrap_err();
    sandbox.script(Operation::GetGroup, [Reply::status(503)]);
    let once = client.with_retry(RetryPolicy::none());
    assert!(once.get_group(SALES).unwrap_err().is_server_error());
    let options = CallOptions::new().header("x-trace", "1");
    let with_header = client.with_options(&options).unwrap();
    with_header.clone().get_group(SALES).unwrap();
    let invalid = CallOptions::new().timeout(Duration::ZERO);
    assert!(
        client
            .with_options(&invalid)
            .unwrap_err()
            .is_invalid_input()
    );
    let requests = sandbox.requests();
    assert_eq!(requests.len(), 3);
    assert!(requests[0].path.contains("/other/"));
    assert!(request_text(&requests[2]).contains("x-trace: 1"));
}

#[test]
fn block_on_returns_the_metadata_of_a_call() {
    let sandbox = Sandbox::start();
    sandbox.script(Operation::GetGroup, [Reply::status(503)]);
    let client = client(&sandbox);
    let call = client.as_async().get_group(SALES);
    let (group, metadata) = client.block_on(call.with_metadata()).unwrap();
    assert_eq!(
        (group.name.as_str(), metadata.attempts()),
        ("Sales Team", 2)
    );
}

#[test]
fn types_are_send_and_show_no_secret() {
    fn is_send<T: Send + 'static>() {}
    fn is_shared<T: Send + Sync + Clone>(value: &T) -> T {
        value.clone()
    }
    is_send::<Client>();
    is_send::<EndpointRequest<'static>>();
    is_send::<Items<Group>>();
    is_send::<Pages<Group>>();
    let sandbox = Sandbox::start();
    let client = is_shared(&client(&sandbox));
    let request = client.endpoint(Method::GET, GUESTS).query("q", "secret");
    let texts = [format!("{client:?}"), format!("{:?}", request.clone())];
    for text in &texts {
        assert!(
            !text.contains(sandbox.token()) && !text.contains("secret"),
            "{text}"
        );
    }
    assert!(
        texts[0].contains("demo") && texts[1].contains(GUESTS),
        "{texts:?}"
    );
    let groups = client.list_groups_stream(ListGroups::new());
    assert_eq!(
        format!(
            "{groups:?}{:?}",
            client.list_groups_stream(ListGroups::new()).pages()
        ),
        "Items { .. }Pages { .. }"
    );
}

/// The members of a group are one list, so a lost update would remove the members of a different
/// thread.
#[test]
fn threads_with_one_client_change_a_group_one_after_another() {
    let sandbox = Sandbox::builder().members(50).start().unwrap();
    let client = client(&sandbox);
    let ids: Vec<u64> = {
        let members = client.list_members_stream(ListMembers::new());
        let ids = members.map(|member| member.unwrap().id.to_string());
        ids.take(12).map(|id| id.parse().unwrap()).collect()
    };
    thread::scope(|scope| {
        for id in &ids {
            scope.spawn(|| client.add_members(SALES, [*id]).unwrap());
        }
    });
    let stored = stored_sales_team(&sandbox);
    for id in &ids {
        assert!(stored.members.contains(id), "{id}: {stored:?}");
    }
}

#[test]
fn iterator_continues_after_an_unreadable_item_and_ends_after_an_error() {
    let sandbox = Sandbox::start();
    let page = |items| {
        Reply::status(200)
            .json(json!({"data": items, "meta": {"pagination": {"total": 5, "total_pages": 3}}}))
    };
    let client = client(&sandbox).with_retry(RetryPolicy::none());
    sandbox.script(
        Operation::ListGroups,
        [
            page(json!([{"id": "g0", "name": "n"}, null])),
            page(json!([{"id": "g1"}, {"id": "g2", "name": "n"}])),
            Reply::status(500),
        ],
    );
    let params = ListGroups::new().per_page(2);
    let mut groups = client.list_groups_stream(params).pages_in_flight(1);
    assert_eq!((groups.total(), groups.size_hint()), (None, (0, None)));
    let mut found = Vec::new();
    for group in groups.by_ref() {
        found.push(match group {
            Ok(group) => group.id.to_string(),
            Err(error) => match error.unreadable_item() {
                Some(item) => item.json.to_string(),
                None => error.status().unwrap().to_string(),
            },
        });
    }
    assert_eq!(found[..4], ["g0", "null", r#"{"id":"g1"}"#, "g2"]);
    assert!(found[4].starts_with("500") && found.len() == 5, "{found:?}");
    assert_eq!(
        (groups.total(), groups.size_hint()),
        (Some(5), (0, Some(0)))
    );
    assert!(groups.next().is_none());
    assert_eq!(sandbox.requests().len(), 3);
}

/// The end of the process ends the background thread. The test starts its own program again, with
/// the settings of the client as environment variables.
#[test]
fn program_with_a_client_from_env_ends_right_after_the_last_call() {
    const CHILD: &str = "TALLYFY_TEST_BLOCKING_CHILD";
    let this = "blocking::program_with_a_client_from_env_ends_right_after_the_last_call";
    if std::env::var_os(CHILD).is_some() {
        let client = Client::from_env().unwrap();
        let mut groups = client.list_groups_stream(ListGroups::new().per_page(1));
        groups.next().unwrap().unwrap();
        exit(42);
    }
    let sandbox = Sandbox::builder().groups(25).start().unwrap();
    let mut child = Command::new(std::env::current_exe().unwrap());
    let child = child.args(["--exact", this]).envs([
        (CHILD, "1"),
        ("TALLYFY_ACCESS_TOKEN", sandbox.token()),
        ("TALLYFY_ORG_ID", sandbox.organization()),
        ("TALLYFY_BASE_URL", &sandbox.base_url()),
    ]);
    assert_eq!(child.status().unwrap().code(), Some(42));
    assert!(!sandbox.requests().is_empty());
}
