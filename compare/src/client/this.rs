//! The client of this repository.

use tallyfy_benches::endpoint::Endpoint;
use tallyfy_groups::{Client as Groups, CreateGroup, Error, ListGroups, Outcome, UpdateGroup};
use tokio::runtime::Runtime;

use super::{Call, CallResult, Client, Failure, Returned, json, many, one, runtime, sources};
use crate::clock::PauseClock;

pub(super) struct This {
    groups: Groups,
    runtime: Runtime,
}

impl This {
    pub(super) fn new(endpoint: &Endpoint, clock: &PauseClock) -> Result<This, Failure> {
        let groups = Groups::builder()
            .access_token(&endpoint.token)
            .organization(&endpoint.organization)
            .base_url(&endpoint.base_url)
            .clock(clock.clone())
            .build()
            .map_err(|error| failure(&error))?;
        Ok(This {
            groups,
            runtime: runtime(),
        })
    }
}

impl Client for This {
    fn call(&mut self, call: &Call) -> CallResult {
        let result = self.runtime.block_on(send(&self.groups, call));
        result.map_err(|error| failure(&error))
    }
}

async fn send(groups: &Groups, call: &Call) -> Result<Returned, Error> {
    Ok(match call {
        Call::GetGroup { id } => one(&groups.get_group(*id).await?),
        Call::ListGroups { q } => {
            let params = q.map_or_else(ListGroups::new, |q| ListGroups::new().q(q));
            let page = groups.list_groups(params).await?;
            let mut returned = many(&page.items);
            for item in &page.unreadable {
                returned
                    .json
                    .push_str(&format!(", unreadable: {}", json(&item.json)));
            }
            returned
        }
        Call::ListAllGroups => {
            let groups = groups.list_groups_stream(ListGroups::new());
            many(&groups.collect_all().await?)
        }
        Call::ListMembers => many(&groups.list_members(Default::default()).await?.items),
        Call::CreateGroup { name } => {
            let group = CreateGroup::new(*name).description("d");
            one(&groups.create_group(group).await?)
        }
        Call::UpdateGroup {
            id,
            name,
            members,
            guests,
        } => {
            let mut change = UpdateGroup::new();
            if let Some(name) = name {
                change = change.name(*name);
            }
            if let Some(members) = members {
                change = match members {
                    [] => change.clear_members(),
                    members => change.members(members.iter().copied()),
                };
            }
            if let Some(guests) = guests {
                change = match guests {
                    [] => change.clear_guests(),
                    guests => change.guests(guests.iter().copied()),
                };
            }
            one(&groups.update_group(*id, change).await?)
        }
        Call::AddMember { id, member } => one(&groups.add_members(*id, [*member]).await?),
        Call::RemoveMember { id, member } => one(&groups.remove_members(*id, [*member]).await?),
        Call::DeleteGroup { id } => {
            groups.delete_group(*id).await?;
            Returned::default()
        }
    })
}

fn failure(error: &Error) -> Failure {
    Failure {
        text: error.to_string(),
        sources: sources(error),
        status: error.status(),
        body: error
            .raw_body()
            .map(|body| String::from_utf8_lossy(body).into_owned()),
        not_applied: matches!(error.outcome(), Outcome::NeverSent | Outcome::Refused),
    }
}
