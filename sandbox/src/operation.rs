//! The table of the API's operations. Each row contains the name, the method, the path and the
//! required permission of one operation.

use std::fmt;

use axum::routing::MethodFilter;

/// An operation of the API, named after its `operationId`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Operation {
    /// `GET /organizations/{org_id}/groups`
    ListGroups,
    /// `POST /organizations/{org_id}/groups`
    CreateGroup,
    /// `GET /organizations/{org_id}/groups/{group_id}`
    GetGroup,
    /// `PUT /organizations/{org_id}/groups/{group_id}`
    UpdateGroup,
    /// `DELETE /organizations/{org_id}/groups/{group_id}`
    DeleteGroup,
    /// `GET /organizations/{org_id}/users`
    ListMembers,
    /// `GET /organizations/{org_id}/users/{user_id}`
    GetMember,
    /// `GET /organizations/{org_id}/guests`
    ListGuests,
}

/// The permission that an access token needs for an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    AnyMember,
    ManageGroups,
    Administrator,
}

const GROUPS: &str = "/organizations/{org_id}/groups";
const GROUP: &str = "/organizations/{org_id}/groups/{id}";
const USERS: &str = "/organizations/{org_id}/users";
const USER: &str = "/organizations/{org_id}/users/{id}";
const GUESTS: &str = "/organizations/{org_id}/guests";

struct Row(&'static str, MethodFilter, &'static str, Access);

impl Operation {
    /// The list of all operations, in the order of the API's documents.
    pub const ALL: &[Operation] = &[
        Operation::ListGroups,
        Operation::CreateGroup,
        Operation::GetGroup,
        Operation::UpdateGroup,
        Operation::DeleteGroup,
        Operation::ListMembers,
        Operation::GetMember,
        Operation::ListGuests,
    ];

    /// Returns the `operationId` of the operation, such as `listGroups`.
    pub fn operation_id(self) -> &'static str {
        self.row().0
    }

    pub(crate) fn method(self) -> MethodFilter {
        self.row().1
    }

    pub(crate) fn path(self) -> &'static str {
        self.row().2
    }

    pub(crate) fn access(self) -> Access {
        self.row().3
    }

    fn row(self) -> Row {
        use Access::{Administrator, AnyMember, ManageGroups};
        match self {
            Operation::ListGroups => Row("listGroups", MethodFilter::GET, GROUPS, AnyMember),
            Operation::CreateGroup => Row("createGroup", MethodFilter::POST, GROUPS, ManageGroups),
            Operation::GetGroup => Row("getGroup", MethodFilter::GET, GROUP, AnyMember),
            Operation::UpdateGroup => Row("updateGroup", MethodFilter::PUT, GROUP, ManageGroups),
            Operation::DeleteGroup => Row("deleteGroup", MethodFilter::DELETE, GROUP, ManageGroups),
            Operation::ListMembers => Row("listMembers", MethodFilter::GET, USERS, AnyMember),
            Operation::GetMember => Row("getMember", MethodFilter::GET, USER, Administrator),
            Operation::ListGuests => Row("listGuests", MethodFilter::GET, GUESTS, AnyMember),
        }
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.operation_id())
    }
}
