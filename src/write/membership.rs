//! The type [`Membership`] has the lists of members and guests of a group. The methods of
//! [`Membership`] change and compare these lists. This module does no I/O.

use std::collections::HashSet;
use std::fmt::Display;

use crate::error::{Error, single_line};
use crate::generated::types::Group;
use crate::values::{Included, UserId};

/// The members and the guests of a group.
#[derive(Clone, Debug)]
pub(crate) struct Membership {
    pub(super) members: Vec<UserId>,
    pub(super) guests: Vec<String>,
}

impl Membership {
    /// Returns the members and guests of a group from a response. The function treats a list that
    /// is null as an empty list.
    ///
    /// # Errors
    ///
    /// [`is_invalid_input`](Error::is_invalid_input) if the response does not contain both lists
    /// completely. If the client wrote an incomplete list, the server would remove the missing
    /// entries from the group.
    pub(super) fn of(group: &Group) -> Result<Membership, Error> {
        let guests = group.guest_emails();
        let is_guest_missing = match group.guests.value() {
            Some(Included::Wrapped(wrapped)) => match wrapped.data.value() {
                Some(all) => all.len() != guests.len(),
                None => !wrapped.data.is_null(),
            },
            Some(Included::List(all)) => all.iter().any(|email| email.invalid().is_some()),
            None => !group.guests.is_null(),
        };
        let is_member_missing = group.members.value().is_none() && !group.members.is_null();
        for (name, is_missing) in [("members", is_member_missing), ("guests", is_guest_missing)] {
            if is_missing {
                return Err(Error::invalid_input(format!(
                    "the response does not contain all {name} of the group {:?}, but this client \
                     needs the complete list",
                    group.id
                )));
            }
        }
        Ok(Membership {
            members: group.member_ids()?,
            guests: guests.into_iter().map(str::to_owned).collect(),
        })
    }

    /// Adds those users to the list of members that are not in the list yet.
    pub(crate) fn add_members(&mut self, added: &[UserId]) {
        let mut known: HashSet<UserId> = self.members.iter().copied().collect();
        let new = added.iter().filter(|id| known.insert(**id));
        self.members.extend(new);
    }

    /// Removes users from the list of members.
    pub(crate) fn remove_members(&mut self, removed: &[UserId]) {
        let removed: HashSet<UserId> = removed.iter().copied().collect();
        self.members.retain(|id| !removed.contains(id));
    }

    /// Adds those email addresses to the list of guests that are not in the list yet. The
    /// comparison of email addresses ignores the difference between upper and lower case.
    pub(crate) fn add_guests(&mut self, added: &[String]) {
        let mut known: HashSet<String> = self.guests.iter().map(|email| lowercase(email)).collect();
        let new = added.iter().filter(|email| known.insert(lowercase(email)));
        self.guests.extend(new.cloned());
    }

    /// Removes email addresses from the list of guests. The comparison of email addresses ignores
    /// the difference between upper and lower case.
    pub(crate) fn remove_guests(&mut self, removed: &[String]) {
        let removed: HashSet<String> = removed.iter().map(|email| lowercase(email)).collect();
        self.guests
            .retain(|email| !removed.contains(&lowercase(email)));
    }

    /// Returns whether two [`Membership`] values have the same members and guests. The comparison
    /// ignores the order of the members and guests. For email addresses, it also ignores the
    /// difference between upper and lower case.
    pub(super) fn is_same(&self, other: &Membership) -> bool {
        is_same_members(&self.members, &other.members)
            && is_same_guests(&self.guests, &other.guests)
    }

    /// Returns the members and guests of `self` that are not in `other`, in the order of `self`.
    ///
    /// Each entry is a text for an error message, such as `member 1001` or `guest a@example.com`.
    pub(super) fn missing_from(&self, other: &Membership) -> Vec<String> {
        let members: HashSet<UserId> = other.members.iter().copied().collect();
        let guests: HashSet<String> = other.guests.iter().map(|email| lowercase(email)).collect();
        let is_missing_guest = |email: &&String| !guests.contains(&lowercase(email));
        let own_members = self.members.iter().filter(|id| !members.contains(id));
        let own_guests = self.guests.iter().filter(is_missing_guest);
        own_members
            .map(|id| format!("member {id}"))
            .chain(own_guests.map(|email| format!("guest {}", single_line(email))))
            .collect()
    }
}

/// Returns `true` if a fast check shows that a group has all members and guests in the parameters.
///
/// The check does not copy any list, and does not compare long lists. Therefore, if the result is
/// `false`, the group may nevertheless have all these members and guests.
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

/// Returns whether two texts are equal, apart from white space at the beginning and at the end. The
/// server removes this white space when it stores a text.
pub(super) fn is_same_text(own: &str, other: &str) -> bool {
    own.trim() == other.trim()
}

/// Returns whether two lists contain the same members. The comparison ignores the order of the
/// members.
pub(super) fn is_same_members(own: &[UserId], other: &[UserId]) -> bool {
    let set = |ids: &[UserId]| ids.iter().copied().collect::<HashSet<UserId>>();
    own == other || set(own) == set(other)
}

/// Returns whether two lists contain the same guests. The comparison ignores the order of the
/// guests. The comparison also ignores the difference between upper and lower case in email
/// addresses.
pub(super) fn is_same_guests(own: &[String], other: &[String]) -> bool {
    let set = |emails: &[String]| {
        emails
            .iter()
            .map(|e| lowercase(e))
            .collect::<HashSet<String>>()
    };
    own == other || set(own) == set(other)
}

fn lowercase(email: &str) -> String {
    email.to_ascii_lowercase()
}

/// Returns one text that contains the first ten entries, and the number of the remaining entries.
pub(super) fn join_first(entries: &[impl Display]) -> String {
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

    /// If adding members took quadratic time, adding 500,000 ids would take minutes.
    #[test]
    fn membership_changes_of_long_lists_take_linear_time() {
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
        assert!(!lists.is_same(&before) && before.missing_from(&lists).len() == 275_000);
    }
}
