//! Prints the names of the groups on the first page.

use std::env;

use reqwest::header::{HeaderMap, HeaderValue};

#[allow(warnings, clippy::all)]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/client.rs"));
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let token = env::var("TALLYFY_ACCESS_TOKEN")?;
    let organization = env::var("TALLYFY_ORG_ID")?.parse()?;
    let mut headers = HeaderMap::new();
    headers.insert("authorization", format!("Bearer {token}").parse()?);
    headers.insert("x-tallyfy-client", HeaderValue::from_static("APIClient"));
    let http = reqwest::Client::builder()
        .default_headers(headers)
        .build()?;
    let client = generated::Client::new_with_client("https://go.tallyfy.com/api", http);
    let page = client.list_groups(&organization).await?;
    for group in page.into_inner().data {
        println!("{}", group.name);
    }
    Ok(())
}
