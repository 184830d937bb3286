//! Orders the states of a group by the server's own times. No IO, no clock.
//!
//! The API has no version of a group, only the time of its last change. That time counts whole
//! seconds in every document, so two states may share one; then their contents are compared.

use std::cmp::Ordering;

use crate::generated::types::{Group, Guest};
use crate::response::ParsedTime;
use crate::values::{Included, UserId};

/// A state of a group, as one response shows it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct GroupState {
    time: Option<ParsedTime>,
    content: Content,
}

/// What is in a group, by hashes; `None` for a part that the response does not show.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Content {
    name: u64,
    description: Option<u64>,
    members: Option<u64>,
    guests: Option<u64>,
}

impl GroupState {
    pub(crate) fn of(group: &Group) -> GroupState {
        GroupState {
            time: GroupState::time_of(group),
            content: Content::of(group),
        }
    }

    pub(super) fn time_of(group: &Group) -> Option<ParsedTime> {
        group.updated_at()?.parse()
    }

    pub(super) fn time(&self) -> Option<ParsedTime> {
        self.time
    }

    /// Compares the times of two states, or returns `None` if they cannot be compared.
    pub(super) fn order(&self, other: &GroupState) -> Option<Ordering> {
        self.time?.order(other.time?)
    }

    /// Returns whether two states are one, as far as both responses show it.
    pub(super) fn is_same(&self, other: &GroupState) -> bool {
        self.order(other).is_none_or(Ordering::is_eq) && self.content.is_same(&other.content)
    }
}

impl Content {
    fn of(group: &Group) -> Content {
        let text = |text: &str| hash(text.trim().bytes());
        let description = match group.description.is_absent() {
            true => None,
            // Null and blank are one: the server stores no blank description.
            false => Some(text(group.description().unwrap_or_default())),
        };
        let members = group.members.value().map(|ids| {
            hash_set(ids.iter().map(|id| match UserId::try_from(id) {
                Ok(id) => hash(id.get().to_le_bytes().into_iter()),
                Err(_) => hash(id.to_text().bytes()),
            }))
        });
        let folded = |email: &str| hash(email.bytes().map(|byte| byte.to_ascii_lowercase()));
        let guests = match group.guests.value() {
            Some(Included::List(emails)) => {
                Some(hash_set(emails.iter().map(|email| folded(email))))
            }
            Some(Included::Wrapped(wrapped)) => wrapped.data.value().map(|guests| {
                let emails = guests.iter().filter_map(Guest::email);
                hash_set(emails.map(folded))
            }),
            None => None,
        };
        Content {
            name: text(&group.name),
            description,
            // A null list is an empty one.
            members: members.or_else(|| group.members.is_null().then(|| hash_set([]))),
            guests: guests.or_else(|| group.guests.is_null().then(|| hash_set([]))),
        }
    }

    /// Returns whether both show everything, and the same.
    fn is_equal(&self, other: &Content) -> bool {
        let is_shown = self.members.is_some() && self.guests.is_some();
        is_shown && self == other
    }

    /// Returns whether both are the same, as far as both show it.
    fn is_same(&self, other: &Content) -> bool {
        let is_same = |own: Option<u64>, other: Option<u64>| {
            own.zip(other).is_none_or(|(own, other)| own == other)
        };
        self.name == other.name
            && is_same(self.description, other.description)
            && is_same(self.members, other.members)
            && is_same(self.guests, other.guests)
    }
}

/// Hashes bytes (FNV-1a). Contents are compared with few others of their own group, so a hash that
/// resists an attack would only cost time: a read of a group hashes all of it.
fn hash(bytes: impl Iterator<Item = u8>) -> u64 {
    const PRIME: u64 = 0x0100_0000_01b3;
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(PRIME)
    });
    // So that the sum of several does not keep their patterns.
    (hash ^ (hash >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// Returns the same for the same items in any order, without a sorted copy.
fn hash_set(hashes: impl IntoIterator<Item = u64>) -> u64 {
    hashes.into_iter().fold(1, u64::wrapping_add)
}

/// How a read relates to the newest state that is known of its group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Freshness {
    /// The read is not older, as far as the server's times tell.
    Current,
    /// The read is older: a replica that is behind, or a cache.
    Late,
    /// The read shows a state that is known to be replaced, and its time does not tell whether another
    /// program has brought that state back.
    Replaced,
    /// The read shows an unknown state, and its time does not tell whether it is older: another
    /// program has written in the same second, before or after.
    Ambiguous,
}

/// What is known of a group: its newest state, and states that others have replaced.
#[derive(Debug)]
pub(super) struct Known {
    newest: GroupState,
    replaced: Vec<GroupState>,
}

/// How many replaced states are kept. Each is 64 bytes, and matters only while a replica shows it.
const MAX_REPLACED: usize = 8;

impl Known {
    pub(super) fn new(state: GroupState) -> Known {
        Known {
            newest: state,
            replaced: Vec::new(),
        }
    }

    pub(super) fn judge(&self, read: &GroupState) -> Freshness {
        // Whatever its time is, merging a read with this content undoes nothing.
        if self.newest.is_same(read) || self.newest.content.is_equal(&read.content) {
            return Freshness::Current;
        }
        let is_replaced = self.replaced.iter().any(|old| old.is_same(read));
        match read.order(&self.newest) {
            Some(Ordering::Less) => Freshness::Late,
            _ if is_replaced => Freshness::Replaced,
            Some(Ordering::Equal) | None => Freshness::Ambiguous,
            Some(Ordering::Greater) => Freshness::Current,
        }
    }

    /// Records a state that is newer than all known ones: the response to a write, or a read that
    /// was judged current.
    pub(super) fn record(&mut self, mut state: GroupState) {
        if self.newest.is_same(&state) {
            let Content {
                description,
                members,
                guests,
                ..
            } = &mut self.newest.content;
            *description = description.or(state.content.description);
            *members = members.or(state.content.members);
            *guests = guests.or(state.content.guests);
            return;
        }
        // A late read of the same content is harmless, and must not make later ones look newer.
        let is_late = state.order(&self.newest) == Some(Ordering::Less);
        if is_late && self.newest.content.is_equal(&state.content) {
            return;
        }
        self.replaced.retain(|old| !old.is_same(&state));
        if self.replaced.len() == MAX_REPLACED {
            self.replaced.remove(0);
        }
        self.replaced.push(self.newest);
        // A state without a time that compares is not older than the one that it replaces.
        if state.order(&self.newest).is_none() {
            state.time = self.newest.time;
        }
        self.newest = state;
    }

    /// Records a read whose time is newer.
    pub(super) fn record_if_newer(&mut self, read: GroupState) {
        if self.order(read.time) == Some(Ordering::Greater) {
            self.record(read);
        }
    }

    /// Compares the time of a read with that of the newest state.
    pub(super) fn order(&self, read: Option<ParsedTime>) -> Option<Ordering> {
        read?.order(self.newest.time?)
    }

    pub(super) fn newest(&self) -> GroupState {
        self.newest
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::Freshness::{Ambiguous, Current, Late, Replaced};
    use super::{GroupState, Known};

    fn state(updated_at: &str, members: Value) -> GroupState {
        let mut group = json!({"id": "g", "name": "n", "guests": ["a@b.c"], "members": members});
        if !updated_at.is_empty() {
            group["updated_at"] = updated_at.into();
        }
        GroupState::of(&serde_json::from_value(group).unwrap())
    }

    #[test]
    fn judge_read_by_time_and_content() {
        let before = || state("2024-05-21T18:00:00Z", json!([1]));
        let newest = || state("2024-05-21T18:00:05Z", json!([1, 2]));
        let mut known = Known::new(before());
        known.record(newest());
        for (updated_at, members, expected) in [
            // As known, in any order and form.
            ("2024-05-21T18:00:05Z", json!([1, 2]), Current),
            ("2024-05-21T18:00:05.000000Z", json!(["2", 1]), Current),
            ("2024-05-21T20:00:05+02:00", json!([2, 1]), Current),
            // Of the same content, a late read does no harm.
            ("2024-05-21T18:00:04Z", json!([1, 2]), Current),
            // Older.
            ("2024-05-21T18:00:04Z", json!([1, 2, 3]), Late),
            ("2024-05-21T18:00:00Z", json!([1]), Late),
            ("2023-05-21T18:00:00Z", json!([]), Late),
            // Newer.
            ("2024-05-21T18:00:06Z", json!([1]), Current),
            // The same second, and something else.
            ("2024-05-21T18:00:05Z", json!([9]), Ambiguous),
            // A date may be of any zone.
            ("2024-05-21", json!([9]), Ambiguous),
            ("2024-05-20", json!([9]), Ambiguous),
            // A fraction proves nothing beside a time without one.
            ("2024-05-21T18:00:05.25Z", json!([9]), Ambiguous),
            // What cannot be compared proves nothing.
            ("2024-05-21 17:00:00", json!([9]), Ambiguous),
            ("soon", json!([9]), Ambiguous),
            ("", json!([9]), Ambiguous),
            // The content of a replaced state may be late even without a time.
            ("", json!([1]), Replaced),
        ] {
            let read = state(updated_at, members.clone());
            assert_eq!(known.judge(&read), expected, "{updated_at} {members}");
        }
    }

    #[test]
    fn judge_write_by_another_clock_is_still_newest() {
        // One application server is a second behind the other.
        let mut known = Known::new(state("2024-05-21T18:00:01Z", json!([1])));
        known.record(state("2024-05-21T18:00:00Z", json!([1, 2])));
        let read = |time, members| state(time, members);
        assert_eq!(
            known.judge(&read("2024-05-21T18:00:00Z", json!([1, 2]))),
            Current
        );
        let before = read("2024-05-21T18:00:01Z", json!([1]));
        assert_eq!(known.judge(&before), Replaced);
    }

    #[test]
    fn record_late_read_of_same_content_keeps_newest_time() {
        let mut known = Known::new(state("2024-05-21T18:00:05Z", json!([1])));
        let late = state("2024-05-21T18:00:01Z", json!([1]));
        assert_eq!(known.judge(&late), Current);
        known.record(late);
        let between = state("2024-05-21T18:00:03Z", json!([9]));
        assert_eq!(known.judge(&between), Late);
    }

    #[test]
    fn judge_hidden_list_is_no_difference() {
        let known = Known::new(state("2024-05-21T18:00:05Z", json!([1, 2])));
        let group = json!({"id": "g", "name": "n", "updated_at": "2024-05-21T18:00:05Z"});
        let read = GroupState::of(&serde_json::from_value(group).unwrap());
        assert_eq!(known.judge(&read), Current);
    }

    #[test]
    fn record_many_states_keeps_the_last() {
        let mut known = Known::new(state("2024-05-21T18:00:00Z", json!([0])));
        for member in 1..100 {
            known.record(state("2024-05-21T18:00:00Z", json!([member])));
        }
        let judge = |member| known.judge(&state("2024-05-21T18:00:00Z", json!([member])));
        assert_eq!(judge(99), Current);
        assert_eq!((judge(98), judge(91)), (Replaced, Replaced));
        assert_eq!(known.replaced.len(), super::MAX_REPLACED);
    }
}
