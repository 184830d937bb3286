//! The stored types: groups and members.

/// A stored group, independent of the [`Shape`](crate::Shape) of the responses.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct GroupRecord {
    /// The opaque id of the group, such as `group_id_abc123`.
    pub id: String,
    /// The name of the group, which is unique in the organization.
    pub name: String,
    /// The description of the group. The sandbox starts with some groups that have no description.
    /// In the past, the service may have accepted groups without a description.
    pub description: Option<String>,
    /// The URL of the uploaded logo.
    pub logo: Option<String>,
    /// The ids of the members, without duplicates. The ids have the same order as in the request
    /// body.
    pub members: Vec<u64>,
    /// The email addresses of the guests, without duplicates. The addresses have the same order as
    /// in the request body.
    pub guests: Vec<String>,
    /// The time at which the group was created, such as `2023-03-10T09:00:00Z`.
    pub created_at: String,
    /// The time of the last change of the group, such as `2024-04-20T10:00:00Z`.
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

/// The status of a member. The vendor's MCP server reports that lists contain members of every
/// status.
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

/// The values that `createGroup` or `updateGroup` stores in a group.
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
