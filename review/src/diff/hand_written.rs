//! Finds the hand-written code that has to change together with a generated item.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use tallyfy_codegen::constructor_name;

use crate::{Bump, Diff, ItemChange, ItemKind, Judged, PublicItem};

/// The hand-written sources of the client.
#[derive(Clone, Debug, Default)]
pub struct Surface {
    /// The names that generated types have at the client's root.
    exports: BTreeMap<String, String>,
    /// The sources without comments, by their names, such as `src/client.rs`.
    sources: Vec<(String, String)>,
}

/// The folders with hand-written code. The places in the first folder are listed first.
const FOLDERS: [&str; 4] = ["src", "tests", "examples", "fuzz"];
/// The number of places that are listed for an item. The other places are only counted.
const MOST: usize = 4;
/// The label of the places that name an item.
const NAMED: &str = "code with this name";
/// The label of the places that break if a field is added.
const WHOLE: &str = "code that constructs or destructures this type";

impl Surface {
    /// Reads the hand-written sources of a client.
    ///
    /// # Errors
    ///
    /// A folder or a file that cannot be read.
    pub fn read(root: &Path) -> io::Result<Surface> {
        let mut surface = Surface::default();
        for folder in FOLDERS {
            let mut sources = Vec::new();
            if root.join(folder).is_dir() {
                read_folder(root, &PathBuf::from(folder), &mut sources)?;
            }
            sources.sort();
            surface.sources.append(&mut sources);
        }
        let library = surface
            .sources
            .iter()
            .find(|(name, _)| name == "src/lib.rs");
        if let Some((_, text)) = library {
            surface.exports = exports(text);
        }
        Ok(surface)
    }

    /// Describes what a change of an item does to the ergonomic surface.
    fn says(&self, one: &Judged) -> Vec<String> {
        let (old, new) = match &one.change {
            ItemChange::Added(new) => (None, Some(new)),
            ItemChange::Removed(old) => (Some(old), None),
            ItemChange::Changed { old, new } => (Some(old), Some(new)),
        };
        let Some(item) = old.or(new) else {
            return Vec::new();
        };
        let mut says = Vec::new();
        if let Some(export) = self.exports.get(&item.owner) {
            let rest = item.path.strip_prefix(&item.owner).unwrap_or_default();
            says.push(format!("{}: `tallyfy_groups::{export}{rest}`", one.bump));
        }
        let is_field = item.kind == ItemKind::Field;
        let is_major = one.bump == Bump::Major;
        // A field that becomes required or optional can keep its type. Its uses then still compile.
        let is_same = is_field && new.is_some_and(|new| new.types == item.types);
        if is_major && !is_same {
            says.extend(listed(NAMED, &self.named(item)));
        }
        if is_field && (is_major || old.is_none()) {
            let is_called = [old, new]
                .into_iter()
                .flatten()
                .any(PublicItem::is_required);
            let places = self.places(|code| {
                let mentions = self.mentions(code, &item.owner).into_iter();
                let breaks = |&(start, end): &(usize, usize)| {
                    let is_whole = |fields: Vec<(usize, &str)>| {
                        fields.iter().all(|(_, field)| !field.starts_with(".."))
                    };
                    is_called && code[end..].starts_with("::new(")
                        || old.is_none() && fields(code, start, end).is_some_and(is_whole)
                };
                mentions.filter(breaks).map(|(start, _)| start).collect()
            });
            says.extend(listed(WHOLE, &places));
        }
        says
    }

    /// Returns where hand-written code names an item. The places that certainly mean this item come
    /// first. The other places have the same name, and can mean a field of a different type.
    fn named(&self, item: &PublicItem) -> Vec<String> {
        let name = item.path.rsplit([':', '.', ' ']).next().unwrap_or_default();
        let certain = |code: &str| -> Vec<usize> {
            let mentions = self.mentions(code, &item.owner).into_iter();
            match item.kind {
                ItemKind::Method => Vec::new(),
                ItemKind::Field => {
                    let fields = mentions.filter_map(|(start, end)| fields(code, start, end));
                    let named = fields.flatten().filter(|(_, field)| {
                        let field = field.trim_start_matches("ref ").trim_start_matches("mut ");
                        words(field, name).next() == Some(0)
                    });
                    named.map(|(at, _)| at).collect()
                }
                ItemKind::Variant => {
                    let names = [name.to_owned(), constructor_name(name)];
                    let is_named = |end: usize| {
                        let variant = code[end..].strip_prefix("::");
                        variant.is_some_and(|variant| {
                            names
                                .iter()
                                .any(|name| words(variant, name).next() == Some(0))
                        })
                    };
                    mentions
                        .filter(|(_, end)| is_named(*end))
                        .map(|(start, _)| start)
                        .collect()
                }
                ItemKind::Type | ItemKind::Trait => mentions.map(|(start, _)| start).collect(),
            }
        };
        let owner = item.owner.rsplit("::").next().unwrap_or_default();
        let likely = |code: &str| -> Vec<usize> {
            let is_likely = |at: &usize| {
                let before = code[..*at].strip_suffix('.').map(str::trim_end);
                let Some(before) = before.filter(|before| !before.ends_with('.')) else {
                    return false;
                };
                // The name of a field can also be a method, or a field of a hand-written type.
                let is_call = code[at + name.len()..].starts_with('(');
                let is_own = !before.ends_with("self") || is_implementation(before, owner);
                match item.kind {
                    ItemKind::Method => true,
                    ItemKind::Field => is_own && !is_call,
                    _ => false,
                }
            };
            words(code, name).filter(is_likely).collect()
        };
        // A file that names the type is more likely to use its fields.
        let near = |code: &str| {
            let is_near = !self.mentions(code, &item.owner).is_empty();
            if is_near { likely(code) } else { Vec::new() }
        };
        let mut places = self.places(certain);
        for more in [self.places(near), self.places(likely)] {
            let new = more.into_iter().filter(|place| !places.contains(place));
            let new: Vec<String> = new.collect();
            places.extend(new);
        }
        places
    }

    /// Returns the lines of the offsets that a function finds in each source, without repetitions.
    fn places(&self, find: impl Fn(&str) -> Vec<usize>) -> Vec<String> {
        let mut places = Vec::new();
        for (file, code) in &self.sources {
            let found = find(code).into_iter();
            let lines = found.map(|at| code[..at].matches('\n').count() + 1);
            places.extend(lines.map(|line| format!("{file}:{line}")));
        }
        places.dedup();
        places
    }

    /// Returns where some code names a generated type: the start of the path, and its end.
    fn mentions(&self, code: &str, owner: &str) -> Vec<(usize, usize)> {
        let own = owner.strip_prefix("types::").unwrap_or(owner);
        let export = self.exports.get(owner).map_or("", String::as_str);
        let mut mentions = Vec::new();
        for (module, name) in [
            ("types", own),
            ("crate", export),
            ("tallyfy_groups", export),
        ] {
            let imports = code.split("use ").skip(1);
            let mut imports = imports.filter_map(|rest| rest.split(';').next());
            let is_imported = imports.any(|import| {
                import.contains(&format!("{module}::")) && words(import, name).next().is_some()
            });
            let found = words(code, name).filter_map(|at| {
                let path = code[..at].trim_end_matches(|c| is_part(c) || c == ':');
                let qualifier = code[path.len()..at].trim_end_matches("::");
                let is_own = match qualifier.rsplit("::").next() {
                    Some("" | "self" | "super") => is_imported,
                    last => last == Some(module),
                };
                is_own.then_some((path.len(), at + name.len()))
            });
            mentions.extend(found);
        }
        mentions.sort_unstable();
        mentions.dedup();
        mentions
    }
}

/// Reads the Rust files of a folder, except the generated files.
fn read_folder(root: &Path, folder: &Path, sources: &mut Vec<(String, String)>) -> io::Result<()> {
    for entry in fs::read_dir(root.join(folder))? {
        let name = folder.join(entry?.file_name());
        let path = root.join(&name);
        if path.is_dir() {
            if !name.ends_with("generated") {
                read_folder(root, &name, sources)?;
            }
        } else if name.extension().is_some_and(|extension| extension == "rs") {
            let name = name.to_string_lossy().replace('\\', "/");
            sources.push((name, without_comments(&fs::read_to_string(path)?)));
        }
    }
    Ok(())
}

impl Diff {
    /// Adds to each change what it does to the ergonomic surface.
    pub fn on_surface(&mut self, surface: &Surface) {
        for change in &mut self.changes {
            let says = change.items.iter().flat_map(|item| surface.says(item));
            let mut says: Vec<String> = says.collect();
            says.dedup();
            change.surface = says;
        }
    }
}

/// Returns the label with the first places, and the number of the others.
fn listed(label: &str, places: &[String]) -> Option<String> {
    let shown = places.iter().take(MOST).map(String::as_str);
    let shown = shown.collect::<Vec<_>>().join(", ");
    match places.len() {
        0 => None,
        all if all > MOST => Some(format!("{label}: {shown} and {} more", all - MOST)),
        _ => Some(format!("{label}: {shown}")),
    }
}

/// Returns the code with an empty line in place of each line that is only a comment, or that begins
/// with an attribute of the file.
fn without_comments(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let is_code = !line.trim_start().starts_with("//") && !line.starts_with("#!");
        if is_code { line } else { "" }
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn is_part(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Returns the offsets of a word.
fn words(code: &str, word: &str) -> impl Iterator<Item = usize> {
    let found = code.match_indices(word).map(|(at, _)| at);
    found.filter(move |at| {
        let (before, after) = (&code[..*at], &code[at + word.len()..]);
        !word.is_empty() && !before.ends_with(is_part) && !after.starts_with(is_part)
    })
}

/// Returns whether the last implementation that begins in some code is of a type.
fn is_implementation(code: &str, of: &str) -> bool {
    let mut lines = code.lines().rev().map(str::trim_start);
    let header = lines.find(|line| line.starts_with("impl ") || line.starts_with("impl<"));
    header.is_some_and(|header| words(header, of).next().is_some())
}

/// Returns the fields of a literal or a pattern, with their offsets. Returns `None` if the braces
/// behind the type belong to a definition, an implementation or the body of a function.
fn fields(code: &str, start: usize, end: usize) -> Option<Vec<(usize, &str)>> {
    let before = code[..start].trim_end_matches("mut ");
    let before = before.trim_end_matches(['&', ' ']);
    let last = before.rsplit(|c: char| !is_part(c) && c != '\'').next()?;
    let is_definition = matches!(last, "impl" | "for" | "struct" | "enum" | "type")
        || last.starts_with('\'')
        || (before.ends_with('>') && !before.ends_with("=>"));
    let list = code[end..].strip_prefix(" {").filter(|_| !is_definition)?;
    let (mut fields, mut depth, mut from) = (Vec::new(), 0, 0);
    for (at, c) in list.char_indices() {
        if depth == 0 && matches!(c, ',' | '}') {
            let field = list[from..at].trim_start();
            fields.push((code.len() - list.len() + at - field.len(), field.trim_end()));
            from = at + 1;
        }
        match c {
            '{' | '(' | '[' => depth += 1,
            '}' | ')' | ']' if depth == 0 => break,
            '}' | ')' | ']' => depth -= 1,
            _ => {}
        }
    }
    Some(fields)
}

/// Returns what `pub use generated::types::{Group, ListGroupsSort as SortDirection};` exports.
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
