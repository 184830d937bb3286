//! What becomes of the values that a client takes: by decoding, with a model of the generated types of
//! both sides, what either contract allows.

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

/// The worst that a value shows; if none shows anything, what is not known of one.
fn shown(old: &Reading, new: &Reading, seen: &Seen<'_>) -> Option<Verdict> {
    let types = (
        rust_type(old, &seen.root, true)?,
        rust_type(new, &seen.root, false)?,
    );
    let of = (parsed(&types.0)?, parsed(&types.1)?);
    let mut worst: Option<(Bump, &str, &Try)> = None;
    let mut not_judged = None;
    for one in &seen.tries {
        let roots = (&old.tree, &new.tree);
        let (whole, path) = body(roots, seen.frames.as_deref(), one.value.as_ref());
        let Some(whole) = whole else { continue };
        let before = old.types.decode(&of.0, &whole, "");
        let after = new.types.decode(&of.1, &whole, "");
        if let Some(of) = unknown(&before).or_else(|| unknown(&after)) {
            not_judged = Some(Verdict {
                why: format!("not judged: the model does not know what becomes of {of}"),
                ..Verdict::default()
            });
            continue;
        }
        let Some((bump, why)) = compared(&whole, &path, &before, &after) else {
            continue;
        };
        if worst.is_none_or(|(most, ..)| bump > most) {
            worst = Some((bump, why, one));
        }
    }
    let worst = worst.map(|(bump, why, one)| Verdict {
        bump,
        why: match &not_judged {
            Some(Verdict { why: other, .. }) => format!("{why}; other values are {other}"),
            None => why.to_owned(),
        },
        witness: Some(wire::witness(old, new, seen, one)),
    });
    worst.or(not_judged)
}

type Outcome = Result<Value, Not>;

/// The type that keeps a value from being judged.
fn unknown(decoded: &Outcome) -> Option<String> {
    match decoded {
        Err(Not::Unknown { of }) => Some(of.clone()),
        _ => None,
    }
}

/// Whether a place is within another, or is it.
fn is_within(place: &str, of: &str) -> bool {
    let rest = place.strip_prefix(of);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

fn compared(
    whole: &Value,
    path: &str,
    before: &Outcome,
    after: &Outcome,
) -> Option<(Bump, &'static str)> {
    // What is refused elsewhere is another change's business.
    let is_taken = |decoded: &Outcome| match decoded {
        Err(Not::Refused { at }) => !is_within(at, path) && !is_within(path, at),
        _ => true,
    };
    match (is_taken(before), is_taken(after)) {
        (true, false) => Some((Bump::Major, "the client refuses what it took")),
        (false, true) => Some((Bump::Minor, "the client takes what it refused")),
        (false, false) => None,
        (true, true) => match (before, after) {
            (Ok(before), Ok(after)) if before == after => None,
            // 1.0 is 1, but is written in another way.
            (Ok(before), Ok(after))
                if after == whole || (is_same(after, whole) && !is_same(before, whole)) =>
            {
                Some((Bump::Minor, "the client keeps what it dropped or changed"))
            }
            (Ok(_), Ok(_)) => Some((Bump::Major, "the client drops or changes what it kept")),
            _ => None,
        },
    }
}

/// All values that are tried for changes and that the model knows of, and what it says that both clients
/// make of them.
pub(super) fn decoded(old: &Reading, new: &Reading, raw: &Raw<'_>) -> Vec<Decoded> {
    let mut all = Vec::new();
    for seen in &raw.seen {
        let types = (
            rust_type(old, &seen.root, true),
            rust_type(new, &seen.root, false),
        );
        let (Some(old_type), Some(new_type)) = types else {
            continue;
        };
        let (Some(old_of), Some(new_of)) = (parsed(&old_type), parsed(&new_type)) else {
            continue;
        };
        for one in &seen.tries {
            let roots = (&old.tree, &new.tree);
            let (value, _) = body(roots, seen.frames.as_deref(), one.value.as_ref());
            let Some(value) = value else { continue };
            let (old, new) = (
                old.types.decode(&old_of, &value, ""),
                new.types.decode(&new_of, &value, ""),
            );
            if unknown(&old).or_else(|| unknown(&new)).is_some() {
                continue;
            }
            all.push(Decoded {
                code: raw.code,
                old_type: old_type.clone(),
                new_type: new_type.clone(),
                old: old.ok(),
                new: new.ok(),
                value,
            });
        }
    }
    all
}

fn parsed(of: &str) -> Option<syn::Type> {
    syn::parse_str(of).ok()
}

/// The type that a body or a parameter has in the client of one side.
fn rust_type(reading: &Reading, root: &Root, is_old: bool) -> Option<String> {
    let id = match is_old {
        true => &root.old_operation,
        false => &root.new_operation,
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
