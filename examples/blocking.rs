//! Prints the names of all groups, without an async runtime.
//!
//! The example starts a sandbox in this process and needs no network:
//!
//! ```text
//! cargo run --example blocking --features blocking
//! ```

use std::error::Error;

use tallyfy_groups::{Client, ListGroups};
use tallyfy_sandbox::Sandbox;

fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::start();
    let client = Client::builder()
        .access_token(sandbox.token())
        .organization(sandbox.organization())
        .base_url(sandbox.base_url())
        .build_blocking()?;
    for group in client.list_groups_stream(ListGroups::new()) {
        println!("{}", group?.name);
    }
    Ok(())
}
