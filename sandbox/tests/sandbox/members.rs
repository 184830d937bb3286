//! Tests of `listMembers` and `getMember`.

use serde_json::json;
use tallyfy_sandbox::Sandbox;

use crate::support::{check, get, legacy, started};

#[test]
fn list_members_default_page_returns_all() {
    let sandbox = started(Sandbox::builder().members(40));
    let response = get("/users").send(&sandbox);
    let pagination = json!({
        "total": 40, "count": 40, "per_page": 9999,
        "current_page": 1, "total_pages": 1, "links": {},
    });
    assert_eq!(response.json()["meta"]["pagination"], pagination);
    let ids: Vec<String> = (1001..=1040).map(|id| id.to_string()).collect();
    assert_eq!(response.column("id"), ids);
    assert_eq!(
        get("/users?per_page=15&page=3").send(&sandbox).column("id"),
        ids[30..]
    );
    assert_eq!(get("/users?page=2").send(&sandbox).column("id").len(), 0);
    assert_eq!(get("/users?per_page=100000").send(&sandbox).status, 200);
}

#[test]
fn list_members_q_and_sort_select_and_order() {
    let sandbox = Sandbox::start();
    let emails = |query: &str| {
        get(&format!("/users?{query}"))
            .send(&sandbox)
            .column("email")
    };
    assert_eq!(emails("q=ALICE"), ["alice@example.com"]);
    assert_eq!(emails("q=alice%20smith"), ["alice@example.com"]);
    assert_eq!(emails("q=alice+smith").len(), 0);
    assert_eq!(emails("q=bob%40example"), ["bob@example.com"]);
    for column in [
        "id",
        "email",
        "first_name",
        "last_name",
        "full_name",
        "created_at",
    ] {
        let values = |sort: &str| {
            get(&format!("/users?sort={sort}"))
                .send(&sandbox)
                .column(column)
        };
        let up = values(column);
        assert!(up.is_sorted(), "{column}: {up:?}");
        let mut down = values(&format!("-{column}"));
        down.reverse();
        assert_eq!(up, down);
    }
    let errors = json!({"per_page": ["The per page must be at least 1."]});
    check(
        &sandbox,
        &get("/users?per_page=0"),
        422,
        json!({"error": true, "errors": errors}),
    );
}

/// No document of the API lists the columns that the parameter `sort` accepts.
#[test]
fn list_members_unknown_sort_column_keeps_default_order() {
    for sandbox in [Sandbox::start(), legacy()] {
        let expected = get("/users").send(&sandbox).text().to_owned();
        for sort in [
            "age",
            "-age",
            "-",
            "--email",
            "ID",
            "email,id",
            "last_login_at",
            "%C3%BC",
        ] {
            let response = get(&format!("/users?sort={sort}")).send(&sandbox);
            assert_eq!(
                (response.status, response.text()),
                (200, expected.as_str()),
                "{sort}"
            );
        }
        let page = get("/users?sort=-age&per_page=5&page=2").send(&sandbox);
        let plain = get("/users?per_page=5&page=2").send(&sandbox);
        assert_eq!(page.text(), plain.text());
    }
}

#[test]
fn get_member_returns_documented_json() {
    let sandbox = Sandbox::start();
    let data = json!({
        "id": 1001, "email": "alice@example.com", "username": "alice", "first_name": "Alice",
        "last_name": "Smith", "full_name": "Alice Smith", "profile_pic": "https://.../profile.jpg",
        "is_active": true, "created_at": "2023-01-15T09:00:00Z",
        "updated_at": "2024-05-10T11:00:00Z", "last_login_at": "2024-05-20T10:30:00Z",
        "role": "Admin",
    });
    check(&sandbox, &get("/users/1001"), 200, json!({"data": data}));
    let legacy = get("/users/1001?with=groups").send(&legacy()).json();
    assert_eq!(legacy["data"]["user_role"], "Admin");
    assert_eq!(
        legacy["data"]["groups"][0],
        json!({"id": "group_id_abc123", "name": "Sales Team"})
    );
}

#[test]
fn list_members_contains_every_status_and_role() {
    let response = get("/users").send(&legacy());
    for (key, values) in [
        ("status", ["active", "invited", "disabled"]),
        ("user_role", ["Admin", "Standard", "Light"]),
    ] {
        let column = response.column(key);
        assert!(
            values
                .iter()
                .all(|value| column.iter().any(|seen| seen == value)),
            "{column:?}"
        );
    }
    let current = get("/users").send(&Sandbox::start());
    assert!(current.column("is_active").contains(&"false".to_owned()));
    assert!(current.column("role").contains(&"light".to_owned()));
}

#[test]
fn seed_few_members_groups_contain_only_those() {
    for members in [0, 1, 4] {
        let sandbox = started(Sandbox::builder().members(members).groups(30));
        let last = 1000 + members as u64;
        let ids: Vec<u64> = sandbox
            .groups()
            .into_iter()
            .flat_map(|group| group.members)
            .collect();
        assert!(
            ids.iter().all(|id| (1001..=last).contains(id)),
            "{members}: {ids:?}"
        );
        assert_eq!(get("/users").send(&sandbox).column("id").len(), members);
    }
}

#[test]
fn seed_same_numbers_gives_same_distinct_keys() {
    let build = || started(Sandbox::builder().groups(500).members(900));
    let (one, two) = (build(), build());
    assert_eq!(one.groups(), two.groups());
    assert_eq!(
        get("/users").send(&one).text(),
        get("/users").send(&two).text()
    );

    let groups = one.groups();
    check_distinct(groups.iter().map(|group| group.id.clone()).collect());
    check_distinct(
        groups
            .iter()
            .map(|group| group.name.to_lowercase())
            .collect(),
    );
    check_distinct(
        groups
            .iter()
            .map(|group| group.created_at.clone())
            .collect(),
    );
    check_distinct(get("/users").send(&one).column("email"));
    assert!(groups.iter().any(|group| group.description.is_none()));
}

#[track_caller]
fn check_distinct(mut values: Vec<String>) {
    let count = values.len();
    values.sort();
    values.dedup();
    assert_eq!(values.len(), count);
}
