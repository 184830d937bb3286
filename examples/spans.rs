//! Shows the spans and events of a client in a terminal.
//!
//! The example starts a sandbox in this process and needs no network:
//!
//! ```text
//! cargo run --example spans --features tracing
//! ```

use std::error::Error;

use tallyfy_groups::{Client, CreateGroup};
use tallyfy_sandbox::{Operation, Reply, Sandbox};
use tracing::Level;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::format::FmtSpan;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    // Prints a line for the end of each span, and for each event. The spans have the level `INFO`,
    // and the events have the level `DEBUG`.
    let terminal = tracing_subscriber::fmt::layer().with_span_events(FmtSpan::CLOSE);
    tracing_subscriber::registry()
        .with(terminal)
        .with(Targets::new().with_target("tallyfy_groups", Level::DEBUG))
        .init();

    let sandbox = Sandbox::start();
    let client = Client::builder()
        .access_token(sandbox.token())
        .organization(sandbox.organization())
        .base_url(sandbox.base_url())
        .build()?;
    sandbox.script(Operation::GetGroup, [Reply::status(503)]);
    client.get_group("group_id_abc123").await?;

    // The status 502 does not show whether the server created the group. So the client searches for
    // the group.
    sandbox.script(Operation::CreateGroup, [Reply::status_after_normal(502)]);
    let group = CreateGroup::new("Support").description("Answers questions.");
    client.create_group(group).await?;
    Ok(())
}
