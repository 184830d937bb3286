//! What a tree of YAML no longer tells: tags, anchors, and which lines are inside of a text.

use std::ops::RangeInclusive;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle};

use crate::position::Position;

/// The marks of a text, in its order.
#[derive(Clone, Debug, Default)]
pub struct Marks {
    /// Where a value has a tag, such as `!!str`.
    pub tags: Vec<Position>,
    /// Where a value has an anchor, or is the alias of one.
    pub anchors: Vec<Position>,
    /// The lines, counted from 1, that are the text of a quoted or a block scalar, where nothing is
    /// a comment.
    pub texts: Vec<RangeInclusive<usize>>,
}

impl Marks {
    /// The marks of a text, up to where it is not YAML.
    #[must_use]
    pub fn of(text: &str) -> Marks {
        let mut marks = Marks::default();
        for event in Parser::new_from_str(text) {
            let Ok((event, span)) = event else { break };
            let (anchor, tag) = match &event {
                Event::Alias(anchor) => (*anchor, &None),
                Event::Scalar(_, style, anchor, tag) => {
                    if *style != ScalarStyle::Plain {
                        marks.add_text(*style, &span.start, &span.end);
                    }
                    (*anchor, tag)
                }
                Event::SequenceStart(anchor, tag) | Event::MappingStart(anchor, tag) => {
                    (*anchor, tag)
                }
                _ => continue,
            };
            if tag.is_some() {
                marks.tags.push(Position::from(&span.start));
            }
            // Anchors are counted from 1.
            if anchor > 0 {
                marks.anchors.push(Position::from(&span.start));
            }
        }
        marks
    }

    /// Whether a line is, or begins, inside of a text.
    #[must_use]
    pub fn is_text(&self, line: usize) -> bool {
        self.texts.iter().any(|lines| lines.contains(&line))
    }

    fn add_text(&mut self, style: ScalarStyle, start: &Marker, end: &Marker) {
        // A block begins behind the line of its `|` or `>`, and ends where the next line begins
        // that is not its own; a quoted text begins and ends with its quotes.
        let lines = match style {
            ScalarStyle::Literal | ScalarStyle::Folded if end.col() == 0 => {
                start.line()..=end.line() - 1
            }
            ScalarStyle::Literal | ScalarStyle::Folded => start.line()..=end.line(),
            _ => start.line() + 1..=end.line(),
        };
        if !lines.is_empty() {
            self.texts.push(lines);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_marked_is_found_where_it_stands() {
        let text = "\
a: !!str 5
b: &b
  - x # &no
c: *b
&d d: >-
  first
  # text
  - *no

  last

# comment
e: 'one
  # two'
f: |
  # text
g: one
# comment
h: \"'&no !no\"
";
        let marks = Marks::of(text);
        let at = |positions: &[Position]| -> Vec<(usize, usize)> {
            let places = positions.iter().map(|at| (at.line, at.column));
            places.collect()
        };
        assert_eq!(at(&marks.tags), [(1, 4)]);
        assert_eq!(at(&marks.anchors), [(2, 4), (4, 4), (5, 1)]);
        let texts: Vec<usize> = (1..=19).filter(|line| marks.is_text(*line)).collect();
        assert_eq!(texts, [6, 7, 8, 9, 10, 11, 14, 16]);
    }
}
