//! Edits of the contract with the expected verdicts, from `edits.yaml` and `judgements.yaml`.

use std::sync::LazyLock;

use serde_json::Value;
use tallyfy_review::Bump;

/// The edits of which a snapshot has the complete list of changes.
pub(crate) const JUDGEMENTS: &str = include_str!("judgements.yaml");

/// A text before the edited one, the edited text, and the new text.
pub(crate) type Edit = (&'static str, &'static str, &'static str);

pub(crate) struct Row {
    pub(crate) name: &'static str,
    /// The edits of both contracts.
    pub(crate) both: &'static [Edit],
    pub(crate) edits: &'static [Edit],
    pub(crate) forth: &'static str,
    pub(crate) back: &'static str,
}

impl Row {
    /// Returns the text that has the edits.
    pub(crate) fn edited(&self, text: &str, edits: &[Edit]) -> String {
        let mut text = text.to_owned();
        for (after, from, to) in edits {
            let start = text.find(after);
            let start = start.unwrap_or_else(|| panic!("{}: no {after:?}", self.name));
            let place = text[start..].find(from);
            let place = place.unwrap_or_else(|| panic!("{}: no {from:?}", self.name));
            text.replace_range(start + place..start + place + from.len(), to);
        }
        text
    }
}

/// Returns the rows of the corpus.
pub(crate) fn rows() -> impl Iterator<Item = &'static Row> {
    static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| {
        let files = [include_str!("edits.yaml"), JUDGEMENTS];
        files.into_iter().flat_map(rows_of).collect()
    });
    ROWS.iter()
}

/// Returns the letter of a verdict, as the rows have it.
pub(crate) fn letter(bump: Bump) -> char {
    match bump {
        Bump::None => 'N',
        Bump::Minor => 'm',
        Bump::Major => 'M',
    }
}

/// Returns the rows of a file. The texts are leaked, because they are used until the test ends.
pub(crate) fn rows_of(text: &str) -> Vec<Row> {
    let file: &'static Value = Box::leak(Box::new(tallyfy_codegen::parse(text).unwrap()));
    let text = |row: &'static Value, key: &str| row[key].as_str().unwrap_or_default();
    let edits = |list: &'static Value| -> &'static [Edit] {
        let edit = |edit| (text(edit, "after"), text(edit, "from"), text(edit, "to"));
        let list = list.as_array().map_or(&[][..], Vec::as_slice);
        list.iter().map(edit).collect::<Vec<Edit>>().leak()
    };
    let row = |row: &'static Value| Row {
        name: text(row, "name"),
        both: edits(&file["bases"][text(row, "on")]),
        edits: edits(&row["edits"]),
        forth: text(row, "forth"),
        back: text(row, "back"),
    };
    file["rows"].as_array().unwrap().iter().map(row).collect()
}
