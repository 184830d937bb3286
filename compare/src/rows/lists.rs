//! Lists that end early.

use serde_json::{Value, json};
use tallyfy_sandbox::{Operation, Reply};

use crate::client::{Ability, Call};
use crate::row::{Row, Step, Trace, Verdict, set, verdict};
use crate::text::code;

pub(super) const ROWS: [Row; 2] = [
    Row::new(
        "A different layout of the pagination",
        "The organization has 40 groups. The server caps pages at 15, and sends Laravel's resource \
         layout: `meta.current_page`, `meta.last_page`, `meta.per_page`, `meta.total`.",
        "40 groups, or an error.",
        || vec![set(cap_pages), Step::Call(Call::ListAllGroups)],
        |trace| complete_or_error(trace, 40),
    )
    .needs(Ability::ListsAll)
    .sandbox(|builder| builder.groups(40)),
    Row::new(
        "A total that counts hidden groups",
        "The metadata says 253 groups. The user may see only 250 of them.",
        "An error that has both numbers.",
        || {
            let hidden = set(|sandbox| {
                let reply = || {
                    Reply::normal().edit_json(|body| {
                        body["meta"]["pagination"]["total"] = json!(253);
                    })
                };
                sandbox.script(Operation::ListGroups, std::iter::repeat_with(reply));
            });
            vec![hidden, Step::Call(Call::ListAllGroups)]
        },
        |trace| match trace.last() {
            Ok(returned) => verdict(false, format!("{} groups, no error", returned.items)),
            Err(failure) => {
                let has_both = ["253", "250"]
                    .iter()
                    .all(|part| failure.text.contains(part));
                verdict(has_both, code(&failure.text))
            }
        },
    )
    .needs(Ability::ListsAll)
    .sandbox(|builder| builder.groups(250)),
];

/// Sends the three pages of a server that has at most 15 groups on a page.
fn cap_pages(sandbox: &tallyfy_sandbox::Sandbox) {
    let page = |number: usize| {
        let first = 15 * (number - 1);
        let groups = (first..(first + 15).min(40))
            .map(|index| json!({"id": format!("group{index}"), "name": format!("Group {index}")}));
        let next = (number < 3).then(|| format!("/groups?page={}", number + 1));
        Reply::status(200).json(json!({
            "data": groups.collect::<Vec<Value>>(),
            "links": {"next": next},
            "meta": {"current_page": number, "last_page": 3, "per_page": 15, "total": 40},
        }))
    };
    sandbox.script(Operation::ListGroups, [page(1), page(2), page(3)]);
}

fn complete_or_error(trace: &Trace, expected: usize) -> Verdict {
    match trace.last() {
        Ok(_) => super::has_items(trace, expected),
        Err(failure) => verdict(true, code(&failure.text)),
    }
}
