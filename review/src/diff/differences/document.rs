//! Compares what the document states about all operations, and the components.

use tallyfy_codegen::{Below, Entry, Node, Part};

use super::{Both, Difference, Differences, Form, Spot, item_pairs};
use crate::openapi::outline::{entries, items};

impl<'a> Differences<'a> {
    /// Compares what the document states about all operations.
    pub(super) fn document(&mut self) {
        let spot = self.spot(None, "the contract");
        let (old, new) = (self.old, self.new);
        let parts = ["info", "servers", "paths", "components", "security"];
        self.keys(Part::Document, &[old], &[new], &spot, &parts);
        let [before, after] = below("info", old, new);
        self.keys(Part::Info, &before, &after, &spot, &[]);
        let (old, new) = (items(old, "servers"), items(new, "servers"));
        let url = |server: &Node| server.get("url").and_then(Node::text).map(str::to_owned);
        for (was, is) in item_pairs(old, new, url) {
            let server = is.or(was).and_then(url).unwrap_or_default();
            let spot = self.spot(None, format!("the server URL {server}"));
            match (was, is) {
                (Some(was), Some(is)) => self.keys(Part::Server, &[was], &[is], &spot, &[]),
                (None, _) => self.add(Difference::of_object(
                    Part::Server,
                    Form::Added,
                    &spot,
                    (was, is),
                )),
                (_, None) => self.add(Difference::of_object(
                    Part::Server,
                    Form::Removed,
                    &spot,
                    (was, is),
                )),
            }
        }
    }

    /// Compares the components. Those that operations use were compared there.
    pub(super) fn components(&mut self) {
        let section = |root: &'a Node, name: &str| -> &'a [Entry] {
            root.get("components")
                .map_or(&[], |components| entries(components, name))
        };
        let sections = Part::Components.keys().iter();
        let sections = sections.filter_map(|(name, below)| match below {
            Below::Map(part) => Some((*name, *part)),
            _ => None,
        });
        let sections: Vec<(&str, Part)> = sections.collect();
        for (name, part) in sections.iter().copied() {
            let (old, new) = (section(self.old, name), section(self.new, name));
            for (was, is) in self.renamed_pairs(name, old, new) {
                let component = is.or(was).map_or("", |entry| entry.key.as_str());
                let subject = match name {
                    "schemas" => component.to_owned(),
                    name => format!("{name} {component}"),
                };
                let spot = self.spot(None, subject);
                match (was, is) {
                    (Some(was), Some(is)) => self.component(part, &was.value, &is.value, spot),
                    _ if part == Part::SecurityScheme => {}
                    _ => self.add(Difference {
                        key: "components".to_owned(),
                        ..Difference::of_entry(part, &spot, (was, is))
                    }),
                }
            }
        }
        let spot = self.spot(None, "components");
        let names: Vec<&str> = sections.into_iter().map(|(name, _)| name).collect();
        let [old, new] = below("components", self.old, self.new);
        self.keys(Part::Components, &old, &new, &spot, &names);
    }

    fn component(&mut self, part: Part, old: &'a Node, new: &'a Node, spot: Spot) {
        let is_used = |side, node: &Node| self.used.contains(&(side, node.position));
        if is_used(true, old) && is_used(false, new) {
            return;
        }
        match part {
            Part::Schema => self.schema_pair(None, (old, new), spot),
            Part::SecurityScheme => {}
            _ => self.keys(part, &[old], &[new], &spot, &[]),
        }
    }

    /// Pairs the components of a section by their names, and renamed components.
    fn renamed_pairs(
        &self,
        section: &'static str,
        old: &'a [Entry],
        new: &'a [Entry],
    ) -> Vec<Both<'a>> {
        let new_name = |name: &str| self.renamed.get(&(section, name.to_owned()));
        let pair = |was: &'a Entry| {
            let name = new_name(&was.key).unwrap_or(&was.key);
            (Some(was), new.iter().find(|is| is.key == *name))
        };
        let mut pairs: Vec<Both<'a>> = old.iter().map(pair).collect();
        let is_paired = |is: &&Entry| {
            pairs
                .iter()
                .any(|(_, paired)| paired.is_some_and(|one| one.key == is.key))
        };
        let added: Vec<&Entry> = new.iter().filter(|is| !is_paired(is)).collect();
        pairs.extend(added.into_iter().map(|is| (None, Some(is))));
        pairs
    }
}

/// Returns the values of a key, if they exist.
fn below<'a>(key: &str, old: &'a Node, new: &'a Node) -> [Vec<&'a Node>; 2] {
    [old, new].map(|node| node.get(key).into_iter().collect())
}
