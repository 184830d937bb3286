//! Tests of the command `drift`.

use std::fs;

use crate::support::{file, root, xtask};

/// A vendor's description of one operation of the contract. In this description, the path parameter
/// has a different type than in the contract.
const VENDOR: &str = "\
swagger: '2.0'
basePath: /api
paths:
  /organizations/{org}/groups/{id}:
    delete:
      parameters:
        - { name: org, in: path, required: true, type: string }
        - { name: id, in: path, required: true, type: integer }
      responses:
        204: { description: Deleted }
";

const CHANGED: &str = "changed path parameter group_id from string to integer";

#[test]
fn drift_new_difference_exits_with_1() {
    let vendor = file("drift-vendor.yaml", VENDOR);
    let vendor = vendor.to_str().unwrap();
    let contract = fs::read_to_string(root().join("spec/groups.yaml")).unwrap();
    let operations = contract.matches("      operationId: ").count();
    let (code, out, err) = xtask(&["drift", vendor]);
    assert_eq!((code, err.as_str()), (Some(1), ""));
    let changed = format!("groups/{{group_id}}  deleteGroup\n  {CHANGED}\n    contract: spec/");
    for expected in [
        &changed,
        &format!("    vendor:   {vendor}:8:11\n"),
        "  deleteGroup\n",
        "GET /organizations/{org_id}/users  listMembers\n  removed operation\n",
        &format!("0 added, {} removed, 1 changed, 0 accepted", operations - 1),
        "add an entry to spec/drift.yaml:\n  - operation: listGroups\n",
    ] {
        assert!(out.contains(expected), "{expected:?} is not in\n{out}");
    }
}

#[test]
fn drift_accepted_differences_exits_with_0() {
    let vendor = file("drift-accepted-vendor.yaml", VENDOR);
    let vendor = vendor.to_str().unwrap();
    let (_, out, _) = xtask(&["drift", "--format", "json", vendor]);
    let report: serde_json::Value = serde_json::from_str(&out).unwrap();
    let differences = report["differences"].as_array().unwrap();
    let entries = differences.iter().map(|found| {
        let (operation, difference) = (&found["operation"], &found["difference"]);
        format!("  - operation: {operation}\n    difference: {difference}\n    reason: Known.\n")
    });
    let entries: String = entries.collect();
    let stale = "  - operation: listGroups\n    difference: x\n    reason: Known.\n";
    let entries = format!("accepted:\n{entries}");
    let accepted = file("drift-accepted.yaml", &format!("{entries}{stale}"));
    let accepted = accepted.to_str().unwrap();
    let (code, out, err) = xtask(&["drift", "--accepted", accepted, vendor]);
    assert_eq!((code, err.as_str()), (Some(0), ""), "{out}");
    let counts = format!("0 changed, {} accepted\n", differences.len());
    assert!(out.contains(&counts), "{out}");
    let line = entries.lines().count() + 1;
    let stale = format!("stale: {accepted}:{line}: listGroups no longer has the difference `x`; ");
    assert!(out.contains(&stale), "{out}");
}

#[test]
fn drift_unusable_file_exits_with_2() {
    let latin = file("drift-latin1.json", "");
    fs::write(&latin, b"{\n\"a\": \"\xe9\"}").unwrap();
    // The YAML parser rejects this JSON. So the command has to remove the byte order mark first.
    let other = "\u{FEFF}{\"name\": \"\\ud83d\\ude80\"}";
    let other = file("drift-other.json", other);
    let vendor = file("drift-usable.yaml", VENDOR);
    let vendor = vendor.to_str().unwrap();
    for (arguments, expected) in [
        (vec!["drift"], "<FILE>"),
        (vec!["drift", "no/such.json"], "no/such.json: "),
        (
            vec!["drift", latin.to_str().unwrap()],
            "latin1.json:2:7: the byte 0xE9 is not valid UTF-8; ",
        ),
        (
            vec!["drift", other.to_str().unwrap()],
            "other.json:1:1: the document has neither `swagger",
        ),
        (
            vec!["drift", "--accepted", "no/such.yaml", vendor],
            "no/such.yaml: ",
        ),
        (
            vec!["drift", "--accepted", vendor, vendor],
            "the key `accepted` is missing",
        ),
        (
            vec!["drift", "--format", "xml", vendor],
            "[possible values: text, json]",
        ),
    ] {
        let (code, out, err) = xtask(&arguments);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(err.contains(expected), "{arguments:?}: {err}");
    }
}
