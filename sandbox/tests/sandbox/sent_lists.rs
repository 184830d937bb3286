//! Tests of valid and invalid lists of members and guests in request bodies.

use serde_json::json;
use tallyfy_sandbox::{AbsentLists, Sandbox, Shape};

use crate::lag::SALES;
use crate::support::{legacy, put, started};
use crate::writing::{check_refused, new};

#[test]
fn lists_invalid_items_return_422() {
    let sandbox = Sandbox::start();
    for (body, attribute, message) in [
        (
            json!({"members": [1001, 77]}),
            "members.1",
            "The selected members.1 is invalid.",
        ),
        (
            json!({"members": [1001.5]}),
            "members.0",
            "The members.0 must be an integer.",
        ),
        (
            json!({"members": [-1]}),
            "members.0",
            "The members.0 must be an integer.",
        ),
        (
            json!({"members": [null]}),
            "members.0",
            "The members.0 must be an integer.",
        ),
        (
            json!({"members": null}),
            "members",
            "The members must be an array.",
        ),
        (
            json!({"members": {"0": 1001}}),
            "members",
            "The members must be an array.",
        ),
        (
            json!({"members": "1001"}),
            "members",
            "The members must be an array.",
        ),
        (
            json!({"guests": ["nobody"]}),
            "guests.0",
            "The guests.0 must be a valid email address.",
        ),
        (
            json!({"guests": ["a@b.c", ""]}),
            "guests.1",
            "The guests.1 must be a valid email address.",
        ),
        (
            json!({"guests": ["a b@c.d"]}),
            "guests.0",
            "The guests.0 must be a valid email address.",
        ),
        (
            json!({"guests": ["a@b@c"]}),
            "guests.0",
            "The guests.0 must be a valid email address.",
        ),
        (
            json!({"guests": [7]}),
            "guests.0",
            "The guests.0 must be a valid email address.",
        ),
        (
            json!({"guests": null}),
            "guests",
            "The guests must be an array.",
        ),
    ] {
        check_refused(&sandbox, &new(body.clone()), json!({attribute: [message]}));
        check_refused(
            &sandbox,
            &put(SALES, &body.to_string()),
            json!({attribute: [message]}),
        );
    }
}

#[test]
fn members_numeric_strings_are_stored_as_numbers() {
    for sandbox in [Sandbox::start(), legacy()] {
        for (sent, stored) in [
            (json!(["1001"]), json!([1001])),
            (json!(["1002", 1001, "1003"]), json!([1002, 1001, 1003])),
            (json!(["+1001"]), json!([1001])),
            (
                json!([" 1001\n", "\t1002\u{b}\u{0}\r"]),
                json!([1001, 1002]),
            ),
            (json!([1001, "1001", " +1001 ", 1001]), json!([1001])),
        ] {
            let response = put(SALES, &json!({"members": sent}).to_string()).send(&sandbox);
            assert_eq!(response.json()["data"]["members"], stored, "{sent}");
            assert_eq!(json!(sandbox.groups()[0].members), stored, "{sent}");
        }
        let created = new(json!({"members": ["1005"]})).send(&sandbox);
        assert_eq!(created.json()["data"]["members"], json!([1005]));
    }
}

#[test]
fn members_invalid_strings_return_422() {
    let sandbox = Sandbox::start();
    let no_integer = json!({"members.1": ["The members.1 must be an integer."]});
    for text in [
        "",
        " ",
        "abc",
        "-5",
        "1.5",
        "1001.0",
        "1e3",
        "01001",
        "+01001",
        "00",
        "0x3e9",
        "1_001",
        "1,001",
        "+",
        "-",
        "+-1001",
        "+ 1001",
        "1001 1002",
        "1001a",
        "\u{a0}1001",
        "١٠٠١",
        "9223372036854775808",
    ] {
        let body = json!({"members": [1001, text]});
        check_refused(&sandbox, &new(body.clone()), no_integer.clone());
        check_refused(&sandbox, &put(SALES, &body.to_string()), no_integer.clone());
    }
    // These texts are valid integers, but no member has one of these ids.
    let nobody = json!({"members.1": ["The selected members.1 is invalid."]});
    for text in ["0", "+0", "-0", "77", "9223372036854775807"] {
        let body = json!({"members": [1001, text]});
        check_refused(&sandbox, &new(body), nobody.clone());
    }
}

#[track_caller]
fn check_lists(absent_lists: AbsentLists, body: &str, members: &[u64], guests: &[&str]) {
    for shape in [Shape::Current, Shape::Legacy] {
        let sandbox = started(Sandbox::builder().shape(shape).absent_lists(absent_lists));
        let response = put(SALES, body).send(&sandbox);
        let data = &response.json()["data"];
        assert_eq!(
            (&data["members"], &data["guests"]),
            (&json!(members), &json!(guests))
        );
        let stored = &sandbox.groups()[0];
        assert_eq!(
            (stored.members.as_slice(), stored.guests.len()),
            (members, guests.len())
        );
        assert_eq!(stored.name, "Sales Team");
        assert_eq!(
            stored.description.as_deref(),
            Some("Handles all sales inquiries.")
        );
        assert_eq!(stored.updated_at, "2024-05-21T18:00:00Z");
    }
}

#[test]
fn update_group_missing_lists_are_kept_or_cleared() {
    let guest = ["client.a@example.com"].as_slice();
    check_lists(AbsentLists::Keep, "{}", &[1001, 1005], guest);
    check_lists(AbsentLists::Keep, r#"{"members": []}"#, &[], guest);
    check_lists(AbsentLists::Keep, r#"{"guests": []}"#, &[1001, 1005], &[]);
    check_lists(AbsentLists::Keep, r#"{"members": [1002]}"#, &[1002], guest);
    check_lists(AbsentLists::Clear, "{}", &[], &[]);
    check_lists(AbsentLists::Clear, r#"{"members": [1002]}"#, &[1002], &[]);
    check_lists(
        AbsentLists::Clear,
        r#"{"guests": ["g@x.org"]}"#,
        &[],
        &["g@x.org"],
    );
}
