//! Tests of the generated client. The generated client sends the same requests as `Client`, and
//! returns the same errors. `contract.rs` tests the source of the generated client.

use serde_json::json;
use tallyfy_groups::generated::types;
use tallyfy_groups::{Error, GroupId, OrganizationId, RetryPolicy, UserId};
use tallyfy_sandbox::{Operation, Reply, Sandbox};

use crate::support::{client, request_text};

#[tokio::test]
async fn generated_client_sends_same_requests() {
    let sandbox = Sandbox::start();
    let client = client(&sandbox);
    let id: GroupId = "group_id_abc123".parse().unwrap();
    let organization = client.organization_id();

    let expected = client.get_group(&id).await.unwrap();
    let response = client
        .generated()
        .get_group(organization, &id)
        .send()
        .await
        .unwrap();
    assert_eq!(response.data, expected);
    assert_eq!(response.status(), 200);
    assert!(response.headers().contains_key("x-request-id"));

    let params = tallyfy_groups::ListGroups::new().q("a b+c");
    client.list_groups(params).await.unwrap();
    client
        .generated()
        .list_groups(organization)
        .q("a b+c")
        .send()
        .await
        .unwrap();

    let requests: Vec<String> = sandbox.requests().iter().map(request_text).collect();
    assert_eq!(requests[0], requests[1]);
    assert_eq!(requests[2], requests[3]);
}

#[tokio::test]
async fn generated_client_all_operations_succeed() {
    let sandbox = Sandbox::start();
    let client = client(&sandbox);
    let (api, organization) = (client.generated(), client.organization_id());
    let mut body = types::CreateGroupInput::new("Generated".parse().unwrap());
    body.description = Some("By the generated client.".parse().unwrap());
    body.members = Some(vec![UserId::try_from(1001).unwrap()]);
    let created = api.create_group(organization, &body).send().await.unwrap();
    assert_eq!(created.status(), 201);
    let id = GroupId::try_from(&created.data.id).unwrap();
    let mut change = types::UpdateGroupInput::default();
    change.guests = Some(Vec::new());
    let request = api.update_group(organization, &id, &change);
    request.send().await.unwrap();
    assert_eq!(sandbox.requests()[1].json().unwrap(), json!({"guests": []}));
    api.delete_group(organization, &id).send().await.unwrap();
    let page = api
        .list_members(organization)
        .sort("-id")
        .with("groups")
        .send()
        .await
        .unwrap();
    assert_eq!(page.data.len(), 12);
    let user = UserId::try_from(1001).unwrap();
    let member = api.get_member(organization, &user).send().await.unwrap();
    assert_eq!(member.into_inner().data.email, "alice@example.com");
}

#[tokio::test]
async fn generated_client_error_is_error_of_this_crate() {
    async fn call(sandbox: &Sandbox) -> Result<types::Group, Error> {
        let client = client(sandbox).with_retry(RetryPolicy::none());
        let id: GroupId = "unknown".parse()?;
        let response = client
            .generated()
            .get_group(client.organization_id(), &id)
            .send()
            .await?;
        Ok(response.into_inner().data)
    }

    let sandbox = Sandbox::start();
    let error = call(&sandbox).await.unwrap_err();
    assert!(error.is_not_found());
    assert_eq!(error.operation(), Some("get_group"));
    assert_eq!(error.code(), Some("RESOURCE_NOT_FOUND"));

    sandbox.script(Operation::GetGroup, [Reply::status(502).body("<html>")]);
    let error = call(&sandbox).await.unwrap_err();
    assert!(error.is_server_error());
    assert_eq!(error.raw_body(), Some(&b"<html>"[..]));

    let reply = Reply::status(201)
        .json(json!({"data": []}))
        .header("x-request-id", "r1");
    sandbox.script(Operation::GetGroup, [reply]);
    let error = call(&sandbox).await.unwrap_err();
    assert!(error.is_unreadable());
    assert_eq!(
        (error.status(), error.request_id()),
        (Some(201), Some("r1"))
    );
}

#[tokio::test]
async fn generated_client_error_body_decodes_to_contract_type() {
    let sandbox = Sandbox::start();
    let body = json!({"error": true, "errors": {"with": ["Unknown."]}, "new": 1});
    sandbox.script(
        Operation::GetMember,
        [Reply::status(422).json(body.clone())],
    );
    let client = client(&sandbox);
    let user = UserId::try_from(1001).unwrap();
    let error = client
        .generated()
        .get_member(client.organization_id(), &user)
        .send()
        .await
        .unwrap_err();
    assert!(error.is_validation());
    let typed: types::Error = error.body().unwrap();
    assert_eq!(serde_json::to_value(typed).unwrap(), body);
}

#[tokio::test]
async fn response_any_2xx_status_is_success() {
    let sandbox = Sandbox::start();
    let client = client(&sandbox);
    for status in [200, 201, 202, 203, 206, 299] {
        let group = json!({"data": {"id": "g1", "name": "n"}});
        let page = json!({"data": []});
        sandbox.script(Operation::GetGroup, [Reply::status(status).json(group)]);
        sandbox.script(Operation::ListGroups, [Reply::status(status).json(page)]);
        sandbox.script(Operation::DeleteGroup, [Reply::status(status).body("gone")]);
        client.get_group("g1").await.unwrap();
        client.list_groups(Default::default()).await.unwrap();
        client.delete_group("g1").await.unwrap();
    }
}

/// A program may create a generated client for a base URL that differs from the base URL of
/// `Client`. This generated client must not send the access token.
#[tokio::test]
async fn generated_client_other_base_url_sends_no_token() {
    use tallyfy_groups::generated::{Client, ClientInfo as _};

    let sandbox = Sandbox::start();
    let other_sandbox = Sandbox::start();
    let client = client(&sandbox);
    let inner = client.generated().inner().clone();
    let other_client = Client::new(&other_sandbox.base_url(), inner);
    let organization: OrganizationId = "demo".parse().unwrap();
    let id: GroupId = "g1".parse().unwrap();
    let error = other_client
        .get_group(&organization, &id)
        .send()
        .await
        .unwrap_err();
    assert!(error.is_invalid_input());
    assert!(other_sandbox.requests().is_empty());
}
