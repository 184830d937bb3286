//! The matrix of faults that the tests cause. Each row is a fault, such as a status, a broken body
//! or a timeout. For each row, the test calls every operation with both response formats of the
//! sandbox, `Shape::Current` and `Shape::Legacy`. In some runs, only the first response has the
//! fault. In other runs, every response has the fault.
//!
//! After each call, the test compares two facts: the outcome that the client reported, and the
//! state of the sandbox. `errors.rs` tests single errors, and `retries.rs` tests retries.
//!
//! The timeouts are short and use real time. All other waits use the clock of the tests, so they
//! take no real time.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

pub(crate) mod kinds;

use tallyfy_groups::{
    Client, CreateGroup, Error, ListGroups, ListMembers, Outcome, RetryPolicy, UpdateGroup,
};
use tallyfy_sandbox::{GroupRecord, Operation, Reply, Sandbox, SandboxBuilder};

use self::kinds::{ENDED_BY_TIMEOUT, Fault, READ_FAULTS, RESPONSE_FAULTS, SERVICE_FAULTS};
use crate::support::{BOTH_SHAPES, SALES, TestClock, builder};

const NEW: &str = "Onboarding Specialists";

/// The width of the report's first column, which has the names of the faults.
const WIDTH: usize = 38;

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
    /// Returns the operation in whose responses the sandbox causes the fault during this call.
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
                assert_eq!(groups.len(), 3, "the list is incomplete");
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

    /// Returns whether the state of the server contains the change that this call made. Returns
    /// `None` if the call only reads.
    fn is_applied(self, before: &[GroupRecord], after: &[GroupRecord]) -> Option<bool> {
        let sales = after.iter().find(|group| group.id == SALES);
        let is_applied = match self {
            Call::CreateGroup => {
                let named = after.iter().filter(|group| group.name == NEW).count();
                assert!(named <= 1, "the group was created twice");
                named == 1
            }
            Call::UpdateGroup => sales.is_some_and(|group| group.name == "Renamed"),
            Call::DeleteGroup => sales.is_none(),
            Call::AddMembers => sales.is_some_and(|group| group.members.contains(&1002)),
            Call::ListGroups | Call::GetGroup | Call::ListMembers | Call::GetMember => {
                assert_eq!(names(before), names(after), "a read changed the groups");
                return None;
            }
        };
        Some(is_applied)
    }
}

fn names(groups: &[GroupRecord]) -> Vec<&str> {
    groups.iter().map(|group| group.name.as_str()).collect()
}

/// Returns the number of read requests that a call sends before its write request.
fn reads_before(call: Call) -> usize {
    match call {
        Call::AddMembers => 2,
        _ => 0,
    }
}

/// For each outcome, the number of calls in one row that ended with this outcome.
#[derive(Default)]
struct Counts {
    success: u32,
    never_sent: u32,
    refused: u32,
    unknown: u32,
    other: u32,
}

fn client(sandbox: &Sandbox, fault: &str, clock: TestClock) -> Client {
    let builder = builder(sandbox)
        .clock(clock)
        .max_response_bytes(1024 * 1024);
    let builder = if ENDED_BY_TIMEOUT.contains(&fault) {
        builder
            .timeout(Duration::from_secs(6))
            .idle_timeout(Duration::from_secs(3))
            .retry(RetryPolicy::default().max_attempts(2))
    } else {
        // This timeout is long, so that no call with one of the other faults ends with a timeout.
        builder.timeout(Duration::from_secs(30))
    };
    builder.build().unwrap()
}

/// Makes one call with one fault, and compares the outcome of the call with the state of the
/// sandbox.
async fn check_cell(
    call: Call,
    sandbox: Sandbox,
    fault: &str,
    clock: TestClock,
) -> Option<Outcome> {
    let before = sandbox.groups();
    let client = client(&sandbox, fault, clock);
    let limit = Duration::from_secs(60);
    let result = tokio::time::timeout(limit, call.make(&client)).await;
    let outcome = result
        .expect("the call did not end within 60 s")
        .err()
        .map(|error| {
            let _ = format!("{error} {error:?}");
            error.outcome()
        });
    let is_applied = call.is_applied(&before, &sandbox.groups());
    match (outcome, is_applied) {
        (None, Some(is_applied)) => assert!(is_applied, "{call:?} succeeded, but was not applied"),
        (Some(Outcome::NeverSent | Outcome::Refused), Some(is_applied)) => {
            assert!(
                !is_applied,
                "{call:?} was reported as not applied, but was applied"
            );
        }
        _ => {}
    }
    outcome
}

/// Calls all operations with one fault, with both response formats and in parallel.
async fn run_row(
    fault: &'static str,
    prepare: impl Fn(&Sandbox, Call) + Send + Sync + 'static,
) -> Counts {
    run_row_with(fault, |sandbox| sandbox, prepare).await
}

/// Does the same as [`run_row`], but with sandboxes that `configure` has changed.
async fn run_row_with(
    fault: &'static str,
    configure: fn(SandboxBuilder) -> SandboxBuilder,
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
                let sandbox = configure(Sandbox::builder().shape(shape));
                let sandbox = sandbox.clock(move || shared.elapsed()).start().unwrap();
                prepare(&sandbox, call);
                check_cell(call, sandbox, fault, clock).await
            }));
        }
    }
    let mut counts = Counts::default();
    for cell in cells {
        match cell.await.expect("a cell panicked") {
            None => counts.success += 1,
            Some(Outcome::NeverSent) => counts.never_sent += 1,
            Some(Outcome::Refused) => counts.refused += 1,
            Some(Outcome::Unknown) => counts.unknown += 1,
            // Every fault of the matrix must cause one of the outcomes above, so this count must be
            // 0.
            Some(_) => counts.other += 1,
        }
    }
    counts
}

/// Runs a row twice: with the fault in the first response only, and with the fault in every
/// response.
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
        "{:WIDTH$}{:>37}   {:>37}\n{:WIDTH$}",
        "", "fault in the first response", "fault in every response", "fault"
    );
    let columns = "  success  not sent  refused  unknown";
    writeln!(report, "{columns}   {columns}").unwrap();
    let mut total = 0;
    let mut line = |name: &str, once: Option<Counts>, always: Counts| {
        write!(report, "{name:WIDTH$}").unwrap();
        for counts in [once, Some(always)] {
            let Some(counts) = counts else {
                write!(report, "{:37}   ", "").unwrap();
                continue;
            };
            let Counts {
                success,
                never_sent,
                refused,
                unknown,
                other,
            } = counts;
            assert_eq!(other, 0, "{name}: unexpected outcomes");
            total += success + never_sent + refused + unknown;
            write!(
                report,
                "{success:9}{never_sent:10}{refused:9}{unknown:9}   "
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
        .filter(|(name, _)| !ENDED_BY_TIMEOUT.contains(name))
    {
        rows.insert(fault.0, run_once_and_always(fault).await);
    }
    // Rows that wait for a timeout run in parallel after all other rows, so that the other rows do
    // not slow them down.
    let waiting: Vec<_> = ENDED_BY_TIMEOUT
        .iter()
        .filter_map(|label| RESPONSE_FAULTS.iter().find(|(name, _)| name == label))
        .map(|fault| (fault.0, tokio::spawn(run_once_and_always(fault))))
        .collect();
    for (name, row) in waiting {
        rows.insert(name, row.await.unwrap());
    }
    for (name, _) in RESPONSE_FAULTS {
        let (once, always) = rows.remove(name).unwrap();
        line(name, Some(once), always);
    }
    // The response to the write is lost. The reads that the client sends to confirm the write fail,
    // too.
    for &(name, fault) in READ_FAULTS {
        let counts = run_row(name, move |sandbox, call| {
            let lost = Reply::status_after_normal(502);
            sandbox.script(call.operation(), std::iter::repeat(lost));
            for reading in [Operation::ListGroups, Operation::GetGroup] {
                if reading != call.operation() {
                    // The call sends some reads before the write. These reads succeed.
                    let before = std::iter::repeat_n(Reply::normal(), reads_before(call));
                    sandbox.script(reading, before.chain(std::iter::repeat_with(fault)));
                }
            }
        });
        line(name, None, counts.await);
    }
    // Faults of the service. Each row runs twice. In the first run, no response is lost. In the
    // second run, the first response is lost.
    for &(name, configure) in SERVICE_FAULTS {
        let not_lost = run_row_with(name, configure, |_, _| {});
        let lost = run_row_with(name, configure, |sandbox, call| {
            let lost = Reply::status_after_normal(502);
            sandbox.script(call.operation(), [lost]);
        });
        let (not_lost, lost) = tokio::join!(not_lost, lost);
        line(name, Some(not_lost), lost);
    }
    writeln!(
        report,
        "\n\
         `processed`: the sandbox carries out the request before the fault.\n\
         `lags` and `Date`: the left half has no other fault. The right half loses the first \
         response.\n\n\
         {total} cells: {} operations, {} shapes. No write was applied twice, no outcome was wrong, and \
         no call hung or panicked.",
        CALLS.len(),
        BOTH_SHAPES.len()
    )
    .unwrap();
    insta::assert_snapshot!(report);
}
