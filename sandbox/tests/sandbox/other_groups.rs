//! Tests of `Reply::for_group`. A reply with `for_group` describes a different group than the
//! requested group.

use serde_json::{Value, json};
use tallyfy_sandbox::{Operation, Reply, Sandbox, Shape};

use crate::lag::{SALES, create, rename};
use crate::support::{Request, Response, check, delete, get, legacy, put, started};

const SUPPORT: &str = "group_id_def456";

fn support() -> Reply {
    Reply::normal().for_group(SUPPORT)
}

/// Sets a script with one reply, and sends one request.
#[track_caller]
fn scripted_response(
    sandbox: &Sandbox,
    operation: Operation,
    reply: Reply,
    request: &Request,
) -> Response {
    sandbox.script(operation, [reply]);
    request.send(sandbox)
}

#[test]
fn for_group_get_group_shows_given_group() {
    for shape in [Shape::Current, Shape::Legacy] {
        let sandbox = started(Sandbox::builder().shape(shape));
        let expected = get("/groups/group_id_def456?with=users,assets").send(&sandbox);
        let request = get("/groups/group_id_abc123?with=users,assets");
        let response = scripted_response(&sandbox, Operation::GetGroup, support(), &request);
        assert_eq!((response.status, response.json()), (200, expected.json()));
        assert_eq!(response.json()["data"]["name"], "Support Tier 1");
        assert!(sandbox.requests()[1].carried_out);
        assert_eq!(
            get(SALES).send(&sandbox).json()["data"]["name"],
            "Sales Team"
        );
    }
}

#[test]
fn for_group_writes_are_stored_and_show_given_group() {
    for (shape, status) in [(Shape::Current, 201), (Shape::Legacy, 200)] {
        let sandbox = started(Sandbox::builder().shape(shape));
        for (operation, request) in [
            (Operation::UpdateGroup, rename(SALES, "A")),
            (Operation::CreateGroup, create("B")),
        ] {
            let response = scripted_response(&sandbox, operation, support(), &request);
            let group = &response.json()["data"];
            assert_eq!((response.status, &group["id"]), (status, &json!(SUPPORT)));
            assert_eq!(
                group["members"],
                json!([1001, 1002]),
                "a write must show numbers"
            );
        }
        let stored: Vec<String> = sandbox
            .groups()
            .into_iter()
            .map(|group| group.name)
            .collect();
        assert_eq!(stored, ["A", "Support Tier 1", "Legal Review Lisbon", "B"]);
    }
}

#[test]
fn for_group_create_shows_state_after_write() {
    let sandbox = Sandbox::start();
    let reply = Reply::normal().for_group("new_group_id_789");
    let response = scripted_response(&sandbox, Operation::CreateGroup, reply, &create("A"));
    assert_eq!(response.json()["data"]["name"], "A");
}

#[test]
fn for_group_with_status_shows_given_group() {
    let sandbox = Sandbox::start();
    let before = sandbox.groups();
    for (operation, request, status) in [
        (Operation::CreateGroup, create("A"), 201),
        (Operation::UpdateGroup, rename(SALES, "A"), 200),
        (
            Operation::GetGroup,
            get("/groups/unknown").without("Authorization"),
            404,
        ),
    ] {
        let reply = Reply::status(status).for_group(SUPPORT);
        let response = scripted_response(&sandbox, operation, reply, &request);
        assert_eq!(
            (response.status, &response.json()["data"]["id"]),
            (status, &json!(SUPPORT))
        );
    }
    assert_eq!(sandbox.groups(), before);
    assert!(
        sandbox
            .requests()
            .iter()
            .all(|request| !request.carried_out)
    );

    let reply = Reply::status_after_normal(202).for_group(SUPPORT);
    let response = scripted_response(&sandbox, Operation::UpdateGroup, reply, &rename(SALES, "A"));
    assert_eq!(
        (response.status, &response.json()["data"]["id"]),
        (202, &json!(SUPPORT))
    );
    assert_eq!(sandbox.groups()[0].name, "A");
}

#[test]
fn for_group_unknown_id_keeps_response() {
    let sandbox = Sandbox::start();
    let unknown = || Reply::normal().for_group("unknown");
    let response = scripted_response(&sandbox, Operation::GetGroup, unknown(), &get(SALES));
    assert_eq!(response.json()["data"]["name"], "Sales Team");
    assert_eq!(delete(SALES).send(&sandbox).status, 204);
    let empty = Reply::status(200).for_group("group_id_abc123");
    let response = scripted_response(&sandbox, Operation::GetGroup, empty, &get(SALES));
    assert_eq!(
        (
            response.status,
            response.text(),
            response.header("content-type")
        ),
        (200, "", None)
    );
}

#[test]
fn for_group_refused_request_keeps_error() {
    let sandbox = Sandbox::start();
    for (operation, request, status) in [
        (Operation::GetGroup, get("/groups/unknown"), 404),
        (Operation::GetGroup, get(SALES).bearer("wrong"), 401),
        (Operation::UpdateGroup, put(SALES, r#"{"name": ""}"#), 422),
        (Operation::CreateGroup, create("Sales Team"), 422),
    ] {
        let expected = request.send(&sandbox).json();
        let response = scripted_response(&sandbox, operation, support(), &request);
        assert_eq!((response.status, response.json()), (status, expected));
    }
}

#[test]
fn for_group_other_operations_keep_response() {
    for sandbox in [Sandbox::start(), legacy()] {
        for (operation, request) in [
            (Operation::ListGroups, get("/groups")),
            (Operation::ListMembers, get("/users?with=groups")),
            (Operation::GetMember, get("/users/1001?with=groups")),
            (Operation::ListGuests, get("/guests")),
        ] {
            let expected = request.send(&sandbox);
            let response = scripted_response(&sandbox, operation, support(), &request);
            assert_eq!((response.status, response.text()), (200, expected.text()));
        }
        let response =
            scripted_response(&sandbox, Operation::DeleteGroup, support(), &delete(SALES));
        let (status, text) = match response.header("content-type") {
            Some(_) => (200, r#"{"message":"Group deleted."}"#),
            None => (204, ""),
        };
        assert_eq!((response.status, response.text()), (status, text));
    }
}

#[test]
fn for_group_with_other_bodies_last_one_counts() {
    let sandbox = Sandbox::start();
    let rename_in_response = |body: &mut Value| body["data"]["name"] = json!("Edited");
    for (reply, expected) in [
        (support().edit_json(rename_in_response), "Edited"),
        (support().json(json!({"data": {"name": "Given"}})), "Given"),
        (
            Reply::normal().json(json!({"data": {}})).for_group(SUPPORT),
            "Support Tier 1",
        ),
        (support().for_group("group_id_abc123"), "Sales Team"),
    ] {
        let response = scripted_response(&sandbox, Operation::GetGroup, reply, &get(SALES));
        assert_eq!(response.json()["data"]["name"], expected);
    }
    let typed = support().header("Content-Type", "text/plain");
    let response = scripted_response(&sandbox, Operation::GetGroup, typed, &get(SALES));
    assert_eq!(response.header("content-type"), Some("text/plain"));
    assert!(response.text().contains("Support Tier 1"));

    let given = Reply::status(200)
        .json(json!({"data": []}))
        .for_group("unknown");
    sandbox.script(Operation::GetGroup, [given]);
    check(&sandbox, &get(SALES), 200, json!({"data": []}));
}
