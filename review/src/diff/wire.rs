//! Whether servers and clients of before and of now can still talk: by values that only one of the
//! two contracts allows.

use super::raw::{Direction, Raw, Seen, Try, body};
use super::{Use, Verdict, Witness};
use crate::rules::changes::{Wire, change};
use crate::{Bump, Reading};

pub(super) fn verdict(old: &Reading, new: &Reading, raw: &Raw<'_>, first: Option<&Use>) -> Verdict {
    let (floor, why) = match change(raw.code).map(|rule| rule.wire) {
        Some(Wire::Is(bump, why)) => return always(raw.code, bump, why, first),
        Some(Wire::Tried(floor, why)) => (floor, why),
        Some(wire @ (Wire::Narrower | Wire::Wider)) => {
            let is_narrower = matches!(wire, Wire::Narrower);
            let bumps = raw.seen.iter().map(|seen| {
                let is_request = seen.root.part.direction() == Direction::Request;
                if is_request == is_narrower {
                    Bump::Major
                } else {
                    Bump::Minor
                }
            });
            let why = if is_narrower {
                "fewer values are allowed"
            } else {
                "more values are allowed"
            };
            (bumps.max().unwrap_or_default(), why)
        }
        None => (Bump::None, ""),
    };
    if raw.seen.is_empty() {
        return fixed(Bump::None, "no operation uses it");
    }
    let shown = raw.seen.iter().filter_map(|seen| shown(old, new, seen));
    let worst = shown.max_by_key(|verdict| verdict.bump);
    worst.unwrap_or_else(|| fixed(floor, why))
}

/// A verdict that no values show, with what shows it if it breaks.
pub(super) fn always(code: &str, bump: Bump, why: &str, first: Option<&Use>) -> Verdict {
    let shown = change(code).map_or("", |rule| rule.shown);
    let witness = (bump == Bump::Major && !shown.is_empty()).then(|| Witness::Exchange {
        of: first.cloned(),
        what: shown,
    });
    Verdict {
        witness,
        ..fixed(bump, why)
    }
}

fn fixed(bump: Bump, why: &str) -> Verdict {
    Verdict {
        bump,
        why: why.to_owned(),
        witness: None,
    }
}

/// The worst that a value shows.
fn shown(old: &Reading, new: &Reading, seen: &Seen<'_>) -> Option<Verdict> {
    let only_old = seen.tries.iter().find(|one| one.old && !one.new);
    let only_new = seen.tries.iter().find(|one| one.new && !one.old);
    let (one, bump, why) = match (seen.root.part.direction(), only_old, only_new) {
        (Direction::Request, Some(one), _) => (
            one,
            Bump::Major,
            "the new server rejects what existing clients send",
        ),
        (Direction::Request, None, Some(one)) => (
            one,
            Bump::Minor,
            "old servers reject what new clients may send",
        ),
        (Direction::Response, _, Some(one)) => (
            one,
            Bump::Major,
            "existing clients do not expect what the new server sends",
        ),
        (Direction::Response, Some(one), None) => (
            one,
            Bump::Minor,
            "new clients do not expect what old servers send",
        ),
        (_, None, None) => return None,
    };
    Some(Verdict {
        bump,
        why: why.to_owned(),
        witness: Some(witness(old, new, seen, one)),
    })
}

/// A value, in the body that it belongs to.
pub(super) fn witness(old: &Reading, new: &Reading, seen: &Seen<'_>, one: &Try) -> Witness {
    let roots = (&old.tree, &new.tree);
    let (body, at) = body(roots, seen.frames.as_deref(), one.value.as_ref());
    Witness::Value {
        of: Use::of(&seen.root),
        body,
        at,
    }
}
