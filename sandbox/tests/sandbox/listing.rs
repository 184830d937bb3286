//! Tests of `listGroups`: pages, search, order and invalid parameters.

use serde_json::{Value, json};
use tallyfy_sandbox::Sandbox;

use crate::support::{check, get, legacy, post, put, started};

fn pagination(total: usize, count: usize, per_page: usize, page: usize, pages: usize) -> Value {
    json!({
        "total": total, "count": count, "per_page": per_page,
        "current_page": page, "total_pages": pages, "links": {},
    })
}

#[track_caller]
fn check_page(sandbox: &Sandbox, query: &str, first: Option<usize>, expected: Value) {
    let response = get(&format!("/groups{query}")).send(sandbox);
    assert_eq!(response.status, 200);
    assert_eq!(
        response.json()["meta"],
        json!({"pagination": expected}),
        "{query}"
    );
    let stored: Vec<String> = sandbox.groups().into_iter().map(|group| group.id).collect();
    let ids = response.column("id");
    assert_eq!(ids.len() as u64, expected["count"]);
    match first {
        Some(first) => assert_eq!(ids, stored[first..first + ids.len()], "{query}"),
        None => assert!(ids.is_empty(), "{query}: {ids:?}"),
    }
}

#[test]
fn list_groups_page_returns_its_groups() {
    let sandbox = started(Sandbox::builder().groups(25));
    check_page(&sandbox, "", Some(0), pagination(25, 10, 10, 1, 3));
    check_page(&sandbox, "?page=2", Some(10), pagination(25, 10, 10, 2, 3));
    check_page(&sandbox, "?page=3", Some(20), pagination(25, 5, 10, 3, 3));
    check_page(&sandbox, "?page=4", None, pagination(25, 0, 10, 4, 3));
    check_page(
        &sandbox,
        "?per_page=25",
        Some(0),
        pagination(25, 25, 25, 1, 1),
    );
    check_page(
        &sandbox,
        "?per_page=24&page=2",
        Some(24),
        pagination(25, 1, 24, 2, 2),
    );
    check_page(
        &sandbox,
        "?per_page=1&page=25",
        Some(24),
        pagination(25, 1, 1, 25, 25),
    );
    check_page(
        &sandbox,
        "?per_page=100",
        Some(0),
        pagination(25, 25, 100, 1, 1),
    );
    check_page(
        &sandbox,
        "?per_page=5&per_page=&page=",
        Some(0),
        pagination(25, 10, 10, 1, 3),
    );
    check_page(
        &sandbox,
        "?page=1&page=2",
        Some(10),
        pagination(25, 10, 10, 2, 3),
    );
    let last = i64::MAX as usize;
    check_page(
        &sandbox,
        &format!("?page={last}"),
        None,
        pagination(25, 0, 10, last, 3),
    );

    let empty = started(Sandbox::builder().groups(0));
    check_page(&empty, "", None, pagination(0, 0, 10, 1, 1));
}

#[test]
fn list_groups_created_group_is_on_last_page() {
    let sandbox = started(Sandbox::builder().groups(10));
    let before = get("/groups?per_page=5").send(&sandbox).column("id");
    let new = r#"{"name": "A team", "description": "d"}"#;
    assert_eq!(post("/groups", new).send(&sandbox).status, 201);
    assert_eq!(
        get("/groups?per_page=5").send(&sandbox).column("id"),
        before
    );
    assert_eq!(
        get("/groups?per_page=5&page=3").send(&sandbox).column("id"),
        ["new_group_id_789"]
    );
}

#[test]
fn list_groups_invalid_parameter_returns_422() {
    for (query, attribute, message) in [
        ("page=0", "page", "The page must be at least 1."),
        ("page=-1", "page", "The page must be at least 1."),
        ("page=two", "page", "The page must be an integer."),
        ("page=1.5", "page", "The page must be an integer."),
        (
            "page=99999999999999999999",
            "page",
            "The page must be an integer.",
        ),
        (
            "per_page=0",
            "per_page",
            "The per page must be between 1 and 100.",
        ),
        (
            "per_page=101",
            "per_page",
            "The per page must be between 1 and 100.",
        ),
        (
            "per_page=ten",
            "per_page",
            "The per page must be an integer.",
        ),
        (
            "sort_by=id",
            "sort_by",
            "The selected sort column is invalid.",
        ),
        (
            "sort_by=-name",
            "sort_by",
            "The selected sort column is invalid.",
        ),
        ("sort=up", "sort", "The selected sort order is invalid."),
        ("sort=DESC", "sort", "The selected sort order is invalid."),
    ] {
        let request = get(&format!("/groups?{query}"));
        let errors = json!({attribute: [message]});
        check(
            &Sandbox::start(),
            &request,
            422,
            json!({"error": true, "errors": errors}),
        );
    }
    let all = get("/groups?page=0&per_page=0&sort_by=x&sort=x")
        .send(&Sandbox::start())
        .json();
    assert_eq!(
        all["errors"].as_object().map(|errors| errors.len()),
        Some(4)
    );
}

#[test]
fn list_groups_legacy_returns_one_page_without_meta() {
    let sandbox = started(
        Sandbox::builder()
            .shape(tallyfy_sandbox::Shape::Legacy)
            .groups(25),
    );
    for query in [
        "",
        "?page=1&per_page=10",
        "?page=3&per_page=10",
        "?page=9",
        "?per_page=0&page=x",
    ] {
        let response = get(&format!("/groups{query}")).send(&sandbox);
        assert_eq!(response.status, 200);
        assert_eq!(response.column("id").len(), 25, "{query}");
        assert_eq!(response.json().get("meta"), None);
    }
    let errors = json!({"sort_by": ["The selected sort column is invalid."]});
    let body = json!({"message": "The given data was invalid.", "errors": errors});
    check(&sandbox, &get("/groups?sort_by=size"), 422, body);
}

#[test]
fn list_groups_q_returns_matches() {
    let sandbox = Sandbox::start();
    let plus = r#"{"name": "R+D & Üben", "description": "100% sure?"}"#;
    assert_eq!(post("/groups", plus).send(&sandbox).status, 201);
    for (q, expected) in [
        ("Sales", ["Sales Team"].as_slice()),
        ("sALES%20tEAM", &["Sales Team"]),
        ("inquiries", &["Sales Team"]),
        ("Sales+Team", &[]),
        ("R%2BD", &["R+D & Üben"]),
        ("R+D", &["R+D & Üben"]),
        ("R%20D", &[]),
        ("%26%20%C3%BCBEN", &["R+D & Üben"]),
        ("100%25%20sure%3F", &["R+D & Üben"]),
        ("nothing", &[]),
        ("%20sales%20", &["Sales Team"]),
    ] {
        let response = get(&format!("/groups?q={q}")).send(&sandbox);
        assert_eq!(response.column("name"), expected, "{q}");
        assert_eq!(
            response.json()["meta"]["pagination"]["total"],
            expected.len()
        );
    }
    assert_eq!(get("/groups?q=").send(&sandbox).column("id").len(), 4);
    assert_eq!(
        get("/groups?q=team").send(&legacy()).column("name"),
        ["Sales Team"]
    );
}

#[test]
fn list_groups_sort_returns_order() {
    let sandbox = started(Sandbox::builder().groups(30));
    assert_eq!(
        put("/groups/group_id_abc123", r#"{"name": "ZEBRA"}"#)
            .send(&sandbox)
            .status,
        201
    );
    assert_eq!(
        put("/groups/group_id_def456", r#"{"name": "aardvark"}"#)
            .send(&sandbox)
            .status,
        201
    );
    let ids = |query: &str| {
        get(&format!("/groups?per_page=100{query}"))
            .send(&sandbox)
            .column("id")
    };

    let stored = sandbox.groups();
    let sorted = |key: fn(&tallyfy_sandbox::GroupRecord) -> String| {
        let mut groups = stored.clone();
        groups.sort_by_key(key);
        groups.into_iter().map(|group| group.id).collect::<Vec<_>>()
    };
    let reversed = |mut ids: Vec<String>| {
        ids.reverse();
        ids
    };
    let by_creation = sorted(|group| group.created_at.clone());
    let by_name = sorted(|group| group.name.to_lowercase());
    let by_update = sorted(|group| group.updated_at.clone());
    assert_ne!(by_creation, by_update);
    assert_eq!(
        by_update.last().map(String::as_str),
        Some("group_id_def456")
    );

    assert_eq!(ids(""), by_creation);
    assert_eq!(ids("&sort=asc"), by_creation);
    assert_eq!(ids("&sort=desc"), reversed(by_creation.clone()));
    assert_eq!(ids("&sort_by=created_at"), by_creation);
    assert_eq!(ids("&sort_by=name"), by_name);
    assert_eq!(ids("&sort_by=name&sort=desc"), reversed(by_name.clone()));
    assert_eq!(ids("&sort_by=updated_at"), by_update);
    assert_eq!(by_name[0], "group_id_def456");
    assert_eq!(by_name[29], "group_id_abc123");
}
