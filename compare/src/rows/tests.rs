//! Tests of the judgements: planted wrong observations, and the observations of this client.

use std::time::Duration;

use tallyfy_sandbox::Sandbox;

use super::{OTHER, PARTS};
use crate::client::{Ability, CallResult, Failure, Kind, Returned};
use crate::row::{Mark, Request, Row, Trace, set, verdict};

fn rows() -> impl Iterator<Item = &'static Row> {
    PARTS.iter().flat_map(|part| part.rows)
}

fn ok(json: &str, items: usize) -> CallResult {
    Ok(Returned {
        json: json.to_owned(),
        items,
    })
}

fn failed(text: &str) -> CallResult {
    Err(Failure {
        text: text.to_owned(),
        not_applied: true,
        ..Failure::default()
    })
}

fn request(method: &str, target: &str) -> Request {
    Request {
        method: method.to_owned(),
        target: target.to_owned(),
        ..Request::default()
    }
}

/// Returns the observations of a client that makes the mistake of a row.
fn planted(name: &str) -> Trace {
    let sandbox = Sandbox::start();
    let mut trace = Trace {
        groups: sandbox.groups(),
        requests: vec![request("GET", "/organizations/demo/groups/group_id_abc123")],
        ..Trace::default()
    };
    trace.results = vec![match name {
        "A null list" | "An invalid timestamp" | "A new value of an enum" => failed("invalid"),
        "A creation with a lost response" => failed("rejected"),
        "Secrets in a message" => failed("header-secret"),
        "Characters that change the direction of text" => failed("\u{202e}"),
        "Responses about a different group" => ok(OTHER, 1),
        "Half a surrogate pair" => failed("invalid"),
        "A total that counts hidden groups" => failed("the list changed"),
        "Too many headers in a response" | "A refused connection" => failed("failed"),
        "Many short rate limits" | "Closed idle connections" | "Statuses of gateways" => failed(""),
        _ => ok("{}", 1),
    }];
    match name {
        "An id that changes the path" => {
            trace.requests[0] = request("DELETE", "/organizations/demo")
        }
        "A space in a query" => trace.requests[0].target.push_str("?q=a+b%2Bc"),
        "A header that the API does not have" => {
            trace.requests[0].headers = vec![("api-version".to_owned(), "1".to_owned())];
        }
        "A change based on a different group" => trace.requests[0].method = "PUT".to_owned(),
        "`Retry-After: 2.5`" => trace.pauses = vec![Duration::from_secs(2)],
        "`Retry-After` as a date, wrong local clock" => trace.pauses = vec![Duration::ZERO],
        _ => {}
    }
    trace
}

#[test]
fn judge_planted_mistake_is_wrong() {
    for row in rows() {
        let verdict = (row.judge)(&planted(row.name));
        assert!(!verdict.is_right, "{}: {}", row.name, verdict.text);
    }
}

/// This client is wrong in two rows. `ARCHITECTURE.md` and `CONTRIBUTING.md` describe the two
/// limits.
#[test]
fn run_this_client_is_right_except_for_known_limits() {
    let cells = rows().map(|row| (row.name, row.run(&Kind::This)));
    let wrong: Vec<&str> = cells
        .filter(|(_, cell)| cell.mark != Mark::Right)
        .map(|(name, _)| name)
        .collect();
    assert_eq!(
        wrong,
        [
            "An equal group from the same second",
            "A large number in an unknown field"
        ]
    );
}

#[test]
fn run_without_the_ability_is_not_applicable() {
    let row = rows().find(|row| row.needs == Some(Ability::ListsAll));
    let cell = row.unwrap().run(&Kind::Progenitor);
    assert_eq!(cell.mark, Mark::NotApplicable, "{cell:?}");
}

#[test]
fn run_panic_is_wrong_and_shows_the_message() {
    let steps = || vec![set(|_| panic!("a planted panic"))];
    let row = Row::new("", "", "", steps, |_| verdict(true, ""));
    let cell = row.run(&Kind::This);
    assert_eq!(cell.mark, Mark::Wrong);
    assert_eq!(cell.text, "panics: `a planted panic`");
}
