// Generated from spec/groups.yaml by progenitor. Do not edit: change the contract and run
// `cargo xtask regen`.

#[allow(unused_imports)]
pub use progenitor_client::{ByteStream, ClientInfo, Error, ResponseValue};
#[allow(unused_imports)]
use progenitor_client::{encode_path, ClientHooks, OperationInfo, RequestBuilderExt};
/// Types used as operation parameters and responses.
#[allow(clippy::all)]
pub mod types {
    ///A group to create.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[non_exhaustive]
    pub struct CreateGroupInput {
        ///The purpose of the group.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub description: ::std::option::Option<crate::GroupDescription>,
        ///The email addresses of the guests to add. A missing list and an empty list are different requests. Null means a missing list, and the client never sends it.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub guests: ::std::option::Option<::std::vec::Vec<::std::string::String>>,
        ///The ids of the users to add. A missing list and an empty list are different requests. Null means a missing list, and the client never sends it.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub members: ::std::option::Option<::std::vec::Vec<crate::UserId>>,
        ///The group's name.
        pub name: crate::GroupName,
    }
    impl CreateGroupInput {
        /// Creates a value from its required properties.
        /// The other properties are missing.
        pub fn new(name: crate::GroupName) -> Self {
            Self {
                description: Default::default(),
                guests: Default::default(),
                members: Default::default(),
                name,
            }
        }
    }
    ///An error, as the server reports it. Every property may be missing. The body is not always JSON, so the client also keeps the raw body.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[non_exhaustive]
    #[derive(Default)]
    pub struct Error {
        ///The code of the error, for example `RESOURCE_NOT_FOUND`. The server often cuts it from the start of the message. It identifies an error only if a page documents it.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub code: crate::Nullable<::serde_json::Value>,
        ///The error as a flag, a word or an object.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub error: crate::Nullable<::serde_json::Value>,
        ///The errors in the input, grouped by field.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub errors: crate::Nullable<::serde_json::Value>,
        ///The reason for the error as text. The text may contain SQL, a stack trace or a file path of the server.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub message: crate::Nullable<::serde_json::Value>,
        #[serde(flatten)]
        pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    }
    ///A group, as the server sends it.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[non_exhaustive]
    pub struct Group {
        ///The logo's file, if the request has `with=assets`. No source shows the form of this value.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub assets: crate::Nullable<::serde_json::Value>,
        ///The time when the group was created. The client keeps the time as the server sent it, because the server uses several formats.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub created_at: crate::Nullable<::std::string::String>,
        ///The time when the group was deleted.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub deleted_at: crate::Nullable<::std::string::String>,
        ///The purpose of the group.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub description: crate::Nullable<::std::string::String>,
        ///The group's guests.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub guests: crate::Nullable<crate::Included<crate::Guest, crate::Text>>,
        ///The group's id.
        pub id: crate::Received<crate::GroupId>,
        ///The time of the last change to the group. The vendor's newer pages use this field name.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub last_updated: crate::Nullable<::std::string::String>,
        ///The address of the group's logo. The server sends it if the group has a logo and the request has `with=assets`.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub logo: crate::Nullable<::std::string::String>,
        ///The ids of the group's members.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub members: crate::Nullable<::std::vec::Vec<crate::Received<crate::UserId>>>,
        ///The group's name.
        pub name: crate::Text,
        ///The time of the last change to the group. The vendor's older pages use this field name.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub updated_at: crate::Nullable<::std::string::String>,
        ///The group's members as complete users, if the request has `with=users`.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub users: crate::Nullable<crate::Included<crate::User>>,
        #[serde(flatten)]
        pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    }
    impl Group {
        /// Creates a value from its required properties.
        /// The function leaves `extra` empty.
        /// The other properties are missing.
        pub fn new(id: crate::Received<crate::GroupId>, name: crate::Text) -> Self {
            Self {
                assets: Default::default(),
                created_at: Default::default(),
                deleted_at: Default::default(),
                description: Default::default(),
                guests: Default::default(),
                id,
                last_updated: Default::default(),
                logo: Default::default(),
                members: Default::default(),
                name,
                updated_at: Default::default(),
                users: Default::default(),
                extra: Default::default(),
            }
        }
    }
    ///The envelope of a page of groups.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[non_exhaustive]
    pub struct GroupListResponse {
        ///The groups on this page.
        pub data: ::std::vec::Vec<Group>,
        ///The metadata of this page.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub meta: crate::Nullable<Meta>,
        #[serde(flatten)]
        pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    }
    impl GroupListResponse {
        /// Creates a value from its required properties.
        /// The function leaves `extra` empty.
        /// The other properties are missing.
        pub fn new(data: ::std::vec::Vec<Group>) -> Self {
            Self {
                data,
                meta: Default::default(),
                extra: Default::default(),
            }
        }
    }
    ///The envelope of one group.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[non_exhaustive]
    pub struct GroupResponse {
        ///The group.
        pub data: Group,
        #[serde(flatten)]
        pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    }
    impl GroupResponse {
        /// Creates a value from its required properties.
        /// The function leaves `extra` empty.
        pub fn new(data: Group) -> Self {
            Self {
                data,
                extra: Default::default(),
            }
        }
    }
    ///A guest of the organization. The email address identifies the guest.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[non_exhaustive]
    #[derive(Default)]
    pub struct Guest {
        ///The guest's email address.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub email: crate::Nullable<::std::string::String>,
        #[serde(flatten)]
        pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    }
    ///`ListGroupsSort`
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Copy,
        Debug,
        Eq,
        Hash,
        Ord,
        PartialEq,
        PartialOrd
    )]
    #[non_exhaustive]
    pub enum ListGroupsSort {
        #[serde(rename = "asc")]
        Asc,
        #[serde(rename = "desc")]
        Desc,
    }
    impl ::std::fmt::Display for ListGroupsSort {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            match *self {
                Self::Asc => f.write_str("asc"),
                Self::Desc => f.write_str("desc"),
            }
        }
    }
    impl ::std::str::FromStr for ListGroupsSort {
        type Err = self::error::ConversionError;
        fn from_str(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            match value {
                "asc" => Ok(Self::Asc),
                "desc" => Ok(Self::Desc),
                _ => Err("invalid value".into()),
            }
        }
    }
    impl ::std::convert::TryFrom<&str> for ListGroupsSort {
        type Error = self::error::ConversionError;
        fn try_from(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl ::std::convert::TryFrom<::std::string::String> for ListGroupsSort {
        type Error = self::error::ConversionError;
        fn try_from(
            value: ::std::string::String,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    ///`ListGroupsSortBy`
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Copy,
        Debug,
        Eq,
        Hash,
        Ord,
        PartialEq,
        PartialOrd
    )]
    #[non_exhaustive]
    pub enum ListGroupsSortBy {
        #[serde(rename = "name")]
        Name,
        #[serde(rename = "created_at")]
        CreatedAt,
        #[serde(rename = "updated_at")]
        UpdatedAt,
    }
    impl ::std::fmt::Display for ListGroupsSortBy {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            match *self {
                Self::Name => f.write_str("name"),
                Self::CreatedAt => f.write_str("created_at"),
                Self::UpdatedAt => f.write_str("updated_at"),
            }
        }
    }
    impl ::std::str::FromStr for ListGroupsSortBy {
        type Err = self::error::ConversionError;
        fn from_str(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            match value {
                "name" => Ok(Self::Name),
                "created_at" => Ok(Self::CreatedAt),
                "updated_at" => Ok(Self::UpdatedAt),
                _ => Err("invalid value".into()),
            }
        }
    }
    impl ::std::convert::TryFrom<&str> for ListGroupsSortBy {
        type Error = self::error::ConversionError;
        fn try_from(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl ::std::convert::TryFrom<::std::string::String> for ListGroupsSortBy {
        type Error = self::error::ConversionError;
        fn try_from(
            value: ::std::string::String,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl ::std::default::Default for ListGroupsSortBy {
        fn default() -> Self {
            ListGroupsSortBy::CreatedAt
        }
    }
    ///The metadata of a list.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[non_exhaustive]
    #[derive(Default)]
    pub struct Meta {
        ///The position of this page in the list.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub pagination: crate::Nullable<Pagination>,
        #[serde(flatten)]
        pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    }
    ///The position of this page in the list.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[non_exhaustive]
    #[derive(Default)]
    pub struct Pagination {
        ///The number of items on this page. Do not rely on it, because the vendor's example has the count 10 and only one item.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub count: crate::Nullable<i64>,
        ///The number of this page, counted from 1.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub current_page: crate::Nullable<i64>,
        ///The addresses of the previous page and the next page. The client never follows them, because they may lack the filters. The client sends `page` itself.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub links: crate::Nullable<::serde_json::Value>,
        ///The maximum number of items on a page.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub per_page: crate::Nullable<i64>,
        ///The number of items in the complete list.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub total: crate::Nullable<i64>,
        ///The number of pages in the complete list.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub total_pages: crate::Nullable<i64>,
        #[serde(flatten)]
        pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    }
    ///The changes to a group. The server decides what happens to a property that is missing in the request. A list in the request replaces the complete list of the group. An empty list removes all entries from the group's list.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    #[non_exhaustive]
    pub struct UpdateGroupInput {
        ///The group's new description. A request cannot remove a description.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub description: ::std::option::Option<crate::GroupDescription>,
        ///The email addresses of all guests that the group shall have after the change. Null means a missing list, and the client never sends it.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub guests: ::std::option::Option<::std::vec::Vec<::std::string::String>>,
        ///The ids of all members that the group shall have after the change. Null means a missing list, and the client never sends it.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub members: ::std::option::Option<::std::vec::Vec<crate::UserId>>,
        ///The group's new name.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub name: ::std::option::Option<crate::GroupName>,
    }
    ///A user of the organization, as the server sends it. Every field except `id` and `email` may be missing.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[non_exhaustive]
    pub struct User {
        ///True if the user is active. The vendor's older page uses this field name.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub active: crate::Nullable<bool>,
        ///The time when the user was created. The client keeps the time as the server sent it, because the server uses several formats.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub created_at: crate::Nullable<::std::string::String>,
        ///The user's email address.
        pub email: crate::Text,
        ///The user's first name.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub first_name: crate::Nullable<::std::string::String>,
        ///The user's first and last name.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub full_name: crate::Nullable<::std::string::String>,
        ///The groups of which the user is a member, if the request has `with=groups`.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub groups: crate::Nullable<crate::Included<crate::Group>>,
        ///The user's id.
        pub id: crate::Received<crate::UserId>,
        ///True if the user is active. The vendor's newer page uses this field name.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub is_active: crate::Nullable<bool>,
        ///True if the user is suspended.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub is_suspended: crate::Nullable<bool>,
        ///The time when the user last signed in.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub last_login_at: crate::Nullable<::std::string::String>,
        ///The user's last name.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub last_name: crate::Nullable<::std::string::String>,
        ///The time of the last change to the user. The vendor's older page uses this field name.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub last_updated: crate::Nullable<::std::string::String>,
        ///The address of the user's picture.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub profile_pic: crate::Nullable<::std::string::String>,
        ///The user's role in the organization. The vendor's newer page uses this field name. The server may send values that no source shows.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub role: crate::Nullable<::std::string::String>,
        ///The user's state, for example `active`. The server may send values that no source shows.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub status: crate::Nullable<::std::string::String>,
        ///The time of the last change to the user. The vendor's newer page uses this field name.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub updated_at: crate::Nullable<::std::string::String>,
        ///The user's role in the organization. The vendor's older page uses this field name. The server may send values that no source shows.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub user_role: crate::Nullable<::std::string::String>,
        ///The name that the user signs in with.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub username: crate::Nullable<::std::string::String>,
        #[serde(flatten)]
        pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    }
    impl User {
        /// Creates a value from its required properties.
        /// The function leaves `extra` empty.
        /// The other properties are missing.
        pub fn new(email: crate::Text, id: crate::Received<crate::UserId>) -> Self {
            Self {
                active: Default::default(),
                created_at: Default::default(),
                email,
                first_name: Default::default(),
                full_name: Default::default(),
                groups: Default::default(),
                id,
                is_active: Default::default(),
                is_suspended: Default::default(),
                last_login_at: Default::default(),
                last_name: Default::default(),
                last_updated: Default::default(),
                profile_pic: Default::default(),
                role: Default::default(),
                status: Default::default(),
                updated_at: Default::default(),
                user_role: Default::default(),
                username: Default::default(),
                extra: Default::default(),
            }
        }
    }
    ///The envelope of a page of users.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[non_exhaustive]
    pub struct UserListResponse {
        ///The users on this page.
        pub data: ::std::vec::Vec<User>,
        ///The metadata of this page.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub meta: crate::Nullable<Meta>,
        #[serde(flatten)]
        pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    }
    impl UserListResponse {
        /// Creates a value from its required properties.
        /// The function leaves `extra` empty.
        /// The other properties are missing.
        pub fn new(data: ::std::vec::Vec<User>) -> Self {
            Self {
                data,
                meta: Default::default(),
                extra: Default::default(),
            }
        }
    }
    ///The envelope of one user.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[non_exhaustive]
    pub struct UserResponse {
        ///The user.
        pub data: User,
        #[serde(flatten)]
        pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    }
    impl UserResponse {
        /// Creates a value from its required properties.
        /// The function leaves `extra` empty.
        pub fn new(data: User) -> Self {
            Self {
                data,
                extra: Default::default(),
            }
        }
    }
    /// Error types.
    pub mod error {
        /// Error from a `TryFrom` or `FromStr` implementation.
        pub struct ConversionError(::std::borrow::Cow<'static, str>);
        impl ::std::error::Error for ConversionError {}
        impl ::std::fmt::Display for ConversionError {
            fn fmt(
                &self,
                f: &mut ::std::fmt::Formatter<'_>,
            ) -> Result<(), ::std::fmt::Error> {
                ::std::fmt::Display::fmt(&self.0, f)
            }
        }
        impl ::std::fmt::Debug for ConversionError {
            fn fmt(
                &self,
                f: &mut ::std::fmt::Formatter<'_>,
            ) -> Result<(), ::std::fmt::Error> {
                ::std::fmt::Debug::fmt(&self.0, f)
            }
        }
        impl From<&'static str> for ConversionError {
            fn from(value: &'static str) -> Self {
                Self(value.into())
            }
        }
        impl From<String> for ConversionError {
            fn from(value: String) -> Self {
                Self(value.into())
            }
        }
    }
}
#[derive(Clone, Debug)]
/**Client for Tallyfy groups

A group contains members and guests of a Tallyfy organization. You can assign a task or a process to all members and guests of a group at once. This contract covers groups and their members. Every request has the header `Accept: application/json`. With a different `Accept`, the server sends errors as HTML. A comment in the vendor's Python SDK reports this measurement.

Version: 2.1.0*/
pub struct Client {
    pub(crate) baseurl: String,
    pub(crate) client: reqwest::Client,
    pub(crate) inner: crate::transport::Transport,
}
impl Client {
    /// Create a new client.
    ///
    /// `baseurl` is the base URL provided to the internal
    /// `reqwest::Client`, and should include a scheme and hostname,
    /// as well as port and a path stem if applicable.
    pub fn new(baseurl: &str, inner: crate::transport::Transport) -> Self {
        #[cfg(not(target_arch = "wasm32"))]
        let client = {
            let dur = ::std::time::Duration::from_secs(15u64);
            reqwest::ClientBuilder::new().connect_timeout(dur).timeout(dur)
        };
        #[cfg(target_arch = "wasm32")]
        let client = reqwest::ClientBuilder::new();
        Self::new_with_client(baseurl, client.build().unwrap(), inner)
    }
    /// Construct a new client with an existing `reqwest::Client`,
    /// allowing more control over its configuration.
    ///
    /// `baseurl` is the base URL provided to the internal
    /// `reqwest::Client`, and should include a scheme and hostname,
    /// as well as port and a path stem if applicable.
    pub fn new_with_client(
        baseurl: &str,
        client: reqwest::Client,
        inner: crate::transport::Transport,
    ) -> Self {
        Self {
            baseurl: baseurl.to_string(),
            client,
            inner,
        }
    }
}
impl ClientInfo<crate::transport::Transport> for Client {
    fn api_version() -> &'static str {
        "2.1.0"
    }
    fn baseurl(&self) -> &str {
        self.baseurl.as_str()
    }
    fn client(&self) -> &reqwest::Client {
        &self.client
    }
    fn inner(&self) -> &crate::transport::Transport {
        &self.inner
    }
}
const _: () = {
    #[allow(dead_code)]
    fn assert_client_hooks()
    where
        Client: ClientHooks<crate::transport::Transport>,
    {}
};
#[allow(clippy::all)]
impl Client {
    /**List groups

Returns one page of the organization's groups. Every member of the organization may call this operation. By default, the server sorts the groups by their creation time. No source documents the default sort direction.

Sends a `GET` request to `/organizations/{org_id}/groups`

Arguments:
- `org_id`: The organization's id.*/
    pub fn list_groups<'a>(
        &'a self,
        org_id: &'a crate::OrganizationId,
    ) -> ListGroupsRequest<'a> {
        ListGroupsRequest {
            api_: self,
            org_id: org_id,
            page: None,
            per_page: None,
            q: None,
            sort: None,
            sort_by: None,
            with: None,
        }
    }
    /**Create group

Creates a group. The caller needs the permission `manage_groups`. The name must be unique in the organization. The API has no idempotency key.

Sends a `POST` request to `/organizations/{org_id}/groups`

Arguments:
- `org_id`: The organization's id.
- `body`: The group to create. The server ignores unknown properties, and still responds with 2xx.*/
    pub fn create_group<'a>(
        &'a self,
        org_id: &'a crate::OrganizationId,
        body: &'a types::CreateGroupInput,
    ) -> CreateGroupRequest<'a> {
        CreateGroupRequest {
            api_: self,
            org_id: org_id,
            body: body,
        }
    }
    /**Get group

Returns one group. Every member of the organization may call this operation.

Sends a `GET` request to `/organizations/{org_id}/groups/{group_id}`

Arguments:
- `org_id`: The organization's id.
- `group_id`: The group's id.*/
    pub fn get_group<'a>(
        &'a self,
        org_id: &'a crate::OrganizationId,
        group_id: &'a crate::GroupId,
    ) -> GetGroupRequest<'a> {
        GetGroupRequest {
            api_: self,
            org_id: org_id,
            group_id: group_id,
            with: None,
        }
    }
    /**Update group

Changes the name, the description, the members or the guests of a group. The caller needs the permission `manage_groups`. A list in `members` or `guests` replaces the complete list of the group. No source proves that the server keeps a list that is missing in the request. A caller that wants to keep a list must send it.

Sends a `PUT` request to `/organizations/{org_id}/groups/{group_id}`

Arguments:
- `org_id`: The organization's id.
- `group_id`: The group's id.
- `body`: The changes to the group. The server ignores unknown properties, and still responds with 2xx.*/
    pub fn update_group<'a>(
        &'a self,
        org_id: &'a crate::OrganizationId,
        group_id: &'a crate::GroupId,
        body: &'a types::UpdateGroupInput,
    ) -> UpdateGroupRequest<'a> {
        UpdateGroupRequest {
            api_: self,
            org_id: org_id,
            group_id: group_id,
            body: body,
        }
    }
    /**Delete group

Deletes a group permanently. The caller needs the permission `manage_groups`.

Sends a `DELETE` request to `/organizations/{org_id}/groups/{group_id}`

Arguments:
- `org_id`: The organization's id.
- `group_id`: The group's id.*/
    pub fn delete_group<'a>(
        &'a self,
        org_id: &'a crate::OrganizationId,
        group_id: &'a crate::GroupId,
    ) -> DeleteGroupRequest<'a> {
        DeleteGroupRequest {
            api_: self,
            org_id: org_id,
            group_id: group_id,
        }
    }
    /**List members

Returns one page of the organization's members. The list contains active, invited and disabled members. Every member of the organization may call this operation.

Sends a `GET` request to `/organizations/{org_id}/users`

Arguments:
- `org_id`: The organization's id.*/
    pub fn list_members<'a>(
        &'a self,
        org_id: &'a crate::OrganizationId,
    ) -> ListMembersRequest<'a> {
        ListMembersRequest {
            api_: self,
            org_id: org_id,
            page: None,
            per_page: None,
            q: None,
            sort: None,
            with: None,
        }
    }
    /**Get member

Returns one member. Only administrators of the organization may call it.

Sends a `GET` request to `/organizations/{org_id}/users/{user_id}`

Arguments:
- `org_id`: The organization's id.
- `user_id`: The user's id.*/
    pub fn get_member<'a>(
        &'a self,
        org_id: &'a crate::OrganizationId,
        user_id: &'a crate::UserId,
    ) -> GetMemberRequest<'a> {
        GetMemberRequest {
            api_: self,
            org_id: org_id,
            user_id: user_id,
            with: None,
        }
    }
}
/// Items consumers will typically use such as the Client.
pub mod prelude {
    #[allow(unused_imports)]
    pub use super::Client;
}
/// The request of [`Client::list_groups`].
///
/// Each public field is an optional parameter. If a field is `None`, the client does
/// not send the parameter. A method of this type sets a field to a value. If a program
/// has an `Option`, it can set the field itself.
#[derive(Clone, Debug)]
#[must_use = "the client sends the request only if you call `send`"]
pub struct ListGroupsRequest<'a> {
    api_: &'a Client,
    org_id: &'a crate::OrganizationId,
    pub page: Option<::std::num::NonZeroU64>,
    pub per_page: Option<&'a crate::GroupsPerPage>,
    pub q: Option<&'a str>,
    pub sort: Option<types::ListGroupsSort>,
    pub sort_by: Option<types::ListGroupsSortBy>,
    pub with: Option<&'a str>,
}
#[allow(clippy::all)]
impl<'a> ListGroupsRequest<'a> {
    ///The number of the page to return, counted from 1. The server's default is 1.
    pub fn page(mut self, page: ::std::num::NonZeroU64) -> Self {
        self.page = Some(page);
        self
    }
    ///The number of groups on a page, from 1 to 100. The server's default is 10.
    pub fn per_page(mut self, per_page: &'a crate::GroupsPerPage) -> Self {
        self.per_page = Some(per_page);
        self
    }
    ///The server returns only groups whose name or description contains this text. In the URL, a space is `%20` and a plus is `%2B`. The server does not read `+` as a space.
    pub fn q(mut self, q: &'a str) -> Self {
        self.q = Some(q);
        self
    }
    ///The sort direction. No source documents the server's default direction.
    pub fn sort(mut self, sort: types::ListGroupsSort) -> Self {
        self.sort = Some(sort);
        self
    }
    ///The field to sort by. The server's default is `created_at`.
    pub fn sort_by(mut self, sort_by: types::ListGroupsSortBy) -> Self {
        self.sort_by = Some(sort_by);
        self
    }
    ///The related data to include, as a comma-separated list without spaces. `assets` includes the file of the logo, `users` includes the members, and `guests` includes the guests.
    pub fn with(mut self, with: &'a str) -> Self {
        self.with = Some(with);
        self
    }
    /// Sends the request, and returns the decoded response.
    ///
    /// This method is cancel safe for a read. If you drop the future of a write, the
    /// server may still apply the write.
    ///
    /// # Errors
    ///
    /// Returns an [`Error`] if the client receives no complete response, or cannot
    /// decode the response. A response without a success status is also an [`Error`].
    pub async fn send(
        self,
    ) -> Result<ResponseValue<types::GroupListResponse>, Error<types::Error>> {
        let Self { api_, org_id, page, per_page, q, sort, sort_by, with } = self;
        let url = format!(
            "{}/organizations/{}/groups", api_.baseurl, encode_path(& org_id),
        );
        #[allow(unused_mut)]
        let mut request = api_
            .client
            .get(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .query_param("page", &page)
            .query_param("per_page", &per_page)
            .query_param("q", &q)
            .query_param("sort", &sort)
            .query_param("sort_by", &sort_by)
            .query_param("with", &with)
            .build()?;
        let info = OperationInfo {
            operation_id: "list_groups",
            url_template: "/organizations/{org_id}/groups",
        };
        let result = api_.exec(request, &info).await;
        let response = result?;
        match response.status().as_u16() {
            200u16 => ResponseValue::from_response(response),
            200..=299 => ResponseValue::from_response(response),
            400u16 => Err(Error::ErrorResponse(ResponseValue::from_response(response)?)),
            400u16..=499u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response)?))
            }
            401u16 => Err(Error::ErrorResponse(ResponseValue::from_response(response)?)),
            402u16 => Err(Error::ErrorResponse(ResponseValue::from_response(response)?)),
            403u16 => Err(Error::ErrorResponse(ResponseValue::from_response(response)?)),
            404u16 => Err(Error::ErrorResponse(ResponseValue::from_response(response)?)),
            422u16 => Err(Error::ErrorResponse(ResponseValue::from_response(response)?)),
            423u16 => Err(Error::ErrorResponse(ResponseValue::from_response(response)?)),
            429u16 => Err(Error::ErrorResponse(ResponseValue::from_response(response)?)),
            500u16..=599u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response)?))
            }
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
}
/// The request of [`Client::create_group`].
#[derive(Clone, Debug)]
#[must_use = "the client sends the request only if you call `send`"]
pub struct CreateGroupRequest<'a> {
    api_: &'a Client,
    org_id: &'a crate::OrganizationId,
    body: &'a types::CreateGroupInput,
}
#[allow(clippy::all)]
impl<'a> CreateGroupRequest<'a> {
    /// Sends the request, and returns the decoded response.
    ///
    /// This method is cancel safe for a read. If you drop the future of a write, the
    /// server may still apply the write.
    ///
    /// # Errors
    ///
    /// Returns an [`Error`] if the client receives no complete response, or cannot
    /// decode the response. A response without a success status is also an [`Error`].
    pub async fn send(
        self,
    ) -> Result<ResponseValue<types::GroupResponse>, Error<types::Error>> {
        let Self { api_, org_id, body } = self;
        let url = format!(
            "{}/organizations/{}/groups", api_.baseurl, encode_path(& org_id),
        );
        #[allow(unused_mut)]
        let mut request = api_
            .client
            .post(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .json(&body)
            .build()?;
        let info = OperationInfo {
            operation_id: "create_group",
            url_template: "/organizations/{org_id}/groups",
        };
        let result = api_.exec(request, &info).await;
        let response = result?;
        match response.status().as_u16() {
            200u16 => ResponseValue::from_response(response),
            200..=299 => ResponseValue::from_response(response),
            201u16 => ResponseValue::from_response(response),
            400u16 => Err(Error::ErrorResponse(ResponseValue::from_response(response)?)),
            400u16..=499u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response)?))
            }
            401u16 => Err(Error::ErrorResponse(ResponseValue::from_response(response)?)),
            402u16 => Err(Error::ErrorResponse(ResponseValue::from_response(response)?)),
            403u16 => Err(Error::ErrorResponse(ResponseValue::from_response(response)?)),
            404u16 => Err(Error::ErrorResponse(ResponseValue::from_response(response)?)),
            409u16 => Err(Error::ErrorResponse(ResponseValue::from_response(response)?)),
            422u16 => Err(Error::ErrorResponse(ResponseValue::from_response(response)?)),
            423u16 => Err(Error::ErrorResponse(ResponseValue::from_response(response)?)),
            429u16 => Err(Error::ErrorResponse(ResponseValue::from_response(response)?)),
            500u16..=599u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response)?))
            }
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
}
/// The request of [`Client::get_group`].
///
/// Each public field is an optional parameter. If a field is `None`, the client does
/// not send the parameter. A method of this type sets a field to a value. If a program
/// has an `Option`, it can set the field itself.
#[derive(Clone, Debug)]
#[must_use = "the client sends the request only if you call `send`"]
pub struct GetGroupRequest<'a> {
    api_: &'a Client,
    org_id: &'a crate::OrganizationId,
    group_id: &'a crate::GroupId,
    pub with: Option<&'a str>,
}
#[allow(clippy::all)]
impl<'a> GetGroupRequest<'a> {
    ///The related data to include, as a comma-separated list without spaces. `assets` includes the file of the logo, `users` includes the members, and `guests` includes the guests.
    pub fn with(mut self, with: &'a str) -> Self {
        self.with = Some(with);
        self
    }
    /// Sends the request, and returns the decoded response.
    ///
    /// This method is cancel safe for a read. If you drop the future of a write, the
    /// server may still apply the write.
    ///
    /// # Errors
    ///
    /// Returns an [`Error`] if the client receives no complete response, or cannot
    /// decode the response. A response without a success status is also an [`Error`].
    pub async fn send(
        self,
    ) -> Result<ResponseValue<types::GroupResponse>, Error<types::Error>> {
        let Self { api_, org_id, group_id, with } = self;
        let url = format!(
            "{}/organizations/{}/groups/{}", api_.baseurl, encode_path(& org_id),
            encode_path(& group_id),
        );
        #[allow(unused_mut)]
        let mut request = api_
            .client
            .get(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .query_param("with", &with)
            .build()?;
        let info = OperationInfo {
            operation_id: "get_group",
            url_template: "/organizations/{org_id}/groups/{group_id}",
        };
        let result = api_.exec(request, &info).await;
        let response = result?;
        match response.status().as_u16() {
            200u16 => ResponseValue::from_response(response),
            200..=299 => ResponseValue::from_response(response),
            400u16 => Err(Error::ErrorResponse(ResponseValue::from_response(response)?)),
            400u16..=499u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response)?))
            }
            401u16 => Err(Error::ErrorResponse(ResponseValue::from_response(response)?)),
            402u16 => Err(Error::ErrorResponse(ResponseValue::from_response(response)?)),
            403u16 => Err(Error::ErrorResponse(ResponseValue::from_response(response)?)),
            404u16 => Err(Error::ErrorResponse(ResponseValue::from_response(response)?)),
            422u16 => Err(Error::ErrorResponse(ResponseValue::from_response(response)?)),
            423u16 => Err(Error::ErrorResponse(ResponseValue::from_response(response)?)),
            429u16 => Err(Error::ErrorResponse(ResponseValue::from_response(response)?)),
            500u16..=599u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response)?))
            }
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
}
/// The request of [`Client::update_group`].
#[derive(Clone, Debug)]
#[must_use = "the client sends the request only if you call `send`"]
pub struct UpdateGroupRequest<'a> {
    api_: &'a Client,
    org_id: &'a crate::OrganizationId,
    group_id: &'a crate::GroupId,
    body: &'a types::UpdateGroupInput,
}
#[allow(clippy::all)]
impl<'a> UpdateGroupRequest<'a> {
    /// Sends the request, and returns the decoded response.
    ///
    /// This method is cancel safe for a read. If you drop the future of a write, the
    /// server may still apply the write.
    ///
    /// # Errors
    ///
    /// Returns an [`Error`] if the client receives no complete response, or cannot
    /// decode the response. A response without a success status is also an [`Error`].
    pub async fn send(
        self,
    ) -> Result<ResponseValue<types::GroupResponse>, Error<types::Error>> {
        let Self { api_, org_id, group_id, body } = self;
        let url = format!(
            "{}/organizations/{}/groups/{}", api_.baseurl, encode_path(& org_id),
            encode_path(& group_id),
        );
        #[allow(unused_mut)]
        let mut request = api_
            .client
            .put(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .json(&body)
            .build()?;
        let info = OperationInfo {
            operation_id: "update_group",
            url_template: "/organizations/{org_id}/groups/{group_id}",
        };
        let result = api_.exec(request, &info).await;
        let response = result?;
        match response.status().as_u16() {
            200u16 => ResponseValue::from_response(response),
            200..=299 => ResponseValue::from_response(response),
            201u16 => ResponseValue::from_response(response),
            400u16 => Err(Error::ErrorResponse(ResponseValue::from_response(response)?)),
            400u16..=499u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response)?))
            }
            401u16 => Err(Error::ErrorResponse(ResponseValue::from_response(response)?)),
            402u16 => Err(Error::ErrorResponse(ResponseValue::from_response(response)?)),
            403u16 => Err(Error::ErrorResponse(ResponseValue::from_response(response)?)),
            404u16 => Err(Error::ErrorResponse(ResponseValue::from_response(response)?)),
            409u16 => Err(Error::ErrorResponse(ResponseValue::from_response(response)?)),
            422u16 => Err(Error::ErrorResponse(ResponseValue::from_response(response)?)),
            423u16 => Err(Error::ErrorResponse(ResponseValue::from_response(response)?)),
            429u16 => Err(Error::ErrorResponse(ResponseValue::from_response(response)?)),
            500u16..=599u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response)?))
            }
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
}
/// The request of [`Client::delete_group`].
#[derive(Clone, Debug)]
#[must_use = "the client sends the request only if you call `send`"]
pub struct DeleteGroupRequest<'a> {
    api_: &'a Client,
    org_id: &'a crate::OrganizationId,
    group_id: &'a crate::GroupId,
}
#[allow(clippy::all)]
impl<'a> DeleteGroupRequest<'a> {
    /// Sends the request, and returns the decoded response.
    ///
    /// This method is cancel safe for a read. If you drop the future of a write, the
    /// server may still apply the write.
    ///
    /// # Errors
    ///
    /// Returns an [`Error`] if the client receives no complete response, or cannot
    /// decode the response. A response without a success status is also an [`Error`].
    pub async fn send(self) -> Result<ResponseValue<()>, Error<types::Error>> {
        let Self { api_, org_id, group_id } = self;
        let url = format!(
            "{}/organizations/{}/groups/{}", api_.baseurl, encode_path(& org_id),
            encode_path(& group_id),
        );
        #[allow(unused_mut)]
        let mut request = api_
            .client
            .delete(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .build()?;
        let info = OperationInfo {
            operation_id: "delete_group",
            url_template: "/organizations/{org_id}/groups/{group_id}",
        };
        let result = api_.exec(request, &info).await;
        let response = result?;
        match response.status().as_u16() {
            200u16 => Ok(ResponseValue::empty(response)),
            200..=299 => Ok(ResponseValue::empty(response)),
            204u16 => Ok(ResponseValue::empty(response)),
            400u16 => Err(Error::ErrorResponse(ResponseValue::from_response(response)?)),
            400u16..=499u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response)?))
            }
            401u16 => Err(Error::ErrorResponse(ResponseValue::from_response(response)?)),
            402u16 => Err(Error::ErrorResponse(ResponseValue::from_response(response)?)),
            403u16 => Err(Error::ErrorResponse(ResponseValue::from_response(response)?)),
            404u16 => Err(Error::ErrorResponse(ResponseValue::from_response(response)?)),
            409u16 => Err(Error::ErrorResponse(ResponseValue::from_response(response)?)),
            422u16 => Err(Error::ErrorResponse(ResponseValue::from_response(response)?)),
            423u16 => Err(Error::ErrorResponse(ResponseValue::from_response(response)?)),
            429u16 => Err(Error::ErrorResponse(ResponseValue::from_response(response)?)),
            500u16..=599u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response)?))
            }
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
}
/// The request of [`Client::list_members`].
///
/// Each public field is an optional parameter. If a field is `None`, the client does
/// not send the parameter. A method of this type sets a field to a value. If a program
/// has an `Option`, it can set the field itself.
#[derive(Clone, Debug)]
#[must_use = "the client sends the request only if you call `send`"]
pub struct ListMembersRequest<'a> {
    api_: &'a Client,
    org_id: &'a crate::OrganizationId,
    pub page: Option<::std::num::NonZeroU64>,
    pub per_page: Option<::std::num::NonZeroU64>,
    pub q: Option<&'a str>,
    pub sort: Option<&'a str>,
    pub with: Option<&'a str>,
}
#[allow(clippy::all)]
impl<'a> ListMembersRequest<'a> {
    ///The number of the page to return, counted from 1. The server's default is 1.
    pub fn page(mut self, page: ::std::num::NonZeroU64) -> Self {
        self.page = Some(page);
        self
    }
    ///The number of members on a page, at least 1. The server's default is 9999.
    pub fn per_page(mut self, per_page: ::std::num::NonZeroU64) -> Self {
        self.per_page = Some(per_page);
        self
    }
    ///The server returns only members whose name or email address contains this text. In the URL, a space is `%20` and a plus is `%2B`.
    pub fn q(mut self, q: &'a str) -> Self {
        self.q = Some(q);
        self
    }
    ///The field to sort by. With a `-` before the field, the order is descending. The vendor's documents do not list the allowed fields.
    pub fn sort(mut self, sort: &'a str) -> Self {
        self.sort = Some(sort);
        self
    }
    ///The related data to include, as a comma-separated list without spaces. Examples are `groups` and `stats`.
    pub fn with(mut self, with: &'a str) -> Self {
        self.with = Some(with);
        self
    }
    /// Sends the request, and returns the decoded response.
    ///
    /// This method is cancel safe for a read. If you drop the future of a write, the
    /// server may still apply the write.
    ///
    /// # Errors
    ///
    /// Returns an [`Error`] if the client receives no complete response, or cannot
    /// decode the response. A response without a success status is also an [`Error`].
    pub async fn send(
        self,
    ) -> Result<ResponseValue<types::UserListResponse>, Error<types::Error>> {
        let Self { api_, org_id, page, per_page, q, sort, with } = self;
        let url = format!(
            "{}/organizations/{}/users", api_.baseurl, encode_path(& org_id),
        );
        #[allow(unused_mut)]
        let mut request = api_
            .client
            .get(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .query_param("page", &page)
            .query_param("per_page", &per_page)
            .query_param("q", &q)
            .query_param("sort", &sort)
            .query_param("with", &with)
            .build()?;
        let info = OperationInfo {
            operation_id: "list_members",
            url_template: "/organizations/{org_id}/users",
        };
        let result = api_.exec(request, &info).await;
        let response = result?;
        match response.status().as_u16() {
            200u16 => ResponseValue::from_response(response),
            200..=299 => ResponseValue::from_response(response),
            400u16 => Err(Error::ErrorResponse(ResponseValue::from_response(response)?)),
            400u16..=499u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response)?))
            }
            401u16 => Err(Error::ErrorResponse(ResponseValue::from_response(response)?)),
            402u16 => Err(Error::ErrorResponse(ResponseValue::from_response(response)?)),
            403u16 => Err(Error::ErrorResponse(ResponseValue::from_response(response)?)),
            404u16 => Err(Error::ErrorResponse(ResponseValue::from_response(response)?)),
            422u16 => Err(Error::ErrorResponse(ResponseValue::from_response(response)?)),
            423u16 => Err(Error::ErrorResponse(ResponseValue::from_response(response)?)),
            429u16 => Err(Error::ErrorResponse(ResponseValue::from_response(response)?)),
            500u16..=599u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response)?))
            }
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
}
/// The request of [`Client::get_member`].
///
/// Each public field is an optional parameter. If a field is `None`, the client does
/// not send the parameter. A method of this type sets a field to a value. If a program
/// has an `Option`, it can set the field itself.
#[derive(Clone, Debug)]
#[must_use = "the client sends the request only if you call `send`"]
pub struct GetMemberRequest<'a> {
    api_: &'a Client,
    org_id: &'a crate::OrganizationId,
    user_id: &'a crate::UserId,
    pub with: Option<&'a str>,
}
#[allow(clippy::all)]
impl<'a> GetMemberRequest<'a> {
    ///The related data to include, as a comma-separated list without spaces. Examples are `groups` and `stats`.
    pub fn with(mut self, with: &'a str) -> Self {
        self.with = Some(with);
        self
    }
    /// Sends the request, and returns the decoded response.
    ///
    /// This method is cancel safe for a read. If you drop the future of a write, the
    /// server may still apply the write.
    ///
    /// # Errors
    ///
    /// Returns an [`Error`] if the client receives no complete response, or cannot
    /// decode the response. A response without a success status is also an [`Error`].
    pub async fn send(
        self,
    ) -> Result<ResponseValue<types::UserResponse>, Error<types::Error>> {
        let Self { api_, org_id, user_id, with } = self;
        let url = format!(
            "{}/organizations/{}/users/{}", api_.baseurl, encode_path(& org_id),
            encode_path(& user_id),
        );
        #[allow(unused_mut)]
        let mut request = api_
            .client
            .get(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .query_param("with", &with)
            .build()?;
        let info = OperationInfo {
            operation_id: "get_member",
            url_template: "/organizations/{org_id}/users/{user_id}",
        };
        let result = api_.exec(request, &info).await;
        let response = result?;
        match response.status().as_u16() {
            200u16 => ResponseValue::from_response(response),
            200..=299 => ResponseValue::from_response(response),
            400u16 => Err(Error::ErrorResponse(ResponseValue::from_response(response)?)),
            400u16..=499u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response)?))
            }
            401u16 => Err(Error::ErrorResponse(ResponseValue::from_response(response)?)),
            402u16 => Err(Error::ErrorResponse(ResponseValue::from_response(response)?)),
            403u16 => Err(Error::ErrorResponse(ResponseValue::from_response(response)?)),
            404u16 => Err(Error::ErrorResponse(ResponseValue::from_response(response)?)),
            422u16 => Err(Error::ErrorResponse(ResponseValue::from_response(response)?)),
            423u16 => Err(Error::ErrorResponse(ResponseValue::from_response(response)?)),
            429u16 => Err(Error::ErrorResponse(ResponseValue::from_response(response)?)),
            500u16..=599u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response)?))
            }
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
}
