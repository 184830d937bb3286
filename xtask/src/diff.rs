//! Says what a change of the contract does to Rust that compiled.

use std::fs;
use std::path::Path;
use std::process::Command;

use tallyfy_codegen::Node;
use tallyfy_review::{Api, Bump, Judged, Side, judge};

use crate::{CONTRACT, Failure, root, show};

/// Compares two contracts: by default that of the main branch, where this one left it, with the file.
pub(crate) fn diff(arguments: &[&str]) -> Result<(), Failure> {
    let (base, head) = match arguments {
        [] => (Text::of_main()?, Text::of_the_file()?),
        [base] => (Text::read(base)?, Text::of_the_file()?),
        [base, head] => (Text::read(base)?, Text::read(head)?),
        _ => return Err(Failure::unusable("diff takes two contracts at most")),
    };
    let (old_api, old) = base.client()?;
    let (new_api, new) = head.client()?;
    let side = |api, contract| Side { api, contract };
    let judged = judge(side(&old_api, &old), side(&new_api, &new));
    let bump = judged.iter().map(|one| one.bump).max();
    let bump = bump.unwrap_or(Bump::None);
    let mut text = format!("SOURCE: {bump}, from {} to {}\n", base.name, head.name);
    for Judged {
        change,
        bump,
        why,
        line,
    } in &judged
    {
        let gone = matches!(change, tallyfy_review::ItemChange::Removed(_));
        let file = if gone { &base.name } else { &head.name };
        let place = line.map_or(String::new(), |line| format!("{file}:{line}: "));
        text += &format!("\n{change}  {bump}: {place}{why}\n");
    }
    show(&text);
    match bump {
        Bump::Major => Err(Failure::Findings(String::new())),
        Bump::None | Bump::Minor => Ok(()),
    }
}

/// A contract, and the name of where it is.
struct Text {
    name: String,
    text: String,
}

impl Text {
    fn of_the_file() -> Result<Text, Failure> {
        let text = fs::read_to_string(root().join(CONTRACT));
        Text::new(CONTRACT, text.map_err(|error| error.to_string()))
    }

    fn of_main() -> Result<Text, Failure> {
        let base = ["origin/main", "main"]
            .into_iter()
            .find_map(|main| git(&["merge-base", main, "HEAD"]).ok());
        match base {
            Some(base) => Text::read(base.trim()),
            None => Err(Failure::unusable(
                "there is no main branch to compare with; name a revision or a file",
            )),
        }
    }

    /// A file, `revision:path`, or a revision, of which it is the contract.
    fn read(what: &str) -> Result<Text, Failure> {
        if Path::new(what).is_file() {
            return Text::new(what, fs::read_to_string(what).map_err(|e| e.to_string()));
        }
        let object = match what.contains(':') {
            true => what.to_owned(),
            false => format!("{what}:{CONTRACT}"),
        };
        let text = git(&["show", "--end-of-options", &object]);
        let short = what.get(..12).filter(|_| what.len() == 40).unwrap_or(what);
        let name = match what.contains(':') {
            true => object.clone(),
            false => format!("{short}:{CONTRACT}"),
        };
        Text::new(&name, text)
    }

    fn new(name: &str, text: Result<String, String>) -> Result<Text, Failure> {
        Ok(Text {
            name: name.to_owned(),
            text: text.map_err(|error| Failure::unusable(format!("{name}: {error}")))?,
        })
    }

    /// What it generates, and its tree.
    fn client(&self) -> Result<(Api, Node), Failure> {
        let failed = |problem: &tallyfy_codegen::Problem| problem.render(&self.name, &self.text);
        let generated = tallyfy_codegen::generate(&self.text)
            .map_err(|problems| Failure::Unusable(problems.iter().map(failed).collect()))?;
        let api = Api::of(&generated.source, &generated.operations).map_err(Failure::unusable)?;
        let tree = tallyfy_codegen::tree(&self.text)
            .map_err(|problem| Failure::Unusable(failed(&problem)))?;
        Ok((api, tree))
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
