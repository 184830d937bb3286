//! Tests of the values that programs create in their own tests.

use std::time::Duration;

use tallyfy_groups::testing::TestError;
use tallyfy_groups::{Error, Group, GroupId, Outcome, Page, UnreadableItem, User, UserId};

type Predicate = (&'static str, fn(&Error) -> bool);

const PREDICATES: [Predicate; 22] = [
    ("is_bad_request", Error::is_bad_request),
    ("is_configuration", Error::is_configuration),
    ("is_conflict", Error::is_conflict),
    ("is_connect", Error::is_connect),
    ("is_forbidden", Error::is_forbidden),
    ("is_incomplete_list", Error::is_incomplete_list),
    ("is_invalid_input", Error::is_invalid_input),
    ("is_locked", Error::is_locked),
    ("is_mismatched", Error::is_mismatched),
    ("is_name_taken", Error::is_name_taken),
    ("is_not_found", Error::is_not_found),
    ("is_not_stored", Error::is_not_stored),
    ("is_payment_required", Error::is_payment_required),
    ("is_rate_limited", Error::is_rate_limited),
    ("is_server_error", Error::is_server_error),
    ("is_stale", Error::is_stale),
    ("is_timeout", Error::is_timeout),
    ("is_too_large", Error::is_too_large),
    ("is_transport", Error::is_transport),
    ("is_unauthorized", Error::is_unauthorized),
    ("is_unreadable", Error::is_unreadable),
    ("is_validation", Error::is_validation),
];

#[test]
fn test_error_each_predicate_has_an_error() {
    let unauthorized = r#"{"message": "Unauthenticated."}"#;
    let mut unused: Vec<&str> = PREDICATES.iter().map(|(name, _)| *name).collect();
    for (expected, error) in [
        ("is_configuration", TestError::configuration("text")),
        ("is_invalid_input", TestError::invalid_input("text")),
        ("is_connect", TestError::connect("text")),
        ("is_timeout", TestError::timeout("text")),
        ("is_transport", TestError::transport("text")),
        ("is_unreadable", TestError::unreadable("text")),
        ("is_unreadable", TestError::undecodable("text")),
        ("is_mismatched", TestError::mismatched("text")),
        ("is_stale", TestError::stale("text")),
        ("is_too_large", TestError::too_large("text")),
        ("is_name_taken", TestError::name_taken("text")),
        ("is_not_stored", TestError::not_stored("text")),
        ("is_incomplete_list", TestError::incomplete_list("text")),
        ("is_bad_request", TestError::status(400, "")),
        ("is_unauthorized", TestError::status(401, unauthorized)),
        ("is_payment_required", TestError::status(402, "")),
        ("is_forbidden", TestError::status(403, "")),
        ("is_not_found", TestError::status(404, "")),
        ("is_conflict", TestError::status(409, "")),
        ("is_validation", TestError::status(422, "")),
        ("is_locked", TestError::status(423, "")),
        ("is_rate_limited", TestError::status(429, "")),
        ("is_server_error", TestError::status(503, "")),
        ("", TestError::unconfirmed("text")),
    ] {
        let error = error.build();
        let found = PREDICATES.iter().filter(|(_, is)| is(&error));
        let found: Vec<&str> = found.map(|(name, _)| *name).collect();
        assert_eq!(found.join(" "), expected, "{error}");
        unused.retain(|name| *name != expected);
    }
    assert!(unused.is_empty(), "{unused:?}");
}

/// The source of the predicates lists each of them, so the table above cannot forget one.
#[test]
fn test_error_table_has_each_predicate() {
    let path = crate::support::root().join("src/error/predicates.rs");
    let source = std::fs::read_to_string(path).unwrap();
    let names = source.split("pub fn ").skip(1);
    let names = names.filter_map(|part| part.split_once('('));
    let names: Vec<&str> = names.map(|(name, _)| name).collect();
    assert!(names.len() == PREDICATES.len(), "{names:?}");
    for name in names {
        assert!(PREDICATES.iter().any(|(known, _)| *known == name), "{name}");
    }
}

#[test]
fn test_error_details_are_returned() {
    let body = r#"{"message": "Invalid.", "errors": {"name": ["too long"]}}"#;
    let error = TestError::status(422, body)
        .operation("create_group")
        .header("X-Request-Id", "req-1")
        .header("Retry-After", "7")
        .attempts(3)
        .elapsed(Duration::from_secs(2))
        .write()
        .build();
    assert_eq!(
        (error.operation(), error.status()),
        (Some("create_group"), Some(422))
    );
    assert_eq!(
        (error.request_id(), error.retry_after()),
        (Some("req-1"), Some("7"))
    );
    assert_eq!(
        (error.attempts(), error.elapsed()),
        (3, Duration::from_secs(2))
    );
    assert_eq!(
        (error.message(), error.outcome()),
        (Some("Invalid."), Outcome::Refused)
    );
    assert_eq!(error.field_errors()["name"], ["too long"]);
    let error = TestError::connect("no route").may_be_applied().build();
    assert_eq!(
        (error.outcome(), error.is_retryable()),
        (Outcome::Unknown, false)
    );
    let error = TestError::undecodable("text").response(200, "{}").build();
    assert_eq!(
        (error.status(), error.raw_body()),
        (Some(200), Some(&b"{}"[..]))
    );
}

#[test]
fn test_error_invalid_argument_panics_with_the_argument() {
    for (wrong, text) in [
        ((|| TestError::status(204, "")) as fn() -> TestError, "204"),
        (|| TestError::status(1000, ""), "1000"),
        (|| TestError::status(404, "").header("a b", "c"), "a b: c"),
    ] {
        let panic = std::panic::catch_unwind(wrong).unwrap_err();
        let message = panic.downcast_ref::<String>().unwrap();
        assert!(message.contains(text), "{message}");
    }
}

#[test]
fn received_types_can_be_constructed() {
    let id: GroupId = "g1".parse().unwrap();
    let mut group = Group::new(id.into(), "Sales".to_owned().into());
    group.description = "All sellers".to_owned().into();
    let user = User::new(
        "a@example.com".to_owned().into(),
        UserId::try_from(1001).unwrap().into(),
    );
    assert_eq!(user.email, "a@example.com");
    let json = serde_json::from_str("[1]").unwrap();
    let mut page = Page::new(vec![group]);
    page.unreadable
        .push(UnreadableItem::new(1, json, "not an object"));
    assert_eq!(page.items[0].description(), Some("All sellers"));
    assert_eq!(page.unreadable[0].json.get(), "[1]");
}
