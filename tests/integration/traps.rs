//! Tests of the twelve mistakes that a plain progenitor client makes with this API. The table in
//! `CONTRIBUTING.md` numbers the mistakes. Mistake 12 is that the generator panics. The tests in
//! `codegen/tests/` cover this mistake.

use std::time::Duration;

use serde_json::json;
use tallyfy_groups::generated::types;
use tallyfy_groups::{
    CreateGroup, Group, GroupId, ListGroups, OrganizationId, RetryPolicy, UpdateGroup,
};
use tallyfy_sandbox::{Operation, Reply, Sandbox};

use crate::bad_input::invalid_ids;
use crate::support::client;

/// The generated methods have special parameter types for ids. A text that could change the path of
/// a request cannot become a value of such a type.
#[test]
fn trap_1_path_traversal_id_is_rejected() {
    for id in invalid_ids() {
        assert!(id.parse::<GroupId>().is_err(), "{id:?}");
        assert!(id.parse::<OrganizationId>().is_err(), "{id:?}");
        assert!(
            serde_json::from_value::<GroupId>(json!(id)).is_err(),
            "{id:?}"
        );
    }
}

#[tokio::test]
async fn trap_2_cleared_list_is_sent_as_empty() {
    let sandbox = Sandbox::start();
    let change = UpdateGroup::new().clear_guests();
    client(&sandbox)
        .update_group("group_id_abc123", change)
        .await
        .unwrap();
    assert_eq!(sandbox.requests()[0].json().unwrap(), json!({"guests": []}));
}

#[test]
fn trap_3_null_arrays_decode_as_empty() {
    let body = json!({"id": "g", "name": "n", "members": null, "guests": null});
    let group: Group = serde_json::from_value(body).unwrap();
    assert!(group.member_ids().unwrap().is_empty() && group.guest_emails().is_empty());
}

#[test]
fn trap_4_unknown_fields_are_kept() {
    let body = json!({"id": "g", "name": "n", "new": {"deep": 1}});
    let group: Group = serde_json::from_value(body.clone()).unwrap();
    assert_eq!(serde_json::to_value(group).unwrap(), body);
}

#[test]
fn trap_5_invalid_timestamp_keeps_the_page() {
    let body = json!({"data": [
        {"id": "g", "name": "n", "created_at": "soon"},
        {"id": "h", "name": "n", "created_at": "2025-01-15 10:30:00"},
    ]});
    let page: types::GroupListResponse = serde_json::from_value(body).unwrap();
    assert!(page.data[0].created_at().unwrap().to_utc().is_none());
    assert!(page.data[1].created_at().unwrap().to_utc().is_some());
}

#[test]
fn trap_6_unknown_enum_value_is_kept() {
    let body = json!({"id": 1, "email": "a@b.c", "role": "owner of the moon", "status": "new"});
    let user: tallyfy_groups::User = serde_json::from_value(body).unwrap();
    assert_eq!(user.role(), Some("owner of the moon"));
}

#[tokio::test]
async fn trap_7_undocumented_error_keeps_status_and_body() {
    let sandbox = Sandbox::start();
    let client = client(&sandbox).with_retry(RetryPolicy::none());
    for (status, body) in [(502, "<html>"), (401, ""), (418, "teapot")] {
        sandbox.script(Operation::GetGroup, [Reply::status(status).body(body)]);
        let error = client.get_group("g").await.unwrap_err();
        assert_eq!(error.status(), Some(status));
        assert_eq!(error.raw_body(), Some(body.as_bytes()));
        assert!(error.request_id().is_some());
    }
}

#[tokio::test]
async fn trap_8_refused_connection_is_connect_error() {
    // `errors.rs` tests that the error after a closed connection differs from the error after a
    // timeout.
    let sandbox = Sandbox::start();
    let client = client(&sandbox);
    drop(sandbox);
    assert!(client.get_group("g").await.unwrap_err().is_connect());
}

#[tokio::test]
async fn trap_9_space_in_query_is_percent_20() {
    let sandbox = Sandbox::start();
    let params = ListGroups::new().q("a b+c");
    client(&sandbox).list_groups(params).await.unwrap();
    assert_eq!(sandbox.requests()[0].query.as_deref(), Some("q=a%20b%2Bc"));
}

#[tokio::test]
async fn trap_10_api_version_header_is_not_sent() {
    let sandbox = Sandbox::start();
    client(&sandbox)
        .list_groups(ListGroups::new())
        .await
        .unwrap();
    assert_eq!(sandbox.requests()[0].header("api-version"), None);
}

#[tokio::test]
async fn trap_11_credentials_pages_and_secrets_are_handled() {
    let sandbox = Sandbox::builder().groups(25).start().unwrap();
    let client = client(&sandbox);
    let groups = client.list_groups_stream(ListGroups::new().per_page(10));
    // The client reads all pages.
    assert_eq!(groups.collect_all().await.unwrap().len(), 25);
    // The client sends the credentials that the security schemes of the contract require.
    let request = &sandbox.requests()[0];
    assert_eq!(request.header("authorization"), Some("Bearer demo-token"));
    assert_eq!(request.header("x-tallyfy-client"), Some("APIClient"));
    // The caller can set the timeout of a call.
    let builder = tallyfy_groups::Client::builder().timeout(Duration::from_secs(90));
    assert!(format!("{builder:?}").contains("90s"));
    // The message of an error contains no headers and no body.
    let reply = Reply::status(500)
        .header("x-secret", "hunter2")
        .body("hunter2");
    sandbox.script(Operation::CreateGroup, [reply]);
    let organization = client.organization_id();
    let body = types::CreateGroupInput::new("n".parse().unwrap());
    let error = client
        .generated()
        .create_group(organization, &body)
        .send()
        .await
        .unwrap_err();
    assert!(!format!("{error} {error:?}").contains("hunter2"));
    let group = CreateGroup::new("n").description("d");
    assert!(client.create_group(group).await.is_ok());
}
