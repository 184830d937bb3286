//! The small parts of the page.

use maud::{Markup, html};
use tallyfy_codegen::Node;

use crate::parts::items;

/// A link to a line of the text.
pub(super) fn line(number: usize) -> Markup {
    html! {
        a.line href={ "#L" (number) } aria-label={ "line " (number) } { "line " (number) }
    }
}

/// Text, with what stands between backticks as code.
pub(super) fn prose(text: &str) -> Markup {
    html! {
        @for (index, part) in text.split('`').enumerate() {
            @if index % 2 == 1 { code { (part) } } @else { (part) }
        }
    }
}

/// Where a part was read, and how the documents disagree.
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
