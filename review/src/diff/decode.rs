//! What becomes of the values that a client takes: by decoding, with a model of the generated types
//! of both sides, what either contract allows.

use serde_json::Value;

use super::raw::{Part, Raw, Root, Seen, Try, body};
use super::{Use, Verdict, wire};
use crate::rules::changes::change;
use crate::schema::is_same;
use crate::types::Not;
use crate::{Bump, Reading};

pub(super) fn verdict(old: &Reading, new: &Reading, raw: &Raw<'_>, first: Option<&Use>) -> Verdict {
    let (bump, why) = change(raw.code).map_or((Bump::None, ""), |rule| rule.decode);
    let shown = raw.seen.iter().filter_map(|seen| shown(old, new, seen));
    // One that is not judged says more than that nothing is.
    let worst = shown.max_by_key(|verdict| (verdict.bump, verdict.witness.is_none()));
    worst.unwrap_or_else(|| wire::always(raw.code, bump, why, first))
}

/// What the clients of both sides make of a value.
#[derive(Clone, Debug)]
pub struct Decoded {
    /// The kind of the change that it was tried for.
    pub code: &'static str,
    /// The type of the older client.
    pub old_type: String,
    /// The type of the newer client.
    pub new_type: String,
    /// The value.
    pub value: Value,
    /// What the older client writes again; none if it refuses the value.
    pub old: Option<Value>,
    /// What the newer client writes again; none if it refuses the value.
    pub new: Option<Value>,
}

/// A value that is tried, in its body, and what the clients of both sides make of it.
struct Tried<'t> {
    one: &'t Try,
    old_type: String,
    new_type: String,
    whole: Value,
    /// The place in the body that it is tried at.
    path: String,
    before: Outcome,
    after: Outcome,
}

/// All values that are tried for a change; none where a client has no type for them.
fn tried<'t>(old: &Reading, new: &Reading, seen: &'t Seen<'_>) -> Vec<Tried<'t>> {
    let types = (
        rust_type(old, &seen.root, true),
        rust_type(new, &seen.root, false),
    );
    let (Some(old_type), Some(new_type)) = types else {
        return Vec::new();
    };
    let parsed = |of: &str| syn::parse_str::<syn::Type>(of).ok();
    let (Some(old_of), Some(new_of)) = (parsed(&old_type), parsed(&new_type)) else {
        return Vec::new();
    };
    let roots = (&old.tree, &new.tree);
    let tried = seen.tries.iter().filter_map(|one| {
        let (whole, path) = body(roots, seen.frames.as_deref(), one.value.as_ref());
        let whole = whole?;
        Some(Tried {
            one,
            old_type: old_type.clone(),
            new_type: new_type.clone(),
            before: old.types.decode(&old_of, &whole, ""),
            after: new.types.decode(&new_of, &whole, ""),
            whole,
            path,
        })
    });
    tried.collect()
}

/// The worst that a value shows; if none shows anything, what is not known of one.
fn shown(old: &Reading, new: &Reading, seen: &Seen<'_>) -> Option<Verdict> {
    let mut worst: Option<(Bump, &str, &Try)> = None;
    let mut not_judged = None;
    for tried in tried(old, new, seen) {
        if let Some(of) = tried.unknown() {
            not_judged = Some(Verdict {
                why: format!("not judged, because the model of the client does not support {of}"),
                ..Verdict::default()
            });
            continue;
        }
        let Some((bump, why)) = tried.compared() else {
            continue;
        };
        if worst.is_none_or(|(most, ..)| bump > most) {
            worst = Some((bump, why, tried.one));
        }
    }
    let worst = worst.map(|(bump, why, one)| Verdict {
        bump,
        why: match &not_judged {
            Some(Verdict { why: other, .. }) => format!("{why}. Other values are {other}"),
            None => why.to_owned(),
        },
        witness: Some(wire::witness(old, new, seen, one)),
    });
    worst.or(not_judged)
}

type Outcome = Result<Value, Not>;

/// Whether a place is within another, or is it.
fn is_within(place: &str, of: &str) -> bool {
    let rest = place.strip_prefix(of);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

impl Tried<'_> {
    /// The type that keeps it from being judged.
    fn unknown(&self) -> Option<&str> {
        [&self.before, &self.after]
            .into_iter()
            .find_map(|decoded| match decoded {
                Err(Not::Unknown { of }) => Some(of.as_str()),
                _ => None,
            })
    }

    fn compared(&self) -> Option<(Bump, &'static str)> {
        let Tried {
            whole,
            path,
            before,
            after,
            ..
        } = self;
        // What is refused elsewhere is another change's business.
        let is_taken = |decoded: &Outcome| match decoded {
            Err(Not::Refused { at }) => !is_within(at, path) && !is_within(path, at),
            _ => true,
        };
        match (is_taken(before), is_taken(after)) {
            (true, false) => Some((
                Bump::Major,
                "the new client rejects a value that the old client accepted",
            )),
            (false, true) => Some((
                Bump::Minor,
                "the new client accepts a value that the old client rejected",
            )),
            (false, false) => None,
            (true, true) => match (before, after) {
                (Ok(before), Ok(after)) if before == after => None,
                // 1.0 is 1, but is written in another way.
                (Ok(before), Ok(after))
                    if after == whole || (is_same(after, whole) && !is_same(before, whole)) =>
                {
                    Some((
                        Bump::Minor,
                        "the new client keeps a value that the old client dropped or changed",
                    ))
                }
                (Ok(_), Ok(_)) => Some((
                    Bump::Major,
                    "the new client drops or changes a value that the old client kept",
                )),
                _ => None,
            },
        }
    }
}

/// All values that are tried for changes and that the model knows of, and what it says that both
/// clients make of them.
pub(super) fn decoded(old: &Reading, new: &Reading, raw: &Raw<'_>) -> Vec<Decoded> {
    let tried = raw.seen.iter().flat_map(|seen| tried(old, new, seen));
    let known = tried.filter(|tried| tried.unknown().is_none());
    let decoded = known.map(|tried| Decoded {
        code: raw.code,
        old_type: tried.old_type,
        new_type: tried.new_type,
        value: tried.whole,
        old: tried.before.ok(),
        new: tried.after.ok(),
    });
    decoded.collect()
}

/// The type that a body or a parameter has in the client of one side.
fn rust_type(reading: &Reading, root: &Root, is_old: bool) -> Option<String> {
    let id = if is_old {
        &root.old_operation
    } else {
        &root.new_operation
    };
    let name = match &root.part {
        Part::Operation | Part::Header => return None,
        Part::Parameter { old, .. } if is_old => old.as_str(),
        Part::Parameter { new, .. } => new.as_str(),
        Part::Body => "body",
        Part::Response(status) if status.starts_with('2') => "2XX",
        Part::Response(_) => "error",
    };
    reading.api.type_in(id, name)
}
