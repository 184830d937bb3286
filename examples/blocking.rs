//! Prints the name and the number of members of each group, without an async runtime.
//!
//! Start the server as `list_groups.rs` describes. Then run
//! `cargo run --example blocking --features blocking`.

use tallyfy_groups::blocking::Client;
use tallyfy_groups::{Error, ListGroups};

pub(crate) fn main() -> Result<(), Error> {
    let client = Client::from_env()?;
    for group in client.list_groups_stream(ListGroups::new()) {
        let group = group?;
        println!("{}: {} members", group.name, group.member_ids()?.len());
    }
    Ok(())
}
