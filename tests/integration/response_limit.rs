//! Tests of the limit on the size of a response. `faults.rs` tests bodies that are invalid for
//! other reasons.

use tallyfy_sandbox::{Operation, Reply, Sandbox, Shape};

use crate::support::{SALES, builder};

#[tokio::test]
async fn response_body_above_limit_is_too_large() {
    let sandbox = Sandbox::builder().shape(Shape::Legacy).start().unwrap();
    let size = 100_000;
    let client = |limit| builder(&sandbox).max_response_bytes(limit).build().unwrap();
    for (limit, is_accepted) in [(size, true), (size - 1, false)] {
        let reply = Reply::normal().huge_body(size as u64);
        sandbox.script(Operation::GetGroup, [reply]);
        let outcome = client(limit).get_group(SALES).await;
        assert_eq!(outcome.is_ok(), is_accepted, "{limit}");
        if let Err(error) = outcome {
            assert!(error.is_too_large(), "{error}");
            assert_eq!(error.raw_body().unwrap().len(), 64 * 1024);
            assert!(error.to_string().contains("99999 bytes"), "{error}");
        }
    }
    // The client reads at most 64 KiB of an error response's body.
    let reply = Reply::status(400)
        .body(r#"{"message": "No."}"#)
        .endless_body();
    sandbox.script(Operation::GetGroup, [reply]);
    let error = client(size).get_group(SALES).await.unwrap_err();
    assert!(error.is_bad_request(), "{error}");
    assert_eq!(error.raw_body().unwrap().len(), 64 * 1024);
}

/// The limit applies to the size of the body after decompression.
#[cfg(feature = "gzip")]
#[tokio::test]
async fn response_compressed_body_above_limit_is_too_large() {
    let sandbox = Sandbox::start();
    let small = builder(&sandbox)
        .max_response_bytes(1024 * 1024)
        .build()
        .unwrap();
    sandbox.script(Operation::GetGroup, [Reply::normal().gzip()]);
    assert_eq!(small.get_group(SALES).await.unwrap().name, "Sales Team");
    let bomb = Reply::normal().huge_body(1 << 30).gzip();
    sandbox.script(Operation::GetGroup, [bomb]);
    let error = small.get_group(SALES).await.unwrap_err();
    assert!(error.is_too_large(), "{error}");
}
