//! Prints the names of the groups on the first page.

use std::env;

use serde::Deserialize;

#[derive(Deserialize)]
struct Page {
    data: Vec<Group>,
}

#[derive(Deserialize)]
struct Group {
    name: String,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let token = env::var("TALLYFY_ACCESS_TOKEN")?;
    let organization = env::var("TALLYFY_ORG_ID")?;
    let url = format!("https://go.tallyfy.com/api/organizations/{organization}/groups");
    let request = reqwest::Client::new().get(url).query(&[("page", 1)]);
    let request = request
        .bearer_auth(token)
        .header("X-Tallyfy-Client", "APIClient");
    let page: Page = request.send().await?.error_for_status()?.json().await?;
    for group in page.data {
        println!("{}", group.name);
    }
    Ok(())
}
