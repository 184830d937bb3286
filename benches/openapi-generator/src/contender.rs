//! What is measured: the generated functions, and nothing around them.

use std::fmt::Debug;

pub use crate::apis::configuration::Configuration;

use crate::apis::configuration::ApiKey;
use crate::apis::groups_api;
use crate::models::{CreateGroupInput, GroupListResponse, GroupResponse};

/// What every call takes, made once.
///
/// It holds the two headers that are security schemes in the contract, `Authorization` and
/// `X-Tallyfy-Client`. Generated code sends no `Accept`; that one is for the default headers of
/// `client`.
pub fn configuration(base_url: &str, token: &str, client: reqwest::Client) -> Configuration {
    // Every field, because `Configuration::default` makes a client of its own, which panics where
    // reqwest has been left without a TLS provider. The user agent is the one it would choose.
    Configuration {
        base_path: base_url.to_owned(),
        user_agent: Some("OpenAPI-Generator/1.0.0/rust".to_owned()),
        client,
        basic_auth: None,
        oauth_access_token: None,
        bearer_access_token: Some(token.to_owned()),
        api_key: Some(ApiKey {
            prefix: None,
            key: "APIClient".to_owned(),
        }),
    }
}

/// One group.
///
/// # Errors
///
/// What the generated function returned, in its words for a programmer.
pub async fn get_group(
    configuration: &Configuration,
    org: &str,
    id: &str,
) -> Result<GroupResponse, String> {
    let answer = groups_api::get_group(configuration, org, id, None).await;
    answer.map_err(debug)
}

/// Creates a group; with a description, which newer servers ask for.
///
/// # Errors
///
/// As of [`get_group`].
pub async fn create_group(
    configuration: &Configuration,
    org: &str,
    name: &str,
) -> Result<GroupResponse, String> {
    let mut input = CreateGroupInput::new(name.to_owned());
    input.description = Some("made by a benchmark".to_owned());
    let answer = groups_api::create_group(configuration, org, input).await;
    answer.map_err(debug)
}

/// One page of groups.
///
/// # Errors
///
/// As of [`get_group`].
pub async fn list_groups(
    configuration: &Configuration,
    org: &str,
    page: i64,
    per_page: i64,
) -> Result<GroupListResponse, String> {
    let (page, per_page) = (Some(page), Some(per_page));
    let answer =
        groups_api::list_groups(configuration, org, None, per_page, page, None, None, None).await;
    answer.map_err(debug)
}

fn debug(error: impl Debug) -> String {
    format!("{error:?}")
}
