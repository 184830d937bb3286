//! Reads the first groups with a short time limit, without retries, and with its own header.
//!
//! Start the server as `list_groups.rs` describes. Then run
//! `cargo run --example one_call_options`.

use std::time::Duration;

use tallyfy_groups::{CallOptions, Client, Error, ListGroups, RetryPolicy};

#[tokio::main]
pub(crate) async fn main() -> Result<(), Error> {
    let client = Client::from_env()?;
    let options = CallOptions::new()
        .timeout(Duration::from_secs(2))
        .retry(RetryPolicy::none())
        .header("X-Correlation-Id", "nightly-report-7");
    let fast = client.with_options(&options)?;
    let call = fast.list_groups(ListGroups::new().per_page(3));
    let (page, metadata) = call.with_metadata().await?;
    for group in &page {
        println!("{}", group.name);
    }
    println!(
        "status {}, attempts {}",
        metadata.status(),
        metadata.attempts()
    );
    Ok(())
}
