//! Calls a stub instead of a server. The example needs no account and no network.
//!
//! Run `cargo run --example stub`.

use tallyfy_groups::http::{HeaderMap, HttpResponse, StatusCode, from_fn};
use tallyfy_groups::{Client, Error};

#[tokio::main]
pub(crate) async fn main() -> Result<(), Error> {
    let stub = from_fn(|request| async move {
        let sales = r#"{"data": {"id": "sales", "name": "Sales Team"}}"#;
        let missing = r#"{"message": "There is no such group."}"#;
        let (status, body) = match request.url().rsplit('/').next() {
            Some("sales") => (StatusCode::OK, sales),
            _ => (StatusCode::NOT_FOUND, missing),
        };
        Ok(HttpResponse::new(status, HeaderMap::new(), body))
    });
    let client = Client::builder()
        .access_token("any-token")
        .organization("any-organization")
        .http_client(stub)
        .build()?;
    println!("{}", client.get_group("sales").await?.name);
    match client.get_group("support").await {
        Err(error) if error.is_not_found() => println!("{error}"),
        unexpected => println!("expected a 404: {unexpected:?}"),
    }
    Ok(())
}
