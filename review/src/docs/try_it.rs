//! Shows forms that call the operations of the server of the page. The forms are hidden until the
//! script `try.js` detects that a server sent the page. Without scripts, the page is the same as a
//! page in a file.

use maud::{Markup, PreEscaped, html};
use serde_json::{Map, Value};
use tallyfy_codegen::Node;

use super::Page;
use crate::openapi::outline::{entries, items};

const SCRIPT: &str = include_str!("try.js");

/// The server to which the forms of a page send requests.
#[allow(missing_debug_implementations, reason = "it has an access token")]
pub struct TryIt {
    /// The nonce of the server's Content-Security-Policy. Scripts and styles of the page need this
    /// nonce.
    pub nonce: String,
    /// The path that precedes the paths of the API, such as `/api`. The path is empty, or has no
    /// slash at its end.
    pub prefix: String,
    /// The initial access token.
    pub token: String,
    /// The initial values of parameters, by the names of the parameters.
    pub values: Vec<(String, String)>,
}

impl TryIt {
    /// Returns the placeholders that the program `tallyfy-sandbox` replaces when it serves a page.
    #[must_use]
    pub fn placeholders() -> TryIt {
        TryIt {
            nonce: "{{nonce}}".to_owned(),
            prefix: "{{prefix}}".to_owned(),
            token: "{{token}}".to_owned(),
            values: vec![("org_id".to_owned(), "{{organization}}".to_owned())],
        }
    }
}

impl Page<'_> {
    /// Shows the fields that all forms use.
    pub(super) fn access(&self) -> Markup {
        html! {
            @if let Some(TryIt { prefix, token, .. }) = self.try_it {
                div.try #server data-prefix=(prefix) hidden {
                    p {
                        "You can try each operation. Its form sends a request to "
                        strong #server-url {} ", the server of this page."
                    }
                    label for="server-token" { "Access token" }
                    input #server-token value=(token) autocomplete="off" autocapitalize="off" spellcheck="false";
                }
            }
        }
    }

    /// Shows the form of an operation.
    pub(super) fn form(&self, path: &str, method: &str, operation: &Node) -> Markup {
        let Some(try_it) = self.try_it else {
            return Markup::default();
        };
        let id = operation.get("operationId").and_then(Node::text);
        let id = id.unwrap_or(method);
        let shared = self.root.at(&["paths", path]);
        let shared = shared.map_or(&[][..], |shared| items(shared, "parameters"));
        let parameters = shared.iter().chain(items(operation, "parameters"));
        html! {
            details.try #{ "try-" (id) } hidden {
                summary { "Try " (id) }
                form data-method=(method.to_uppercase()) data-path=(path) data-operation=(id) autocomplete="off" {
                    @for parameter in parameters {
                        (self.input(try_it, id, path, self.meant(parameter)))
                    }
                    @if let Some(body) = operation.get("requestBody") {
                        (self.body_input(id, self.meant(body)))
                    }
                    button { "Send " (id) }
                    p.status role="status" aria-live="polite" {}
                    div.answer hidden {
                        p { code.sent {} }
                        dl {}
                        pre tabindex="0" aria-label={ "Response body of " (id) } { code {} }
                    }
                }
            }
        }
    }

    /// Returns the script of the forms, which is the end of the page.
    pub(super) fn script(&self) -> Markup {
        html! {
            @if let Some(TryIt { nonce, .. }) = self.try_it {
                script nonce=(nonce) { (PreEscaped(SCRIPT)) }
            }
        }
    }

    fn input(&self, try_it: &TryIt, operation: &str, path: &str, parameter: &Node) -> Markup {
        let text = |key| parameter.get(key).and_then(Node::text).unwrap_or_default();
        let (name, place) = (text("name"), text("in"));
        let id = format!("try-{operation}-{name}");
        let hint = format!("{id}-hint");
        let schema = parameter.get("schema").map(|schema| self.meant(schema));
        let values = schema.map_or(&[][..], |schema| items(schema, "enum"));
        let kind = schema.and_then(|schema| schema.get("type")?.text());
        let is_required = parameter.get("required").map(Node::to_json) == Some(true.into());
        let begin = try_it.values.iter().find(|(of, _)| of == name);
        let value = begin.map(|(_, value)| value.as_str());
        let lists = self.lists(path, name).filter(|_| value.is_none());
        html! {
            label for=(id) {
                (name) " "
                small { (place) @if is_required { ", required" } }
            }
            @if values.is_empty() {
                input id=(id) name=(name) data-in=(place) value=[value] required[is_required]
                    inputmode=[(kind == Some("integer")).then_some("numeric")]
                    data-from=[lists] aria-describedby=[lists.map(|_| &hint)]
                    autocapitalize="off" spellcheck="false";
            } @else {
                select id=(id) name=(name) data-in=(place) required[is_required] {
                    option value="" {}
                    @for value in values {
                        option { (value.text().map_or_else(|| value.to_json().to_string(), str::to_owned)) }
                    }
                }
            }
            @if let Some(lists) = lists {
                small #(hint) {
                    "Use an id from a response of " a href={ "#operation-" (lists) } { (lists) } "."
                }
            }
        }
    }

    /// Returns the operation that lists the objects whose ids a path parameter accepts. The
    /// operation has the part of the path before the parameter.
    fn lists(&self, path: &str, parameter: &str) -> Option<&str> {
        let (before, _) = path.split_once(&format!("/{{{parameter}}}"))?;
        let mut operations = self.api.operations().iter();
        let list = operations.find(|one| one.http_method == "GET" && one.path == before);
        list.map(|list| list.id.as_str())
    }

    fn body_input(&self, operation: &str, body: &Node) -> Markup {
        let Some(media_type) = entries(body, "content").first() else {
            return Markup::default();
        };
        let id = format!("try-{operation}-body");
        let mut examples = Vec::new();
        for example in entries(&media_type.value, "examples") {
            let meant = self.meant(&example.value);
            let summary = meant.get("summary").and_then(Node::text);
            let name = match summary {
                Some(summary) => format!("{}: {summary}", example.key),
                None => example.key.clone(),
            };
            examples.extend(meant.get("value").map(|value| (name, value.to_json())));
        }
        if examples.is_empty() {
            let schema = media_type.value.get("schema");
            let smallest = schema.map_or(Value::Null, |schema| self.smallest(schema, "body", 0));
            examples.push((String::new(), smallest));
        }
        // The example with the most properties is first, because a server may require a property
        // that other examples omit.
        examples.sort_by_key(|(_, value)| std::cmp::Reverse(value.as_object().map_or(0, Map::len)));
        let examples = examples.iter();
        let texts: Vec<(&str, String)> = examples
            .map(|(name, value)| (name.as_str(), format!("{value:#}")))
            .collect();
        let first = texts.first().map_or("", |(_, text)| text.as_str());
        html! {
            @if texts.len() > 1 {
                label for={ (id) "-example" } { "Example" }
                select id={ (id) "-example" } data-for=(id) {
                    @for (name, text) in &texts { option value=(text) { (name) } }
                }
            }
            label for=(id) { "Body " small { (media_type.key) } }
            textarea id=(id) data-in="body" data-type=(media_type.key)
                rows=(first.lines().count().clamp(3, 20)) autocapitalize="off" spellcheck="false" {
                // HTML removes one line break at the beginning of a textarea.
                "\n" (first)
            }
        }
    }

    /// Returns a small value that matches a schema. The value has the required properties, or the
    /// first property if none is required.
    fn smallest(&self, schema: &Node, name: &str, depth: usize) -> Value {
        let schema = self.meant(schema);
        let given = ["example", "default"].map(|key| schema.get(key));
        let first_of = |list| items(schema, list).first();
        if let Some(given) = given.into_iter().flatten().chain(first_of("enum")).next() {
            return given.to_json();
        }
        let parts = ["allOf", "oneOf", "anyOf"].map(first_of);
        let kind = schema.get("type").and_then(Node::text).unwrap_or_default();
        match (kind, parts.into_iter().flatten().next()) {
            // Schemas may refer to each other in a cycle.
            _ if depth > 8 => Value::Null,
            ("", Some(part)) => self.smallest(part, name, depth + 1),
            ("boolean", _) => true.into(),
            ("integer" | "number", _) => schema.get("minimum").map_or(1.into(), Node::to_json),
            ("array", _) => Value::Array(Vec::new()),
            ("string", _) => match schema.get("format").and_then(Node::text) {
                Some("email") => "somebody@example.com".into(),
                _ => format!("A {name}").into(),
            },
            _ => {
                let required = items(schema, "required").iter();
                let required: Vec<&str> = required.filter_map(Node::text).collect();
                let properties = entries(schema, "properties").iter().enumerate();
                let wanted = properties.filter(|(index, property)| match required.as_slice() {
                    [] => *index == 0,
                    required => required.contains(&property.key.as_str()),
                });
                let wanted = wanted.map(|(_, one)| {
                    let value = self.smallest(&one.value, &one.key, depth + 1);
                    (one.key.clone(), value)
                });
                Value::Object(wanted.collect())
            }
        }
    }

    /// Returns the target of a reference. Returns the node itself if it is not a reference.
    fn meant<'a>(&'a self, node: &'a Node) -> &'a Node {
        self.root.referenced_by(node).unwrap_or(node)
    }
}
