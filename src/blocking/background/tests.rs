//! Unit tests of the background thread. `tests/integration/blocking.rs` tests the calls.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use super::{Background, new_thread};
use crate::error::{Error, Outcome};

/// Returns the settings of a thread that no operating system can start.
fn impossible() -> thread::Builder {
    new_thread().stack_size(usize::MAX / 4)
}

#[track_caller]
fn check(error: &Error) {
    assert!(error.is_configuration(), "{error}");
    assert_eq!(error.outcome(), Outcome::NeverSent);
    assert!(
        error.to_string().contains("cannot start a thread"),
        "{error}"
    );
}

#[test]
fn start_without_a_thread_returns_an_error() {
    check(&Background::start_on(impossible()).err().unwrap());
}

#[tokio::test]
async fn run_without_a_thread_returns_an_error_inside_of_a_runtime() {
    let background = Background::start().unwrap();
    check(&background.run_on(impossible(), async {}).unwrap_err());
}

#[test]
fn run_without_a_thread_succeeds_outside_of_a_runtime() {
    let background = Background::start().unwrap();
    let caller = thread::current().id();
    let used = background.run_on(impossible(), async { thread::current().id() });
    assert_eq!(used.unwrap(), caller);
}

#[tokio::test]
async fn run_panic_of_the_future_reaches_the_caller() {
    let background = Background::start().unwrap();
    let run = || background.run(async { panic!("a bug") });
    let panic = catch_unwind(AssertUnwindSafe(run)).unwrap_err();
    assert_eq!(panic.downcast_ref::<&str>(), Some(&"a bug"));
    assert_eq!(background.run(async { 1 }).unwrap(), 1);
}

/// With tokio, a future that yields is polled again after the thread of the runtime is free. The
/// caller blocks this thread, so the future must not yield to the runtime of the caller.
#[tokio::test]
async fn run_yielding_future_completes_inside_of_a_runtime() {
    let background = Background::start().unwrap();
    let yields = async {
        for _ in 0..1000 {
            tokio::task::yield_now().await;
        }
    };
    background.run(yields).unwrap();
}

#[test]
fn drop_ends_the_thread_and_its_tasks() {
    let background = Background::start().unwrap();
    let (send, receive) = std::sync::mpsc::channel::<()>();
    let task = async move {
        std::future::pending::<()>().await;
        drop(send);
    };
    background.run(async { _ = tokio::spawn(task) }).unwrap();
    drop(background);
    // The end of the runtime drops the task, and the task drops the sender.
    assert!(receive.recv().is_err());
}
