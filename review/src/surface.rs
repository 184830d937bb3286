//! The ergonomic surface: which generated types it exports as its own, and which hand-written code
//! has to change with an item.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use crate::{Bump, Diff, ItemChange, ItemKind, Judged, PublicItem};

/// The hand-written sources of the client.
#[derive(Clone, Debug, Default)]
pub struct Surface {
    /// The names that generated types have at the client's root.
    exports: BTreeMap<String, String>,
    /// By their names, such as `src/client.rs`.
    sources: Vec<(String, String)>,
}

/// Places that are named for an item; more are counted.
const MOST: usize = 4;

impl Surface {
    /// Reads the folder `src` of a client, but for what is generated.
    ///
    /// # Errors
    ///
    /// A folder or a file that cannot be read.
    pub fn read(root: &Path) -> io::Result<Surface> {
        let mut surface = Surface::default();
        let mut folders = vec![PathBuf::from("src")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(root.join(&folder))? {
                let name = folder.join(entry?.file_name());
                let path = root.join(&name);
                if path.is_dir() {
                    if !name.ends_with("generated") {
                        folders.push(name);
                    }
                } else if name.extension().is_some_and(|extension| extension == "rs") {
                    let name = name.to_string_lossy().replace('\\', "/");
                    surface.sources.push((name, fs::read_to_string(path)?));
                }
            }
        }
        surface.sources.sort();
        let library = surface
            .sources
            .iter()
            .find(|(name, _)| name == "src/lib.rs");
        if let Some((_, text)) = library {
            surface.exports = exports(text);
        }
        Ok(surface)
    }

    /// What a change of an item does to the ergonomic surface, in words.
    fn says(&self, one: &Judged) -> Vec<String> {
        let item = match &one.change {
            // What a match or a literal has to name is not there yet.
            ItemChange::Added(item) => item,
            ItemChange::Removed(item) | ItemChange::Changed { old: item, .. } => item,
        };
        let mut says = Vec::new();
        if let Some(export) = self.exports.get(&item.owner) {
            let rest = item.path.strip_prefix(&item.owner).unwrap_or_default();
            says.push(format!("{}: `tallyfy_groups::{export}{rest}`", one.bump));
        }
        let is_new = matches!(one.change, ItemChange::Added(_));
        if one.bump == Bump::Major || (is_new && item.kind == ItemKind::Field) {
            let places = self.places(item, is_new);
            let more = places.len().saturating_sub(MOST);
            let shown: Vec<&str> = places.iter().take(MOST).map(String::as_str).collect();
            if !shown.is_empty() {
                let more = match more {
                    0 => String::new(),
                    more => format!(" and {more} more"),
                };
                let shown = shown.join(", ");
                says.push(format!("code with this name: {shown}{more}"));
            }
        }
        says
    }

    /// Where hand-written code names an item: by its very name, so a field of another type may be
    /// meant.
    fn places(&self, item: &PublicItem, is_new: bool) -> Vec<String> {
        let name = item.path.rsplit([':', '.', ' ']).next().unwrap_or_default();
        let owner = item.owner.rsplit("::").next().unwrap_or_default();
        let is_named = |line: &str| match item.kind {
            ItemKind::Method => has_word(line, name, |before| before.ends_with('.')),
            ItemKind::Field | ItemKind::Variant if !is_new => {
                has_word(line, name, |before| before.ends_with(['.', ':']))
            }
            // In the client's own crate, a struct can still be made or taken apart without `..`.
            ItemKind::Field => has_word(line, owner, |_| true) && is_literal(line, owner),
            _ => has_word(line, owner, |_| true),
        };
        let mut places = Vec::new();
        for (file, text) in &self.sources {
            for (index, line) in text.lines().enumerate() {
                let code = line.trim_start();
                if !code.starts_with("//") && !code.starts_with("#!") && is_named(code) {
                    places.push(format!("{file}:{}", index + 1));
                }
            }
        }
        places
    }
}

impl Diff {
    /// Says of each change what it does to the ergonomic surface.
    pub fn on_surface(&mut self, surface: &Surface) {
        for change in &mut self.changes {
            let says = change.items.iter().flat_map(|item| surface.says(item));
            let mut says: Vec<String> = says.collect();
            says.dedup();
            change.surface = says;
        }
    }
}

/// Whether a word stands in a line, behind something.
fn has_word(line: &str, word: &str, is_behind: impl Fn(&str) -> bool) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    !word.is_empty()
        && line.match_indices(word).any(|(at, _)| {
            let (before, after) = (&line[..at], &line[at + word.len()..]);
            !before.ends_with(is_part) && !after.starts_with(is_part) && is_behind(before)
        })
}

/// Whether a line constructs a struct, or begins a pattern of it.
fn is_literal(line: &str, owner: &str) -> bool {
    let is_definition = ["impl", "for", "struct", "->"]
        .iter()
        .any(|word| has_word(line, owner, |before| before.trim_end().ends_with(word)));
    let is_braced = line.contains(&format!("{owner} {{")) && !is_definition;
    is_braced || line.contains(&format!("{owner}::new("))
}

/// What `pub use generated::types::{Group, ListGroupsSort as SortDirection};` exports.
fn exports(library: &str) -> BTreeMap<String, String> {
    let mut exports = BTreeMap::new();
    for part in library.split("pub use generated::types::").skip(1) {
        let list = part.split(';').next().unwrap_or_default();
        for one in list.trim_matches(['{', '}']).split(',') {
            let (name, export) = one.split_once(" as ").unwrap_or((one, one));
            let (name, export) = (name.trim(), export.trim());
            if !name.is_empty() {
                exports.insert(format!("types::{name}"), export.to_owned());
            }
        }
    }
    exports
}
