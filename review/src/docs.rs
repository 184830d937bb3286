//! Shows a contract as one HTML page. The page ends with the text of the contract, and each part of
//! the page links to its lines in the text. The page needs no network. If a server shows the page,
//! the page also has forms that call the operations.

mod changes;
mod parts;
mod try_it;

use maud::{DOCTYPE, Markup, PreEscaped, html};
use tallyfy_codegen::Node;

use self::changes::Changes;
use self::parts::{line, prose, provenance};
pub use self::try_it::TryIt;
use crate::openapi::outline::{entries, items, methods};
use crate::{Api, Contract, Diff, LoadedContract};

const STYLE: &str = include_str!("docs/style.css");

/// Returns the page of a contract, with its operations, schemas, sources and text. With `try_it`,
/// the page has a form for each operation. With `since`, the page marks the changes since an older
/// contract.
#[must_use]
pub fn page(loaded: &LoadedContract, try_it: Option<&TryIt>, since: Option<&Diff>) -> String {
    let page = Page {
        contract: &loaded.contract,
        api: &loaded.api,
        root: &loaded.tree,
        try_it,
        changes: Changes::of(loaded, since),
    };
    page.whole().into_string()
}

struct Page<'a> {
    contract: &'a Contract,
    api: &'a Api,
    root: &'a Node,
    try_it: Option<&'a TryIt>,
    changes: Changes<'a>,
}

impl Page<'_> {
    fn whole(&self) -> Markup {
        let info = |key| self.root.at(&["info", key]).and_then(Node::text);
        let title = info("title").unwrap_or("API contract");
        html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    title { (title) }
                    @if self.try_it.is_some() {
                        // Without this line, the browser would request an icon from the server.
                        link rel="icon" href="data:,";
                    }
                    style nonce=[self.try_it.map(|try_it| &try_it.nonce)] { (PreEscaped(STYLE)) }
                }
                body {
                    a.skip href="#main" { "Skip to the operations" }
                    header {
                        h1 { (title) @if let Some(version) = info("version") { " " small { (version) } } }
                        p { (prose(info("description").unwrap_or_default())) }
                        (self.contents())
                    }
                    main #main {
                        (self.changes.section())
                        section aria-labelledby="operations" {
                            h2 #operations { "Operations" }
                            (self.access())
                            @for (path, method) in self.operations() {
                                (self.operation(path, &method.key, &method.value, method.position.line))
                            }
                        }
                        (self.shared())
                        section aria-labelledby="schemas" {
                            h2 #schemas { "Schemas" }
                            @for schema in self.components("schemas") {
                                (self.schema(&schema.key, &schema.value, schema.position.line))
                            }
                        }
                        (self.sources())
                        (self.text())
                    }
                    (self.script())
                }
            }
        }
    }

    fn operations(&self) -> impl Iterator<Item = (&str, &tallyfy_codegen::Entry)> {
        entries(self.root, "paths")
            .iter()
            .flat_map(|path| methods(&path.value).map(move |method| (path.key.as_str(), method)))
    }

    fn components(&self, section: &str) -> &[tallyfy_codegen::Entry] {
        let components = self.root.get("components");
        components.map_or(&[], |components| entries(components, section))
    }

    fn contents(&self) -> Markup {
        html! {
            nav aria-label="Contents" {
                ul {
                    @if self.changes.is_any() { li { a href="#changes" { "Changes" } } }
                    @for (_, method) in self.operations() {
                        @let id = method.value.get("operationId").and_then(Node::text).unwrap_or(&method.key);
                        li { a href={ "#operation-" (id) } { (id) } }
                    }
                    li { a href="#schemas" { "Schemas" } }
                    li { a href="#sources" { "Sources" } }
                    li { a href="#text" { "Contract as YAML" } }
                }
            }
        }
    }

    fn operation(&self, path: &str, method: &str, operation: &Node, at: usize) -> Markup {
        let text = |key| operation.get(key).and_then(Node::text).unwrap_or_default();
        let id = text("operationId");
        let generated = self.api.operations().iter().find(|one| one.id == id);
        let signature = generated.and_then(|one| self.api.signature(one));
        html! {
            article #{ "operation-" (id) } {
                h3 { (id) " " (line(at)) }
                (self.changes.at(at))
                p.request { span.method { (method.to_uppercase()) } " " code { (path) } }
                p { (prose(text("description"))) }
                (provenance(operation))
                @if let Some(signature) = signature {
                    pre.rust tabindex="0" aria-label="Rust signature" { code { (signature) } }
                }
                @let parameters = items(operation, "parameters");
                @if !parameters.is_empty() {
                    h4 { "Parameters" }
                    ul.fields {
                        @for parameter in parameters { (self.parameter(parameter)) }
                    }
                }
                @if let Some(body) = operation.entry("requestBody") {
                    h4 { "Request body " (line(body.position.line)) }
                    (self.changes.at(body.position.line))
                    (self.body(&body.value))
                }
                (self.form(path, method, operation))
                h4 { "Responses" }
                ul.fields {
                    @for response in entries(operation, "responses") {
                        li {
                            strong { (response.key) } " " (line(response.position.line)) " "
                            (self.changes.at(response.position.line))
                            (self.body(&response.value))
                        }
                    }
                }
            }
        }
    }

    fn parameter(&self, node: &Node) -> Markup {
        if let Some(reference) = node.get("$ref").and_then(Node::text) {
            return html! { li { (self.reference(reference)) } };
        }
        let text = |key| node.get(key).and_then(Node::text).unwrap_or_default();
        html! {
            li {
                strong { (text("name")) } " in " (text("in")) " "
                @if let Some(schema) = node.get("schema") { "— " (self.kind(schema)) " " }
                (line(node.position.line))
                (self.changes.at(node.position.line))
                p { (prose(text("description"))) }
                (provenance(node))
            }
        }
    }

    /// Shows a request body or a response, with its schemas and examples.
    fn body(&self, node: &Node) -> Markup {
        if let Some(reference) = node.get("$ref").and_then(Node::text) {
            return self.reference(reference);
        }
        let description = node.get("description").and_then(Node::text);
        html! {
            (prose(description.unwrap_or_default()))
            (provenance(node))
            @for media_type in entries(node, "content") {
                p {
                    code { (media_type.key) }
                    @if let Some(schema) = media_type.value.get("schema") { " " (self.kind(schema)) }
                }
                @for example in entries(&media_type.value, "examples") {
                    @let summary = example.value.get("summary").and_then(Node::text);
                    details {
                        summary { "Example " (example.key) @if let Some(text) = summary { ": " (prose(text)) } }
                        @if let Some(value) = example.value.get("value") {
                            pre tabindex="0" { code { (format!("{:#}", value.to_json())) } }
                        }
                    }
                }
            }
        }
    }

    /// Shows the components that several operations refer to.
    fn shared(&self) -> Markup {
        html! {
            section aria-labelledby="shared" {
                h2 #shared { "Shared parameters, headers and responses" }
                ul.fields {
                    @for section in ["parameters", "headers", "responses"] {
                        @for entry in self.components(section) {
                            @let node = &entry.value;
                            li #{ (section) "-" (entry.key) } {
                                strong { (entry.key) } " " (line(entry.position.line)) " "
                                (self.changes.at(entry.position.line))
                                @if let Some(schema) = node.get("schema") { (self.kind(schema)) " " }
                                @match section {
                                    "responses" => (self.body(node)),
                                    _ => {
                                        p { (prose(node.get("description").and_then(Node::text).unwrap_or_default())) }
                                        (provenance(node))
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    fn schema(&self, name: &str, schema: &Node, at: usize) -> Markup {
        let description = schema.get("description").and_then(Node::text);
        html! {
            article #{ "schemas-" (name) } {
                h3 { (name) " " (line(at)) }
                (self.changes.at(at))
                p { (self.kind(schema)) }
                p { (prose(description.unwrap_or_default())) }
                (provenance(schema))
                (self.properties(schema, self.api.type_of(name).as_deref()))
            }
        }
    }

    /// Shows the properties of an object. A property for which the Rust type has a field has the
    /// type of the field.
    fn properties(&self, schema: &Node, of: Option<&str>) -> Markup {
        let required: Vec<&str> = items(schema, "required")
            .iter()
            .filter_map(Node::text)
            .collect();
        let properties = entries(schema, "properties");
        html! {
            @if !properties.is_empty() {
                ul.fields {
                    @for property in properties {
                        @let node = &property.value;
                        @let rust = of.and_then(|of| self.api.field(of, &property.key));
                        li {
                            strong { (property.key) } " " (self.kind(node))
                            @if required.contains(&property.key.as_str()) { ", required" }
                            " " (line(property.position.line))
                            (self.changes.at(property.position.line))
                            @if let Some(rust) = rust { br; code.rust { (rust) } }
                            p { (prose(node.get("description").and_then(Node::text).unwrap_or_default())) }
                            (provenance(node))
                            (self.properties(node, None))
                        }
                    }
                }
            }
            @for list in ["allOf", "oneOf", "anyOf"] {
                @for part in items(schema, list) { (self.properties(part, None)) }
            }
        }
    }

    /// Describes the type of a schema in a few words.
    fn kind(&self, schema: &Node) -> Markup {
        if let Some(reference) = schema.get("$ref").and_then(Node::text) {
            return self.reference(reference);
        }
        let text = |key| schema.get(key).and_then(Node::text);
        let is_nullable = schema.get("nullable").map(Node::to_json) == Some(true.into());
        let values = items(schema, "enum");
        html! {
            @if let Some(kind) = text("type") { (kind) }
            @if let Some(format) = text("format") { " (" (format) ")" }
            @if let Some(of) = schema.get("items") { " of " (self.kind(of)) }
            @for (list, word) in [("allOf", "all of "), ("oneOf", "one of "), ("anyOf", "any of ")] {
                @let parts = items(schema, list);
                @if !parts.is_empty() {
                    (word)
                    @for (index, part) in parts.iter().enumerate() {
                        @if index > 0 { ", " }
                        (self.kind(part))
                    }
                }
            }
            @if !values.is_empty() {
                ": "
                @for (index, value) in values.iter().enumerate() {
                    @if index > 0 { ", " }
                    code { (value.text().map_or_else(|| value.to_json().to_string(), str::to_owned)) }
                }
            }
            @if is_nullable { " or null" }
        }
    }

    /// Returns a link to the target of a `$ref`.
    fn reference(&self, reference: &str) -> Markup {
        let mut keys = reference.rsplit('/');
        let name = keys.next().unwrap_or(reference);
        let section = keys.next().unwrap_or_default();
        html! { a href={ "#" (section) "-" (name) } { (name) } }
    }

    fn sources(&self) -> Markup {
        html! {
            section aria-labelledby="sources" {
                h2 #sources { "Sources" }
                dl {
                    @for source in entries(self.root, "x-sources") {
                        dt #{ "source-" (source.key) } { (source.key) }
                        dd { (source.value.text().unwrap_or_default()) }
                    }
                }
            }
        }
    }

    fn text(&self) -> Markup {
        html! {
            section aria-labelledby="text" {
                h2 #text { (self.contract.file) }
                pre.text tabindex="0" {
                    @for (index, text) in self.contract.text.lines().enumerate() {
                        @let number = index + 1;
                        span #{ "L" (number) } class=[self.changes.class(number)] { a href={ "#L" (number) } { (number) } " " (text) "\n" }
                    }
                }
            }
        }
    }
}
