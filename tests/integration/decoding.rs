//! Tests of decoding. The client can decode the bodies of every version of the API. Encoding the
//! decoded value returns the same body. `errors.rs` tests decoding errors. `unreadable_items.rs`
//! tests unreadable items of lists.

use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tallyfy_groups::generated::types;
use tallyfy_groups::{Group, Nullable, User, UserId};

use crate::contract::evidence;

/// Decodes a body, and returns the decoded value. Checks that encoding this value returns the same
/// body.
#[track_caller]
fn round_trip<T: DeserializeOwned + Serialize>(name: &str, body: &Value) -> T {
    let decoded: T = serde_json::from_value(body.clone())
        .unwrap_or_else(|error| panic!("{name} does not decode: {error}"));
    let encoded = serde_json::to_value(&decoded).unwrap();
    assert_eq!(encoded, *body, "{name}: encoding changed the body");
    decoded
}

/// Decodes a text, and checks that encoding the decoded value returns the same JSON. The test uses
/// a text, because a `serde_json::Value` does not keep all digits of a number.
#[track_caller]
fn round_trip_text<T: DeserializeOwned + Serialize>(text: &str) {
    let decoded: T = serde_json::from_str(text).unwrap_or_else(|e| panic!("{text}: {e}"));
    let encoded = serde_json::to_value(&decoded).unwrap();
    assert_eq!(encoded, serde_json::from_str::<Value>(text).unwrap());
}

#[test]
fn documented_bodies_round_trip_unchanged() {
    for (name, body) in evidence() {
        if name.contains("createGroup-request") {
            round_trip::<types::CreateGroupInput>(&name, &body);
        } else if name.contains("listGroups") {
            round_trip::<types::GroupListResponse>(&name, &body);
        } else if name.contains("listMembers") {
            round_trip::<types::UserListResponse>(&name, &body);
        } else {
            round_trip::<types::GroupResponse>(&name, &body);
        }
    }
}

#[test]
fn documented_bodies_decode_to_snapshots() {
    let evidence = evidence();
    let mut settings = insta::Settings::clone_current();
    settings.set_omit_expression(true);
    settings.bind(|| {
        for name in ["S0-listGroups-200", "S2-listGroups-200"] {
            let body: types::GroupListResponse = round_trip(name, &evidence[name]);
            insta::assert_debug_snapshot!(name, body);
        }
        let name = "S4-listMembers-200";
        let body: types::UserListResponse = round_trip(name, &evidence[name]);
        insta::assert_debug_snapshot!(name, body);
    });
}

/// The documents of the API contradict each other, so the client accepts several variants of a
/// field.
#[test]
fn group_all_variants_round_trip_unchanged() {
    let variants = [
        json!({"id": 42}),
        json!({"id": "g1", "updated_at": "2023-03-10T09:00:00Z", "deleted_at": null}),
        json!({"id": "g1", "last_updated": "2025-01-15 10:30:00"}),
        json!({"id": "g1", "created_at": "soon"}),
        json!({"id": "g1", "members": [1001, "1005"], "guests": null}),
        json!({"id": "g1", "members": null, "guests": []}),
        json!({"id": "g1", "guests": {"data": [{"email": "a@b.c", "stats": {"tasks": 3}}]}}),
        json!({"id": "g1", "guests": {"data": null}}),
        json!({"id": "g1", "users": {"data": [{"id": 1, "email": "a@b.c", "x": 1}]}}),
        json!({"id": "g1", "users": []}),
        json!({"id": "g1", "users": null}),
        json!({"id": "g1", "logo": "https://example.com/logo.png", "assets": {"data": []}}),
        json!({"id": "g1", "assets": null, "description": null}),
        json!({"id": "g1", "a_new_field": {"deep": [1, 2.5, null, true]}, "another": null}),
    ];
    for mut variant in variants {
        variant["name"] = json!("Sales Team");
        round_trip::<Group>("a group", &variant);
    }
}

#[test]
fn user_all_variants_round_trip_unchanged() {
    let variants = [
        json!({}),
        json!({"active": true, "is_suspended": false, "user_role": "Admin"}),
        json!({"is_active": false, "role": "light", "updated_at": "2025-01-15"}),
        json!({"role": "a role of tomorrow", "status": "frozen", "last_updated": null}),
        json!({"groups": [{"id": "g1", "name": "Sales Team"}]}),
        json!({"groups": {"data": [{"id": "g1", "name": "S", "logo": null, "members": [1]}]}}),
        json!({"groups": {"data": null}}),
        json!({"groups": {"data": [], "more": 1}}),
        json!({"groups": null}),
        json!({"timezone": "Europe/Berlin", "first_name": null}),
    ];
    for mut variant in variants {
        variant["id"] = json!(1001);
        variant["email"] = json!("alice@example.com");
        round_trip::<User>("a user", &variant);
    }
}

#[test]
fn page_all_forms_of_meta_round_trip_unchanged() {
    for meta in [
        json!(null),
        json!({}),
        json!({"pagination": null}),
        json!({"pagination": {}, "request_id": "r1"}),
        json!({"pagination": {"total": 1, "links": {}}}),
        json!({"pagination": {"total": 1, "links": []}}),
        json!({"pagination": {"total": null, "links": null}}),
        json!({"pagination": {"links": {"previous": "https://x/?page=1", "next": null}}}),
    ] {
        round_trip::<types::GroupListResponse>("a page", &json!({"data": [], "meta": meta}));
    }
    round_trip::<types::GroupListResponse>("a page", &json!({"data": [], "more": true}));
}

#[test]
fn accessors_all_api_versions_return_same_values() {
    let group = |fields: Value| -> Group {
        let mut body = json!({"id": "g1", "name": "Sales Team"});
        body.as_object_mut()
            .unwrap()
            .extend(fields.as_object().unwrap().clone());
        serde_json::from_value(body).unwrap()
    };
    let user = |fields: Value| -> User {
        let mut body = json!({"id": 1001, "email": "alice@example.com"});
        body.as_object_mut()
            .unwrap()
            .extend(fields.as_object().unwrap().clone());
        serde_json::from_value(body).unwrap()
    };

    for fields in [
        json!({"updated_at": "2025-01-15"}),
        json!({"last_updated": "2025-01-15"}),
    ] {
        assert_eq!(
            group(fields.clone()).updated_at().unwrap().as_str(),
            "2025-01-15"
        );
        assert_eq!(user(fields).updated_at().unwrap().as_str(), "2025-01-15");
    }
    // The field has two names in this body: it is null under one name, and has a value under the
    // other name. The client uses the value that is not null.
    let both = group(json!({"updated_at": null, "last_updated": "2025-01-15"}));
    assert_eq!(both.updated_at().unwrap().as_str(), "2025-01-15");
    assert!(group(json!({})).updated_at().is_none());

    let ids = [1001, 1005].map(|id| UserId::try_from(id).unwrap());
    for members in [
        json!([1001, 1005]),
        json!(["1001", "1005"]),
        json!(["1001", 1005]),
    ] {
        assert_eq!(
            group(json!({"members": members})).member_ids().unwrap(),
            ids
        );
    }
    assert!(
        group(json!({"members": null}))
            .member_ids()
            .unwrap()
            .is_empty()
    );
    assert!(group(json!({"members": ["zero"]})).member_ids().is_err());

    for guests in [json!(["a@b.c"]), json!({"data": [{"email": "a@b.c"}]})] {
        assert_eq!(group(json!({"guests": guests})).guest_emails(), ["a@b.c"]);
    }
    assert!(
        group(json!({"guests": {"data": null}}))
            .guest_emails()
            .is_empty()
    );

    for role in [
        json!({"user_role": "Admin"}),
        json!({"role": "admin"}),
        json!({"role": "Admin"}),
    ] {
        assert!(user(role).has_role("admin"));
    }
    assert!(!user(json!({"role": "light"})).has_role("admin"));
    assert_eq!(user(json!({"active": true})).is_active(), Some(true));
    assert_eq!(user(json!({"is_active": false})).is_active(), Some(false));
    assert_eq!(user(json!({})).is_active(), None);

    for groups in [
        json!([{"id": "g1", "name": "Sales Team"}]),
        json!({"data": [{"id": "g1", "name": "Sales Team"}]}),
    ] {
        assert_eq!(
            user(json!({"groups": groups})).groups()[0].name,
            "Sales Team"
        );
    }
    assert!(user(json!({"groups": {"data": null}})).groups().is_empty());

    assert_eq!(
        user(json!({"full_name": "Alice Smith"})).display_name(),
        "Alice Smith"
    );
    assert_eq!(
        user(json!({"first_name": "Alice", "last_name": null})).display_name(),
        "Alice"
    );
    assert_eq!(user(json!({"username": "alice"})).display_name(), "alice");
    assert_eq!(user(json!({})).display_name(), "alice@example.com");
}

#[test]
fn nullable_absent_null_and_value_are_different() {
    let group: Group = serde_json::from_str(r#"{"id": "g", "name": "n", "logo": null}"#).unwrap();
    assert_eq!(group.logo, Nullable::Null);
    assert_eq!(group.description, Nullable::Absent);
    assert_eq!(Nullable::from("x".to_owned()).value().unwrap(), "x");
}

#[test]
fn group_id_any_number_or_text_round_trips_unchanged() {
    // `serde_json` rounds larger numbers, so this test does not use larger numbers. The decoder of
    // this client reads larger numbers digit by digit. The unit tests of the decoder check this.
    for id in ["0", "-1", "18446744073709551615", "\"\"", "\"..\""] {
        round_trip_text::<Group>(&format!(r#"{{"id": {id}, "name": "n"}}"#));
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("x_[a-z]{1,6}", inner, 0..4)
                .prop_map(|map| map.into_iter().collect()),
        ]
    })
}

proptest! {
    /// The test adds unknown fields at every level of the body.
    #[test]
    fn unknown_fields_round_trip_unchanged(extra in prop::collection::btree_map("x_[a-z]{1,6}", any_json(), 0..4)) {
        let with_extra = |mut body: Value| {
            body.as_object_mut().unwrap().extend(extra.clone());
            body
        };
        let group = with_extra(json!({"id": "g1", "name": "n", "logo": null}));
        let user = with_extra(json!({"id": 1, "email": "a@b.c", "groups": {"data": [group]}}));
        let pagination = with_extra(json!({"total": 1}));
        let body = with_extra(json!({
            "data": [user],
            "meta": with_extra(json!({"pagination": pagination})),
        }));
        let decoded: types::UserListResponse = serde_json::from_value(body.clone()).unwrap();
        prop_assert_eq!(serde_json::to_value(decoded).unwrap(), body);
    }

    #[test]
    fn arbitrary_bytes_decode_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = serde_json::from_slice::<types::GroupListResponse>(&bytes);
        let _ = serde_json::from_slice::<types::UserListResponse>(&bytes);
    }
}
