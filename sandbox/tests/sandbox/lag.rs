//! Tests of the clock that measures lags, and tests of a group's past states. Tests in other files
//! use the helper functions in this file.
//!
//! The file `replicas.rs` tests which replica serves a read, and `search.rs` tests the search lag.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use tallyfy_sandbox::{Replicas, Sandbox, SandboxBuilder};

use crate::support::{Request, get, post, put, started};

pub(crate) const SALES: &str = "/groups/group_id_abc123";
pub(crate) const NEW: &str = "/groups/new_group_id_789";

/// A clock for lags. The test sets the time of this clock.
#[derive(Clone, Default)]
pub(crate) struct TestClock(Arc<AtomicU64>);

impl TestClock {
    pub(crate) fn set(&self, seconds: u64) {
        self.0.store(seconds, Ordering::Relaxed);
    }

    pub(crate) fn clock(&self) -> impl Fn() -> Duration + Send + Sync + 'static {
        let seconds = Arc::clone(&self.0);
        move || Duration::from_secs(seconds.load(Ordering::Relaxed))
    }
}

pub(crate) fn lags<const N: usize>(seconds: [u64; N]) -> [Duration; N] {
    seconds.map(Duration::from_secs)
}

#[track_caller]
pub(crate) fn in_turn<const N: usize>(seconds: [u64; N]) -> (Sandbox, TestClock) {
    with_clock(Sandbox::builder().replicas(Replicas::in_turn(lags(seconds))))
}

#[track_caller]
pub(crate) fn with_clock(builder: SandboxBuilder) -> (Sandbox, TestClock) {
    let seconds = TestClock::default();
    let sandbox = started(builder.clock(seconds.clock()));
    (sandbox, seconds)
}

pub(crate) fn create(name: &str) -> Request {
    post(
        "/groups",
        &json!({"name": name, "description": "d"}).to_string(),
    )
}

pub(crate) fn rename(path: &str, name: &str) -> Request {
    put(path, &json!({"name": name}).to_string())
}

/// Sends a request, checks the status of the response, and returns the JSON in the response body.
/// If the response body is empty, this function returns `Null`.
#[track_caller]
pub(crate) fn send(sandbox: &Sandbox, request: &Request, status: u16) -> Value {
    let response = request.send(sandbox);
    assert_eq!(response.status, status, "{response:?}");
    if response.body.is_empty() {
        Value::Null
    } else {
        response.json()
    }
}

/// Reads the first group of the sandbox with `getGroup`, and returns the name in the response.
#[track_caller]
pub(crate) fn name(sandbox: &Sandbox) -> String {
    let group = send(sandbox, &get(SALES), 200);
    group["data"]["name"]
        .as_str()
        .expect("the group must have a name")
        .to_owned()
}

#[test]
fn lag_longer_than_elapsed_time_shows_start_state() {
    for longest in [Duration::from_secs(3600), Duration::MAX] {
        let replicas = Replicas::in_turn([longest]);
        let (sandbox, clock) = with_clock(Sandbox::builder().replicas(replicas));
        for second in 1..20 {
            clock.set(second);
            send(&sandbox, &rename(SALES, &format!("A{second}")), 201);
        }
        clock.set(3600);
        assert_eq!(name(&sandbox), "Sales Team");
    }
    let (sandbox, clock) = in_turn([3600]);
    clock.set(1);
    send(&sandbox, &rename(SALES, "A"), 201);
    clock.set(3600);
    assert_eq!(name(&sandbox), "Sales Team");
    clock.set(3601);
    assert_eq!(name(&sandbox), "A");
}

#[test]
fn clock_set_back_keeps_latest_time() {
    let (sandbox, clock) = in_turn([5]);
    clock.set(10);
    send(&sandbox, &rename(SALES, "A"), 201);
    clock.set(15);
    assert_eq!(name(&sandbox), "A");
    clock.set(3);
    assert_eq!(name(&sandbox), "A");
    send(&sandbox, &rename(SALES, "B"), 201);
    clock.set(19);
    assert_eq!(name(&sandbox), "A");
    clock.set(20);
    assert_eq!(name(&sandbox), "B");
}

#[test]
fn default_clock_measures_lag() {
    let hour = Duration::from_secs(3600);
    let sandbox = started(Sandbox::builder().replicas(Replicas::in_turn([hour])));
    send(&sandbox, &rename(SALES, "A"), 201);
    assert_eq!(name(&sandbox), "Sales Team");

    // The lag is one nanosecond. The read always arrives more than a nanosecond after the write, so
    // the read shows the result of the write.
    let nanosecond = Duration::from_nanos(1);
    let sandbox = started(Sandbox::builder().replicas(Replicas::in_turn([nanosecond])));
    send(&sandbox, &rename(SALES, "A"), 201);
    assert_eq!(name(&sandbox), "A");
}

#[test]
fn clock_without_lag_is_never_called() {
    let clock = || -> Duration { panic!("the clock must not be called") };
    let up_to_date = Replicas::at_random(1, lags([0, 0]));
    let sandbox = started(Sandbox::builder().replicas(up_to_date).clock(clock));
    send(&sandbox, &rename(SALES, "A"), 201);
    assert_eq!(name(&sandbox), "A");
}
