//! One unexpected value in a response that is otherwise correct.

use serde_json::{Value, json};
use tallyfy_sandbox::{Operation, Reply};

use super::{get, has_items, list};
use crate::client::Call;
use crate::row::{Row, Step, Trace, Verdict, set, verdict};
use crate::text::{code, count};

pub(super) const ROWS: [Row; 9] = [
    Row::new(
        "Flags as numbers and texts",
        "One of 12 members has `\"active\": 1` and `\"is_suspended\": \"0\"`.",
        "The page with 12 members.",
        || {
            let edited = set(|sandbox| {
                let reply = Reply::normal().edit_json(|body| {
                    body["data"][0]["active"] = json!(1);
                    body["data"][0]["is_suspended"] = json!("0");
                });
                sandbox.script(Operation::ListMembers, [reply]);
            });
            vec![edited, Step::Call(Call::ListMembers)]
        },
        |trace| has_items(trace, 12),
    ),
    Row::new(
        "A text in the pagination",
        "`meta.pagination` has `\"per_page\": \"100\"`.",
        "The page with 3 groups.",
        || {
            let edit = |body: &mut Value| body["meta"]["pagination"]["per_page"] = json!("100");
            vec![edit_page(edit), list()]
        },
        |trace| has_items(trace, 3),
    ),
    Row::new(
        "A null member id",
        "One of 3 groups has `\"members\": [1001, null]`.",
        "The page with 3 groups.",
        || {
            let edit = |body: &mut Value| body["data"][0]["members"] = json!([1001, null]);
            vec![edit_page(edit), list()]
        },
        |trace| has_items(trace, 3),
    ),
    Row::new(
        "Numbers instead of texts",
        "One of 3 groups has `\"name\": 2024` and `\"created_at\": 1700000000`.",
        "The page with 3 groups.",
        || {
            let edit = |body: &mut Value| {
                body["data"][0]["name"] = json!(2024);
                body["data"][0]["created_at"] = json!(1_700_000_000);
            };
            vec![edit_page(edit), list()]
        },
        |trace| has_items(trace, 3),
    ),
    Row::new(
        "Half a surrogate pair",
        "One of 2 groups has the name `\"a\\ud83d\"`, which is not Unicode.",
        "The readable group.",
        || {
            let body = r#"{"data":[{"id":"g1","name":"a\ud83d"},{"id":"g2","name":"b"}]}"#;
            vec![raw(Operation::ListGroups, body), list()]
        },
        |trace| match trace.last() {
            Ok(returned) => verdict(returned.items > 0, count(returned.items, "group")),
            Err(failure) => verdict(false, code(&failure.text)),
        },
    ),
    Row::new(
        "A large number as an id",
        "A group has the id `18446744073709551616`, which needs more than 64 bits.",
        "The same digits, or an error.",
        || {
            let body = r#"{"data":[{"id":18446744073709551616,"name":"a"}]}"#;
            vec![raw(Operation::ListGroups, body), list()]
        },
        |trace| keeps_digits(trace, "18446744073709551616", true),
    ),
    Row::new(
        "A large number in an unknown field",
        "A group has an unknown field with the number `12345678901234567890123`.",
        "The same digits.",
        || {
            let body = r#"{"data":{"id":"group_id_abc123","name":"a",
                "new":12345678901234567890123}}"#;
            vec![raw(Operation::GetGroup, body), get()]
        },
        |trace| keeps_digits(trace, "12345678901234567890123", false),
    ),
    Row::new(
        "A byte order mark",
        "The body begins with a byte order mark.",
        "The group, or one request and an error.",
        || {
            let body = "\u{feff}{\"data\":{\"id\":\"group_id_abc123\",\"name\":\"a\"}}";
            vec![raw(Operation::GetGroup, body), get()]
        },
        read_or_rejected,
    ),
    Row::new(
        "A comment after the JSON",
        "The body ends with `<!-- 0.1 s -->`.",
        "The group, or one request and an error.",
        || {
            let body = "{\"data\":{\"id\":\"group_id_abc123\",\"name\":\"a\"}}<!-- 0.1 s -->";
            vec![raw(Operation::GetGroup, body), get()]
        },
        read_or_rejected,
    ),
];

fn edit_page(edit: fn(&mut Value)) -> Step {
    set(move |sandbox| {
        let reply = Reply::normal().edit_json(edit);
        sandbox.script(Operation::ListGroups, [reply]);
    })
}

/// Sends a body to each request of an operation.
fn raw(operation: Operation, body: &'static str) -> Step {
    set(move |sandbox| {
        let reply = Reply::status(200)
            .header("content-type", "application/json")
            .body(body);
        sandbox.script(operation, std::iter::repeat(reply));
    })
}

fn keeps_digits(trace: &Trace, digits: &str, allows_error: bool) -> Verdict {
    match trace.last() {
        Ok(returned) => {
            let is_kept = returned.json.contains(digits);
            let text = if is_kept {
                "each digit"
            } else {
                "other digits"
            };
            verdict(is_kept, text)
        }
        Err(failure) => verdict(allows_error, code(&failure.text)),
    }
}

fn read_or_rejected(trace: &Trace) -> Verdict {
    let is_read = |json: &str| json.contains("group_id_abc123");
    let requests = count(trace.requests.len(), "request");
    match trace.last() {
        Ok(group) if is_read(&group.json) => verdict(true, "the group"),
        Ok(group) => verdict(false, format!("returns {}", code(&group.json))),
        Err(failure) => {
            let text = format!("{}, {requests}", code(&failure.text));
            verdict(trace.requests.len() == 1, text)
        }
    }
}
