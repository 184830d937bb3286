//! Tests of the settings `Shape`, `Links` and `AbsentLists`. These settings exist because the API's
//! documents contradict each other.

use serde_json::{Value, json};
use tallyfy_sandbox::{AbsentLists, Links, Operation, Reply, Sandbox, Shape};

use crate::support::{get, legacy, started};

#[track_caller]
fn check_links(links: Links, query: &str, expected: Option<Value>) {
    let sandbox = started(
        Sandbox::builder()
            .groups(25)
            .links(links)
            .path_prefix("/api"),
    );
    let json = get(&format!("/groups{query}")).send(&sandbox).json();
    let actual = json["meta"]["pagination"].get("links").map(|links| {
        let text = links.to_string().replace(&sandbox.base_url(), "BASE");
        serde_json::from_str(&text).expect("the links must be JSON")
    });
    assert_eq!(actual, expected);
}

#[test]
fn links_each_form_is_sent() {
    let page = |page: u8| format!("BASE/organizations/demo/groups?page={page}");
    check_links(Links::EmptyObject, "?page=2", Some(json!({})));
    check_links(Links::EmptyArray, "?page=2", Some(json!([])));
    check_links(Links::Null, "?page=2", Some(Value::Null));
    check_links(Links::Absent, "?page=2", None);
    check_links(Links::PreviousNext, "", Some(json!({"next": page(2)})));
    let both = json!({"previous": page(1), "next": page(3)});
    check_links(Links::PreviousNext, "?page=2", Some(both.clone()));
    check_links(
        Links::PreviousNext,
        "?page=3",
        Some(json!({"previous": page(2)})),
    );
    check_links(Links::PreviousNext, "?page=1&per_page=100", Some(json!({})));
    // The URLs of the links do not contain the filter `q`. A client that follows the links loses
    // the filter.
    check_links(Links::PreviousNext, "?q=e&per_page=5&page=2", Some(both));
}

#[test]
fn get_group_each_shape_has_its_keys() {
    let current = Sandbox::start();
    let group = &get("/groups/group_id_abc123").send(&current).json()["data"];
    assert_eq!(group["members"], json!(["1001", "1005"]));
    assert_eq!(
        (group.get("updated_at"), group.get("deleted_at")),
        (None, None)
    );
    assert_eq!(
        get("/groups").send(&current).json()["data"][0]["members"],
        json!([1001, 1005])
    );

    let legacy = legacy();
    let group = &get("/groups/group_id_abc123").send(&legacy).json()["data"];
    assert_eq!(group["members"], json!([1001, 1005]));
    assert_eq!(
        (group.get("last_updated"), group.get("deleted_at")),
        (None, Some(&Value::Null))
    );
}

#[test]
fn groups_with_parameter_returns_includes() {
    let current = Sandbox::start();
    let plain = get("/groups").send(&current).json();
    for unknown in [
        "with=",
        "with=tags",
        "with=Assets,%20users",
        "include=users",
    ] {
        assert_eq!(
            get(&format!("/groups?{unknown}")).send(&current).json(),
            plain,
            "{unknown}"
        );
    }
    let full = get("/groups?with=assets,users,guests,tags")
        .send(&current)
        .json();
    let sales = &full["data"][0];
    assert_eq!(
        sales["assets"]["data"][0]["url"],
        "https://.../group_logo.png"
    );
    assert_eq!(sales["users"]["data"][0]["email"], "alice@example.com");
    assert_eq!(sales["users"]["data"][1]["id"], 1005);
    assert_eq!(
        sales["users"]["data"][0].as_object().map(|user| user.len()),
        Some(6)
    );
    assert_eq!(
        sales["guests"],
        json!({"data": [{"email": "client.a@example.com"}]})
    );
    assert_eq!(sales["members"], json!([1001, 1005]));
    let support = &full["data"][1];
    assert_eq!(
        (&support["assets"], &support["guests"]),
        (&json!({"data": []}), &json!({"data": []}))
    );

    let one = get("/groups/group_id_abc123?with=users,guests")
        .send(&current)
        .json();
    assert_eq!(one["data"]["members"], json!(["1001", "1005"]));
    assert_eq!(one["data"]["guests"], sales["guests"]);

    let old = legacy();
    let with = get("/groups?with=users,guests").send(&old).json();
    assert_eq!(with, get("/groups").send(&old).json());
}

#[test]
fn members_with_parameter_returns_includes() {
    let current = Sandbox::start();
    let plain = get("/users").send(&current).json();
    assert_eq!(
        (
            plain["data"][0].get("groups"),
            plain["data"][0].get("stats")
        ),
        (None, None)
    );
    let full = get("/users?with=groups,stats").send(&current).json();
    let sales = json!({
        "id": "group_id_abc123", "name": "Sales Team", "logo": null,
        "members": [1001, 1005], "guests": ["client.a@example.com"],
    });
    assert_eq!(full["data"][0]["groups"]["data"][0], sales);
    assert_eq!(full["data"][0]["stats"], json!({"data": {"groups": 2}}));
    assert!(
        full["data"]
            .as_array()
            .unwrap()
            .iter()
            .any(|user| user["groups"] == json!({"data": []}))
    );
}

/// The sandbox has no setting for these variants of a response, so the test produces the variants
/// with `edit_json`.
#[test]
fn edit_json_produces_other_variants() {
    let sandbox = Sandbox::start();
    let edited = Reply::normal().edit_json(|body| {
        let group = &mut body["data"];
        group["id"] = json!(4711);
        group["members"] = Value::Null;
        group["guests"] = Value::Null;
        group["created_at"] = json!("2025-01-15 10:30:00");
    });
    sandbox.script(Operation::GetGroup, [edited]);
    let group = &get("/groups/group_id_abc123").send(&sandbox).json()["data"];
    assert_eq!(
        (&group["id"], &group["members"]),
        (&json!(4711), &Value::Null)
    );
    assert_eq!(group["name"], "Sales Team");
}

#[track_caller]
fn check_names<T>(names: &[(&str, T)])
where
    T: std::str::FromStr + std::fmt::Display + PartialEq + std::fmt::Debug + Copy,
    T::Err: std::fmt::Debug,
{
    for (name, value) in names {
        assert_eq!(name.parse::<T>().unwrap(), *value);
        assert_eq!(value.to_string(), *name);
    }
}

#[test]
fn options_names_parse_and_display() {
    check_names(&[("current", Shape::Current), ("legacy", Shape::Legacy)]);
    check_names(&[("keep", AbsentLists::Keep), ("clear", AbsentLists::Clear)]);
    check_names(&[
        ("empty-object", Links::EmptyObject),
        ("empty-array", Links::EmptyArray),
        ("null", Links::Null),
        ("absent", Links::Absent),
        ("previous-next", Links::PreviousNext),
    ]);
    let error = "modern".parse::<Shape>().unwrap_err();
    assert_eq!(
        error.to_string(),
        r#"the value "modern" is unknown; use one of these values: current, legacy"#
    );
}
