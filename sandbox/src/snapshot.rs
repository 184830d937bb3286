//! The groups and members at one point in time. Each request reads one snapshot.

use std::collections::HashSet;
use std::sync::Arc;

use crate::model::{GroupRecord, Member};

/// The groups and members at one point in time. Both lists are in the order of creation, which is
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

    /// Returns the groups of this snapshot, so that the caller can change them. Clones of the
    /// snapshot do not change.
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
        // The members are in the order of creation, which is also the order of their ids.
        let index = self.members.binary_search_by_key(&id, |member| member.id);
        self.members.get(index.ok()?)
    }

    /// Returns the guest emails of all groups without duplicates, in the order of the groups.
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
    /// The comparison ignores case and surrounding spaces. Two facts about the service support
    /// this. The service trims texts before validation. The service's uniqueness rule is a database
    /// query, and the usual collation of the database ignores case. A comparison that ignores case
    /// also finds more mistakes in a client.
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
