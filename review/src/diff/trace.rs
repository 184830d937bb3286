//! Leads from an item of the Rust API to the lines of the contract that it comes from.

use std::collections::HashMap;
use std::rc::Rc;

use heck::{ToPascalCase as _, ToSnakeCase as _};
use tallyfy_codegen::{Entry, Node, Position};

use super::raw::{Part, Places, Raw, Root};
use crate::parts::{Outline, entries, items, last_line, methods};
use crate::{ItemChange, ItemKind, Judged, PublicItem, Reading};

/// The lines of both contracts that items come from.
pub(super) struct Trace {
    old: Side,
    new: Side,
    outlines: (Outline, Outline),
}

/// The lines of one contract.
struct Side {
    types: HashMap<String, Lines>,
    methods: HashMap<String, Lines>,
    /// By type, then by field.
    fields: HashMap<String, HashMap<String, Lines>>,
}

/// Where a part begins, and its last line.
#[derive(Clone, Copy)]
struct Lines {
    start: Position,
    end: usize,
}

impl Lines {
    fn of(start: Position, node: &Node) -> Lines {
        Lines {
            start,
            end: last_line(node).max(start.line),
        }
    }

    fn has(self, place: Option<Position>) -> bool {
        place.is_some_and(|place| (self.start.line..=self.end).contains(&place.line))
    }
}

/// Whether an item comes from a change, which these parts lead to.
type Is<'a> = dyn Fn(&Raw<'_>, &[Rc<Root>]) -> bool + 'a;

/// Codes of changes of operations and parameters that leave a method as it is.
const NOT_OF_SIGNATURES: [&str; 8] = [
    "credential-added",
    "credential-removed",
    "default-added",
    "default-changed",
    "default-removed",
    "operation-moved",
    "rewritten",
    "serialization-changed",
];

/// Codes of changes of what a method's signature names.
const OF_SIGNATURES: [&str; 2] = ["reference-changed", "schema-renamed"];

impl Trace {
    pub(super) fn of(old: &Reading, new: &Reading) -> Trace {
        Trace {
            old: Side::of(&old.tree),
            new: Side::of(&new.tree),
            outlines: (Outline::of(&old.tree), Outline::of(&new.tree)),
        }
    }

    /// The changes that an item's change comes from: those at the very place, or else those within
    /// it, or else those of what it names; words only where there is nothing else.
    pub(super) fn causes(&self, one: &Judged, told: &[(&Raw<'_>, &Vec<Rc<Root>>)]) -> Vec<usize> {
        let own = self.lines(one);
        let item = one.change.item();
        let owner = (self.old.owner(item), self.new.owner(item));
        let is_at = |raw: &Raw<'_>| {
            let is = |lines: Option<Lines>, place| lines.is_some_and(|l| Some(l.start) == place);
            raw.places()
                .any(|at| is(own.0, at.old) || is(own.1, at.new))
        };
        let is_within = |raw: &Raw<'_>, (old, new): (Option<Lines>, Option<Lines>)| {
            let has = |lines: Option<Lines>, place| lines.is_some_and(|l| l.has(place));
            raw.places().any(|at| has(old, at.old) || has(new, at.new))
        };
        let is_used = |roots: &[Rc<Root>], raw: &Raw<'_>| {
            let is_of = |root: &Rc<Root>| {
                let ids = [&root.old_operation, &root.new_operation];
                let is_method = ids.iter().any(|id| {
                    item.kind == ItemKind::Method
                        && item.path.rsplit("::").next() == Some(&id.to_snake_case())
                });
                is_method
                    && ((matches!(root.part, Part::Operation | Part::Parameter { .. })
                        && !NOT_OF_SIGNATURES.contains(&raw.code))
                        || (OF_SIGNATURES.contains(&raw.code) && names(item, raw)))
            };
            roots.iter().any(is_of)
        };
        let find = |is: &Is<'_>| -> Vec<usize> {
            let found = told.iter().enumerate();
            let found = found.filter(|(_, (raw, roots))| is(raw, roots));
            found.map(|(index, _)| index).collect()
        };
        let tiers: [&Is<'_>; 6] = [
            &|raw, _| raw.code != "words" && is_at(raw) && item.kind != ItemKind::Method,
            &|raw, roots| raw.code != "words" && is_used(roots, raw),
            &|raw, _| raw.code != "words" && is_within(raw, own),
            &|raw, _| OF_SIGNATURES.contains(&raw.code) && names(item, raw),
            &|raw, _| raw.code != "words" && is_within(raw, owner),
            &|raw, _| is_within(raw, own),
        ];
        let mut found = tiers.into_iter().map(find);
        found.find(|found| !found.is_empty()).unwrap_or_default()
    }

    /// Where the newer contract had what is gone: the place of the nearest part around it.
    pub(super) fn owner(&self, at: Places) -> Option<Position> {
        let (Some(gone), None) = (at.old, at.new) else {
            return None;
        };
        let (old, new) = &self.outlines;
        let position = |name: &str| new.named(name).map(|part| part.position);
        old.around(gone.line).find_map(|part| {
            let above = part.name.rsplit_once(['.', ',']).map(|(above, _)| above);
            position(&part.name).or_else(|| position(above?))
        })
    }

    /// What to say of a change within a schema that a hand-written type stands in for.
    pub(super) fn hand_written(&self, at: Places) -> Option<String> {
        let of = |outline: &Outline, place: Option<Position>| {
            outline.around(place?.line).find_map(|part| {
                let of = tallyfy_codegen::hand_written(&part.name)?;
                let name = of.trim_start_matches("crate::");
                Some(format!(
                    "`{}` is decoded by the hand-written type `{name}`, so update that type by hand",
                    part.name
                ))
            })
        };
        let (old, new) = &self.outlines;
        of(new, at.new).or_else(|| of(old, at.old))
    }

    /// Where an item comes from.
    pub(super) fn places(&self, one: &Judged) -> Places {
        let (old, new) = self.lines(one);
        Places::of(old.map(|lines| lines.start), new.map(|lines| lines.start))
    }

    fn lines(&self, one: &Judged) -> (Option<Lines>, Option<Lines>) {
        match &one.change {
            ItemChange::Added(item) => (self.old.owner(item), self.new.lines(item)),
            ItemChange::Removed(item) => (self.old.lines(item), self.new.owner(item)),
            ItemChange::Changed { old, new } => (self.old.lines(old), self.new.lines(new)),
        }
    }
}

/// Whether what an item is names what a change is about, as a schema that has another name.
fn names(item: &PublicItem, raw: &Raw<'_>) -> bool {
    let mut quoted = raw.what.split('`').skip(1).step_by(2);
    quoted.any(|name| item.is.contains(&name.to_pascal_case()))
}

impl Side {
    fn of(root: &Node) -> Side {
        let mut side = Side {
            types: HashMap::new(),
            methods: HashMap::new(),
            fields: HashMap::new(),
        };
        let schemas = root.at(&["components", "schemas"]);
        for schema in schemas.map_or(&[][..], Node::entries) {
            side.schema(
                root,
                schema.key.to_pascal_case(),
                schema.position,
                &schema.value,
            );
        }
        for method in entries(root, "paths")
            .iter()
            .flat_map(|path| methods(&path.value))
        {
            side.operation(root, method);
        }
        side
    }

    fn operation(&mut self, root: &Node, method: &Entry) {
        let id = method.value.get("operationId").and_then(Node::text);
        let id = id.unwrap_or_default();
        let lines = Lines::of(method.position, &method.value);
        self.methods.insert(id.to_snake_case(), lines);
        for node in items(&method.value, "parameters") {
            let node = root.referenced_by(node).unwrap_or(node);
            let name = node.get("name").and_then(Node::text).unwrap_or_default();
            if let Some(schema) = node.get("schema") {
                let name = format!("{}{}", id.to_pascal_case(), name.to_pascal_case());
                self.schema(root, name, schema.position, schema);
            }
        }
        let responses = entries(&method.value, "responses").iter();
        let responses = responses.map(|response| ("Response", &response.value));
        let body = method.value.get("requestBody").map(|body| ("Body", body));
        for (suffix, node) in body.into_iter().chain(responses) {
            for media_type in entries(node, "content") {
                if let Some(schema) = media_type.value.get("schema") {
                    let name = format!("{}{suffix}", id.to_pascal_case());
                    self.schema(root, name, schema.position, schema);
                }
            }
        }
    }

    /// The types that a schema becomes, by the names that typify gives them.
    fn schema(&mut self, root: &Node, name: String, start: Position, node: &Node) {
        let lines = Lines::of(start, node);
        self.types.entry(format!("types::{name}")).or_insert(lines);
        for property in entries(node, "properties") {
            let lines = Lines::of(property.position, &property.value);
            let fields = self.fields.entry(format!("types::{name}")).or_default();
            fields.entry(property.key.to_snake_case()).or_insert(lines);
            let inner = format!("{name}{}", property.key.to_pascal_case());
            self.schema(root, inner, property.position, &property.value);
        }
        for list in ["allOf", "oneOf", "anyOf"] {
            let parts = items(node, list);
            for part in parts {
                // Several parts become one type, which has the fields of all.
                let merged = root
                    .referenced_by(part)
                    .filter(|_| list == "allOf" && parts.len() > 1);
                self.schema(root, name.clone(), start, merged.unwrap_or(part));
            }
        }
        for (key, suffix) in [("items", "Item"), ("additionalProperties", "Value")] {
            if let Some(inner) = node.entry(key).filter(|inner| inner.value.is_mapping()) {
                self.schema(
                    root,
                    format!("{name}{suffix}"),
                    inner.position,
                    &inner.value,
                );
            }
        }
    }

    fn lines(&self, item: &PublicItem) -> Option<Lines> {
        let name = item.path.rsplit(['.', ':']).next().unwrap_or_default();
        match item.kind {
            ItemKind::Method => self.methods.get(name).copied(),
            _ => {
                let field = self.fields.get(&item.owner).and_then(|of| of.get(name));
                field.copied().or_else(|| self.owner(item))
            }
        }
    }

    fn owner(&self, item: &PublicItem) -> Option<Lines> {
        self.types.get(&item.owner).copied()
    }
}
