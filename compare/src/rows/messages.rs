//! The facts that errors contain.

use serde_json::{Value, json};
use tallyfy_sandbox::{Operation, Reply, Sandbox};

use super::{create, get};
use crate::client::{Ability, Failure};
use crate::row::{Row, Step, Trace, Verdict, set, verdict};
use crate::text::code;

/// The layouts of a 422 response, each with the same reason.
const REASONS: [&str; 4] = [
    r#"{"name":["too short"]}"#,
    r#"{"message":["too short"]}"#,
    r#"{"type":"about:blank","detail":"too short"}"#,
    r#"{"errors":[{"field":"name","message":"too short"}]}"#,
];

pub(super) const ROWS: [Row; 7] = [
    Row::new(
        "The reason of a 422",
        "The server rejects four creations. The reason `too short` is in four layouts: below the \
         field, in a list, as `detail`, and in a list of objects.",
        "Each error has the reason, in its message or in its fields.",
        || {
            let steps = REASONS.map(|body| [reject(body), create()]);
            steps.concat()
        },
        |trace| {
            let with_reason = trace.results.iter().filter(|result| {
                result
                    .as_ref()
                    .is_err_and(|failure| has(failure, "too short"))
            });
            let number = with_reason.count();
            verdict(number == REASONS.len(), format!("{number} of 4 reasons"))
        },
    ),
    Row::new(
        "Nested errors of fields",
        "The server responds with 422 and nested messages: \
         `{\"errors\":{\"tasks\":[{\"5\":[\"bad\"]}],\"a\":{\"b\":{\"c\":\"deep\"}}}}`.",
        "The error has each message with the path of its field.",
        || {
            let body = r#"{"errors":{"tasks":[{"5":["bad"]}],"a":{"b":{"c":"deep"}}}}"#;
            vec![reject(body), create()]
        },
        |trace| {
            let has_all = |failure: &Failure| {
                let parts = ["tasks", "5", "bad", "deep"];
                parts.iter().all(|part| has(failure, part))
            };
            match trace.last() {
                Err(failure) if has_all(failure) => {
                    let is_shown = failure.text.contains("deep");
                    let place = if is_shown { "message" } else { "body" };
                    verdict(true, format!("in the {place} of the error"))
                }
                Err(failure) => verdict(false, code(&failure.text)),
                Ok(_) => verdict(false, "the call succeeds"),
            }
        },
    ),
    Row::new(
        "Characters that change the direction of text",
        "The server sends an error message with the character U+202E.",
        "The message of the error does not have this character.",
        || vec![reject("{\"message\":\"safe\u{202e}gpj.exe\"}"), create()],
        |trace| {
            let is_shown = trace
                .last()
                .as_ref()
                .is_err_and(|error| error.text.contains('\u{202e}'));
            verdict(
                !is_shown,
                if is_shown {
                    "prints it"
                } else {
                    "does not print it"
                },
            )
        },
    ),
    Row::new(
        "A refused connection",
        "No server listens at the address.",
        "The message of the error, or of its sources, names the refused connection.",
        || vec![set(Sandbox::stop_listening), get()],
        |trace| shown(trace, "refused"),
    ),
    Row::new(
        "Too many headers in a response",
        "A response has 150 headers. HTTP clients allow about 100.",
        "The message of the error, or of its sources, names the headers. Or the response is read.",
        || {
            let many = set(|sandbox| {
                let reply = (0..150).fold(Reply::normal(), |reply, number| {
                    reply.header(&format!("x-header-{number}"), "v")
                });
                sandbox.script(Operation::GetGroup, std::iter::repeat(reply));
            });
            vec![many, get()]
        },
        |trace| match trace.last() {
            Ok(_) => verdict(true, "the response is read"),
            Err(_) => shown(trace, "head"),
        },
    ),
    Row::new(
        "A token in quotes",
        "The token has quotes, for example from a file with environment variables.",
        "An error of the settings, before a request is sent.",
        || vec![get()],
        rejected_settings,
    )
    .needs(Ability::TakesToken)
    .endpoint(|endpoint| endpoint.token = format!("\"{}\"", endpoint.token)),
    Row::new(
        "A base URL with a path of the API",
        "The base URL ends with `/organizations`.",
        "An error of the settings, before a request is sent.",
        || vec![get()],
        rejected_settings,
    )
    .endpoint(|endpoint| endpoint.base_url.push_str("/organizations")),
];

fn reject(body: &'static str) -> Step {
    set(move |sandbox| {
        let body: Value = serde_json::from_str(body).unwrap_or(json!(null));
        sandbox.script(Operation::CreateGroup, [Reply::status(422).json(body)]);
    })
}

/// Returns whether the message or the body of an error has a text.
fn has(failure: &Failure, text: &str) -> bool {
    let body = failure.body.as_deref().unwrap_or_default();
    failure.text.contains(text) || body.contains(text)
}

/// Judges whether the message of an error or the messages of its sources have a word. A program
/// prints the sources of an error with its message.
fn shown(trace: &Trace, word: &str) -> Verdict {
    let failure = trace.last().as_ref().err().cloned().unwrap_or_default();
    let has = |text: &str| text.to_lowercase().contains(word);
    match (has(&failure.text), has(&failure.sources)) {
        (true, _) => verdict(true, "in the message"),
        (false, true) => {
            let sources = failure.sources.trim_start_matches(": ");
            verdict(
                true,
                format!("in the sources of the error: {}", code(sources)),
            )
        }
        (false, false) => verdict(false, code(&(failure.text + &failure.sources))),
    }
}

fn rejected_settings(trace: &Trace) -> Verdict {
    match (trace.last(), trace.requests.first()) {
        (Err(failure), None) => verdict(true, code(&failure.text)),
        (result, _) => {
            let status = result.as_ref().err().and_then(|failure| failure.status);
            let status = status.map_or("no status".to_owned(), |status| status.to_string());
            verdict(false, format!("sends the request: {status}"))
        }
    }
}
