//! The structure of OpenAPI 3.0: the kinds of objects, their keys, and the values of these keys.

use crate::tree::Node;

/// A kind of OpenAPI object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// The complete document.
    Document,
    /// The `info` object.
    Info,
    /// A server.
    Server,
    /// A tag.
    Tag,
    /// External documentation.
    ExternalDocs,
    /// The `components` object.
    Components,
    /// A path item.
    PathItem,
    /// An operation.
    Operation,
    /// A parameter.
    Parameter,
    /// A request body.
    RequestBody,
    /// A response.
    Response,
    /// A media type of a body.
    MediaType,
    /// A response header.
    Header,
    /// A schema.
    Schema,
    /// An example value for a body or a parameter.
    Example,
    /// An OpenAPI `link` in a response.
    Link,
    /// A security scheme.
    SecurityScheme,
}

/// The kind of value that belongs to a key of an OpenAPI object.
#[derive(Clone, Copy, Debug)]
pub enum Below {
    /// A value that is not a [`Part`], or a value that does not affect a client.
    Data,
    /// One [`Part`].
    One(Part),
    /// A map whose values are parts. The author of the contract chooses the keys of the map.
    Map(Part),
    /// A list of parts.
    List(Part),
}

use Below::{Data, List, Map, One};

impl Part {
    /// Returns the fixed keys that OpenAPI defines for this part, and the kind of each value.
    /// Extension keys, which begin with `x-`, are valid everywhere, so this list does not contain
    /// them.
    #[must_use]
    pub fn keys(self) -> &'static [(&'static str, Below)] {
        match self {
            Part::Document => &[
                ("openapi", Data),
                ("info", One(Part::Info)),
                ("servers", List(Part::Server)),
                ("paths", Map(Part::PathItem)),
                ("components", One(Part::Components)),
                ("security", Data),
                ("tags", List(Part::Tag)),
                ("externalDocs", One(Part::ExternalDocs)),
            ],
            Part::Info => &[
                ("title", Data),
                ("description", Data),
                ("termsOfService", Data),
                ("contact", Data),
                ("license", Data),
                ("version", Data),
            ],
            Part::Server => &[("url", Data), ("description", Data), ("variables", Data)],
            Part::Tag => &[
                ("name", Data),
                ("description", Data),
                ("externalDocs", One(Part::ExternalDocs)),
            ],
            Part::ExternalDocs => &[("description", Data), ("url", Data)],
            Part::Components => &[
                ("schemas", Map(Part::Schema)),
                ("responses", Map(Part::Response)),
                ("parameters", Map(Part::Parameter)),
                ("examples", Map(Part::Example)),
                ("requestBodies", Map(Part::RequestBody)),
                ("headers", Map(Part::Header)),
                ("securitySchemes", Map(Part::SecurityScheme)),
                ("links", Map(Part::Link)),
                ("callbacks", Data),
            ],
            Part::PathItem => &[
                ("$ref", Data),
                ("summary", Data),
                ("description", Data),
                ("get", One(Part::Operation)),
                ("put", One(Part::Operation)),
                ("post", One(Part::Operation)),
                ("delete", One(Part::Operation)),
                ("options", One(Part::Operation)),
                ("head", One(Part::Operation)),
                ("patch", One(Part::Operation)),
                ("trace", One(Part::Operation)),
                ("servers", List(Part::Server)),
                ("parameters", List(Part::Parameter)),
            ],
            Part::Operation => &[
                ("tags", Data),
                ("summary", Data),
                ("description", Data),
                ("externalDocs", One(Part::ExternalDocs)),
                ("operationId", Data),
                ("parameters", List(Part::Parameter)),
                ("requestBody", One(Part::RequestBody)),
                ("responses", Map(Part::Response)),
                ("callbacks", Data),
                ("deprecated", Data),
                ("security", Data),
                ("servers", List(Part::Server)),
            ],
            Part::Parameter => &[
                ("name", Data),
                ("in", Data),
                ("description", Data),
                ("required", Data),
                ("deprecated", Data),
                ("allowEmptyValue", Data),
                ("style", Data),
                ("explode", Data),
                ("allowReserved", Data),
                ("schema", One(Part::Schema)),
                ("example", Data),
                ("examples", Map(Part::Example)),
                ("content", Map(Part::MediaType)),
            ],
            Part::Header => &[
                ("description", Data),
                ("required", Data),
                ("deprecated", Data),
                ("allowEmptyValue", Data),
                ("style", Data),
                ("explode", Data),
                ("allowReserved", Data),
                ("schema", One(Part::Schema)),
                ("example", Data),
                ("examples", Map(Part::Example)),
                ("content", Map(Part::MediaType)),
            ],
            Part::RequestBody => &[
                ("description", Data),
                ("content", Map(Part::MediaType)),
                ("required", Data),
            ],
            Part::Response => &[
                ("description", Data),
                ("headers", Map(Part::Header)),
                ("content", Map(Part::MediaType)),
                ("links", Map(Part::Link)),
            ],
            Part::MediaType => &[
                ("schema", One(Part::Schema)),
                ("example", Data),
                ("examples", Map(Part::Example)),
                ("encoding", Data),
            ],
            Part::Schema => &[
                ("title", Data),
                ("multipleOf", Data),
                ("maximum", Data),
                ("exclusiveMaximum", Data),
                ("minimum", Data),
                ("exclusiveMinimum", Data),
                ("maxLength", Data),
                ("minLength", Data),
                ("pattern", Data),
                ("maxItems", Data),
                ("minItems", Data),
                ("uniqueItems", Data),
                ("maxProperties", Data),
                ("minProperties", Data),
                ("required", Data),
                ("enum", Data),
                ("type", Data),
                ("allOf", List(Part::Schema)),
                ("oneOf", List(Part::Schema)),
                ("anyOf", List(Part::Schema)),
                ("not", One(Part::Schema)),
                ("items", One(Part::Schema)),
                ("properties", Map(Part::Schema)),
                ("additionalProperties", One(Part::Schema)),
                ("description", Data),
                ("format", Data),
                ("default", Data),
                ("nullable", Data),
                ("discriminator", Data),
                ("readOnly", Data),
                ("writeOnly", Data),
                ("xml", Data),
                ("externalDocs", One(Part::ExternalDocs)),
                ("example", Data),
                ("deprecated", Data),
            ],
            Part::Example => &[
                ("summary", Data),
                ("description", Data),
                ("value", Data),
                ("externalValue", Data),
            ],
            Part::Link => &[
                ("operationRef", Data),
                ("operationId", Data),
                ("parameters", Data),
                ("requestBody", Data),
                ("description", Data),
                ("server", One(Part::Server)),
            ],
            Part::SecurityScheme => &[
                ("type", Data),
                ("description", Data),
                ("name", Data),
                ("in", Data),
                ("scheme", Data),
                ("bearerFormat", Data),
                ("flows", Data),
                ("openIdConnectUrl", Data),
            ],
        }
    }

    /// Returns the section of `components` that contains parts of this kind. If OpenAPI expects a
    /// part of this kind, a `$ref` has to refer to this section.
    #[must_use]
    pub fn section(self) -> Option<&'static str> {
        let (section, _) = Part::Components
            .keys()
            .iter()
            .find(|(_, below)| matches!(below, Map(part) if *part == self))?;
        Some(section)
    }

    /// Returns the name that OpenAPI gives to this kind of part.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Part::Document => "document",
            Part::Info => "info",
            Part::Server => "server",
            Part::Tag => "tag",
            Part::ExternalDocs => "external documentation",
            Part::Components => "components",
            Part::PathItem => "path",
            Part::Operation => "operation",
            Part::Parameter => "parameter",
            Part::RequestBody => "request body",
            Part::Response => "response",
            Part::MediaType => "media type",
            Part::Header => "header",
            Part::Schema => "schema",
            Part::Example => "example",
            Part::Link => "link",
            Part::SecurityScheme => "security scheme",
        }
    }
}

/// Calls `visit` with a node and with each part below it. The argument `part` is the kind of the
/// node.
///
/// The function does not follow a `$ref`. The function ignores other keys next to a `$ref`, because
/// OpenAPI also ignores them.
pub fn walk<'a>(node: &'a Node, part: Part, visit: &mut impl FnMut(&'a Node, Part)) {
    visit(node, part);
    if node.get("$ref").is_some() {
        return;
    }
    for (key, below) in part.keys() {
        let Some(value) = node.get(key) else { continue };
        match below {
            Data => {}
            One(part) => walk(value, *part, visit),
            List(part) => value
                .items()
                .iter()
                .for_each(|item| walk(item, *part, visit)),
            Map(part) => {
                // OpenAPI allows extensions in the maps of paths and responses. The key of an
                // extension is not a path and not a status code.
                let is_extension = |key: &str| {
                    matches!(part, Part::PathItem | Part::Response) && key.starts_with("x-")
                };
                let entries = value.entries().iter();
                for entry in entries.filter(|entry| !is_extension(&entry.key)) {
                    walk(&entry.value, *part, visit);
                }
            }
        }
    }
}
