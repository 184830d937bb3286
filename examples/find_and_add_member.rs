//! Finds a group by its name and a member by the email address, and adds the member to the group.
//!
//! Start the server as `list_groups.rs` describes. Then run
//! `cargo run --example find_and_add_member -- "Sales Team" bob@example.com`.

use tallyfy_groups::{Client, Error};

#[tokio::main]
pub(crate) async fn main() -> Result<(), Error> {
    let mut arguments = std::env::args().skip(1);
    let (Some(name), Some(email)) = (arguments.next(), arguments.next()) else {
        println!("Pass the name of a group, and the email address of a member.");
        return Ok(());
    };
    let client = Client::from_env()?;
    let Some(group) = client.find_group(&name).await? else {
        println!("No group has the name {name}.");
        return Ok(());
    };
    let Some(Some(member)) = client.find_members([&email]).await?.pop() else {
        println!("No member has the email address {email}.");
        return Ok(());
    };
    let group = client.add_members(&group.id, [&member.id]).await?;
    let count = group.member_ids()?.len();
    println!("{} now has {count} members.", group.name);
    Ok(())
}
