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
    pub struct CreateGroupInput {
        ///What the group is for.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub description: ::std::option::Option<crate::GroupDescription>,
        ///Email addresses of the guests to add. Absent and empty are different on the wire; null is never sent, and stands here for absent.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub guests: ::std::option::Option<::std::vec::Vec<::std::string::String>>,
        ///Ids of the users to add. Absent and empty are different on the wire; null is never sent, and stands here for absent.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub members: ::std::option::Option<::std::vec::Vec<crate::UserId>>,
        ///The group's name.
        pub name: crate::GroupName,
    }
    ///What the server says of a failure. Every part may be missing, and the body may not be JSON at all; the client keeps the raw body beside it.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    pub struct Error {
        ///What went wrong, for example `RESOURCE_NOT_FOUND`. It is often cut from the start of the message (M), so it identifies nothing, except where a page documents it.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub code: crate::Nullable<::serde_json::Value>,
        ///A flag, a word or an object.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub error: crate::Nullable<::serde_json::Value>,
        ///What is wrong with each field of the input.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub errors: crate::Nullable<::serde_json::Value>,
        ///What went wrong, in words. It may hold SQL, a stack trace or a path of the server (M).
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub message: crate::Nullable<::serde_json::Value>,
        #[serde(flatten)]
        pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    }
    ///A group, as the server sends it.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    pub struct Group {
        ///The logo's file, when `with=assets` asks for it. No source shows its form.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub assets: crate::Nullable<::serde_json::Value>,
        ///When the group was created. Kept as sent; several forms are in use.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub created_at: crate::Nullable<::std::string::String>,
        ///When the group was deleted.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub deleted_at: crate::Nullable<::std::string::String>,
        ///What the group is for.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub description: crate::Nullable<::std::string::String>,
        ///The group's guests.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub guests: crate::Nullable<crate::Included<crate::Guest, crate::Text>>,
        ///The group's id.
        pub id: crate::Received<crate::GroupId>,
        ///When the group was last changed, as the newer pages name it.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub last_updated: crate::Nullable<::std::string::String>,
        ///The address of the group's logo, when it has one and `with=assets` asks for it.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub logo: crate::Nullable<::std::string::String>,
        ///Ids of the group's members.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub members: crate::Nullable<::std::vec::Vec<crate::Received<crate::UserId>>>,
        ///The group's name.
        pub name: crate::Text,
        ///When the group was last changed, as the older pages name it.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub updated_at: crate::Nullable<::std::string::String>,
        ///The group's members in full, when `with=users` asks for them.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub users: crate::Nullable<crate::Included<crate::User>>,
        #[serde(flatten)]
        pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    }
    ///The envelope of a page of groups.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    pub struct GroupListResponse {
        ///The groups on this page.
        pub data: ::std::vec::Vec<Group>,
        ///Where this page stands.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub meta: crate::Nullable<Meta>,
        #[serde(flatten)]
        pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    }
    ///The envelope of one group.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    pub struct GroupResponse {
        ///The group.
        pub data: Group,
        #[serde(flatten)]
        pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    }
    ///A guest of the organization, who is known by an email address.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
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
    ///Facts about a list.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    pub struct Meta {
        ///Where a page stands in its collection.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub pagination: crate::Nullable<Pagination>,
        #[serde(flatten)]
        pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    }
    ///Where a page stands in its collection.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    pub struct Pagination {
        ///Items on this page. Not to be relied on: S2's own example says 10 and shows one item.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub count: crate::Nullable<i64>,
        ///This page's number, counted from 1.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub current_page: crate::Nullable<i64>,
        ///Addresses of the pages beside this one. Never followed, because they may have lost the filters; the client sends `page` itself.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub links: crate::Nullable<::serde_json::Value>,
        ///Items that a page may hold.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub per_page: crate::Nullable<i64>,
        ///Items in the whole collection.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub total: crate::Nullable<i64>,
        ///Pages in the whole collection.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub total_pages: crate::Nullable<i64>,
        #[serde(flatten)]
        pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    }
    ///A change of a group. What is absent is left to the server; a list that is present replaces the whole list, and an empty one clears it.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct UpdateGroupInput {
        ///The group's new description. It cannot be taken away.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub description: ::std::option::Option<crate::GroupDescription>,
        ///Email addresses of all guests the group shall have. Null is never sent, and stands here for absent.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub guests: ::std::option::Option<::std::vec::Vec<::std::string::String>>,
        ///Ids of all members the group shall have. Null is never sent, and stands here for absent.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub members: ::std::option::Option<::std::vec::Vec<crate::UserId>>,
        ///The group's new name.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub name: ::std::option::Option<crate::GroupName>,
    }
    ///A user of the organization, as the server sends it. Any field beside `id` and `email` may be missing.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    pub struct User {
        ///Whether the user is active, as the older page names it.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub active: crate::Nullable<bool>,
        ///When the user was created. Kept as sent; several forms are in use.
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
        ///The groups that the user is in, when `with=groups` asks for them.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub groups: crate::Nullable<crate::Included<crate::Group>>,
        ///The user's id.
        pub id: crate::Received<crate::UserId>,
        ///Whether the user is active, as the newer page names it.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub is_active: crate::Nullable<bool>,
        ///Whether the user is suspended.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub is_suspended: crate::Nullable<bool>,
        ///When the user last signed in.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub last_login_at: crate::Nullable<::std::string::String>,
        ///The user's last name.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub last_name: crate::Nullable<::std::string::String>,
        ///When the user was last changed, as the older page names it.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub last_updated: crate::Nullable<::std::string::String>,
        ///The address of the user's picture.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub profile_pic: crate::Nullable<::std::string::String>,
        ///The user's role in the organization, as the newer page names it. An open set.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub role: crate::Nullable<::std::string::String>,
        ///The user's state, for example `active`. An open set.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub status: crate::Nullable<::std::string::String>,
        ///When the user was last changed, as the newer page names it.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub updated_at: crate::Nullable<::std::string::String>,
        ///The user's role in the organization, as the older page names it. An open set.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub user_role: crate::Nullable<::std::string::String>,
        ///The user's name for signing in.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub username: crate::Nullable<::std::string::String>,
        #[serde(flatten)]
        pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    }
    ///The envelope of a page of users.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    pub struct UserListResponse {
        ///The users on this page.
        pub data: ::std::vec::Vec<User>,
        ///Where this page stands.
        #[serde(default, skip_serializing_if = "crate::Nullable::is_absent")]
        pub meta: crate::Nullable<Meta>,
        #[serde(flatten)]
        pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    }
    ///The envelope of one user.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    pub struct UserResponse {
        ///The user.
        pub data: User,
        #[serde(flatten)]
        pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
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

Groups bundle members and guests of a Tallyfy organization, so that tasks and processes can be assigned to all of them at once. This contract covers groups and the members in them. Every request asks for JSON with `Accept: application/json`; with another, errors come back as HTML (P, measured).

Version: 2.0.0*/
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
        "2.0.0"
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

One page of the organization's groups. Open to every member of the organization. The default order is by creation time; its direction is not documented.

Sends a `GET` request to `/organizations/{org_id}/groups`

Arguments:
- `org_id`: The organization's id.
- `page`: The page to return, counted from 1. The server's default is 1.
- `per_page`: Groups on a page, 1 to 100. The server's default is 10.
- `q`: Keeps the groups whose name or description contains this text. A space must travel as `%20` and a plus as `%2B`: the server does not read `+` as a space.
- `sort`: The direction to sort in. The default is not documented.
- `sort_by`: The field to sort by. The server's default is `created_at`.
- `with`: Related data to include, as a comma list without spaces, of `assets` (the logo's file), `users` (the members) and `guests`.
*/
    pub async fn list_groups<'a>(
        &'a self,
        org_id: &'a crate::OrganizationId,
        page: Option<::std::num::NonZeroU64>,
        per_page: Option<&'a crate::GroupsPerPage>,
        q: Option<&'a str>,
        sort: Option<types::ListGroupsSort>,
        sort_by: Option<types::ListGroupsSortBy>,
        with: Option<&'a str>,
    ) -> Result<ResponseValue<types::GroupListResponse>, Error<types::Error>> {
        let url = format!(
            "{}/organizations/{}/groups", self.baseurl, encode_path(& org_id
            .to_string()),
        );
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
        header_map
            .append(
                ::reqwest::header::HeaderName::from_static("api-version"),
                ::reqwest::header::HeaderValue::from_static(Self::api_version()),
            );
        #[allow(unused_mut)]
        let mut request = self
            .client
            .get(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .query(&progenitor_client::QueryParam::new("page", &page))
            .query(&progenitor_client::QueryParam::new("per_page", &per_page))
            .query(&progenitor_client::QueryParam::new("q", &q))
            .query(&progenitor_client::QueryParam::new("sort", &sort))
            .query(&progenitor_client::QueryParam::new("sort_by", &sort_by))
            .query(&progenitor_client::QueryParam::new("with", &with))
            .headers(header_map)
            .build()?;
        let info = OperationInfo {
            operation_id: "list_groups",
        };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200u16 => ResponseValue::from_response(response).await,
            200..=299 => ResponseValue::from_response(response).await,
            400u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            400u16..=499u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            401u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            403u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            404u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            422u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            429u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            500u16..=599u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
    /**Create group

Creates a group. Needs the permission `manage_groups`. The name must be unique in the organization. There is no idempotency key.

Sends a `POST` request to `/organizations/{org_id}/groups`

Arguments:
- `org_id`: The organization's id.
- `body`: The group to create. The server drops keys that it does not know, with a 2xx.
*/
    pub async fn create_group<'a>(
        &'a self,
        org_id: &'a crate::OrganizationId,
        body: &'a types::CreateGroupInput,
    ) -> Result<ResponseValue<types::GroupResponse>, Error<types::Error>> {
        let url = format!(
            "{}/organizations/{}/groups", self.baseurl, encode_path(& org_id
            .to_string()),
        );
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
        header_map
            .append(
                ::reqwest::header::HeaderName::from_static("api-version"),
                ::reqwest::header::HeaderValue::from_static(Self::api_version()),
            );
        #[allow(unused_mut)]
        let mut request = self
            .client
            .post(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .json(&body)
            .headers(header_map)
            .build()?;
        let info = OperationInfo {
            operation_id: "create_group",
        };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200u16 => ResponseValue::from_response(response).await,
            200..=299 => ResponseValue::from_response(response).await,
            201u16 => ResponseValue::from_response(response).await,
            400u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            400u16..=499u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            401u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            403u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            404u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            409u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            422u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            429u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            500u16..=599u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
    /**Get group

One group. Open to every member of the organization.

Sends a `GET` request to `/organizations/{org_id}/groups/{group_id}`

Arguments:
- `org_id`: The organization's id.
- `group_id`: The group's id.
- `with`: Related data to include, as a comma list without spaces, of `assets` (the logo's file), `users` (the members) and `guests`.
*/
    pub async fn get_group<'a>(
        &'a self,
        org_id: &'a crate::OrganizationId,
        group_id: &'a crate::GroupId,
        with: Option<&'a str>,
    ) -> Result<ResponseValue<types::GroupResponse>, Error<types::Error>> {
        let url = format!(
            "{}/organizations/{}/groups/{}", self.baseurl, encode_path(& org_id
            .to_string()), encode_path(& group_id.to_string()),
        );
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
        header_map
            .append(
                ::reqwest::header::HeaderName::from_static("api-version"),
                ::reqwest::header::HeaderValue::from_static(Self::api_version()),
            );
        #[allow(unused_mut)]
        let mut request = self
            .client
            .get(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .query(&progenitor_client::QueryParam::new("with", &with))
            .headers(header_map)
            .build()?;
        let info = OperationInfo {
            operation_id: "get_group",
        };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200u16 => ResponseValue::from_response(response).await,
            200..=299 => ResponseValue::from_response(response).await,
            400u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            400u16..=499u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            401u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            403u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            404u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            422u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            429u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            500u16..=599u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
    /**Update group

Changes a group's details or members. Needs the permission `manage_groups`. `members` and `guests` replace the whole list; whether a list that is absent is kept or cleared is unproven, so a caller who means to keep a list sends it.

Sends a `PUT` request to `/organizations/{org_id}/groups/{group_id}`

Arguments:
- `org_id`: The organization's id.
- `group_id`: The group's id.
- `body`: What to change. The server drops keys that it does not know, with a 2xx.
*/
    pub async fn update_group<'a>(
        &'a self,
        org_id: &'a crate::OrganizationId,
        group_id: &'a crate::GroupId,
        body: &'a types::UpdateGroupInput,
    ) -> Result<ResponseValue<types::GroupResponse>, Error<types::Error>> {
        let url = format!(
            "{}/organizations/{}/groups/{}", self.baseurl, encode_path(& org_id
            .to_string()), encode_path(& group_id.to_string()),
        );
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
        header_map
            .append(
                ::reqwest::header::HeaderName::from_static("api-version"),
                ::reqwest::header::HeaderValue::from_static(Self::api_version()),
            );
        #[allow(unused_mut)]
        let mut request = self
            .client
            .put(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .json(&body)
            .headers(header_map)
            .build()?;
        let info = OperationInfo {
            operation_id: "update_group",
        };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200u16 => ResponseValue::from_response(response).await,
            200..=299 => ResponseValue::from_response(response).await,
            201u16 => ResponseValue::from_response(response).await,
            400u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            400u16..=499u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            401u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            403u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            404u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            409u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            422u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            429u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            500u16..=599u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
    /**Delete group

Deletes a group for good. Needs the permission `manage_groups`.

Sends a `DELETE` request to `/organizations/{org_id}/groups/{group_id}`

Arguments:
- `org_id`: The organization's id.
- `group_id`: The group's id.
*/
    pub async fn delete_group<'a>(
        &'a self,
        org_id: &'a crate::OrganizationId,
        group_id: &'a crate::GroupId,
    ) -> Result<ResponseValue<()>, Error<types::Error>> {
        let url = format!(
            "{}/organizations/{}/groups/{}", self.baseurl, encode_path(& org_id
            .to_string()), encode_path(& group_id.to_string()),
        );
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
        header_map
            .append(
                ::reqwest::header::HeaderName::from_static("api-version"),
                ::reqwest::header::HeaderValue::from_static(Self::api_version()),
            );
        #[allow(unused_mut)]
        let mut request = self
            .client
            .delete(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .headers(header_map)
            .build()?;
        let info = OperationInfo {
            operation_id: "delete_group",
        };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200u16 => Ok(ResponseValue::empty(response)),
            200..=299 => Ok(ResponseValue::empty(response)),
            204u16 => Ok(ResponseValue::empty(response)),
            400u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            400u16..=499u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            401u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            403u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            404u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            409u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            422u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            429u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            500u16..=599u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
    /**List members

One page of the organization's members: active, invited and disabled ones. Open to every member of the organization.

Sends a `GET` request to `/organizations/{org_id}/users`

Arguments:
- `org_id`: The organization's id.
- `page`: The page to return, counted from 1. The server's default is 1.
- `per_page`: Members on a page, at least 1. The server's default is 9999.
- `q`: Keeps the members whose name or email contains this text. A space must travel as `%20` and a plus as `%2B`.
- `sort`: The field to sort by; a `-` before it sorts downwards. No page lists the fields.
- `with`: Related data to include, as a comma list without spaces, such as `groups` or `stats`.
*/
    pub async fn list_members<'a>(
        &'a self,
        org_id: &'a crate::OrganizationId,
        page: Option<::std::num::NonZeroU64>,
        per_page: Option<::std::num::NonZeroU64>,
        q: Option<&'a str>,
        sort: Option<&'a str>,
        with: Option<&'a str>,
    ) -> Result<ResponseValue<types::UserListResponse>, Error<types::Error>> {
        let url = format!(
            "{}/organizations/{}/users", self.baseurl, encode_path(& org_id.to_string()),
        );
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
        header_map
            .append(
                ::reqwest::header::HeaderName::from_static("api-version"),
                ::reqwest::header::HeaderValue::from_static(Self::api_version()),
            );
        #[allow(unused_mut)]
        let mut request = self
            .client
            .get(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .query(&progenitor_client::QueryParam::new("page", &page))
            .query(&progenitor_client::QueryParam::new("per_page", &per_page))
            .query(&progenitor_client::QueryParam::new("q", &q))
            .query(&progenitor_client::QueryParam::new("sort", &sort))
            .query(&progenitor_client::QueryParam::new("with", &with))
            .headers(header_map)
            .build()?;
        let info = OperationInfo {
            operation_id: "list_members",
        };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200u16 => ResponseValue::from_response(response).await,
            200..=299 => ResponseValue::from_response(response).await,
            400u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            400u16..=499u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            401u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            403u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            404u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            422u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            429u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            500u16..=599u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
    /**Get member

One member. Open to administrators of the organization only.

Sends a `GET` request to `/organizations/{org_id}/users/{user_id}`

Arguments:
- `org_id`: The organization's id.
- `user_id`: The user's id.
- `with`: Related data to include, as a comma list without spaces, such as `groups` or `stats`.
*/
    pub async fn get_member<'a>(
        &'a self,
        org_id: &'a crate::OrganizationId,
        user_id: &'a crate::UserId,
        with: Option<&'a str>,
    ) -> Result<ResponseValue<types::UserResponse>, Error<types::Error>> {
        let url = format!(
            "{}/organizations/{}/users/{}", self.baseurl, encode_path(& org_id
            .to_string()), encode_path(& user_id.to_string()),
        );
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
        header_map
            .append(
                ::reqwest::header::HeaderName::from_static("api-version"),
                ::reqwest::header::HeaderValue::from_static(Self::api_version()),
            );
        #[allow(unused_mut)]
        let mut request = self
            .client
            .get(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .query(&progenitor_client::QueryParam::new("with", &with))
            .headers(header_map)
            .build()?;
        let info = OperationInfo {
            operation_id: "get_member",
        };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200u16 => ResponseValue::from_response(response).await,
            200..=299 => ResponseValue::from_response(response).await,
            400u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            400u16..=499u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            401u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            403u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            404u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            422u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            429u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            500u16..=599u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
}
/// Items consumers will typically use such as the Client.
pub mod prelude {
    #[allow(unused_imports)]
    pub use super::Client;
}
