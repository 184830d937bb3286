//! The client that openapi-generator generates from the same contract. The command
//! `cargo xtask compare` generates it. Without the command, this program does not have this client.

use tallyfy_benches::endpoint::Endpoint;

use super::Client;

/// Returns the client. The program calls this function only if it contains the client.
pub(super) fn client(endpoint: &Endpoint) -> Box<dyn Client> {
    let _ = endpoint;
    tallyfy_openapi_generator::if_generated! {
        return Box::new(generated::OpenapiGenerator::new(endpoint));
    }
    #[allow(
        unreachable_code,
        reason = "reachable only without the generated client"
    )]
    {
        unreachable!("the client of openapi-generator was not generated")
    }
}

tallyfy_openapi_generator::if_generated! {
    mod generated {
        use tallyfy_benches::endpoint::Endpoint;
        use tallyfy_openapi_generator::apis::{Error, groups_api, members_api};
        use tallyfy_openapi_generator::models::{CreateGroupInput, UpdateGroupInput};
        use tallyfy_openapi_generator::{Configuration, configuration};
        use tokio::runtime::Runtime;

        use crate::client::{
            Call, CallResult, Client, Failure, Returned, changed, http, many, member_ids, one,
            runtime, sources,
        };

        pub(super) struct OpenapiGenerator {
            configuration: Configuration,
            organization: String,
            runtime: Runtime,
        }

        impl OpenapiGenerator {
            pub(super) fn new(endpoint: &Endpoint) -> OpenapiGenerator {
                OpenapiGenerator {
                    configuration: configuration(
                        &endpoint.base_url,
                        &endpoint.token,
                        http(endpoint),
                    ),
                    organization: endpoint.organization.clone(),
                    runtime: runtime(),
                }
            }

            async fn send(&self, call: &Call) -> CallResult {
                let (to, organization) = (&self.configuration, self.organization.as_str());
                Ok(match *call {
                    Call::GetGroup { id } => {
                        let group = groups_api::get_group(to, organization, id, None).await;
                        one(&group.map_err(failure)?.data)
                    }
                    Call::ListGroups { q } => {
                        let page = groups_api::list_groups(to, organization, q, None, None, None);
                        many(&page.await.map_err(failure)?.data)
                    }
                    Call::ListAllGroups => {
                        let mut all = Vec::new();
                        let mut number = 1;
                        loop {
                            let page = Some(number);
                            let page =
                                groups_api::list_groups(to, organization, None, None, page, None);
                            let page = page.await.map_err(failure)?;
                            all.extend(page.data);
                            let pagination = page.meta.flatten().and_then(|meta| meta.pagination);
                            let pages = pagination.flatten().and_then(|pages| pages.total_pages);
                            number += 1;
                            if pages.flatten().is_none_or(|pages| pages < number) {
                                break many(&all);
                            }
                        }
                    }
                    Call::ListMembers => {
                        let page =
                            members_api::list_members(to, organization, None, None, None, None);
                        many(&page.await.map_err(failure)?.data)
                    }
                    Call::CreateGroup { name } => {
                        let mut body = CreateGroupInput::new(name.to_owned());
                        body.description = Some("d".to_owned());
                        let group = groups_api::create_group(to, organization, body).await;
                        one(&group.map_err(failure)?.data)
                    }
                    Call::UpdateGroup { id, name, members, guests } => {
                        let mut body = UpdateGroupInput::new();
                        body.name = name.map(str::to_owned);
                        body.members = members.map(|members| Some(ids(members)));
                        let texts = guests.map(|guests| guests.iter().map(|&one| one.into()));
                        body.guests = texts.map(|texts| Some(texts.collect()));
                        let group = groups_api::update_group(to, organization, id, body).await;
                        one(&group.map_err(failure)?.data)
                    }
                    Call::AddMember { id, .. } | Call::RemoveMember { id, .. } => {
                        let group = groups_api::get_group(to, organization, id, None).await;
                        let group = group.map_err(failure)?.data;
                        let mut body = UpdateGroupInput::new();
                        let members = changed(member_ids(&group.members), call);
                        body.members = Some(Some(ids(&members)));
                        let group = groups_api::update_group(to, organization, id, body).await;
                        one(&group.map_err(failure)?.data)
                    }
                    Call::DeleteGroup { id } => {
                        let deleted = groups_api::delete_group(to, organization, id).await;
                        deleted.map_err(failure)?;
                        Returned::default()
                    }
                })
            }
        }

        impl Client for OpenapiGenerator {
            fn call(&mut self, call: &Call) -> CallResult {
                self.runtime.block_on(self.send(call))
            }
        }

        fn ids(members: &[u64]) -> Vec<i64> {
            members.iter().filter_map(|&id| id.try_into().ok()).collect()
        }

        fn failure<E: std::fmt::Debug>(error: Error<E>) -> Failure {
            Failure {
                text: error.to_string(),
                sources: sources(&error),
                not_applied: matches!(&error, Error::Reqwest(error) if error.is_connect()),
                status: match &error {
                    Error::ResponseError(response) => Some(response.status.as_u16()),
                    _ => None,
                },
                body: match error {
                    Error::ResponseError(response) => Some(response.content),
                    _ => None,
                },
            }
        }
    }
}
