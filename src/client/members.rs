//! The operations that read the members of an organization.

use crate::client::Client;
use crate::error::Error;
use crate::generated::types::User;
use crate::list::Items;
use crate::request::{ListMembers, MemberInclude, comma_list};
use crate::response::Page;
use crate::values::UserId;
use crate::write::check_id;

impl Client {
    /// One page of the organization's members: active, invited and disabled ones.
    ///
    /// # Errors
    ///
    /// [`is_invalid_input`](Error::is_invalid_input) when `per_page` or `page` is 0,
    /// [`is_unreadable`](Error::is_unreadable) when no item of the page can be read, and whatever the
    /// call fails with. If some items cannot be read, they are in
    /// [`Page::unreadable`](crate::Page::unreadable).
    ///
    /// # Cancel safety
    ///
    /// When the future is dropped, nothing has changed.
    pub async fn list_members(&self, params: ListMembers) -> Result<Page<User>, Error> {
        let response = self
            .generated()
            .list_members(
                self.organization_id(),
                params.checked_page()?,
                params.checked_per_page()?,
                params.q.as_deref(),
                params.sort.as_deref(),
                params.checked_with()?.as_deref(),
            )
            .await?;
        Page::of_members(response)
    }

    /// All of the organization's members, page after page, from `page` on if that is set.
    ///
    /// Pages hold what the server gives, up to 9999, unless `per_page` is set; of an organization with
    /// more members, smaller pages take less memory, because several are fetched ahead. Nothing is
    /// sent before the stream is polled; what is wrong with the parameters is its first item.
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
                async move { client.list_members(params).await }
            },
        )
    }

    /// One member. Open to administrators of the organization only.
    ///
    /// # Errors
    ///
    /// [`is_invalid_input`](Error::is_invalid_input) when the id is malformed,
    /// [`is_forbidden`](Error::is_forbidden) for anyone but an administrator,
    /// [`is_not_found`](Error::is_not_found) when there is no such member, and whatever the call
    /// fails with.
    ///
    /// # Cancel safety
    ///
    /// When the future is dropped, nothing has changed.
    pub async fn get_member<I>(&self, user_id: I) -> Result<User, Error>
    where
        I: TryInto<UserId, Error: Into<Error>>,
    {
        self.get_member_with(user_id, &[]).await
    }

    /// One member, with related data.
    ///
    /// # Errors
    ///
    /// As [`get_member`](Client::get_member).
    ///
    /// # Cancel safety
    ///
    /// When the future is dropped, nothing has changed.
    pub async fn get_member_with<I>(
        &self,
        user_id: I,
        includes: &[MemberInclude],
    ) -> Result<User, Error>
    where
        I: TryInto<UserId, Error: Into<Error>>,
    {
        let user_id = user_id.try_into().map_err(Into::into)?;
        let with = comma_list(includes)?;
        let response = self
            .generated()
            .get_member(self.organization_id(), &user_id, with.as_deref())
            .await?;
        let attempts = response.stats();
        let user = response.into_inner().data;
        check_id(&user_id.to_string(), &user.id.to_text(), "user")
            .map_err(|error| error.with_stats(attempts).with_operation("get_member"))?;
        Ok(user)
    }
}
