//! The rules of changes, each with its example and its mirror; and how a difference is shown.

#![allow(clippy::unwrap_used, missing_docs)]

mod checkout;

use std::collections::BTreeSet;

use checkout::{loaded, package};
use proptest::prelude::*;
use tallyfy_review::rules::changes::{
    Sides, WITHOUT_EXAMPLE, change, changes, example_of, explain,
};
use tallyfy_review::rules::{CONTRACT, rules};
use tallyfy_review::{
    Bump, Change, Contract, Diff, DiffFormat, LoadedContract, changelog, diff, report,
};

fn compare(old: &str, new: &str) -> Diff {
    diff(&loaded("old.yaml", old), &loaded("new.yaml", new))
}

/// Add and remove, narrower and wider: what one kind does, another takes back.
#[test]
fn each_kind_of_change_has_one_that_takes_it_back() {
    let codes: BTreeSet<&str> = changes().map(|rule| rule.code).collect();
    assert_eq!(codes.len(), changes().count());
    // `cargo xtask explain` takes both.
    assert!(rules().all(|rule| !codes.contains(rule.code)));
    for rule in changes() {
        let mirror = change(rule.mirror).unwrap_or_else(|| panic!("no {}", rule.mirror));
        assert_eq!(mirror.mirror, rule.code);
        // What is judged in one direction alone says why, and so does its mirror.
        match (rule.sides, mirror.sides) {
            (Sides::Some(why), Sides::Some(other)) => assert_eq!(why, other),
            (one, other) => assert_eq!(one, other, "{}", rule.code),
        }
        let opposites = [
            ("-added", "-removed"),
            ("-removed", "-added"),
            ("-allowed", "-refused"),
            ("-tightened", "-loosened"),
            ("-closed", "-opened"),
        ];
        for (one, other) in opposites {
            if let Some(stem) = rule.code.strip_suffix(one) {
                assert_eq!(rule.mirror, format!("{stem}{other}"));
            }
        }
    }
}

/// Every code that a comparison can report has a rule.
#[test]
fn each_change_has_a_rule() {
    let table = package().join("src/diff/judge/kind.rs");
    let table = std::fs::read_to_string(table).unwrap();
    for rule in changes() {
        let code = format!("\"{}\"", rule.code);
        assert!(table.contains(&code), "nothing reports {code}");
    }
}

#[test]
fn each_kind_of_change_is_what_its_example_is() {
    let mut table = String::new();
    for rule in changes() {
        let code = rule.code;
        assert!(explain(rule).contains(rule.what));
        let Some(example) = example_of(rule) else {
            let is_known = |(known, _): &(&str, &str)| [code, rule.mirror].contains(known);
            assert!(
                WITHOUT_EXAMPLE.iter().any(is_known),
                "{code} has no example"
            );
            continue;
        };
        for (from, _) in rule.example {
            assert!(CONTRACT.contains(from), "{code}: no {from:?}");
        }
        let diff = compare(&example.before, &example.after);
        let codes: Vec<&str> = diff.changes.iter().map(|change| change.code).collect();
        assert!(
            !codes.is_empty() && codes.iter().all(|found| *found == code),
            "{codes:?}: {:?}",
            example.edits
        );
        let change = &diff.changes[0];
        let [wire, source, decode] = [&change.wire, &change.source, &change.decode];
        // Nothing is said to break without what shows it.
        for verdict in [wire, source, decode] {
            let is_shown = verdict.bump != Bump::Major || verdict.witness.is_some();
            assert!(is_shown, "{code}: {}", verdict.why);
        }
        table += &format!(
            "{code:<28} {:<6} {:<6} {:<6} {}\n",
            wire.bump.to_string(),
            source.bump.to_string(),
            decode.bump.to_string(),
            change.what
        );
    }
    insta::assert_snapshot!(table);
}

/// Several changes at once, in each form.
#[test]
fn a_difference_is_shown_to_people_and_machines() {
    let mut new = CONTRACT.to_owned();
    for (from, to) in [
        ("  version: 1.0.0", "  version: 1.1.0"),
        ("          type: boolean\n", "          type: string\n"),
        (
            "              - created_at\n",
            "              - created_at\n              - id\n",
        ),
        ("        created_at:\n", "        made_at:\n"),
        (
            "description: A group to create.",
            "description: The fields of a new group.",
        ),
        ("operationId: deleteGroup", "operationId: removeGroup"),
    ] {
        assert!(new.contains(from));
        new = new.replacen(from, to, 1);
    }
    let mut diff = compare(CONTRACT, &new);
    diff.announce("the crate's version", "0.3.1", "0.4.0");
    for (name, format) in [
        ("text", DiffFormat::Text),
        ("markdown", DiffFormat::Markdown),
        ("json", DiffFormat::Json),
        ("github", DiffFormat::Github),
    ] {
        insta::assert_snapshot!(name, report(&diff, format));
    }
    insta::assert_snapshot!("changelog", changelog(&diff));
    assert_eq!(diff.bump(), Bump::Major);
    let json: serde_json::Value = serde_json::from_str(&report(&diff, DiffFormat::Json)).unwrap();
    assert_eq!(
        json["changes"].as_array().unwrap().len(),
        diff.changes.len()
    );
    let enough: Vec<bool> = diff.versions.iter().map(|one| one.is_enough).collect();
    assert_eq!(enough, [false, true]);
}

/// Nobody can correct an old contract, so a base that generates no client is compared all the same.
#[test]
fn diff_base_without_client_judges_wire_and_states_the_reason() {
    let base = CONTRACT.replacen("operationId: createGroup", "operationId: listGroups", 1);
    let head = CONTRACT.replacen("type: boolean", "type: string", 1);
    let contract = || Contract::new("old.yaml", base.clone());
    assert!(LoadedContract::of(contract()).is_err());
    let base = LoadedContract::of_base(contract()).ok().unwrap();
    let diff = diff(&base, &loaded("new.yaml", head));
    let change = diff.changes.iter().find(|one| one.code == "type-changed");
    let change = change.unwrap();
    assert_eq!(
        (change.wire.bump, change.source.bump),
        (Bump::Major, Bump::None)
    );
    for format in [DiffFormat::Text, DiffFormat::Markdown, DiffFormat::Json] {
        let text = report(&diff, format);
        assert!(
            text.contains("SOURCE is not judged, because old.yaml"),
            "{text}"
        );
    }
    // A text that is no OpenAPI document cannot be compared.
    assert!(LoadedContract::of_base(Contract::new("old.yaml", "x: 1\n")).is_err());
}

/// The contract describes requests and responses, so its version follows WIRE.
#[test]
fn info_version_added_required_property_follows_wire() {
    let property = "        colour:\n          type: string\n          description: New.\n          x-source:\n            - S0\n        active:\n";
    let head = CONTRACT
        .replacen("        active:\n", property, 1)
        .replacen(
            "        - id\n      properties",
            "        - id\n        - colour\n      properties",
            1,
        );
    let diff = compare(CONTRACT, &head);
    assert_eq!(
        (diff.most(|one| &one.wire), diff.bump()),
        (Bump::Minor, Bump::Major)
    );
    assert_eq!(diff.versions[0].least.as_deref(), Some("1.1.0"));
}

#[test]
fn changelog_deprecated_parts_has_a_line_for_each() {
    let head = CONTRACT
        .replacen(
            "          type: boolean\n",
            "          type: boolean\n          deprecated: true\n",
            1,
        )
        .replacen(
            "operationId: deleteGroup\n",
            "operationId: deleteGroup\n      deprecated: true\n",
            1,
        );
    let diff = compare(CONTRACT, &head);
    let source: Vec<Bump> = diff.changes.iter().map(|one| one.source.bump).collect();
    assert_eq!(source, [Bump::Minor, Bump::None]);
    let log = changelog(&diff);
    for line in [
        "`deleteGroup` is now deprecated.",
        "`group.active` is now deprecated.",
    ] {
        assert!(log.contains(line), "{log}");
    }
}

/// Two limits that no float tells apart are two limits.
#[test]
fn limits_are_compared_exactly() {
    const PLACE: &str = "          items:\n            type: integer\n";
    let with = |most: u64| {
        assert!(CONTRACT.contains(PLACE));
        CONTRACT.replacen(PLACE, &format!("{PLACE}            maximum: {most}\n"), 1)
    };
    let (more, less) = (with(9_007_199_254_740_993), with(9_007_199_254_740_992));
    for (old, new, code, bump) in [
        (&more, &less, "limit-tightened", Bump::Major),
        (&less, &more, "limit-loosened", Bump::Minor),
    ] {
        let diff = compare(old, new);
        let found: Vec<_> = diff
            .changes
            .iter()
            .map(|one| (one.code, one.wire.bump))
            .collect();
        assert_eq!(found, [(code, bump)]);
    }
}

#[test]
fn what_is_the_same_is_no_change() {
    let same = compare(CONTRACT, CONTRACT);
    assert!(same.changes.is_empty());
    assert_eq!(
        report(&same, DiffFormat::Text),
        "no change from old.yaml to new.yaml\n"
    );
    assert_eq!(report(&same, DiffFormat::Github), "");
    assert!(same.versions.iter().all(|version| version.is_enough));
}

/// A comment is capped, and says so; a hostile description ends no cell and begins no tag.
#[test]
fn a_comment_in_a_pull_request_is_of_bounded_length() {
    let mut new = CONTRACT.to_owned();
    let property = "        active:\n";
    let at = new.find(property).unwrap();
    let many: String = (0..200)
        .map(|n| {
            format!(
                "        'p{n}|<b>':\n          type: string\n          description: New.\n          \
                 x-source:\n            - S0\n"
            )
        })
        .collect();
    new.insert_str(at, &many);
    let text = report(&compare(CONTRACT, &new), DiffFormat::Markdown);
    assert!(text.len() < 65_536, "{}", text.len());
    assert!(text.contains("And 160 more changes."), "{text}");
    assert!(!text.contains("<b>`|") && !text.replace("`", "").contains("summary><b>"));
}

#[test]
fn a_version_announces_what_has_changed() {
    let mut table = String::new();
    let major = compare(
        CONTRACT,
        &CONTRACT.replacen("type: boolean", "type: string", 1),
    );
    let minor = compare(
        CONTRACT,
        &CONTRACT.replacen("              - created_at\n", "", 1),
    );
    let words = compare(CONTRACT, &CONTRACT.replacen("A group.", "One group.", 1));
    assert_eq!(minor.bump(), Bump::Major);
    for (name, diff) in [("major", major), ("words", words)] {
        for (from, to) in [
            ("1.2.3", "1.2.3"),
            ("1.2.3", "1.2.4"),
            ("1.2.3", "1.3.0"),
            ("1.2.3", "2.0.0"),
            ("0.2.3", "0.2.4"),
            ("0.2.3", "0.3.0"),
            ("1.0.0-rc.1", "2.0.0"),
            ("1.0", "2.0.0"),
            ("1.0.0", "next"),
            ("v2", "1.0.0"),
            ("v2", "v2"),
            ("18446744073709551615.0.0", "18446744073709551615.0.0"),
            ("0.18446744073709551615.18446744073709551615", "1.0.0"),
            ("18446744073709551616.0.0", "1.0.0"),
        ] {
            let mut diff = diff.clone();
            diff.announce("version", from, to);
            let version = diff.versions.last().unwrap();
            table += &format!(
                "{name}: {from} to {to} {}; least {}\n",
                version.state(),
                version.least.as_deref().unwrap_or("unknown")
            );
        }
    }
    insta::assert_snapshot!(table);
}

/// A change that Rust is told by is more than words, even where only words of the contract have
/// changed.
#[test]
fn words_that_change_rust_are_shown_as_a_change() {
    let mut words = compare(CONTRACT, &CONTRACT.replacen("A group.", "One group.", 1));
    assert!(words.changes.iter().all(Change::is_words));
    words.changes[0].source.bump = Bump::Minor;
    assert!(!words.changes[0].is_words());
    for (format, expected) in [
        (DiffFormat::Text, "   1. minor  the description of "),
        (DiffFormat::Markdown, "| none | minor | none |"),
        (DiffFormat::Github, "::warning file=new.yaml,"),
    ] {
        let text = report(&words, format);
        assert!(
            text.contains(expected) && !text.contains("documentation-only"),
            "{text}"
        );
    }
}

/// A line, and all below it that belong to it.
fn block(lines: &[String], from: usize) -> std::ops::Range<usize> {
    let depth = |line: &str| line.len() - line.trim_start().len();
    let below = lines[from + 1..].iter();
    let count = below
        .take_while(|line| depth(line) > depth(&lines[from]))
        .count();
    from..from + 1 + count
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// Whatever differs is said, in each form, and what does not differ is not.
    #[test]
    fn nothing_that_differs_is_passed_over(
        edits in prop::collection::vec((0_usize..400, 0_usize..400, 0_u8..3), 1..3),
    ) {
        let mut lines: Vec<String> = CONTRACT.lines().map(str::to_owned).collect();
        for (from, to, how) in edits {
            let (from, to) = (from % lines.len(), to % lines.len());
            let block = block(&lines, from);
            match how {
                0 => drop(lines.drain(block)),
                // To where another block of its depth begins.
                1 => {
                    let copy = lines[block].to_vec();
                    let depth = |line: &str| line.len() - line.trim_start().len();
                    let mut rest = (to..lines.len()).chain(0..to);
                    let place = rest.find(|place| depth(&lines[*place]) == depth(&copy[0]));
                    let place = place.unwrap_or(from);
                    lines.splice(place..place, copy);
                }
                // The value of another line.
                _ => {
                    let value = lines[to].split_once(": ").map(|(_, value)| value.to_owned());
                    let key = lines[from].split_once(": ").map(|(key, _)| key.to_owned());
                    if let (Some(key), Some(value)) = (key, value) {
                        lines[from] = format!("{key}: {value}");
                    }
                }
            }
        }
        let new = Contract::new("new.yaml", lines.join("\n") + "\n");
        if let Ok(new) = LoadedContract::of(new) {
            let old = loaded("old.yaml", CONTRACT);
            let is_same = old.tree.to_json() == new.tree.to_json();
            for (one, other) in [(&old, &new), (&new, &old)] {
                let diff = diff(one, other);
                prop_assert_eq!(diff.changes.is_empty(), is_same);
                for format in [DiffFormat::Text, DiffFormat::Markdown, DiffFormat::Json] {
                    prop_assert!(!report(&diff, format).is_empty());
                }
            }
        }
    }
}
