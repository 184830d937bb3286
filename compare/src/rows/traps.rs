//! The mistakes that a plain progenitor client makes with this API. The table in `CONTRIBUTING.md`
//! has the same order.

use std::iter::repeat_n;

use serde_json::{Value, json};
use tallyfy_sandbox::{Operation, Reply, Sandbox};

use super::{SALES, create, get, list, succeeds};
use crate::client::{Ability, Call};
use crate::row::{Row, Step, Trace, Verdict, set, verdict};
use crate::text::code;

pub(super) const ROWS: [Row; 14] = [
    Row::new(
        "An id that changes the path",
        "The program deletes the groups `..` and `..\\..\\users\\7`, and gets the group with an \
         empty id.",
        "An error before a request is sent.",
        || {
            let ids = ["..", "..\\..\\users\\7"];
            let deleted = ids.map(|id| Step::Call(Call::DeleteGroup { id }));
            let read = Step::Call(Call::GetGroup { id: "" });
            deleted.into_iter().chain([read]).collect()
        },
        |trace| match trace.requests.first() {
            None => verdict(true, "no request"),
            Some(request) => {
                let line = format!("{} {}", request.method, request.target);
                verdict(false, code(&line))
            }
        },
    ),
    Row::new(
        "A list is cleared",
        "The program removes all guests of a group.",
        "The request has `\"guests\":[]`.",
        || {
            vec![Step::Call(Call::UpdateGroup {
                id: SALES,
                name: None,
                members: None,
                guests: Some(&[]),
            })]
        },
        |trace| {
            let put = trace.requests("PUT").next();
            let body = put.and_then(|put| serde_json::from_str::<Value>(&put.body).ok());
            let guests = body.and_then(|body| body.get("guests").cloned());
            let text = match &guests {
                Some(guests) => format!("sends {}", code(&format!("\"guests\":{guests}"))),
                None => "does not send the list".to_owned(),
            };
            verdict(guests == Some(json!([])), text)
        },
    ),
    Row::new(
        "A null list",
        "A group has `\"members\": null`.",
        "The group.",
        || vec![edit_group(|group| group["members"] = json!(null)), get()],
        succeeds,
    ),
    Row::new(
        "An unknown field",
        "A group has a field `new` that the contract does not describe.",
        "The program can read the field.",
        || vec![edit_group(|group| group["new"] = json!({"deep": 1})), get()],
        |trace| {
            let json = trace.last().as_ref().map_or("", |group| &group.json);
            let is_kept = json.contains("\"deep\"");
            verdict(is_kept, if is_kept { "kept" } else { "lost" })
        },
    ),
    Row::new(
        "An invalid timestamp",
        "A group of a page has `\"created_at\": \"soon\"`.",
        "The page.",
        || {
            let edited = set(|sandbox| {
                let reply = Reply::normal().edit_json(|body| {
                    body["data"][0]["created_at"] = json!("soon");
                });
                sandbox.script(Operation::ListGroups, [reply]);
            });
            vec![edited, list()]
        },
        succeeds,
    ),
    Row::new(
        "A new value of an enum",
        "A member of a page has the unknown role `owner`.",
        "The page.",
        || {
            let edited = set(|sandbox| {
                let reply = Reply::normal().edit_json(|body| {
                    body["data"][0]["role"] = json!("owner");
                });
                sandbox.script(Operation::ListMembers, [reply]);
            });
            vec![edited, Step::Call(Call::ListMembers)]
        },
        succeeds,
    ),
    Row::new(
        "An error without JSON",
        "The server responds to three reads: 502 with HTML, 401 without a body, 418 with text.",
        "Each error has its status. The two bodies are in the errors.",
        || {
            let replies = [
                Reply::status(502)
                    .header("content-type", "text/html")
                    .body("<html>"),
                Reply::status(401),
                Reply::status(418)
                    .header("content-type", "text/plain")
                    .body("teapot"),
            ];
            let steps = replies.map(|reply| [reply_to_get(reply), get()]);
            steps.concat()
        },
        judge_errors,
    ),
    Row::new(
        "A refused and a lost connection",
        "The server refuses the connection of a creation. It resets the connection of a second \
         creation after it has received the request.",
        "Only the first error states that the server did not apply the creation.",
        || {
            let reset = set(|sandbox| {
                sandbox.listen_again();
                // No later search shows whether the server applied the creation.
                sandbox.script(Operation::CreateGroup, [Reply::reset()]);
                sandbox.script(Operation::ListGroups, repeat_n(Reply::reset(), 99));
            });
            vec![set(Sandbox::stop_listening), create(), reset, create()]
        },
        judge_connections,
    ),
    Row::new(
        "A space in a query",
        "The program searches for `a b+c`. The server does not read `+` as a space.",
        "The query has `a%20b%2Bc`.",
        || vec![Step::Call(Call::ListGroups { q: Some("a b+c") })],
        |trace| {
            let target = trace.requests.first().map_or("", |get| &get.target);
            let mut parts = target.split(['?', '&']);
            let q = parts
                .find(|part| part.starts_with("q="))
                .unwrap_or_default();
            verdict(q == "q=a%20b%2Bc", code(q))
        },
    ),
    Row::new(
        "A header that the API does not have",
        "The program reads a group.",
        "The request has no header `api-version`.",
        || vec![get()],
        |trace| match header(trace, "api-version") {
            None => verdict(true, "not sent"),
            Some(value) => verdict(false, code(&format!("api-version: {value}"))),
        },
    ),
    Row::new(
        "Credentials",
        "The API requires the headers `Authorization` and `X-Tallyfy-Client`. The contract has \
         them as security schemes.",
        "The client has a setting for the token, and the request has both headers.",
        || vec![get()],
        |trace| {
            let missing = ["authorization", "x-tallyfy-client"]
                .into_iter()
                .find(|name| header(trace, name).is_none());
            match missing {
                None => verdict(true, "both headers"),
                Some(name) => verdict(false, format!("without {}", code(name))),
            }
        },
    )
    .needs(Ability::TakesToken),
    Row::new(
        "All pages of a list",
        "The organization has 250 groups. The pages have 10 groups, unless the client sets a \
         larger number.",
        "250 groups.",
        || vec![Step::Call(Call::ListAllGroups)],
        |trace| super::has_items(trace, 250),
    )
    .needs(Ability::ListsAll)
    .sandbox(|builder| builder.groups(250)),
    Row::new(
        "A response that is too large",
        "The body of a group has 100 MiB: JSON and spaces.",
        "An error. A server must not fill the memory of a client.",
        || {
            let group = json!({"data": {"id": SALES, "name": "Sales Team"}});
            vec![
                reply_to_get(Reply::status(200).json(group).huge_body(100 << 20)),
                get(),
            ]
        },
        |trace| match trace.last() {
            Ok(_) => verdict(false, "reads 100 MiB"),
            Err(failure) => verdict(true, code(&failure.text)),
        },
    ),
    Row::new(
        "Secrets in a message",
        "Two creations fail with 500. The responses have a secret in a header, and in the body: in \
         the property `trace` of JSON, and in HTML.",
        "The messages of the errors have neither secret.",
        || {
            let secrets = set(|sandbox| {
                let reply = || Reply::status(500).header("x-internal", "header-secret");
                let json = json!({"message": "Server Error", "trace": "body-secret"});
                let html = reply()
                    .header("content-type", "text/html")
                    .body("<p>body-secret</p>");
                sandbox.script(Operation::CreateGroup, [reply().json(json), html]);
                sandbox.script(Operation::ListGroups, repeat_n(Reply::reset(), 99));
            });
            vec![secrets, create(), create()]
        },
        |trace| {
            let failures = trace
                .results
                .iter()
                .filter_map(|result| result.as_ref().err());
            let shown: String = failures.map(|failure| failure.text.as_str()).collect();
            let found = ["header-secret", "body-secret"]
                .into_iter()
                .filter(|secret| shown.contains(secret));
            match found.collect::<Vec<_>>().join(", ").as_str() {
                "" => verdict(true, "no secret"),
                found => verdict(false, format!("shows {}", code(found))),
            }
        },
    ),
];

fn header<'a>(trace: &'a Trace, name: &str) -> Option<&'a str> {
    trace.requests.first()?.header(name)
}

/// Judges the errors of three calls by their status and body.
fn judge_errors(trace: &Trace) -> Verdict {
    let expected = [(502, "<html>"), (401, ""), (418, "teapot")];
    let lost = trace
        .results
        .iter()
        .zip(expected)
        .find_map(|(result, (status, body))| {
            let failure = result.as_ref().err()?;
            let is_kept = failure.body.as_deref().unwrap_or_default().contains(body);
            match failure.status {
                None => Some(format!("loses the status {status}")),
                Some(_) if !is_kept => Some(format!("loses the body of the {status}")),
                Some(_) => None,
            }
        });
    match lost {
        _ if trace.successes() > 0 => verdict(false, "the call succeeds"),
        Some(lost) => verdict(false, lost),
        None => verdict(true, "each status and body"),
    }
}

/// Judges a creation with a refused connection, and a creation with a lost connection.
fn judge_connections(trace: &Trace) -> Verdict {
    match trace.results.as_slice() {
        [Err(refused), Err(lost)] => match (refused.not_applied, lost.not_applied) {
            (true, false) => verdict(true, "the errors differ"),
            (true, true) => verdict(false, "both errors state it"),
            (false, _) => {
                let text = code(&refused.text);
                verdict(false, format!("the first error does not state it: {text}"))
            }
        },
        _ => verdict(false, "a creation succeeds"),
    }
}

/// Changes the next group that the sandbox returns.
fn edit_group(edit: fn(&mut Value)) -> Step {
    set(move |sandbox| {
        let reply = Reply::normal().edit_json(move |body| edit(&mut body["data"]));
        sandbox.script(Operation::GetGroup, [reply]);
    })
}

/// Sends a reply to the next reads of a group. A client with retries needs several replies.
fn reply_to_get(reply: Reply) -> Step {
    set(move |sandbox| sandbox.script(Operation::GetGroup, repeat_n(reply.clone(), 9)))
}
