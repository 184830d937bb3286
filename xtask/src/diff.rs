//! Says what a change of the contract does to Rust that compiled.

use std::path::Path;
use std::process::Command;

use tallyfy_review::{Bump, Contract, ItemChange, Judged, Side, judge};

use crate::client::Client;
use crate::{CONTRACT, Failure, contract, read, root, show};

/// Compares two contracts: by default that of the main branch, where this one left it, with the file.
pub(crate) fn diff(arguments: &[&str]) -> Result<(), Failure> {
    let (base, head) = match arguments {
        [] => (of_main()?, contract()?),
        [base] => (named(base)?, contract()?),
        [base, head] => (named(base)?, named(head)?),
        _ => return Err(Failure::unusable("diff takes two contracts at most")),
    };
    let (old, new) = (Client::of(&base)?, Client::of(&head)?);
    let judged = judge(side(&old), side(&new));
    let bump = judged.iter().map(|one| one.bump).max();
    let bump = bump.unwrap_or(Bump::None);
    let mut text = format!("SOURCE: {bump}, from {} to {}\n", base.file, head.file);
    for Judged {
        change,
        bump,
        why,
        line,
    } in &judged
    {
        let gone = matches!(change, ItemChange::Removed(_));
        let file = if gone { &base.file } else { &head.file };
        let place = line.map_or(String::new(), |line| format!("{file}:{line}: "));
        text += &format!("\n{change}  {bump}: {place}{why}\n");
    }
    show(&text);
    match bump {
        Bump::Major => Err(Failure::Findings(String::new())),
        Bump::None | Bump::Minor => Ok(()),
    }
}

fn side(client: &Client) -> Side<'_> {
    Side {
        api: &client.api,
        contract: &client.tree,
    }
}

/// The contract of the main branch, where this one left it.
fn of_main() -> Result<Contract, Failure> {
    let base = ["origin/main", "main"]
        .into_iter()
        .find_map(|main| git(&["merge-base", main, "HEAD"]).ok());
    match base {
        Some(base) => named(base.get(..12).unwrap_or(&base)),
        None => Err(Failure::unusable(
            "there is no main branch to compare with; name a revision or a file",
        )),
    }
}

/// A file, `revision:path`, or a revision, of which it is the contract.
fn named(what: &str) -> Result<Contract, Failure> {
    if Path::new(what).is_file() {
        return read(Path::new(""), what);
    }
    let object = match what.contains(':') {
        true => what.to_owned(),
        false => format!("{what}:{CONTRACT}"),
    };
    match git(&["show", "--end-of-options", &object]) {
        Ok(text) => Ok(Contract::new(object, text)),
        Err(error) => Err(Failure::unusable(format!("{object}: {error}"))),
    }
}

/// What git prints, or why it does not.
fn git(arguments: &[&str]) -> Result<String, String> {
    let output = Command::new("git")
        .args(arguments)
        .current_dir(root())
        .output();
    let output = output.map_err(|error| format!("git could not be started: {error}"))?;
    match output.status.success() {
        true => String::from_utf8(output.stdout).map_err(|_| "it is not UTF-8".to_owned()),
        false => {
            let message = String::from_utf8_lossy(&output.stderr);
            Err(message.lines().next().unwrap_or("git failed").to_owned())
        }
    }
}
