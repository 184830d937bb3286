//! Reads that come from a replica or a search index that is behind: no late read is merged, and none
//! judges a write. The lag passes on the tests' own clock, which the sandbox shares. That reads which
//! are not late are merged is in `membership.rs`.

use std::time::Duration;

use serde_json::json;
use tallyfy_groups::{Client, Clock as _, Error, Outcome, RetryPolicy, UpdateGroup};
use tallyfy_sandbox::{Operation, Replicas, Reply, Sandbox, SandboxBuilder};

use crate::support::{BOTH_SHAPES, SALES, TestClock, builder, stored_sales_team};

pub(crate) fn milliseconds(number: u64) -> Duration {
    Duration::from_millis(number)
}

/// A sandbox and a client with one clock.
pub(crate) fn start(sandbox: SandboxBuilder) -> (Sandbox, Client, TestClock) {
    let clock = TestClock::default();
    let shared = clock.clone();
    let sandbox = sandbox.clock(move || shared.elapsed()).start().unwrap();
    let client = builder(&sandbox).clock(clock.clone()).build().unwrap();
    (sandbox, client, clock)
}

pub(crate) fn request_count(sandbox: &Sandbox, method: &str) -> usize {
    let requests = sandbox.requests();
    requests.iter().filter(|one| one.method == method).count()
}

/// Replicas that are behind, in every way that was seen.
fn late_replicas() -> Vec<Replicas> {
    let up_to_date = Duration::ZERO;
    let mut all = Vec::new();
    for lag in [20, 100, 400, 1500, 5000].map(milliseconds) {
        all.push(Replicas::in_turn([up_to_date, lag]));
        all.push(Replicas::in_turn([lag, up_to_date]));
        all.push(Replicas::in_turn([lag]));
        all.push(Replicas::in_turn([lag, lag / 2, up_to_date]));
        all.extend((0..4).map(|seed| Replicas::at_random(seed, [up_to_date, lag, lag * 2])));
    }
    all
}

#[tokio::test]
async fn add_members_late_reads_keep_all_changes() {
    for replicas in late_replicas() {
        for shape in BOTH_SHAPES {
            let name = format!("{shape} {replicas:?}");
            let sandbox = Sandbox::builder().shape(shape).replicas(replicas.clone());
            let (sandbox, client, _) = start(sandbox);
            client.add_members(SALES, [1002]).await.expect(&name);
            client.add_members(SALES, [1003]).await.expect(&name);
            client.remove_members(SALES, [1001]).await.expect(&name);
            client
                .add_guests(SALES, ["x@example.com"])
                .await
                .expect(&name);
            assert_eq!(
                stored_sales_team(&sandbox).members,
                [1005, 1002, 1003],
                "{name}"
            );
            assert_eq!(stored_sales_team(&sandbox).guests.len(), 2, "{name}");
            assert_eq!(request_count(&sandbox, "PUT"), 4, "{name}");
        }
    }
}

#[tokio::test]
async fn add_members_late_reads_after_update_keep_the_update() {
    for replicas in late_replicas() {
        let name = format!("{replicas:?}");
        let (sandbox, client, _) = start(Sandbox::builder().replicas(replicas));
        let replace = UpdateGroup::new().members([1001, 1002]);
        client.update_group(SALES, replace).await.expect(&name);
        client.add_members(SALES, [1003]).await.expect(&name);
        assert_eq!(
            stored_sales_team(&sandbox).members,
            [1001, 1002, 1003],
            "{name}"
        );

        let clear = UpdateGroup::new().clear_members();
        client.update_group(SALES, clear).await.expect(&name);
        client.remove_members(SALES, [1003]).await.expect(&name);
        assert!(stored_sales_team(&sandbox).members.is_empty(), "{name}");
    }
}

/// Times count seconds, so several writes may share one; then the contents tell.
#[tokio::test]
async fn add_members_many_writes_per_second_keep_all_changes() {
    for replicas in late_replicas() {
        let name = format!("{replicas:?}");
        let sandbox = Sandbox::builder()
            .replicas(replicas)
            .writes_per_second(1000);
        let (sandbox, client, _) = start(sandbox);
        for member in [1002, 1003, 1004] {
            client.add_members(SALES, [member]).await.expect(&name);
        }
        client.remove_members(SALES, [1001]).await.expect(&name);
        let expected = [1005, 1002, 1003, 1004];
        assert_eq!(stored_sales_team(&sandbox).members, expected, "{name}");
    }
}

/// A state that another program has written in the same second is merged once it is stable.
#[tokio::test]
async fn add_members_other_write_in_same_second_is_merged() {
    for lag in [0, 400, 1500].map(milliseconds) {
        let replicas = Replicas::in_turn([Duration::ZERO, lag]);
        let sandbox = Sandbox::builder()
            .replicas(replicas)
            .writes_per_second(1000);
        let (sandbox, client, clock) = start(sandbox);
        let other = builder(&sandbox).clock(clock.clone()).build().unwrap();
        client.add_members(SALES, [1002]).await.unwrap();
        let change = UpdateGroup::new().members([1001, 1009]);
        other.update_group(SALES, change).await.unwrap();
        client.add_members(SALES, [1003]).await.unwrap();
        assert_eq!(
            stored_sales_team(&sandbox).members,
            [1001, 1009, 1003],
            "{lag:?}"
        );
    }
}

/// What a read has shown counts as known, too: of the group alone, and of a list.
#[tokio::test]
async fn add_members_newer_state_read_before_is_kept() {
    let lag = milliseconds(1500);
    let sandbox = Sandbox::builder().replicas(Replicas::in_turn([lag, Duration::ZERO]));
    let (sandbox, client, clock) = start(sandbox);
    let other = builder(&sandbox).clock(clock.clone()).build().unwrap();
    let change = UpdateGroup::new().members([1001, 1009]);
    other.update_group(SALES, change).await.unwrap();
    // The first read is late, and the second is not; then both reads of the call are late.
    client.get_group(SALES).await.unwrap();
    assert_eq!(
        client
            .get_group(SALES)
            .await
            .unwrap()
            .member_ids()
            .unwrap()
            .len(),
        2
    );
    let stale = Reply::normal().edit_json(|body| {
        body["data"]["members"] = json!([1001, 1005]);
        body["data"]["last_updated"] = json!("2023-06-20T10:00:00Z");
    });
    sandbox.script(Operation::GetGroup, vec![stale; 4]);
    client.add_members(SALES, [1003]).await.unwrap();
    assert_eq!(stored_sales_team(&sandbox).members, [1001, 1009, 1003]);
}

#[tokio::test]
async fn add_members_all_reads_late_fails_before_write() {
    for shape in BOTH_SHAPES {
        let replicas = Replicas::in_turn([Duration::from_secs(3600)]);
        let (sandbox, client, clock) = start(Sandbox::builder().shape(shape).replicas(replicas));
        client.add_members(SALES, [1002]).await.unwrap();
        for error in [
            client.add_members(SALES, [1003]).await.unwrap_err(),
            client.remove_members(SALES, [1002]).await.unwrap_err(),
            client
                .add_guests(SALES, ["x@example.com"])
                .await
                .unwrap_err(),
            client
                .remove_guests(SALES, ["client.a@example.com"])
                .await
                .unwrap_err(),
        ] {
            assert!(error.is_stale(), "{error}");
            assert_eq!(error.outcome(), Outcome::Refused, "{error}");
            let message = error.to_string();
            let message = message.split(" after ").next().unwrap();
            assert_eq!(
                message,
                "get_group: every read until the deadline of 60s was older than a state of the group \
                 that the server has returned before (`RetryPolicy::deadline`)"
            );
        }
        assert_eq!(request_count(&sandbox, "PUT"), 1);
        assert_eq!(stored_sales_team(&sandbox).members, [1001, 1005, 1002]);
        let longest = clock.pauses().into_iter().max().unwrap();
        assert_eq!(longest, Duration::from_secs(2), "the pauses grow");
    }
}

/// Reads that are late must not keep a state from growing old.
#[tokio::test]
async fn add_members_known_state_expires() {
    let (sandbox, client, clock) = start(Sandbox::builder());
    let future = Reply::normal().edit_json(|body| {
        body["data"]["last_updated"] = json!("2099-01-01T00:00:00Z");
        body["data"]["name"] = json!("Name of tomorrow");
    });
    sandbox.script(Operation::GetGroup, [future]);
    client.get_group(SALES).await.unwrap();
    assert!(
        client
            .add_members(SALES, [1002])
            .await
            .unwrap_err()
            .is_stale()
    );
    for _ in 0..11 {
        clock.sleep(Duration::from_secs(60)).await;
        client.get_group(SALES).await.unwrap();
    }
    client.add_members(SALES, [1002]).await.unwrap();
}

/// Two programs that write in turns in one second lock each other out for no longer than it takes to
/// know.
#[tokio::test]
async fn add_members_two_programs_in_one_second_succeed() {
    let (sandbox, client, clock) = start(Sandbox::builder().writes_per_second(1000));
    let other = builder(&sandbox).clock(clock.clone()).build().unwrap();
    for round in 0..3 {
        client.add_members(SALES, [1002]).await.unwrap();
        client.add_members(SALES, [1003]).await.unwrap();
        other.remove_members(SALES, [1003]).await.unwrap();
        client.add_members(SALES, [1004]).await.unwrap();
        assert_eq!(
            stored_sales_team(&sandbox).members,
            [1001, 1005, 1002, 1004],
            "{round}"
        );
        other.remove_members(SALES, [1002, 1004]).await.unwrap();
    }
}

/// Servers whose times cannot be compared: no write is lost, and none is misreported.
#[tokio::test]
async fn add_members_times_not_comparable_keep_all_changes() {
    fn with(time: Option<&'static str>) -> Reply {
        Reply::normal().edit_json(move |body| match time {
            Some(time) => body["data"]["last_updated"] = json!(time),
            None => drop(body["data"].as_object_mut().unwrap().remove("last_updated")),
        })
    }
    let zoned = Some("2024-05-21T18:00:04Z");
    let local = Some("2024-05-21 18:00:04");
    for (read, write) in [(None, None), (local, zoned), (None, zoned), (zoned, None)] {
        for lag in [400, 1500].map(milliseconds) {
            let replicas = Replicas::in_turn([lag]);
            let (sandbox, client, _) = start(Sandbox::builder().replicas(replicas));
            sandbox.script(
                Operation::GetGroup,
                std::iter::repeat_with(move || with(read)),
            );
            sandbox.script(
                Operation::UpdateGroup,
                std::iter::repeat_with(move || with(write)),
            );
            let replace = UpdateGroup::new().members([1001, 1002]);
            client.update_group(SALES, replace).await.unwrap();
            client.add_members(SALES, [1003]).await.unwrap();
            assert_eq!(
                stored_sales_team(&sandbox).members,
                [1001, 1002, 1003],
                "{read:?} {write:?}"
            );
        }
    }
}

/// Many tasks change one group through two replicas, of which one is behind.
#[tokio::test(flavor = "multi_thread")]
async fn add_members_many_tasks_late_reads_keep_all_changes() {
    for seed in 0..4 {
        let replicas = Replicas::at_random(seed, [Duration::ZERO, milliseconds(400)]);
        let (sandbox, client, _) = start(Sandbox::builder().members(60).replicas(replicas));
        // The tests' clock passes for all tasks while one waits.
        let patient = RetryPolicy::default().deadline(Duration::from_secs(100_000));
        let client = client.with_retry(patient);
        let tasks: Vec<_> = (0..24_u64)
            .map(|task| {
                let client = client.clone();
                tokio::spawn(async move {
                    let own = 1010 + task;
                    client.add_members(SALES, [own]).await?;
                    if task % 2 == 0 {
                        client.remove_members(SALES, [own]).await?;
                    }
                    Ok::<_, Error>(own)
                })
            })
            .collect();
        for task in tasks {
            let own = task.await.unwrap().unwrap();
            let is_member = stored_sales_team(&sandbox).members.contains(&own);
            assert_eq!(is_member, own % 2 == 1, "seed {seed}: {own}");
        }
    }
}
