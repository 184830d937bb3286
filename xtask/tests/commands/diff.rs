//! Tests of `diff` and of the marks of changes in `docs`.

use std::fs;

use crate::support::{command, file, has_history, output, root, xtask};

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
