//! Tests of `createGroup`, `updateGroup` and `deleteGroup`. The tests check the group that the
//! sandbox stores after a write, and the error messages in responses.

use serde_json::{Value, json};
use tallyfy_sandbox::Sandbox;

use crate::lag::SALES;
use crate::support::{check, delete, get, legacy, post, put};

#[track_caller]
pub(crate) fn check_refused(sandbox: &Sandbox, request: &crate::support::Request, errors: Value) {
    let before = sandbox.groups();
    check(
        sandbox,
        request,
        422,
        json!({"error": true, "errors": errors}),
    );
    assert_eq!(
        sandbox.groups(),
        before,
        "a refused request must not change a group"
    );
}

pub(crate) fn new(changes: Value) -> crate::support::Request {
    let mut body = json!({"name": "New Team", "description": "A description."});
    for (key, value) in changes.as_object().expect("the body must be an object") {
        body[key] = value.clone();
    }
    post("/groups", &body.to_string())
}

#[test]
fn create_group_returns_and_stores_group() {
    let sandbox = Sandbox::start();
    let request =
        new(json!({"members": [1002, 1001, 1002], "guests": ["a@x.org", "b@x.org", "A@x.org"]}));
    let data = json!({
        "id": "new_group_id_789", "name": "New Team", "description": "A description.", "logo": null,
        "members": [1002, 1001], "guests": ["a@x.org", "b@x.org"],
        "created_at": "2024-05-21T18:00:00Z", "last_updated": "2024-05-21T18:00:00Z",
    });
    check(&sandbox, &request, 201, json!({"data": data}));

    let second = new(json!({"name": "Newer Team"})).send(&sandbox).json();
    assert_eq!(second["data"]["id"], "new_group_id_790");
    assert_eq!(second["data"]["created_at"], "2024-05-21T18:00:01Z");
    assert_eq!(second["data"]["members"], json!([]));
    assert_eq!(sandbox.groups().len(), 5);
    assert_eq!(
        get("/groups/new_group_id_790").send(&sandbox).json()["data"]["name"],
        "Newer Team"
    );
}

#[test]
fn unknown_keys_are_ignored() {
    let sandbox = Sandbox::start();
    let request =
        new(json!({"id": "mine", "colour": "red", "created_at": "2001-01-01", "logo": "x"}));
    let data = &request.send(&sandbox).json()["data"];
    assert_eq!(data["id"], "new_group_id_789");
    assert_eq!(data.get("colour"), None);
    assert_eq!(data["logo"], Value::Null);
    assert_eq!(
        put(SALES, r#"{"colour": "red"}"#).send(&sandbox).status,
        201
    );
    assert_eq!(get(SALES).send(&sandbox).json()["data"].get("colour"), None);
}

#[test]
fn name_invalid_returns_422() {
    let sandbox = Sandbox::start();
    let required = json!({"name": ["The name field is required."]});
    for name in [json!(null), json!(""), json!("  \t")] {
        check_refused(&sandbox, &new(json!({"name": name})), required.clone());
        check_refused(
            &sandbox,
            &put(SALES, &json!({"name": name}).to_string()),
            required.clone(),
        );
    }
    check_refused(
        &sandbox,
        &post("/groups", r#"{"description": "d"}"#),
        required,
    );
    let no_text = json!({"name": ["The name must be a string."]});
    for name in [json!(5), json!(true), json!(["a"]), json!({})] {
        check_refused(&sandbox, &new(json!({"name": name})), no_text.clone());
    }
    let too_long = json!({"name": ["The name must not be greater than 200 characters."]});
    check_refused(
        &sandbox,
        &new(json!({"name": "é".repeat(201)})),
        too_long.clone(),
    );
    check_refused(
        &sandbox,
        &put(SALES, &json!({"name": "x".repeat(201)}).to_string()),
        too_long,
    );
    assert_eq!(
        new(json!({"name": "é".repeat(200)})).send(&sandbox).status,
        201
    );
    assert_eq!(
        new(json!({"name": format!("  {}  ", "x".repeat(200))}))
            .send(&sandbox)
            .status,
        201
    );
}

#[test]
fn name_taken_returns_422() {
    let sandbox = Sandbox::start();
    let taken = json!({"name": ["The name has already been taken."]});
    for name in ["Sales Team", "sales TEAM", "  Sales Team "] {
        check_refused(&sandbox, &new(json!({"name": name})), taken.clone());
        let body = json!({"name": name}).to_string();
        check_refused(
            &sandbox,
            &put("/groups/group_id_def456", &body),
            taken.clone(),
        );
    }
    let own = put(SALES, r#"{"name": "SALES team"}"#).send(&sandbox);
    assert_eq!(own.json()["data"]["name"], "SALES team");
    assert_eq!(delete(SALES).send(&sandbox).status, 204);
    assert_eq!(
        new(json!({"name": "Sales Team"})).send(&sandbox).status,
        201
    );
}

#[test]
fn description_invalid_returns_422() {
    let required = json!({"description": ["The description field is required."]});
    let sandbox = Sandbox::start();
    for description in [json!(null), json!(""), json!("   ")] {
        let body = json!({"description": description});
        check_refused(&sandbox, &new(body.clone()), required.clone());
        check_refused(&sandbox, &put(SALES, &body.to_string()), required.clone());
        let response = new(body).send(&legacy());
        assert_eq!(
            (response.status, &response.json()["errors"]),
            (422, &required)
        );
    }
    check_refused(&sandbox, &post("/groups", r#"{"name": "x"}"#), required);
    let without = post("/groups", r#"{"name": "x"}"#).send(&legacy());
    assert_eq!(
        (without.status, &without.json()["data"]["description"]),
        (200, &Value::Null)
    );
    let no_text = json!({"description": ["The description must be a string."]});
    check_refused(&sandbox, &new(json!({"description": 1})), no_text);
}

#[test]
fn invalid_body_returns_all_messages() {
    let body = r#"{"name": "", "members": [1, 2], "guests": ["x"]}"#;
    let response = post("/groups", body).send(&Sandbox::start());
    let expected = concat!(
        r#"{"error":true,"errors":{"name":["The name field is required."],"#,
        r#""description":["The description field is required."],"#,
        r#""members.0":["The selected members.0 is invalid."],"#,
        r#""members.1":["The selected members.1 is invalid."],"#,
        r#""guests.0":["The guests.0 must be a valid email address."]}}"#,
    );
    assert_eq!((response.status, response.text()), (422, expected));
    let legacy = post("/groups", "").send(&legacy());
    let expected = concat!(
        r#"{"message":"The given data was invalid.","#,
        r#""errors":{"name":["The name field is required."]}}"#,
    );
    assert_eq!((legacy.status, legacy.text()), (422, expected));
}

#[test]
fn update_group_returns_changed_group() {
    let sandbox = Sandbox::start();
    let body = r#"{"name": "Sales", "description": "New words.", "members": [1003], "guests": []}"#;
    let data = json!({
        "id": "group_id_abc123", "name": "Sales", "description": "New words.", "logo": null,
        "members": [1003], "guests": [],
        "created_at": "2023-01-15T09:00:00Z", "last_updated": "2024-05-21T18:00:00Z",
    });
    check(&sandbox, &put(SALES, body), 201, json!({"data": data}));
    assert_eq!(put(SALES, body).send(&legacy()).status, 200);
}

#[test]
fn delete_group_removes_group() {
    let sandbox = Sandbox::start();
    let response = delete(SALES).send(&sandbox);
    assert_eq!(
        (
            response.status,
            response.body.len(),
            response.header("content-type")
        ),
        (204, 0, None)
    );
    for request in [get(SALES), delete(SALES), put(SALES, "{}")] {
        assert_eq!(request.send(&sandbox).json()["code"], "RESOURCE_NOT_FOUND");
    }
    assert_eq!(sandbox.groups().len(), 2);

    let sandbox = legacy();
    check(
        &sandbox,
        &delete(SALES),
        200,
        json!({"message": "Group deleted."}),
    );
    assert_eq!(delete(SALES).send(&sandbox).status, 404);
}

#[test]
fn create_group_after_delete_uses_new_id() {
    let sandbox = Sandbox::start();
    assert_eq!(new(json!({})).send(&sandbox).status, 201);
    assert_eq!(
        delete("/groups/new_group_id_789").send(&sandbox).status,
        204
    );
    let again = new(json!({})).send(&sandbox).json();
    assert_eq!(again["data"]["id"], "new_group_id_790");
    // The deletion also counts as a write, so it advances the clock by one second.
    assert_eq!(again["data"]["created_at"], "2024-05-21T18:00:02Z");
}
