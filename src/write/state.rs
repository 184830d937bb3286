//! Decides which of two states of a group is newer, by the server's timestamps. This module does no
//! I/O, and does not read the current time.
//!
//! The API does not send a version number for a group. The API sends only the time of the group's
//! last change. In Tallyfy's documents, this time always has a resolution of one second, so two
//! states of a group may have the same time. If two states have the same time, this module compares
//! the contents of the states.

use std::cmp::Ordering;

use crate::generated::types::{Group, Guest};
use crate::response::ParsedTime;
use crate::values::{Included, UserId};

/// The state of a group, as one response shows it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct GroupState {
    time: Option<ParsedTime>,
    content: Content,
}

/// Hashes of the fields of a group. The hash of a field is `None` if the response does not contain
/// the field.
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

    /// Returns the time of the group's last change. Returns `None` if the response does not contain
    /// a valid time of the last change.
    pub(super) fn time_of(group: &Group) -> Option<ParsedTime> {
        group.updated_at()?.parse()
    }

    pub(super) fn time(&self) -> Option<ParsedTime> {
        self.time
    }

    /// Compares the times of two states. Returns `None` if a time is missing, or if the two times
    /// may be in different time zones.
    pub(super) fn order(&self, other: &GroupState) -> Option<Ordering> {
        self.time?.order(other.time?)
    }

    /// Returns whether two responses may show the same state of a group. The function compares only
    /// the fields that both responses contain. The function returns `true` if all these fields are
    /// equal.
    pub(super) fn is_consistent_with(&self, other: &GroupState) -> bool {
        self.order(other).is_none_or(Ordering::is_eq)
            && self.content.is_consistent_with(&other.content)
    }
}

impl Content {
    fn of(group: &Group) -> Content {
        let text = |text: &str| hash(text.trim().bytes());
        let description = if group.description.is_absent() {
            None
        } else {
            // This code treats a null description and a blank description as equal, because the
            // server does not store blank descriptions.
            Some(text(group.description().unwrap_or_default()))
        };
        let members = group.members.value().map(|ids| {
            hash_set(ids.iter().map(|id| match UserId::try_from(id) {
                Ok(id) => hash(id.get().to_le_bytes().into_iter()),
                Err(_) => hash(id.to_text().bytes()),
            }))
        });
        let hash_email = |email: &str| hash(email.bytes().map(|byte| byte.to_ascii_lowercase()));
        let guests = match group.guests.value() {
            Some(Included::List(emails)) => {
                Some(hash_set(emails.iter().map(|email| hash_email(email))))
            }
            Some(Included::Wrapped(wrapped)) => wrapped.data.value().map(|guests| {
                let emails = guests.iter().filter_map(Guest::email);
                hash_set(emails.map(hash_email))
            }),
            None => None,
        };
        Content {
            name: text(&group.name),
            description,
            // A list that is null has the same hash as an empty list.
            members: members.or_else(|| group.members.is_null().then(|| hash_set([]))),
            guests: guests.or_else(|| group.guests.is_null().then(|| hash_set([]))),
        }
    }

    /// Returns whether two contents are equal, and both contents contain the members and the
    /// guests.
    fn is_complete_and_equal(&self, other: &Content) -> bool {
        let is_shown = self.members.is_some() && self.guests.is_some();
        is_shown && self == other
    }

    /// Returns whether all fields that both contents have are equal. The function ignores a field
    /// that only one content has.
    fn is_consistent_with(&self, other: &Content) -> bool {
        let is_consistent = |own: Option<u64>, other: Option<u64>| {
            own.zip(other).is_none_or(|(own, other)| own == other)
        };
        self.name == other.name
            && is_consistent(self.description, other.description)
            && is_consistent(self.members, other.members)
            && is_consistent(self.guests, other.guests)
    }
}

/// Returns a hash of bytes, computed with FNV-1a and a final mixing step.
///
/// After a read, the client may compute the hashes of all fields of a group, so this function must
/// be fast. A cryptographic hash is not necessary, because the client compares only a few contents
/// of the same group with each other.
fn hash(bytes: impl Iterator<Item = u8>) -> u64 {
    const PRIME: u64 = 0x0100_0000_01b3;
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(PRIME)
    });
    // The last multiplication mixes the bits of the hash. Without this multiplication, `hash_set`
    // could return the same sum for two different sets of similar values.
    (hash ^ (hash >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// Returns one hash for a set of hashes. The result does not depend on the order of the hashes, so
/// the caller does not need to sort them.
fn hash_set(hashes: impl IntoIterator<Item = u64>) -> u64 {
    hashes.into_iter().fold(1, u64::wrapping_add)
}

/// The result of comparing a read with the known states of the group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Freshness {
    /// The read returned the content of the newest known state, or a state that is newer according
    /// to its time.
    Current,
    /// The read returned a state that is older than the newest known state. The response is from a
    /// lagging replica or from a cache.
    Stale,
    /// The read returned a known state that a newer state has already replaced. A different program
    /// may have restored this earlier state. The time of the returned state does not show whether
    /// this is the case.
    Replaced,
    /// The read returned an unknown state. The time of this state does not show whether it is older
    /// or newer than the newest known state. For example, a different program changed the group in
    /// the same second, before or after the newest known state.
    Ambiguous,
}

/// The known states of a group: the newest state, and earlier states that a newer state has
/// replaced.
#[derive(Debug)]
pub(super) struct GroupHistory {
    newest: GroupState,
    replaced: Vec<GroupState>,
}

/// The maximum number of replaced states that the client keeps for each group. A replaced state
/// needs 64 bytes of memory, and is useful only while a lagging replica may return it.
const MAX_REPLACED: usize = 8;

impl GroupHistory {
    pub(super) fn new(state: GroupState) -> GroupHistory {
        GroupHistory {
            newest: state,
            replaced: Vec::new(),
        }
    }

    /// Compares the state that a read returned with the known states of the group.
    pub(super) fn freshness_of(&self, read: &GroupState) -> Freshness {
        // The read returned the content of the newest known state. If the client bases a write on
        // this content, the write does not overwrite any known change. Therefore this code ignores
        // the time of the read.
        if self.newest.is_consistent_with(read)
            || self.newest.content.is_complete_and_equal(&read.content)
        {
            return Freshness::Current;
        }
        let is_replaced = self.replaced.iter().any(|old| old.is_consistent_with(read));
        match read.order(&self.newest) {
            Some(Ordering::Less) => Freshness::Stale,
            _ if is_replaced => Freshness::Replaced,
            Some(Ordering::Equal) | None => Freshness::Ambiguous,
            Some(Ordering::Greater) => Freshness::Current,
        }
    }

    /// Records a state as the newest known state. The state is from the response to a write, or
    /// from a current read.
    pub(super) fn record(&mut self, mut state: GroupState) {
        if self.newest.is_consistent_with(&state) {
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
        // A stale read may return the newest content together with an older time. In this case,
        // this function keeps the newer time that it knows. If it recorded the older time, a later
        // stale read could count as newer than the newest known state.
        let is_late = state.order(&self.newest) == Some(Ordering::Less);
        if is_late && self.newest.content.is_complete_and_equal(&state.content) {
            return;
        }
        self.replaced.retain(|old| !old.is_consistent_with(&state));
        if self.replaced.len() == MAX_REPLACED {
            self.replaced.remove(0);
        }
        self.replaced.push(self.newest);
        // If the client cannot compare the times of the new state and the replaced state, the new
        // state gets the time of the replaced state.
        if state.order(&self.newest).is_none() {
            state.time = self.newest.time;
        }
        self.newest = state;
    }

    /// Records the state that a read returned, if its time is newer than the time of the newest
    /// known state.
    pub(super) fn record_if_newer(&mut self, read: GroupState) {
        if self.order(read.time) == Some(Ordering::Greater) {
            self.record(read);
        }
    }

    /// Compares the time of a state that a read returned with the time of the newest known state.
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

    use super::Freshness::{Ambiguous, Current, Replaced, Stale};
    use super::{GroupHistory, GroupState};

    fn state(updated_at: &str, members: Value) -> GroupState {
        let mut group = json!({"id": "g", "name": "n", "guests": ["a@b.c"], "members": members});
        if !updated_at.is_empty() {
            group["updated_at"] = updated_at.into();
        }
        GroupState::of(&serde_json::from_value(group).unwrap())
    }

    #[test]
    fn freshness_of_read_depends_on_time_and_content() {
        let before = || state("2024-05-21T18:00:00Z", json!([1]));
        let newest = || state("2024-05-21T18:00:05Z", json!([1, 2]));
        let mut history = GroupHistory::new(before());
        history.record(newest());
        for (updated_at, members, expected) in [
            // The read returned the newest known state. The order of the members and the format of
            // the time have no effect.
            ("2024-05-21T18:00:05Z", json!([1, 2]), Current),
            ("2024-05-21T18:00:05.000000Z", json!(["2", 1]), Current),
            ("2024-05-21T20:00:05+02:00", json!([2, 1]), Current),
            // A stale read counts as current if its content is equal to the content of the newest
            // known state.
            ("2024-05-21T18:00:04Z", json!([1, 2]), Current),
            // The time of the read is older than the time of the newest known state.
            ("2024-05-21T18:00:04Z", json!([1, 2, 3]), Stale),
            ("2024-05-21T18:00:00Z", json!([1]), Stale),
            ("2023-05-21T18:00:00Z", json!([]), Stale),
            // The time of the read is newer than the time of the newest known state.
            ("2024-05-21T18:00:06Z", json!([1]), Current),
            // The read and the newest known state have the same time, but different contents.
            ("2024-05-21T18:00:05Z", json!([9]), Ambiguous),
            // A date without a time of day has no UTC offset, so the client cannot compare it with
            // a time that has a UTC offset.
            ("2024-05-21", json!([9]), Ambiguous),
            ("2024-05-20", json!([9]), Ambiguous),
            // If only one of two times has a fraction of a second, the comparison ignores the
            // fraction. Therefore both times count as equal.
            ("2024-05-21T18:00:05.25Z", json!([9]), Ambiguous),
            // The client cannot compare the times: the UTC offset is missing, the time is invalid,
            // or the time is missing.
            ("2024-05-21 17:00:00", json!([9]), Ambiguous),
            ("soon", json!([9]), Ambiguous),
            ("", json!([9]), Ambiguous),
            // The read returned a replaced state, without a time.
            ("", json!([1]), Replaced),
        ] {
            let read = state(updated_at, members.clone());
            assert_eq!(
                history.freshness_of(&read),
                expected,
                "{updated_at} {members}"
            );
        }
    }

    #[test]
    fn freshness_of_write_with_older_time_is_current() {
        // Two application servers handle the two writes. The clock of the second server is one
        // second behind the clock of the first server.
        let mut history = GroupHistory::new(state("2024-05-21T18:00:01Z", json!([1])));
        history.record(state("2024-05-21T18:00:00Z", json!([1, 2])));
        let read = |time, members| state(time, members);
        assert_eq!(
            history.freshness_of(&read("2024-05-21T18:00:00Z", json!([1, 2]))),
            Current
        );
        let before = read("2024-05-21T18:00:01Z", json!([1]));
        assert_eq!(history.freshness_of(&before), Replaced);
    }

    #[test]
    fn record_stale_read_of_same_content_keeps_newest_time() {
        let mut history = GroupHistory::new(state("2024-05-21T18:00:05Z", json!([1])));
        let stale = state("2024-05-21T18:00:01Z", json!([1]));
        assert_eq!(history.freshness_of(&stale), Current);
        history.record(stale);
        let between = state("2024-05-21T18:00:03Z", json!([9]));
        assert_eq!(history.freshness_of(&between), Stale);
    }

    #[test]
    fn freshness_of_missing_list_is_current() {
        let history = GroupHistory::new(state("2024-05-21T18:00:05Z", json!([1, 2])));
        let group = json!({"id": "g", "name": "n", "updated_at": "2024-05-21T18:00:05Z"});
        let read = GroupState::of(&serde_json::from_value(group).unwrap());
        assert_eq!(history.freshness_of(&read), Current);
    }

    #[test]
    fn record_many_states_keeps_the_last() {
        let mut history = GroupHistory::new(state("2024-05-21T18:00:00Z", json!([0])));
        for member in 1..100 {
            history.record(state("2024-05-21T18:00:00Z", json!([member])));
        }
        let freshness_of =
            |member| history.freshness_of(&state("2024-05-21T18:00:00Z", json!([member])));
        assert_eq!(freshness_of(99), Current);
        assert_eq!((freshness_of(98), freshness_of(91)), (Replaced, Replaced));
        assert_eq!(history.replaced.len(), super::MAX_REPLACED);
    }
}
