//! Tests of the lines of hand-written code that `diff` lists for a change, and of the data of the
//! changed items.

#![allow(clippy::unwrap_used, missing_docs)]

mod checkout;

use std::fs;
use std::path::Path;

use tallyfy_review::{
    Api, Bump, Contract, Diff, ItemChange, LoadedContract, PublicItem, Surface, caller, diff, judge,
};

const NAMED: &str = "code with this name: ";
const WHOLE: &str = "code that constructs or destructures this type: ";

fn root() -> &'static Path {
    Box::leak(checkout::package().into_boxed_path())
        .parent()
        .unwrap()
}

fn loaded(text: String) -> LoadedContract {
    let contract = Contract::new("groups.yaml", text.clone());
    LoadedContract::of(contract)
        .unwrap_or_else(|findings| panic!("{}", findings[0].render("groups.yaml", &text)))
}

/// Replaces a text after a different text.
fn edited(text: &str, after: &str, from: &str, to: &str) -> String {
    let start = text.find(after).unwrap();
    let at = start + text[start..].find(from).unwrap();
    format!("{}{to}{}", &text[..at], &text[at + from.len()..])
}

/// Returns the listed places of all changes, with the listed lines in place of their numbers. Each
/// list keeps its label.
fn listed(diff: &Diff) -> Vec<String> {
    let mut lines = Vec::new();
    for says in diff.changes.iter().flat_map(|change| &change.surface) {
        let Some((label, places)) = [NAMED, WHOLE]
            .iter()
            .find_map(|label| Some((label, says.strip_prefix(label)?)))
        else {
            assert!(says.contains(": `tallyfy_groups::"), "{says}");
            continue;
        };
        lines.push((*label).trim_end().to_owned());
        let places = places.split(" and ").next().unwrap();
        for place in places.split(", ") {
            let (file, line) = place.rsplit_once(':').unwrap();
            let text = fs::read_to_string(root().join(file)).unwrap();
            let line = text
                .lines()
                .nth(line.parse::<usize>().unwrap() - 1)
                .unwrap();
            lines.push(format!("{file}: {}", line.trim()));
        }
    }
    lines
}

#[track_caller]
fn check_edit((after, from, to): (&str, &str, &str), expected: &[&str]) {
    let old = fs::read_to_string(root().join("spec/groups.yaml")).unwrap();
    let new = edited(&old, after, from, to);
    let mut diff = diff(&loaded(old), &loaded(new));
    assert!(!diff.changes.is_empty());
    diff.on_surface(&Surface::read(root()).unwrap());
    assert_eq!(listed(&diff), expected);
}

fn property(name: &str, before: &str) -> String {
    format!(
        "        {name}:\n          type: string\n          nullable: true\n          \
         description: New.\n          x-source:\n            - D\n{before}"
    )
}

#[test]
fn added_optional_property_of_type_without_literals_lists_nothing() {
    let name = "        id:\n";
    check_edit(("\n    group:\n", name, &property("colour", name)), &[]);
}

#[test]
fn added_optional_property_of_error_lists_nothing() {
    let name = "        message:\n";
    check_edit(("\n    error:\n", name, &property("reason", name)), &[]);
}

#[test]
fn added_optional_property_of_input_lists_complete_literals() {
    let name = "        members:\n";
    let added = property("colour", name);
    check_edit(
        ("\n    updateGroupInput:\n", name, &added),
        &[
            WHOLE.trim_end(),
            "src/request/body.rs: Ok(types::UpdateGroupInput {",
            "src/write/update_content.rs: let UpdateGroupInput {",
        ],
    );
}

#[test]
fn renamed_property_lists_patterns_and_accesses() {
    let renamed = (
        "\n    groupListResponse:\n",
        "        meta:\n",
        "        metadata:\n",
    );
    let pattern = "src/response/page.rs: let (GroupListResponse { data, meta, extra }, unreadable, \
                   metadata) = response.into_parts();";
    check_edit(
        renamed,
        &[
            NAMED.trim_end(),
            pattern,
            "src/progenitor_client/decode/tests.rs: \
         (&value.extra[\"x\"], value.meta.value().is_some()),",
            "src/response/page.rs: && self.meta == other.meta",
            WHOLE.trim_end(),
            pattern,
        ],
    );
}

#[test]
fn renamed_property_of_group_lists_accesses() {
    let renamed = (
        "\n    group:\n",
        "        last_updated:\n",
        "        changed_at:\n",
    );
    check_edit(
        renamed,
        &[
            NAMED.trim_end(),
            "src/response/group.rs: \
         let text = self.updated_at.text().or(self.last_updated.text());",
        ],
    );
}

#[test]
fn removed_property_of_input_lists_fields_of_literals_first() {
    let old = fs::read_to_string(root().join("spec/groups.yaml")).unwrap();
    let input = &old[old.find("\n    updateGroupInput:\n").unwrap()..];
    let start = input.find("        description:\n").unwrap();
    let end = input.find("        members:\n").unwrap();
    check_edit(
        ("\n    updateGroupInput:\n", &input[start..end], ""),
        &[
            NAMED.trim_end(),
            "src/request/body.rs: description: self",
            "src/write/update_content.rs: description,",
            "src/write/update_content.rs: let wanted = body.description.as_ref();",
            "src/write/update_content.rs: \
         if body.description.is_some() && read.description.is_absent() {",
        ],
    );
}

/// Writes a client with hand-written code, and returns the lists of a change in the contract.
fn lists_of_client(name: &str, (after, from, to): (&str, &str, &str)) -> Vec<String> {
    let client = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    for (file, lines) in CLIENT {
        let file = client.join(file);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, lines.join("\n")).unwrap();
    }
    let old = fs::read_to_string(root().join("spec/groups.yaml")).unwrap();
    let new = edited(&old, after, from, to);
    let mut diff = diff(&loaded(old), &loaded(new));
    diff.on_surface(&Surface::read(&client).unwrap());
    let changes = diff.changes.into_iter();
    let says = changes.flat_map(|change| change.surface);
    says.filter(|says| !says.contains("tallyfy_groups::"))
        .collect()
}

const CLIENT: [(&str, &[&str]); 5] = [
    ("src/lib.rs", &["pub use generated::types::{Group, User};"]),
    (
        "src/page.rs",
        &[
            "use super::meta::Layout;",
            "use crate::generated::types::GroupListResponse;",
            "// GroupListResponse { data, meta }",
            "macro_rules! m { ($(#[$doc:meta])*) => {} }",
            "struct Page { meta: u64 }",
            "impl Page { fn own(&self) -> u64 { self.meta } }",
            "impl Sealed for GroupListResponse {",
            "    fn own(&self) { self.meta; self.meta() }",
            "}",
            "fn made(response: Old) -> GroupListResponse {",
            "    GroupListResponse {",
            "        data: vec![Page { meta: 1 }],",
            "        meta: response.0,",
            "    }",
            "}",
            "fn open(it: &mut GroupListResponse) -> &mut GroupListResponse {",
            "    let GroupListResponse { ref meta, .. } = it;",
            "    let old = it.meta.len();",
            "}",
        ],
    ),
    (
        "src/error.rs",
        &[
            "use crate::generated::types;",
            "impl Sealed for super::Error {}",
            "fn made() { Error::new(1); let Error { meta } = it; crate::Error { meta: 1 } }",
            "fn read(types::Error { message, .. }: types::Error) -> types::Error {",
            "    match it { types::Error { message } => {} }",
            "}",
        ],
    ),
    ("src/generated/client.rs", &["fn f() { it.meta }"]),
    (
        "tests/integration/a.rs",
        &[
            "use tallyfy_groups::{Group as _, User};",
            "fn f(it: User) { it.meta; it.is_suspended; }",
        ],
    ),
];

#[test]
fn renamed_property_lists_exact_lines() {
    let renamed = (
        "\n    groupListResponse:\n",
        "        meta:\n",
        "        metadata:\n",
    );
    assert_eq!(
        lists_of_client("renamed_property", renamed),
        [
            "code with this name: src/page.rs:13, src/page.rs:17, src/page.rs:8, src/page.rs:18 \
             and 1 more",
            "code that constructs or destructures this type: src/page.rs:11",
        ]
    );
}

#[test]
fn removed_property_lists_lines_of_tests() {
    let renamed = (
        "\n    user:\n",
        "        is_suspended:\n",
        "        suspended:\n",
    );
    assert_eq!(
        lists_of_client("removed_property", renamed),
        ["code with this name: tests/integration/a.rs:2"]
    );
}

#[test]
fn added_property_lists_exact_lines() {
    let name = "        message:\n";
    let added = property("reason", name);
    assert_eq!(
        lists_of_client("added_property", ("\n    error:\n", name, &added)),
        ["code that constructs or destructures this type: src/error.rs:5"]
    );
}

/// Returns the items of a client with one enum.
fn items(variants: &str) -> (Api, Vec<PublicItem>) {
    let source = format!(
        "pub mod types {{
            #[derive(Clone, Debug)] #[non_exhaustive] pub enum Badge {{ {variants} }}
            impl Badge {{
                pub fn new_object(a: i64) -> Self {{ loop {{}} }}
                pub fn new_empty() -> Self {{ loop {{}} }}
            }}
        }}"
    );
    let api = Api::of(&source, &[]).unwrap();
    let items = api.changes_since(&Api::default()).into_iter();
    let items = items.map(|change| match change {
        ItemChange::Added(item) => item,
        other => panic!("{other}"),
    });
    let items = items.collect();
    (api, items)
}

#[test]
fn open_variant_without_fields_is_open_and_has_braces() {
    let (api, items) = items("#[non_exhaustive] Empty {}, Unit");
    let open: Vec<(&str, bool)> = items
        .iter()
        .map(|item| (&*item.path, item.is_open))
        .collect();
    let expected = [
        ("types::Badge", true),
        ("types::Badge::Empty", true),
        ("types::Badge::Unit", false),
    ];
    assert_eq!(open, expected);
    assert_eq!(items[0].derives, ["Clone", "Debug"]);
    assert_eq!(items[1].to_string(), "types::Badge::Empty { .. }");
    let caller = caller(&api);
    for part in [
        "types::Badge::new_empty()",
        "if let types::Badge::Empty { .. } = it { }",
    ] {
        assert!(caller.contains(part), "{caller}");
    }
}

#[test]
fn required_field_of_variant_is_read_from_constructor() {
    // The type of `a` contains the text that stands before the field `b`.
    let (api, items) = items("#[non_exhaustive] Object { a: fn(i64, b: i64), b: i64 }");
    assert_eq!(items[1].required, ["a"]);
    let caller = caller(&api);
    assert!(
        caller.contains("(a: fn (i64, b: i64)) -> types::Badge { types::Badge::new_object(a) }"),
        "{caller}"
    );
}

#[test]
fn struct_that_becomes_enum_is_different_kind_of_type() {
    let of = |kind: &str| Api::of(&format!("pub mod types {{ pub {kind} Badge {{}} }}"), &[]);
    let judged = judge(&of("struct").unwrap(), &of("enum").unwrap());
    let reasons: Vec<(Bump, &str)> = judged.iter().map(|one| (one.bump, one.why)).collect();
    let why = "code that relies on the old kind of type no longer compiles";
    assert_eq!(reasons, [(Bump::Major, why)]);
}
