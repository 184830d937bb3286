//! Tests of the programs in `examples/`. Each program runs in its own process, with the environment
//! variables that the program of the sandbox prints.

use std::env;
use std::fmt::Debug;
use std::fs;
use std::process::Command;

use tallyfy_sandbox::Sandbox;

use crate::support::root;

#[cfg(feature = "blocking")]
#[path = "../../examples/blocking.rs"]
mod blocking;
#[path = "../../examples/create_group.rs"]
mod create_group;
#[path = "../../examples/find_and_add_member.rs"]
mod find_and_add_member;
#[path = "../../examples/handle_errors.rs"]
mod handle_errors;
#[path = "../../examples/list_groups.rs"]
mod list_groups;
#[path = "../../examples/metrics.rs"]
mod metrics;
#[path = "../../examples/one_call_options.rs"]
mod one_call_options;
#[path = "../../examples/own_http_client.rs"]
mod own_http_client;
#[cfg(feature = "tracing")]
#[path = "../../examples/spans.rs"]
mod spans;
#[path = "../../examples/stub.rs"]
mod stub;

/// The name of the environment variable with the name of the example to run.
const EXAMPLE: &str = "RUN_EXAMPLE";

/// The text that the process prints before and after the output of an example.
const MARK: &str = "\n-- example --\n";

/// The maximum number of lines of an example.
const MAX_LINES: usize = 30;

/// Examples that may have more lines, and why.
const LONGER: [(&str, &str); 3] = [
    (
        "metrics",
        "contains a recorder, because it needs no exporter",
    ),
    ("own_http_client", "implements an HTTP client"),
    ("quickstart", "calls each operation"),
];

fn ran<E: Debug>(result: Result<(), E>) {
    result.unwrap();
}

/// Runs the example whose name is in `EXAMPLE`. Without this variable, the test does nothing,
/// because it is the program that the other tests start.
#[test]
fn example_named_in_environment_runs() {
    let Ok(name) = env::var(EXAMPLE) else {
        return;
    };
    print!("{MARK}");
    match name.as_str() {
        #[cfg(feature = "blocking")]
        "blocking" => ran(blocking::main()),
        "create_group" => ran(create_group::main()),
        "find_and_add_member" => ran(find_and_add_member::main()),
        "handle_errors" => ran(handle_errors::main()),
        "list_groups" => ran(list_groups::main()),
        "metrics" => ran(metrics::main()),
        "one_call_options" => ran(one_call_options::main()),
        "own_http_client" => ran(own_http_client::main()),
        "quickstart" => crate::quickstart::run(false),
        "quickstart --write" => crate::quickstart::run(true),
        #[cfg(feature = "tracing")]
        "spans" => ran(spans::main()),
        "stub" => ran(stub::main()),
        _ => panic!("there is no example {name}"),
    }
    print!("{MARK}");
}

/// Runs an example with the environment variables for a sandbox, and returns its output.
///
/// The arguments of the example must come first. The test harness reads each argument as the name
/// of a test, and no test has the name of a group.
pub(crate) fn output(name: &str, arguments: &[&str], sandbox: &Sandbox) -> String {
    let output = Command::new(env::current_exe().unwrap())
        .args(arguments)
        .args(["examples::example_named_in_environment_runs", "--exact"])
        .args(["--nocapture", "--test-threads", "2"])
        .env(EXAMPLE, name)
        .env("TALLYFY_ACCESS_TOKEN", sandbox.token())
        .env("TALLYFY_ORG_ID", sandbox.organization())
        .env("TALLYFY_BASE_URL", sandbox.base_url())
        .output()
        .unwrap();
    assert!(output.status.success(), "{name}: {output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    let parts: Vec<&str> = text.split(MARK).collect();
    let [_, output, _] = parts[..] else {
        panic!("{name} did not run to its end: {text}");
    };
    output.to_owned()
}

#[test]
fn list_groups_prints_each_group() {
    prints_each_group("list_groups");
}

#[cfg(feature = "blocking")]
#[test]
fn blocking_prints_each_group() {
    prints_each_group("blocking");
}

#[track_caller]
fn prints_each_group(example: &str) {
    let sandbox = Sandbox::builder().groups(120).start().unwrap();
    let output = output(example, &[], &sandbox);
    assert!(output.starts_with("Sales Team: 2 members\nSupport Tier 1: 2 members\n"));
    assert_eq!(output.lines().count(), 120, "{output}");
}

#[test]
fn find_and_add_member_changes_the_named_group() {
    let sandbox = Sandbox::start();
    let run = |arguments: &[&str]| output("find_and_add_member", arguments, &sandbox);
    assert_eq!(
        run(&["No Such Team", "bob@example.com"]),
        "No group has the name No Such Team.\n"
    );
    assert_eq!(
        run(&["Sales Team", "nobody@example.com"]),
        "No member has the email address nobody@example.com.\n"
    );
    assert!(sandbox.requests().iter().all(|r| r.method == "GET"));

    let added = run(&["Sales Team", "bob@example.com"]);
    assert_eq!(added, "Sales Team now has 3 members.\n");
    let sales = crate::support::stored_sales_team(&sandbox);
    assert_eq!(sales.members, [1001, 1005, 1002]);
}

#[test]
fn create_group_second_run_is_rejected() {
    let sandbox = Sandbox::builder().groups(1).start().unwrap();
    let first = output("create_group", &["Night Shift"], &sandbox);
    assert!(first.starts_with("Created Night Shift with the id "));
    let second = output("create_group", &["Night Shift"], &sandbox);
    assert!(
        second.starts_with("The server rejected `name`: "),
        "{second}"
    );
    assert_eq!(sandbox.groups().len(), 2);
}

#[test]
fn handle_errors_prints_the_effect_of_the_call() {
    let sandbox = Sandbox::start();
    let run = |id| output("handle_errors", &[id, "visitor@example.com"], &sandbox);
    assert_eq!(run("group_id_abc123"), "Sales Team has 2 guests.\n");
    assert!(run("no_such_group").ends_with("\nCorrect the id of the group.\n"));
    assert!(run("no/such/group").ends_with("\nNothing changed.\n"));
    sandbox.stop_listening();
    assert!(run("group_id_abc123").ends_with("\nNothing changed. Try again later.\n"));
}

#[test]
fn one_call_options_sends_the_header() {
    let sandbox = Sandbox::start();
    let output = output("one_call_options", &[], &sandbox);
    assert!(
        output.ends_with("\nstatus 200, attempts 1\n") && output.lines().count() == 4,
        "{output}"
    );
    let requests = sandbox.requests();
    let header = requests[0].header("x-correlation-id");
    assert_eq!((requests.len(), header), (1, Some("nightly-report-7")));
}

#[test]
fn stub_sends_no_request() {
    let sandbox = Sandbox::start();
    assert_eq!(
        output("stub", &[], &sandbox),
        "Sales Team\nget_group: the server returned 404 Not Found: There is no such group.\n"
    );
    assert!(sandbox.requests().is_empty());
}

#[test]
fn metrics_counts_calls_and_attempts() {
    let output = output("metrics", &[], &Sandbox::start());
    for line in [
        r#"calls operation="get_group" error.type="404": 1"#,
        r#"calls operation="list_groups" error.type="": 1"#,
        r#"pause.duration reason="retry": 1"#,
    ] {
        assert!(output.lines().any(|printed| printed == line), "{output}");
    }
}

#[test]
fn own_http_client_prints_groups() {
    let output = output("own_http_client", &[], &Sandbox::start());
    assert!(output.starts_with("Sales Team\n"), "{output}");
}

#[cfg(feature = "tracing")]
#[test]
fn spans_with_tracing_prints_each_attempt() {
    let output = output("spans", &[], &Sandbox::start());
    let attempts = output.matches("http.request.resend_count=1").count();
    assert!(attempts >= 1, "{output}");
    assert!(output.contains("tallyfy.operation=\"create_group\""));
}

#[test]
fn examples_are_short() {
    let mut short = 0;
    for entry in fs::read_dir(root().join("examples")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        if LONGER.iter().any(|(longer, _)| *longer == name) {
            continue;
        }
        let lines = fs::read_to_string(&path).unwrap().lines().count();
        assert!(lines <= MAX_LINES, "{name} has {lines} lines");
        short += 1;
    }
    assert!(short >= 5, "only {short} examples are short");
}
