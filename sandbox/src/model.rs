//! The types of the groups and members that the sandbox stores.

/// A group as the sandbox stores it. This type does not depend on the [`Shape`](crate::Shape) of
/// the responses.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct GroupRecord {
    /// The opaque id of the group, such as `group_id_abc123`.
    pub id: String,
    /// The name of the group, which is unique in the organization.
    pub name: String,
    /// The description of the group. When the sandbox starts, some of its groups have no
    /// description. Such groups may also exist in the service, which may have accepted groups
    /// without a description in the past.
    pub description: Option<String>,
    /// The URL of the logo that a user uploaded for the group.
    pub logo: Option<String>,
    /// The ids of the group's members, without duplicates. The ids have the same order as in the
    /// request body that set them.
    pub members: Vec<u64>,
    /// The email addresses of the group's guests, without duplicates. The addresses have the same
    /// order as in the request body that set them.
    pub guests: Vec<String>,
    /// The time at which the group was created, such as `2023-03-10T09:00:00Z`.
    pub created_at: String,
    /// The time at which a write last changed the group, such as `2024-04-20T10:00:00Z`.
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

/// The status of a member. According to the vendor's MCP server, lists of members contain members
/// with every status.
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

/// The new values that a `createGroup` or `updateGroup` request stores in a group.
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
