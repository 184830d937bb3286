//! The groups and members at one point in time. While the sandbox handles a request, it reads these
//! groups and members from one snapshot.

use std::collections::HashSet;
use std::sync::Arc;

use crate::model::{GroupRecord, Member};

/// The groups and members at one point in time. The list of groups and the list of members are in
/// the order of `created_at`.
///
/// A clone and its original share the groups in memory until one of these two snapshots changes its
/// groups.
#[derive(Clone)]
pub(crate) struct Snapshot {
    groups: Arc<Vec<Arc<GroupRecord>>>,
    members: Arc<[Member]>,
}

impl Snapshot {
    pub(crate) fn new(groups: Vec<GroupRecord>, members: Vec<Member>) -> Snapshot {
        Snapshot {
            groups: Arc::new(groups.into_iter().map(Arc::new).collect()),
            members: members.into(),
        }
    }

    pub(crate) fn groups(&self) -> impl Iterator<Item = &GroupRecord> {
        self.groups.iter().map(Arc::as_ref)
    }

    /// Returns the groups of this snapshot, so that the caller can change them. A change of these
    /// groups does not change the clones of this snapshot.
    pub(crate) fn groups_mut(&mut self) -> &mut Vec<Arc<GroupRecord>> {
        Arc::make_mut(&mut self.groups)
    }

    pub(crate) fn members(&self) -> &[Member] {
        &self.members
    }

    pub(crate) fn group(&self, id: &str) -> Option<&GroupRecord> {
        self.groups().find(|group| group.id == id)
    }

    pub(crate) fn member(&self, id: u64) -> Option<&Member> {
        // The list of members is in the order of the members' ids.
        let index = self.members.binary_search_by_key(&id, |member| member.id);
        self.members.get(index.ok()?)
    }

    /// Returns the email addresses of the guests in all groups, without duplicates. The addresses
    /// are in the order of the groups.
    pub(crate) fn guests(&self) -> Vec<&str> {
        let mut seen = HashSet::new();
        let all = self
            .groups()
            .flat_map(|group| &group.guests)
            .map(String::as_str);
        all.filter(|email| seen.insert(email.to_ascii_lowercase()))
            .collect()
    }

    pub(crate) fn groups_of_member(&self, id: u64) -> impl Iterator<Item = &GroupRecord> {
        self.groups()
            .filter(move |group| group.members.contains(&id))
    }

    pub(crate) fn groups_of_guest(&self, email: &str) -> impl Iterator<Item = &GroupRecord> {
        self.groups().filter(move |group| {
            group
                .guests
                .iter()
                .any(|guest| guest.eq_ignore_ascii_case(email))
        })
    }

    /// Returns whether a group other than `except` has this name.
    ///
    /// The comparison of names ignores upper and lower case, and also spaces before and after a
    /// name. The real service is assumed to compare names in the same way, for two reasons. First,
    /// the service trims texts before validation. Second, the service checks with a database query
    /// whether a name is unique, and the usual collation of the database ignores case. A comparison
    /// that ignores case also finds more mistakes in a client.
    pub(crate) fn is_name_taken(&self, name: &str, except: Option<&GroupRecord>) -> bool {
        let folded = name.trim().to_lowercase();
        let others = self
            .groups()
            .filter(|group| except.is_none_or(|except| except.id != group.id));
        others
            .map(|group| group.name.trim().to_lowercase())
            .any(|known| known == folded)
    }
}
