//! The operations of a description, with their parameters, request bodies and responses as fields.

use tallyfy_codegen::{Entry, Node, Position};

use super::document::Document;
use super::shape::{CSV, Field, JSON, is_true, text};
use crate::parts::{entries, items, methods};

/// An operation.
pub(super) struct Operation<'n> {
    /// The method and the path, as the document has them.
    pub(super) http: String,
    /// The method and the segments of the path, without a prefix and without names of placeholders.
    pub(super) key: Vec<String>,
    pub(super) position: Position,
    pub(super) node: &'n Node,
    /// The parameters and bodies.
    pub(super) fields: Vec<Field<'n>>,
}

/// Returns the operations of a document.
///
/// A path begins with its first segment that is one of `roots`. So the key of an operation has no
/// server prefix, base path or version. Path parameters are numbered, because their names differ.
pub(super) fn operations<'n>(
    document: &'n Document<'_>,
    roots: &[String],
) -> Result<Vec<Operation<'n>>, String> {
    let base = text(&document.root, "basePath");
    let server = items(&document.root, "servers").first();
    let prefix = server.map_or(base, |server| text(server, "url"));
    let mut operations = Vec::new();
    for path in entries(&document.root, "paths") {
        let segments = segments(&format!("{prefix}/{}", path.key));
        let is_prefix = |segment: &String| !roots.contains(segment);
        let segments: Vec<String> = segments.into_iter().skip_while(is_prefix).collect();
        if segments.is_empty() {
            continue;
        }
        let item = document.resolve(&path.value)?;
        for method in methods(item) {
            operations.push(operation(document, path, item, method, &segments)?);
        }
    }
    Ok(operations)
}

/// Returns the segments of a path.
pub(super) fn segments(path: &str) -> Vec<String> {
    path.split('/')
        .filter(|segment| !segment.is_empty())
        .map(str::to_owned)
        .collect()
}

fn operation<'n>(
    document: &'n Document<'_>,
    path: &Entry,
    item: &'n Node,
    method: &'n Entry,
    segments: &[String],
) -> Result<Operation<'n>, String> {
    let node = &method.value;
    let is_placeholder = |segment: &&String| segment.starts_with('{');
    let media_type = |key| match items(node, key) {
        [] => media_type(items(&document.root, key)),
        own => media_type(own),
    };
    let (mut fields, mut form) = (Vec::<Field<'n>>::new(), Vec::new());
    // A parameter of the operation replaces a parameter of the path with the same name.
    let parameters = items(node, "parameters").iter();
    for parameter in parameters.chain(items(item, "parameters")) {
        let part = document.resolve(parameter)?;
        let (place, name) = (text(part, "in"), text(part, "name"));
        let required = Some(is_true(part, "required"));
        let encoding = if is_csv(document, part) { CSV } else { JSON };
        let new = |name| Field::new(name, part.position, part, required, encoding.to_owned());
        let field = match place {
            "body" => Field {
                required: required.filter(|required| *required),
                encoding: media_type("consumes"),
                ..new("request body".to_owned())
            },
            "formData" => {
                form.push(new(name.to_owned()));
                continue;
            }
            "path" => {
                let mut names = segments.iter().filter(is_placeholder);
                let number = names.position(|other| other.trim_matches(['{', '}']) == name);
                let number = number.map_or(name.to_owned(), |number| number.to_string());
                new(format!("path parameter {number}"))
            }
            "header" => new(format!("header parameter {}", name.to_lowercase())),
            place => new(format!("{place} parameter {name}")),
        };
        if fields.iter().all(|other| other.name != field.name) {
            fields.push(field);
        }
    }
    if let Some(Field { position, part, .. }) = form.first() {
        let (name, encoding) = ("request body".to_owned(), "form data".to_owned());
        let body = Field::new(name, *position, part, None, encoding);
        fields.push(Field { form, ..body });
    }
    let responses = entries(node, "responses").iter();
    let has_success = responses.clone().any(|entry| entry.key.starts_with('2'));
    let bodies = responses.filter_map(|entry| match entry.key.as_bytes().first() {
        Some(b'2') => Some(("response body", entry)),
        Some(b'd') if !has_success => Some(("response body", entry)),
        Some(b'4' | b'5' | b'd') => Some(("error body", entry)),
        _ => None,
    });
    let request = node.entry("requestBody");
    let request = request.map(|entry| ("request body", entry)).into_iter();
    for (name, entry) in request.chain(bodies) {
        let part = document.resolve(&entry.value)?;
        let contents = entries(part, "content");
        let json = contents.iter().find(|entry| entry.key.contains("json"));
        let (node, encoding) = match json.or(contents.first()) {
            Some(content) => (&content.value, content.key.clone()),
            None => (part, media_type("produces")),
        };
        if let Some(schema) = node.get("schema") {
            let required = part.get("required").map(|_| is_true(part, "required"));
            let body = Field::new(name.to_owned(), entry.position, part, required, encoding);
            fields.push(Field { schema, ..body });
        }
    }
    let http_method = method.key.to_uppercase();
    let normal = |segment: &String| match segment.as_bytes() {
        [b'{', ..] => "{}".to_owned(),
        _ => segment.clone(),
    };
    Ok(Operation {
        http: format!("{http_method} {}", path.key),
        key: std::iter::once(http_method)
            .chain(segments.iter().map(normal))
            .collect(),
        position: method.position,
        node,
        fields,
    })
}

/// Returns the JSON media type of a list, or the first media type. The default is JSON.
fn media_type(listed: &[Node]) -> String {
    let mut names = listed.iter().filter_map(Node::text);
    let json = names.clone().find(|name| name.contains("json"));
    json.or(names.next()).unwrap_or(JSON).to_owned()
}

/// Returns whether a parameter sends a list as text with commas.
fn is_csv(document: &Document<'_>, part: &Node) -> bool {
    match part.get("explode") {
        _ if document.is_swagger() => matches!(text(part, "collectionFormat"), "" | "csv"),
        Some(explode) => explode.to_json() == false,
        None => text(part, "in") != "query",
    }
}
