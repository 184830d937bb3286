//! Tests of calls that add and remove members and guests. The client reads the members and the
//! guests of a group, merges the change into them, and writes both lists. `stale_reads.rs` tests
//! stale reads. `membership_concurrency.rs` tests calls that change the same group at the same
//! time.

use serde_json::{Value, json};
use tallyfy_groups::{Client, Error, Group, Outcome};
use tallyfy_sandbox::{AbsentLists, Operation, Reply, Sandbox, Shape};

use crate::support::{BOTH_SHAPES, SALES, client, sandbox, stored_sales_team};

/// Returns the bodies of the writes that the sandbox has received.
fn written_bodies(sandbox: &Sandbox) -> Vec<Value> {
    let requests = sandbox.take_requests().into_iter();
    requests
        .filter(|request| request.method == "PUT")
        .map(|request| request.json().unwrap())
        .collect()
}

#[tokio::test]
async fn membership_both_shapes_adds_and_removes() {
    for shape in BOTH_SHAPES {
        let sandbox = sandbox(shape);
        let client = client(&sandbox);
        client.add_members(SALES, [1002, 1005]).await.unwrap();
        assert_eq!(
            stored_sales_team(&sandbox).members,
            [1001, 1005, 1002],
            "{shape}"
        );
        client.remove_members(SALES, [1001, 1012]).await.unwrap();
        assert_eq!(stored_sales_team(&sandbox).members, [1005, 1002]);
        client.add_guests(SALES, ["new@example.com"]).await.unwrap();
        assert_eq!(
            stored_sales_team(&sandbox).guests,
            ["client.a@example.com", "new@example.com"]
        );
        let group = client
            .remove_guests(SALES, ["Client.A@Example.COM"])
            .await
            .unwrap();
        assert_eq!(group.guest_emails(), ["new@example.com"]);

        for body in written_bodies(&sandbox) {
            let keys: Vec<&String> = body.as_object().unwrap().keys().collect();
            assert_eq!(keys, ["guests", "members"], "{shape}");
        }
    }
}

#[tokio::test]
async fn membership_server_clears_missing_lists_keeps_both() {
    let sandbox = Sandbox::builder()
        .absent_lists(AbsentLists::Clear)
        .start()
        .unwrap();
    let client = client(&sandbox);
    client.add_members(SALES, [1002]).await.unwrap();
    assert_eq!(stored_sales_team(&sandbox).guests, ["client.a@example.com"]);
    client.add_guests(SALES, ["new@example.com"]).await.unwrap();
    assert_eq!(stored_sales_team(&sandbox).members, [1001, 1005, 1002]);
}

#[tokio::test]
async fn membership_no_difference_sends_no_write() {
    let sandbox = Sandbox::start();
    let client = client(&sandbox);
    client.add_members(SALES, [1001, 1001]).await.unwrap();
    client.remove_members(SALES, [1002]).await.unwrap();
    client
        .add_guests(SALES, ["CLIENT.A@example.com"])
        .await
        .unwrap();
    client
        .remove_guests(SALES, ["nobody@example.com"])
        .await
        .unwrap();
    client.add_members(SALES, [] as [u64; 0]).await.unwrap();
    assert!(written_bodies(&sandbox).is_empty());
}

async fn add_member_after_edited_reads(
    sandbox: &Sandbox,
    edit: impl Fn(&mut Value) + Send + Sync + 'static,
) -> Result<Group, Error> {
    let client: Client = client(sandbox);
    // Before the write, the client reads the group twice. The sandbox edits the group in these two
    // responses. The read after the write returns the group as the sandbox stores it.
    let read = Reply::normal().edit_json(edit);
    sandbox.script(Operation::GetGroup, [read.clone(), read]);
    client.add_members(SALES, [1002]).await
}

#[tokio::test]
async fn add_members_all_forms_of_lists_are_merged() {
    let cases: [(Value, Value, Value); 4] = [
        (
            json!([1001, 1005]),
            json!(["a@b.c"]),
            json!({"members": [1001, 1005, 1002], "guests": ["a@b.c"]}),
        ),
        (
            json!(["1001"]),
            json!({"data": [{"email": "a@b.c"}]}),
            json!({"members": [1001, 1002], "guests": ["a@b.c"]}),
        ),
        (
            json!(null),
            json!(null),
            json!({"members": [1002], "guests": []}),
        ),
        (
            json!([]),
            json!({"data": null}),
            json!({"members": [1002], "guests": []}),
        ),
    ];
    for (members, guests, expected) in cases {
        let sandbox = Sandbox::builder().shape(Shape::Legacy).start().unwrap();
        add_member_after_edited_reads(&sandbox, move |body| {
            body["data"]["members"] = members.clone();
            body["data"]["guests"] = guests.clone();
        })
        .await
        .unwrap();
        assert_eq!(written_bodies(&sandbox), [expected]);
    }
}

#[tokio::test]
async fn add_members_missing_or_invalid_list_sends_no_write() {
    for list in ["members", "guests"] {
        let sandbox = Sandbox::start();
        let error = add_member_after_edited_reads(&sandbox, move |body| {
            body["data"].as_object_mut().unwrap().remove(list);
        })
        .await
        .unwrap_err();
        assert!(error.is_invalid_input(), "{error}");
        assert!(written_bodies(&sandbox).is_empty());
    }
    let sandbox = Sandbox::start();
    let error = add_member_after_edited_reads(&sandbox, |body| {
        body["data"]["members"] = json!(["someone"])
    })
    .await
    .unwrap_err();
    assert!(error.to_string().contains("someone"), "{error}");
    assert!(written_bodies(&sandbox).is_empty());

    // The client writes guests by their email addresses. If a guest has no address, the client
    // cannot write this guest back, so the call fails.
    let sandbox = Sandbox::start();
    let error = add_member_after_edited_reads(&sandbox, |body| {
        body["data"]["guests"] = json!({"data": [{"id": 7}]})
    })
    .await
    .unwrap_err();
    assert!(error.is_invalid_input(), "{error}");
    assert!(written_bodies(&sandbox).is_empty());
}

#[tokio::test]
async fn add_members_null_description_is_not_sent() {
    let sandbox = Sandbox::start();
    add_member_after_edited_reads(&sandbox, |body| body["data"]["description"] = json!(null))
        .await
        .unwrap();
    assert!(written_bodies(&sandbox)[0].get("description").is_none());
    assert_eq!(
        stored_sales_team(&sandbox).description.as_deref(),
        Some("Handles all sales inquiries.")
    );
}

/// The server reports success, but does not store two of the members, and stores one member that
/// the client did not send.
#[tokio::test]
async fn add_members_member_not_stored_is_not_stored_error() {
    let sandbox = Sandbox::start();
    let client = client(&sandbox);
    let dropped = Reply::normal().edit_json(|body| {
        body["data"]["members"] = json!([1001, 1007]);
    });
    sandbox.script(Operation::UpdateGroup, [dropped.clone()]);
    let replies = [Reply::normal(), Reply::normal(), dropped];
    sandbox.script(Operation::GetGroup, replies);
    let error = client.add_members(SALES, [1002]).await.unwrap_err();
    assert!(error.is_not_stored(), "{error}");
    assert_eq!(error.outcome(), Outcome::AppliedOtherwise);
    assert_eq!(
        error.to_string(),
        "update_group: the server reported success, but stored different values; missing: member \
         1005, member 1002; unexpected: member 1007"
    );
    assert_eq!(
        written_bodies(&sandbox).len(),
        1,
        "the client repeated the write"
    );
}

/// The server removes a member and a guest, although the call did not change them.
#[tokio::test]
async fn add_members_guest_dropped_is_not_stored_error() {
    let sandbox = Sandbox::start();
    let client = client(&sandbox);
    let dropped = Reply::normal().edit_json(|body| {
        body["data"]["members"] = json!([1001, 1002]);
        body["data"]["guests"] = json!(["a@b.c\nforged\u{1b}[31m"]);
    });
    sandbox.script(Operation::UpdateGroup, [dropped.clone()]);
    let replies = [Reply::normal(), Reply::normal(), dropped];
    sandbox.script(Operation::GetGroup, replies);
    let error = client.add_members(SALES, [1002]).await.unwrap_err();
    assert!(error.is_not_stored() && error.attempts() == 1, "{error}");
    let shown = format!("{error} {error:?}");
    assert!(
        shown.contains("missing: member 1005, guest client.a@example.com"),
        "{shown}"
    );
    assert!(!shown.contains(['\n', '\u{1b}']), "{shown}");
}

#[tokio::test]
async fn add_members_lost_response_is_confirmed_by_read() {
    for reply in [
        Reply::status_after_normal(502),
        Reply::status_after_normal(200),
    ] {
        let sandbox = Sandbox::start();
        sandbox.script(Operation::UpdateGroup, [reply]);
        let group = client(&sandbox).add_members(SALES, [1002]).await.unwrap();
        assert_eq!(group.member_ids().unwrap().len(), 3);
        assert_eq!(
            written_bodies(&sandbox).len(),
            1,
            "the client repeated the applied write"
        );
    }
}

/// If a read after the write fails, this proves nothing about the write.
#[tokio::test]
async fn add_members_failed_confirmation_is_unknown() {
    let hidden = || {
        Reply::normal().edit_json(|body| {
            body["data"].as_object_mut().unwrap().remove("members");
        })
    };
    for (write, after) in [
        (hidden(), Reply::status(403)),
        (hidden(), hidden()),
        (Reply::status_after_normal(502), Reply::status(403)),
        (Reply::status_after_normal(502), hidden()),
    ] {
        let sandbox = Sandbox::start();
        sandbox.script(Operation::UpdateGroup, [write]);
        sandbox.script(
            Operation::GetGroup,
            [Reply::normal(), Reply::normal(), after],
        );
        let error = client(&sandbox)
            .add_members(SALES, [1002])
            .await
            .unwrap_err();
        assert_eq!(error.outcome(), Outcome::Unknown, "{error}");
        assert!(stored_sales_team(&sandbox).members.contains(&1002));
    }
}
