//! Writes that get lost or go wrong.

use std::io::{Read as _, Write as _};
use std::iter::repeat_n;
use std::net::TcpStream;
use std::time::Duration;

use serde_json::json;
use tallyfy_sandbox::{Operation, Replicas, Reply, Sandbox, SandboxBuilder};

use super::{OTHER, SALES, create, get};
use crate::client::{Ability, Call};
use crate::row::{Row, Step, Trace, Verdict, set, verdict};
use crate::text::{code, count};

pub(super) const ROWS: [Row; 12] = [
    Row::new(
        "Two added members, outdated reads",
        "Each read shows the state of 1.5 s earlier. The program adds the members 1002 and 1003, \
         one after the other.",
        "The group has both members, or the client reports an error.",
        || vec![add(1002), add(1003)],
        |trace| keeps(trace, &[1001, 1005, 1002, 1003]),
    )
    .needs(Ability::ChangesMembers)
    .sandbox(outdated_replica),
    Row::new(
        "An update before an added member, outdated reads",
        "The program sets the members 1001 and 1002. Two later reads show the old members. The \
         program adds the member 1003.",
        "The group has the members 1001, 1002 and 1003.",
        || vec![members(&[1001, 1002]), outdated_reads(), add(1003)],
        |trace| keeps(trace, &[1001, 1002, 1003]),
    )
    .needs(Ability::ChangesMembers),
    Row::new(
        "A cleared list, outdated reads",
        "The program clears the members. Two later reads show the old members. The program removes \
         the member 1005.",
        "The group has no members.",
        || {
            let remove = Step::Call(Call::RemoveMember {
                id: SALES,
                member: 1005,
            });
            vec![members(&[]), outdated_reads(), remove]
        },
        |trace| keeps(trace, &[]),
    )
    .needs(Ability::ChangesMembers),
    Row::new(
        "A renamed group, outdated reads",
        "The program sets the members 1001 and 1002. Two later reads show the old members. The \
         program changes only the name of the group.",
        "The group has the members 1001 and 1002.",
        || {
            let rename = Step::Call(Call::UpdateGroup {
                id: SALES,
                name: Some("Renamed"),
                members: None,
                guests: None,
            });
            vec![members(&[1001, 1002]), outdated_reads(), rename]
        },
        |trace| keeps(trace, &[1001, 1002]),
    ),
    Row::new(
        "A change based on a different group",
        "The reads of a group show a different group. The program adds a member.",
        "An error before a write.",
        || vec![other_group(9), add(1009)],
        |trace| match trace.requests("PUT").next() {
            None => verdict(true, "no write"),
            Some(put) => verdict(false, code(&format!("PUT {}", put.body))),
        },
    )
    .needs(Ability::ChangesMembers),
    Row::new(
        "Responses about a different group",
        "Every second read of a group shows a different group. The program reads the group 300 \
         times.",
        "Each read returns the requested group or an error.",
        || {
            let mixed = set(|sandbox| {
                let other = Reply::normal().for_group(OTHER);
                let pairs = std::iter::repeat([Reply::normal(), other]);
                sandbox.script(Operation::GetGroup, pairs.flatten());
            });
            std::iter::once(mixed).chain(repeat_n(get(), 300)).collect()
        },
        |trace| {
            let results = trace
                .results
                .iter()
                .filter_map(|result| result.as_ref().ok());
            let wrong = results.filter(|group| group.json.contains(OTHER)).count();
            let text = format!("{wrong} of 300 reads return the wrong group");
            verdict(wrong == 0, text)
        },
    ),
    Row::new(
        "A creation that is not applied, and an equal group",
        "A different program creates a group. The clock of the header `Date` is 90 s behind the \
         clock of `created_at`. Then the server responds to the same creation with 502.",
        "An error. The existing group is not the created group.",
        || vec![set(create_equal_group), create()],
        is_not_created,
    )
    .sandbox(|builder| builder.date_offset(-90)),
    Row::new(
        "An equal group from the same second",
        "A different program creates a group. In the same second, the server responds to the same \
         creation with 502.",
        "An error. The existing group is not the created group.",
        || vec![set(create_equal_group), create()],
        is_not_created,
    ),
    Row::new(
        "A creation with a lost response",
        "The server creates the group, and resets the connection. The header `Date` is 90 s off.",
        "The group, or an error that does not deny that the group exists. Only one group exists.",
        || {
            let lost = set(|sandbox| {
                sandbox.script(Operation::CreateGroup, [Reply::normal().then_reset()]);
            });
            vec![lost, create()]
        },
        |trace| {
            let created = trace
                .groups
                .iter()
                .filter(|group| group.name == "New")
                .count();
            let created = count(created, "group");
            match trace.last() {
                Ok(_) => verdict(
                    created == "1 group",
                    format!("returns the group; {created}"),
                ),
                Err(failure) if failure.not_applied => verdict(false, code(&failure.text)),
                Err(failure) => verdict(
                    created == "1 group",
                    format!("{}; {created}", code(&failure.text)),
                ),
            }
        },
    )
    .sandbox(|builder| builder.date_offset(90)),
    Row::new(
        "A deletion that is not applied",
        "The server responds to DELETE with 200 and `{}`. The group still exists.",
        "An error.",
        || {
            let ignored = set(|sandbox| {
                let reply = Reply::status(200).json(json!({}));
                sandbox.script(Operation::DeleteGroup, repeat_n(reply, 99));
            });
            vec![ignored, Step::Call(Call::DeleteGroup { id: SALES })]
        },
        |trace| match trace.last() {
            Ok(_) => verdict(false, "reports success"),
            Err(failure) => verdict(true, code(&failure.text)),
        },
    )
    .needs(Ability::ConfirmsWrites),
    Row::new(
        "An error with the status 200",
        "The server responds to a creation with 200 and \
         `{\"error\":true,\"message\":\"The name has already been taken.\"}`.",
        "An error with the message of the server. The creation is sent once.",
        || {
            let refused = set(|sandbox| {
                let message = "The name has already been taken.";
                let reply = Reply::status(200).json(json!({"error": true, "message": message}));
                sandbox.script(Operation::CreateGroup, repeat_n(reply, 99));
            });
            vec![refused, create()]
        },
        |trace| {
            let sent = trace.requests("POST").count();
            match trace.last() {
                Ok(group) => verdict(false, format!("returns {}", code(&group.json))),
                Err(failure) => {
                    let facts = [Some(&failure.text), failure.body.as_ref()];
                    let mut facts = facts.into_iter().flatten();
                    let is_shown = facts.any(|fact| fact.contains("already been taken"));
                    let message = if is_shown { "has" } else { "lacks" };
                    let text = format!("the error {message} the message, {sent} POST");
                    verdict(is_shown && sent == 1, text)
                }
            }
        },
    ),
    Row::new(
        "A confirmation after `Retry-After`",
        "The server creates a group, but responds with 503 and `Retry-After: 2`.",
        "The client waits for 2 s before it looks for the group.",
        || {
            let unavailable = set(|sandbox| {
                let reply = Reply::status_after_normal(503).header("retry-after", "2");
                sandbox.script(Operation::CreateGroup, [reply]);
            });
            vec![unavailable, create()]
        },
        |trace| {
            let waits = trace.pauses.first() >= Some(&Duration::from_secs(2));
            let looks = trace.requests("GET").count();
            match (looks, waits) {
                (0, _) => verdict(false, "does not look"),
                (_, true) => verdict(true, "waits for 2 s"),
                (_, false) => verdict(false, "does not wait"),
            }
        },
    )
    .needs(Ability::ConfirmsWrites),
];

fn add(member: u64) -> Step {
    Step::Call(Call::AddMember { id: SALES, member })
}

fn members(members: &'static [u64]) -> Step {
    Step::Call(Call::UpdateGroup {
        id: SALES,
        name: None,
        members: Some(members),
        guests: None,
    })
}

fn outdated_replica(builder: SandboxBuilder) -> SandboxBuilder {
    builder.replicas(Replicas::in_turn([Duration::from_millis(1500)]))
}

/// Lets the next two reads of the group show its initial state.
fn outdated_reads() -> Step {
    set(|sandbox| {
        let reply = Reply::normal().edit_json(|body| {
            body["data"]["members"] = json!([1001, 1005]);
            body["data"]["last_updated"] = json!("2023-06-20T10:00:00Z");
        });
        sandbox.script(Operation::GetGroup, repeat_n(reply, 2));
    })
}

fn other_group(reads: usize) -> Step {
    set(move |sandbox| {
        let reply = Reply::normal().for_group(OTHER);
        sandbox.script(Operation::GetGroup, repeat_n(reply, reads));
    })
}

/// Judges the stored members. An error of a call is right, because the program learns of it.
fn keeps(trace: &Trace, expected: &[u64]) -> Verdict {
    let stored = trace.stored_members();
    let is_reported = trace.successes() < trace.results.len();
    let text = format!("stored: {}", code(&format!("{stored:?}")));
    verdict(stored == expected || is_reported, text)
}

/// Judges a creation that the server did not apply.
fn is_not_created(trace: &Trace) -> Verdict {
    match trace.last() {
        Ok(_) => verdict(false, "returns the old group"),
        Err(failure) => verdict(true, code(&failure.text)),
    }
}

/// Creates the group as a different program, and lets the next creation fail.
fn create_equal_group(sandbox: &Sandbox) {
    let body = json!({"name": "New", "description": "d"}).to_string();
    let base_url = sandbox.base_url();
    let address = base_url.trim_start_matches("http://");
    let request = format!(
        "POST /organizations/{}/groups HTTP/1.1\r\nhost: {address}\r\n\
         authorization: Bearer {}\r\nx-tallyfy-client: APIClient\r\nconnection: close\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        sandbox.organization(),
        sandbox.token(),
        body.len()
    );
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    stream.read_to_end(&mut Vec::new()).unwrap();
    drop(sandbox.take_requests());
    sandbox.script(Operation::CreateGroup, [Reply::status(502)]);
}
