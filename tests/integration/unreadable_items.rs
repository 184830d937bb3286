//! Tests of lists in which some items do not match the contract. The client returns all other
//! items. `errors.rs` tests bodies without any readable item.

use serde_json::{Value, json};
use tallyfy_groups::ListGroups;
use tallyfy_sandbox::{Operation, Reply, Sandbox};

use crate::support::client;

/// Each page has two items. In some pages the first item is unreadable, and in some pages the last
/// item is unreadable.
#[tokio::test]
async fn stream_unreadable_item_returns_error_and_continues() {
    let pages = [
        json!([{"id": "g0", "name": "n"}, null]),
        json!([{"id": "g1"}, {"id": "g4", "name": "n"}]),
        json!([null, {"id": "g2", "name": "n"}]),
        json!([{"name": "n"}, {"id": "g3", "name": "n"}]),
        json!([]),
    ];
    let pagination = json!({"pagination": {"total": 8, "total_pages": 4}});
    for meta in [pagination, json!({})] {
        let sandbox = Sandbox::start();
        let replies = pages
            .clone()
            .map(move |items| Reply::status(200).json(json!({"data": items, "meta": meta})));
        sandbox.script(Operation::ListGroups, replies);
        // The stream requests one page at a time. Parallel requests could get the prepared pages in
        // a different order.
        let mut stream = client(&sandbox)
            .list_groups_stream(ListGroups::new().per_page(2))
            .pages_in_flight(1);
        let mut items = Vec::new();
        while let Some(item) = stream.next().await {
            items.push(match item {
                Ok(group) => group.id.to_string(),
                Err(error) => {
                    assert!(error.is_unreadable(), "{error}");
                    error.unreadable_item().unwrap().json.to_string()
                }
            });
        }
        let expected = [
            "g0",
            "null",
            r#"{"id":"g1"}"#,
            "g4",
            "null",
            "g2",
            r#"{"name":"n"}"#,
            "g3",
        ];
        assert_eq!(items, expected);
    }
}

#[tokio::test]
async fn list_unreadable_item_returns_other_items() {
    let sandbox = Sandbox::start();
    let reply = |data: Value| Reply::status(200).json(json!({"data": data}));
    let client = client(&sandbox);
    let mixed = json!([{"id": 1}, {"id": 2, "name": "n", "email": "a@b.c"}, null]);
    sandbox.script(Operation::ListGroups, [reply(mixed.clone())]);
    sandbox.script(Operation::ListMembers, [reply(mixed.clone())]);
    let groups = client.list_groups(ListGroups::new()).await.unwrap();
    let members = client.list_members(Default::default()).await.unwrap();
    assert_eq!((groups.items.len(), members.items.len()), (1, 1));
    for unreadable in [&groups.unreadable, &members.unreadable] {
        let positions: Vec<_> = unreadable.iter().map(|item| item.position).collect();
        assert_eq!(positions, [0, 2]);
    }
    // The response of the generated client contains the readable items. The method
    // `unreadable_items` returns the unreadable items.
    sandbox.script(Operation::ListGroups, [reply(mixed.clone())]);
    let api = client.generated();
    let organization = client.organization_id();
    let response = api.list_groups(organization).send().await.unwrap();
    assert_eq!(response.data.len(), 1);
    assert_eq!(response.unreadable_items(), groups.unreadable);

    sandbox.script(Operation::ListGroups, [reply(mixed.clone())]);
    let error = client
        .list_groups_stream(ListGroups::new())
        .collect_all()
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "list_groups: this client cannot read the item at position 0 of a page: the item does not \
         match the contract: missing field `name`"
    );

    // If no item is readable, the format of the API has changed, and the call fails.
    let changed = json!([{"id": 1, "title": "n"}, {"id": 2, "title": "n"}]);
    sandbox.script(Operation::ListGroups, [reply(changed)]);
    let error = client.list_groups(ListGroups::new()).await.unwrap_err();
    assert!(error.is_unreadable(), "{error}");
    assert!(error.raw_body().is_some());
}

/// After a lost response, the client searches for the group, and the search returns an unreadable
/// item. This item may be the new group, so the search proves nothing.
#[tokio::test]
async fn create_group_search_with_unreadable_item_is_unknown() {
    let sandbox = Sandbox::start();
    sandbox.script(Operation::CreateGroup, [Reply::status_after_normal(502)]);
    let search = json!({"data": [{"id": "g1", "name": "Newer"}, {"name": "New"}]});
    sandbox.script(Operation::ListGroups, [Reply::status(200).json(search)]);
    let group = tallyfy_groups::CreateGroup::new("New").description("d");
    let error = client(&sandbox).create_group(group).await.unwrap_err();
    assert_eq!(
        (error.outcome(), error.attempts()),
        (tallyfy_groups::Outcome::Unknown, 1)
    );
}
