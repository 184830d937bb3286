//! The contender that calls the ergonomic API of this repository's client.

use tallyfy_groups::{CreateGroup, ListGroups};

use super::Client;
use crate::endpoint::{Endpoint, GROUP};

pub(super) struct Ergonomic(tallyfy_groups::Client);

impl Client for Ergonomic {
    const NAME: &'static str = "this client";

    fn new(endpoint: &Endpoint) -> Self {
        Ergonomic(endpoint.client())
    }

    async fn get_group(&self) -> usize {
        self.0.get_group(GROUP).await.unwrap().name.len()
    }

    async fn create_group(&self) -> usize {
        let group = CreateGroup::new("Sales Team").description("Handles all sales inquiries.");
        self.0.create_group(group).await.unwrap().name.len()
    }

    async fn list_groups(&self, page: u64) -> (usize, u64) {
        let params = ListGroups::new().page(page).per_page(100);
        let groups = self.0.list_groups(params).await.unwrap();
        (groups.items.len(), groups.total_pages().unwrap_or(1))
    }

    async fn list_all(&self) -> usize {
        let mut groups = self.0.list_groups_stream(ListGroups::new());
        let mut items = 0;
        while let Some(group) = groups.next().await {
            items += usize::from(!group.unwrap().name.is_empty());
        }
        items
    }
}
