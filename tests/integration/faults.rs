//! The matrix of faults: every fault, every operation, both shapes, once and always. After each
//! cell the server's state is compared with what the client reported.
//!
//! Timeouts are real here, and short; everything else passes on the tests' own clock.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

mod kinds;

use tallyfy_groups::{
    Client, CreateGroup, Error, ListGroups, ListMembers, Outcome, RetryPolicy, UpdateGroup,
};
use tallyfy_sandbox::{GroupRecord, Operation, Reply, Sandbox, SandboxBuilder, Shape};

use self::kinds::{Fault, READ_FAULTS, RESPONSE_FAULTS, SERVICE_FAULTS, SLOW};
use crate::support::{BOTH_SHAPES, SALES, TestClock, builder};

const NEW: &str = "Onboarding Specialists";

#[derive(Clone, Copy, Debug, PartialEq)]
enum Call {
    ListGroups,
    CreateGroup,
    GetGroup,
    UpdateGroup,
    DeleteGroup,
    ListMembers,
    GetMember,
    AddMembers,
}

const CALLS: [Call; 8] = [
    Call::ListGroups,
    Call::CreateGroup,
    Call::GetGroup,
    Call::UpdateGroup,
    Call::DeleteGroup,
    Call::ListMembers,
    Call::GetMember,
    Call::AddMembers,
];

impl Call {
    /// The request that the fault is put into.
    fn operation(self) -> Operation {
        match self {
            Call::ListGroups => Operation::ListGroups,
            Call::CreateGroup => Operation::CreateGroup,
            Call::GetGroup => Operation::GetGroup,
            Call::UpdateGroup | Call::AddMembers => Operation::UpdateGroup,
            Call::DeleteGroup => Operation::DeleteGroup,
            Call::ListMembers => Operation::ListMembers,
            Call::GetMember => Operation::GetMember,
        }
    }

    async fn make(self, client: &Client) -> Result<(), Error> {
        match self {
            Call::ListGroups => {
                let groups = client.list_groups_stream(ListGroups::new().per_page(2));
                let groups = groups.collect_all().await?;
                assert_eq!(groups.len(), 3, "a short list was passed off as whole");
            }
            Call::CreateGroup => {
                let group = CreateGroup::new(NEW).description("d").members([1002]);
                let group = client.create_group(group).await?;
                assert_eq!(group.name, NEW);
            }
            Call::GetGroup => {
                let group = client.get_group(SALES).await?;
                assert_eq!(group.name, "Sales Team");
            }
            Call::UpdateGroup => {
                let change = UpdateGroup::new().name("Renamed").clear_guests();
                client.update_group(SALES, change).await?;
            }
            Call::DeleteGroup => client.delete_group(SALES).await?,
            Call::ListMembers => {
                let members = client.list_members_stream(ListMembers::new());
                assert_eq!(members.collect_all().await?.len(), 12);
            }
            Call::GetMember => {
                let member = client.get_member(1001).await?;
                assert_eq!(member.email, "alice@example.com");
            }
            Call::AddMembers => {
                let group = client.add_members(SALES, [1002]).await?;
                assert_eq!(group.member_ids()?.len(), 3);
            }
        }
        Ok(())
    }

    /// Whether the server's state shows the change; none for a call that makes none.
    fn is_applied(self, before: &[GroupRecord], after: &[GroupRecord]) -> Option<bool> {
        let sales = after.iter().find(|group| group.id == SALES);
        let shown = match self {
            Call::CreateGroup => {
                let named = after.iter().filter(|group| group.name == NEW).count();
                assert!(named <= 1, "a doubled write");
                named == 1
            }
            Call::UpdateGroup => sales.is_some_and(|group| group.name == "Renamed"),
            Call::DeleteGroup => sales.is_none(),
            Call::AddMembers => sales.is_some_and(|group| group.members.contains(&1002)),
            Call::ListGroups | Call::GetGroup | Call::ListMembers | Call::GetMember => {
                assert_eq!(names(before), names(after), "a read changed something");
                return None;
            }
        };
        Some(shown)
    }
}

fn names(groups: &[GroupRecord]) -> Vec<&str> {
    groups.iter().map(|group| group.name.as_str()).collect()
}

fn reads_before(call: Call) -> usize {
    match call {
        Call::AddMembers => 2,
        _ => 0,
    }
}

/// What a cell came to.
#[derive(Default)]
struct Counts {
    done: u32,
    never_sent: u32,
    refused: u32,
    unknown: u32,
    otherwise: u32,
}

fn client(sandbox: &Sandbox, fault: &str, clock: TestClock) -> Client {
    let builder = builder(sandbox)
        .clock(clock)
        .max_response_bytes(1024 * 1024);
    let builder = match SLOW.contains(&fault) {
        true => builder
            .timeout(Duration::from_secs(6))
            .idle_timeout(Duration::from_secs(3))
            .retry(RetryPolicy::default().max_attempts(2)),
        false => builder.timeout(Duration::from_secs(30)),
    };
    builder.build().unwrap()
}

/// Makes the call, and holds what is reported against what is stored.
async fn check_cell(
    call: Call,
    sandbox: Sandbox,
    fault: &str,
    clock: TestClock,
) -> Option<Outcome> {
    let before = sandbox.groups();
    let client = client(&sandbox, fault, clock);
    let limit = Duration::from_secs(60);
    let made = tokio::time::timeout(limit, call.make(&client)).await;
    let outcome = made.expect("it hangs").err().map(|error| {
        let _ = format!("{error} {error:?}");
        error.outcome()
    });
    let is_applied = call.is_applied(&before, &sandbox.groups());
    match (outcome, is_applied) {
        (None, Some(is_applied)) => assert!(is_applied, "{call:?} is reported done, and is not"),
        (Some(Outcome::NeverSent | Outcome::Refused), Some(is_applied)) => {
            assert!(!is_applied, "{call:?} is reported as not applied, and is");
        }
        _ => {}
    }
    outcome
}

/// All operations in both shapes, side by side.
async fn run_row(
    fault: &'static str,
    prepare: impl Fn(&Sandbox, Call) + Send + Sync + 'static,
) -> Counts {
    run_row_with(fault, |sandbox| sandbox, prepare).await
}

/// All operations in both shapes, side by side, of a service that is `described`.
async fn run_row_with(
    fault: &'static str,
    described: fn(SandboxBuilder) -> SandboxBuilder,
    prepare: impl Fn(&Sandbox, Call) + Send + Sync + 'static,
) -> Counts {
    let prepare = Arc::new(prepare);
    let mut cells = Vec::new();
    for shape in BOTH_SHAPES {
        for call in CALLS {
            let prepare = Arc::clone(&prepare);
            cells.push(tokio::spawn(async move {
                let clock = TestClock::default();
                let shared = clock.clone();
                let sandbox = described(Sandbox::builder().shape(shape));
                let sandbox = sandbox.clock(move || shared.elapsed()).start().unwrap();
                prepare(&sandbox, call);
                check_cell(call, sandbox, fault, clock).await
            }));
        }
    }
    let mut counts = Counts::default();
    for cell in cells {
        match cell.await.expect("a cell panicked") {
            None => counts.done += 1,
            Some(Outcome::NeverSent) => counts.never_sent += 1,
            Some(Outcome::Refused) => counts.refused += 1,
            Some(Outcome::Unknown) => counts.unknown += 1,
            // Said to be deleted, and still there: the server is not believed.
            Some(_) => counts.otherwise += 1,
        }
    }
    counts
}

/// The fault the first time only, and every time.
async fn run_once_and_always(&(name, fault): &'static Fault) -> (Counts, Counts) {
    let once = run_row(name, move |sandbox, call| {
        sandbox.script(call.operation(), [fault()]);
    });
    let always = run_row(name, move |sandbox, call| {
        sandbox.script(call.operation(), std::iter::repeat_with(fault));
    });
    tokio::join!(once, always)
}

#[tokio::test(flavor = "multi_thread")]
async fn matrix() {
    let mut report = format!(
        "{:26} {:^31}   {:^31}\n{:26}",
        "", "the first time", "every time", "fault"
    );
    let columns = " done  never  refused  unknown ";
    writeln!(report, " {columns}   {columns}").unwrap();
    let mut total = 0;
    let mut line = |name: &str, once: Option<Counts>, always: Counts| {
        write!(report, "{name:26}").unwrap();
        for counts in [once, Some(always)] {
            let Some(counts) = counts else {
                write!(report, " {:31}  ", "").unwrap();
                continue;
            };
            let Counts {
                done,
                never_sent,
                refused,
                unknown,
                otherwise,
            } = counts;
            assert_eq!(otherwise, 0, "{name}");
            total += done + never_sent + refused + unknown;
            write!(
                report,
                " {done:5} {never_sent:6} {refused:8} {unknown:8}    "
            )
            .unwrap();
        }
        report.truncate(report.trim_end().len());
        report.push('\n');
    };
    let refused = run_row("connection refused", |sandbox, _| {
        sandbox.stop_listening();
    })
    .await;
    line("connection refused", None, refused);
    let mut rows = HashMap::new();
    for fault in RESPONSE_FAULTS
        .iter()
        .filter(|(name, _)| !SLOW.contains(name))
    {
        rows.insert(fault.0, run_once_and_always(fault).await);
    }
    // Those that wait do so side by side, and while nothing else keeps the machine busy.
    let waiting: Vec<_> = SLOW
        .iter()
        .filter_map(|slow| RESPONSE_FAULTS.iter().find(|(name, _)| name == slow))
        .map(|fault| (fault.0, tokio::spawn(run_once_and_always(fault))))
        .collect();
    for (name, row) in waiting {
        rows.insert(name, row.await.unwrap());
    }
    for (name, _) in RESPONSE_FAULTS {
        let (once, always) = rows.remove(name).unwrap();
        line(name, Some(once), always);
    }
    // The answer of the write is lost, and the readings that would settle it fail, too.
    for &(name, fault) in READ_FAULTS {
        let counts = run_row(name, move |sandbox, call| {
            let lost = Reply::status_after_normal(502);
            sandbox.script(call.operation(), std::iter::repeat(lost));
            for reading in [Operation::ListGroups, Operation::GetGroup] {
                if reading != call.operation() {
                    // Those before the write go well.
                    let before = std::iter::repeat_n(Reply::normal(), reads_before(call));
                    sandbox.script(reading, before.chain(std::iter::repeat_with(fault)));
                }
            }
        });
        line(name, None, counts.await);
    }
    // The service itself: once as it is, and once with the response of each first write lost.
    for &(name, described) in SERVICE_FAULTS {
        let as_it_is = run_row_with(name, described, |_, _| {});
        let lost = run_row_with(name, described, |sandbox, call| {
            let lost = Reply::status_after_normal(502);
            sandbox.script(call.operation(), [lost]);
        });
        let (as_it_is, lost) = tokio::join!(as_it_is, lost);
        line(name, Some(as_it_is), lost);
    }
    writeln!(
        report,
        "\n{total} cells: {} operations, {} shapes; no doubled write, no write reported wrongly, no \
         hang, no panic",
        CALLS.len(),
        BOTH_SHAPES.len()
    )
    .unwrap();
    insta::assert_snapshot!(report);
}

#[tokio::test]
async fn stream_token_expires_midway_ends_with_401() {
    let sandbox = Sandbox::builder().groups(25).start().unwrap();
    sandbox.script(Operation::ListGroups, [Reply::normal(), Reply::status(401)]);
    let mut groups = client(&sandbox, "401", TestClock::default())
        .list_groups_stream(ListGroups::new().per_page(10));
    let mut seen = 0;
    let error = loop {
        match groups.next().await.unwrap() {
            Ok(_) => seen += 1,
            Err(error) => break error,
        }
    };
    assert!(error.status() == Some(401) && seen == 10);
    assert!(groups.next().await.is_none());
}

#[tokio::test]
async fn response_body_above_limit_is_too_large() {
    let sandbox = Sandbox::builder().shape(Shape::Legacy).start().unwrap();
    let size = 100_000;
    let client = |limit| builder(&sandbox).max_response_bytes(limit).build().unwrap();
    for (limit, is_taken) in [(size, true), (size - 1, false)] {
        let reply = Reply::normal().huge_body(size as u64);
        sandbox.script(Operation::GetGroup, [reply]);
        let outcome = client(limit).get_group(SALES).await;
        assert_eq!(outcome.is_ok(), is_taken, "{limit}");
        if let Err(error) = outcome {
            assert!(error.is_too_large(), "{error}");
            assert_eq!(error.raw_body().unwrap().len(), 64 * 1024);
            assert!(error.to_string().contains("99999 bytes"), "{error}");
        }
    }
    // Of an error, 64 KiB are read, whatever follows.
    let reply = Reply::status(400)
        .body(r#"{"message": "No."}"#)
        .endless_body();
    sandbox.script(Operation::GetGroup, [reply]);
    let error = client(size).get_group(SALES).await.unwrap_err();
    assert!(error.is_bad_request(), "{error}");
    assert_eq!(error.raw_body().unwrap().len(), 64 * 1024);
}

/// With the feature, what counts is what a body decompresses to.
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
