//! Checks of path templates.

use std::collections::HashMap;

use super::Checker;
use crate::tree::{Entry, Node};

impl<'a> Checker<'a> {
    /// Reports a path if progenitor would change its text or the URL parser would change it.
    pub(super) fn path_form(&mut self, path: &'a Entry) {
        let key = &path.key;
        let Some((message, help)) = path_problem(key) else {
            return;
        };
        self.report("path-form", path.position, message, help);
        // A path with dots or braces can mean several things.
        let fixed = key.split(['?', '#']).next().unwrap_or_default();
        let slashes = fixed.split('/').filter(|part| !part.is_empty());
        let fixed: String = slashes.map(|part| format!("/{part}")).collect();
        let is_unique = || {
            let paths = self.root.get("paths").map_or(&[][..], Node::entries);
            let fixed = template(&fixed);
            paths.iter().all(|other| template(&other.key) != fixed)
        };
        if !fixed.is_empty() && path_problem(&fixed).is_none() && is_unique() {
            self.patch(self.lines.replace(path.position, key, &fixed));
        }
    }

    /// Reports a path that differs from an earlier path only in the names of its placeholders.
    pub(super) fn equal_paths(&mut self, paths: &'a Node) {
        let mut seen: HashMap<String, &Entry> = HashMap::new();
        for path in paths.entries() {
            if let Some(first) = seen.get(&template(&path.key)) {
                self.report(
                    "equal-paths",
                    path.position,
                    format!(
                        "the paths `{}` on line {} and `{}` match the same requests",
                        first.key, first.position.line, path.key
                    ),
                    format!(
                        "move the operations to the path on line {}",
                        first.position.line
                    ),
                );
            } else {
                seen.insert(template(&path.key), path);
            }
        }
    }
}

/// Describes what is wrong with a path, and what to do.
fn path_problem(key: &str) -> Option<(String, String)> {
    let (message, help) = if !key.starts_with('/') {
        let help = format!("write `/{key}`");
        (
            format!("the path `{key}` does not start with a slash"),
            help,
        )
    } else if key.contains(['?', '#']) {
        let help = "use query parameters instead".to_owned();
        (
            format!("the path `{key}` has a `?` or a `#`, which would end the path"),
            help,
        )
    } else if key.split('/').any(is_dot_segment) {
        let help = "delete the `.` and `..` segments of the path".to_owned();
        (
            format!("the path `{key}` has a `.` or `..` segment, which URL parsers remove"),
            help,
        )
    } else if template(key).contains('\\') {
        let help = "write a slash, or `%5C` if a backslash is meant".to_owned();
        (
            format!("the path `{key}` has a `\\`, which URL parsers read as a slash"),
            help,
        )
    } else if key.contains("//") {
        let help = "write a single slash".to_owned();
        (
            format!(
                "the path `{key}` has two slashes in a row, but the client would send only one \
                 slash"
            ),
            help,
        )
    } else if !has_matching_braces(key) {
        let help = "write each path parameter as `{name}`".to_owned();
        (format!("the braces of the path `{key}` do not match"), help)
    } else {
        return None;
    };
    Some((message, help))
}

/// Returns whether URL parsers remove a segment. URL parsers decode `%2E` before they compare it.
fn is_dot_segment(segment: &str) -> bool {
    let decoded = segment.to_ascii_lowercase().replace("%2e", ".");
    matches!(decoded.as_str(), "." | "..")
}

/// Returns a path without the names of its placeholders.
fn template(path: &str) -> String {
    let mut parts = path.split('{');
    let mut template = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        template += "{";
        template += part.find('}').map_or(part, |end| &part[end..]);
    }
    template
}

/// Returns whether the braces of a path are correct. Each `{` must have a matching `}`, the pairs
/// must not be nested, and each pair must contain a name.
fn has_matching_braces(path: &str) -> bool {
    let mut open: Option<usize> = None;
    for (at, c) in path.char_indices() {
        match (c, open) {
            ('{', None) => open = Some(at),
            ('}', Some(start)) if at > start + 1 => open = None,
            ('{' | '}', _) | ('/', Some(_)) => return false,
            _ => {}
        }
    }
    open.is_none()
}
