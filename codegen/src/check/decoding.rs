//! A check that finds the parts which the types of the crate `openapiv3` cannot decode. progenitor
//! uses these types.

use openapiv3 as openapi;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Checker;
use crate::position::Position;
use crate::shape::{Part, parts_below};
use crate::tree::Node;

impl<'a> Checker<'a> {
    /// Reports the innermost parts that cannot be decoded, with the reason. If another check has
    /// already reported a problem inside such a part, this check does not report the part.
    pub(super) fn decoding(&mut self) {
        let known = self.findings.iter().map(|one| one.position).collect();
        let root = self.root;
        self.undecodable(root.position, root, Part::Document, &known);
    }

    /// Returns whether a part cannot be decoded. `position` is the position of its key.
    fn undecodable(
        &mut self,
        position: Position,
        node: &'a Node,
        part: Part,
        known: &Vec<Position>,
    ) -> bool {
        let Err(reason) = decode(part, &node.to_json()) else {
            return false;
        };
        let mut is_below = false;
        for (position, node, part) in parts_below(node, part) {
            is_below |= self.undecodable(position, node, part, known);
        }
        let inside = position..=node.last();
        if !is_below && !known.iter().any(|known| inside.contains(known)) {
            self.report(
                "undecodable",
                position,
                format!("this part of the contract is not valid OpenAPI 3.0: {reason}"),
                "compare this part with a similar part of the contract, and look for a missing or \
                 misspelled key",
            );
        }
        true
    }
}

fn decode(part: Part, json: &Value) -> Result<(), String> {
    fn is<T: DeserializeOwned>(json: &Value) -> Result<(), String> {
        let decoded = T::deserialize(json).map(drop);
        decoded.map_err(|error| error.to_string())
    }
    match part {
        // If a `ReferenceOr<T>` cannot be decoded, the error says only that no variant matches. To
        // get a precise reason, this code decodes only the reference.
        _ if json.get("$ref").is_some() => is::<openapi::ReferenceOr<()>>(json),
        Part::Document => is::<openapi::OpenAPI>(json),
        Part::Info => is::<openapi::Info>(json),
        Part::Server => is::<openapi::Server>(json),
        Part::Tag => is::<openapi::Tag>(json),
        Part::ExternalDocs => is::<openapi::ExternalDocumentation>(json),
        Part::Components => is::<openapi::Components>(json),
        Part::PathItem => is::<openapi::PathItem>(json),
        Part::Operation => is::<openapi::Operation>(json),
        Part::Parameter => is::<openapi::Parameter>(json),
        Part::RequestBody => is::<openapi::RequestBody>(json),
        Part::Response => is::<openapi::Response>(json),
        Part::MediaType => is::<openapi::MediaType>(json),
        Part::Header => is::<openapi::Header>(json),
        // `additionalProperties` may be a boolean.
        Part::Schema if json.is_boolean() => Ok(()),
        Part::Schema => is::<openapi::Schema>(json),
        Part::Example => is::<openapi::Example>(json),
        Part::Link => is::<openapi::Link>(json),
        Part::SecurityScheme => is::<openapi::SecurityScheme>(json),
    }
}
