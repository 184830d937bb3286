//! Compares the credentials of operations.

use std::collections::BTreeSet;

use tallyfy_codegen::{Entry, Node, Part};

use super::{Differences, Form, Spot};

impl<'a> Differences<'a> {
    /// Compares the alternative credentials of an operation. Without its own list, an operation has
    /// the list of the document.
    pub(super) fn security(&mut self, spot: &Spot, old: &'a Node, new: &'a Node) {
        let (before, after) = (self.credentials(true, old), self.credentials(false, new));
        for scheme in before.iter().chain(&after).flatten() {
            if let Some(pair) = self.schemes.get(&scheme.0) {
                self.reach.leads(spot.pair, *pair, None);
            }
        }
        let entry =
            |root: &'a Node, node: &'a Node| node.entry("security").or(root.entry("security"));
        let entries = (entry(self.old, old), entry(self.new, new));
        // A server accepts a request with more credentials than it needs.
        let rejected = |sent: &[Alternative], accepted: &[Alternative]| -> Vec<String> {
            let is_rejected =
                |one: &&Alternative| !accepted.iter().any(|other| other.is_subset(one));
            sent.iter().filter(is_rejected).map(shown).collect()
        };
        let mut is_changed = false;
        for (form, list) in [
            (Form::Removed, rejected(&before, &after)),
            (Form::Added, rejected(&after, &before)),
        ] {
            if !list.is_empty() {
                is_changed = true;
                let is_own = old.get("security").or(new.get("security")).is_some();
                let found = self.key(Part::Operation, form, spot, entries);
                if !is_own {
                    found.subject = "every operation without its own `security`".to_owned();
                }
                let shown =
                    |list: &[Alternative]| list.iter().map(shown).collect::<Vec<_>>().join(", or ");
                found.texts = (shown(&before), shown(&after));
            }
        }
        if !is_changed
            && entries.0.map(|one| one.value.to_json()) != entries.1.map(|one| one.value.to_json())
        {
            self.key(Part::Operation, Form::Restated, spot, entries);
        }
    }

    fn credentials(&self, side: bool, operation: &Node) -> Vec<Alternative> {
        let root = if side { self.old } else { self.new };
        let list = operation
            .get("security")
            .or(root.get("security"))
            .map_or(&[][..], Node::items);
        let name = |name: &str| match self.renamed.get(&("securitySchemes", name.to_owned())) {
            Some(new) if side => new.clone(),
            _ => name.to_owned(),
        };
        let of = |alternative: &Node| -> Alternative {
            let entries = alternative.entries().iter();
            let with_scopes = entries.flat_map(|entry| {
                let scopes = entry.value.items().iter().filter_map(Node::text);
                let scopes = scopes.map(str::to_owned).chain([String::new()]);
                scopes
                    .map(|scope| (name(&entry.key), scope))
                    .collect::<Vec<_>>()
            });
            with_scopes.collect()
        };
        if list.is_empty() {
            return vec![Alternative::new()];
        }
        list.iter().map(of).collect()
    }

    /// Pairs the security schemes by their names, or by their definitions.
    pub(super) fn security_schemes(&mut self) {
        let list = |root: &'a Node| {
            root.at(&["components", "securitySchemes"])
                .map_or(&[][..], Node::entries)
        };
        let (old, new) = (list(self.old), list(self.new));
        let definition = |entry: &Entry| {
            ["type", "scheme", "in", "name"].map(|key| entry.value.get(key).map(Node::to_json))
        };
        for was in old {
            let same = new.iter().find(|is| is.key == was.key);
            let is_free = |is: &&Entry| {
                !old.iter().any(|one| one.key == is.key) && definition(is) == definition(was)
            };
            let Some(is) = same.or_else(|| new.iter().find(is_free)) else {
                let spot = self.spot(None, format!("security scheme {}", was.key));
                self.schemes.insert(was.key.clone(), spot.pair);
                self.entry(Part::SecurityScheme, &spot, (Some(was), None))
                    .key = String::new();
                continue;
            };
            let spot = self.spot(None, format!("security scheme {}", is.key));
            self.schemes.insert(is.key.clone(), spot.pair);
            if is.key != was.key {
                self.renamed
                    .insert(("securitySchemes", was.key.clone()), is.key.clone());
                let found = self.key(
                    Part::SecurityScheme,
                    Form::Renamed,
                    &spot,
                    (Some(was), Some(is)),
                );
                (found.key, found.texts) = (String::new(), (was.key.clone(), is.key.clone()));
            }
            self.keys(
                Part::SecurityScheme,
                &[&was.value],
                &[&is.value],
                &spot,
                &[],
            );
        }
        for is in new
            .iter()
            .filter(|is| !self.schemes.contains_key(&is.key))
            .collect::<Vec<_>>()
        {
            let spot = self.spot(None, format!("security scheme {}", is.key));
            self.schemes.insert(is.key.clone(), spot.pair);
            self.entry(Part::SecurityScheme, &spot, (None, Some(is)))
                .key = String::new();
        }
    }
}

/// The credentials that a request needs: the names of security schemes, each with its scopes. The
/// scheme itself has an empty scope.
type Alternative = BTreeSet<(String, String)>;

fn shown(alternative: &Alternative) -> String {
    let schemes = alternative.iter().filter(|(_, scope)| scope.is_empty());
    let shown = schemes.map(|(name, _)| {
        let scopes = alternative
            .iter()
            .filter(|(of, scope)| of == name && !scope.is_empty());
        let scopes: Vec<&str> = scopes.map(|(_, scope)| scope.as_str()).collect();
        match scopes.len() {
            0 => format!("`{name}`"),
            1 => format!("`{name}` with the scope {}", scopes.join(", ")),
            _ => format!("`{name}` with the scopes {}", scopes.join(", ")),
        }
    });
    let shown = shown.collect::<Vec<_>>().join(" and ");
    if shown.is_empty() {
        "no credentials".to_owned()
    } else {
        shown
    }
}
