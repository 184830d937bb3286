//! Tests of the errors that the API's documents describe, and of the order in which the server
//! checks a request.

use serde_json::{Value, json};
use tallyfy_sandbox::{Permissions, Sandbox};

use crate::support::{Request, check, delete, get, legacy, post, put, raw, started};

const GROUP: &str = "/groups/group_id_abc123";

fn unauthenticated() -> Value {
    json!({"error": true, "message": "Unauthenticated."})
}

fn endpoint_not_found() -> Value {
    let message = "The requested endpoint was not found.";
    json!({"error": true, "message": message, "code": "ENDPOINT_NOT_FOUND"})
}

fn resource_not_found() -> Value {
    let message = "The requested resource was not found.";
    json!({"error": true, "message": message, "code": "RESOURCE_NOT_FOUND"})
}

#[test]
fn unknown_route_returns_404() {
    let sandbox = Sandbox::start();
    for target in [
        "/",
        "/organizations",
        "/organizations/demo",
        "/organizations/demo/groups/",
        "/organizations/demo/groups/a/b",
        "/organizations//groups",
        "/organizations/demo/tags",
        "//organizations/demo/groups",
    ] {
        check(&sandbox, &raw("GET", target), 404, endpoint_not_found());
    }
}

#[test]
fn wrong_method_returns_405() {
    let sandbox = Sandbox::start();
    let body = json!({"error": true, "message": "The method is not supported for this endpoint."});
    for (method, path, allow) in [
        (
            "DELETE",
            "/organizations/demo/groups",
            ["GET", "POST"].as_slice(),
        ),
        (
            "PATCH",
            "/organizations/demo/groups/group_id_abc123",
            &["GET", "PUT", "DELETE"],
        ),
        (
            "POST",
            "/organizations/demo/groups/group_id_abc123",
            &["GET", "PUT", "DELETE"],
        ),
        ("POST", "/organizations/demo/users", &["GET"]),
        ("PUT", "/organizations/demo/users/1001", &["GET"]),
        ("DELETE", "/organizations/demo/guests", &["GET"]),
    ] {
        let response = check(&sandbox, &raw(method, path), 405, body.clone());
        let allowed = response
            .header("allow")
            .expect("a 405 must have the header Allow");
        assert!(
            allow.iter().all(|method| allowed.contains(method)),
            "{path}: {allowed}"
        );
    }
}

#[test]
fn client_header_missing_or_blank_returns_401() {
    for sandbox in [Sandbox::start(), legacy()] {
        let body = json!({"error": "invalid_client"});
        for request in [
            get("/groups").without("X-Tallyfy-Client"),
            get("/groups").with("X-Tallyfy-Client", ""),
            get("/groups").with("X-Tallyfy-Client", " \t "),
        ] {
            check(&sandbox, &request, 401, body.clone());
        }
    }
}

#[test]
fn client_header_any_value_is_accepted() {
    let sandbox = Sandbox::start();
    for value in [
        "APIClient",
        "TallyfySDK",
        "n8n",
        "apiclient",
        "0",
        " x ",
        "\u{fc}",
    ] {
        let request = get("/groups").with("X-Tallyfy-Client", value);
        assert_eq!(request.send(&sandbox).status, 200, "{value}");
    }
    let lower_case = get("/groups").without("X-Tallyfy-Client");
    let lower_case = lower_case.header("x-tallyfy-client", "APIClient");
    assert_eq!(lower_case.send(&sandbox).status, 200);
}

#[test]
fn invalid_token_returns_401() {
    let sandbox = Sandbox::start();
    check(
        &sandbox,
        &get("/groups").without("Authorization"),
        401,
        unauthenticated(),
    );
    for value in [
        "Bearer wrong",
        "Bearer  demo-token",
        "Bearer\tdemo-token",
        "Bearerdemo-token",
        "bearer demo-token",
        "Bearer demo-token,",
        "Bearer demo-token demo-token",
        "Basic demo-token",
        "demo-token",
        "Bearer",
        "Bearer Bearer demo-token",
    ] {
        check(
            &sandbox,
            &get("/groups").with("Authorization", value),
            401,
            unauthenticated(),
        );
    }
    let twice = get("/groups").header("Authorization", "Bearer demo-token");
    check(&sandbox, &twice, 401, unauthenticated());
}

#[test]
fn unknown_organization_returns_403() {
    let sandbox = Sandbox::start();
    let body = json!({"message": "You are not a member of this organization."});
    for organization in ["other", "Demo", "demo%20", "%ff"] {
        let target = format!("/organizations/{organization}/groups");
        check(&sandbox, &raw("GET", &target), 403, body.clone());
    }
    assert_eq!(
        raw("GET", "/organizations/d%65mo/groups")
            .send(&sandbox)
            .status,
        200
    );
}

#[test]
fn missing_permission_returns_403() {
    let sandbox = started(
        Sandbox::builder()
            .extra_token("writer", Permissions::ManageGroups)
            .extra_token("reader", Permissions::ReadOnly)
            .extra_token("admin", Permissions::Administrator),
    );
    let no_groups = json!({"message": "You do not have permission to manage groups."});
    let no_member = json!({"message": "Only administrators may read a member."});
    let new = |name: &str| {
        post(
            "/groups",
            &json!({"name": name, "description": "d"}).to_string(),
        )
    };

    for request in [get("/groups"), get(GROUP), get("/users"), get("/guests")] {
        for token in ["reader", "writer", "admin", "demo-token"] {
            assert_eq!(request.clone().bearer(token).send(&sandbox).status, 200);
        }
    }
    for request in [new("Refused"), put(GROUP, "{}"), delete(GROUP)] {
        check(&sandbox, &request.bearer("reader"), 403, no_groups.clone());
    }
    check(
        &sandbox,
        &get("/users/1001").bearer("reader"),
        403,
        no_member.clone(),
    );
    check(
        &sandbox,
        &get("/users/1001").bearer("writer"),
        403,
        no_member,
    );
    assert_eq!(
        get("/users/1001").bearer("admin").send(&sandbox).status,
        200
    );
    assert_eq!(
        new("By the writer").bearer("writer").send(&sandbox).status,
        201
    );
    assert_eq!(
        new("By the admin").bearer("admin").send(&sandbox).status,
        201
    );
    assert_eq!(put(GROUP, "{}").bearer("writer").send(&sandbox).status, 201);
    assert_eq!(delete(GROUP).bearer("writer").send(&sandbox).status, 204);
}

#[test]
fn unknown_group_or_member_returns_404() {
    for sandbox in [Sandbox::start(), legacy()] {
        for request in [
            get("/groups/unknown"),
            get("/groups/GROUP_ID_ABC123"),
            get("/groups/a%2Fb"),
            get("/groups/%20"),
            put("/groups/unknown", "{}"),
            delete("/groups/unknown"),
            get("/users/1"),
            get("/users/alice"),
            get("/users/-1"),
            get("/users/99999999999999999999999"),
        ] {
            check(&sandbox, &request, 404, resource_not_found());
        }
    }
}

#[test]
fn malformed_body_returns_400() {
    for sandbox in [Sandbox::start(), legacy()] {
        let unreadable = json!({"message": "The request body is not valid JSON."});
        let no_object = json!({"message": "The request body must be a JSON object."});
        let no_json = json!({"message": "The request body must be sent as application/json."});
        for body in ["{", "{\"name\": }", "name=Team", "{\"name\": \"a\"} x", " "] {
            check(&sandbox, &post("/groups", body), 400, unreadable.clone());
            check(&sandbox, &put(GROUP, body), 400, unreadable.clone());
        }
        for body in ["[]", "\"name\"", "1", "null"] {
            check(&sandbox, &post("/groups", body), 400, no_object.clone());
        }
        let body = r#"{"name": "Team", "description": "d"}"#;
        let form = "application/x-www-form-urlencoded";
        check(
            &sandbox,
            &post("/groups", body).without("Content-Type"),
            400,
            no_json.clone(),
        );
        check(
            &sandbox,
            &post("/groups", body).with("Content-Type", form),
            400,
            no_json,
        );
    }
}

#[test]
fn update_group_without_body_returns_400() {
    for sandbox in [Sandbox::start(), legacy()] {
        let before = sandbox.groups();
        let missing = json!({"message": "The request body is missing."});
        check(&sandbox, &put(GROUP, ""), 400, missing.clone());
        let untyped = put(GROUP, "").without("Content-Type");
        check(&sandbox, &untyped, 400, missing.clone());
        let explicit = put(GROUP, "").header("Content-Length", "0");
        check(&sandbox, &explicit, 400, missing);
        assert_eq!(sandbox.groups(), before);
        check(
            &sandbox,
            &put("/groups/unknown", ""),
            404,
            resource_not_found(),
        );
        assert!(put(GROUP, "{}").send(&sandbox).status < 300);
    }
}

/// Each request in this test has several faults. The server must report the fault that it checks
/// first.
#[test]
fn several_faults_return_first_error_in_order() {
    let sandbox = started(Sandbox::builder().extra_token("reader", Permissions::ReadOnly));
    let bad = |path: &str| -> Request {
        raw("PUT", path)
            .header("Content-Type", "application/json")
            .body("{")
    };
    let (nowhere, elsewhere) = (
        "/organizations/other/nothing",
        "/organizations/other/groups/unknown",
    );
    let (unknown, known) = (
        "/organizations/demo/groups/unknown",
        "/organizations/demo/groups/group_id_abc123",
    );
    let unauthorized = |request: Request| request.without("X-Tallyfy-Client").bearer("wrong");

    assert_eq!(unauthorized(bad(nowhere)).send(&sandbox).status, 404);
    assert_eq!(
        unauthorized(raw("PATCH", elsewhere)).send(&sandbox).status,
        405
    );
    check(
        &sandbox,
        &unauthorized(bad(elsewhere)),
        401,
        json!({"error": "invalid_client"}),
    );
    check(
        &sandbox,
        &bad(elsewhere).bearer("wrong"),
        401,
        unauthenticated(),
    );
    let foreign = json!({"message": "You are not a member of this organization."});
    check(&sandbox, &bad(elsewhere).bearer("reader"), 403, foreign);
    let forbidden = json!({"message": "You do not have permission to manage groups."});
    check(&sandbox, &bad(unknown).bearer("reader"), 403, forbidden);
    check(&sandbox, &bad(unknown), 404, resource_not_found());
    assert_eq!(bad(known).send(&sandbox).status, 400);
    assert_eq!(put(GROUP, r#"{"name": ""}"#).send(&sandbox).status, 422);
}

#[test]
fn error_without_json_accept_returns_html() {
    let sandbox = Sandbox::start();
    let accept = |value| get("/groups/unknown").with("Accept", value);
    for request in [
        get("/groups/unknown").without("Accept"),
        accept("*/*"),
        accept("application/json;q=0.9"),
        accept("application/json, text/plain, */*"),
        accept("Application/JSON"),
    ] {
        check(&sandbox, &request, 404, resource_not_found());
    }
    let html_requests = [
        (accept("text/html"), 404),
        (accept("application/xml"), 404),
        (accept("text/html, application/json"), 404),
        (
            get("/groups")
                .without("X-Tallyfy-Client")
                .with("Accept", "text/html"),
            401,
        ),
        (get("/groups?page=0").with("Accept", "text/html"), 422),
        (raw("GET", "/nowhere").with("Accept", "text/html"), 404),
        (
            raw("PUT", "/organizations/demo/users").with("Accept", "text/html"),
            405,
        ),
    ];
    for (request, status) in html_requests {
        let response = request.send(&sandbox);
        assert_eq!(response.status, status);
        assert_eq!(
            response.header("content-type"),
            Some("text/html; charset=UTF-8")
        );
        assert!(
            response.text().starts_with("<!DOCTYPE html>"),
            "{}",
            response.text()
        );
    }
    assert_eq!(
        get("/groups")
            .with("Accept", "text/html")
            .send(&sandbox)
            .json()["data"][0]["name"],
        "Sales Team"
    );
}

#[test]
fn every_response_has_request_id() {
    let sandbox = Sandbox::start();
    for (request, id) in [
        (get("/groups"), "req-000001"),
        (raw("GET", "/nowhere"), "req-000002"),
        (raw("PATCH", "/organizations/demo/groups"), "req-000003"),
        (delete(GROUP), "req-000004"),
    ] {
        assert_eq!(request.send(&sandbox).header("x-request-id"), Some(id));
    }
}
