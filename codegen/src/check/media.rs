//! Checks of request bodies and of media types.

use super::Checker;
use crate::tree::{Entry, Node};

/// The media types of request bodies that are supported by both progenitor's code and the client's
/// runtime.
const BODY_TYPES: [&str; 4] = [
    "application/json",
    "application/octet-stream",
    "text/plain",
    "text/x-markdown",
];

impl<'a> Checker<'a> {
    /// Checks the request body of an operation.
    pub(super) fn request_body(&mut self, operation: &'a Node) {
        let Some(entry) = operation.entry("requestBody") else {
            return;
        };
        let body = self.resolve(&entry.value);
        if body.get("$ref").is_some() {
            return; // The target is missing.
        }
        let media_types = body.get("content").map_or(&[][..], Node::entries);
        if media_types.is_empty() {
            self.report(
                "missing-schema",
                entry.position,
                "the request body has no `content`, so the client would send no body",
                "add `content` with a media type and a schema",
            );
        }
        if media_types.len() > 1 {
            self.report(
                "two-media-types",
                media_types[1].position,
                "the request body has more than one media type",
                "keep only the media type that the client must send",
            );
        }
        for media_type in media_types {
            let essence = media_type.key.split(';').next().unwrap_or_default();
            let schema = media_type.value.entry("schema");
            if !BODY_TYPES.contains(&essence) {
                self.report(
                    "unsendable-body",
                    media_type.position,
                    format!("the client cannot send the media type `{}`", media_type.key),
                    format!("use one of these media types: {}", BODY_TYPES.join(", ")),
                );
            } else if schema.is_none_or(|schema| !schema.value.is_mapping()) {
                self.report(
                    "missing-schema",
                    media_type.position,
                    "the request body has no schema",
                    "add a `schema`",
                );
            } else if essence == "application/json" {
                self.encoding(media_type);
            } else {
                self.raw_body(essence, media_type);
            }
        }
    }

    /// Checks a request body that progenitor sends as plain text or as bytes.
    fn raw_body(&mut self, essence: &str, media_type: &'a Entry) {
        let (expected, format) = match essence {
            "application/octet-stream" => ("`type: string` with `format: binary`", Some("binary")),
            _ => ("`type: string`", None),
        };
        let Some(schema) = media_type.value.entry("schema") else {
            return;
        };
        let text = |key: &str| schema.value.get(key).and_then(Node::text);
        let limits = ["enum", "nullable", "minLength", "maxLength", "pattern"];
        let is_plain = text("type") == Some("string")
            && text("format") == format
            && limits.iter().all(|key| schema.value.get(key).is_none());
        if !is_plain {
            self.report(
                "unsendable-body",
                schema.position,
                format!(
                    "for the media type `{essence}`, progenitor supports only the schema {expected}"
                ),
                format!(
                    "use the schema {expected}, and move all other keywords to the description"
                ),
            );
        }
    }

    /// Reports the keyword `encoding` if the media type of the body is JSON.
    pub(super) fn encoding(&mut self, media_type: &'a Entry) {
        if let Some(encoding) = media_type.value.entry("encoding")
            && !encoding.value.entries().is_empty()
        {
            self.report(
                "media-encoding",
                encoding.position,
                "this JSON body has an `encoding`",
                "delete the `encoding`, which applies only to forms and multipart bodies",
            );
        }
    }
}

/// Returns whether a media type is `application/json`, with or without parameters.
pub(super) fn is_json(media_type: &str) -> bool {
    media_type == "application/json" || media_type.starts_with("application/json;")
}
