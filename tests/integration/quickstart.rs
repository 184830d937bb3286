//! Tests of the output of `examples/quickstart.rs`. One test uses both response formats of the
//! sandbox, and one test only reads. `operations.rs` tests the operations.

#[path = "../../examples/quickstart.rs"]
mod example;

use tallyfy_groups::Client;
use tallyfy_sandbox::{Sandbox, Shape};

use crate::examples;

/// Runs the example in this process, with a client from the environment variables.
pub(crate) fn run(may_write: bool) {
    let client = Client::from_env().unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(example::run(&client, may_write)).unwrap();
}

fn run_example(shape: Shape, may_write: bool) -> (String, Sandbox) {
    let sandbox = Sandbox::builder().shape(shape).groups(25).start().unwrap();
    let name = if may_write {
        "quickstart --write"
    } else {
        "quickstart"
    };
    (examples::output(name, &[], &sandbox), sandbox)
}

#[test]
fn output_current() {
    let (output, sandbox) = run_example(Shape::Current, true);
    insta::assert_snapshot!(output);
    assert_eq!(sandbox.groups().len(), 25, "the example left a group");
}

#[test]
fn output_legacy() {
    let (output, sandbox) = run_example(Shape::Legacy, true);
    insta::assert_snapshot!(output);
    assert_eq!(sandbox.groups().len(), 25, "the example left a group");
}

#[test]
fn output_read_only() {
    let (output, sandbox) = run_example(Shape::Current, false);
    insta::assert_snapshot!(output);
    assert!(
        sandbox
            .requests()
            .iter()
            .all(|request| request.method == "GET")
    );
}
