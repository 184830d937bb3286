//! Tests of `regen --bump` in a second checkout, which has a git history.

use std::fs;
use std::process::Command;

use crate::checkouts::{Other, for_package};
use crate::support::{output, root};

/// Creates a checkout with one commit on the branch `main`. Returns `None` if git is not installed.
fn checkout(name: &str) -> Option<Other> {
    let other = Other::new(name, "");
    for file in ["Cargo.toml", "Cargo.lock", "CHANGELOG.md", "README.md"] {
        fs::copy(root().join(file), other.0.join(file)).unwrap();
    }
    let git = |arguments: &[&str]| {
        let mut git = Command::new("git");
        git.args(["-c", "user.name=test", "-c", "user.email=test@example.com"]);
        let output = git.args(arguments).current_dir(&other.0).output().ok()?;
        output.status.success().then_some(())
    };
    git(&["init", "--quiet", "--initial-branch=main"])?;
    git(&["add", "."])?;
    git(&["commit", "--quiet", "--message=test"])?;
    Some(other)
}

fn version(other: &Other) -> String {
    let manifest = fs::read_to_string(other.0.join("Cargo.toml")).unwrap();
    let version = manifest
        .lines()
        .find_map(|line| line.strip_prefix("version = "));
    version.unwrap().trim_matches('"').to_owned()
}

#[test]
fn regen_bump_added_property_announces_the_change() {
    let Some(other) = checkout("bump") else {
        eprintln!("skipped, because git is not installed");
        return;
    };
    let run = |arguments: &[&str]| output(for_package(&other.0.join("xtask")).args(arguments));
    let contract = other.0.join("spec/groups.yaml");
    let text = fs::read_to_string(&contract).unwrap();
    let place = text.find("    group:\n      type: object").unwrap();
    let place = place + text[place..].find("        logo:\n").unwrap();
    let (before, after) = text.split_at(place);
    let property = "        colour:\n          type: string\n          nullable: true\n          description: New.\n          x-source:\n            - D\n";
    fs::write(&contract, format!("{before}{property}{after}")).unwrap();
    let old = version(&other);
    assert_eq!(run(&["diff"]).0, Some(1));

    let (code, out, err) = run(&["regen", "--bump"]);
    assert_eq!((code, err.as_str()), (Some(0), ""), "{out}");
    let new = version(&other);
    assert_ne!(old, new);
    assert!(
        out.contains(&format!("the crate's version: {old} → {new}\n")),
        "{out}"
    );
    let lock = fs::read_to_string(other.0.join("Cargo.lock")).unwrap();
    let package = |version: &str| format!("name = \"xtask\"\nversion = \"{version}\"\n");
    assert!(lock.contains(&package(&new)) && !lock.contains(&package(&old)));
    let log = fs::read_to_string(other.0.join("CHANGELOG.md")).unwrap();
    assert!(
        log.contains("- The optional property `group.colour` was added."),
        "{log}"
    );
    assert_eq!(run(&["diff"]).0, Some(0));
    assert_eq!(run(&["regen", "--check"]).0, Some(0));

    let (code, out, _) = run(&["regen", "--bump"]);
    assert_eq!(code, Some(0));
    assert!(
        out.starts_with("the versions and the changelog announce all changes\n"),
        "{out}"
    );
}

#[test]
fn regen_bump_without_main_branch_exits_with_2() {
    let other = Other::new("bump-no-git", "");
    let before = fs::read_to_string(other.0.join("spec/groups.yaml")).unwrap();
    let mut command = for_package(&other.0.join("xtask"));
    command.env("GIT_CEILING_DIRECTORIES", other.0.parent().unwrap());
    let (code, _, err) = output(command.args(["regen", "--bump"]));
    assert_eq!(code, Some(2), "{err}");
    assert!(
        err.contains("`regen --bump` could not read the main branch: "),
        "{err}"
    );
    let after = fs::read_to_string(other.0.join("spec/groups.yaml")).unwrap();
    assert_eq!(before, after);
}
