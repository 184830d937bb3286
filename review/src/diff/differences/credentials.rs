//! Compares the credentials of operations.

use std::collections::BTreeSet;

use tallyfy_codegen::{Entry, Node, Part};

use super::{Difference, Differences, Form, Spot};

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
        let is_rejected = |sent: &[Alternative], accepted: &[Alternative]| {
            let is_accepted = |one: &Alternative| accepted.iter().any(|other| other.is_subset(one));
            !sent.iter().all(is_accepted)
        };
        let form = match (is_rejected(&before, &after), is_rejected(&after, &before)) {
            (true, true) => Form::Changed,
            (true, false) => Form::Removed,
            (false, true) => Form::Added,
            (false, false) => {
                let json = |entry: Option<&Entry>| entry.map(|entry| entry.value.to_json());
                if json(entries.0) != json(entries.1) {
                    self.add(Difference::of_key(
                        Part::Operation,
                        Form::Restated,
                        spot,
                        entries,
                    ));
                }
                return;
            }
        };
        let list = |list: &[Alternative]| list.iter().map(shown).collect::<Vec<_>>().join(", or ");
        let is_own = old.get("security").or(new.get("security")).is_some();
        let subject = if is_own {
            format!("`{}`", spot.subject)
        } else {
            "every operation without its own `security`".to_owned()
        };
        self.add(Difference {
            subject,
            texts: (list(&before), list(&after)),
            ..Difference::of_key(Part::Operation, form, spot, entries)
        });
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
                self.add(Difference::of_entry(
                    Part::SecurityScheme,
                    &spot,
                    (Some(was), None),
                ));
                continue;
            };
            let spot = self.spot(None, format!("security scheme {}", is.key));
            self.schemes.insert(is.key.clone(), spot.pair);
            if is.key != was.key {
                self.renamed
                    .insert(("securitySchemes", was.key.clone()), is.key.clone());
                let entries = (Some(was), Some(is));
                self.add(Difference {
                    key: String::new(),
                    texts: (was.key.clone(), is.key.clone()),
                    ..Difference::of_key(Part::SecurityScheme, Form::Renamed, &spot, entries)
                });
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
            self.add(Difference::of_entry(
                Part::SecurityScheme,
                &spot,
                (None, Some(is)),
            ));
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
