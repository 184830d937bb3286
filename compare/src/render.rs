//! The table as text and as Markdown.

use std::fmt::Write as _;

use crate::row::{Cell, Mark};

/// The names of all clients, in the order of the table.
pub(crate) const COLUMNS: [&str; 4] = [
    "this client",
    "plain progenitor",
    "openapi-generator",
    "Python SDK",
];

/// The maximum length of the text in a cell of the table, in characters. The details have each
/// text.
const MAX_CELL: usize = 48;

const INTRODUCTION: &str = "\
This page compares this client with three other clients of the same API. In each row, the program,
the contract or the service does something unusual, and the table shows what each client does. The
authors of this client chose the rows, and decided what is right. So the counts are no grade.

Each cell was observed. A program runs each client against the sandbox, which is the local server of
this repository. The program records the requests and the results, and a function judges these
observations. The program has no list of expected results.

- this client: the client of this repository, with its default settings.
- plain progenitor: the client that progenitor 0.15.1 generates from `spec/groups.yaml`, with its
  default settings. The contract already prevents some mistakes of progenitor, for example with
  patterns for ids. The second part of the table shows the generators without these rules.
- openapi-generator: the client that openapi-generator 7.26.0 generates from the same contract, for
  reqwest.
- Python SDK: the vendor's SDK `tallyfy` 3.1.0, with its default settings.

A cell is *right*, *wrong* or *n/a*. The mark *n/a* means that the client has no such method or
setting, for example no retries. In this case, the program used other methods of the client, as a
user would do. The result of these calls is no mistake of the client. Pauses take no time, because
the program replaces the clocks of this client and of the Python SDK.

The command `cargo xtask compare` repeats all observations, and writes this page.
";

/// The observations of all rows.
#[derive(Clone, Debug)]
pub(crate) struct Report {
    pub(crate) columns: Vec<&'static str>,
    pub(crate) sections: Vec<Section>,
    /// The rows that the program does not run, with the reasons.
    pub(crate) skipped: &'static [(&'static str, &'static str)],
}

/// A part of the table.
#[derive(Clone, Debug)]
pub(crate) struct Section {
    pub(crate) title: &'static str,
    pub(crate) lines: Vec<Line>,
}

/// A row of the table, with one cell for each column.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) name: &'static str,
    pub(crate) service: &'static str,
    pub(crate) right: &'static str,
    pub(crate) cells: Vec<Cell>,
}

impl Report {
    /// Returns each row with its number.
    fn lines(&self) -> impl Iterator<Item = (usize, &Line)> {
        let lines = self.sections.iter().flat_map(|section| &section.lines);
        lines.enumerate().map(|(index, line)| (index + 1, line))
    }

    /// Returns how many cells of a column have a mark.
    fn count(&self, column: usize, mark: Mark) -> usize {
        let cells = self.lines().filter_map(|(_, line)| line.cells.get(column));
        cells.filter(|cell| cell.mark == mark).count()
    }
}

fn name(mark: Mark) -> &'static str {
    match mark {
        Mark::Right => "right",
        Mark::Wrong => "wrong",
        Mark::NotApplicable => "n/a",
    }
}

/// Returns the table for the terminal, without the requests.
pub(crate) fn text(report: &Report) -> String {
    let mut text = String::new();
    let width = |column: &&str| column.len().max(5);
    let longest = report.lines().map(|(_, line)| line.name.len()).max();
    let names = longest.unwrap_or_default() + 4;
    for (index, section) in report.sections.iter().enumerate() {
        let before: usize = report.sections[..index]
            .iter()
            .map(|one| one.lines.len())
            .sum();
        let _ = write!(text, "{:names$}", section.title);
        for column in &report.columns {
            let _ = write!(text, "  {column}");
        }
        text.push('\n');
        for (row, line) in section.lines.iter().enumerate() {
            let _ = write!(text, "{:>2}. {:2$}", before + row + 1, line.name, names - 4);
            for (cell, column) in line.cells.iter().zip(&report.columns) {
                let _ = write!(text, "  {:1$}", name(cell.mark), width(column));
            }
            text.truncate(text.trim_end().len());
            text.push('\n');
        }
        text.push('\n');
    }
    for (column, title) in report.columns.iter().enumerate() {
        let _ = writeln!(
            text,
            "{title}: {} right, {} wrong, {} n/a",
            report.count(column, Mark::Right),
            report.count(column, Mark::Wrong),
            report.count(column, Mark::NotApplicable),
        );
    }
    text.push_str("\nThese rows were not run:\n");
    for (row, reason) in report.skipped {
        let _ = writeln!(text, "- {row}: {reason}");
    }
    text
}

/// Returns the page with the table and the details.
pub(crate) fn markdown(report: &Report) -> String {
    let mut page = INTRODUCTION.to_owned();
    head(&mut page, "Number of cells", report);
    for mark in [Mark::Right, Mark::Wrong, Mark::NotApplicable] {
        let counts = (0..report.columns.len()).map(|column| report.count(column, mark));
        let counts = counts.map(|count| count.to_string());
        row(&mut page, name(mark), counts);
    }
    let mut number = 0;
    for section in &report.sections {
        head(&mut page, section.title, report);
        for line in &section.lines {
            number += 1;
            let title = format!("{number}. {}", line.name);
            row(&mut page, &title, line.cells.iter().map(short));
        }
    }
    page.push_str("\n# Details\n\nEach row with its requests. A request has its JSON body.\n");
    for (number, line) in report.lines() {
        let Line {
            name: title,
            service,
            right,
            cells,
        } = line;
        let _ = write!(
            page,
            "\n## {number}. {title}\n\n{service} Right: {right}\n\n"
        );
        for (cell, column) in cells.iter().zip(&report.columns) {
            let mut parts = vec![format!("**{}**", name(cell.mark))];
            // The text of a cell is often the message of an error, which the details have, too.
            if !cell
                .details
                .iter()
                .any(|detail| detail.contains(&cell.text))
            {
                parts.push(cell.text.clone());
            }
            parts.extend(
                cell.details
                    .iter()
                    .filter(|detail| !detail.is_empty())
                    .cloned(),
            );
            let _ = writeln!(page, "- {column}: {}", parts.join("; "));
        }
    }
    page.push_str("\n# Rows that were not run\n\n");
    for (row, reason) in report.skipped {
        let _ = writeln!(page, "- {row}: {reason}.");
    }
    page
}

/// Writes the first two lines of a table.
fn head(page: &mut String, title: &str, report: &Report) {
    page.push('\n');
    row(page, title, report.columns.iter().map(ToString::to_string));
    row(page, "---", report.columns.iter().map(|_| "---".to_owned()));
}

fn row(page: &mut String, title: &str, cells: impl Iterator<Item = String>) {
    let _ = write!(page, "| {title} |");
    for cell in cells {
        let _ = write!(page, " {} |", cell.replace('|', "\\|"));
    }
    page.push('\n');
}

/// Returns the text of a cell in the table. The details have the text if it is too long.
fn short(cell: &Cell) -> String {
    let mark = name(cell.mark);
    match cell.text.chars().count() {
        0..=MAX_CELL => format!("{mark}: {}", cell.text),
        _ => mark.to_owned(),
    }
}

/// Returns a page without a column. A comparison without this client produces the same page.
pub(crate) fn without(page: &str, column: &str) -> String {
    let item = format!("- {column}: ");
    let mut kept = String::new();
    let mut position = None;
    let mut is_in_item = false;
    for line in page.lines() {
        is_in_item = line.starts_with(&item) || (is_in_item && line.starts_with("  "));
        let mut cells: Vec<&str> = line.split(" | ").collect();
        match (line.starts_with("| "), position) {
            (true, None) => {
                let last = format!("{column} |");
                position = cells
                    .iter()
                    .position(|&cell| cell == column || cell == last);
            }
            (false, _) => position = None,
            (true, Some(_)) => {}
        }
        let row;
        let mut shown = line;
        if let Some(position) = position.filter(|&position| position < cells.len()) {
            cells.remove(position);
            row = cells.join(" | ");
            let end = if row.ends_with(" |") { "" } else { " |" };
            kept.push_str(&row);
            shown = end;
        }
        if !is_in_item {
            kept.push_str(shown);
            kept.push('\n');
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(mark: Mark, text: &str) -> Cell {
        Cell {
            mark,
            text: text.to_owned(),
            details: vec!["`GET /a|b`".to_owned(), "result: success".to_owned()],
        }
    }

    /// Returns a report with one row. The cells belong to the first columns.
    fn report(columns: &[&'static str]) -> Report {
        let mut cells = vec![
            cell(Mark::Right, "`a|b`"),
            cell(Mark::Wrong, &"long ".repeat(20)),
            cell(Mark::NotApplicable, "no retries"),
            cell(Mark::Right, "kept"),
        ];
        let shown = |column: &&str| columns.contains(column);
        let mut columns_left = COLUMNS.iter();
        cells.retain(|_| columns_left.next().is_some_and(shown));
        Report {
            columns: columns.to_vec(),
            sections: vec![Section {
                title: "Part",
                lines: vec![Line {
                    name: "A row",
                    service: "The server fails.",
                    right: "An error.",
                    cells,
                }],
            }],
            skipped: &[("A row", "a reason")],
        }
    }

    #[test]
    fn markdown_has_table_details_and_skipped_rows() {
        let page = markdown(&report(&COLUMNS));
        for line in [
            "| right | 1 | 0 | 0 | 1 |",
            "| wrong | 0 | 1 | 0 | 0 |",
            "| n/a | 0 | 0 | 1 | 0 |",
            "| 1. A row | right: `a\\|b` | wrong | n/a: no retries | right: kept |",
            "## 1. A row",
            "The server fails. Right: An error.",
            "- this client: **right**; `a|b`; `GET /a|b`; result: success",
            "- A row: a reason.",
        ] {
            assert!(page.lines().any(|shown| shown == line), "{line}: {page}");
        }
    }

    #[test]
    fn text_has_one_line_for_each_row() {
        let text = text(&report(&COLUMNS));
        let row = text.lines().find(|line| line.contains("A row")).unwrap();
        let words: Vec<&str> = row.split_whitespace().collect();
        assert_eq!(words, ["1.", "A", "row", "right", "wrong", "n/a", "right"]);
        assert!(
            text.contains("this client: 1 right, 0 wrong, 0 n/a\n"),
            "{text}"
        );
        assert!(text.contains("- A row: a reason\n"), "{text}");
    }

    #[test]
    fn introduction_has_the_versions_of_the_other_clients() {
        let after = |text: &'static str, before: &str, end: char| {
            let rest = text.split(before).nth(1).unwrap();
            rest.split(end).next().unwrap()
        };
        let manifest = after(
            include_str!("../Cargo.toml"),
            "progenitor-client = \"=",
            '"',
        );
        let generator = include_str!("../../xtask/src/bench/openapi_generator.rs");
        let generator = after(generator, "VERSION: &str = \"", '"');
        let sdk = after(
            include_str!("../python/requirements.txt"),
            "tallyfy==",
            '\n',
        );
        for version in [
            format!("progenitor {manifest} "),
            format!("openapi-generator {generator} "),
            format!("`tallyfy` {sdk},"),
        ] {
            assert!(INTRODUCTION.contains(&version), "{version}");
        }
    }

    /// If a client is not available, the check ignores the column of this client.
    #[test]
    fn without_column_is_the_page_of_the_other_clients() {
        let page = markdown(&report(&COLUMNS));
        for missing in ["openapi-generator", "Python SDK"] {
            let columns = COLUMNS.into_iter().filter(|&column| column != missing);
            let columns: Vec<&str> = columns.collect();
            let shorter = without(&page, missing);
            // The introduction describes all clients.
            let expected = without(&markdown(&report(&columns)), missing);
            assert_eq!(shorter, expected);
            assert!(!shorter.contains(&format!("| {missing} |")), "{shorter}");
        }
        let two = without(&without(&page, "Python SDK"), "openapi-generator");
        assert_ne!(without(&page, "Python SDK"), two);
    }
}
