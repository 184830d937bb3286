//! The optional parameters of the operations that read.

use std::num::NonZeroU64;

use crate::error::Error;
use crate::generated::types;
use crate::values::GroupsPerPage;

/// Which groups to list, in which order, and what to say of each. The default is the server's:
/// the first page of ten, by creation time.
///
/// ```no_run
/// # async fn example(client: tallyfy_groups::Client) -> Result<(), tallyfy_groups::Error> {
/// use tallyfy_groups::{GroupSortBy, ListGroups};
///
/// let params = ListGroups::new().q("sales").sort_by(GroupSortBy::Name).per_page(50);
/// let page = client.list_groups(params).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[must_use]
pub struct ListGroups {
    pub(crate) q: Option<String>,
    pub(crate) sort: Option<types::ListGroupsSort>,
    pub(crate) sort_by: Option<types::ListGroupsSortBy>,
    page: Option<u64>,
    per_page: Option<u32>,
    with: Vec<GroupInclude>,
}

impl ListGroups {
    /// Everything, as the server orders it.
    pub fn new() -> Self {
        ListGroups::default()
    }

    /// Keeps the groups whose name or description contains this text.
    pub fn q(mut self, text: impl Into<String>) -> Self {
        self.q = Some(text.into());
        self
    }

    /// Groups on a page, 1 to 100. The server's default is 10; a stream asks for 100.
    pub fn per_page(mut self, number: u32) -> Self {
        self.per_page = Some(number);
        self
    }

    /// The page to return, or to begin a stream with, counted from 1. The default is 1.
    pub fn page(mut self, number: u64) -> Self {
        self.page = Some(number);
        self
    }

    /// The field to sort by. The server's default is the creation time.
    pub fn sort_by(mut self, field: types::ListGroupsSortBy) -> Self {
        self.sort_by = Some(field);
        self
    }

    /// The direction to sort in. The server's default is not documented.
    pub fn sort(mut self, direction: types::ListGroupsSort) -> Self {
        self.sort = Some(direction);
        self
    }

    /// Includes related data; may be called several times.
    pub fn with(mut self, include: GroupInclude) -> Self {
        self.with.push(include);
        self
    }

    pub(crate) fn per_page_or_max(mut self) -> Self {
        self.per_page.get_or_insert(GroupsPerPage::MAX.get().into());
        self
    }

    pub(crate) fn checked_page(&self) -> Result<Option<NonZeroU64>, Error> {
        check_page(self.page)
    }

    pub(crate) fn checked_per_page(&self) -> Result<Option<GroupsPerPage>, Error> {
        self.per_page.map(GroupsPerPage::try_from).transpose()
    }

    pub(crate) fn checked_with(&self) -> Result<Option<String>, Error> {
        comma_list(&self.with)
    }

    pub(crate) fn first_page(&self) -> u64 {
        self.page.unwrap_or(1)
    }

    /// What a full page holds, as far as the client knows before the server says.
    pub(crate) fn page_size(&self) -> u64 {
        const SERVER_DEFAULT: u32 = 10;
        self.per_page.unwrap_or(SERVER_DEFAULT).into()
    }
}

/// Which members to list, in which order, and what to say of each. The default is the server's:
/// the first page, of up to 9999.
///
/// ```no_run
/// # async fn example(client: tallyfy_groups::Client) -> Result<(), tallyfy_groups::Error> {
/// use tallyfy_groups::{ListMembers, MemberInclude};
///
/// let params = ListMembers::new().sort("-created_at").with(MemberInclude::Groups);
/// let page = client.list_members(params).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[must_use]
pub struct ListMembers {
    pub(crate) q: Option<String>,
    pub(crate) sort: Option<String>,
    page: Option<u64>,
    per_page: Option<u64>,
    with: Vec<MemberInclude>,
}

impl ListMembers {
    /// Everyone, as the server orders them.
    pub fn new() -> Self {
        ListMembers::default()
    }

    /// Keeps the members whose name or email address contains this text.
    pub fn q(mut self, text: impl Into<String>) -> Self {
        self.q = Some(text.into());
        self
    }

    /// The field to sort by; a `-` before it sorts downwards. The fields are not documented.
    pub fn sort(mut self, field: impl Into<String>) -> Self {
        self.sort = Some(field.into());
        self
    }

    /// Members on a page, at least 1. The server's default is 9999; no upper limit is documented.
    pub fn per_page(mut self, number: u64) -> Self {
        self.per_page = Some(number);
        self
    }

    /// The page to return, or to begin a stream with, counted from 1. The default is 1.
    pub fn page(mut self, number: u64) -> Self {
        self.page = Some(number);
        self
    }

    /// Includes related data; may be called several times.
    pub fn with(mut self, include: MemberInclude) -> Self {
        self.with.push(include);
        self
    }

    pub(crate) fn checked_page(&self) -> Result<Option<NonZeroU64>, Error> {
        check_page(self.page)
    }

    pub(crate) fn checked_per_page(&self) -> Result<Option<NonZeroU64>, Error> {
        let check = |number| {
            NonZeroU64::new(number)
                .ok_or_else(|| Error::invalid_input("per_page is 0, and must be at least 1"))
        };
        self.per_page.map(check).transpose()
    }

    pub(crate) fn checked_with(&self) -> Result<Option<String>, Error> {
        comma_list(&self.with)
    }

    pub(crate) fn first_page(&self) -> u64 {
        self.page.unwrap_or(1)
    }

    /// What a full page holds, as far as the client knows before the server says.
    pub(crate) fn page_size(&self) -> u64 {
        const SERVER_DEFAULT: u64 = 9999;
        self.per_page.unwrap_or(SERVER_DEFAULT)
    }
}

fn check_page(number: Option<u64>) -> Result<Option<NonZeroU64>, Error> {
    let check = |number| {
        NonZeroU64::new(number)
            .ok_or_else(|| Error::invalid_input("page is 0, and pages are counted from 1"))
    };
    number.map(check).transpose()
}

/// Data related to a group, which the server includes when asked.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum GroupInclude {
    /// The logo's file.
    Assets,
    /// The members in full.
    Users,
    /// The guests in full.
    Guests,
    /// Something that this crate does not know by name: ASCII letters, digits, `_`, `-` and `.`.
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

/// Data related to a member, which the server includes when asked.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MemberInclude {
    /// The groups that the member is in.
    Groups,
    /// Figures about the member's work.
    Stats,
    /// Something that this crate does not know by name: ASCII letters, digits, `_`, `-` and `.`.
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

/// The value of `with`; none when nothing is to be included.
pub(crate) fn comma_list(includes: &[impl AsRef<str>]) -> Result<Option<String>, Error> {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte);
    for include in includes.iter().map(AsRef::as_ref) {
        if include.is_empty() || !include.bytes().all(is_allowed) {
            return Err(Error::invalid_input(format!(
                "the include {include:?} has characters other than letters, digits, `_`, `-` and \
                 `.`"
            )));
        }
    }
    let names: Vec<&str> = includes.iter().map(AsRef::as_ref).collect();
    Ok((!names.is_empty()).then(|| names.join(",")))
}
