//! Draws `benches/chart.svg` from the tables of `benches/README.md`.
//!
//! The numbers of the chart come from these tables, so `benches/README.md` and the chart show the
//! same numbers. The same tables always produce a chart that is identical byte for byte. A test
//! checks that the committed chart shows the numbers of the committed tables.

use std::fs;
use std::path::Path;

use crate::checkout::root;

const PAGE: &str = "benches/README.md";
const CHART: &str = "benches/chart.svg";

/// A panel of the chart. The values of a panel come from one table of `benches/README.md`. The
/// panel names the heading above this table.
struct Panel {
    heading: &'static str,
    /// The columns of the table that contain the values of the panel.
    columns: &'static [&'static str],
    /// The scale of the panel's horizontal axis.
    scale: Scale,
}

#[derive(Clone, Copy, PartialEq)]
enum Scale {
    /// The values are ratios to the cost of the hand-written code. A vertical line marks 1.00.
    Ratio,
    /// The values are seconds.
    Seconds,
}

const RATIOS: &[&str] = &["plain progenitor", "this client"];
const TIME: &[&str] = &["time"];

const PANELS: [Panel; 5] = [
    Panel {
        heading: "Time of one call",
        columns: RATIOS,
        scale: Scale::Ratio,
    },
    Panel {
        heading: "Allocations of one call",
        columns: RATIOS,
        scale: Scale::Ratio,
    },
    Panel {
        heading: "Instructions of one call",
        columns: RATIOS,
        scale: Scale::Ratio,
    },
    Panel {
        heading: "Time of a stream, by number of pages in flight",
        columns: TIME,
        scale: Scale::Seconds,
    },
    Panel {
        heading: "Time of a clean build",
        columns: TIME,
        scale: Scale::Seconds,
    },
];

// The lengths of the chart are in pixels.
const WIDTH: f64 = 720.0;
const MARGIN: f64 = 24.0;
/// The horizontal position at which all bars of the chart begin. The labels of the rows are to the
/// left of this position.
const BARS_LEFT: f64 = 250.0;
/// The width of the longest bar in the chart. A column to the right of the bars shows the values as
/// numbers.
const BARS_WIDTH: f64 = 380.0;
const VALUES_RIGHT: f64 = WIDTH - MARGIN;
const BAR_HEIGHT: f64 = 14.0;
const BAR_GAP: f64 = 3.0;
const ROW_GAP: f64 = 10.0;
const LEGEND_HEIGHT: f64 = 40.0;
const PANEL_HEAD: f64 = 38.0;
const PANEL_GAP: f64 = 18.0;

/// The style sheet. The colours of the chart follow the light or dark setting of the operating
/// system. The chart has its own background colour. The chart is therefore also readable on a page
/// that ignores the light or dark setting.
const STYLE: &str = "\
svg { --page: #ffffff; --text: #1f2328; --other: #8c959f; --ours: #0969da; }
@media (prefers-color-scheme: dark) {
  svg { --page: #0d1117; --text: #f0f6fc; --other: #767e88; --ours: #4493f8; }
}
text { font: 13px system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif; fill: var(--text); }
.page { fill: var(--page); }
.heading { font-size: 15px; font-weight: 600; }
.right { text-anchor: end; }
.other { fill: var(--other); }
.ours { fill: var(--ours); }
.base { stroke: var(--text); stroke-dasharray: 4 3; }
";

/// Writes the chart.
pub(crate) fn chart() -> Result<(), String> {
    let chart = drawn(root())?;
    fs::write(root().join(CHART), chart).map_err(|error| format!("error: {CHART}: {error}"))?;
    println!("wrote {CHART}");
    Ok(())
}

/// Returns the chart for the file `benches/README.md` of the checkout.
fn drawn(root: &Path) -> Result<String, String> {
    let page = fs::read_to_string(root.join(PAGE));
    draw(&page.map_err(|error| format!("error: {PAGE}: {error}"))?)
}

/// Returns the chart for the text of `benches/README.md`.
fn draw(page: &str) -> Result<String, String> {
    let mut body = String::new();
    let mut top = MARGIN + LEGEND_HEIGHT;
    for panel in &PANELS {
        let rows = rows(page, panel)?;
        let longest = rows.iter().flat_map(|row| &row.values);
        let longest = longest.fold(0.0, |longest: f64, value| longest.max(value.number));
        // In a panel with ratios, the axis must be long enough to show the line at 1.00.
        let longest = match panel.scale {
            Scale::Ratio => longest.max(1.0),
            Scale::Seconds => longest,
        };
        let length = |number: f64| number / longest * BARS_WIDTH;
        body += &text(MARGIN, top + 14.0, "heading", &escaped(panel.heading));
        top += PANEL_HEAD;
        let first = top;
        for row in &rows {
            let bars = row.values.len() as f64;
            let height = bars * BAR_HEIGHT + (bars - 1.0) * BAR_GAP;
            let middle = top + height / 2.0 + 4.5;
            body += &text(BARS_LEFT - 12.0, middle, "right", &escaped(&row.label));
            for value in &row.values {
                let width = length(value.number);
                body += &format!(
                    "<rect class=\"{}\" x=\"{BARS_LEFT:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" \
                     height=\"{BAR_HEIGHT:.1}\" rx=\"2\"/>\n",
                    value.class
                );
                body += &text(VALUES_RIGHT, top + 11.5, "right", &escaped(&value.text));
                top += BAR_HEIGHT + BAR_GAP;
            }
            top += ROW_GAP - BAR_GAP;
        }
        if panel.scale == Scale::Ratio {
            body += &line(BARS_LEFT + length(1.0), first - 5.0, top - ROW_GAP + 5.0);
        }
        top += PANEL_GAP;
    }
    let height = top - PANEL_GAP - ROW_GAP + MARGIN;
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH:.0}\" height=\"{height:.0}\" \
         viewBox=\"0 0 {WIDTH:.0} {height:.0}\" role=\"img\" aria-labelledby=\"title\">\n\
         <title id=\"title\">Cost of this client and of a plain progenitor client, relative to \
         hand-written code</title>\n\
         <!-- `cargo xtask bench chart` draws this file from {PAGE}. Do not edit it. -->\n\
         <style>\n{STYLE}</style>\n\
         <rect class=\"page\" width=\"{WIDTH:.0}\" height=\"{height:.0}\" rx=\"8\"/>\n\
         {}{body}</svg>\n",
        legend()
    ))
}

/// Returns the legend. The legend of the chart explains the two colours of the bars, and the
/// vertical line that marks the hand-written code.
fn legend() -> String {
    let mut legend = String::new();
    let (top, text_y) = (MARGIN, MARGIN + 11.5);
    for (x, class, name) in [
        (MARGIN, "ours", "this client"),
        (145.0, "other", "plain progenitor or hand-written code"),
    ] {
        legend += &format!(
            "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{top:.1}\" width=\"14\" height=\"14\" \
             rx=\"2\"/>\n"
        );
        legend += &text(x + 21.0, text_y, "name", name);
    }
    legend += &line(440.0, top - 2.0, top + 16.0);
    legend + &text(450.0, text_y, "name", "1.00 = hand-written code")
}

/// Returns the vertical line that marks the hand-written code.
fn line(x: f64, from: f64, to: f64) -> String {
    format!("<line class=\"base\" x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{from:.1}\" y2=\"{to:.1}\"/>\n")
}

fn text(x: f64, y: f64, class: &str, text: &str) -> String {
    format!("<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\">{text}</text>\n")
}

fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;");
    text.replace('<', "&lt;").replace('>', "&gt;")
}

/// A row of a table.
#[derive(Debug, PartialEq)]
struct Row {
    label: String,
    values: Vec<Value>,
}

#[derive(Debug, PartialEq)]
struct Value {
    /// The text of the table cell, with the unit of the value.
    text: String,
    number: f64,
    /// The class of the bar in the style sheet.
    class: &'static str,
}

/// Reads the rows of a panel from the table of this panel.
fn rows(page: &str, panel: &Panel) -> Result<Vec<Row>, String> {
    let heading = panel.heading;
    let failed = |problem: String| format!("error: {PAGE}: in the section `{heading}`, {problem}");
    let mut table = table(page, heading).into_iter();
    let names = table
        .next()
        .ok_or_else(|| failed("the table is missing".to_owned()))?;
    // The second line of a table, below the column names, contains only dashes and colons.
    table.next();
    let mut rows = Vec::new();
    for cells in table {
        let label = cells.first().copied().unwrap_or_default().replace('`', "");
        let mut values = Vec::new();
        for column in panel.columns {
            let index = names.iter().position(|name| name == column);
            let index = index.ok_or_else(|| failed(format!("the column `{column}` is missing")))?;
            let cell = cells.get(index).copied().unwrap_or_default();
            let number = cell.split(' ').next().and_then(|text| text.parse().ok());
            let number: f64 = number
                .filter(|number: &f64| number.is_finite())
                .ok_or_else(|| {
                    failed(format!("the column `{column}` has no number for `{label}`"))
                })?;
            values.push(Value {
                text: cell.to_owned(),
                number,
                class: class(panel, column, &label),
            });
        }
        rows.push(Row { label, values });
    }
    match rows.as_slice() {
        [] => Err(failed("the table has no rows".to_owned())),
        _ => Ok(rows),
    }
}

/// Returns the CSS class of a bar. Bars of this client and bars of other code have different
/// classes.
///
/// If the values are ratios, the table has a column for each program, so the class depends on the
/// column. The table of builds has a row for each program, so the class depends on the label of the
/// row. The table of streams shows only this client.
fn class(panel: &Panel, column: &str, label: &str) -> &'static str {
    let is_ours = match panel.scale {
        Scale::Ratio => column == "this client",
        Scale::Seconds => !["hand-written", "plain"]
            .iter()
            .any(|other| label.starts_with(other)),
    };
    if is_ours { "ours" } else { "other" }
}

/// Returns the cells of the first table below a heading. The result contains a list for each line
/// of the table. Each of these lists contains the cells of the line.
fn table<'a>(page: &'a str, heading: &str) -> Vec<Vec<&'a str>> {
    let mut lines = page.lines();
    if !lines.any(|line| line.strip_prefix("## ") == Some(heading)) {
        return Vec::new();
    }
    let section = lines.take_while(|line| !line.starts_with("## "));
    let before = section.skip_while(|line| !line.starts_with('|'));
    let table = before.take_while(|line| line.starts_with('|'));
    let cells = |line: &'a str| line.trim_matches('|').split('|').map(str::trim).collect();
    table.map(cells).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn committed_chart_matches_the_tables() {
        let committed = fs::read_to_string(root().join(CHART)).unwrap();
        assert!(
            committed == drawn(root()).unwrap(),
            "{CHART} is out of date; run `cargo xtask bench chart`"
        );
    }

    #[test]
    fn table_row_has_label_number_and_unit() {
        let page = "## Time of a clean build\n\nText.\n\n\
                    | program | time | packages |\n|---|---:|---:|\n\
                    | plain | 2.50 s | 9 |\n| without `a` | 1 s | 8 |\n\n## Next\n\n| x |\n";
        let rows = rows(page, &PANELS[4]).unwrap();
        let value = |text: &str, number, class| Value {
            text: text.to_owned(),
            number,
            class,
        };
        let expected = [
            ("plain", value("2.50 s", 2.5, "other")),
            ("without a", value("1 s", 1.0, "ours")),
        ];
        let expected = expected.map(|(label, value)| Row {
            label: label.to_owned(),
            values: vec![value],
        });
        assert_eq!(rows, expected);
    }

    #[test]
    fn broken_table_names_section_and_problem() {
        for (page, problem) in [
            ("# Other", "the table is missing"),
            (
                "## Time of a clean build\n\n## Next\n\n| time |",
                "the table is missing",
            ),
            (
                "## Time of a clean build\n| program | cost |\n|---|---|\n| a | 1 s |",
                "the column `time` is missing",
            ),
            (
                "## Time of a clean build\n| program | time |\n|---|---|\n| a | fast |",
                "the column `time` has no number for `a`",
            ),
            (
                "## Time of a clean build\n| program | time |\n|---|---|",
                "the table has no rows",
            ),
        ] {
            let message = rows(page, &PANELS[4]).unwrap_err();
            let expected =
                format!("error: {PAGE}: in the section `Time of a clean build`, {problem}");
            assert_eq!(message, expected);
        }
    }
}
