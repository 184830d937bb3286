//! The plain progenitor client of the benchmarks. progenitor generates it from the same contract
//! with default settings.

use std::num::NonZeroU64;

use progenitor_client::{Error, ResponseValue};
use tallyfy_benches::contender::progenitor::generated::{Client as Generated, types};
use tallyfy_benches::endpoint::Endpoint;
use tokio::runtime::Runtime;

use super::{
    Call, CallResult, Client, Failure, Returned, changed, json, many, member_ids, one, rejected,
    runtime, sources,
};

pub(super) struct Progenitor {
    api: Generated,
    organization: types::OrganizationId,
    runtime: Runtime,
}

impl Progenitor {
    pub(super) fn new(endpoint: &Endpoint) -> Progenitor {
        Progenitor {
            api: Generated::new_with_client(&endpoint.base_url, super::http(endpoint)),
            organization: endpoint.organization.parse().unwrap(),
            runtime: runtime(),
        }
    }

    async fn send(&self, call: &Call) -> CallResult {
        let Progenitor {
            api, organization, ..
        } = self;
        Ok(match *call {
            Call::GetGroup { id } => {
                let id = group_id(id)?;
                let group = api.get_group(organization, &id, None).await;
                one(&value(group).await?.data)
            }
            Call::ListGroups { q } => {
                let page = api.list_groups(organization, None, None, q, None);
                many(&value(page.await).await?.data)
            }
            Call::ListAllGroups => {
                let mut all = Vec::new();
                let mut number = NonZeroU64::MIN;
                loop {
                    let page = api.list_groups(organization, Some(number), None, None, None);
                    let page = value(page.await).await?;
                    all.extend(page.data);
                    let pages = page.meta.and_then(|meta| meta.pagination?.total_pages);
                    number = number.saturating_add(1);
                    if pages.is_none_or(|pages| i128::from(pages) < i128::from(number.get())) {
                        break many(&all);
                    }
                }
            }
            Call::ListMembers => {
                let page = api.list_members(organization, None, None, None, None);
                many(&value(page.await).await?.data)
            }
            Call::CreateGroup { name } => {
                let body = types::CreateGroupInput {
                    name: name.parse().map_err(rejected)?,
                    description: Some("d".parse().map_err(rejected)?),
                    guests: None,
                    members: None,
                };
                one(&value(api.create_group(organization, &body).await)
                    .await?
                    .data)
            }
            Call::UpdateGroup {
                id,
                name,
                members,
                guests,
            } => {
                let name = name.map(str::parse).transpose().map_err(rejected)?;
                let body = types::UpdateGroupInput {
                    description: None,
                    guests: guests.map(|guests| guests.iter().map(|&guest| guest.into()).collect()),
                    members: members.map(user_ids),
                    name,
                };
                self.update(id, &body).await?
            }
            Call::AddMember { id, .. } | Call::RemoveMember { id, .. } => {
                let group = api.get_group(organization, &group_id(id)?, None).await;
                let group = value(group).await?.data;
                let members = changed(member_ids(&group.members), call);
                let body = types::UpdateGroupInput {
                    description: None,
                    guests: None,
                    members: Some(user_ids(&members)),
                    name: None,
                };
                self.update(id, &body).await?
            }
            Call::DeleteGroup { id } => {
                let deleted = api.delete_group(organization, &group_id(id)?).await;
                value(deleted).await?;
                Returned::default()
            }
        })
    }

    async fn update(&self, id: &str, body: &types::UpdateGroupInput) -> CallResult {
        let id = group_id(id)?;
        let group = self.api.update_group(&self.organization, &id, body);
        Ok(one(&value(group.await).await?.data))
    }
}

impl Client for Progenitor {
    fn call(&mut self, call: &Call) -> CallResult {
        self.runtime.block_on(self.send(call))
    }
}

fn group_id(id: &str) -> Result<types::GroupId, Failure> {
    id.parse().map_err(rejected)
}

fn user_ids(members: &[u64]) -> Vec<types::UserId> {
    let ids = members.iter().filter_map(|&id| NonZeroU64::new(id));
    ids.map(types::UserId).collect()
}

async fn value<T>(result: Result<ResponseValue<T>, Error<types::Error>>) -> Result<T, Failure> {
    match result {
        Ok(value) => Ok(value.into_inner()),
        Err(error) => Err(failure(error).await),
    }
}

async fn failure(error: Error<types::Error>) -> Failure {
    Failure {
        text: error.to_string(),
        sources: sources(&error),
        status: error.status().map(|status| status.as_u16()),
        not_applied: match &error {
            Error::InvalidRequest(_) => true,
            Error::CommunicationError(error) => error.is_connect(),
            _ => false,
        },
        body: match error {
            Error::ErrorResponse(value) => Some(json(&value.into_inner())),
            Error::InvalidResponsePayload(bytes, _) => {
                Some(String::from_utf8_lossy(&bytes).into_owned())
            }
            // The client does not read the body of such a response, but the program can.
            Error::UnexpectedResponse(response) => response.text().await.ok(),
            _ => None,
        },
    }
}
