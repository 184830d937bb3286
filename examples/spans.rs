//! Shows the spans and events of a client in a terminal.
//!
//! `cargo run --example spans --features tracing` needs no account and no network.

use std::error::Error;

use tallyfy_groups::{Client, CreateGroup};
use tallyfy_sandbox::{Operation, Reply, Sandbox};
use tracing::Level;
use tracing_subscriber::fmt::format::FmtSpan;

#[tokio::main]
pub(crate) async fn main() -> Result<(), Box<dyn Error>> {
    // Prints a line for the end of each span, and for each event.
    let terminal = tracing_subscriber::fmt().with_span_events(FmtSpan::CLOSE);
    terminal.with_max_level(Level::DEBUG).init();
    let sandbox = Sandbox::start();
    let client = Client::builder()
        .access_token(sandbox.token())
        .organization(sandbox.organization())
        .base_url(sandbox.base_url())
        .build()?;
    sandbox.script(Operation::GetGroup, [Reply::status(503)]);
    client.get_group("group_id_abc123").await?;
    // After the status 502, the client searches for the group, because it may exist.
    sandbox.script(Operation::CreateGroup, [Reply::status_after_normal(502)]);
    let group = CreateGroup::new("Support").description("Answers questions.");
    client.create_group(group).await?;
    Ok(())
}
