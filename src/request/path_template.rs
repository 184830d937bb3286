//! Fills the placeholders of a path with values.

use std::fmt::Write as _;

use crate::error::Error;
use crate::progenitor_client::encode_path;

/// A part of a path between two slashes.
enum Segment {
    Text(&'static str),
    /// The name of a placeholder, without its braces.
    Placeholder(&'static str),
}

/// A path with placeholders, such as `/organizations/{org_id}/tags/{tag_id}`.
pub(crate) struct PathTemplate {
    text: &'static str,
    segments: Vec<Segment>,
}

impl PathTemplate {
    /// Checks and parses a path. A placeholder must be a complete segment. Otherwise the text
    /// beside it and the value could form a segment such as `..` together.
    pub(crate) fn parse(text: &'static str) -> Result<PathTemplate, Error> {
        let refuse = |problem: &str| {
            Error::invalid_input(format!(
                "the path {text:?} {problem}; use a path such as \
                 `/organizations/{{org_id}}/tags/{{tag_id}}`"
            ))
        };
        let Some(rest) = text.strip_prefix('/') else {
            return Err(refuse("does not begin with `/`"));
        };
        let mut segments = Vec::new();
        for segment in rest.split('/') {
            let name = segment.strip_prefix('{').and_then(|s| s.strip_suffix('}'));
            if let Some(name) = name.filter(|name| !name.contains(['{', '}'])) {
                let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
                if name.is_empty() || !name.bytes().all(is_allowed) {
                    return Err(refuse(
                        "has a placeholder with an invalid name; use only letters, digits \
                         and `_`",
                    ));
                }
                segments.push(Segment::Placeholder(name));
                continue;
            }
            let is_allowed = |c: char| c.is_ascii_alphanumeric() || "-_.~:@!$&'()*+,;=".contains(c);
            match (segment, segment.chars().find(|c| !is_allowed(*c))) {
                ("", _) => return Err(refuse("has an empty segment")),
                ("." | "..", _) => return Err(refuse("has a segment `.` or `..`")),
                (_, Some('{' | '}')) => {
                    return Err(refuse(
                        "has unbalanced braces, or a placeholder that is not a complete segment",
                    ));
                }
                (_, Some('?')) => {
                    return Err(refuse(
                        "contains `?`, but query parameters need the method `query`",
                    ));
                }
                (_, Some('%')) => {
                    return Err(refuse("contains `%`, but this client encodes the values"));
                }
                (_, Some(wrong)) => {
                    return Err(refuse(&format!("contains {wrong:?}, which is not allowed")));
                }
                (segment, None) => segments.push(Segment::Text(segment)),
            }
        }
        let template = PathTemplate { text, segments };
        for name in template.names() {
            if template.names().filter(|other| *other == name).count() > 1 {
                return Err(refuse(&format!("has the placeholder `{{{name}}}` twice")));
            }
        }
        Ok(template)
    }

    /// Returns the names of the placeholders, in the order of the path.
    fn names(&self) -> impl Iterator<Item = &'static str> {
        self.segments.iter().filter_map(|segment| match segment {
            Segment::Text(_) => None,
            Segment::Placeholder(name) => Some(*name),
        })
    }

    /// Returns the path with the percent-encoded values of its placeholders. `values` contains
    /// pairs of a placeholder and its value.
    ///
    /// If `values` does not contain `org_id`, this function uses `organization_id`. The error
    /// messages contain no value, because a value may be personal data.
    pub(crate) fn fill(
        &self,
        values: &[(String, String)],
        organization_id: &str,
    ) -> Result<String, Error> {
        for (index, (name, value)) in values.iter().enumerate() {
            if !self.names().any(|known| known == name) {
                return Err(self.refuse(format!(
                    "the path has no placeholder for the parameter {name:?}; correct the name, or \
                     use `query`"
                )));
            }
            if values[..index].iter().any(|(earlier, _)| earlier == name) {
                return Err(
                    self.refuse(format!("the parameter `{name}` is set twice; set it once"))
                );
            }
            if value.is_empty() {
                return Err(self.refuse(format!(
                    "the parameter `{name}` is empty; pass at least one character"
                )));
            }
            // A server may decode the value before it resolves the segments `.` and `..`. Some
            // servers treat `\` as `/`.
            if value
                .split(['/', '\\'])
                .any(|part| matches!(part, "." | ".."))
            {
                return Err(self.refuse(format!(
                    "the parameter `{name}` contains a path segment `.` or `..`, which is not \
                     allowed"
                )));
            }
        }
        let mut path = String::new();
        for segment in &self.segments {
            path.push('/');
            let name = match segment {
                Segment::Text(text) => {
                    path.push_str(text);
                    continue;
                }
                Segment::Placeholder(name) => *name,
            };
            let value = match values.iter().find(|(known, _)| known == name) {
                Some((_, value)) => value,
                None if name == "org_id" => organization_id,
                None => {
                    return Err(self.refuse(format!(
                        "the parameter `{name}` is missing; set it with `parameter`"
                    )));
                }
            };
            // Writing to a `String` never fails.
            let _ = write!(path, "{}", encode_path(value));
        }
        Ok(path)
    }

    fn refuse(&self, message: String) -> Error {
        Error::invalid_input(message).with_operation(self.text)
    }
}
