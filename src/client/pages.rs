//! The calls that return one page of a list. The streams use these calls, too.

use crate::client::Client;
use crate::error::Error;
use crate::generated::types::{Group, User};
use crate::http::Metadata;
use crate::request::{ListGroups, ListMembers};
use crate::response::Page;

impl Client {
    pub(super) async fn groups_page(
        &self,
        params: ListGroups,
    ) -> Result<(Page<Group>, Metadata), Error> {
        let page = async || {
            let request = self.generated().list_groups(self.organization_id());
            let (page, metadata) = Page::of_groups(params.send(request).await?)?;
            self.groups().record_listed(&page.items);
            Ok((page, metadata))
        };
        self.groups().observer("list_groups").observe(page).await
    }

    pub(super) async fn members_page(
        &self,
        params: ListMembers,
    ) -> Result<(Page<User>, Metadata), Error> {
        let page = async || {
            let request = self.generated().list_members(self.organization_id());
            Page::of_members(params.send(request).await?)
        };
        self.groups().observer("list_members").observe(page).await
    }
}
