//! The server that the contenders call, and the HTTP client that they use.

use std::iter;

use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use serde_json::json;
use tallyfy_groups::ClientBuilder;
use tallyfy_sandbox::{Operation, Reply, Sandbox};

/// The base URL of a server, with the access token and the organization that requests to this
/// server use.
#[derive(Clone, Debug)]
pub struct Endpoint {
    pub base_url: String,
    pub token: String,
    pub organization: String,
}

/// The id of the group that the contenders get. Every sandbox has this group.
pub const GROUP: &str = "group_id_abc123";

impl Endpoint {
    /// Returns the endpoint of a sandbox.
    pub fn of(sandbox: &Sandbox) -> Endpoint {
        Endpoint {
            base_url: sandbox.base_url(),
            token: sandbox.token().to_owned(),
            organization: sandbox.organization().to_owned(),
        }
    }

    /// Creates the HTTP client for the contenders that do not use this repository's client. This
    /// HTTP client sends default headers with all requests, and has no timeouts and no limits. The
    /// client of this repository has timeouts and limits, so the measured difference includes their
    /// cost.
    pub fn http(&self) -> reqwest::Client {
        self.http_with(|builder| builder)
    }

    /// Creates the same HTTP client, with settings that the caller changes.
    pub fn http_with(
        &self,
        set: impl FnOnce(reqwest::ClientBuilder) -> reqwest::ClientBuilder,
    ) -> reqwest::Client {
        let bearer = HeaderValue::try_from(format!("Bearer {}", self.token));
        // `self.client()` installs ring as TLS provider. If a different crate of the workspace
        // enables rustls in reqwest, reqwest needs a TLS provider.
        drop(self.client());
        let headers = HeaderMap::from_iter([
            (AUTHORIZATION, bearer.unwrap()),
            (ACCEPT, HeaderValue::from_static("application/json")),
            (
                HeaderName::from_static("x-tallyfy-client"),
                HeaderValue::from_static("APIClient"),
            ),
        ]);
        let builder = reqwest::Client::builder().default_headers(headers);
        set(builder.no_proxy()).build().unwrap()
    }

    /// Creates the client of this repository with its default settings.
    pub fn client(&self) -> tallyfy_groups::Client {
        self.client_with(|builder| builder)
    }

    /// Creates the client of this repository, with settings that the caller changes.
    pub fn client_with(
        &self,
        set: impl FnOnce(ClientBuilder) -> ClientBuilder,
    ) -> tallyfy_groups::Client {
        let builder = tallyfy_groups::Client::builder()
            .access_token(&self.token)
            .organization(&self.organization)
            .base_url(&self.base_url);
        set(builder).build().unwrap()
    }
}

/// Starts a sandbox that does not store new groups. Its response to each `createGroup` request
/// contains the same group. Every `createGroup` request therefore takes the same time.
pub fn sandbox(groups: usize) -> Sandbox {
    let sandbox = Sandbox::builder()
        .groups(groups)
        .members(40)
        .start()
        .unwrap();
    let created = json!({"data": {
        "id": GROUP,
        "name": "Sales Team",
        "description": "Handles all sales inquiries.",
        "logo": null,
        "members": ["1001", "1005"],
        "guests": ["client.a@example.com"],
        "created_at": "2023-01-15T09:00:00Z",
        "last_updated": "2023-06-20T10:00:00Z",
    }});
    let reply = move || Reply::status(201).json(created.clone());
    sandbox.script(Operation::CreateGroup, iter::repeat_with(reply));
    sandbox
}
