//! The small elements of the page.

use maud::{Markup, html};
use tallyfy_codegen::Node;

use crate::openapi::outline::items;

/// Returns a link to a line of the text.
pub(super) fn line(number: usize) -> Markup {
    html! {
        a.line href={ "#L" (number) } aria-label={ "line " (number) } { "line " (number) }
    }
}

/// Formats a text. The parts between backticks become code.
pub(super) fn prose(text: &str) -> Markup {
    html! {
        @for (index, part) in text.split('`').enumerate() {
            @if index % 2 == 1 { code { (part) } } @else { (part) }
        }
    }
}

/// Shows the sources of a part, and the contradictions of the sources.
pub(super) fn provenance(node: &Node) -> Markup {
    let sources = items(node, "x-source");
    let conflict = node.get("x-conflict").and_then(Node::text);
    html! {
        @if !sources.is_empty() {
            p.sources {
                "Sources: "
                @for source in sources.iter().filter_map(Node::text) {
                    a href={ "#source-" (source) } { (source) } " "
                }
            }
        }
        @if let Some(conflict) = conflict {
            p.conflict { strong { "Conflict: " } (prose(conflict)) }
        }
    }
}
