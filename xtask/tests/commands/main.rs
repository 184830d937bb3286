//! Tests of the output and the exit codes of the commands.

#![allow(clippy::unwrap_used, missing_docs)]

mod bump;
mod checkouts;
mod copy_folder;
mod diff;
mod drift;
mod support;

use std::fs;

use support::{command, file, output, xtask};

#[test]
fn lint_valid_contract_prints_nothing() {
    for format in ["text", "github"] {
        let (code, out, err) = xtask(&["lint", "--format", format]);
        assert_eq!((code, out.as_str(), err.as_str()), (Some(0), "", ""));
    }
    let (code, out, _) = xtask(&["lint", "--format", "json"]);
    assert_eq!((code, out.as_str()), (Some(0), "[]\n"));
}

#[test]
fn lint_invalid_contract_prints_findings_and_exits_with_1() {
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
fn lint_allowed_lists_comments_with_line_owner_and_date() {
    let text = "# allow(long-line, owner: api-team, until: 2020-02-29): old\n\
                # allow(flow-style, owner: b, until: 9999-12-31): new\n\
                # allow(key-order): the vendor's order\n\
                openapi: 3.0.3\n";
    let path = file("allowed.yaml", text);
    let path = path.to_str().unwrap();
    let (code, out, err) = xtask(&["lint", "--allowed", path]);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    let expected = format!(
        "{path}:1: long-line, api-team, expired on 2020-02-29: old\n\
         {path}:2: flow-style, b, until 9999-12-31: new\n\
         {path}:3: key-order, no owner, no date: the vendor's order\n"
    );
    assert_eq!(out, expected);
    let (code, out, _) = xtask(&["lint", "--allowed"]);
    assert_eq!(code, Some(0));
    assert_eq!(out, "spec/groups.yaml has no `allow` comment\n");
}

#[test]
fn lint_expired_comment_is_a_finding() {
    let text = "openapi: 3.0.3\n# allow(trailing-blank, until: 2020-02-29): old\nx-a: 1 \n";
    let path = file("expired.yaml", text);
    let (code, out, _) = xtask(&["lint", path.to_str().unwrap()]);
    assert_eq!(code, Some(1));
    assert!(out.contains("error[expired-allow]: this `allow` comment was valid until 2020-02-29"));
    assert!(!out.contains("trailing-blank]"), "{out}");
}

#[test]
fn lint_latin_1_file_names_position_and_remedy() {
    let path = file("latin-1.yaml", "");
    fs::write(&path, b"openapi: 3.0.3\ninfo:\n  title: Soci\xE9t\xE9\n").unwrap();
    let (code, _, err) = xtask(&["lint", path.to_str().unwrap()]);
    assert_eq!(code, Some(2));
    assert!(err.contains("latin-1.yaml:3:14: the byte 0xE9"), "{err}");
    assert!(err.contains("iconv -f ISO-8859-1 -t UTF-8"), "{err}");
}

#[test]
fn command_with_invalid_arguments_exits_with_2() {
    let binary = file("binary.yaml", "");
    fs::write(&binary, [0xff, 0xfe]).unwrap();
    for (arguments, expected) in [
        (vec!["lint", "no/such.yaml"], "no/such.yaml"),
        (vec!["lint", binary.to_str().unwrap()], "UTF-8"),
        (
            vec!["lint", "--format", "xml"],
            "[possible values: text, json, github]",
        ),
        (vec!["lint", "--fix"], "unexpected argument '--fix'"),
        (vec!["explain", "dangling"], "did you mean ref-dangling?"),
        (vec!["explain", "?"], "`cargo xtask rules` lists all codes"),
        (vec!["lnt"], "a similar subcommand exists: 'lint'"),
        (vec!["bench", "calling"], "a similar value exists: 'calls'"),
        (vec!["fuzz", "0"], "0 is not in 1.."),
        (vec!["nonsense"], "unrecognized subcommand 'nonsense'"),
    ] {
        let (code, out, err) = xtask(&arguments);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(err.contains(expected), "{arguments:?}: {err}");
    }
}

#[test]
fn command_with_help_prints_usage() {
    let (code, out, err) = xtask(&["--help"]);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    assert!(out.contains("Exit codes:\n  0  success"), "{out}");
    let commands = out.split("Commands:\n").nth(1).unwrap();
    let commands: Vec<&str> = commands
        .lines()
        .map_while(|line| line.strip_prefix("  ")?.split_whitespace().next())
        .collect();
    assert_eq!(commands.len(), 17, "{commands:?}");
    for command in commands.into_iter().filter(|command| *command != "help") {
        let (code, out, err) = xtask(&[command, "--help"]);
        assert_eq!((code, err.as_str()), (Some(0), ""), "{command}");
        let usage = format!("Usage: cargo xtask {command}");
        assert!(out.contains(&usage), "{out}");
    }
}

#[test]
fn explain_listed_code_prints_explanation() {
    let (code, rules, _) = xtask(&["rules"]);
    assert_eq!(code, Some(0));
    let mut parts = rules.split("\n\n");
    let (rules, changes) = (parts.next().unwrap(), parts.next().unwrap());
    let limits = parts.next().unwrap();
    assert!(limits.starts_with("Known limits:\n- "), "{limits}");
    let lines = rules.lines().skip(1).chain(changes.lines().skip(1));
    let lines: Vec<&str> = lines.collect();
    assert!(lines.len() > 100);
    for line in lines {
        let (rule, _) = line.split_once(' ').unwrap();
        let (code, out, _) = xtask(&["explain", rule]);
        assert!(code == Some(0) && out.starts_with(rule), "{rule}: {out}");
    }
}

#[test]
fn evidence_prints_sources_of_every_part() {
    let (code, out, _) = xtask(&["evidence"]);
    assert_eq!(code, Some(0));
    let coverage: Vec<&str> = out.lines().rev().take(3).collect();
    assert!(
        coverage[2].contains(" 0 without a source; "),
        "{coverage:?}"
    );
    assert!(
        coverage[0].ends_with(" of them match the contract"),
        "{coverage:?}"
    );
    assert!(out.contains("group.updated_at "), "{out}");
}

#[test]
fn docs_with_file_writes_page_to_it() {
    let path = file("contract.html", "old");
    let (code, out, err) = xtask(&["docs", path.to_str().unwrap()]);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    assert_eq!(out.trim_end(), path.to_str().unwrap());
    let page = fs::read_to_string(&path).unwrap();
    assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>"));
    let (code, _, err) = xtask(&["docs", "/no/such/folder/contract.html"]);
    assert!(code == Some(2) && err.contains("/no/such/folder"), "{err}");
}

/// The program `echo` replaces Cargo, so the test sees the command that starts the sandbox.
#[cfg(unix)]
#[test]
fn sandbox_command_passes_page_and_arguments() {
    let arguments = ["sandbox", "--groups", "3"];
    let (code, out, err) = output(command().args(arguments).env("CARGO", "echo"));
    assert_eq!((code, err.as_str()), (Some(0), ""));
    let rest = out.strip_prefix("run --quiet --package tallyfy-sandbox -- --page ");
    let page = rest.unwrap().strip_suffix(" --groups 3\n").unwrap();
    let page = fs::read_to_string(page).unwrap();
    for placeholder in ["nonce", "organization", "prefix", "token"] {
        assert!(
            page.contains(&format!("\"{{{{{placeholder}}}}}\"")),
            "{placeholder}"
        );
    }
}

#[test]
fn regen_check_current_checkout_succeeds() {
    let (code, out, err) = xtask(&["regen", "--check"]);
    assert_eq!((code, out.as_str(), err.as_str()), (Some(0), "", ""));
}
