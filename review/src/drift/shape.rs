//! Fields and their shapes: the types, values, properties and items of a schema, after references
//! are followed and parts are combined.

use std::collections::BTreeSet;

use serde_json::Value;
use tallyfy_codegen::{Entry, Node, Position};

use super::document::{Document, MAX_REFERENCES};
use crate::openapi::outline::{entries, items};

/// A parameter, a body, a property, or the items of an array.
#[derive(Clone)]
pub(super) struct Field<'n> {
    pub(super) name: String,
    pub(super) position: Position,
    /// The node that has the description, the sources and the conflict.
    pub(super) part: &'n Node,
    /// `None` if the document does not state it.
    pub(super) required: Option<bool>,
    pub(super) schema: &'n Node,
    /// The form parameters of a body in Swagger 2.0.
    pub(super) form: Vec<Field<'n>>,
    /// The media type of a body that is not JSON.
    pub(super) media_type: Option<&'n str>,
    /// `true` for a parameter that sends a list as text with commas.
    pub(super) is_csv: bool,
}

/// The types of a field, and the fields in it.
#[derive(Default)]
pub(super) struct Shape<'n> {
    /// The types and values as text, such as `string (asc, desc)`.
    pub(super) text: String,
    pub(super) nullable: bool,
    pub(super) fields: Vec<Field<'n>>,
    pub(super) items: Option<Field<'n>>,
    /// The conflict of the schema, or of a schema that it refers to.
    pub(super) conflict: Option<&'n str>,
    pub(super) types: BTreeSet<&'n str>,
    values: BTreeSet<String>,
    required: BTreeSet<&'n str>,
}

/// The maximum number of nested arrays in the text of a shape. An array can contain itself.
const MAX_ARRAYS: usize = 4;

/// Returns the text of a key, or an empty text.
pub(super) fn text<'n>(node: &'n Node, key: &str) -> &'n str {
    node.get(key).and_then(Node::text).unwrap_or_default()
}

pub(super) fn is_true(node: &Node, key: &str) -> bool {
    node.get(key).is_some_and(|value| value.to_json() == true)
}

impl<'n> Field<'n> {
    pub(super) fn new(
        name: String,
        position: Position,
        part: &'n Node,
        required: Option<bool>,
        is_csv: bool,
    ) -> Field<'n> {
        let content = entries(part, "content").first();
        let schema = part.get("schema").or_else(|| content?.value.get("schema"));
        Field {
            name,
            position,
            part,
            required,
            // A parameter of Swagger 2.0 is its own schema.
            schema: schema.unwrap_or(part),
            form: Vec::new(),
            media_type: None,
            is_csv,
        }
    }

    fn property(entry: &'n Entry) -> Field<'n> {
        let (name, schema) = (entry.key.clone(), &entry.value);
        let field = Field::new(name, entry.position, schema, None, false);
        Field { schema, ..field }
    }

    /// Returns the types of the field, and the fields in it. `arrays` is the number of arrays
    /// around the field that the text also describes.
    pub(super) fn shape(
        &self,
        document: &'n Document<'_>,
        arrays: usize,
    ) -> Result<Shape<'n>, String> {
        let mut shape = Shape::default();
        if self.form.is_empty() {
            shape.add(document, self.schema, 0)?;
            // Authors often omit `required`. So a schema without `required` states nothing about
            // its properties.
            let required = std::mem::take(&mut shape.required);
            for field in shape.fields.iter_mut().filter(|_| !required.is_empty()) {
                field.required = Some(required.contains(field.name.as_str()));
            }
        } else {
            shape.types.insert("object");
            shape.fields.clone_from(&self.form);
        }
        if self.is_csv && shape.types.remove("array") {
            // A list with commas has the same form in a URL as a string.
            shape.types.insert("string");
            shape.items = None;
        }
        let types = shape.types.iter().copied().collect::<Vec<_>>();
        shape.text = match types.as_slice() {
            [] => "any type".to_owned(),
            types => types.join(" or "),
        };
        if let Some(items) = shape.items.as_ref().filter(|_| arrays + 1 < MAX_ARRAYS) {
            let of = items.shape(document, arrays + 1)?.text;
            shape.text = shape.text.replacen("array", &format!("array of {of}"), 1);
        }
        if !shape.values.is_empty() {
            let values = shape.values.iter().map(String::as_str);
            shape.text += &format!(" ({})", values.collect::<Vec<_>>().join(", "));
        }
        if let Some(media_type) = self.media_type {
            shape.text += &format!(" as {media_type}");
        }
        Ok(shape)
    }
}

/// Returns the schema that a schema refers to, with a `$ref` or as its only part.
pub(super) fn target<'n>(document: &'n Document<'_>, node: &'n Node) -> Result<&'n Node, String> {
    let node = document.resolve(node)?;
    let has_own = node.get("properties").or(node.get("required")).is_some();
    let parts = items(node, "allOf").iter().chain(alternatives(node));
    let mut parts = parts.filter(|part| !is_null(part));
    match (parts.next(), parts.next()) {
        (Some(only), None) if !has_own => target(document, only),
        _ => Ok(node),
    }
}

/// Returns the schemas of which a value has to match one.
fn alternatives(node: &Node) -> impl Iterator<Item = &Node> {
    items(node, "oneOf").iter().chain(items(node, "anyOf"))
}

fn is_null(node: &&Node) -> bool {
    text(node, "type") == "null"
}

impl<'n> Shape<'n> {
    fn add(
        &mut self,
        document: &'n Document<'_>,
        node: &'n Node,
        depth: usize,
    ) -> Result<(), String> {
        if depth > MAX_REFERENCES {
            return Err(document.recursive(node));
        }
        self.nullable |= is_true(node, "nullable") || is_true(node, "x-nullable");
        if let Some(reference) = node.get("$ref") {
            return self.add(document, document.target(reference)?, depth + 1);
        }
        let conflict = node.get("x-conflict").and_then(Node::text);
        self.conflict = self.conflict.or(conflict);
        self.add_types(node);
        self.add_fields(entries(node, "properties").iter().map(Field::property));
        let required = items(node, "required").iter();
        self.required.extend(required.filter_map(Node::text));
        let of = node.entry("items").map(Field::property);
        self.items = self.items.take().or(of);
        for part in items(node, "allOf") {
            self.add(document, part, depth + 1)?;
        }
        let (null, alternatives): (Vec<_>, Vec<_>) = alternatives(node).partition(is_null);
        self.nullable |= !null.is_empty();
        if let [only] = alternatives.as_slice() {
            return self.add(document, only, depth + 1);
        }
        let mut accepts_all_values = false;
        for part in alternatives {
            let mut other = Shape::default();
            other.add(document, part, depth + 1)?;
            accepts_all_values |= other.values.is_empty();
            self.nullable |= other.nullable;
            self.types.extend(other.types);
            self.values.extend(other.values);
            self.items = self.items.take().or(other.items);
            self.add_fields(other.fields.into_iter());
        }
        if accepts_all_values {
            self.values.clear();
        }
        Ok(())
    }

    /// Returns whether this shape allows all types and values of a different shape. The function
    /// does not compare null, properties and items.
    pub(super) fn allows(&self, other: &Shape<'_>) -> bool {
        let is_allowed = |name: &&str| {
            self.types.contains(name) || *name == "integer" && self.types.contains("number")
        };
        let are_allowed = !other.types.is_empty() && other.types.iter().all(is_allowed);
        let values = &other.values;
        let has_items = other.items.is_some() || !other.types.contains("array");
        (self.types.is_empty() || are_allowed)
            && (self.values.is_empty() || !values.is_empty() && values.is_subset(&self.values))
            && (self.items.is_none() || has_items)
    }

    pub(super) fn allows_null(&self) -> bool {
        self.nullable || self.types.is_empty()
    }

    fn add_fields(&mut self, fields: impl Iterator<Item = Field<'n>>) {
        for field in fields {
            if self.fields.iter().all(|other| other.name != field.name) {
                self.fields.push(field);
            }
        }
    }

    fn add_types(&mut self, node: &'n Node) {
        let given = node.get("type");
        let listed = given.into_iter().chain(items(node, "type"));
        let mut names: Vec<&str> = listed.filter_map(Node::text).collect();
        let constant = node.get("const").map(Node::to_json);
        let values = items(node, "enum").iter().map(Node::to_json);
        for value in values.chain(constant) {
            let name = match &value {
                Value::Null => "null",
                Value::String(_) => "string",
                Value::Bool(_) => "boolean",
                Value::Number(number) if !number.is_f64() => "integer",
                _ => "number",
            };
            if given.is_none() || value.is_null() {
                names.push(name);
            }
            if !value.is_null() {
                let text = value.as_str().map_or(value.to_string(), str::to_owned);
                self.values.insert(text);
            }
        }
        for (key, name) in [("properties", "object"), ("items", "array")] {
            if given.is_none() && node.get(key).is_some() {
                names.push(name);
            }
        }
        for name in names {
            match name {
                "null" => self.nullable = true,
                "string" if text(node, "format") == "binary" => _ = self.types.insert("file"),
                name => _ = self.types.insert(name),
            }
        }
    }
}
