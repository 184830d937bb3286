//! Adding and removing single members and guests: read, merge, write both lists.

use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tallyfy_groups::{Client, Clock, Error, Group, Outcome, RetryPolicy, UpdateGroup};
use tallyfy_sandbox::{AbsentLists, GroupRecord, Operation, Reply, Sandbox, Shape};

use crate::support::{BOTH_SHAPES, TestClock, client, sandbox};

const SALES: &str = "group_id_abc123";

fn stored(sandbox: &Sandbox) -> GroupRecord {
    let mut groups = sandbox.groups().into_iter();
    groups.find(|group| group.id == SALES).unwrap()
}

/// The bodies of the writes that were sent.
fn written(sandbox: &Sandbox) -> Vec<Value> {
    let requests = sandbox.take_requests().into_iter();
    requests
        .filter(|request| request.method == "PUT")
        .map(|request| request.json().unwrap())
        .collect()
}

#[tokio::test]
async fn members_and_guests_come_and_go() {
    for shape in BOTH_SHAPES {
        let sandbox = sandbox(shape);
        let client = client(&sandbox);
        client.add_members(SALES, [1002, 1005]).await.unwrap();
        assert_eq!(stored(&sandbox).members, [1001, 1005, 1002], "{shape}");
        client.remove_members(SALES, [1001, 1012]).await.unwrap();
        assert_eq!(stored(&sandbox).members, [1005, 1002]);
        client.add_guests(SALES, ["new@example.com"]).await.unwrap();
        assert_eq!(
            stored(&sandbox).guests,
            ["client.a@example.com", "new@example.com"]
        );
        let group = client
            .remove_guests(SALES, ["Client.A@Example.COM"])
            .await
            .unwrap();
        assert_eq!(group.guest_emails(), ["new@example.com"]);

        for body in written(&sandbox) {
            let keys: Vec<&String> = body.as_object().unwrap().keys().collect();
            assert_eq!(keys, ["guests", "members"], "{shape}");
        }
    }
}

#[tokio::test]
async fn a_server_that_clears_absent_lists_loses_nothing() {
    let sandbox = Sandbox::builder()
        .absent_lists(AbsentLists::Clear)
        .start()
        .unwrap();
    let client = client(&sandbox);
    client.add_members(SALES, [1002]).await.unwrap();
    assert_eq!(stored(&sandbox).guests, ["client.a@example.com"]);
    client.add_guests(SALES, ["new@example.com"]).await.unwrap();
    assert_eq!(stored(&sandbox).members, [1001, 1005, 1002]);
}

#[tokio::test]
async fn nothing_is_written_when_nothing_changes() {
    let sandbox = Sandbox::start();
    let client = client(&sandbox);
    client.add_members(SALES, [1001, 1001]).await.unwrap();
    client.remove_members(SALES, [1002]).await.unwrap();
    client
        .add_guests(SALES, ["CLIENT.A@example.com"])
        .await
        .unwrap();
    client
        .remove_guests(SALES, ["nobody@example.com"])
        .await
        .unwrap();
    client.add_members(SALES, [] as [u64; 0]).await.unwrap();
    assert!(written(&sandbox).is_empty());
}

async fn add_to(
    sandbox: &Sandbox,
    edit: impl Fn(&mut Value) + Send + Sync + 'static,
) -> Result<Group, Error> {
    let client: Client = client(sandbox);
    // Two readings that agree; the one after the writing is as usual.
    let reading = Reply::normal().edit_json(edit);
    sandbox.script(Operation::GetGroup, [reading.clone(), reading]);
    client.add_members(SALES, [1002]).await
}

#[tokio::test]
async fn every_form_of_the_lists_is_merged() {
    let cases: [(Value, Value, Value); 4] = [
        (
            json!([1001, 1005]),
            json!(["a@b.c"]),
            json!({"members": [1001, 1005, 1002], "guests": ["a@b.c"]}),
        ),
        (
            json!(["1001"]),
            json!({"data": [{"email": "a@b.c"}]}),
            json!({"members": [1001, 1002], "guests": ["a@b.c"]}),
        ),
        (
            json!(null),
            json!(null),
            json!({"members": [1002], "guests": []}),
        ),
        (
            json!([]),
            json!({"data": null}),
            json!({"members": [1002], "guests": []}),
        ),
    ];
    for (members, guests, expected) in cases {
        let sandbox = Sandbox::builder().shape(Shape::Legacy).start().unwrap();
        add_to(&sandbox, move |body| {
            body["data"]["members"] = members.clone();
            body["data"]["guests"] = guests.clone();
        })
        .await
        .unwrap();
        assert_eq!(written(&sandbox), [expected]);
    }
}

/// What cannot be written back is not written over.
#[tokio::test]
async fn a_list_that_was_not_shown_is_not_lost() {
    for list in ["members", "guests"] {
        let sandbox = Sandbox::start();
        let error = add_to(&sandbox, move |body| {
            body["data"].as_object_mut().unwrap().remove(list);
        })
        .await
        .unwrap_err();
        assert!(error.is_invalid_input(), "{error}");
        assert!(written(&sandbox).is_empty());
    }
    let sandbox = Sandbox::start();
    let error = add_to(&sandbox, |body| {
        body["data"]["members"] = json!(["someone"])
    })
    .await
    .unwrap_err();
    assert!(error.to_string().contains("someone"), "{error}");
    assert!(written(&sandbox).is_empty());

    // A guest without an address cannot be written back, either.
    let sandbox = Sandbox::start();
    let error = add_to(&sandbox, |body| {
        body["data"]["guests"] = json!({"data": [{"id": 7}]})
    })
    .await
    .unwrap_err();
    assert!(error.is_invalid_input(), "{error}");
    assert!(written(&sandbox).is_empty());
}

#[tokio::test]
async fn an_absent_description_stays_absent() {
    let sandbox = Sandbox::start();
    add_to(&sandbox, |body| body["data"]["description"] = json!(null))
        .await
        .unwrap();
    assert!(written(&sandbox)[0].get("description").is_none());
    assert_eq!(
        stored(&sandbox).description.as_deref(),
        Some("Handles all sales inquiries.")
    );
}

/// What the server says it did is not taken at its word.
#[tokio::test]
async fn what_was_not_stored_is_an_error_that_shows_the_difference() {
    let sandbox = Sandbox::start();
    let client = client(&sandbox);
    let dropped = Reply::normal().edit_json(|body| {
        body["data"]["members"] = json!([1001, 1007]);
    });
    sandbox.script(Operation::UpdateGroup, [dropped.clone()]);
    let replies = [Reply::normal(), Reply::normal(), dropped];
    sandbox.script(Operation::GetGroup, replies);
    let error = client.add_members(SALES, [1002]).await.unwrap_err();
    assert!(error.is_not_stored(), "{error}");
    assert_eq!(error.outcome(), Outcome::AppliedOtherwise);
    assert_eq!(
        error.to_string(),
        "update_group: the server reported success, but does not store what was written; \
         missing: member 1005, member 1002; not asked for: member 1007"
    );
    assert_eq!(
        written(&sandbox).len(),
        1,
        "it is not written again and again"
    );
}

/// What the change did not mean is stored as it was, too.
#[tokio::test]
async fn what_else_was_dropped_is_an_error() {
    let sandbox = Sandbox::start();
    let client = client(&sandbox);
    let dropped = Reply::normal().edit_json(|body| {
        body["data"]["members"] = json!([1001, 1002]);
        body["data"]["guests"] = json!(["a@b.c\nforged\u{1b}[31m"]);
    });
    sandbox.script(Operation::UpdateGroup, [dropped.clone()]);
    let replies = [Reply::normal(), Reply::normal(), dropped];
    sandbox.script(Operation::GetGroup, replies);
    let error = client.add_members(SALES, [1002]).await.unwrap_err();
    assert!(error.is_not_stored() && error.attempts() == 1, "{error}");
    let shown = format!("{error} {error:?}");
    assert!(
        shown.contains("missing: member 1005, guest client.a@example.com"),
        "{shown}"
    );
    assert!(!shown.contains(['\n', '\u{1b}']), "{shown}");
}

/// Replacing a list and adding to it take turns.
#[tokio::test]
async fn an_update_waits_for_its_turn() {
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
        stored(&sandbox).members,
        [1001, 1009],
        "the later one is the last one"
    );
}

/// A change that somebody else makes while the group is read is seen, and kept.
#[tokio::test]
async fn a_change_between_the_readings_is_merged() {
    let sandbox = Sandbox::start();
    let stale = Reply::normal().edit_json(|body| body["data"]["members"] = json!([1001]));
    sandbox.script(Operation::GetGroup, [stale]);
    client(&sandbox).add_members(SALES, [1002]).await.unwrap();
    assert_eq!(stored(&sandbox).members, [1001, 1005, 1002]);
}

/// A change that somebody else makes while the writing is repeated is seen, and kept.
#[tokio::test]
async fn a_change_between_two_attempts_is_merged() {
    let sandbox = Sandbox::start();
    let theirs = client(&sandbox);
    // The first writing is refused, and by the time of the second the group is another.
    sandbox.script(
        Operation::UpdateGroup,
        [Reply::status(503), Reply::normal()],
    );
    let hook = Hook {
        clock: TestClock::default(),
        during_the_pause: Arc::new(move || {
            let theirs = theirs.clone();
            Box::pin(async move {
                let change = UpdateGroup::new().members([1001, 1009]).guests(["x@y.z"]);
                theirs.update_group(SALES, change).await.unwrap();
            })
        }),
    };
    let ours = crate::support::builder(&sandbox)
        .clock(hook)
        .build()
        .unwrap();
    ours.add_members(SALES, [1002]).await.unwrap();
    assert_eq!(stored(&sandbox).members, [1001, 1009, 1002]);
    assert_eq!(stored(&sandbox).guests, ["x@y.z"]);
}

type Action = Arc<dyn Fn() -> Pin<Box<dyn Future<Output = ()> + Send>> + Send + Sync>;

/// A clock that does something while the client waits.
#[derive(Clone)]
struct Hook {
    clock: TestClock,
    during_the_pause: Action,
}

impl std::fmt::Debug for Hook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Hook")
    }
}

impl Clock for Hook {
    fn now(&self) -> Instant {
        self.clock.now()
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(async move {
            self.clock.sleep(duration).await;
            (self.during_the_pause)().await;
        })
    }
}

#[tokio::test]
async fn an_unsure_writing_is_settled_by_reading() {
    for reply in [
        Reply::status_after_normal(502),
        Reply::status_after_normal(200),
    ] {
        let sandbox = Sandbox::start();
        sandbox.script(Operation::UpdateGroup, [reply]);
        let group = client(&sandbox).add_members(SALES, [1002]).await.unwrap();
        assert_eq!(group.member_ids().unwrap().len(), 3);
        assert_eq!(
            written(&sandbox).len(),
            1,
            "what was applied is not written again"
        );
    }
}

/// A reading that fails after a writing says nothing of the writing.
#[tokio::test]
async fn a_failed_reading_after_a_writing_is_not_a_refusal() {
    let hidden = || {
        Reply::normal().edit_json(|body| {
            body["data"].as_object_mut().unwrap().remove("members");
        })
    };
    for (writing, after) in [
        (hidden(), Reply::status(403)),
        (hidden(), hidden()),
        (Reply::status_after_normal(502), Reply::status(403)),
        (Reply::status_after_normal(502), hidden()),
    ] {
        let sandbox = Sandbox::start();
        sandbox.script(Operation::UpdateGroup, [writing]);
        sandbox.script(
            Operation::GetGroup,
            [Reply::normal(), Reply::normal(), after],
        );
        let error = client(&sandbox)
            .add_members(SALES, [1002])
            .await
            .unwrap_err();
        assert_eq!(error.outcome(), Outcome::Unknown, "{error}");
        assert!(stored(&sandbox).members.contains(&1002));
    }
}

/// Waiting for one's turn is part of the call.
#[tokio::test]
async fn nobody_waits_for_a_turn_past_the_deadline() {
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
    let hasty = RetryPolicy::default().deadline(Duration::from_millis(50));
    let error = client
        .with_retry(hasty)
        .add_members(SALES, [1003])
        .await
        .unwrap_err();
    assert_eq!(
        (error.outcome(), error.attempts()),
        (Outcome::NeverSent, 0),
        "{error}"
    );
    slow.abort();
    // A turn that is given up is free.
    assert!(slow.await.unwrap_err().is_cancelled());
    client.add_members(SALES, [1003]).await.unwrap();
}

/// Many tasks change one group, through failures; every change that was reported is there.
#[tokio::test(flavor = "multi_thread")]
async fn changes_of_many_tasks_are_all_kept() {
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
        let is_member = stored(&sandbox).members.contains(&own);
        done += usize::from(added) + usize::from(removed);
        if removed {
            assert!(!is_member, "{own} was reported as removed");
        } else if added && !is_leaving {
            assert!(is_member, "{own} was reported as added");
        }
    }
    assert_eq!(
        done,
        24 + 8,
        "the budget and the attempts are enough for all"
    );
}
