//! A test that checks the request of each operation: its method, path, query, headers and body.
//! `generated_client.rs` tests the requests of the generated client.

use std::fmt::Write as _;

use tallyfy_groups::{
    CreateGroup, GroupInclude, GroupSortBy, ListGroups, ListMembers, MemberInclude, SortDirection,
    UpdateGroup,
};
use tallyfy_sandbox::Sandbox;

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
}
