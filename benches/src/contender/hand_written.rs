//! The contender that is written by hand on reqwest. The hand-written code implements only the
//! operations that the benchmarks measure.

use std::time::Duration;

use super::Client;
use crate::endpoint::{Endpoint, GROUP};
use crate::minimal::{Group, GroupDetails, Many, NewGroup, One};

pub(super) struct HandWritten {
    http: reqwest::Client,
    groups_url: String,
}

impl HandWritten {
    fn with(endpoint: &Endpoint, http: reqwest::Client) -> HandWritten {
        HandWritten {
            http,
            groups_url: format!(
                "{}/organizations/{}/groups",
                endpoint.base_url, endpoint.organization
            ),
        }
    }
}

impl Client for HandWritten {
    const NAME: &'static str = "hand-written";

    fn new(endpoint: &Endpoint) -> Self {
        HandWritten::with(endpoint, endpoint.http())
    }

    async fn get_group(&self) -> usize {
        let url = format!("{}/{GROUP}", self.groups_url);
        let response = self.http.get(url).send().await.unwrap();
        let group: One<GroupDetails> = response.error_for_status().unwrap().json().await.unwrap();
        group.data.name.len()
    }

    async fn create_group(&self) -> usize {
        let body = NewGroup {
            name: "Sales Team",
            description: "Handles all sales inquiries.",
        };
        let request = self.http.post(&self.groups_url).json(&body);
        let response = request.send().await.unwrap();
        let group: One<GroupDetails> = response.error_for_status().unwrap().json().await.unwrap();
        group.data.name.len()
    }

    async fn list_groups(&self, page: u64) -> (usize, u64) {
        let query = [("page", page), ("per_page", 100)];
        let request = self.http.get(&self.groups_url).query(&query);
        let response = request.send().await.unwrap();
        let groups: Many<Group> = response.error_for_status().unwrap().json().await.unwrap();
        let pages = groups.meta.map_or(1, |meta| meta.pagination.total_pages);
        (groups.data.len(), pages)
    }
}

/// The hand-written code with the timeouts of reqwest. The benchmarks use this contender to show
/// how much these timeouts cost. Without timeouts, a client does not notice that a server has
/// stopped sending data.
pub(super) struct WithTimeouts(HandWritten);

impl Client for WithTimeouts {
    const NAME: &'static str = "hand-written, with timeouts";

    fn new(endpoint: &Endpoint) -> Self {
        let minute = Duration::from_secs(60);
        let http = endpoint.http_with(|builder| builder.timeout(minute).read_timeout(minute));
        WithTimeouts(HandWritten::with(endpoint, http))
    }

    async fn get_group(&self) -> usize {
        self.0.get_group().await
    }

    async fn create_group(&self) -> usize {
        self.0.create_group().await
    }

    async fn list_groups(&self, page: u64) -> (usize, u64) {
        self.0.list_groups(page).await
    }
}
