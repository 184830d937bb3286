//! Prints the names of the groups on the first page.

use tallyfy_groups::{Client, Error};

#[tokio::main]
async fn main() -> Result<(), Error> {
    let client = Client::from_env()?;
    let page = client.list_groups(Default::default()).await?;
    for group in page.items {
        println!("{}", group.name);
    }
    Ok(())
}
