//! Tests of the output and the exit codes of the commands.

#![allow(clippy::unwrap_used, missing_docs)]

mod checkouts;
mod copy_folder;
mod drift;
mod support;

use std::fs;

use support::{command, file, has_history, output, root, xtask};

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
    assert_eq!(commands.len(), 12, "{commands:?}");
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

/// Writes two files: the contract, and a copy of the contract in which one field has a different
/// name. Returns the paths of both files, and the number of the line with this field.
fn renamed_field(name: &str) -> (String, String, usize) {
    let contract = fs::read_to_string(root().join("spec/groups.yaml")).unwrap();
    let from = "        is_suspended:\n";
    assert!(contract.contains(from));
    let line = contract[..contract.find(from).unwrap()].lines().count() + 1;
    let new = contract.replacen(from, "        suspended:\n", 1);
    let path = |side: &str, text: &str| {
        let path = file(&format!("{name}-{side}.yaml"), text);
        path.to_str().unwrap().to_owned()
    };
    (path("old", &contract), path("new", &new), line)
}

/// Returns the message with which `diff` demands the next major version of a contract.
fn required_version(contract: &str) -> String {
    let contract = fs::read_to_string(contract).unwrap();
    let version = contract
        .lines()
        .find_map(|line| line.strip_prefix("  version: "));
    let version = version.unwrap();
    let mut numbers = version.split('.').map(|part| part.parse::<u32>().unwrap());
    let (major, minor) = (numbers.next().unwrap(), numbers.next().unwrap());
    format!(
        "info.version {version} must be at least {major}.{}.0",
        minor + 1
    )
}

#[test]
fn diff_renamed_field_exits_with_1() {
    let (old, new, line) = renamed_field("judged");
    let (old, new) = (old.as_str(), new.as_str());
    let (code, out, err) = xtask(&["diff", old]);
    let expected = format!("no change from {old} to spec/groups.yaml\n");
    assert_eq!((code, out, err), (Some(0), expected, String::new()));

    let (code, out, err) = xtask(&["diff", old, new]);
    assert_eq!((code, err.as_str()), (Some(1), ""));
    assert!(out.starts_with("contract change: major, from "), "{out}");
    for expected in [
        "  WIRE    minor  ",
        "  SOURCE  major  ",
        "  DECODE  minor  ",
        &required_version(old),
        &format!("{new}:{line}:9, previously {old}:{line}:9\n"),
        "     - types::User.is_suspended: Nullable<bool>\n",
        "hand-written client: major: `tallyfy_groups::User.is_suspended`",
        "     response of listMembers: 200, 2XX\n",
    ] {
        assert!(out.contains(expected), "{expected:?} is not in\n{out}");
    }

    for (format, expected) in [
        ("json", "\"bump\": \"major\""),
        ("github", "::error file="),
        ("markdown", "### Contract change: major\n"),
    ] {
        let (code, out, err) = xtask(&["diff", "--format", format, old, new]);
        assert_eq!((code, err.as_str()), (Some(1), ""), "{format}");
        assert!(out.contains(expected), "{out}");
    }
    // `--changelog` prints a draft and checks nothing, so the exit code is 0.
    let (code, out, _) = xtask(&["diff", "--changelog", old, new]);
    assert_eq!(code, Some(0));
    assert!(out.starts_with("- **Breaking:** "), "{out}");

    let unmerged = file("unmerged-head.yaml", "<<<<<<< HEAD\nx: 1\n=======\n");
    let (code, _, err) = xtask(&["diff", old, unmerged.to_str().unwrap()]);
    assert!(code == Some(1) && err.contains("conflict-marker"), "{err}");
    let broken = file("broken-head.yaml", "openapi: 3.0.3\n");
    let broken = broken.to_str().unwrap();
    let (code, _, err) = xtask(&["diff", old, broken]);
    assert!(code == Some(1) && err.contains("missing-section"), "{err}");
    // If git cannot read the history, the error message also contains the reason.
    let end = if has_history() { "\n" } else { ": " };
    let unknown = |name: &str| format!("`{name}` is neither a file nor a git revision{end}");
    for (arguments, expected) in [
        (vec!["diff", "no-such-revision"], "no-such-revision"),
        (vec!["diff", "--output=x"], "'--output'"),
        (
            vec!["diff", "--format", "yaml"],
            "[possible values: text, markdown, json, github]",
        ),
        (vec!["diff", old, old, old], "at most two contracts"),
        (vec!["diff", broken, old], "cannot compare the contracts"),
        (vec!["diff", "src"], &unknown("src")),
        (vec!["diff", "no/such.yaml"], &unknown("no/such.yaml")),
        (
            vec!["diff", ""],
            "`` is neither a file nor a git revision: the name is empty",
        ),
        (
            vec!["diff", "a", "b", "c", "d", "e", "f", "g"],
            "at most two contracts",
        ),
        (
            vec!["diff", "--format", "json", "a", "b", "c", "d", "e"],
            "at most two contracts",
        ),
    ] {
        let (code, out, err) = xtask(&arguments);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(err.contains(expected), "{arguments:?}: {err}");
    }
}

/// git passes seven or nine arguments to a diff driver. In this case, the command `diff` must not
/// fail, because git stops if its diff driver fails.
#[test]
fn diff_as_git_driver_prints_difference_and_exits_with_0() {
    let (old, new, _) = renamed_field("driver");
    let id = "0123456789abcdef0123456789abcdef01234567";
    let zeros = "0".repeat(40);
    let there = |file: &'static str, id| [file, id, "100644"];
    let (old, new): (&'static str, &'static str) = (old.leak(), new.leak());
    let missing = ["/dev/null", ".", "."];
    let driver = |old: [&str; 3], new: [&str; 3], rest: &[&str]| {
        let arguments = [&["diff", "spec/groups.yaml"], &old[..], &new, rest].concat();
        xtask(&arguments)
    };
    let renamed = ["spec/other.yaml", "similarity index 90%\n"];
    for (old, new, rest, expected) in [
        (
            there(old, id),
            there(new, &zeros),
            &[][..],
            "contract change: major, from ",
        ),
        (
            there(old, id),
            there(new, id),
            &renamed[..],
            "contract change: major, from ",
        ),
        (missing, there(new, id), &[], "the contract was added\n"),
        (there(old, id), missing, &[], "the contract was deleted\n"),
    ] {
        let (code, out, err) = driver(old, new, rest);
        assert_eq!((code, err.as_str()), (Some(0), ""));
        assert!(out.starts_with(expected), "{out}");
    }
    // The command must succeed even if the contract is invalid.
    let broken = file("broken-driver.yaml", "openapi: 3.0.3\n");
    let broken = there(broken.to_str().unwrap().to_owned().leak(), id);
    let (code, out, _) = driver(there(old, id), broken, &[]);
    assert!(code == Some(0) && out.contains("missing-section"), "{out}");
    // These arguments cannot come from git. The command `diff` therefore reports that the user
    // passed wrong arguments.
    for (old, new, rest) in [
        ([old, id, "100648"], there(new, id), &[][..]),
        ([old, "main", "100644"], there(new, id), &[]),
        (there(old, id), there(new, id), &["one"]),
    ] {
        let (code, _, err) = driver(old, new, rest);
        assert!(code == Some(2) && err.contains("two contracts"), "{err}");
    }
}

#[test]
fn diff_relative_path_is_resolved_from_current_folder() {
    let mut diff = command();
    diff.args(["diff", "groups.yaml"]);
    let (_, out, _) = output(diff.current_dir(root().join("spec")));
    assert_eq!(out, "no change from groups.yaml to spec/groups.yaml\n");
}

#[test]
fn docs_with_base_marks_changes() {
    let (_, new, _) = renamed_field("marked");
    let path = file("marked.html", "old");
    let (code, _, err) = xtask(&["docs", "--base", &new, path.to_str().unwrap()]);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    let page = fs::read_to_string(&path).unwrap();
    assert!(page.contains("id=\"changes\"") && page.contains("class=\"changed\""));
    let (code, _, err) = xtask(&["docs", "--base"]);
    assert!(code == Some(2) && err.contains("--base <BASE>"), "{err}");
}

#[test]
fn diff_git_revision_compares_with_it() {
    if !has_history() {
        println!("skipped: git is not installed, or this is not a git checkout");
        return;
    }
    // The contract in the checkout may have uncommitted changes. The result of this comparison can
    // therefore differ, and the test does not check it.
    for revision in ["HEAD", "HEAD:spec/groups.yaml"] {
        let (_, out, err) = xtask(&["diff", revision]);
        assert!(
            out.contains("from HEAD:spec/groups.yaml to spec/groups.yaml\n"),
            "{out}{err}"
        );
        let (code, out, _) = xtask(&["diff", revision, "HEAD"]);
        assert!(
            code == Some(0) && out.starts_with("no change from "),
            "{out}"
        );
    }
    for (name, expected) in [
        (
            "HEAD:",
            "`HEAD:` is neither a file nor a git revision: this is a folder; name a file in \
             the folder",
        ),
        (
            "HEAD:spec",
            "`HEAD:spec` is neither a file nor a git revision: this is a folder; name a file in \
             the folder",
        ),
        ("HEAD:no/such.yaml", "'no/such.yaml' does not exist"),
        (
            "no-such:spec/groups.yaml",
            "`no-such:spec/groups.yaml` is neither a file nor a git revision: ",
        ),
        (
            "HEAD..HEAD",
            "`HEAD..HEAD` is neither a file nor a git revision",
        ),
    ] {
        let (code, out, err) = xtask(&["diff", name]);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{name}");
        assert!(err.contains(expected), "{name}: {err}");
    }
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

#[test]
fn regen_check_current_checkout_succeeds() {
    let (code, out, err) = xtask(&["regen", "--check"]);
    assert_eq!((code, out.as_str(), err.as_str()), (Some(0), "", ""));
}
