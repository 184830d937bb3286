//! Adds a guest to a group. If the call fails, prints what the user can do.
//!
//! Start the server as `list_groups.rs` describes. Then run
//! `cargo run --example handle_errors -- group_id_abc123 visitor@example.com`.

use tallyfy_groups::{Client, Error, Outcome};

#[tokio::main]
pub(crate) async fn main() -> Result<(), Error> {
    let mut arguments = std::env::args().skip(1);
    let (Some(group_id), Some(email)) = (arguments.next(), arguments.next()) else {
        println!("Pass the id of a group, and the email address of a guest.");
        return Ok(());
    };
    let error = match Client::from_env()?.add_guests(group_id, [email]).await {
        Ok(group) => {
            println!("{} has {} guests.", group.name, group.guest_emails().len());
            return Ok(());
        }
        Err(error) => error,
    };
    println!("{error}");
    match error.outcome() {
        _ if error.is_retryable() => println!("Nothing changed. Try again later."),
        _ if error.is_not_found() => println!("Correct the id of the group."),
        Outcome::NeverSent | Outcome::Refused => println!("Nothing changed."),
        _ => println!("The guest may have been added. Read the group."),
    }
    Ok(())
}
