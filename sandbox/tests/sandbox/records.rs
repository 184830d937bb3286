//! Tests of the requests that the sandbox records, and of the lines that the sandbox logs.

use std::sync::{Arc, Mutex};

use serde_json::json;
use tallyfy_sandbox::{Operation, Reply, Sandbox};

use crate::support::{delete, get, post, put, raw, started};

#[test]
fn request_unknown_parameter_is_recorded_as_unread() {
    let sandbox = Sandbox::start();
    for (path, unread) in [
        (
            "/groups?colour=red&q=sales&with=users&page=1",
            vec!["colour"],
        ),
        ("/users?per_page=2&sort=id", vec![]),
        ("/groups/group_id_abc123?page=1&with=assets", vec!["page"]),
    ] {
        get(path).send(&sandbox);
        let request = sandbox.take_requests().remove(0);
        assert_eq!(request.unread_parameters, unread, "{path}");
    }
}

#[test]
fn requests_are_recorded_as_received() {
    let sandbox = Sandbox::start();
    let body = r#"{"name":  "Ü"}"#;
    get("/groups?q=a%20b+c&page=1")
        .header("X-Twice", "1")
        .header("X-Twice", "2")
        .send(&sandbox);
    post("/groups", body).send(&sandbox);
    raw("GET", "/no%77here?")
        .without("Authorization")
        .send(&sandbox);
    raw("PATCH", "/organizations/demo/groups").send(&sandbox);

    let requests = sandbox.requests();
    let listed = &requests[0];
    assert_eq!(
        (listed.method.as_str(), listed.path.as_str()),
        ("GET", "/organizations/demo/groups")
    );
    assert_eq!(listed.query.as_deref(), Some("q=a%20b+c&page=1"));
    assert_eq!(
        (listed.operation, listed.status),
        (Some(Operation::ListGroups), Some(200))
    );
    assert_eq!(listed.header("AUTHORIZATION"), Some("Bearer demo-token"));
    let names: Vec<&str> = listed
        .headers
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    let expected = [
        "host",
        "authorization",
        "accept",
        "x-tallyfy-client",
        "x-twice",
        "x-twice",
        "connection",
    ];
    assert_eq!(names, expected);
    assert_eq!(listed.json(), None);

    let created = &requests[1];
    assert_eq!(
        (created.operation, created.status),
        (Some(Operation::CreateGroup), Some(422))
    );
    assert_eq!(created.body, body.as_bytes());
    assert_eq!(created.json(), Some(json!({"name": "Ü"})));
    assert_eq!(created.query, None);

    let lost = &requests[2];
    assert_eq!(
        (lost.operation, lost.status, lost.path.as_str()),
        (None, Some(404), "/no%77here")
    );
    assert_eq!(
        (lost.query.as_deref(), lost.header("authorization")),
        (Some(""), None)
    );
    assert_eq!(
        (requests[3].operation, requests[3].status),
        (None, Some(405))
    );

    assert_eq!(sandbox.take_requests(), requests);
    assert!(sandbox.requests().is_empty());
}

#[test]
fn requests_are_recorded_with_operation() {
    let sandbox = Sandbox::start();
    for request in [
        get("/groups"),
        post("/groups", "{}"),
        get("/groups/x"),
        put("/groups/x", "{}"),
        delete("/groups/x"),
        get("/users"),
        get("/users/1"),
        get("/guests"),
    ] {
        request.send(&sandbox);
    }
    let recorded: Vec<Operation> = sandbox
        .requests()
        .iter()
        .filter_map(|request| request.operation)
        .collect();
    assert_eq!(recorded, Operation::ALL);
    let names: Vec<&str> = recorded.into_iter().map(Operation::operation_id).collect();
    let expected = [
        "listGroups",
        "createGroup",
        "getGroup",
        "updateGroup",
        "deleteGroup",
        "listMembers",
        "getMember",
        "listGuests",
    ];
    assert_eq!(names, expected);
}

#[test]
fn log_has_one_line_per_request_without_token() {
    let lines = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&lines);
    let log = move |line: &str| sink.lock().unwrap().push(line.to_owned());
    let sandbox = started(Sandbox::builder().log(log));
    get("/groups?page=1").send(&sandbox);
    post("/groups", r#"{"name": "Sales Team"}"#).send(&sandbox);
    raw("GET", "/nowhere").send(&sandbox);
    sandbox.script(Operation::GetGroup, [Reply::status(503)]);
    get("/groups/x").send(&sandbox);
    assert!(!format!("{:?}{sandbox:?}", sandbox.requests()).contains("demo-token"));
    sandbox.shutdown();

    let expected = [
        "GET /organizations/demo/groups?page=1 200 listGroups req-000001",
        "POST /organizations/demo/groups 422 createGroup req-000002 \
         (name: The name has already been taken.; description: The description field is required.)",
        "GET /nowhere 404 - req-000003",
        "GET /organizations/demo/groups/x 503 getGroup req-000004",
    ];
    assert_eq!(*lines.lock().unwrap(), expected);
}
