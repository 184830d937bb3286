//! Where the contenders send their requests, and the HTTP client that all of them are given.

use std::iter;

use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use serde_json::json;
use tallyfy_groups::ClientBuilder;
use tallyfy_sandbox::{Operation, Reply, Sandbox};

/// An organization of a server.
#[derive(Clone, Debug)]
pub struct Endpoint {
    pub base_url: String,
    pub token: String,
    pub organization: String,
}

/// The group that is asked for; every sandbox has it.
pub const GROUP: &str = "group_id_abc123";

impl Endpoint {
    pub fn of(sandbox: &Sandbox) -> Endpoint {
        Endpoint {
            base_url: sandbox.base_url(),
            token: sandbox.token().to_owned(),
            organization: sandbox.organization().to_owned(),
        }
    }

    /// What somebody in a hurry would build: the headers once for all requests, and neither
    /// timeouts nor limits. So whatever the client under test does for safety counts against it.
    pub fn http(&self) -> reqwest::Client {
        self.http_with(|builder| builder)
    }

    /// The same, with other settings.
    pub fn http_with(
        &self,
        set: impl FnOnce(reqwest::ClientBuilder) -> reqwest::ClientBuilder,
    ) -> reqwest::Client {
        let bearer = HeaderValue::try_from(format!("Bearer {}", self.token));
        // Installs ring, without which a reqwest that other crates gave rustls cannot be built.
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

    /// This client, as it is by default.
    pub fn client(&self) -> tallyfy_groups::Client {
        self.client_with(|builder| builder)
    }

    /// This client, with other settings.
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

/// A sandbox that answers each creation with the same group, so that the thousandth takes as long
/// as the first.
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
