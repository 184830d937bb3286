//! What would mend a finding of the generator's checks, where that is certain: on lines that have
//! one key or one scalar in the usual form, and nothing else.

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
        let words = line.trim_start();
        let indent = &line[..line.len() - words.len()];
        let entry = entry_at(root, finding);
        let with = match finding.code {
            "ref-dangling" => {
                let (_, meant) = finding.help.split_once("did you mean `")?;
                let (meant, _) = meant.split_once('`')?;
                let dash = if words.starts_with("- ") { "- " } else { "" };
                let is_plain = words.starts_with(&format!("{dash}$ref: '")) && line.ends_with('\'');
                is_plain.then(|| vec![format!("{indent}{dash}$ref: '{meant}'")])?
            }
            "path-form" => {
                let is_plain = *words == format!("{}:", entry?.key);
                is_plain.then(|| vec![format!("{indent}/{words}")])?
            }
            // One line says it, so that its removal is all.
            "strict-format" | "closed-response" => {
                let Entry { key, value, .. } = entry?;
                let Data::Scalar(scalar) = &value.data else {
                    return None;
                };
                let text = scalar
                    .as_str()
                    .map_or_else(|| scalar.to_string(), str::to_owned);
                (*words == format!("{key}: {text}")).then(Vec::new)?
            }
            "unclearable-list" => {
                let property = &entry?.value;
                let kind = property.entry("type")?;
                let line = self.line(kind.position.line);
                let indent = line.strip_suffix("type: array")?;
                let is_plain = indent.trim().is_empty() && property.get("nullable").is_none();
                return is_plain.then(|| Patch {
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
        Data::Mapping(entries) => entries.iter().find_map(|entry| {
            if entry.position == finding.position {
                Some(entry)
            } else {
                below(&entry.value)
            }
        }),
    }
}
