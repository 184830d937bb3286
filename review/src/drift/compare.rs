//! The comparison of two descriptions. One function compares parameters, bodies and properties.

use std::collections::HashSet;

use tallyfy_codegen::{Node, Position};

use super::document::{Document, at};
use super::operations::{Operation, operations, segments};
use super::shape::{Field, is_true, text};
use super::{Change, Difference, Place};
use crate::parts::{entries, items};

/// The headers that OpenAPI does not describe as parameters.
const OTHER_HEADERS: [&str; 3] = ["accept", "authorization", "content-type"];

/// Compares two documents.
pub(super) fn compare<'n>(
    contract: &'n Document<'n>,
    vendor: &'n Document<'n>,
) -> Result<Vec<Difference>, String> {
    let paths = entries(&contract.root, "paths").iter();
    let roots = paths.filter_map(|path| segments(&path.key).into_iter().next());
    let roots: Vec<String> = roots.collect();
    let (own, other) = (operations(contract, &roots)?, operations(vendor, &roots)?);
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
    let mut comparison = Comparison {
        contract,
        vendor,
        ignored: headers
            .map(|name| format!("header parameter {name}"))
            .collect(),
        operation: String::new(),
        http: String::new(),
        compared: HashSet::new(),
        found: Vec::new(),
    };
    for own in &own {
        let id = own.node.get("operationId").and_then(Node::text);
        comparison.operation = id.unwrap_or(&own.http).to_owned();
        comparison.http.clone_from(&own.http);
        let place = || Some(Place::of(own.position, own.node, None));
        if other.iter().all(|other| other.key != own.key) {
            comparison.push("operation", Change::removed(None), place(), None);
        }
        for other in other.iter().filter(|other| other.key == own.key) {
            if is_true(other.node, "deprecated") && !is_true(own.node, "deprecated") {
                let change = Change::of("supported", "deprecated");
                comparison.push("operation", change, place(), Some(other.position));
            }
            comparison.compared.clear();
            let left = (own.fields.as_slice(), own.position);
            comparison.fields("", left, (&other.fields, other.position))?;
        }
    }
    let tags = items(&contract.root, "tags").iter();
    let tags: Vec<&str> = tags.filter_map(|tag| tag.get("name")?.text()).collect();
    // A path is in scope if it begins with a path of the contract. The last segment of this path
    // may also be the name of a tag, such as `members`.
    let is_in_scope = |other: &&Operation<'_>| {
        own.iter().any(|own| {
            let (own, other) = (own.key.iter().skip(1), other.key.iter().skip(1));
            let length = own.len();
            let is_same = |(number, (own, other)): (usize, (&String, &String))| {
                own == other || number + 1 == length && tags.contains(&other.as_str())
            };
            other.len() >= length && own.zip(other).enumerate().all(is_same)
        })
    };
    for other in other
        .iter()
        .filter(is_in_scope)
        .filter(|other| !is_known(other))
    {
        comparison.operation.clone_from(&other.http);
        comparison.http.clone_from(&other.http);
        let position = Some(other.position);
        comparison.push("operation", Change::added(None), None, position);
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
    /// The pairs of schemas that were compared, and their side. A schema can contain itself.
    compared: HashSet<(String, Position, Position)>,
    found: Vec<Difference>,
}

/// The fields of a part, and the position of this part.
type Fields<'a, 'n> = (&'a [Field<'n>], Position);

impl<'n> Comparison<'n> {
    /// Compares the fields of two parts.
    fn fields(
        &mut self,
        path: &str,
        own: Fields<'_, 'n>,
        other: Fields<'_, 'n>,
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
            // A path always contains its parameters. Few descriptions contain error bodies.
            let is_path = field.name.starts_with("path parameter");
            let is_implied = is_path || field.name == "error body";
            let name = match is_path.then(|| text(field.part, "name")) {
                Some(name) => format!("path parameter {name}"),
                None => join(&field.name),
            };
            let mut is_missing = !is_implied;
            for other in right.iter().filter(|other| other.name == field.name) {
                is_missing = false;
                self.pair(&name, field, other)?;
            }
            if is_missing {
                let shape = field.shape(self.contract, 0)?;
                let place = Place::of(field.position, field.part, shape.conflict);
                let change = Change::removed(Some(shape.text));
                self.push(&name, change, Some(place), Some(other.1));
            }
        }
        for field in right.iter().filter(|field| !names.contains(&field.name)) {
            let change = Change::added(Some(field.shape(self.vendor, 0)?.text));
            let (place, position) = (Some(Place::at(own.1)), Some(field.position));
            self.push(&join(&field.name), change, place, position);
        }
        Ok(())
    }

    /// Compares two parts with the same name, and the fields in them.
    ///
    /// In responses, the contract intentionally allows more than the vendor describes. So an
    /// optional or nullable field of the contract is not a difference.
    fn pair(&mut self, path: &str, own: &Field<'n>, other: &Field<'n>) -> Result<(), String> {
        let (left, right) = (own.shape(self.contract, 0)?, other.shape(self.vendor, 0)?);
        let mut change = |old: &str, new: &str| {
            let place = Place::of(own.position, own.part, left.conflict);
            self.push(
                path,
                Change::of(old, new),
                Some(place),
                Some(other.position),
            );
        };
        if left.text != right.text {
            change(&left.text, &right.text);
        }
        let is_received = path.starts_with("response") || path.starts_with("error");
        match (own.required.unwrap_or(false), other.required) {
            (true, Some(false)) => change("required", "optional"),
            (false, Some(true)) if !is_received => change("optional", "required"),
            _ => {}
        }
        if right.nullable && !left.nullable {
            change("not nullable", "nullable");
        }
        if is_true(other.part, "deprecated") && !is_true(own.part, "deprecated") {
            change("supported", "deprecated");
        }
        let (mut left, mut right, mut path) = (left, right, path.to_owned());
        let side = path.split(' ').next().unwrap_or_default().to_owned();
        while self
            .compared
            .insert((side.clone(), left.position, right.position))
        {
            if left.is_object(&right) {
                let own = (left.fields.as_slice(), left.position);
                self.fields(&path, own, (&right.fields, right.position))?;
            }
            let (Some(own), Some(other)) = (&left.items, &right.items) else {
                break;
            };
            (left, right) = (own.shape(self.contract, 0)?, other.shape(self.vendor, 0)?);
            path += "[]";
        }
        Ok(())
    }

    /// Adds a difference. If another operation has the same difference in the same schemas, the
    /// existing difference gets the name of this operation.
    fn push(
        &mut self,
        part: &str,
        change: Change,
        contract: Option<Place>,
        vendor: Option<Position>,
    ) {
        let vendor = vendor.map(Place::at);
        let leaf = part.rsplit(['.', ' ']).next();
        let same = self.found.iter_mut().find(|found| {
            (&found.change, &found.contract, &found.vendor) == (&change, &contract, &vendor)
                && found.part.rsplit(['.', ' ']).next() == leaf
        });
        match same {
            Some(found) if found.operation == self.operation => {}
            Some(found) if found.also_in.contains(&self.operation) => {}
            Some(found) => found.also_in.push(self.operation.clone()),
            None => self.found.push(Difference {
                operation: self.operation.clone(),
                http: self.http.clone(),
                difference: change.text(part),
                part: part.to_owned(),
                change,
                contract,
                vendor,
                also_in: Vec::new(),
                reason: None,
            }),
        }
    }
}
