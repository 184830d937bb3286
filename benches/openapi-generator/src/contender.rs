//! The functions that the benchmarks measure. Each function only calls a function that
//! openapi-generator generated.

use std::fmt::Debug;

pub use crate::apis::configuration::Configuration;

use crate::apis::configuration::ApiKey;
use crate::apis::groups_api;
use crate::models::{CreateGroupInput, GroupListResponse, GroupResponse};

/// Creates the configuration that every call uses.
///
/// The configuration contains the headers `Authorization` and `X-Tallyfy-Client`, because the
/// contract defines both headers as security schemes. The generated code does not send the header
/// `Accept`, so the caller adds it to the default headers of `client`.
pub fn configuration(base_url: &str, token: &str, client: reqwest::Client) -> Configuration {
    // `Configuration::default` would create a second HTTP client, which panics if reqwest has no
    // TLS provider. This code therefore sets every field. The user agent is the same as in
    // `Configuration::default`.
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

/// Returns one group.
///
/// # Errors
///
/// If the generated function fails, returns its error as text, formatted with `Debug`.
pub async fn get_group(
    configuration: &Configuration,
    org: &str,
    id: &str,
) -> Result<GroupResponse, String> {
    let response = groups_api::get_group(configuration, org, id, None).await;
    response.map_err(debug)
}

/// Creates a group. The request contains a description, because newer versions of the server
/// require a description.
///
/// # Errors
///
/// Returns the same errors as [`get_group`].
pub async fn create_group(
    configuration: &Configuration,
    org: &str,
    name: &str,
) -> Result<GroupResponse, String> {
    let mut input = CreateGroupInput::new(name.to_owned());
    input.description = Some("made by a benchmark".to_owned());
    let response = groups_api::create_group(configuration, org, input).await;
    response.map_err(debug)
}

/// Returns one page of groups.
///
/// # Errors
///
/// Returns the same errors as [`get_group`].
pub async fn list_groups(
    configuration: &Configuration,
    org: &str,
    page: i64,
    per_page: i64,
) -> Result<GroupListResponse, String> {
    let (page, per_page) = (Some(page), Some(per_page));
    let response = groups_api::list_groups(configuration, org, None, per_page, page, None).await;
    response.map_err(debug)
}

fn debug(error: impl Debug) -> String {
    format!("{error:?}")
}
