//! Adding and removing single members and guests: read, merge, write both lists.

use serde_json::{Value, json};
use tallyfy_groups::{Client, Error, Group};
use tallyfy_sandbox::{AbsentLists, GroupRecord, Operation, Reply, Sandbox, Shape};

use crate::support::{BOTH_SHAPES, client, sandbox};

const SALES: &str = "group_id_abc123";

fn stored(sandbox: &Sandbox) -> GroupRecord {
    let mut groups = sandbox.groups().into_iter();
    groups.find(|group| group.id == SALES).unwrap()
}

/// The bodies of the writes that were sent.
fn written(sandbox: &Sandbox) -> Vec<Value> {
    let requests = sandbox.take_requests().into_iter();
    requests
        .filter(|request| request.method == "PUT")
        .map(|request| request.json().unwrap())
        .collect()
}

#[tokio::test]
async fn members_and_guests_come_and_go() {
    for shape in BOTH_SHAPES {
        let sandbox = sandbox(shape);
        let client = client(&sandbox);
        client.add_members(SALES, [1002, 1005]).await.unwrap();
        assert_eq!(stored(&sandbox).members, [1001, 1005, 1002], "{shape}");
        client.remove_members(SALES, [1001, 1012]).await.unwrap();
        assert_eq!(stored(&sandbox).members, [1005, 1002]);
        client.add_guests(SALES, ["new@example.com"]).await.unwrap();
        assert_eq!(
            stored(&sandbox).guests,
            ["client.a@example.com", "new@example.com"]
        );
        let group = client
            .remove_guests(SALES, ["Client.A@Example.COM"])
            .await
            .unwrap();
        assert_eq!(group.guest_emails(), ["new@example.com"]);

        for body in written(&sandbox) {
            let keys: Vec<&String> = body.as_object().unwrap().keys().collect();
            assert_eq!(keys, ["guests", "members"], "{shape}");
        }
    }
}

#[tokio::test]
async fn a_server_that_clears_absent_lists_loses_nothing() {
    let sandbox = Sandbox::builder()
        .absent_lists(AbsentLists::Clear)
        .start()
        .unwrap();
    let client = client(&sandbox);
    client.add_members(SALES, [1002]).await.unwrap();
    assert_eq!(stored(&sandbox).guests, ["client.a@example.com"]);
    client.add_guests(SALES, ["new@example.com"]).await.unwrap();
    assert_eq!(stored(&sandbox).members, [1001, 1005, 1002]);
}

#[tokio::test]
async fn nothing_is_written_when_nothing_changes() {
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
    assert!(written(&sandbox).is_empty());
}

async fn add_to(
    sandbox: &Sandbox,
    edit: impl Fn(&mut Value) + Send + Sync + 'static,
) -> Result<Group, Error> {
    let client: Client = client(sandbox);
    sandbox.script(Operation::GetGroup, [Reply::normal().edit_json(edit)]);
    client.add_members(SALES, [1002]).await
}

#[tokio::test]
async fn every_form_of_the_lists_is_merged() {
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
        add_to(&sandbox, move |body| {
            body["data"]["members"] = members.clone();
            body["data"]["guests"] = guests.clone();
        })
        .await
        .unwrap();
        assert_eq!(written(&sandbox), [expected]);
    }
}

/// What cannot be written back is not written over.
#[tokio::test]
async fn a_list_that_was_not_shown_is_not_lost() {
    for list in ["members", "guests"] {
        let sandbox = Sandbox::start();
        let error = add_to(&sandbox, move |body| {
            body["data"].as_object_mut().unwrap().remove(list);
        })
        .await
        .unwrap_err();
        assert!(error.is_invalid_input(), "{error}");
        assert!(written(&sandbox).is_empty());
    }
    let sandbox = Sandbox::start();
    let error = add_to(&sandbox, |body| {
        body["data"]["members"] = json!(["someone"])
    })
    .await
    .unwrap_err();
    assert!(error.to_string().contains("someone"), "{error}");
    assert!(written(&sandbox).is_empty());

    // A guest without an address cannot be written back, either.
    let sandbox = Sandbox::start();
    let error = add_to(&sandbox, |body| {
        body["data"]["guests"] = json!({"data": [{"id": 7}]})
    })
    .await
    .unwrap_err();
    assert!(error.is_invalid_input(), "{error}");
    assert!(written(&sandbox).is_empty());
}

#[tokio::test]
async fn an_absent_description_stays_absent() {
    let sandbox = Sandbox::start();
    add_to(&sandbox, |body| body["data"]["description"] = json!(null))
        .await
        .unwrap();
    assert!(written(&sandbox)[0].get("description").is_none());
    assert_eq!(
        stored(&sandbox).description.as_deref(),
        Some("Handles all sales inquiries.")
    );
}
