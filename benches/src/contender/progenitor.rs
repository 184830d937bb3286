//! The contender that calls the plain progenitor client. progenitor generates this client from the
//! same contract with default settings. The build script removes the optional query parameters that
//! the benchmarks do not use, because a call has an argument for each parameter.

use super::Client;
use crate::endpoint::{Endpoint, GROUP};

#[allow(warnings, clippy::all, reason = "the generated code is not edited")]
pub mod generated {
    include!(concat!(env!("OUT_DIR"), "/progenitor.rs"));
}

use generated::types::{CreateGroupInput, GroupId, GroupsPerPage, OrganizationId};

pub(super) struct Progenitor {
    api: generated::Client,
    organization: OrganizationId,
}

impl Client for Progenitor {
    const NAME: &'static str = "plain progenitor";

    fn new(endpoint: &Endpoint) -> Self {
        Progenitor {
            api: generated::Client::new_with_client(&endpoint.base_url, endpoint.http()),
            organization: endpoint.organization.parse().unwrap(),
        }
    }

    async fn get_group(&self) -> usize {
        let id: GroupId = GROUP.parse().unwrap();
        let group = self
            .api
            .get_group(&self.organization, &id, None)
            .await
            .unwrap();
        group.into_inner().data.name.len()
    }

    async fn create_group(&self) -> usize {
        let body = CreateGroupInput {
            name: "Sales Team".parse().unwrap(),
            description: Some("Handles all sales inquiries.".parse().unwrap()),
            guests: None,
            members: None,
        };
        let group = self
            .api
            .create_group(&self.organization, &body)
            .await
            .unwrap();
        group.into_inner().data.name.len()
    }

    async fn list_groups(&self, page: u64) -> (usize, u64) {
        let page = page.try_into().unwrap();
        let per_page = GroupsPerPage(100.try_into().unwrap());
        let groups = self
            .api
            .list_groups(&self.organization, Some(page), Some(&per_page), None, None)
            .await
            .unwrap()
            .into_inner();
        let pagination = groups.meta.and_then(|meta| meta.pagination);
        let pages = pagination.and_then(|pagination| pagination.total_pages);
        (
            groups.data.len(),
            pages.map_or(1, |pages| pages.try_into().unwrap()),
        )
    }
}
