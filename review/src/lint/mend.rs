//! What would mend a finding of the generator's checks, where that is certain.

use tallyfy_codegen::{Data, Entry, Node};

use super::Lint;
use crate::{Finding, Patch};

impl Lint<'_> {
    /// Adds a patch to what was found, as far as there is one.
    pub(super) fn mend(&mut self, root: &Node) {
        for index in 0..self.findings.len() {
            let finding = &self.findings[index];
            if finding.patch.is_none() && finding.file == self.contract.file {
                let patch = self.patch(finding, root);
                self.findings[index].patch = patch;
            }
        }
    }

    fn patch(&self, finding: &Finding, root: &Node) -> Option<Patch> {
        let number = finding.position.line;
        let line = self.line(number);
        let entry = entry_at(root, finding);
        let with = match finding.code {
            "ref-dangling" => {
                let (_, meant) = finding.help.split_once("did you mean `")?;
                let (meant, _) = meant.split_once('`')?;
                let (before, _) = line.split_once("$ref:")?;
                vec![format!("{before}$ref: '{meant}'")]
            }
            "path-form" => {
                let indent = line.len() - line.trim_start().len();
                vec![format!("{}/{}", &line[..indent], line.trim_start())]
            }
            // One line says it, so that its removal is all.
            "strict-format" | "closed-response" => match entry?.value.data {
                Data::Scalar(_) => Vec::new(),
                Data::Sequence(_) | Data::Mapping(_) => return None,
            },
            "unclearable-list" => {
                let kind = entry?.value.entry("type")?;
                let line = self.line(kind.position.line);
                let indent = &line[..line.len() - line.trim_start().len()];
                return Some(Patch {
                    line: kind.position.line,
                    with: vec![line.to_owned(), format!("{indent}nullable: true")],
                });
            }
            _ => return None,
        };
        Some(Patch { line: number, with })
    }
}

/// The entry whose key stands where something was found.
fn entry_at<'a>(node: &'a Node, finding: &Finding) -> Option<&'a Entry> {
    let below = |node: &'a Node| entry_at(node, finding);
    match &node.data {
        Data::Scalar(_) => None,
        Data::Sequence(items) => items.iter().find_map(below),
        Data::Mapping(entries) => {
            entries
                .iter()
                .find_map(|entry| match entry.position == finding.position {
                    true => Some(entry),
                    false => below(&entry.value),
                })
        }
    }
}
