//! Tests of the values that programs create in their own tests.

use std::time::Duration;

use tallyfy_groups::testing::{ErrorBuilder, MetadataBuilder};
use tallyfy_groups::{Error, Group, GroupId, Outcome, Page, UnreadableItem, User, UserId};

type Predicate = (&'static str, fn(&Error) -> bool);

const PREDICATES: [Predicate; 24] = [
    ("is_ambiguous", Error::is_ambiguous),
    ("is_bad_request", Error::is_bad_request),
    ("is_configuration", Error::is_configuration),
    ("is_conflict", Error::is_conflict),
    ("is_token_unavailable", Error::is_token_unavailable),
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
fn error_builder_each_predicate_has_an_error() {
    let unauthorized = r#"{"message": "Unauthenticated."}"#;
    let mut unused: Vec<&str> = PREDICATES.iter().map(|(name, _)| *name).collect();
    for (expected, error) in [
        ("is_configuration", ErrorBuilder::configuration("text")),
        ("is_invalid_input", ErrorBuilder::invalid_input("text")),
        (
            "is_token_unavailable",
            ErrorBuilder::token_unavailable("text"),
        ),
        ("is_connect", ErrorBuilder::connect("text")),
        ("is_timeout", ErrorBuilder::timeout("text")),
        ("is_transport", ErrorBuilder::transport("text")),
        ("is_unreadable", ErrorBuilder::unreadable("text")),
        ("is_unreadable", ErrorBuilder::undecodable("text")),
        ("is_mismatched", ErrorBuilder::mismatched("text")),
        ("is_stale", ErrorBuilder::stale("text")),
        ("is_too_large", ErrorBuilder::too_large("text")),
        ("is_name_taken", ErrorBuilder::name_taken("text")),
        ("is_not_stored", ErrorBuilder::not_stored("text")),
        ("is_incomplete_list", ErrorBuilder::incomplete_list("text")),
        ("is_ambiguous", ErrorBuilder::ambiguous("text")),
        ("is_bad_request", ErrorBuilder::status(400, "")),
        ("is_unauthorized", ErrorBuilder::status(401, unauthorized)),
        ("is_payment_required", ErrorBuilder::status(402, "")),
        ("is_forbidden", ErrorBuilder::status(403, "")),
        ("is_not_found", ErrorBuilder::status(404, "")),
        ("is_conflict", ErrorBuilder::status(409, "")),
        ("is_validation", ErrorBuilder::status(422, "")),
        ("is_locked", ErrorBuilder::status(423, "")),
        ("is_rate_limited", ErrorBuilder::status(429, "")),
        ("is_server_error", ErrorBuilder::status(503, "")),
        ("", ErrorBuilder::unconfirmed("text")),
    ] {
        let error = error.build();
        let found = PREDICATES.iter().filter(|(_, is)| is(&error));
        let found: Vec<&str> = found.map(|(name, _)| *name).collect();
        assert_eq!(found.join(" "), expected, "{error}");
        unused.retain(|name| *name != expected);
    }
    assert!(unused.is_empty(), "{unused:?}");
}

/// Checks that `PREDICATES` contains each public method of `predicates.rs`.
#[test]
fn error_builder_table_has_each_predicate() {
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
fn error_builder_details_are_returned() {
    let body = r#"{"message": "Invalid.", "errors": {"name": ["too long"]}}"#;
    let error = ErrorBuilder::status(422, body)
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
    let item = UnreadableItem::new(0, serde_json::from_str("[1]").unwrap(), "not an object");
    let source = std::io::Error::other("closed");
    let error = ErrorBuilder::unreadable_item(item.clone()).source(source);
    let error = Error::from(error);
    assert_eq!(error.unreadable_item(), Some(&item));
    assert!(error.is_unreadable() && std::error::Error::source(&error).is_some());
    let error = ErrorBuilder::connect("no route").may_be_applied().build();
    assert_eq!(
        (error.outcome(), error.is_retryable()),
        (Outcome::Unknown, false)
    );
    let error = ErrorBuilder::undecodable("text")
        .response(200, "{}")
        .build();
    assert_eq!(
        (error.status(), error.raw_body()),
        (Some(200), Some(&b"{}"[..]))
    );
}

#[test]
fn error_builder_invalid_argument_panics_with_the_argument() {
    for (wrong, text) in [
        (
            (|| ErrorBuilder::status(204, "")) as fn() -> ErrorBuilder,
            "204",
        ),
        (|| ErrorBuilder::status(404, "").response(200, ""), "200"),
        (|| ErrorBuilder::status(1000, ""), "1000"),
        (
            || ErrorBuilder::status(404, "").header("a b", "c"),
            "a b: c",
        ),
    ] {
        let panic = std::panic::catch_unwind(wrong).unwrap_err();
        let message = panic.downcast_ref::<String>().unwrap();
        assert!(message.contains(text), "{message}");
    }
}

#[test]
fn metadata_builder_details_are_returned() {
    let metadata = MetadataBuilder::status(404)
        .header("X-Request-Id", "req-1")
        .header("Date", "today")
        .attempts(3)
        .elapsed(Duration::from_secs(2))
        .confirmed_by_read()
        .build();
    assert_eq!(
        (metadata.status(), metadata.request_id()),
        (404, Some("req-1"))
    );
    assert_eq!(metadata.headers()["date"], "today");
    assert_eq!(
        (metadata.attempts(), metadata.elapsed()),
        (3, Duration::from_secs(2))
    );
    assert!(metadata.is_confirmed_by_read());
    let metadata = MetadataBuilder::status(200).build();
    assert_eq!((metadata.attempts(), metadata.request_id()), (1, None));
    let page = Page::<User>::new(Vec::new()).with_metadata(metadata);
    assert_eq!(page.metadata().unwrap().status(), 200);
    for wrong in [
        (|| MetadataBuilder::status(99)) as fn() -> MetadataBuilder,
        || MetadataBuilder::status(200).header("a b", "c"),
    ] {
        assert!(std::panic::catch_unwind(wrong).is_err());
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
