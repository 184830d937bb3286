//! What is stored: groups and members.

/// A group as it is stored, before a [`Shape`](crate::Shape) shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct GroupRecord {
    /// Opaque, such as `group_id_abc123`.
    pub id: String,
    /// Unique in the organization.
    pub name: String,
    /// Some seeded groups have none, as groups older than the rule that requires one.
    pub description: Option<String>,
    /// The address of an uploaded logo.
    pub logo: Option<String>,
    /// Ids of members, without duplicates, in the order given.
    pub members: Vec<u64>,
    /// Emails, without duplicates, in the order given.
    pub guests: Vec<String>,
    /// Such as `2023-03-10T09:00:00Z`.
    pub created_at: String,
    /// Such as `2024-04-20T10:00:00Z`.
    pub updated_at: String,
}

pub(crate) struct Member {
    pub(crate) id: u64,
    pub(crate) email: String,
    pub(crate) username: String,
    pub(crate) first_name: String,
    pub(crate) last_name: String,
    pub(crate) profile_pic: Option<String>,
    pub(crate) status: MemberStatus,
    pub(crate) role: Role,
    pub(crate) created_at: String,
    pub(crate) updated_at: String,
    pub(crate) last_login_at: Option<String>,
}

/// Active, invited and disabled users all appear in lists (M).
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum MemberStatus {
    Active,
    Invited,
    Disabled,
}

#[derive(Clone, Copy)]
pub(crate) enum Role {
    Admin,
    Standard,
    Light,
}

/// What a create or an update makes of a group.
pub(crate) struct GroupInput {
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) members: Vec<u64>,
    pub(crate) guests: Vec<String>,
}

impl Member {
    pub(crate) fn full_name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
    }
}
