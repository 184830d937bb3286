//! A test that checks the request of each operation: its method, path, query, headers and body.
//! `generated_client.rs` tests the requests of the generated client.

use std::fmt::Write as _;

use serde_json::Value;
use tallyfy_groups::{
    CreateGroup, GroupInclude, GroupSortBy, ListGroups, ListMembers, MemberInclude, SortDirection,
    UpdateGroup,
};
use tallyfy_sandbox::{RecordedRequest, Sandbox};

use crate::contract::contract;
use crate::support::{client, request_text};

#[tokio::test]
async fn requests_all_operations_match_snapshot() {
    let sandbox = Sandbox::start();
    let client = client(&sandbox);
    client.list_groups(ListGroups::new()).await.unwrap();
    let everything = ListGroups::new()
        .q("100% of a+b & c/d=ü")
        .per_page(100)
        .page(1)
        .sort_by(GroupSortBy::UpdatedAt)
        .sort(SortDirection::Asc)
        .with(GroupInclude::Assets)
        .with(GroupInclude::Users);
    client.list_groups(everything).await.unwrap();
    // The sandbox reads `with` only if it returns a group.
    let with_guests = ListGroups::new().with(GroupInclude::Guests);
    client.list_groups(with_guests).await.unwrap();
    let group = CreateGroup::new("Onboarding Specialists")
        .description("Team responsible for new client onboarding.")
        .members([1001, 1005, 1008])
        .guests(["client.liaison@partner.com"]);
    let id = client.create_group(group).await.unwrap().id;
    let empty = CreateGroup::new("Empty")
        .description("Nobody in it.")
        .members([] as [u64; 0])
        .guests([] as [&str; 0]);
    client.create_group(empty).await.unwrap();
    client.get_group(&id).await.unwrap();
    client
        .get_group_with(&id, &[GroupInclude::Assets])
        .await
        .unwrap();
    client
        .update_group(&id, UpdateGroup::new().name("New name"))
        .await
        .unwrap();
    client
        .update_group(&id, UpdateGroup::new().clear_guests())
        .await
        .unwrap();
    client.delete_group(&id).await.unwrap();
    client.list_members(ListMembers::new()).await.unwrap();
    let everything = ListMembers::new()
        .q("alice smith")
        .sort("-created_at")
        .per_page(5)
        .page(1)
        .with(MemberInclude::Groups)
        .with(MemberInclude::Stats);
    client.list_members(everything).await.unwrap();
    client.get_member(1001).await.unwrap();
    client
        .get_member_with(1001, &[MemberInclude::Groups])
        .await
        .unwrap();

    let mut text = String::new();
    for request in sandbox.requests() {
        let operation = request.operation.map(|operation| operation.operation_id());
        writeln!(text, "# {}\n{}", operation.unwrap(), request_text(&request)).unwrap();
    }
    insta::assert_snapshot!(text);
    check_parameters(&sandbox.requests());
}

/// Checks that the requests contain each query parameter of the contract, and that the sandbox
/// reads each of these parameters.
fn check_parameters(requests: &[RecordedRequest]) {
    let contract = contract();
    let items = contract["paths"].as_object().unwrap().values();
    let operations = items.flat_map(|item| {
        let values = item.as_object().unwrap().values();
        values.map(move |operation| (item, operation))
    });
    for (item, operation) in operations.filter(|(_, one)| one["operationId"].is_string()) {
        let id = operation["operationId"].as_str().unwrap();
        let is_of = |request: &&RecordedRequest| {
            request.operation.map(|operation| operation.operation_id()) == Some(id)
        };
        for name in query_parameters(&contract, [item, operation]) {
            let start = format!("{name}=");
            let has = |request: &&RecordedRequest| {
                let mut pairs = request.query.iter().flat_map(|query| query.split('&'));
                pairs.any(|pair| pair.starts_with(&start))
            };
            let sent: Vec<_> = requests.iter().filter(is_of).filter(has).collect();
            assert!(
                !sent.is_empty(),
                "no request of this test has the parameter `{name}` of {id}; add a method to \
                 src/request/params.rs, and call it in this test"
            );
            let is_read =
                |request: &&RecordedRequest| !request.unread_parameters.contains(&name.to_owned());
            assert!(
                sent.into_iter().any(|request| is_read(&request)),
                "the sandbox does not read the parameter `{name}` of {id}; read it in \
                 sandbox/src/handlers.rs or sandbox/src/listing.rs"
            );
        }
    }
}

/// Returns the names of the query parameters of a path item and of its operation.
fn query_parameters<'a>(contract: &'a Value, parts: [&'a Value; 2]) -> Vec<&'a str> {
    let lists = parts
        .into_iter()
        .filter_map(|part| part["parameters"].as_array());
    let parameters = lists.flatten();
    let resolved = parameters.map(|parameter| match parameter["$ref"].as_str() {
        Some(reference) => contract.pointer(reference.trim_start_matches('#')).unwrap(),
        None => parameter,
    });
    let query = resolved.filter(|parameter| parameter["in"] == "query");
    query
        .map(|parameter| parameter["name"].as_str().unwrap())
        .collect()
}
