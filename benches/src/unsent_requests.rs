//! Requests that are built but not sent. The benchmarks use these requests to measure the cost of
//! the generated code.
//!
//! Hand-written code builds the same requests for comparison. The generated code needs more time
//! than the hand-written code. This additional cost exists in every client that progenitor
//! generates from this contract, and also in the client of this repository. The generated code does
//! four things that the hand-written code does not do:
//!
//! - It converts each id to a string before it encodes the id.
//! - It uses more strings to build the URL.
//! - It uses a separate map for the header `api-version`.
//! - For `getGroup`, it calls the method `query` of the request builder, even if the parameter
//!   `with` is missing.

use reqwest::header::ACCEPT;
use tallyfy_groups::generated::types::CreateGroupInput;
use tallyfy_groups::generated::{self, ClientInfo as _};
use tallyfy_groups::{Client, GroupId};
use tokio::runtime::Runtime;

use crate::bench::one_thread;
use crate::endpoint::{Endpoint, GROUP};

/// The clients that build the requests, and the input for the requests.
pub struct UnsentRequests {
    runtime: Runtime,
    client: Client,
    other_server: generated::Client,
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
        let other_server = "http://127.0.0.1:2";
        let (http, inner) = (client.generated().client(), client.generated().inner());
        let mut input = CreateGroupInput::new("Sales Team".parse().unwrap());
        input.description = Some("Handles all sales inquiries.".parse().unwrap());
        UnsentRequests {
            runtime: one_thread(),
            other_server: generated::Client::new_with_client(
                other_server,
                http.clone(),
                inner.clone(),
            ),
            groups_url: format!("{other_server}/organizations/demo/groups"),
            id: GROUP.parse().unwrap(),
            input,
            client,
        }
    }
}

impl UnsentRequests {
    /// Uses generated code to build the request of `getGroup`. The client does not send the
    /// request, because the URL of the request does not begin with the base URL of the client.
    pub fn get_group(&self) {
        let call = self
            .other_server
            .get_group(self.client.organization_id(), &self.id);
        let result = self.runtime.block_on(call.send());
        assert!(result.is_err_and(|error| error.is_invalid_input()));
    }

    /// Builds the request of `createGroup` in the same way as
    /// [`get_group`](UnsentRequests::get_group).
    pub fn create_group(&self) {
        let call = self
            .other_server
            .create_group(self.client.organization_id(), &self.input);
        let result = self.runtime.block_on(call.send());
        assert!(result.is_err_and(|error| error.is_invalid_input()));
    }

    /// Calls an operation with an invalid id. The client returns an error before it builds a
    /// request. [`get_group`](UnsentRequests::get_group) and
    /// [`create_group`](UnsentRequests::create_group) return the same kind of error, so the
    /// benchmarks subtract the cost of this error from their cost.
    pub fn rejection(&self) {
        let result = self.runtime.block_on(self.client.get_group(""));
        assert!(result.is_err_and(|error| error.is_invalid_input()));
    }

    /// Builds the request of `getGroup` without generated code. This code adds an `Accept` header,
    /// because reqwest adds this header only to requests that it sends.
    pub fn get_group_by_hand(&self) {
        let url = format!("{}/{GROUP}", self.groups_url);
        let request = self.other_server.client().get(url).header(ACCEPT, "*/*");
        assert!(request.build().is_ok());
    }

    /// Builds the request of `createGroup` without generated code.
    pub fn create_group_by_hand(&self) {
        let request = self.other_server.client().post(&self.groups_url);
        assert!(request.json(&self.input).build().is_ok());
    }
}
