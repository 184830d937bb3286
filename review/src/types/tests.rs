//! What serde makes of each kind of type, as its documentation and its derived code have it.

#![allow(clippy::unwrap_used)]

use serde_json::{Value, json};

use super::{Not, Types};

const CLIENT: &str = r##"
pub mod types {
    pub enum Name {
        #[serde(rename = "circle")]
        Circle(::std::string::String),
        #[serde(rename = "square")]
        Square { #[serde(rename = "x-y")] x: i64, #[serde(default)] is: bool },
        #[serde(rename = "pair")]
        Pair(i64, bool),
        None,
    }
    #[serde(tag = "kind", deny_unknown_fields)]
    pub enum Tag {
        Circle { a: ::std::string::String },
        Guest(Guest),
        None,
    }
    #[serde(tag = "kind", content = "value")]
    pub enum Content {
        Name(::std::option::Option<i64>),
        Range { from: i64 },
        None,
    }
    #[serde(untagged)]
    pub enum Untagged {
        Text(::std::string::String),
        Object {
            a: i64,
            #[serde(flatten)]
            extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
        },
        Pair((bool, i64)),
        None,
    }
    #[serde(untagged)]
    pub enum Odd {
        Text(::std::string::String),
        Id(::uuid::Uuid),
    }
    #[serde(rename_all = "camelCase")]
    pub enum Renamed { One }
    pub struct Guest { email: ::std::option::Option<::std::string::String>, age: u8 }
    pub struct Filled {
        #[serde(default = "defaults::default_u64::<i64, 7>")]
        count: i64,
        #[serde(default = "defaults::filled_name")]
        name: Named,
        #[serde(default = "defaults::filled_name")]
        word: Name,
        #[serde(default = "defaults::filled_tags")]
        tags: ::std::option::Option<::std::vec::Vec<Named>>,
    }
    #[serde(transparent)]
    pub struct Named(::std::string::String);
    #[serde(transparent)]
    pub struct Few(i64);
    impl ::std::convert::TryFrom<i64> for Few {
        fn try_from(value: i64) -> Result<Self, E> {
            if ![1_i64, -2_i64].contains(&value) { Err("invalid value".into()) } else { Ok(Self(value)) }
        }
    }
    pub struct Flat {
        #[serde(flatten)]
        guest: Guest,
    }
    pub mod defaults {
        pub(super) fn filled_name() -> super::Named { super::Named("big".to_string()) }
        pub(super) fn filled_tags() -> T {
            ::std::option::Option::Some(vec![super::Named("a".to_string())])
        }
    }
}
"##;

const UNKNOWN: &str = "?";
const REFUSED: &str = "-";

fn decoded(of: &str, value: &Value) -> Value {
    let types = Types::of(&syn::parse_file(CLIENT).unwrap());
    match types.decode(&syn::parse_str(of).unwrap(), value, ".it") {
        Ok(value) => value,
        Err(Not::Refused { .. }) => json!(REFUSED),
        Err(Not::Unknown { .. }) => json!(UNKNOWN),
    }
}

#[test]
fn each_kind_of_type_takes_what_serde_takes() {
    let rows = [
        ("types::Name", json!("None"), json!("None")),
        ("types::Name", json!({ "None": null }), json!("None")),
        ("types::Name", json!("circle"), json!(REFUSED)),
        ("types::Name", json!("Circle"), json!(REFUSED)),
        (
            "types::Name",
            json!({ "circle": "a" }),
            json!({ "circle": "a" }),
        ),
        (
            "types::Name",
            json!({ "circle": "a", "None": null }),
            json!(REFUSED),
        ),
        (
            "types::Name",
            json!({ "square": { "x-y": 1, "z": 2 } }),
            json!({ "square": { "x-y": 1, "is": false } }),
        ),
        (
            "types::Name",
            json!({ "square": [1] }),
            json!({ "square": { "x-y": 1, "is": false } }),
        ),
        (
            "types::Name",
            json!({ "pair": [1, true] }),
            json!({ "pair": [1, true] }),
        ),
        ("types::Name", json!({ "pair": [1] }), json!(REFUSED)),
        (
            "types::Tag",
            json!({ "kind": "Circle", "a": "b" }),
            json!({ "kind": "Circle", "a": "b" }),
        ),
        (
            "types::Tag",
            json!({ "kind": "Circle", "a": 1 }),
            json!(REFUSED),
        ),
        (
            "types::Tag",
            json!({ "kind": "Circle", "a": "b", "c": 1 }),
            json!(REFUSED),
        ),
        (
            "types::Tag",
            json!({ "kind": "None", "c": 1 }),
            json!({ "kind": "None" }),
        ),
        (
            "types::Tag",
            json!({ "kind": "Guest", "age": 1 }),
            json!({ "kind": "Guest", "age": 1, "email": null }),
        ),
        ("types::Tag", json!({ "a": "b" }), json!(REFUSED)),
        (
            "types::Tag",
            json!(["Circle", "b"]),
            json!({ "kind": "Circle", "a": "b" }),
        ),
        ("types::Tag", json!(["None", 1]), json!(REFUSED)),
        ("types::Tag", json!({"kind": 0, "a": "b"}), json!(UNKNOWN)),
        (
            "types::Content",
            json!({ "kind": "Name" }),
            json!({ "kind": "Name", "value": null }),
        ),
        ("types::Content", json!({ "kind": "Range" }), json!(REFUSED)),
        (
            "types::Content",
            json!({ "kind": "Range", "value": [1] }),
            json!(REFUSED),
        ),
        (
            "types::Content",
            json!({ "kind": "Range", "value": { "from": 1 }, "more": 1 }),
            json!({ "kind": "Range", "value": { "from": 1 } }),
        ),
        (
            "types::Content",
            json!({ "kind": "None", "value": null }),
            json!({ "kind": "None" }),
        ),
        ("types::Untagged", json!("a"), json!("a")),
        (
            "types::Untagged",
            json!({ "a": 1, "b": [] }),
            json!({ "a": 1, "b": [] }),
        ),
        ("types::Untagged", json!({ "a": "1" }), json!(REFUSED)),
        ("types::Untagged", json!([true, 1]), json!([true, 1])),
        ("types::Untagged", json!(null), json!(null)),
        ("types::Odd", json!("a"), json!("a")),
        ("types::Odd", json!(1), json!(UNKNOWN)),
        ("types::Renamed", json!("one"), json!(UNKNOWN)),
        (
            "types::Guest",
            json!([null, 1]),
            json!({ "email": null, "age": 1 }),
        ),
        ("types::Guest", json!([null]), json!(REFUSED)),
        (
            "types::Filled",
            json!({ "word": "None" }),
            json!({ "count": 7, "name": "big", "word": "None", "tags": ["a"] }),
        ),
        ("types::Few", json!(-2), json!(-2)),
        ("types::Few", json!(2), json!(REFUSED)),
        ("types::Flat", json!({ "age": 1 }), json!(UNKNOWN)),
        ("[bool; 2]", json!([true, false]), json!([true, false])),
        ("[bool; 2]", json!([true]), json!(REFUSED)),
        ("f64", json!(1), json!(1.0)),
        ("f32", json!(1), json!(1.0)),
        ("f32", json!(16_777_217), json!(16_777_216.0)),
        ("f32", json!(0.1), json!(0.1)),
        ("f32", json!(1e300), json!(null)),
        (
            "::std::collections::HashMap<String, i64>",
            json!({ "a": 1 }),
            json!({ "a": 1 }),
        ),
        (
            "::std::collections::HashMap<String, i64>",
            json!({ "a": "b" }),
            json!(REFUSED),
        ),
    ];
    for (of, value, expected) in rows {
        assert_eq!(decoded(of, &value), expected, "{of}: {value}");
    }
}
