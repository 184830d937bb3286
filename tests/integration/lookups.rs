//! Tests of lookups: groups by name, members by email address, and the groups of a member. The
//! tests also count the requests.

use serde_json::{Value, json};
use tallyfy_groups::{Client, CreateGroup, Error, Group, RetryPolicy, UserId};
use tallyfy_sandbox::{Operation, Permissions, Reply, Sandbox};

use crate::pages_in_flight::wait_until;
use crate::support::{BOTH_SHAPES, SALES, client, client_with_token, sandbox};

/// Returns a list with all these items on one page.
fn list(items: &Value) -> Reply {
    let total = items.as_array().unwrap().len();
    let pagination = json!({"total": total, "total_pages": 1, "current_page": 1});
    Reply::status(200).json(json!({"data": items, "meta": {"pagination": pagination}}))
}

fn client_without_retries(sandbox: &Sandbox) -> Client {
    client(sandbox).with_retry(RetryPolicy::none())
}

/// Searches for the group "Sales" in a search result with these groups.
async fn find_sales(groups: Value) -> Result<Option<Group>, Error> {
    let sandbox = Sandbox::start();
    sandbox.script(Operation::ListGroups, [list(&groups)]);
    let result = client_without_retries(&sandbox).find_group("Sales").await;
    assert_eq!(sandbox.requests().len(), 1);
    result
}

#[tokio::test]
async fn find_group_exact_name_needs_one_request() {
    for shape in BOTH_SHAPES {
        let sandbox = Sandbox::builder().shape(shape).groups(300).start().unwrap();
        let client = client(&sandbox);
        for name in ["Sales Team", "  Sales Team\n", "\u{a0}Sales Team"] {
            let group = client.find_group(name).await.unwrap().unwrap();
            assert_eq!(group.id.to_string(), SALES, "{shape}");
            let requests = sandbox.take_requests();
            let queries = requests.iter().map(|request| request.query.as_deref());
            let expected = "page=1&per_page=100&q=Sales%20Team";
            assert_eq!(Vec::from_iter(queries), [Some(expected)]);
        }
        // The search also finds names and descriptions that only contain the text.
        for name in [
            "sales team",
            "Sales  Team",
            "Sales",
            "sales inquiries",
            "Nobody",
        ] {
            assert_eq!(client.find_group(name).await.unwrap(), None, "{name}");
            assert_eq!(sandbox.take_requests().len(), 1, "{name}");
        }
    }
}

#[tokio::test]
async fn find_group_created_group_is_found() {
    for shape in BOTH_SHAPES {
        let sandbox = sandbox(shape);
        let client = client(&sandbox);
        let group = CreateGroup::new(" R&D + \"Ops\" 100% ").description("d");
        let created = client.create_group(group).await.unwrap();
        let found = client.find_group("R&D + \"Ops\" 100%").await.unwrap();
        assert_eq!(found.unwrap().id, created.id, "{shape}");
    }
}

/// The search finds 250 groups, because each name contains the text "n".
#[tokio::test]
async fn find_group_long_result_is_read_completely() {
    let sandbox = Sandbox::start();
    let page = |number: u32| {
        let groups = (number * 100..250.min(number * 100 + 100)).map(|id| {
            let name = if id == 249 {
                "n".to_owned()
            } else {
                format!("n{id}")
            };
            json!({"id": format!("g{id}"), "name": name})
        });
        let pagination = json!({"total": 250, "total_pages": 3, "current_page": number + 1});
        let meta = json!({"pagination": pagination});
        Reply::status(200).json(json!({"data": Vec::from_iter(groups), "meta": meta}))
    };
    // One page at a time, because parallel requests could get the pages in a different order.
    let options = tallyfy_groups::CallOptions::new().pages_in_flight(1);
    let client = client(&sandbox).with_options(&options).unwrap();
    sandbox.script(Operation::ListGroups, (0..3).map(page));
    let group = client.find_group("n").await.unwrap().unwrap();
    assert_eq!(group.id.to_string(), "g249");
    assert_eq!(sandbox.take_requests().len(), 3);

    // The last page is empty in each of the three reads, so the list stays incomplete.
    let empty = || {
        let pagination = json!({"total": 250, "total_pages": 3, "current_page": 3});
        Reply::status(200).json(json!({"data": [], "meta": {"pagination": pagination}}))
    };
    sandbox.script(Operation::ListGroups, [page(0), page(1), empty()]);
    let error = client.find_group("n5").await.unwrap_err();
    assert!(error.is_incomplete_list(), "{error}");
}

#[tokio::test]
async fn find_group_name_used_twice_is_ambiguous() {
    let groups = json!([
        {"id": "g1", "name": "Sales"},
        {"id": "g2", "name": "sales"},
        {"id": "g3", "name": " Sales "},
    ]);
    let error = find_sales(groups).await.unwrap_err();
    assert!(error.is_ambiguous() && !error.is_retryable());
    assert_eq!(
        error.to_string(),
        "find_group: several groups have the requested name, for example g1 and g3; use the id of \
         one group"
    );
    let other_case = json!([{"id": "g1", "name": "SALES"}, {"id": "g2", "name": "Sales"}]);
    let group = find_sales(other_case).await.unwrap().unwrap();
    assert_eq!(group.id.to_string(), "g2");
}

/// The unreadable item may be the group, or a second group with the same name.
#[tokio::test]
async fn find_group_unreadable_item_is_an_error() {
    for broken in [json!({"id": "g2"}), json!(null)] {
        let groups = json!([{"id": "g1", "name": "Sales"}, broken]);
        let error = find_sales(groups).await.unwrap_err();
        assert!(error.is_unreadable() && error.unreadable_item().is_some());
        assert_eq!(error.operation(), Some("list_groups"));
    }
    for name in [json!(null), json!(7), json!(["Sales"])] {
        let groups = json!([{"id": "g1", "name": "Sales"}, {"id": "g2", "name": name}]);
        let error = find_sales(groups).await.unwrap_err();
        assert!(error.is_unreadable(), "{error}");
        assert_eq!(error.operation(), Some("find_group"));
    }
}

#[tokio::test]
async fn find_group_outdated_search_returns_none() {
    let sandbox = Sandbox::builder()
        .search_lag(std::time::Duration::from_secs(3600))
        .start()
        .unwrap();
    let client = client(&sandbox);
    let group = CreateGroup::new("New").description("d");
    client.create_group(group).await.unwrap();
    assert_eq!(client.find_group("New").await.unwrap(), None);
}

#[tokio::test]
async fn find_members_any_number_of_addresses_needs_one_request() {
    for shape in BOTH_SHAPES {
        let sandbox = sandbox(shape);
        let client = client(&sandbox);
        let emails = [
            "bob@example.com",
            "nobody@example.com",
            "ALICE@example.COM",
            "Bob@Example.com",
        ];
        let members = client.find_members(emails).await.unwrap();
        let ids = members.iter().map(|member| {
            let member = member.as_ref()?;
            Some(UserId::try_from(&member.id).unwrap().get())
        });
        let expected = [Some(1002), None, Some(1001), Some(1002)];
        assert_eq!(Vec::from_iter(ids), expected, "{shape}");
        let requests = sandbox.take_requests();
        assert_eq!(requests.len(), 1, "{shape}");
        assert_eq!(requests[0].query.as_deref(), Some("page=1"));

        assert_eq!(client.find_members([""; 0]).await.unwrap(), []);
        assert!(sandbox.requests().is_empty());
    }
}

/// Returns page `number` of a list of six members, with two members on each page.
fn members(number: u64, second: Value) -> Reply {
    let first = json!({"id": number * 2 - 1, "email": format!("a{number}@example.com")});
    let pagination = json!({"total": 6, "total_pages": 3, "current_page": number, "per_page": 2});
    let meta = json!({"pagination": pagination});
    Reply::status(200).json(json!({"data": [first, second], "meta": meta}))
}

fn second_member(number: u64) -> Value {
    json!({"id": number * 2, "email": format!("b{number}@example.com")})
}

#[tokio::test]
async fn find_members_last_address_found_stops() {
    let emails = [
        "a1@example.com",
        "b1@example.com",
        "a2@example.com",
        "x@example.com",
    ];
    for (count, pages) in [(1, 1), (2, 1), (3, 2), (4, 3)] {
        let sandbox = Sandbox::start();
        let replies = (1..=3).map(|number| members(number, second_member(number)));
        sandbox.script(Operation::ListMembers, replies);
        let found = client(&sandbox).find_members(&emails[..count]).await;
        let found = found.unwrap().into_iter().flatten().count();
        assert_eq!(found, count.min(3));
        assert_eq!(sandbox.requests().len(), pages, "{count}");
    }
}

/// The server never sends the second page, so the test can count the requests during the call.
#[tokio::test]
async fn find_members_next_page_is_not_prefetched() {
    let sandbox = Sandbox::start();
    let replies = [
        members(1, second_member(1)),
        Reply::silence(),
        Reply::silence(),
    ];
    sandbox.script(Operation::ListMembers, replies);
    let client = client(&sandbox);
    let lookup = client.clone();
    let call = tokio::spawn(async move { lookup.find_members(["a3@example.com"]).await });
    wait_until(|| sandbox.requests().len() >= 2).await;
    // When the sandbox receives this deletion, it has received all earlier requests.
    client.delete_group("none").await.unwrap_err();
    assert_eq!(sandbox.requests().len(), 3);
    call.abort();
}

#[tokio::test]
async fn find_members_unreadable_item_matters_only_for_missing_address() {
    let broken = json!({"id": 2});
    for (email, is_found) in [
        ("a2@example.com", true),
        ("b3@example.com", true),
        ("x@y", false),
    ] {
        let sandbox = Sandbox::start();
        let replies = [
            members(1, broken.clone()),
            members(2, second_member(2)),
            members(3, second_member(3)),
        ];
        sandbox.script(Operation::ListMembers, replies);
        match client(&sandbox).find_members([email]).await {
            Ok(members) => assert!(is_found && members[0].is_some(), "{email}"),
            Err(error) => {
                assert!(!is_found && error.unreadable_item().is_some(), "{error}");
                assert_eq!(sandbox.requests().len(), 3);
            }
        }
    }
}

#[tokio::test]
async fn find_members_address_used_twice_is_ambiguous() {
    let sandbox = Sandbox::start();
    let same = json!({"id": 2, "email": " A1@Example.com"});
    sandbox.script(Operation::ListMembers, [members(1, same)]);
    let result = client(&sandbox).find_members(["a1@example.com"]).await;
    let error = result.unwrap_err();
    assert!(error.is_ambiguous());
    assert_eq!(
        error.to_string(),
        "find_members: two members have one of the requested email addresses: 1 and 2; use the id \
         of one member"
    );
}

#[tokio::test]
async fn find_members_incomplete_list_is_an_error() {
    let sandbox = Sandbox::start();
    let last = json!({"data": [], "meta": {"pagination": {"total": 6, "total_pages": 2}}});
    let replies = [members(1, second_member(1)), Reply::status(200).json(last)];
    sandbox.script(Operation::ListMembers, replies);
    let client = client(&sandbox);
    let error = client.find_members(["x@example.com"]).await.unwrap_err();
    assert!(error.is_incomplete_list(), "{error}");
}

/// Returns the ids of the groups.
fn ids(groups: &[Group]) -> Vec<String> {
    groups.iter().map(|group| group.id.to_string()).collect()
}

#[tokio::test]
async fn groups_of_member_needs_one_request() {
    for shape in BOTH_SHAPES {
        let sandbox = Sandbox::builder().shape(shape).groups(150).start().unwrap();
        let client = client(&sandbox);
        let stored = sandbox.groups().into_iter();
        let stored = stored.filter(|group| group.members.contains(&1001));
        let expected: Vec<String> = stored.map(|group| group.id).collect();
        assert_eq!(expected.len(), 2);
        let groups = client.groups_of_member(1001).await.unwrap();
        assert_eq!(ids(&groups), expected, "{shape}");
        assert_eq!(groups[0].name, "Sales Team");
        let requests = sandbox.take_requests();
        assert_eq!(requests.len(), 1, "{shape}");
        assert_eq!(requests[0].query.as_deref(), Some("with=groups"));
    }
}

#[tokio::test]
async fn groups_of_member_without_include_reads_all_groups() {
    let edits: [fn(&mut Value); 4] = [
        |user| {
            user.as_object_mut().unwrap().remove("groups");
        },
        |user| user["groups"] = Value::Null,
        |user| user["groups"] = json!(7),
        |user| user["groups"] = json!({"data": [{"id": "g1"}]}),
    ];
    for shape in BOTH_SHAPES {
        for edit in edits {
            let sandbox = Sandbox::builder().shape(shape).groups(150).start().unwrap();
            let client = client(&sandbox);
            let expected = client.groups_of_member(1001).await.unwrap();
            sandbox.take_requests();
            let reply = Reply::normal().edit_json(move |body| edit(&mut body["data"]));
            sandbox.script(Operation::GetMember, [reply]);
            let groups = client.groups_of_member(1001).await.unwrap();
            assert_eq!(ids(&groups), ids(&expected), "{shape}");
            // The legacy shape has no pages.
            let lists = sandbox.requests().len() - 1;
            assert_eq!(lists, if shape.to_string() == "legacy" { 1 } else { 2 });
        }
    }
}

#[tokio::test]
async fn groups_of_member_without_groups_returns_empty_list() {
    for groups in [json!([]), json!({"data": []}), json!({"data": null})] {
        let sandbox = Sandbox::start();
        let reply = Reply::normal().edit_json(move |body| body["data"]["groups"] = groups.clone());
        sandbox.script(Operation::GetMember, [reply]);
        let groups = client(&sandbox).groups_of_member(1001).await.unwrap();
        assert_eq!((groups.len(), sandbox.requests().len()), (0, 1));
    }
}

#[tokio::test]
async fn groups_of_member_failures_are_those_of_get_member() {
    let sandbox = Sandbox::builder()
        .extra_token("standard", Permissions::ReadOnly)
        .start()
        .unwrap();
    let forbidden = client_with_token(&sandbox, "standard");
    let error = forbidden.groups_of_member(1001).await.unwrap_err();
    assert!(error.is_forbidden(), "{error}");
    let error = client(&sandbox)
        .groups_of_member(999_999)
        .await
        .unwrap_err();
    assert!(error.is_not_found() && error.operation() == Some("get_member"));
    assert_eq!(sandbox.requests().len(), 2);
}

#[tokio::test]
async fn lookup_invalid_input_fails_and_sends_nothing() {
    let sandbox = Sandbox::start();
    let client = client(&sandbox);
    let long = "x".repeat(201);
    let mut table = String::new();
    for name in ["", " \t", &long] {
        table += &format!("{}\n", client.find_group(name).await.unwrap_err());
    }
    for email in [
        "",
        "alice",
        "@example.com",
        "a@b@c",
        " alice@example.com",
        "a\n@b.c",
    ] {
        let error = client.find_members(["bob@example.com", email]).await;
        table += &format!("{}\n", error.unwrap_err());
    }
    for id in ["0", "../groups"] {
        table += &format!("{}\n", client.groups_of_member(id).await.unwrap_err());
    }
    assert!(sandbox.requests().is_empty());
    insta::assert_snapshot!(table);
}
