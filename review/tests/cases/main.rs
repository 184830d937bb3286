//! Tables of invalid contracts: the findings of each row, and whether each patch solves its
//! problem.

#![allow(clippy::unwrap_used, missing_docs)]

mod rows;

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use rows::*;

use tallyfy_review::rules::{CONTRACT, Example, rules};
use tallyfy_review::{Contract, Date, Evidence, Finding, allowed, lint};

fn today() -> Option<Date> {
    Date::from_ymd_opt(2026, 11, 28)
}

fn contract(from: &str, to: &str) -> Contract {
    assert!(CONTRACT.contains(from), "the contract has no {from:?}");
    Contract::new("groups.yaml", CONTRACT.replacen(from, to, 1))
}

fn codes(findings: &[Finding]) -> String {
    let mut codes: Vec<&str> = findings.iter().map(|finding| finding.code).collect();
    codes.sort_unstable();
    codes.join(" ")
}

/// Returns the number of lines above an edit on which a finding may be.
fn lines_above(code: &str) -> usize {
    match code {
        // The finding is at the method of the operation.
        "missing-status" => 60,
        "missing-operation-id" => 1,
        _ => 0,
    }
}

/// The snapshot has the lines of the findings, counted from the first line of the edit.
#[test]
fn lint_each_row_finds_its_codes_on_the_edited_lines() {
    let (mut wrong, mut table) = (Vec::new(), String::new());
    for (from, to, expected) in ROWS {
        let findings = lint(&contract(from, to), today());
        let found = codes(&findings);
        let first = 1 + CONTRACT[..CONTRACT.find(from).unwrap()].lines().count();
        let end = first + to.lines().count().max(1);
        let is_far = |one: &&Finding| {
            let first = first.saturating_sub(lines_above(one.code));
            !(first..end).contains(&one.position.line)
        };
        let far: Vec<&Finding> = findings.iter().filter(is_far).collect();
        if found != *expected || !far.is_empty() {
            wrong.push(format!(
                "{to}expected: {expected}\nfound: {found}\nfar: {far:#?}\n{findings:#?}"
            ));
        }
        _ = writeln!(table, "{to}");
        for one in &findings {
            let relative = |line: usize| line.cast_signed() - first.cast_signed() + 1;
            let line = relative(one.position.line);
            let (code, message, help) = (one.code, &one.message, &one.help);
            _ = writeln!(table, "{line} | {code} | {message} | {help}");
            if let Some(patch) = &one.patch {
                _ = writeln!(table, "    line {} becomes:", relative(patch.line));
                for line in &patch.with {
                    _ = writeln!(table, "    {line}");
                }
            }
        }
        table += "----\n";
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    insta::assert_snapshot!(table);
}

/// Applies each patch of each row and of each example of a rule. The patch must solve its problem,
/// and no new problem may appear.
#[test]
fn lint_patch_applied_solves_its_problem_and_adds_none() {
    let rows = ROWS.iter().map(|(from, to, _)| contract(from, to));
    let examples = rules().filter_map(|rule| match rule.example {
        Example::Edit { passes, fails } => Some(contract(passes, fails)),
        Example::Evidence { name, fails, .. } => Some(with_evidence(name, fails)),
        Example::Contract(_) => None,
    });
    let (mut patched, mut wrong) = (0, Vec::new());
    for contract in rows.chain(examples) {
        let findings = lint(&contract, today());
        for (at, finding) in findings.iter().enumerate() {
            let Some(patch) = &finding.patch else {
                continue;
            };
            patched += 1;
            let mut lines: Vec<String> = contract.text.lines().map(str::to_owned).collect();
            lines.splice(patch.line - 1..patch.line, patch.with.clone());
            let text = lines.join("\n") + "\n";
            let left = lint(
                &Contract {
                    text,
                    ..contract.clone()
                },
                today(),
            );
            let mut others = findings.clone();
            others.remove(at);
            let known = |one: &&Finding| {
                let is = |other: &Finding| (one.code, &one.message) == (other.code, &other.message);
                others.iter().any(is)
            };
            let new: Vec<&Finding> = left.iter().filter(|one| !known(one)).collect();
            if !new.is_empty() || left.len() >= findings.len() {
                wrong.push(format!("{}: {patch:?}\n{new:#?}", finding.code));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    // The snapshots of the rows and of the examples show each patch.
    assert!(patched >= 100, "{patched}");
}

/// Returns the example contract with an evidence file.
fn with_evidence(name: &str, body: &str) -> Contract {
    let mut contract = contract("", "");
    contract.evidence.push(Evidence {
        name: name.to_owned(),
        body: body.to_owned(),
    });
    contract
}

/// A patch changes only a line in the usual form.
#[test]
fn lint_unusual_notation_has_no_patch() {
    for (from, to) in [
        (
            "          type: string\n          nullable: true\n          description: The creation time.\n          x-source:\n            - S0\n",
            "          {type: string, format: date-time, description: When., x-source: [S0]}\n",
        ),
        (
            "      description: Deletes a group.\n",
            "      description: >-\n        no\n        2026-03-22 was the first day of it.\n",
        ),
        (
            "        - name: sort_by\n          in: query\n",
            "        - name: sort_by\n          in:\n            query\n          required:\n            'no'\n",
        ),
    ] {
        for finding in lint(&contract(from, to), today()) {
            assert_eq!(finding.patch, None, "{to}: {finding:?}");
        }
    }
}

/// Each problem is reported, although each one would prevent a check for the others.
#[test]
fn lint_several_problems_are_reported_together() {
    let edits = [
        ("schemas/createGroupInput'", "schemas/createGroupInputs'"),
        ("operationId: createGroup", "operationId: listGroups"),
        ("          type: boolean\n", "          type: strng\n"),
        (
            "      required:\n        - name\n",
            "      required:\n        - nme\n",
        ),
        (
            "  title: Example\n",
            "  title: !text Example\n  'title': Example\n",
        ),
        (
            "            type: integer\n",
            "            type: integer\n            maximum: .inf\n",
        ),
        (
            "          nullable: true\n          description: The",
            "          nullable: 'true'\n          description: The",
        ),
        (
            "    error:\n      type: object\n",
            "    error:\n      type: object\n      minProperties: -1\n",
        ),
    ];
    let text = edits.iter().fold(CONTRACT.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    });
    let findings = lint(&Contract::new("groups.yaml", text), today());
    assert_eq!(
        codes(&findings),
        "duplicate-key duplicate-operation-id number-form ref-dangling undecodable undecodable \
         unknown-required unknown-type yaml-tag"
    );
}

/// A wrong value is reported on the line of its key, with the allowed values.
#[test]
fn lint_wrong_value_names_key_and_allowed_values() {
    let contract = contract(
        NAME,
        "        name:\n          type: string\n          maxLength: -1\n",
    );
    let findings = lint(&contract, None);
    let line = contract.text.lines().nth(findings[0].position.line - 1);
    assert_eq!(line, Some("          maxLength: -1"));
    assert_eq!(
        findings[0].message,
        "the value of `maxLength` is `-1`, not an integer from 0 to 18446744073709551615"
    );
}

/// Texts with brackets in many descriptions are not nested levels.
#[test]
fn lint_many_brackets_in_texts_finds_nothing() {
    let text = CONTRACT.replace("description: ", "description: In [1, 100) {or. ");
    assert_eq!(lint(&Contract::new("groups.yaml", text), None), []);
    let text = CONTRACT.replace(
        "      description: Deletes a group.\n",
        &format!("      description: |-\n{}", "        [1, 100)\n".repeat(70)),
    );
    assert_eq!(lint(&Contract::new("groups.yaml", text), None), []);
}

/// Nested aliases stand for billions of values, but lint reads only some thousands.
#[test]
fn lint_nested_aliases_ends_soon() {
    let nested = |open: &str, close: &str| {
        let mut text = format!("{CONTRACT}x-0: &a0 {open}lol{close}\n");
        for level in 1..30 {
            let aliases = vec![format!("*a{}", level - 1); 9].join(", ");
            text += &format!("x-{level}: &a{level} [{aliases}]\n");
        }
        text
    };
    let deep = {
        let mut text = format!("{CONTRACT}x-0: &a0 [0]\n");
        for level in 1..100 {
            text += &format!("x-{level}: &a{level} [*a{}]\n", level - 1);
        }
        text
    };
    for (text, limit) in [
        (nested("'", "'"), "10000 values"),
        (nested("[", "]"), "10000 values"),
        (deep, "64 levels"),
    ] {
        let start = Instant::now();
        let findings = lint(&Contract::new("groups.yaml", text), None);
        assert!(start.elapsed() < Duration::from_secs(5));
        assert_eq!(codes(&findings), "alias-form");
        assert!(findings[0].message.contains(limit), "{findings:?}");
        assert!(findings[0].help.contains("$ref"), "{findings:?}");
    }
}

/// A file in a different encoding is an error with a position and a remedy.
#[test]
fn read_file_in_other_encoding_names_position_and_remedy() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("encodings");
    std::fs::create_dir_all(&folder).unwrap();
    let read = |bytes: &[u8]| {
        std::fs::write(folder.join("groups.yaml"), bytes).unwrap();
        Contract::read(&folder, "groups.yaml").map_err(|error| error.to_string())
    };
    let latin_1 = b"openapi: 3.0.3\ninfo:\n  title: \xC3\xA9 Soci\xE9t\xE9\n";
    let error = read(latin_1).unwrap_err();
    assert_eq!(
        error,
        "groups.yaml:3:16: the byte 0xE9 is not valid UTF-8; the file may be ISO-8859-1; save it \
         as UTF-8, for example with `iconv -f ISO-8859-1 -t UTF-8`"
    );
    let error = read(b"\xFF\xFEo\0p\0").unwrap_err();
    assert!(
        error.starts_with("groups.yaml:1:1: ") && error.contains("UTF-16LE"),
        "{error}"
    );
    let error = read(b"title: a\xE2\x82").unwrap_err();
    assert!(error.starts_with("groups.yaml:1:9: "), "{error}");
    // An editor may write a byte order mark before UTF-8.
    assert_eq!(read("\u{FEFF}a: é".as_bytes()).unwrap().text, "a: é");
}

/// The list of comments has their lines, owners and dates.
#[test]
fn allowed_comments_are_listed_with_owner_and_date() {
    let contract = contract(
        TITLE,
        "  # allow(long-line, owner: api-team, until: 2027-03-31): a long title\n  # allow(trailing-blank): a habit\n  title: Example\n  x-text: |\n    # allow(long-line): a text\n",
    );
    let list = allowed(&contract);
    let first = 1 + CONTRACT[..CONTRACT.find(TITLE).unwrap()].lines().count();
    // The example contract itself has other comments.
    assert_eq!(list.len(), 4);
    let shown: Vec<_> = list
        .iter()
        .take(2)
        .map(|allow| {
            let until = allow.until.map(|until| until.to_string());
            (
                allow.line,
                allow.code.as_str(),
                allow.owner.as_deref(),
                until,
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            (
                first,
                "long-line",
                Some("api-team"),
                Some("2027-03-31".to_owned())
            ),
            (first + 1, "trailing-blank", None, None),
        ]
    );
    assert_eq!(list[0].reason, "a long title");
}
