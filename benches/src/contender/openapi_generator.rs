//! The contender that openapi-generator generates from the same contract. `cargo xtask bench`
//! generates the client of this contender. If a different command starts the benchmarks, this
//! contender does not exist.

use super::Contender;
use crate::endpoint::Endpoint;

/// Returns the contender. If its client has not been generated, returns `None`.
pub(super) fn contender(endpoint: &Endpoint) -> Option<Contender> {
    let _ = endpoint;
    tallyfy_openapi_generator::if_generated! {
        return Some(super::contender::<client::OpenapiGenerator>(endpoint));
    }
    #[allow(
        unreachable_code,
        reason = "reachable only without the generated client"
    )]
    None
}

tallyfy_openapi_generator::if_generated! {
    mod client {
        use tallyfy_openapi_generator as api;

        use crate::contender::Client;
        use crate::endpoint::{Endpoint, GROUP};

        pub(super) struct OpenapiGenerator {
            configuration: api::Configuration,
            organization: String,
        }

        impl Client for OpenapiGenerator {
            const NAME: &'static str = "openapi-generator";

            fn new(endpoint: &Endpoint) -> Self {
                OpenapiGenerator {
                    configuration: api::configuration(
                        &endpoint.base_url,
                        &endpoint.token,
                        endpoint.http(),
                    ),
                    organization: endpoint.organization.clone(),
                }
            }

            async fn get_group(&self) -> usize {
                let group = api::get_group(&self.configuration, &self.organization, GROUP).await;
                group.unwrap().data.name.len()
            }

            async fn create_group(&self) -> usize {
                let group =
                    api::create_group(&self.configuration, &self.organization, "Sales Team").await;
                group.unwrap().data.name.len()
            }

            async fn list_groups(&self, page: u64) -> (usize, u64) {
                let page = page.try_into().unwrap();
                let groups = api::list_groups(&self.configuration, &self.organization, page, 100)
                    .await
                    .unwrap();
                let pagination = groups.meta.flatten().and_then(|meta| meta.pagination.flatten());
                let pages = pagination.and_then(|pagination| pagination.total_pages.flatten());
                (groups.data.len(), pages.map_or(1, |pages| pages.try_into().unwrap()))
            }
        }
    }
}
