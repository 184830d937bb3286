//! Shows the changes since an older contract twice: first as a list, and then at the changed parts.

use std::collections::{HashMap, HashSet};

use maud::{Markup, html};

use super::parts::{line, prose};
use crate::diff::report::{AXES, shown, used_by};
use crate::openapi::outline::Outline;
use crate::{Bump, Change, Diff, LoadedContract};

pub(super) struct Changes<'a> {
    since: Option<&'a Diff>,
    /// The numbers of the changes of each part, by the first line of the part.
    by_part: HashMap<usize, Vec<usize>>,
    /// The changed lines.
    lines: HashSet<usize>,
}

impl<'a> Changes<'a> {
    pub(super) fn of(loaded: &LoadedContract, since: Option<&'a Diff>) -> Changes<'a> {
        let mut changes = Changes {
            since,
            by_part: HashMap::new(),
            lines: HashSet::new(),
        };
        let Some(diff) = since else { return changes };
        let outline = Outline::of(&loaded.tree);
        for (number, change) in diff.changes.iter().enumerate() {
            changes.lines.extend(change.at.new.map(|place| place.line));
            let place = change.at.new.or(change.owner);
            let part = place.and_then(|place| outline.around(place.line).next());
            if let Some(part) = part {
                let line = part.position.line;
                changes.by_part.entry(line).or_default().push(number);
            }
        }
        changes
    }

    pub(super) fn is_any(&self) -> bool {
        self.since.is_some()
    }

    /// Returns the CSS class of a line of the text.
    pub(super) fn class(&self, line: usize) -> Option<&'static str> {
        self.lines.contains(&line).then_some("changed")
    }

    /// Shows the changes of the part that begins on a line. The changes of inner parts are not
    /// included.
    pub(super) fn at(&self, line: usize) -> Markup {
        let numbers = self.by_part.get(&line).map_or(&[][..], Vec::as_slice);
        let changes = self.since.map_or(&[][..], |diff| &diff.changes);
        let changes = numbers
            .iter()
            .filter_map(|number| Some((number, changes.get(*number)?)));
        html! {
            @for (number, change) in changes {
                p.changed {
                    (badge(change.bump())) " " (prose(&change.what)) " "
                    a href={ "#change-" (number + 1) } aria-label={ "change " (number + 1) } { "details" }
                }
            }
        }
    }

    /// Shows all changes, with their verdicts.
    pub(super) fn section(&self) -> Markup {
        let Some(diff) = self.since else {
            return html! {};
        };
        html! {
            section aria-labelledby="changes" {
                h2 #changes { "Changes since " (diff.base) }
                @if diff.changes.is_empty() { p { "No changes." } }
                @for version in diff.versions.iter().filter(|version| !version.is_enough) {
                    p.conflict {
                        code { (version.name) } " is " (version.to) " but " (version.state()) "."
                    }
                }
                ol.fields {
                    @for (index, change) in diff.changes.iter().enumerate() {
                        (one(index + 1, change))
                    }
                }
            }
        }
    }
}

fn one(number: usize, change: &Change) -> Markup {
    let place = change.at.new.or(change.owner);
    html! {
        li #{ "change-" (number) } {
            p {
                (badge(change.bump())) " " (prose(&change.what)) " "
                @if let Some(place) = place { (line(place.line)) }
            }
            @if !change.is_words() {
                dl.axes {
                    @for (name, axis) in AXES {
                        @let verdict = axis(change);
                        dt { (name) " " (verdict.bump) }
                        dd {
                            (prose(&verdict.why))
                            @if let Some(witness) = &verdict.witness {
                                pre tabindex="0" { code { (shown(witness)) } }
                            }
                        }
                    }
                }
                @let uses = used_by(&change.uses);
                @if !uses.is_empty() {
                    details {
                        summary { "Uses: " (uses.len()) }
                        ul { @for one in uses { li { (one) } } }
                    }
                }
                @if let Some(note) = &change.note { p.conflict { (prose(note)) } }
            }
        }
    }
}

fn badge(bump: Bump) -> Markup {
    let class = match bump {
        Bump::Major => "badge major",
        Bump::Minor | Bump::None => "badge",
    };
    html! { strong class=(class) { (bump) } }
}
