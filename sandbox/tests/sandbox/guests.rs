//! Tests of `listGuests`. The sandbox does not store guests as separate objects. A group contains
//! the email addresses of its guests, and no other data about guests.

use serde_json::json;
use tallyfy_sandbox::Sandbox;

use crate::support::{check, delete, get, legacy, put, started};

#[test]
fn list_guests_returns_distinct_emails_of_groups() {
    let sandbox = Sandbox::start();
    for (group, guests) in [
        ("group_id_abc123", json!(["a@x.org", "b@x.org"])),
        ("group_id_def456", json!(["B@x.org", "c@y.org"])),
        ("group_id_gen002", json!([])),
    ] {
        let body = json!({"guests": guests}).to_string();
        assert_eq!(
            put(&format!("/groups/{group}"), &body)
                .send(&sandbox)
                .status,
            201
        );
    }
    let data = json!([{"email": "a@x.org"}, {"email": "b@x.org"}, {"email": "c@y.org"}]);
    let pagination = json!({
        "total": 3, "count": 3, "per_page": 999, "current_page": 1, "total_pages": 1, "links": {},
    });
    let all = json!({"data": data, "meta": {"pagination": pagination}});
    check(&sandbox, &get("/guests"), 200, all);
    let emails = |query: &str| {
        get(&format!("/guests?{query}"))
            .send(&sandbox)
            .column("email")
    };
    assert_eq!(emails("q=Y.ORG"), ["c@y.org"]);
    assert_eq!(emails("per_page=2&page=2"), ["c@y.org"]);
    let stats = get("/guests?with=stats").send(&sandbox).json();
    assert_eq!(stats["data"][1]["stats"], json!({"data": {"groups": 2}}));

    assert_eq!(delete("/groups/group_id_abc123").send(&sandbox).status, 204);
    assert_eq!(emails(""), ["B@x.org", "c@y.org"]);
    assert_eq!(get("/guests?per_page=0").send(&sandbox).status, 422);
}

#[test]
fn list_guests_legacy_has_no_meta() {
    let sandbox = started(
        Sandbox::builder()
            .shape(tallyfy_sandbox::Shape::Legacy)
            .groups(1),
    );
    check(
        &sandbox,
        &get("/guests"),
        200,
        json!({"data": [{"email": "client.a@example.com"}]}),
    );
    assert_eq!(
        get("/guests?with=stats").send(&legacy()).json()["data"][0].get("stats"),
        None
    );
}
