//! One-change edits of the contract, each with what it does on the three axes, there and back.
//!
//! An edit of several places is one change all the same, as a name that stands in two. `N`, `m` and
//! `M` are none, minor and major, of WIRE, SOURCE and DECODE.

mod operations;
mod requests;
mod responses;
mod tagged;
mod unions;

/// A text that stands before the edited one; the text; and what it becomes.
pub(crate) type Edit = (&'static str, &'static str, &'static str);

pub(crate) struct Row {
    pub(crate) name: &'static str,
    /// What both sides have, and the contract has not.
    pub(crate) both: &'static [Edit],
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
    row_on(name, &[], edits, forth, back)
}

const fn row_on(
    name: &'static str,
    both: &'static [Edit],
    edits: &'static [Edit],
    forth: &'static str,
    back: &'static str,
) -> Row {
    Row {
        name,
        both,
        edits,
        forth,
        back,
    }
}

pub(crate) fn rows() -> impl Iterator<Item = &'static Row> {
    let of_all = [
        operations::ROWS,
        requests::ROWS,
        responses::ROWS,
        tagged::ROWS,
        unions::ROWS,
    ];
    of_all.into_iter().flatten()
}
