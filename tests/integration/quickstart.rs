//! Tests of the output of `examples/quickstart.rs`. One test uses both response formats of the
//! sandbox, and one test uses a token that allows only reads. `operations.rs` tests the operations.

#[path = "../../examples/quickstart.rs"]
mod example;

use tallyfy_sandbox::{Sandbox, Shape};

async fn run_example(shape: Shape, may_write: bool) -> (String, Sandbox) {
    let sandbox = Sandbox::builder().shape(shape).groups(25).start().unwrap();
    let client = example::client_of(&sandbox).unwrap();
    let mut out = Vec::new();
    if may_write {
        example::write_and_read(&client, &mut out).await.unwrap();
    } else {
        example::read_only(&client, &mut out).await.unwrap();
    }
    (String::from_utf8(out).unwrap(), sandbox)
}

#[tokio::test]
async fn output_current() {
    let (output, sandbox) = run_example(Shape::Current, true).await;
    insta::assert_snapshot!(output);
    assert_eq!(sandbox.groups().len(), 25, "the example left a group");
}

#[tokio::test]
async fn output_legacy() {
    let (output, sandbox) = run_example(Shape::Legacy, true).await;
    insta::assert_snapshot!(output);
    assert_eq!(sandbox.groups().len(), 25, "the example left a group");
}

#[tokio::test]
async fn output_read_only() {
    let (output, sandbox) = run_example(Shape::Current, false).await;
    insta::assert_snapshot!(output);
    assert!(
        sandbox
            .requests()
            .iter()
            .all(|request| request.method == "GET")
    );
}
