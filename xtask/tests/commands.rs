//! What the commands print, and their exit codes.

#![allow(clippy::unwrap_used, missing_docs)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn xtask(arguments: &[&str]) -> (Option<i32>, String, String) {
    let Output {
        status,
        stdout,
        stderr,
    } = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(arguments)
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status.code(), text(stdout), text(stderr))
}

/// A file of this test's own.
fn file(name: &str, text: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, text).unwrap();
    path
}

#[test]
fn a_contract_without_findings_is_silence() {
    for format in ["text", "github"] {
        let (code, out, err) = xtask(&["lint", "--format", format]);
        assert_eq!((code, out.as_str(), err.as_str()), (Some(0), "", ""));
    }
    let (code, out, _) = xtask(&["lint", "--format", "json"]);
    assert_eq!((code, out.as_str()), (Some(0), "[]\n"));
}

#[test]
fn findings_are_printed_and_end_with_1() {
    let path = file("broken.yaml", "openapi: 3.0.3\ninfo: \n");
    let path = path.to_str().unwrap();
    let (code, out, err) = xtask(&["lint", path]);
    assert_eq!((code, err.as_str()), (Some(1), ""));
    assert!(out.contains("error[trailing-blank]") && out.contains("error[missing-section]"));
    assert!(out.contains(":2:6"), "{out}");
    let (code, out, _) = xtask(&["lint", "--format", "github", path]);
    assert_eq!(code, Some(1));
    assert!(out.lines().all(|line| line.starts_with("::error file=")));
    let (code, out, _) = xtask(&["lint", "--format", "json", path]);
    assert_eq!(code, Some(1));
    let findings: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert!(findings.as_array().unwrap().len() >= 2);
}

#[test]
fn what_cannot_run_ends_with_2() {
    let binary = file("binary.yaml", "");
    fs::write(&binary, [0xff, 0xfe]).unwrap();
    for (arguments, expected) in [
        (vec!["lint", "no/such.yaml"], "no/such.yaml"),
        (vec!["lint", binary.to_str().unwrap()], "UTF-8"),
        (vec!["lint", "--format", "xml"], "text, json or github"),
        (vec!["lint", "--fix"], "unknown option: --fix"),
        (vec!["explain", "dangling"], "did you mean ref-dangling?"),
        (vec!["explain", "?"], "`cargo xtask rules` lists them"),
        (vec!["nonsense"], "unknown command: nonsense"),
    ] {
        let (code, out, err) = xtask(&arguments);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(err.contains(expected), "{arguments:?}: {err}");
    }
}

#[test]
fn every_rule_that_is_listed_is_explained() {
    let (code, rules, _) = xtask(&["rules"]);
    assert_eq!(code, Some(0));
    for line in rules.lines() {
        let (rule, _) = line.split_once(' ').unwrap();
        let (code, out, _) = xtask(&["explain", rule]);
        assert!(code == Some(0) && out.starts_with(rule), "{rule}: {out}");
    }
}

#[test]
fn each_part_of_the_contract_says_where_it_was_read() {
    let (code, out, _) = xtask(&["evidence"]);
    assert_eq!(code, Some(0));
    let coverage: Vec<&str> = out.lines().rev().take(3).collect();
    assert!(coverage[2].contains(" 0 of none; "), "{coverage:?}");
    assert!(
        coverage[0].ends_with(" of them as the contract says"),
        "{coverage:?}"
    );
    assert!(out.contains("group.updated_at "), "{out}");
}

#[test]
fn a_change_of_the_contract_is_judged() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let contract = fs::read_to_string(root.join("spec/groups.yaml")).unwrap();
    let old = file("old.yaml", &contract);
    let old = old.to_str().unwrap();
    let (code, out, err) = xtask(&["diff", old]);
    let expected = format!("SOURCE: none, from {old} to spec/groups.yaml\n");
    assert_eq!((code, out, err), (Some(0), expected, String::new()));

    let from = "        is_suspended:\n";
    assert!(contract.contains(from));
    let new = contract.replacen(from, "        suspended:\n", 1);
    let line = contract[..contract.find(from).unwrap()].lines().count() + 1;
    let new = file("new.yaml", &new);
    let new = new.to_str().unwrap();
    let (code, out, err) = xtask(&["diff", old, new]);
    assert_eq!((code, err.as_str()), (Some(1), ""));
    assert!(out.starts_with("SOURCE: major, "), "{out}");
    assert!(out.contains(&format!(
        "- types::User.is_suspended: Nullable<bool>\n  major: {old}:{line}: "
    )));
    assert!(out.contains(&format!(
        "+ types::User.suspended: Nullable<bool>\n  major: {new}:{line}: "
    )));

    for (arguments, expected) in [
        (vec!["diff", "no-such-revision"], "no-such-revision"),
        (vec!["diff", "--output=x"], "--output=x"),
        (vec!["diff", old, old, old], "two contracts at most"),
    ] {
        let (code, out, err) = xtask(&arguments);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(err.contains(expected), "{arguments:?}: {err}");
    }
}

#[test]
fn a_revision_is_compared_with() {
    let git = Command::new("git").args(["rev-parse", "HEAD"]).output();
    if !git.is_ok_and(|output| output.status.success()) {
        println!("skipped: this is no checkout of git's");
        return;
    }
    // What is not yet committed may be anything.
    for revision in ["HEAD", "HEAD:spec/groups.yaml"] {
        let (_, out, err) = xtask(&["diff", revision]);
        assert!(
            out.contains(", from HEAD:spec/groups.yaml to spec/groups.yaml\n"),
            "{out}{err}"
        );
        let (code, out, _) = xtask(&["diff", revision, "HEAD"]);
        assert!(
            code == Some(0) && out.starts_with("SOURCE: none, "),
            "{out}"
        );
    }
}

#[test]
fn the_page_is_written_where_it_is_wanted() {
    let path = file("contract.html", "old");
    let (code, out, err) = xtask(&["docs", path.to_str().unwrap()]);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    assert_eq!(out.trim_end(), path.to_str().unwrap());
    let page = fs::read_to_string(&path).unwrap();
    assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>"));
    let (code, _, err) = xtask(&["docs", "/no/such/folder/contract.html"]);
    assert!(code == Some(2) && err.contains("/no/such/folder"), "{err}");
}

#[test]
fn what_is_derived_is_fresh() {
    let (code, out, err) = xtask(&["regen", "--check"]);
    assert_eq!((code, out.as_str(), err.as_str()), (Some(0), "", ""));
}
