//! Checks of keys: generators ignore unknown keys, and keys next to a `$ref`.

use tallyfy_codegen::{Node, Part, nearest, walk};

use super::Lint;

impl Lint<'_> {
    pub(super) fn keys(&mut self, root: &Node) {
        walk(root, Part::Document, &mut |node, part| {
            if node
                .get("$ref")
                .is_some_and(|reference| !reference.is_mapping())
            {
                self.siblings(node, part)
            } else {
                self.known(node, part)
            }
        });
    }

    fn known(&mut self, node: &Node, part: Part) {
        let keys = part.keys();
        for entry in node.entries() {
            let key = entry.key.as_str();
            if matches!(part, Part::PathItem | Part::Operation) && key == "servers" {
                self.report(
                    "local-servers",
                    entry.position,
                    format!("this {} has its own `servers`", part.name()),
                    "delete it, and name the other server in the `description` of the operation",
                );
            }
            if key.starts_with("x-") || keys.iter().any(|(known, _)| *known == key) {
                continue;
            }
            let near = nearest(key, keys.iter().map(|(known, _)| *known));
            let help = match near {
                Some(near) => format!("did you mean `{near}`? Otherwise delete it"),
                None => "delete it, or start it with `x-`".to_owned(),
            };
            let near = near.filter(|near| node.get(near).is_none());
            let patch = near.and_then(|near| self.lines.replace(entry.position, key, near));
            self.report(
                "unknown-key",
                entry.position,
                format!("unknown {} key `{key}`", part.name()),
                help,
            )
            .patch = patch;
        }
    }

    fn siblings(&mut self, node: &Node, part: Part) {
        for entry in node.entries() {
            // The check of paths says more about a path with a `$ref`.
            if entry.key != "$ref" && part != Part::PathItem {
                self.report(
                    "ref-sibling",
                    entry.position,
                    format!("`{}` next to a `$ref` is ignored", entry.key),
                    match part {
                        Part::Schema => {
                            "move the `$ref` into an `allOf`, and keep this key next to the `allOf`"
                        }
                        _ => "move it to the target of the `$ref`",
                    },
                );
            }
        }
    }
}
