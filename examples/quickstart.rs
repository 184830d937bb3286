//! Creates a group, finds it, changes it and deletes it.
//!
//! Without credentials, the example starts a sandbox in this process and needs no network:
//!
//! ```text
//! cargo run --example quickstart
//! cargo run --example quickstart -- --shape legacy
//! ```
//!
//! If `TALLYFY_ACCESS_TOKEN` and `TALLYFY_ORG_ID` are set, the example calls the real service. With
//! these variables, the example only reads, unless you pass `--write`. `TALLYFY_BASE_URL` changes
//! the address of the service.

use std::error::Error;
use std::process::ExitCode;

use tallyfy_groups::{
    Client, CreateGroup, Group, ListGroups, ListMembers, MemberInclude, UpdateGroup, UserId,
};
use tallyfy_sandbox::{Sandbox, Shape};

#[allow(dead_code, reason = "the tests call the function `run`")]
#[tokio::main]
async fn main() -> ExitCode {
    match start().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nThe quickstart failed: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn start() -> Result<(), Box<dyn Error>> {
    let mut may_write = false;
    let mut shape = Shape::Current;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--write" => may_write = true,
            "--shape" => shape = arguments.next().ok_or("--shape needs a value")?.parse()?,
            _ => return Err("usage: quickstart [--write] [--shape current|legacy]".into()),
        }
    }
    let names = ["TALLYFY_ACCESS_TOKEN", "TALLYFY_ORG_ID"];
    if names.iter().any(|name| std::env::var_os(name).is_some()) {
        let client = Client::from_env()?;
        let organization = client.organization_id();
        println!("Talking to the service in organization {organization}.");
        if !may_write {
            println!("Reading only. Pass --write to also create, change and delete a group.");
        }
        return run(&client, may_write).await;
    }
    println!("The environment has no credentials. Talking to a sandbox in this process.");
    let sandbox = Sandbox::builder().shape(shape).groups(25).start()?;
    let client = Client::builder()
        .access_token(sandbox.token())
        .organization(sandbox.organization())
        .base_url(sandbox.base_url())
        .build()?;
    run(&client, true).await
}

/// Reads groups and members. If `may_write` is true, also creates, changes and deletes a group.
pub(crate) async fn run(client: &Client, may_write: bool) -> Result<(), Box<dyn Error>> {
    let mut missing = "no_such_group".to_owned();
    if may_write {
        println!("\nCreate a group");
        let page = client.list_members(ListMembers::new()).await?;
        let ids = page.items.iter().take(4).map(|m| UserId::try_from(&m.id));
        let ids: Vec<UserId> = ids.collect::<Result<_, _>>()?;
        let group = CreateGroup::new("Quickstart Crew")
            .description("Created by the quickstart, and deleted at its end.")
            .members(ids.iter().take(2).copied())
            .guests(["visitor@example.com"]);
        let group = client.create_group(group).await?;
        show(&group)?;

        // The group is deleted even if one of the changes fails.
        let outcome = change(client, &group, &ids).await;
        println!("\nDelete the group");
        client.delete_group(&group.id).await?;
        println!("   deleted");
        outcome?;
        missing = group.id.to_string();
    } else {
        if let Some(group) = list_groups(client).await? {
            println!("\nGet a group");
            show(&client.get_group(&group.id).await?)?;
        }
        list_members(client).await?;
    }

    println!("\nGet a group that does not exist");
    match client.get_group(missing).await {
        Err(error) if error.is_not_found() => println!("   {error}"),
        Err(error) => return Err(error.into()),
        Ok(group) => return Err(format!("the group {:?} exists", group.name).into()),
    }
    Ok(())
}

async fn change(client: &Client, group: &Group, ids: &[UserId]) -> Result<(), Box<dyn Error>> {
    list_groups(client).await?;

    println!("\nGet the group");
    let group = client.get_group(&group.id).await?;
    show(&group)?;

    println!("\nChange its members");
    let (Some(first), Some(last)) = (ids.first(), ids.last()) else {
        return Err("the organization has no members to add to a group".into());
    };
    let group = client.add_members(&group.id, [last]).await?;
    println!("   added {last}: {}", people(&group)?);
    let group = client.remove_members(&group.id, [first]).await?;
    println!("   removed {first}: {}", people(&group)?);

    println!("\nClear the guests");
    let members = group.member_ids()?;
    let change = UpdateGroup::new().members(members).clear_guests();
    let group = client.update_group(&group.id, change).await?;
    println!("   {}", people(&group)?);

    list_members(client).await
}

async fn list_groups(client: &Client) -> Result<Option<Group>, Box<dyn Error>> {
    println!("\nList all groups, page by page");
    let ten_a_page = ListGroups::new().per_page(10);
    let first_page = client.list_groups(ten_a_page.clone()).await?;
    for group in first_page.items.iter().take(3) {
        println!("   {}", group.name);
    }
    // If the server does not send the number of pages, the example assumes one page.
    let pages = match first_page.total_pages() {
        None | Some(1) => "one page".to_owned(),
        Some(pages) => format!("{pages} pages"),
    };
    let groups = client.list_groups_stream(ten_a_page).collect_all().await?;
    println!("   {} groups on {pages}", groups.len());
    Ok(groups.into_iter().next())
}

async fn list_members(client: &Client) -> Result<(), Box<dyn Error>> {
    println!("\nList members with their groups");
    let params = ListMembers::new().with(MemberInclude::Groups);
    let members = client.list_members_stream(params).collect_all().await?;
    for member in members.iter().take(3) {
        let groups: Vec<&str> = member.groups().iter().map(|g| g.name.as_str()).collect();
        let groups = or(groups.join(", "), "in no group");
        let role = member.role().unwrap_or("no role");
        println!("   {}, {role}: {groups}", member.display_name());
    }
    println!("   {} members", members.len());
    Ok(())
}

fn show(group: &Group) -> Result<(), Box<dyn Error>> {
    println!("   {} ({})", group.name, group.id);
    if let Some(description) = group.description() {
        println!("   {description}");
    }
    if let Some(time) = group.updated_at().and_then(|time| time.to_utc()) {
        println!("   last changed {}", time.format("%-d %B %Y, %H:%M"));
    }
    println!("   {}", people(group)?);
    Ok(())
}

fn people(group: &Group) -> Result<String, Box<dyn Error>> {
    let ids: Vec<String> = group.member_ids()?.iter().map(UserId::to_string).collect();
    let (ids, guests) = (ids.join(", "), group.guest_emails().join(", "));
    let (ids, guests) = (or(ids, "none"), or(guests, "none"));
    Ok(format!("members {ids}; guests {guests}"))
}

/// Returns `text`, or `instead` if `text` is empty.
fn or(text: String, instead: &str) -> String {
    if text.is_empty() {
        instead.to_owned()
    } else {
        text
    }
}
