//! Tests that send the requests of S0 to S4, which are pages of the vendor's documentation. The
//! tests send the same requests as the code samples in these documents. The sandbox's responses
//! must be equal to the responses in the documents. S0 to S4 and D are the names of documents of
//! the vendor. `x-sources` in `spec/groups.yaml` lists these documents.

use serde_json::{Value, json};
use tallyfy_sandbox::Sandbox;

use crate::support::{Request, Response, check, get, legacy, post, raw, started};

const S0_SALES_TEAM: &str = r#"{
    "id": "group_id_abc123",
    "name": "Sales Team",
    "description": "Handles all sales inquiries.",
    "logo": null,
    "members": [1001, 1005],
    "guests": ["client.a@example.com"],
    "created_at": "2023-03-10T09:00:00Z",
    "updated_at": "2024-04-20T10:00:00Z",
    "deleted_at": null
}"#;

const S1_GROUP: &str = r#"{
    "data": {
        "id": "group_id_abc123",
        "name": "Sales Team",
        "description": "Handles all sales inquiries.",
        "logo": "https://.../group_logo.png",
        "members": [1001, 1005],
        "guests": ["client.a@example.com"],
        "created_at": "2023-03-10T09:00:00Z",
        "updated_at": "2024-04-20T10:00:00Z",
        "deleted_at": null
    }
}"#;

/// The beginning of the JSON of a group in the vendor's document S2. After this text, the response
/// contains the includes that the query parameter `with` requests.
const S2_SALES_TEAM: &str = r#"{
    "id": "group_id_abc123",
    "name": "Sales Team",
    "description": "Handles all sales inquiries.",
    "logo": null,
    "members": [1001, 1005],
    "guests": ["client.a@example.com"],
    "created_at": "2023-01-15T09:00:00Z",
    "last_updated": "2023-06-20T10:00:00Z""#;

const S2_META: &str = r#""meta": {
    "pagination": {
        "total": 15,
        "count": 10,
        "per_page": 10,
        "current_page": 1,
        "total_pages": 2,
        "links": {}
    }
}}"#;

const S3_REQUEST: &str = r#"{
    "name": "Onboarding Specialists",
    "description": "Team responsible for new client onboarding.",
    "members": [1001, 1005, 1008],
    "guests": ["client.liaison@partner.com"]
}"#;

const S3_CREATED: &str = r#"{
    "data": {
        "id": "new_group_id_789",
        "name": "Onboarding Specialists",
        "description": "Team responsible for new client onboarding.",
        "logo": null,
        "members": [1001, 1005, 1008],
        "guests": ["client.liaison@partner.com"],
        "created_at": "2024-05-21T18:00:00Z",
        "updated_at": "2024-05-21T18:00:00Z",
        "deleted_at": null
    }
}"#;

/// The beginning of the JSON of a member in the vendor's document S4. If the request includes the
/// member's groups, these groups follow after this text.
const S4_ALICE: &str = r#"{
    "id": 1001,
    "email": "alice@example.com",
    "username": "alice",
    "first_name": "Alice",
    "last_name": "Smith",
    "full_name": "Alice Smith",
    "profile_pic": "https://.../profile.jpg",
    "active": true,
    "is_suspended": false,
    "created_at": "2023-01-15T09:00:00Z",
    "last_updated": "2024-05-10T11:00:00Z",
    "last_login_at": "2024-05-20T10:30:00Z",
    "status": "active",
    "user_role": "Admin""#;

const S4_GROUPS: &str = r#""groups": [
    {"id": "group_id_abc123", "name": "Sales Team"},
    {"id": "group_id_def456", "name": "Support Tier 1"}
]"#;

/// Removes the whitespace between the tokens of a JSON text. The order of the keys does not change.
fn compact(json: &str) -> String {
    let mut quoted = false;
    let keep = |c: &char| {
        quoted ^= *c == '"';
        quoted || !c.is_whitespace()
    };
    json.chars().filter(keep).collect()
}

#[track_caller]
fn check_start(sandbox: &Sandbox, request: &Request, expected: &str) {
    let (response, expected) = (request.send(sandbox), compact(expected));
    assert_eq!(response.status, 200);
    let text = response.text();
    assert!(
        text.starts_with(&expected),
        "expected\n{expected}\nbut the response begins\n{text}"
    );
}

/// The vendor's document S0 has only one code sample, in JavaScript. The vendor's document S0
/// describes the value of the property `logo` as "or URL if logo uploaded".
#[test]
fn list_groups_s0_request_returns_s0_response() {
    let sandbox = legacy();
    check_start(
        &sandbox,
        &get("/groups"),
        &format!(r#"{{"data": [{S0_SALES_TEAM}, "#),
    );
    let support = &get("/groups").send(&sandbox).json()["data"][1];
    assert_eq!(support["id"], "group_id_def456");
    assert_eq!(support["name"], "Support Tier 1");

    let with_assets = get("/groups?with=assets").send(&sandbox).json();
    assert_eq!(with_assets["data"][0]["logo"], "https://.../group_logo.png");
    assert_eq!(with_assets["data"][1]["logo"], Value::Null);
}

/// The code samples in JavaScript, Python, Java and Go send the same query.
#[test]
fn get_group_s1_request_returns_s1_response() {
    let response = get("/groups/group_id_abc123?with=assets").send(&legacy());
    assert_eq!(
        (response.status, response.text()),
        (200, compact(S1_GROUP).as_str())
    );
}

/// The code samples in JavaScript, Python, C++ and C# keep the order of the query parameters. The
/// Go sample sorts the parameters. The Java sample stores the parameters in a map without a fixed
/// order.
#[test]
fn list_groups_s2_request_returns_s2_response() {
    let sandbox = started(Sandbox::builder().groups(15));
    for query in [
        "with=assets&per_page=10&page=1",
        "page=1&per_page=10&with=assets",
        "per_page=10&with=assets&page=1",
    ] {
        let request = get(&format!("/groups?{query}"));
        check_start(
            &sandbox,
            &request,
            &format!(r#"{{"data": [{S2_SALES_TEAM}, "assets":"#),
        );
        assert!(request.send(&sandbox).text().ends_with(&compact(S2_META)));
    }
    check_start(
        &sandbox,
        &get("/groups"),
        &format!(r#"{{"data": [{S2_SALES_TEAM}}}, "#),
    );
}

#[test]
fn create_group_s3_request_returns_s3_response() {
    let response = post("/groups", S3_REQUEST).send(&legacy());
    assert_eq!(
        (response.status, response.text()),
        (200, compact(S3_CREATED).as_str())
    );
}

fn samples_of_s3() -> [(&'static str, Value); 6] {
    let campaign = json!({
        "name": "Marketing Campaign Crew",
        "description": "Cross-functional team for the Q3 campaign.",
        "members": [1002, 1003],
        "guests": ["freelancer@design.co"],
    });
    let go = json!({
        "name": "Go Development Team",
        "members": [1010, 1011],
        "guests": ["go.contractor@example.dev"],
    });
    let cpp = json!({
        "name": "C++ Created Team",
        "members": [1001, 1005],
        "guests": ["client.liaison@partner.com"],
    });
    [
        ("minimal", json!({"name": "Project Alpha Team"})),
        ("javascript", campaign),
        (
            "python",
            json!({"name": "Finance Approvers", "members": [1004, 1006]}),
        ),
        (
            "java",
            json!({"name": "Support Escalation Team", "members": [1002, 1003]}),
        ),
        ("go", go),
        ("c++", cpp),
    ]
}

/// In the current shape, the sandbox refuses the requests of code samples that send no description.
/// The vendor's document D and the vendor's MCP server require a description in a `createGroup`
/// request.
#[test]
fn create_group_s3_samples_are_stored() {
    let (current, legacy) = (Sandbox::start(), legacy());
    for (sample, sent) in samples_of_s3() {
        // The C# sample adds a charset to the content type.
        let request = post("/groups", &sent.to_string())
            .with("Content-Type", "application/json; charset=utf-8");
        check_stored(sample, &sent, 200, &request.send(&legacy));
        if sent.get("description").is_some() {
            check_stored(sample, &sent, 201, &request.send(&current));
        } else {
            let errors = json!({"description": ["The description field is required."]});
            check(
                &current,
                &request,
                422,
                json!({"error": true, "errors": errors}),
            );
        }
    }
}

#[track_caller]
fn check_stored(sample: &str, sent: &Value, status: u16, response: &Response) {
    assert_eq!(response.status, status, "{sample}");
    let group = &response.json()["data"];
    for (key, value) in sent.as_object().expect("the body must be an object") {
        assert_eq!(&group[key], value, "{sample}: {key}");
    }
}

/// The keys in the JSON of the C# sample begin with capital letters. No document of the vendor has
/// keys with capital letters at the beginning.
#[test]
fn create_group_s3_csharp_sample_returns_422() {
    let response = post("/groups", r#"{"Name": "C# Team", "Description": "d"}"#).send(&legacy());
    let required = json!({"name": ["The name field is required."]});
    assert_eq!(
        (response.status, &response.json()["errors"]),
        (422, &required)
    );
}

/// The vendor's document S4 has only one code sample, in JavaScript. The two groups in the vendor's
/// document S4 have the same ids as the groups in the vendor's document S0.
#[test]
fn list_members_s4_request_returns_s4_response() {
    let sandbox = legacy();
    let with_groups = format!(r#"{{"data": [{S4_ALICE}, {S4_GROUPS}}}, "#);
    check_start(&sandbox, &get("/users?with=groups"), &with_groups);
    check_start(
        &sandbox,
        &get("/users"),
        &format!(r#"{{"data": [{S4_ALICE}}}, "#),
    );
    let bob = &get("/users").send(&sandbox).json()["data"][1];
    assert_eq!(
        (&bob["id"], &bob["email"]),
        (&json!(1002), &json!("bob@example.com"))
    );
}

#[track_caller]
fn check_mounted(prefix: &str, target: &str, status: u16) {
    let sandbox = started(Sandbox::builder().path_prefix(prefix));
    assert_eq!(raw("GET", target).send(&sandbox).status, status);
    assert!(!sandbox.base_url().ends_with('/'), "{}", sandbox.base_url());
    assert_eq!(get("/groups").send(&sandbox).status, 200);
}

/// The base URL in the vendor's document S2 ends with `/api`, and the base URL in the vendor's
/// document S0 does not.
#[test]
fn path_prefix_is_part_of_every_route() {
    check_mounted("/api", "/api/organizations/demo/groups", 200);
    check_mounted("/api/", "/api/organizations/demo/groups", 200);
    check_mounted("/api", "/organizations/demo/groups", 404);
    check_mounted("", "/organizations/demo/groups", 200);
    check_mounted("/", "/organizations/demo/groups", 200);
    check_mounted("", "/api/organizations/demo/groups", 404);
}
