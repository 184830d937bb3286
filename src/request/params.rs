//! The query parameters of the operations that read groups and members.

use std::num::NonZeroU64;

use crate::error::Error;
use crate::generated::{ListGroupsRequest, ListMembersRequest, ResponseValue, types};
use crate::values::GroupsPerPage;

/// The query parameters of [`list_groups`](crate::Client::list_groups) and
/// [`list_groups_stream`](crate::Client::list_groups_stream).
///
/// The client sends only the parameters that you set. If you set no parameter, the server sorts the
/// groups by creation time, and returns the first ten groups. If you do not set a page size, a
/// stream requests pages of 100 groups.
///
/// ```no_run
/// # async fn example(client: tallyfy_groups::Client) -> Result<(), tallyfy_groups::Error> {
/// use tallyfy_groups::{GroupInclude, GroupSortBy, ListGroups, SortDirection};
///
/// let params = ListGroups::new().q("sales").sort_by(GroupSortBy::Name).per_page(50);
/// let page = client.list_groups(params).await?;
///
/// let newest = ListGroups::new().sort_by(GroupSortBy::CreatedAt).sort(SortDirection::Desc);
/// let second_page = client.list_groups(newest.with(GroupInclude::Users).page(2)).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[must_use]
pub struct ListGroups {
    q: Option<String>,
    sort: Option<types::ListGroupsSort>,
    sort_by: Option<types::ListGroupsSortBy>,
    page: Option<u64>,
    per_page: Option<u32>,
    with: Vec<GroupInclude>,
}

impl ListGroups {
    /// Creates parameters that select all groups, in the default order of the server.
    pub fn new() -> Self {
        ListGroups::default()
    }

    /// Selects the groups whose name or description contains this text.
    pub fn q(mut self, text: impl Into<String>) -> Self {
        self.q = Some(text.into());
        self
    }

    /// Sets the maximum number of groups on a page. The number must be between 1 and 100.
    ///
    /// If you do not set this number, the server returns up to 10 groups on a page. A stream
    /// requests pages of 100 groups by default.
    pub fn per_page(mut self, number: u32) -> Self {
        self.per_page = Some(number);
        self
    }

    /// Sets the number of the page that the server returns. The first page has the number 1, which
    /// is the default. If you read the list as a stream, the stream begins with this page.
    pub fn page(mut self, number: u64) -> Self {
        self.page = Some(number);
        self
    }

    /// Sets the field by which the server sorts the groups. By default the server sorts the groups
    /// by creation time.
    pub fn sort_by(mut self, field: types::ListGroupsSortBy) -> Self {
        self.sort_by = Some(field);
        self
    }

    /// Sets the direction in which the server sorts the groups. Tallyfy's documents do not state
    /// the default direction.
    pub fn sort(mut self, direction: types::ListGroupsSort) -> Self {
        self.sort = Some(direction);
        self
    }

    /// Requests that the response also contains related data. Call this method once for each kind
    /// of related data.
    pub fn with(mut self, include: GroupInclude) -> Self {
        self.with.push(include);
        self
    }

    /// Sets the page size to the maximum if the program has not set a page size.
    pub(crate) fn per_page_or_max(mut self) -> Self {
        self.per_page.get_or_insert(GroupsPerPage::MAX.get().into());
        self
    }

    /// Validates the parameters, adds them to a request, and sends the request.
    pub(crate) async fn send(
        &self,
        mut request: ListGroupsRequest<'_>,
    ) -> Result<ResponseValue<types::GroupListResponse>, Error> {
        let per_page = self.per_page.map(GroupsPerPage::try_from).transpose()?;
        let with = include_list(&self.with)?;
        request.page = validate_page(self.page)?;
        request.per_page = per_page.as_ref();
        request.q = self.q.as_deref();
        request.sort = self.sort;
        request.sort_by = self.sort_by;
        request.with = with.as_deref();
        Ok(request.send().await?)
    }

    pub(crate) fn first_page(&self) -> u64 {
        self.page.unwrap_or(1)
    }

    /// Returns the number of items on a full page. The client uses this number only if the response
    /// does not contain the page size.
    pub(crate) fn page_size(&self) -> u64 {
        const SERVER_DEFAULT: u32 = 10;
        self.per_page.unwrap_or(SERVER_DEFAULT).into()
    }
}

/// The query parameters of [`list_members`](crate::Client::list_members) and
/// [`list_members_stream`](crate::Client::list_members_stream).
///
/// The client sends only the parameters that you set. If you set no parameter, the server returns
/// the first page, with up to 9999 members.
///
/// ```no_run
/// # async fn example(client: tallyfy_groups::Client) -> Result<(), tallyfy_groups::Error> {
/// use tallyfy_groups::{ListMembers, MemberInclude};
///
/// let params = ListMembers::new().sort("-created_at").with(MemberInclude::Groups);
/// let page = client.list_members(params).await?;
///
/// let smiths = ListMembers::new().q("smith").per_page(50);
/// let second_page = client.list_members(smiths.page(2)).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[must_use]
pub struct ListMembers {
    q: Option<String>,
    sort: Option<String>,
    page: Option<u64>,
    per_page: Option<u64>,
    with: Vec<MemberInclude>,
}

impl ListMembers {
    /// Creates parameters that select all members, in the default order of the server.
    pub fn new() -> Self {
        ListMembers::default()
    }

    /// Selects the members whose name or email address contains this text.
    pub fn q(mut self, text: impl Into<String>) -> Self {
        self.q = Some(text.into());
        self
    }

    /// Sets the field by which the server sorts the members. To sort in descending order, put a `-`
    /// before the name of the field.
    ///
    /// Tallyfy's documents do not list the fields by which the server can sort the members.
    pub fn sort(mut self, field: impl Into<String>) -> Self {
        self.sort = Some(field.into());
        self
    }

    /// Sets the maximum number of members on a page. The number must be at least 1.
    ///
    /// If you do not set this number, the server returns up to 9999 members on a page. Tallyfy's
    /// documents do not state an upper limit.
    pub fn per_page(mut self, number: u64) -> Self {
        self.per_page = Some(number);
        self
    }

    /// Sets the number of the page that the server returns. The first page has the number 1, which
    /// is the default. If you read the list as a stream, the stream begins with this page.
    pub fn page(mut self, number: u64) -> Self {
        self.page = Some(number);
        self
    }

    /// Requests that the response also contains related data. Call this method once for each kind
    /// of related data.
    pub fn with(mut self, include: MemberInclude) -> Self {
        self.with.push(include);
        self
    }

    /// Validates the parameters, adds them to a request, and sends the request.
    pub(crate) async fn send(
        &self,
        mut request: ListMembersRequest<'_>,
    ) -> Result<ResponseValue<types::UserListResponse>, Error> {
        let validate = |number| {
            NonZeroU64::new(number)
                .ok_or_else(|| Error::invalid_input("per_page is 0; it must be at least 1"))
        };
        let with = include_list(&self.with)?;
        request.page = validate_page(self.page)?;
        request.per_page = self.per_page.map(validate).transpose()?;
        request.q = self.q.as_deref();
        request.sort = self.sort.as_deref();
        request.with = with.as_deref();
        Ok(request.send().await?)
    }

    pub(crate) fn first_page(&self) -> u64 {
        self.page.unwrap_or(1)
    }

    /// Returns the number of items on a full page. The client uses this number only if the response
    /// does not contain the page size.
    pub(crate) fn page_size(&self) -> u64 {
        const SERVER_DEFAULT: u64 = 9999;
        self.per_page.unwrap_or(SERVER_DEFAULT)
    }
}

fn validate_page(number: Option<u64>) -> Result<Option<NonZeroU64>, Error> {
    let validate = |number| {
        NonZeroU64::new(number)
            .ok_or_else(|| Error::invalid_input("the page number is 0; it must be at least 1"))
    };
    number.map(validate).transpose()
}

/// Related data of a group. The server adds this data to a response only if the request asks for
/// it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum GroupInclude {
    /// The data about the logo file of the group.
    Assets,
    /// The members of the group as [`User`](crate::User) objects.
    Users,
    /// The guests of the group as [`Guest`](crate::Guest) objects.
    Guests,
    /// Related data that has no variant in this enum, identified by its name. The name of the
    /// related data must have at least one character. The characters of this name must be ASCII
    /// letters, digits, `_`, `-` or `.`.
    Other(String),
}

impl AsRef<str> for GroupInclude {
    fn as_ref(&self) -> &str {
        match self {
            GroupInclude::Assets => "assets",
            GroupInclude::Users => "users",
            GroupInclude::Guests => "guests",
            GroupInclude::Other(name) => name,
        }
    }
}

/// Related data of a member. The server adds this data to a response only if the request asks for
/// it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MemberInclude {
    /// The groups to which the member belongs.
    Groups,
    /// Statistics about the work of the member.
    Stats,
    /// Related data that has no variant in this enum, identified by its name. The name of the
    /// related data must have at least one character. The characters of this name must be ASCII
    /// letters, digits, `_`, `-` or `.`.
    Other(String),
}

impl AsRef<str> for MemberInclude {
    fn as_ref(&self) -> &str {
        match self {
            MemberInclude::Groups => "groups",
            MemberInclude::Stats => "stats",
            MemberInclude::Other(name) => name,
        }
    }
}

/// Returns the value of the query parameter `with`, or `None` if `includes` is empty.
pub(crate) fn include_list(includes: &[impl AsRef<str>]) -> Result<Option<String>, Error> {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte);
    for include in includes.iter().map(AsRef::as_ref) {
        if include.is_empty() || !include.bytes().all(is_allowed) {
            return Err(Error::invalid_input(format!(
                "the include {include:?} is invalid; use one or more characters from A-Z, a-z, \
                 0-9, `_`, `-` and `.`"
            )));
        }
    }
    let names: Vec<&str> = includes.iter().map(AsRef::as_ref).collect();
    Ok((!names.is_empty()).then(|| names.join(",")))
}
