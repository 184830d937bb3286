//! Tests of several tasks or programs that change the same group at the same time. `stale_reads.rs`
//! tests stale reads. `membership.rs` tests the formats of the member and guest lists.

use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::json;
use tallyfy_groups::{Clock, Outcome, RetryPolicy, UpdateGroup};
use tallyfy_sandbox::{Operation, Reply, Sandbox};

use crate::support::{SALES, TestClock, client, stored_sales_team};

/// If several calls write to the same group, the client sends only one write at a time.
#[tokio::test]
async fn update_group_during_add_members_waits() {
    let sandbox = Sandbox::start();
    let client = client(&sandbox);
    let drip = || Reply::normal().drip(Duration::from_millis(1));
    sandbox.script(Operation::GetGroup, [Reply::normal(), drip()]);
    let adding = tokio::spawn({
        let client = client.clone();
        async move { client.add_members(SALES, [1002]).await }
    });
    while sandbox.requests().len() < 2 {
        tokio::task::yield_now().await;
    }
    let change = UpdateGroup::new().members([1001, 1009]);
    client.update_group(SALES, change).await.unwrap();
    adding.await.unwrap().unwrap();
    assert_eq!(
        stored_sales_team(&sandbox).members,
        [1001, 1009],
        "the update was not the last write"
    );
}

/// The first read does not show the change of another program. The second read shows this change.
#[tokio::test]
async fn add_members_change_between_reads_is_merged() {
    let sandbox = Sandbox::start();
    let stale = Reply::normal().edit_json(|body| body["data"]["members"] = json!([1001]));
    sandbox.script(Operation::GetGroup, [stale]);
    client(&sandbox).add_members(SALES, [1002]).await.unwrap();
    assert_eq!(stored_sales_team(&sandbox).members, [1001, 1005, 1002]);
}

#[tokio::test]
async fn add_members_change_between_attempts_is_merged() {
    let sandbox = Sandbox::start();
    let other = client(&sandbox);
    // The first write fails. Another program changes the group before the second write.
    sandbox.script(
        Operation::UpdateGroup,
        [Reply::status(503), Reply::normal()],
    );
    let action_clock = ActionClock {
        clock: TestClock::default(),
        action: Arc::new(move || {
            let other = other.clone();
            Box::pin(async move {
                let change = UpdateGroup::new().members([1001, 1009]).guests(["x@y.z"]);
                other.update_group(SALES, change).await.unwrap();
            })
        }),
    };
    let client = crate::support::builder(&sandbox)
        .clock(action_clock)
        .build()
        .unwrap();
    client.add_members(SALES, [1002]).await.unwrap();
    assert_eq!(stored_sales_team(&sandbox).members, [1001, 1009, 1002]);
    assert_eq!(stored_sales_team(&sandbox).guests, ["x@y.z"]);
}

type Action = Arc<dyn Fn() -> Pin<Box<dyn Future<Output = ()> + Send>> + Send + Sync>;

/// A clock that runs an action when the client waits.
#[derive(Clone)]
struct ActionClock {
    clock: TestClock,
    action: Action,
}

impl std::fmt::Debug for ActionClock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ActionClock")
    }
}

impl Clock for ActionClock {
    fn now(&self) -> Instant {
        self.clock.now()
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(async move {
            self.clock.sleep(duration).await;
            (self.action)().await;
        })
    }
}

/// While a call waits for the lock of a group, the time until its deadline continues to run.
#[tokio::test]
async fn add_members_lock_wait_past_deadline_is_never_sent() {
    let sandbox = Sandbox::start();
    let client = client(&sandbox);
    sandbox.script(Operation::GetGroup, [Reply::silence()]);
    let slow = tokio::spawn({
        let client = client.clone();
        async move { client.add_members(SALES, [1002]).await }
    });
    while sandbox.requests().is_empty() {
        tokio::task::yield_now().await;
    }
    let short_deadline = RetryPolicy::default().deadline(Duration::from_millis(50));
    let error = client
        .with_retry(short_deadline)
        .add_members(SALES, [1003])
        .await
        .unwrap_err();
    assert_eq!(
        (error.outcome(), error.attempts()),
        (Outcome::NeverSent, 0),
        "{error}"
    );
    slow.abort();
    // A cancelled call releases the lock.
    assert!(slow.await.unwrap_err().is_cancelled());
    client.add_members(SALES, [1003]).await.unwrap();
}

/// Many tasks change one group while requests fail. The server has stored every change that the
/// client reported as successful.
#[tokio::test(flavor = "multi_thread")]
async fn add_members_many_tasks_keep_all_changes() {
    let sandbox = Sandbox::builder().members(60).start().unwrap();
    let policy = RetryPolicy::default().max_attempts(10).budget(200);
    let client = crate::support::builder(&sandbox)
        .retry(policy)
        .build()
        .unwrap();
    let failures = (0..).map(|n| match n % 7 {
        0 => Reply::reset(),
        1 => Reply::status(503),
        2 => Reply::status_after_normal(502),
        4 => Reply::status(429).header("retry-after", "1"),
        5 => Reply::normal().then_reset(),
        _ => Reply::normal(),
    });
    sandbox.script(Operation::UpdateGroup, failures);
    client.remove_members(SALES, [1001, 1005]).await.unwrap();
    let tasks: Vec<_> = (0..24_u64)
        .map(|task| {
            let client = client.clone();
            tokio::spawn(async move {
                let own = 1010 + task;
                let added = client.add_members(SALES, [own]).await.is_ok();
                let is_leaving = task % 3 == 0;
                let removed = is_leaving && client.remove_members(SALES, [own]).await.is_ok();
                (own, added, is_leaving, removed)
            })
        })
        .collect();
    let mut done = 0;
    for task in tasks {
        let (own, added, is_leaving, removed) = task.await.unwrap();
        let is_member = stored_sales_team(&sandbox).members.contains(&own);
        done += usize::from(added) + usize::from(removed);
        if removed {
            assert!(!is_member, "{own} was reported as removed, but is a member");
        } else if added && !is_leaving {
            assert!(is_member, "{own} was reported as added, but is no member");
        }
    }
    assert_eq!(done, 24 + 8, "some changes failed");
}
