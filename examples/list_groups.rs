//! Prints the name and the number of members of each group.
//!
//! `cargo run -p tallyfy-sandbox` starts a local server, and prints three `export` commands.
//! Outside of the repository, run `cargo install tallyfy-sandbox`, and then `tallyfy-sandbox`. Run
//! the `export` commands in a second terminal, and then `cargo run --example list_groups`.

use tallyfy_groups::{Client, Error, ListGroups};

#[tokio::main]
pub(crate) async fn main() -> Result<(), Error> {
    // Reads TALLYFY_ACCESS_TOKEN, TALLYFY_ORG_ID and TALLYFY_BASE_URL.
    let client = Client::from_env()?;
    let mut groups = client.list_groups_stream(ListGroups::new());
    while let Some(group) = groups.next().await {
        let group = group?;
        println!("{}: {} members", group.name, group.member_ids()?.len());
    }
    Ok(())
}
