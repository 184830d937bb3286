//! What no client of this contract can go below: what the generated code takes to build a request,
//! beside somebody who builds the same one by hand.
//!
//! Not ours to change, and the same in the plain progenitor client: each id becomes a string before
//! it is encoded, the URL is formatted from more parts, the header `api-version` has a map of its
//! own, and the absent `with` of `getGroup` opens a query.

use reqwest::header::ACCEPT;
use tallyfy_groups::generated::types::CreateGroupInput;
use tallyfy_groups::generated::{self, ClientInfo as _};
use tallyfy_groups::{Client, GroupId};
use tokio::runtime::Runtime;

use crate::bench::one_thread;
use crate::endpoint::{Endpoint, GROUP};

/// Builds requests that are never sent.
pub struct UnsentRequests {
    runtime: Runtime,
    client: Client,
    elsewhere: generated::Client,
    groups_url: String,
    id: GroupId,
    input: CreateGroupInput,
}

impl Default for UnsentRequests {
    fn default() -> Self {
        let endpoint = Endpoint {
            base_url: "http://127.0.0.1:1".to_owned(),
            token: "demo-token".to_owned(),
            organization: "demo".to_owned(),
        };
        let client = endpoint.client();
        let elsewhere = "http://127.0.0.1:2";
        let (http, inner) = (client.generated().client(), client.generated().inner());
        UnsentRequests {
            runtime: one_thread(),
            elsewhere: generated::Client::new_with_client(elsewhere, http.clone(), inner.clone()),
            groups_url: format!("{elsewhere}/organizations/demo/groups"),
            id: GROUP.parse().unwrap(),
            input: CreateGroupInput {
                name: "Sales Team".parse().unwrap(),
                description: Some("Handles all sales inquiries.".parse().unwrap()),
                guests: None,
                members: None,
            },
            client,
        }
    }
}

impl UnsentRequests {
    /// `getGroup`, built by generated code, and then result by the transport, because it would
    /// leave the client's base URL.
    pub fn get_group(&self) {
        let call = self
            .elsewhere
            .get_group(self.client.organization_id(), &self.id, None);
        let result = self.runtime.block_on(call);
        assert!(result.is_err_and(|error| error.is_invalid_input()));
    }

    /// `createGroup`, as [`get_group`](UnsentRequests::get_group).
    pub fn create_group(&self) {
        let call = self
            .elsewhere
            .create_group(self.client.organization_id(), &self.input);
        let result = self.runtime.block_on(call);
        assert!(result.is_err_and(|error| error.is_invalid_input()));
    }

    /// The rejection alone, of a call that builds no request.
    pub fn rejection(&self) {
        let result = self.runtime.block_on(self.client.get_group(""));
        assert!(result.is_err_and(|error| error.is_invalid_input()));
    }

    /// `getGroup`, built by hand. It gets an `Accept` because reqwest gives it one when it is sent.
    pub fn get_group_by_hand(&self) {
        let url = format!("{}/{GROUP}", self.groups_url);
        let request = self.elsewhere.client().get(url).header(ACCEPT, "*/*");
        assert!(request.build().is_ok());
    }

    /// `createGroup`, built by hand.
    pub fn create_group_by_hand(&self) {
        let request = self.elsewhere.client().post(&self.groups_url);
        assert!(request.json(&self.input).build().is_ok());
    }
}
