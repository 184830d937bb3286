//! The members and guests of a group, as one value that is changed, compared and written.

use std::collections::HashSet;
use std::fmt::Display;

use crate::error::Error;
use crate::error::single_line;
use crate::generated::types::Group;
use crate::values::{Included, UserId};

/// The members and the guests of a group.
#[derive(Clone, Debug)]
pub(crate) struct Membership {
    pub(super) members: Vec<UserId>,
    pub(super) guests: Vec<String>,
}

impl Membership {
    /// Returns the members and guests that a response shows. A null list is an empty one. A list
    /// that is missing may have anything in it, and writing it back as empty would lose that.
    pub(super) fn of(group: &Group) -> Result<Membership, Error> {
        let guests = group.guest_emails();
        let is_guest_hidden = match group.guests.value() {
            Some(Included::Wrapped(wrapped)) => match wrapped.data.value() {
                Some(all) => all.len() != guests.len(),
                None => !wrapped.data.is_null(),
            },
            Some(Included::List(all)) => all.iter().any(|email| email.invalid().is_some()),
            None => !group.guests.is_null(),
        };
        let is_member_hidden = group.members.value().is_none() && !group.members.is_null();
        for (name, is_hidden) in [("members", is_member_hidden), ("guests", is_guest_hidden)] {
            if is_hidden {
                return Err(Error::invalid_input(format!(
                    "the server does not show all {name} of the group {:?}, so they could not be \
                     written back",
                    group.id
                )));
            }
        }
        Ok(Membership {
            members: group.member_ids()?,
            guests: guests.into_iter().map(str::to_owned).collect(),
        })
    }

    pub(crate) fn add_members(&mut self, added: &[UserId]) {
        let mut known: HashSet<UserId> = self.members.iter().copied().collect();
        let new = added.iter().filter(|id| known.insert(**id));
        self.members.extend(new);
    }

    pub(crate) fn remove_members(&mut self, removed: &[UserId]) {
        let removed: HashSet<UserId> = removed.iter().copied().collect();
        self.members.retain(|id| !removed.contains(id));
    }

    pub(crate) fn add_guests(&mut self, added: &[String]) {
        let mut known: HashSet<String> = self.guests.iter().map(|email| folded(email)).collect();
        let new = added.iter().filter(|email| known.insert(folded(email)));
        self.guests.extend(new.cloned());
    }

    pub(crate) fn remove_guests(&mut self, removed: &[String]) {
        let removed: HashSet<String> = removed.iter().map(|email| folded(email)).collect();
        self.guests
            .retain(|email| !removed.contains(&folded(email)));
    }

    /// Returns whether both have the same members and guests, in any order, and whatever the case
    /// of an email address.
    pub(super) fn is_same(&self, other: &Membership) -> bool {
        is_same_members(&self.members, &other.members)
            && is_same_guests(&self.guests, &other.guests)
    }

    /// Returns the members and guests of this that the other one lacks, in order: `member 1001`,
    /// `guest a@example.com`.
    pub(super) fn without(&self, other: &Membership) -> Vec<String> {
        let members: HashSet<UserId> = other.members.iter().copied().collect();
        let guests: HashSet<String> = other.guests.iter().map(|email| folded(email)).collect();
        let lacks_guest = |email: &&String| !guests.contains(&folded(email));
        let own_members = self.members.iter().filter(|id| !members.contains(id));
        let own_guests = self.guests.iter().filter(lacks_guest);
        own_members
            .map(|id| format!("member {id}"))
            .chain(own_guests.map(|email| format!("guest {}", single_line(email))))
            .collect()
    }
}

/// Returns whether a group plainly shows these members and guests: without a copy of its lists, and
/// only if they are short. `false` says nothing.
pub(super) fn shows_all(group: &Group, members: &[UserId], guests: &[String]) -> bool {
    const MAX_COMPARISONS: usize = 1024;
    let stored_members = group.members.value().map_or(&[][..], Vec::as_slice);
    let stored_guests = match group.guests.value() {
        Some(Included::List(emails)) => emails.as_slice(),
        Some(Included::Wrapped(_)) | None => &[],
    };
    let is_short = members.len() * stored_members.len() <= MAX_COMPARISONS
        && guests.len() * stored_guests.len() <= MAX_COMPARISONS;
    let is_member = |id: &UserId| stored_members.iter().any(|stored| stored.is(id));
    let is_guest = |email: &String| {
        let mut stored = stored_guests.iter();
        stored.any(|stored| stored.eq_ignore_ascii_case(email))
    };
    is_short && members.iter().all(is_member) && guests.iter().all(is_guest)
}

/// Returns whether two texts are stored as the same: the server trims white space.
pub(super) fn is_same_text(own: &str, other: &str) -> bool {
    own.trim() == other.trim()
}

/// Returns whether two lists of members are the same, in any order.
pub(super) fn is_same_members(own: &[UserId], other: &[UserId]) -> bool {
    let set = |ids: &[UserId]| ids.iter().copied().collect::<HashSet<UserId>>();
    own == other || set(own) == set(other)
}

/// Returns whether two lists of guests are the same, in any order and case.
pub(super) fn is_same_guests(own: &[String], other: &[String]) -> bool {
    let set = |emails: &[String]| {
        emails
            .iter()
            .map(|e| folded(e))
            .collect::<HashSet<String>>()
    };
    own == other || set(own) == set(other)
}

fn folded(email: &str) -> String {
    email.to_ascii_lowercase()
}

/// Returns the entries as one text: the first ten, and how many more there are.
pub(super) fn listed(entries: &[impl Display]) -> String {
    const MAX: usize = 10;
    let names = entries.iter().take(MAX).map(ToString::to_string);
    let names = names.collect::<Vec<_>>().join(", ");
    match entries.len().saturating_sub(MAX) {
        0 if entries.is_empty() => "nothing".to_owned(),
        0 => names,
        more => format!("{names} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::Membership;
    use crate::values::UserId;

    fn ids(range: std::ops::Range<u64>) -> Vec<UserId> {
        range.map(|id| UserId::try_from(id).unwrap()).collect()
    }

    fn emails(range: std::ops::Range<u64>) -> Vec<String> {
        range.map(|n| format!("guest{n}@example.com")).collect()
    }

    #[test]
    fn membership_changes_keep_order_and_no_duplicates() {
        let mut lists = Membership {
            members: ids(1..4),
            guests: vec!["A@example.com".to_owned()],
        };
        lists.add_members(&ids(3..6));
        lists.add_guests(&["a@EXAMPLE.com", "b@example.com", "B@example.com"].map(str::to_owned));
        assert_eq!(lists.members, ids(1..6));
        assert_eq!(lists.guests, ["A@example.com", "b@example.com"]);
        lists.remove_members(&ids(2..5));
        lists.remove_guests(&["a@example.com".to_owned()]);
        assert_eq!(lists.members, [ids(1..2), ids(5..6)].concat());
        assert_eq!(lists.guests, ["b@example.com"]);
    }

    /// A quadratic merge of 500,000 ids would take minutes.
    #[test]
    fn membership_of_many_is_merged_in_linear_time() {
        let mut lists = Membership {
            members: ids(1..500_001),
            guests: emails(1..50_001),
        };
        lists.add_members(&ids(250_001..750_001));
        lists.add_guests(&emails(25_001..75_001));
        assert_eq!((lists.members.len(), lists.guests.len()), (750_000, 75_000));
        let before = lists.clone();
        lists.remove_members(&ids(1..250_001));
        lists.remove_guests(&emails(1..25_001));
        assert_eq!((lists.members.len(), lists.guests.len()), (500_000, 50_000));
        assert!(!lists.is_same(&before) && before.without(&lists).len() == 275_000);
    }
}
