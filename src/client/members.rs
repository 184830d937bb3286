//! The operations that read the members of an organization.

use crate::client::call::both;
use crate::client::{Call, Client};
use crate::error::Error;
use crate::generated::types::{User, UserResponse};
use crate::list::Items;
use crate::request::{ListMembers, MemberInclude, include_list};
use crate::response::Page;
use crate::values::UserId;
use crate::write::check_id;

impl Client {
    /// Returns one page of the organization's members.
    ///
    /// The server lists active, invited and disabled members.
    /// [`Page::unreadable`](crate::Page::unreadable) contains the items of the page that the client
    /// cannot decode.
    ///
    /// ```no_run
    /// # async fn example(client: tallyfy_groups::Client) -> Result<(), tallyfy_groups::Error> {
    /// use tallyfy_groups::ListMembers;
    ///
    /// let page = client.list_members(ListMembers::new().q("alice").per_page(50)).await?;
    /// for member in &page {
    ///     println!("{}: {}", member.id, member.display_name());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - [`is_invalid_input`](Error::is_invalid_input) if `per_page` or `page` is 0, or the name in
    ///   a [`MemberInclude::Other`] is malformed.
    /// - [`is_unreadable`](Error::is_unreadable) if the page has items, and the client cannot
    ///   decode any of them.
    /// - Any request can also fail for a general reason, for example a timeout:
    ///   [`is_timeout`](Error::is_timeout).
    ///
    /// # Cancel safety
    ///
    /// The call changes nothing on the server, so you can drop its future at any time.
    pub fn list_members(&self, params: ListMembers) -> Call<'_, Page<User>> {
        Call::of_page(self.members_page(params))
    }

    /// Returns a stream of all members of the organization.
    ///
    /// The stream starts at the page that [`ListMembers::page`] sets, by default at page 1. A page
    /// has up to [`ListMembers::per_page`] members. If you do not set a page size, the server puts
    /// up to 9999 members on a page. The stream keeps several pages in memory at the same time. For
    /// a large organization, set a smaller page size to save memory. The documentation of [`Items`]
    /// describes how the stream fetches pages, and when the stream ends.
    ///
    /// The client does not send a request until the program polls the stream. If a parameter of the
    /// list is invalid, the stream returns an error as its first item.
    ///
    /// ```no_run
    /// # async fn example(client: tallyfy_groups::Client) -> Result<(), tallyfy_groups::Error> {
    /// let mut members = client.list_members_stream(Default::default());
    /// while let Some(member) = members.next().await {
    ///     println!("{}", member?.display_name());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn list_members_stream(&self, params: ListMembers) -> Items<User> {
        let client = self.clone();
        let (first_page, page_size) = (params.first_page(), params.page_size());
        Items::new(
            "list_members",
            first_page,
            page_size,
            self.shared.pages_in_flight,
            move |page| {
                let client = client.clone();
                let params = params.clone().page(page);
                async move {
                    let (page, metadata) = client.members_page(params).await?;
                    Ok(page.with_metadata(metadata))
                }
            },
        )
    }

    /// Returns one member.
    ///
    /// The access token must belong to an administrator of the organization.
    ///
    /// ```no_run
    /// # async fn example(client: tallyfy_groups::Client) -> Result<(), tallyfy_groups::Error> {
    /// let member = client.get_member(1001).await?;
    /// println!("{}", member.display_name());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - [`is_invalid_input`](Error::is_invalid_input) if the user id is malformed.
    /// - [`is_forbidden`](Error::is_forbidden) if the access token does not belong to an
    ///   administrator of the organization.
    /// - [`is_not_found`](Error::is_not_found) if the member does not exist.
    /// - Any request can also fail for a general reason, for example a timeout:
    ///   [`is_timeout`](Error::is_timeout).
    ///
    /// # Cancel safety
    ///
    /// The call changes nothing on the server, so you can drop its future at any time.
    pub fn get_member<I>(&self, user_id: I) -> Call<'_, User>
    where
        I: TryInto<UserId, Error: Into<Error>>,
    {
        self.get_member_with(user_id, &[])
    }

    /// Returns one member, together with related data.
    ///
    /// The parameter `includes` selects the related data. If `includes` is empty, the call does the
    /// same as [`get_member`](Client::get_member).
    ///
    /// ```no_run
    /// # async fn example(client: tallyfy_groups::Client) -> Result<(), tallyfy_groups::Error> {
    /// use tallyfy_groups::MemberInclude;
    ///
    /// let member = client.get_member_with(1001, &[MemberInclude::Groups]).await?;
    /// for group in member.groups() {
    ///     println!("{}", group.name);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The call can fail with every error of [`get_member`](Client::get_member). The call also
    /// fails with [`is_invalid_input`](Error::is_invalid_input) if the name in a
    /// [`MemberInclude::Other`] is malformed.
    ///
    /// # Cancel safety
    ///
    /// The call changes nothing on the server, so you can drop its future at any time.
    pub fn get_member_with<I>(&self, user_id: I, includes: &[MemberInclude]) -> Call<'_, User>
    where
        I: TryInto<UserId, Error: Into<Error>>,
    {
        let arguments = both(user_id.try_into(), include_list(includes));
        self.call("get_member", arguments, move |(user_id, with)| async move {
            let organization_id = self.organization_id();
            let mut request = self.generated().get_member(organization_id, &user_id);
            request.with = with.as_deref();
            let (UserResponse { data: user, .. }, _, metadata) = request.send().await?.into_parts();
            check_id(&user_id.to_string(), &user.id.to_text(), "user").map_err(|error| {
                error
                    .with_stats(metadata.stats())
                    .with_operation("get_member")
            })?;
            Ok((user, metadata))
        })
    }
}
