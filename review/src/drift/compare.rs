//! The comparison of two descriptions. One function compares parameters, bodies and properties.

use std::collections::HashSet;

use tallyfy_codegen::{Node, Position};

use super::document::{Document, at};
use super::operations::{Operation, operations, segments};
use super::shape::{Field, is_true, target, text};
use super::{Difference, Place};
use crate::openapi::outline::{entries, items};

/// The headers that OpenAPI does not describe as parameters.
const OTHER_HEADERS: [&str; 3] = ["accept", "authorization", "content-type"];

/// The kind of a difference, and the text of each side.
type Change<'a> = (&'static str, Option<&'a str>, Option<&'a str>);

/// Compares two documents.
pub(super) fn compare<'n>(
    contract: &'n Document<'n>,
    vendor: &'n Document<'n>,
) -> Result<Vec<Difference>, String> {
    let paths = entries(&contract.root, "paths").iter();
    let roots = paths.filter_map(|path| segments(&path.key).into_iter().next());
    let roots: Vec<String> = roots.collect();
    let own = operations(contract, &roots, |_| true)?;
    let tags = items(&contract.root, "tags").iter();
    let tags: Vec<&str> = tags.filter_map(|tag| tag.get("name")?.text()).collect();
    // A path is in scope if it begins with a path of the contract. The last segment of this path
    // may also be the name of a tag, such as `members`.
    let other = operations(vendor, &roots, |path| {
        let is_below = |own: &Operation<'_>| {
            let (last, parents) = own.key.get(1..)?.split_last()?;
            let next = path.strip_prefix(parents)?.first()?;
            Some(next == last || tags.contains(&next.as_str()))
        };
        own.iter().any(|own| is_below(own) == Some(true))
    })?;
    let is_known = |other: &Operation<'_>| own.iter().any(|own| own.key == other.key);
    if !other.iter().any(is_known) {
        let message = format!(
            "the document has {} paths, but no operation of {}; name a description of this API",
            entries(&vendor.root, "paths").len(),
            contract.file
        );
        return Err(at(vendor.file, vendor.root.position, &message));
    }
    let schemes = contract.root.at(&["components", "securitySchemes"]);
    let schemes = schemes.map_or(&[][..], Node::entries).iter();
    let headers = schemes.filter_map(|scheme| scheme.value.get("name")?.text());
    let headers = headers.chain(OTHER_HEADERS).map(str::to_lowercase);
    let ignored = headers.map(|name| format!("header parameter {name}"));
    let mut comparison = Comparison {
        contract,
        vendor,
        ignored: ignored.collect(),
        operation: String::new(),
        http: String::new(),
        compared: HashSet::new(),
        found: Vec::new(),
    };
    for own in &own {
        let (node, position) = (&own.entry.value, own.entry.position);
        let id = node.get("operationId").and_then(Node::text);
        comparison.operation = id.unwrap_or(&own.http).to_owned();
        comparison.http.clone_from(&own.http);
        let place = Place::of(position, node, None);
        if other.iter().all(|other| other.key != own.key) {
            comparison.push("operation", ("removed", None, None), Some(&place), None);
        }
        for other in other.iter().filter(|other| other.key == own.key) {
            let position = other.entry.position;
            if is_true(&other.entry.value, "deprecated") && !is_true(node, "deprecated") {
                let change = ("changed", Some("supported"), Some("deprecated"));
                comparison.push("operation", change, Some(&place), Some(position));
            }
            comparison.compared.clear();
            let (left, right) = (own.fields(contract)?, other.fields(vendor)?);
            comparison.fields("", (&left, &place), (&right, position))?;
        }
    }
    for other in other.iter().filter(|other| !is_known(other)) {
        comparison.operation.clone_from(&other.http);
        comparison.http.clone_from(&other.http);
        let position = Some(other.entry.position);
        comparison.push("operation", ("added", None, None), None, position);
    }
    Ok(comparison.found)
}

struct Comparison<'n> {
    contract: &'n Document<'n>,
    vendor: &'n Document<'n>,
    /// The names of the parameters that are not compared.
    ignored: Vec<String>,
    /// The name of the compared operation.
    operation: String,
    /// The method and the path of the compared operation.
    http: String,
    /// The compared pairs of schemas, each with its side: `request`, `response` or `error`, or the
    /// kind of the parameter. A schema can contain itself.
    compared: HashSet<(String, Position, Position)>,
    found: Vec<Difference>,
}

impl<'n> Comparison<'n> {
    /// Compares the fields of two parts. Each part has its fields and its position.
    fn fields(
        &mut self,
        path: &str,
        own: (&[Field<'n>], &Place),
        other: (&[Field<'n>], Position),
    ) -> Result<(), String> {
        // A property that is only read is not part of a request.
        let is_request = path.starts_with("request");
        let excluded = if is_request { "readOnly" } else { "writeOnly" };
        let used = |fields: &[Field<'n>]| -> Vec<Field<'n>> {
            let is_used = |field: &&Field<'n>| {
                !is_true(field.part, excluded) && !self.ignored.contains(&field.name)
            };
            fields.iter().filter(is_used).cloned().collect()
        };
        let (left, right) = (used(own.0), used(other.0));
        let join = |name: &str| match path.strip_suffix(" body") {
            _ if path.is_empty() => name.to_owned(),
            Some(side) => format!("{side} field {name}"),
            None => format!("{path}.{name}"),
        };
        let mut names = HashSet::new();
        for field in &left {
            // The contract describes the same body for several statuses.
            if !names.insert(&field.name) {
                continue;
            }
            // The vendor may omit path parameters and error bodies. A missing one is not a
            // difference.
            let is_path = field.name.starts_with("path parameter");
            let is_implied = is_path || field.name == "error body";
            let name = match is_path.then(|| text(field.part, "name")) {
                Some(name) => format!("path parameter {name}"),
                None => join(&field.name),
            };
            let same = right.iter().filter(|other| other.name == field.name);
            if !is_implied && same.clone().next().is_none() {
                let shape = field.shape(self.contract, 0)?;
                let place = Place::of(field.position, field.part, shape.conflict);
                let change = ("removed", Some(shape.text.as_str()), None);
                self.push(&name, change, Some(&place), Some(other.1));
            }
            for other in same {
                self.pair(&name, field, other)?;
            }
        }
        for field in right.iter().filter(|field| !names.contains(&field.name)) {
            let text = field.shape(self.vendor, 0)?.text;
            let (name, change) = (join(&field.name), ("added", None, Some(text.as_str())));
            self.push(&name, change, Some(own.1), Some(field.position));
        }
        Ok(())
    }

    /// Compares two parts with the same name, and the fields in them.
    ///
    /// In responses, the contract intentionally allows more than the vendor describes. So a field
    /// of the contract may be optional or nullable, and may allow more types and values.
    fn pair(&mut self, path: &str, own: &Field<'n>, other: &Field<'n>) -> Result<(), String> {
        let (left, right) = (own.shape(self.contract, 0)?, other.shape(self.vendor, 0)?);
        let side = path.split(' ').next().unwrap_or_default().to_owned();
        let is_received = matches!(side.as_str(), "response" | "error");
        let states_null = !self.vendor.is_swagger();
        let mut change = |old: &str, new: &str| {
            let place = Place::of(own.position, own.part, left.conflict);
            let change = ("changed", Some(old), Some(new));
            self.push(path, change, Some(&place), Some(other.position));
        };
        let is_same = own.media_type == other.media_type && left.allows(&right);
        if !is_same || !is_received && !right.allows(&left) {
            change(&left.text, &right.text);
        }
        match (own.required.unwrap_or(false), other.required) {
            (true, Some(false)) => change("required", "optional"),
            (false, Some(true)) if !is_received => change("optional", "required"),
            _ => {}
        }
        match (left.allows_null(), right.allows_null()) {
            (false, _) if right.nullable => change("not nullable", "nullable"),
            (_, false) if !is_received && left.nullable && states_null => {
                change("nullable", "not nullable");
            }
            _ => {}
        }
        if is_true(other.part, "deprecated") && !is_true(own.part, "deprecated") {
            change("supported", "deprecated");
        }
        let old = target(self.contract, own.schema)?;
        let new = target(self.vendor, other.schema)?;
        if !self.compared.insert((side, old.position, new.position)) {
            return Ok(());
        }
        if left.types.contains("object") && right.types.contains("object") {
            let place = Place::of(old.position, old, left.conflict);
            self.fields(path, (&left.fields, &place), (&right.fields, new.position))?;
        }
        if let (Some(items), Some(other)) = (left.items, right.items) {
            // The sources are beside the array, not beside its items.
            let part = own.part;
            self.pair(&format!("{path}[]"), &Field { part, ..items }, &other)?;
        }
        Ok(())
    }

    /// Adds a difference. If another operation has the same difference in the same schemas, the
    /// existing difference gets the name of this operation.
    fn push(
        &mut self,
        part: &str,
        (change, old, new): Change<'_>,
        own: Option<&Place>,
        other: Option<Position>,
    ) {
        let leaf = part.rsplit(['.', ' ']).next();
        let same = self.found.iter_mut().find(|found| {
            (found.change, found.old.as_deref(), found.new.as_deref()) == (change, old, new)
                && (found.contract.as_ref(), found.vendor) == (own, other)
                && found.part.rsplit(['.', ' ']).next() == leaf
        });
        match same {
            Some(found) if found.operation == self.operation => {}
            Some(found) if found.also_in.contains(&self.operation) => {}
            Some(found) => found.also_in.push(self.operation.clone()),
            None => self.found.push(Difference {
                operation: self.operation.clone(),
                http: self.http.clone(),
                difference: match (old, new) {
                    (Some(old), Some(new)) => format!("{change} {part} from {old} to {new}"),
                    (Some(text), None) | (None, Some(text)) => format!("{change} {part} ({text})"),
                    (None, None) => format!("{change} {part}"),
                },
                part: part.to_owned(),
                change,
                old: old.map(str::to_owned),
                new: new.map(str::to_owned),
                contract: own.cloned(),
                vendor: other,
                also_in: Vec::new(),
                reason: None,
            }),
        }
    }
}
