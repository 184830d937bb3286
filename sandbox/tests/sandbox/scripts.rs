//! Tests of scripts. These tests check the order and the effect of the replies in a script. Some
//! scripts imitate a server that sends faulty pages of a list.

use std::iter;

use serde_json::{Value, json};
use tallyfy_sandbox::{Operation, Reply, Sandbox};

use crate::support::{check, get, post, started};

fn new(name: &str) -> crate::support::Request {
    post(
        "/groups",
        &json!({"name": name, "description": "d"}).to_string(),
    )
}

#[test]
fn script_replies_are_used_in_order() {
    let sandbox = Sandbox::start();
    let throttled = Reply::status(429)
        .header("Retry-After", "3")
        .json(json!({"message": "Slow down.", "code": "RATE_LIMIT_EXCEEDED"}));
    sandbox.script(
        Operation::ListGroups,
        [throttled, Reply::normal(), Reply::status(502).body("Bad")],
    );

    let first = get("/groups").send(&sandbox);
    assert_eq!(
        (first.status, first.header("retry-after")),
        (429, Some("3"))
    );
    assert_eq!(first.header("x-request-id"), Some("req-000001"));
    assert_eq!(first.json()["code"], "RATE_LIMIT_EXCEEDED");
    assert_eq!(
        get("/users").send(&sandbox).status,
        200,
        "a different operation must not use the script"
    );
    assert_eq!(get("/groups").send(&sandbox).column("id").len(), 3);
    let third = get("/groups").send(&sandbox);
    assert_eq!(
        (third.status, third.text(), third.header("content-type")),
        (502, "Bad", None)
    );
    assert_eq!(get("/groups").send(&sandbox).status, 200);
    let statuses: Vec<u16> = sandbox
        .requests()
        .iter()
        .filter_map(|request| request.status)
        .collect();
    assert_eq!(statuses, [429, 200, 200, 502, 200]);
}

#[test]
fn script_unauthorized_request_takes_reply() {
    let sandbox = Sandbox::start();
    sandbox.script(Operation::GetGroup, [Reply::status(500), Reply::normal()]);
    let unauthorized = get("/groups/unknown").without("Authorization");
    assert_eq!(unauthorized.send(&sandbox).status, 500);
    assert_eq!(
        unauthorized.send(&sandbox).status,
        401,
        "a normal reply must check the request"
    );
}

#[test]
fn script_set_again_replaces_old_script() {
    let sandbox = Sandbox::start();
    sandbox.script(Operation::ListGroups, iter::repeat(Reply::status(503)));
    assert_eq!(get("/groups").send(&sandbox).status, 503);
    assert_eq!(get("/groups").send(&sandbox).status, 503);
    sandbox.script(Operation::ListGroups, [Reply::status(500)]);
    assert_eq!(get("/groups").send(&sandbox).status, 500);
    assert_eq!(get("/groups").send(&sandbox).status, 200);
    sandbox.script(Operation::ListGroups, iter::repeat(Reply::status(503)));
    sandbox.script(Operation::ListGroups, []);
    assert_eq!(get("/groups").send(&sandbox).status, 200);
}

/// The second call of the iterator in this test returns `None`. A third call of the iterator would
/// return a reply again.
#[test]
fn script_ended_iterator_is_not_called_again() {
    let sandbox = Sandbox::start();
    let mut requests = 0;
    let every_other = iter::from_fn(move || {
        requests += 1;
        (requests % 2 == 1).then(|| Reply::status(503))
    });
    sandbox.script(Operation::ListGroups, every_other);
    let statuses = [(); 4].map(|()| get("/groups").send(&sandbox).status);
    assert_eq!(statuses, [503, 200, 200, 200]);
}

#[test]
fn status_reply_stores_group_only_after_normal() {
    let sandbox = Sandbox::start();
    sandbox.script(
        Operation::CreateGroup,
        [
            Reply::status(502),
            Reply::status_after_normal(504),
            Reply::normal(),
        ],
    );
    assert_eq!(new("A").send(&sandbox).status, 502);
    assert_eq!(sandbox.groups().len(), 3);
    let lost = new("A").send(&sandbox);
    assert_eq!(
        (lost.status, lost.body.len(), lost.header("content-type")),
        (504, 0, None)
    );
    assert_eq!(sandbox.groups().len(), 4);
    assert_eq!(
        new("A").send(&sandbox).json()["errors"]["name"][0],
        "The name has already been taken."
    );
}

#[test]
fn reply_parts_replace_normal_response() {
    let sandbox = Sandbox::start();
    sandbox.script(
        Operation::ListGroups,
        [
            Reply::normal()
                .header("X-Request-Id", "mine")
                .header("X-More", "1")
                .header("X-More", "2"),
            Reply::normal().json(json!({"data": []})),
            Reply::normal()
                .body("<html>")
                .header("Content-Type", "text/html"),
            Reply::status(200)
                .header("Content-Type", "application/vnd.api+json")
                .json(json!({})),
            Reply::status(200)
                .json(json!({}))
                .header("Content-Type", "text/plain"),
            Reply::status(200)
                .body("no json")
                .edit_json(|_| unreachable!("the body is not JSON")),
        ],
    );
    let response = get("/groups").send(&sandbox);
    assert_eq!(response.header("x-request-id"), Some("mine"));
    assert_eq!(
        response
            .headers
            .iter()
            .filter(|(name, _)| name == "x-more")
            .count(),
        2
    );
    assert_eq!(response.column("id").len(), 3);
    check(&sandbox, &get("/groups"), 200, json!({"data": []}));
    let html = get("/groups").send(&sandbox);
    assert_eq!(
        (html.header("content-type"), html.text()),
        (Some("text/html"), "<html>")
    );
    assert_eq!(
        get("/groups").send(&sandbox).header("content-type"),
        Some("application/vnd.api+json")
    );
    let retyped = get("/groups").send(&sandbox);
    let types = retyped
        .headers
        .iter()
        .filter(|(name, _)| name == "content-type");
    assert_eq!(
        types.map(|(_, value)| value).collect::<Vec<_>>(),
        ["text/plain"]
    );
    assert_eq!(get("/groups").send(&sandbox).text(), "no json");
}

/// The script imitates a faulty server that returns the same full page for every page number.
#[test]
fn script_repeated_page_returns_same_page() {
    let sandbox = started(Sandbox::builder().groups(25));
    let page = get("/groups?page=1").send(&sandbox).json();
    sandbox.script(
        Operation::ListGroups,
        iter::repeat(Reply::status(200).json(page.clone())),
    );
    for number in 1..5 {
        check(
            &sandbox,
            &get(&format!("/groups?page={number}")),
            200,
            page.clone(),
        );
    }
}

/// The script imitates a faulty server that reports a next page after every page. The iterator
/// creates each reply when the request arrives.
#[test]
fn script_endless_pages_return_next_page() {
    let sandbox = Sandbox::start();
    let pages = (1..).map(|page: u64| {
        Reply::normal().edit_json(move |body| {
            body["data"] = json!([{"id": format!("group_{page}"), "name": "Endless"}]);
            body["meta"]["pagination"]["current_page"] = json!(page);
            body["meta"]["pagination"]["total_pages"] = json!(page + 1);
        })
    });
    sandbox.script(Operation::ListGroups, pages);
    for page in 1..50u64 {
        let response = get("/groups").send(&sandbox);
        assert_eq!(response.column("id"), [format!("group_{page}")]);
        assert_eq!(
            response.json()["meta"]["pagination"]["total_pages"],
            page + 1
        );
    }
}

#[test]
fn edit_json_removes_meta() {
    let sandbox = Sandbox::start();
    let without = |body: &mut Value| drop(body.as_object_mut().unwrap().remove("meta"));
    sandbox.script(Operation::ListGroups, [Reply::normal().edit_json(without)]);
    let response = get("/groups").send(&sandbox);
    assert_eq!(
        (response.column("id").len(), response.json().get("meta")),
        (3, None)
    );
}

#[track_caller]
fn check_panics(what: &str, make: fn() -> Reply) {
    assert!(
        std::panic::catch_unwind(make).is_err(),
        "{what} must be refused"
    );
}

#[test]
fn reply_invalid_part_panics() {
    check_panics("an informational status", || Reply::status(101));
    check_panics("a status above 599", || Reply::status_after_normal(600));
    check_panics("a header name with a blank", || {
        Reply::normal().header("a b", "c")
    });
    check_panics("a header value with a line end", || {
        Reply::normal().header("a", "b\r\nc")
    });
}
