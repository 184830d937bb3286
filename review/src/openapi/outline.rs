//! Lists the parts of a contract that describe the API. Each of these parts has a description and a
//! source.

use std::collections::HashMap;

use tallyfy_codegen::{Entry, HTTP_METHODS, Node, Position};

/// A part of a contract, such as an operation, a parameter, or a property of a schema.
pub(crate) struct Part<'a> {
    /// The name of the part, such as `GET /groups, parameter sort_by` or `group.name`.
    pub(crate) name: String,
    pub(crate) position: Position,
    pub(crate) node: &'a Node,
    pub(crate) kind: Kind,
}

/// The kind of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An operation, a body, or another component.
    Other,
    Parameter,
    Schema,
    /// A property of a schema. `required` states whether the schema requires the property.
    Property {
        required: bool,
    },
}

/// Returns all parts, in the order of the text. The list has the target of a `$ref`, but not the
/// `$ref`.
pub(crate) fn parts(root: &Node) -> Vec<Part<'_>> {
    let mut parts = Parts(Vec::new());
    for path in entries(root, "paths") {
        for parameter in items(&path.value, "parameters") {
            parts.parameter(&path.key, parameter);
        }
        for method in methods(&path.value) {
            parts.operation(path, method);
        }
    }
    // An example is a document, and not a description of the API.
    let sections = entries(root, "components").iter();
    for section in sections.filter(|section| section.key != "examples") {
        for entry in section.value.entries() {
            let name = match section.key.as_str() {
                "schemas" => entry.key.clone(),
                section => format!("{section} {}", entry.key),
            };
            parts.bodies(&name, &entry.value);
            let kind = match section.key.as_str() {
                "parameters" => Kind::Parameter,
                "schemas" => Kind::Schema,
                _ => Kind::Other,
            };
            parts.add(name.clone(), entry.position, &entry.value, kind);
            if section.key == "schemas" {
                parts.properties(&name, &entry.value);
            }
        }
    }
    parts.0.retain(|part| part.node.get("$ref").is_none());
    parts.0.sort_by_key(|part| part.position);
    parts.0
}

/// Returns the operations of a path.
pub(crate) fn methods(path: &Node) -> impl Iterator<Item = &Entry> {
    let is_method = |entry: &&Entry| HTTP_METHODS.contains(&entry.key.as_str());
    path.entries().iter().filter(is_method)
}

/// Returns the entries below a key.
pub(crate) fn entries<'a>(node: &'a Node, key: &str) -> &'a [Entry] {
    node.get(key).map_or(&[], Node::entries)
}

/// Returns the items below a key.
pub(crate) fn items<'a>(node: &'a Node, key: &str) -> &'a [Node] {
    node.get(key).map_or(&[], Node::items)
}

/// Returns whether a schema requires a property.
fn is_required(schema: &Node, property: &str) -> bool {
    let mut required = items(schema, "required").iter();
    required.any(|name| name.text() == Some(property))
}

/// Returns the last line on which a node has a key or a scalar.
pub(crate) fn last_line(node: &Node) -> usize {
    node.last().line
}

/// The lines of all parts. With this index, the parts around a line are found without a search of
/// all parts.
pub(crate) struct Outline {
    parts: Vec<Outlined>,
    by_name: HashMap<String, usize>,
}

/// A part, and the part that contains it.
pub(crate) struct Outlined {
    pub(crate) name: String,
    pub(crate) position: Position,
    end: usize,
    within: Option<usize>,
}

impl Outline {
    pub(crate) fn of(root: &Node) -> Outline {
        let mut outline = Outline {
            parts: Vec::new(),
            by_name: HashMap::new(),
        };
        let mut open: Vec<usize> = Vec::new();
        for part in parts(root) {
            let start = part.position.line;
            let is_over = |parts: &[Outlined], index: &usize| parts[*index].end < start;
            while open.pop_if(|last| is_over(&outline.parts, last)).is_some() {}
            let index = outline.parts.len();
            outline.by_name.entry(part.name.clone()).or_insert(index);
            outline.parts.push(Outlined {
                name: part.name,
                position: part.position,
                end: last_line(part.node).max(start),
                within: open.last().copied(),
            });
            open.push(index);
        }
        outline
    }

    /// Returns the parts that contain a line. The innermost part is first.
    pub(crate) fn around(&self, line: usize) -> impl Iterator<Item = &Outlined> {
        let after = self
            .parts
            .partition_point(|part| part.position.line <= line);
        let last = after.checked_sub(1).and_then(|index| self.parts.get(index));
        let up = |part: &&Outlined| part.within.and_then(|index| self.parts.get(index));
        std::iter::successors(last, up).filter(move |part| part.end >= line)
    }

    /// Returns the part with a name.
    pub(crate) fn named(&self, name: &str) -> Option<&Outlined> {
        self.by_name
            .get(name)
            .and_then(|index| self.parts.get(*index))
    }
}

struct Parts<'a>(Vec<Part<'a>>);

impl<'a> Parts<'a> {
    fn add(&mut self, name: String, position: Position, node: &'a Node, kind: Kind) {
        self.0.push(Part {
            name,
            position,
            node,
            kind,
        });
    }

    fn operation(&mut self, path: &'a Entry, method: &'a Entry) {
        let operation = &method.value;
        let place = format!("{} {}", method.key.to_uppercase(), path.key);
        self.add(place.clone(), method.position, operation, Kind::Other);
        for parameter in items(operation, "parameters") {
            self.parameter(&place, parameter);
        }
        if let Some(body) = operation.entry("requestBody") {
            self.bodies(&format!("{place}, request body"), &body.value);
            let name = format!("{place}, request body");
            self.add(name, body.position, &body.value, Kind::Other);
        }
        for response in entries(operation, "responses") {
            let name = format!("{place}, response {}", response.key);
            self.bodies(&name, &response.value);
            self.add(name, response.position, &response.value, Kind::Other);
        }
    }

    fn parameter(&mut self, place: &str, parameter: &'a Node) {
        let name = parameter.get("name").and_then(Node::text);
        let name = format!("{place}, parameter {}", name.unwrap_or_default());
        self.add(name, parameter.position, parameter, Kind::Parameter);
    }

    /// Adds the properties of the schemas of a request body or a response.
    fn bodies(&mut self, place: &str, node: &'a Node) {
        for media_type in entries(node, "content") {
            if let Some(schema) = media_type.value.get("schema") {
                self.properties(place, schema);
            }
        }
    }

    fn properties(&mut self, place: &str, schema: &'a Node) {
        for property in entries(schema, "properties") {
            let name = format!("{place}.{}", property.key);
            self.properties(&name, &property.value);
            let required = is_required(schema, &property.key);
            self.add(
                name,
                property.position,
                &property.value,
                Kind::Property { required },
            );
        }
        for list in ["allOf", "oneOf", "anyOf"] {
            for part in items(schema, list) {
                self.properties(place, part);
            }
        }
        if let Some(of) = schema.get("items") {
            self.properties(place, of);
        }
    }
}
