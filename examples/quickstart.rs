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
use std::io::{self, Write};
use std::process::ExitCode;

use tallyfy_groups::{
    Client, CreateGroup, Group, ListGroups, ListMembers, MemberInclude, UpdateGroup, UserId,
};
use tallyfy_sandbox::{Sandbox, Shape};

#[allow(dead_code, reason = "the tests call the other functions of this file")]
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

#[allow(dead_code, reason = "the tests call the other functions of this file")]
async fn start() -> Result<(), Box<dyn Error>> {
    let mut may_write = false;
    let mut shape = Shape::Current;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--write" => may_write = true,
            "--shape" => shape = arguments.next().ok_or("--shape needs a value")?.parse()?,
            _ => {
                return Err(format!(
                    "unknown argument {argument}\nUsage: quickstart [--write] \
                     [--shape current|legacy]"
                )
                .into());
            }
        }
    }
    let out = &mut io::stdout();
    let has_credentials = ["TALLYFY_ACCESS_TOKEN", "TALLYFY_ORG_ID"]
        .iter()
        .any(|name| std::env::var_os(name).is_some());
    if has_credentials {
        let client = Client::from_env()?;
        writeln!(
            out,
            "Talking to the service in organization {}.",
            client.organization_id()
        )?;
        if may_write {
            return write_and_read(&client, out).await;
        }
        writeln!(
            out,
            "Reading only. Pass --write to also create, change and delete a group."
        )?;
        return read_only(&client, out).await;
    }
    let sandbox = Sandbox::builder().shape(shape).groups(25).start()?;
    writeln!(
        out,
        "The environment has no credentials. Talking to a sandbox in this process."
    )?;
    write_and_read(&client_of(&sandbox)?, out).await
}

/// Returns a client for a sandbox.
pub(crate) fn client_of(sandbox: &Sandbox) -> Result<Client, tallyfy_groups::Error> {
    Client::builder()
        .access_token(sandbox.token())
        .organization(sandbox.organization())
        .base_url(sandbox.base_url())
        .build()
}

/// Runs the complete example, which also writes.
pub(crate) async fn write_and_read(
    client: &Client,
    out: &mut impl Write,
) -> Result<(), Box<dyn Error>> {
    heading(out, "Create a group")?;
    let members = first_members(client, 4).await?;
    let founders = members.iter().take(2).copied();
    let group = client
        .create_group(
            CreateGroup::new("Quickstart Crew")
                .description("Created by the quickstart, and deleted at its end.")
                .members(founders)
                .guests(["visitor@example.com"]),
        )
        .await?;
    show(out, &group)?;

    // The group is deleted even if one of the changes fails.
    let outcome = change(client, out, &group, &members).await;

    heading(out, "Delete the group")?;
    client.delete_group(&group.id).await?;
    writeln!(out, "   deleted")?;
    outcome?;

    heading(out, "Get a group that does not exist")?;
    not_found(client, out, &group.id.to_string()).await
}

async fn change(
    client: &Client,
    out: &mut impl Write,
    group: &Group,
    members: &[UserId],
) -> Result<(), Box<dyn Error>> {
    heading(out, "List all groups, page by page")?;
    list_groups(client, out).await?;

    heading(out, "Get the group")?;
    let group = client.get_group(&group.id).await?;
    show(out, &group)?;

    heading(out, "Change its members")?;
    let (Some(first), Some(last)) = (members.first(), members.last()) else {
        return Err("the organization has no members to add to a group".into());
    };
    let group = client.add_members(&group.id, [last]).await?;
    writeln!(out, "   added {last}: {}", people(&group)?)?;
    let group = client.remove_members(&group.id, [first]).await?;
    writeln!(out, "   removed {first}: {}", people(&group)?)?;

    heading(out, "Clear the guests")?;
    let change = UpdateGroup::new()
        .members(group.member_ids()?)
        .clear_guests();
    let group = client.update_group(&group.id, change).await?;
    writeln!(out, "   {}", people(&group)?)?;

    heading(out, "List members with their groups")?;
    list_members(client, out).await
}

/// Runs the part of the example that only reads.
pub(crate) async fn read_only(client: &Client, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    heading(out, "List all groups, page by page")?;
    let first = list_groups(client, out).await?;

    if let Some(group) = first {
        heading(out, "Get a group")?;
        show(out, &client.get_group(&group.id).await?)?;
    }

    heading(out, "List members with their groups")?;
    list_members(client, out).await?;

    heading(out, "Get a group that does not exist")?;
    not_found(client, out, "no_such_group").await
}

async fn list_groups(
    client: &Client,
    out: &mut impl Write,
) -> Result<Option<Group>, Box<dyn Error>> {
    let ten_a_page = ListGroups::new().per_page(10);
    let first_page = client.list_groups(ten_a_page.clone()).await?;
    for group in first_page.items.iter().take(3) {
        writeln!(out, "   {}", group.name)?;
    }
    // The example assumes that the list has one page if the server does not send the number of
    // pages.
    let pages = match first_page.total_pages() {
        None | Some(1) => "one page".to_owned(),
        Some(pages) => format!("{pages} pages"),
    };
    let groups = client.list_groups_stream(ten_a_page).collect_all().await?;
    writeln!(out, "   {} groups on {pages}", groups.len())?;
    Ok(groups.into_iter().next())
}

async fn list_members(client: &Client, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let params = ListMembers::new().with(MemberInclude::Groups);
    let mut members = client.list_members_stream(params);
    let mut count = 0;
    while let Some(member) = members.next().await {
        let member = member?;
        count += 1;
        if count <= 3 {
            let groups: Vec<&str> = member.groups().iter().map(|g| g.name.as_str()).collect();
            writeln!(
                out,
                "   {}, {}: {}",
                member.display_name(),
                member.role().unwrap_or("no role"),
                match groups.as_slice() {
                    [] => "in no group".to_owned(),
                    groups => groups.join(", "),
                }
            )?;
        }
    }
    writeln!(out, "   {count} members")?;
    Ok(())
}

async fn not_found(
    client: &Client,
    out: &mut impl Write,
    group_id: &str,
) -> Result<(), Box<dyn Error>> {
    match client.get_group(group_id).await {
        Err(error) if error.is_not_found() => {
            writeln!(out, "   {error}")?;
            Ok(())
        }
        Err(error) => Err(error.into()),
        Ok(group) => {
            Err(format!("the group {:?} exists, but it should not exist", group.name).into())
        }
    }
}

async fn first_members(client: &Client, count: usize) -> Result<Vec<UserId>, Box<dyn Error>> {
    let page = client.list_members(ListMembers::new()).await?;
    let ids = page.items.iter().take(count);
    Ok(ids
        .map(|member| UserId::try_from(&member.id))
        .collect::<Result<_, _>>()?)
}

fn heading(out: &mut impl Write, text: &str) -> io::Result<()> {
    writeln!(out, "\n{text}")
}

fn show(out: &mut impl Write, group: &Group) -> Result<(), Box<dyn Error>> {
    writeln!(out, "   {} ({})", group.name, group.id)?;
    if let Some(description) = group.description() {
        writeln!(out, "   {description}")?;
    }
    if let Some(time) = group.updated_at().and_then(|time| time.to_utc()) {
        writeln!(out, "   last changed {}", time.format("%-d %B %Y, %H:%M"))?;
    }
    writeln!(out, "   {}", people(group)?)?;
    Ok(())
}

fn people(group: &Group) -> Result<String, Box<dyn Error>> {
    let ids: Vec<String> = group.member_ids()?.iter().map(UserId::to_string).collect();
    let list = |items: &[String]| match items {
        [] => "none".to_owned(),
        items => items.join(", "),
    };
    let guests: Vec<String> = group
        .guest_emails()
        .into_iter()
        .map(str::to_owned)
        .collect();
    Ok(format!("members {}; guests {}", list(&ids), list(&guests)))
}
