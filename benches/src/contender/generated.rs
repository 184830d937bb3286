//! The contender that calls the generated API of this repository's client.

use std::num::NonZeroU64;

use tallyfy_groups::GroupId;
use tallyfy_groups::generated::types::CreateGroupInput;

use super::Client;
use crate::endpoint::{Endpoint, GROUP};

pub(super) struct Generated(tallyfy_groups::Client);

impl Client for Generated {
    const NAME: &'static str = "this client, generated API";

    fn new(endpoint: &Endpoint) -> Self {
        Generated(endpoint.client())
    }

    async fn get_group(&self) -> usize {
        let id: GroupId = GROUP.parse().unwrap();
        let api = self.0.generated();
        let group = api.get_group(self.0.organization_id(), &id).send().await;
        group.unwrap().into_inner().data.name.len()
    }

    async fn create_group(&self) -> usize {
        let mut body = CreateGroupInput::new("Sales Team".parse().unwrap());
        body.description = Some("Handles all sales inquiries.".parse().unwrap());
        let api = self.0.generated();
        let group = api.create_group(self.0.organization_id(), &body);
        let group = group.send().await;
        group.unwrap().into_inner().data.name.len()
    }

    async fn list_groups(&self, page: u64) -> (usize, u64) {
        let per_page = 100.try_into().unwrap();
        let page: NonZeroU64 = page.try_into().unwrap();
        let groups = self
            .0
            .generated()
            .list_groups(self.0.organization_id())
            .page(page)
            .per_page(&per_page)
            .send()
            .await
            .unwrap()
            .into_inner();
        let pagination = groups.meta.value().and_then(|meta| meta.pagination.value());
        let pages = pagination.and_then(|pagination| pagination.total_pages.value());
        (
            groups.data.len(),
            pages.map_or(1, |pages| (*pages).try_into().unwrap()),
        )
    }
}
