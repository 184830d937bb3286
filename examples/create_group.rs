//! Creates a group, and prints what the server rejects.
//!
//! Start the server as `list_groups.rs` describes. Then run
//! `cargo run --example create_group -- "Night Shift"` twice. The second run is rejected, because
//! the name of a group is unique.

use tallyfy_groups::{Client, CreateGroup, Error};

#[tokio::main]
pub(crate) async fn main() -> Result<(), Error> {
    let Some(name) = std::env::args().nth(1) else {
        println!("Pass the name of the new group.");
        return Ok(());
    };
    let new_group = CreateGroup::new(name).description("Works at night.");
    match Client::from_env()?.create_group(new_group).await {
        Ok(group) => println!("Created {} with the id {}.", group.name, group.id),
        Err(error) if error.is_validation() => {
            for (field, messages) in error.field_errors() {
                println!("The server rejected `{field}`: {}", messages.join(" "));
            }
        }
        Err(error) => return Err(error),
    }
    Ok(())
}
