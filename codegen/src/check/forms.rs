//! A check of the values of keys: whether each value has the kind that OpenAPI defines for its key.

use serde_json::Value;

use super::Checker;
use crate::finding::{Finding, Patch};
use crate::shape::{Below, Part, walk};
use crate::tree::{Entry, Node};

impl<'a> Checker<'a> {
    /// Reports every value of a wrong kind, such as a text instead of a list.
    pub(super) fn forms(&mut self) {
        let mut parts = Vec::new();
        walk(self.root, Part::Document, &mut |node, part| {
            if node.get("$ref").is_none() {
                parts.push((node, part));
            }
        });
        for (node, part) in parts {
            for (key, below) in part.keys() {
                let Some(entry) = node.entry(key) else {
                    continue;
                };
                // Another check says more about these values.
                if part == Part::Document && matches!(*key, "info" | "paths") {
                    continue;
                }
                let form = match below {
                    Below::Data => match form(part, key) {
                        Form::Number if is_integer(node) => Form::Integer,
                        form => form,
                    },
                    // A schema may also be a boolean here.
                    Below::One(_) if *key == "additionalProperties" => Form::SchemaOrBoolean,
                    Below::One(_) | Below::Map(_) => Form::Mapping,
                    Below::List(_) => Form::List,
                };
                self.form(entry, form);
                self.items(entry, *below);
            }
        }
    }

    fn form(&mut self, entry: &'a Entry, form: Form) {
        let json = entry.value.to_json();
        let is_known = |known: &Finding| known.position == entry.value.position;
        if form.allows(&json) || self.findings.iter().any(is_known) {
            return;
        }
        let shown = match &json {
            Value::Object(_) => "a mapping".to_owned(),
            Value::Array(_) => "a list".to_owned(),
            scalar => format!("`{scalar}`"),
        };
        self.report(
            "undecodable",
            entry.position,
            format!(
                "the value of `{}` is {shown}, not {}",
                entry.key,
                form.name()
            ),
            format!("write {}", form.name()),
        );
        let patch = match (&json, form) {
            (Value::Number(_) | Value::Bool(_), Form::Text) => {
                let (_, written) = self.lines.split(entry.value.position);
                let written = written.split([' ', ',', ']', '}']).next();
                let written = written.unwrap_or_default();
                let quoted = format!("'{written}'");
                self.lines.rewrite(entry.value.position, written, &quoted)
            }
            (Value::String(text), _) if form.allows_unquoted(text) => {
                let rewrite = |quote| {
                    let written = format!("{quote}{text}{quote}");
                    self.lines.rewrite(entry.value.position, &written, text)
                };
                rewrite('\'').or_else(|| rewrite('"'))
            }
            (Value::String(text), Form::TextList) => {
                let (indent, _) = self.lines.split(entry.position);
                let with = vec![
                    format!("{indent}{}:", entry.key),
                    format!("{indent}  - {text}"),
                ];
                let line = entry.position.line;
                let is_plain = self.lines.delete(entry).is_some() && !text.contains([':', '#']);
                is_plain.then_some(Patch { line, with })
            }
            _ => None,
        };
        self.patch(patch);
    }

    /// Reports every part of a map or a list that is not a mapping.
    fn items(&mut self, entry: &'a Entry, below: Below) {
        let parts: Vec<(_, &Node)> = match below {
            Below::Map(part) => {
                let entries = entry.value.entries().iter();
                let entries = entries.filter(|entry| !part.is_extension(&entry.key));
                entries
                    .map(|entry| (entry.position, &entry.value))
                    .collect()
            }
            Below::List(_) => {
                let items = entry.value.items().iter();
                items.map(|item| (item.position, item)).collect()
            }
            Below::Data | Below::One(_) => return,
        };
        for (position, _) in parts.iter().filter(|(_, node)| !node.is_mapping()) {
            self.report(
                "undecodable",
                *position,
                format!("this value of `{}` is not a mapping", entry.key),
                "write the keys of the value below it, each on its own line",
            );
        }
    }
}

/// Returns whether the numbers of a schema have to be integers of 64 bits.
fn is_integer(schema: &Node) -> bool {
    schema.get("type").and_then(Node::text) == Some("integer")
}

/// The kind of value that a key has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Any,
    Text,
    Boolean,
    BooleanOrNumber,
    Count,
    Integer,
    Number,
    Positive,
    List,
    TextList,
    Mapping,
    SchemaOrBoolean,
}

impl Form {
    fn name(self) -> &'static str {
        match self {
            Form::Any => "a value",
            Form::Text => "a string",
            Form::Boolean | Form::BooleanOrNumber => "`true` or `false`",
            Form::Count => "an integer from 0 to 18446744073709551615",
            Form::Integer => "an integer from -9223372036854775808 to 9223372036854775807",
            Form::Number => "a number",
            Form::Positive => "a number greater than 0",
            Form::List => "a list",
            Form::TextList => "a list of strings",
            Form::Mapping => "a mapping",
            Form::SchemaOrBoolean => "a schema, `true` or `false`",
        }
    }

    fn allows(self, value: &Value) -> bool {
        match self {
            Form::Any => true,
            Form::Text => value.is_string(),
            Form::Boolean => value.is_boolean(),
            Form::BooleanOrNumber => value.is_boolean() || value.is_number(),
            Form::Count => value.is_u64(),
            Form::Integer => value.is_i64(),
            Form::Number => value.is_number(),
            Form::Positive => value.as_f64().is_some_and(|number| number > 0.0),
            Form::List => value.is_array(),
            Form::TextList => {
                let items = value.as_array();
                items.is_some_and(|items| items.iter().all(Value::is_string))
            }
            Form::Mapping => value.is_object(),
            Form::SchemaOrBoolean => value.is_object() || value.is_boolean(),
        }
    }

    /// Returns whether a text is an allowed number or boolean in its usual notation.
    fn allows_unquoted(self, text: &str) -> bool {
        let value = serde_json::from_str(text).unwrap_or(Value::Null);
        let usual = value.to_string();
        (value.is_number() || value.is_boolean()) && usual == text && self.allows(&value)
    }
}

/// Returns the kind of value that a key has, if the value is not a [`Part`].
fn form(part: Part, key: &str) -> Form {
    match key {
        "maxLength" | "minLength" | "maxItems" | "minItems" | "maxProperties" | "minProperties" => {
            Form::Count
        }
        "maximum" | "minimum" => Form::Number,
        "multipleOf" => Form::Positive,
        "exclusiveMaximum" | "exclusiveMinimum" => Form::BooleanOrNumber,
        "required" if part == Part::Schema => Form::TextList,
        "required" | "uniqueItems" | "nullable" | "readOnly" | "writeOnly" | "deprecated"
        | "allowEmptyValue" | "explode" | "allowReserved" => Form::Boolean,
        "tags" => Form::TextList,
        "enum" | "security" => Form::List,
        "contact" | "license" | "variables" | "callbacks" | "encoding" | "discriminator"
        | "xml" | "flows" | "parameters" => Form::Mapping,
        // This check accepts these values. Other checks validate some of them, and OpenAPI allows
        // any value for the others.
        "$ref" | "openapi" | "operationId" | "default" | "example" | "value" | "requestBody" => {
            Form::Any
        }
        _ => Form::Text,
    }
}
