//! Tests of writes that the client confirms with a read or a search. The server reads from a
//! replica or a search index that does not have the latest write yet. `stale_reads.rs` tests the
//! reads before a write.

use std::time::Duration;

use serde_json::json;
use tallyfy_groups::{CreateGroup, Outcome, RetryPolicy, UpdateGroup};
use tallyfy_sandbox::{Operation, Replicas, Reply, Sandbox, Shape};

use crate::stale_reads::{milliseconds, request_count, start};
use crate::support::{SALES, stored_sales_team};

/// The response to the PUT does not prove that the server applied the write. All reads after the
/// PUT are stale.
#[tokio::test]
async fn write_all_reads_stale_is_unknown() {
    let replicas = Replicas::in_turn([Duration::from_secs(3600)]);
    let hidden = || {
        Reply::normal().edit_json(|body| {
            body["data"].as_object_mut().unwrap().remove("members");
        })
    };
    let other_lists = || Reply::normal().edit_json(|body| body["data"]["members"] = json!([7]));
    for reply in [hidden(), other_lists()] {
        let (sandbox, client, _) = start(Sandbox::builder().replicas(replicas.clone()));
        sandbox.script(Operation::UpdateGroup, std::iter::repeat(reply));
        let error = client.add_members(SALES, [1002]).await.unwrap_err();
        assert_eq!(error.outcome(), Outcome::Unknown, "{error}");
        assert!(stored_sales_team(&sandbox).members.contains(&1002));
        let replace = UpdateGroup::new().members([1001]);
        let error = client.update_group(SALES, replace).await.unwrap_err();
        assert_eq!(error.outcome(), Outcome::Unknown, "{error}");
        assert_eq!(request_count(&sandbox, "PUT"), 2);
    }
}

/// The response to the PUT shows the old state of the group. A server sends such a response if it
/// reads the group from a stale replica. This response proves nothing about the write, even if
/// stale reads show the same state.
#[tokio::test]
async fn write_response_shows_old_state_is_confirmed_by_reads() {
    for (per_second, lag) in [(1, 400), (1, 1500), (1000, 400), (1000, 1500)] {
        for replicas in [
            Replicas::in_turn([milliseconds(lag)]),
            Replicas::in_turn([milliseconds(lag), Duration::ZERO]),
        ] {
            let sandbox = Sandbox::builder().replicas(replicas);
            let (sandbox, client, _) = start(sandbox.writes_per_second(per_second));
            let before = || {
                Reply::normal().edit_json(|body| {
                    body["data"]["members"] = json!([1001, 1005]);
                    body["data"]["last_updated"] = json!("2023-06-20T10:00:00Z");
                })
            };
            sandbox.script(Operation::UpdateGroup, [before()]);
            client.add_members(SALES, [1002]).await.unwrap();
            sandbox.script(Operation::UpdateGroup, [before()]);
            let replace = UpdateGroup::new().members([1003]);
            client.update_group(SALES, replace).await.unwrap();
            assert_eq!(
                stored_sales_team(&sandbox).members,
                [1003],
                "{per_second} {lag}"
            );
            assert_eq!(request_count(&sandbox, "PUT"), 2);
        }
    }
}

/// A stale replica does not have a new group yet, so it responds with 404.
#[tokio::test]
async fn write_to_new_group_stale_404_is_ignored() {
    for lag in [100, 1500].map(milliseconds) {
        let (sandbox, client, _) = start(Sandbox::builder().replicas(Replicas::in_turn([lag])));
        let group = || CreateGroup::new("Fresh").description("d");
        let group = client.create_group(group()).await.unwrap();
        let group = client.add_members(&group.id, [1001]).await.unwrap();
        assert_eq!(group.member_ids().unwrap().len(), 1, "{lag:?}");

        // The server does not apply this deletion. The client must not treat a 404 from a stale
        // replica as a proof of the deletion.
        let group = CreateGroup::new("Fresher").description("d");
        let group = client.create_group(group).await.unwrap();
        let once = client.with_retry(RetryPolicy::none());
        sandbox.script(Operation::DeleteGroup, [Reply::status(502)]);
        let error = once.delete_group(&group.id).await.unwrap_err();
        assert_eq!(error.outcome(), Outcome::Unknown, "{lag:?}");
        assert_eq!(sandbox.groups().len(), 5);
    }
    // The client has deleted this group, so `add_members` returns the 404 as an error.
    let (_sandbox, client, _) = start(Sandbox::builder());
    client.get_group(SALES).await.unwrap();
    client.delete_group(SALES).await.unwrap();
    assert!(
        client
            .add_members(SALES, [1001])
            .await
            .unwrap_err()
            .is_not_found()
    );
}

/// This client has deleted or renamed a group, so the name is free. A stale search still returns
/// the old group with this name.
#[tokio::test]
async fn create_group_name_freed_before_is_not_name_taken() {
    for is_deleted in [true, false] {
        for policy in [RetryPolicy::default(), RetryPolicy::none()] {
            let (sandbox, client, _) = start(Sandbox::builder().search_lag(milliseconds(1500)));
            let marker = CreateGroup::new("Marker").description("d");
            client.create_group(marker).await.unwrap();
            if is_deleted {
                client.delete_group(SALES).await.unwrap()
            } else {
                let rename = UpdateGroup::new().name("Archive");
                client.update_group(SALES, rename).await.unwrap();
            }
            sandbox.script(Operation::CreateGroup, [Reply::status_after_normal(502)]);
            let group = CreateGroup::new("Sales Team").description("new");
            let created = client.with_retry(policy).create_group(group).await;
            if let Err(error) = created {
                assert_eq!(error.outcome(), Outcome::Unknown, "{error}");
            }
            let named = sandbox
                .groups()
                .into_iter()
                .filter(|group| group.name == "Sales Team");
            assert_eq!(named.count(), 1);
        }
    }
}

/// The client repeats the read until the replica shows the write.
#[tokio::test]
async fn write_lost_response_is_confirmed_by_stale_reads() {
    for lag in [20, 400, 1500].map(milliseconds) {
        let replicas = Replicas::in_turn([lag]);
        let (sandbox, client, _) = start(Sandbox::builder().replicas(replicas));
        let once = client.with_retry(RetryPolicy::none());
        let lost = || [Reply::status_after_normal(502)];
        sandbox.script(Operation::UpdateGroup, lost());
        let rename = UpdateGroup::new().name("Renamed").members([1002]);
        once.update_group(SALES, rename).await.unwrap();
        sandbox.script(Operation::UpdateGroup, lost());
        once.add_members(SALES, [1003]).await.unwrap();
        assert_eq!(stored_sales_team(&sandbox).members, [1002, 1003], "{lag:?}");
        sandbox.script(Operation::DeleteGroup, lost());
        once.delete_group(SALES).await.unwrap();
        assert_eq!(request_count(&sandbox, "PUT"), 2, "{lag:?}");
    }
    // An older server responds to a DELETE with 200. After such a DELETE, a stale read still shows
    // the group, but the client does not repeat the DELETE.
    let replicas = Replicas::in_turn([milliseconds(1500)]);
    let (sandbox, client, _) = start(Sandbox::builder().shape(Shape::Legacy).replicas(replicas));
    client.delete_group(SALES).await.unwrap();
    assert_eq!(request_count(&sandbox, "DELETE"), 1);
}

#[tokio::test]
async fn create_group_lost_response_lagging_search_returns_existing() {
    for lag in [100, 1500, 3000].map(milliseconds) {
        for policy in [RetryPolicy::default(), RetryPolicy::none()] {
            let (sandbox, client, _) = start(Sandbox::builder().search_lag(lag));
            let client = client.with_retry(policy);
            sandbox.script(Operation::CreateGroup, [Reply::status_after_normal(502)]);
            let group = CreateGroup::new("New").description("d").members([1002]);
            let group = client.create_group(group).await.unwrap();
            assert_eq!(group.name, "New", "{lag:?}");
            let named = sandbox
                .groups()
                .into_iter()
                .filter(|group| group.name == "New");
            assert_eq!(named.count(), 1, "{lag:?}");
        }
    }
}

/// The server creates two groups with the same name, although the documents say that names are
/// unique.
#[tokio::test]
async fn create_group_created_twice_is_unknown() {
    let second = json!({"id": "second", "name": "New", "description": "d", "members": [],
        "guests": [], "created_at": "2024-05-21T18:00:01Z"});
    let shown = second.clone();
    let both = Reply::normal().edit_json(move |body| {
        body["data"].as_array_mut().unwrap().push(shown.clone());
    });
    let nothing = || Reply::status(200).json(json!({"data": []}));
    for (searches, expected) in [
        (
            vec![nothing(), nothing(), nothing(), both.clone()],
            "also has the requested name",
        ),
        (vec![nothing(); 20], "the search did not find the new group"),
        (vec![nothing(), Reply::status(403)], "the search failed"),
    ] {
        let (sandbox, client, _) = start(Sandbox::builder());
        let repeated = Reply::status(201).json(json!({"data": second.clone()}));
        let replies = [Reply::status_after_normal(502), repeated];
        sandbox.script(Operation::CreateGroup, replies);
        sandbox.script(Operation::ListGroups, searches);
        let group = CreateGroup::new("New").description("d");
        let error = client.create_group(group).await.unwrap_err();
        assert_eq!(
            (error.outcome(), error.attempts()),
            (Outcome::Unknown, 2),
            "{error}"
        );
        let message = error.to_string();
        assert!(
            message.contains("created the group \"second\""),
            "{message}"
        );
        assert!(message.contains(expected), "{message}");
    }
}
