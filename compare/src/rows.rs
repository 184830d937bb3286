//! The rows of the comparison, in parts.

mod lists;
mod load;
mod messages;
mod traps;
mod values;
mod writes;

use crate::client::Call;
use crate::row::{Row, Step, Trace, Verdict, verdict};
use crate::text::{code, count};

/// A part of the table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part {
    pub(crate) title: &'static str,
    pub(crate) rows: &'static [Row],
}

/// The parts of the table, without the row about the generators.
pub(crate) const PARTS: [Part; 6] = [
    Part {
        title: "Mistakes of generated clients",
        rows: &traps::ROWS,
    },
    Part {
        title: "Writes that get lost or go wrong",
        rows: &writes::ROWS,
    },
    Part {
        title: "Load",
        rows: &load::ROWS,
    },
    Part {
        title: "Lists that end early",
        rows: &lists::ROWS,
    },
    Part {
        title: "One unexpected value",
        rows: &values::ROWS,
    },
    Part {
        title: "Messages",
        rows: &messages::ROWS,
    },
];

/// The rows of the two sources that the program does not run, with the reasons.
pub(crate) const SKIPPED: [(&str, &str); 12] = [
    (
        "A generated client has a fixed timeout of 15 s",
        "the observation would be a duration",
    ),
    (
        "The generated client creates its HTTP client with `unwrap`",
        "the panic depends on the TLS libraries of the machine",
    ),
    (
        "Two groups with the same name",
        "the case is about an assumption in the documents of this client",
    ),
    (
        "A creation that the server applied, with a `created_at` in local time",
        "the row about the clock of `Date` has the same fault",
    ),
    (
        "50,000 members are added to a group of 50,000",
        "the observation would be a duration",
    ),
    (
        "A client is used in a second runtime of tokio",
        "the observation would be a duration, and Python has no such runtime",
    ),
    (
        "The runtime ends in which a stream began",
        "only this client has streams",
    ),
    (
        "A proxy responds with 407",
        "each client has a different setting for a proxy",
    ),
    (
        "The name of the host does not exist",
        "the result depends on the network of the machine",
    ),
    (
        "The certificate of the server is unknown",
        "each client has a different TLS library",
    ),
    (
        "Only the pagination of dropshot is known",
        "the row about reading all pages shows it",
    ),
    (
        "A stale read is followed by writes within 20 ms",
        "the time does not pass in these runs; the rows about outdated reads show the result",
    ),
];

/// The id of the sandbox's first group.
const SALES: &str = "group_id_abc123";
/// The id of the sandbox's second group.
const OTHER: &str = "group_id_def456";

fn get() -> Step {
    Step::Call(Call::GetGroup { id: SALES })
}

fn create() -> Step {
    Step::Call(Call::CreateGroup { name: "New" })
}

fn list() -> Step {
    Step::Call(Call::ListGroups { q: None })
}

/// Judges a call that must succeed.
fn succeeds(trace: &Trace) -> Verdict {
    match trace.last() {
        Ok(_) => verdict(true, "the call succeeds"),
        Err(failure) => verdict(false, code(&failure.text)),
    }
}

/// Judges a list that must have a number of items.
fn has_items(trace: &Trace, expected: usize) -> Verdict {
    match trace.last() {
        Ok(returned) => verdict(
            returned.items == expected,
            format!("{} of {}", returned.items, count(expected, "item")),
        ),
        Err(failure) => verdict(false, code(&failure.text)),
    }
}

/// Judges calls that must all succeed, if necessary after a retry.
fn all_succeed(trace: &Trace) -> Verdict {
    let (succeeded, calls) = (trace.successes(), trace.results.len());
    let requests = count(trace.requests.len(), "request");
    let text = format!(
        "{succeeded} of {} succeed, {requests}",
        count(calls, "call")
    );
    verdict(succeeded == calls, text)
}

#[cfg(test)]
mod tests;
