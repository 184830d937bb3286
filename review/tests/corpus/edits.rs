//! One-change edits of the contract, each with what it does on the three axes, there and back.
//!
//! An edit of several places is one change all the same, as a name that stands in two. `N`, `m` and `M`
//! are none, minor and major, of WIRE, SOURCE and DECODE.

mod operations;
mod requests;
mod responses;

/// A text that stands before the edited one; the text; and what it becomes.
pub(crate) type Edit = (&'static str, &'static str, &'static str);

pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) edits: &'static [Edit],
    pub(crate) forth: &'static str,
    pub(crate) back: &'static str,
}

const fn row(
    name: &'static str,
    edits: &'static [Edit],
    forth: &'static str,
    back: &'static str,
) -> Row {
    Row {
        name,
        edits,
        forth,
        back,
    }
}

pub(crate) fn rows() -> impl Iterator<Item = &'static Row> {
    [operations::ROWS, requests::ROWS, responses::ROWS]
        .into_iter()
        .flatten()
}
