//! The operations of a description, with their parameters, request bodies and responses as fields.

use tallyfy_codegen::{Entry, Node};

use super::document::Document;
use super::shape::{Field, is_true, text};
use crate::openapi::outline::{entries, items, methods};

/// The media types of a form. Only the first one can send a file.
const FORMS: [&str; 2] = ["multipart/form-data", "application/x-www-form-urlencoded"];

/// An operation.
pub(super) struct Operation<'n> {
    /// The method and the path, as the document has them.
    pub(super) http: String,
    /// The method and the segments of the path. Each placeholder is `{}`.
    pub(super) key: Vec<String>,
    pub(super) entry: &'n Entry,
    path_item: &'n Node,
    /// The names of the placeholders in the path.
    placeholders: Vec<String>,
}

/// Returns the operations of a document whose path `is_in_scope` accepts.
///
/// The key of an operation omits the segments before the first segment that `roots` contains, such
/// as a base path or a version.
pub(super) fn operations<'n>(
    document: &'n Document<'_>,
    roots: &[String],
    is_in_scope: impl Fn(&[String]) -> bool,
) -> Result<Vec<Operation<'n>>, String> {
    let base = text(&document.root, "basePath");
    let server = items(&document.root, "servers").first();
    let prefix = server.map_or(base, |server| text(server, "url"));
    let mut operations = Vec::new();
    for path in entries(&document.root, "paths") {
        let mut placeholders = Vec::new();
        let segments = segments(&format!("{prefix}/{}", path.key)).into_iter();
        let segments = segments.skip_while(|segment| !roots.contains(segment));
        let segments = segments.map(|segment| match segment.strip_prefix('{') {
            Some(name) => {
                placeholders.push(name.trim_end_matches('}').to_owned());
                "{}".to_owned()
            }
            None => segment,
        });
        let segments: Vec<String> = segments.collect();
        if segments.is_empty() || !is_in_scope(&segments) {
            continue;
        }
        let path_item = document.resolve(&path.value)?;
        for entry in methods(path_item) {
            let method = entry.key.to_uppercase();
            operations.push(Operation {
                http: format!("{method} {}", path.key),
                key: [&[method], segments.as_slice()].concat(),
                entry,
                path_item,
                placeholders: placeholders.clone(),
            });
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

impl<'n> Operation<'n> {
    /// Returns the parameters and bodies. Path parameters are numbered, because their names differ.
    pub(super) fn fields(&self, document: &'n Document<'_>) -> Result<Vec<Field<'n>>, String> {
        let node = &self.entry.value;
        let media_types = |key| {
            let own = Some(items(node, key)).filter(|own| !own.is_empty());
            let listed = own.unwrap_or(items(&document.root, key));
            listed.iter().filter_map(Node::text)
        };
        let (mut fields, mut form) = (Vec::<Field<'n>>::new(), Vec::new());
        // A parameter of the operation replaces a parameter of the path with the same name.
        let parameters = items(node, "parameters").iter();
        for parameter in parameters.chain(items(self.path_item, "parameters")) {
            let part = document.resolve(parameter)?;
            let (place, name) = (text(part, "in"), text(part, "name"));
            let required = Some(is_true(part, "required"));
            let is_csv = is_csv(document, part);
            let new = |name| Field::new(name, part.position, part, required, is_csv);
            let field = match place {
                "body" => Field {
                    required: required.filter(|required| *required),
                    media_type: media_type(media_types("consumes")),
                    ..new("request body".to_owned())
                },
                "formData" => {
                    form.push(new(name.to_owned()));
                    continue;
                }
                "path" => {
                    let number = self.placeholders.iter().position(|other| other == name);
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
            let given = media_types("consumes").find(|name| FORMS.contains(name));
            let has_file = form.iter().any(|field| text(field.part, "type") == "file");
            let default = if has_file { FORMS[0] } else { FORMS[1] };
            let mut body = Field::new("request body".to_owned(), *position, part, None, false);
            body.media_type = given.or(Some(default));
            body.form = form;
            fields.push(body);
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
            let json = contents.iter().find(|entry| is_json(&entry.key));
            let (node, media_type) = match (json, contents.first()) {
                (Some(json), _) => (&json.value, None),
                (None, Some(first)) => (&first.value, Some(first.key.as_str())),
                (None, None) => (part, media_type(media_types("produces"))),
            };
            if let Some(schema) = node.get("schema") {
                let required = part.get("required").map(|_| is_true(part, "required"));
                let body = Field::new(name.to_owned(), entry.position, part, required, false);
                let body = Field { schema, ..body };
                fields.push(Field { media_type, ..body });
            }
        }
        Ok(fields)
    }
}

/// Returns whether a media type is JSON, or allows it.
fn is_json(media_type: &str) -> bool {
    media_type.contains("json") || media_type == "*/*"
}

/// Returns the first media type of a list. Returns `None` if JSON is in the list.
fn media_type<'n>(mut names: impl Iterator<Item = &'n str> + Clone) -> Option<&'n str> {
    let json = names.clone().find(|name| is_json(name));
    names.next().filter(|_| json.is_none())
}

/// Returns whether a parameter sends a list as text with commas.
fn is_csv(document: &Document<'_>, part: &Node) -> bool {
    match part.get("explode") {
        _ if document.is_swagger() => matches!(text(part, "collectionFormat"), "" | "csv"),
        Some(explode) => explode.to_json() == false,
        None => text(part, "in") != "query",
    }
}
