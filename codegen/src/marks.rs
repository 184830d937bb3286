//! A parser that finds the YAML syntax which the tree does not keep: tags, anchors and multi-line
//! strings.

use std::ops::RangeInclusive;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle};

use crate::position::Position;

/// The tags, anchors and multi-line strings of a YAML text, in the order of the text.
#[derive(Clone, Debug, Default)]
pub struct Marks {
    /// The positions of values that have a tag, such as `!!str`.
    pub tags: Vec<Position>,
    /// The positions of values that have an anchor or are an alias.
    pub anchors: Vec<Position>,
    /// The numbers of the lines that begin inside a quoted scalar or a block scalar. The first line
    /// has the number 1. In a line that begins inside a scalar, a `#` does not begin a comment.
    pub texts: Vec<RangeInclusive<usize>>,
}

impl Marks {
    /// Collects the tags, anchors and multi-line strings of a text. If the text is not valid YAML,
    /// the function stops at the error.
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
            // The parser numbers anchors from 1. The number 0 means that the value has no anchor.
            if anchor > 0 {
                marks.anchors.push(Position::from(&span.start));
            }
        }
        marks
    }

    /// Returns whether a line begins inside a quoted scalar or a block scalar.
    #[must_use]
    pub fn is_text(&self, line: usize) -> bool {
        self.texts.iter().any(|lines| lines.contains(&line))
    }

    fn add_text(&mut self, style: ScalarStyle, start: &Marker, end: &Marker) {
        // The span of a block scalar begins in the line after the `|` or `>`. The span of a block
        // scalar ends at the beginning of the first line after the block. The span of a quoted
        // scalar begins at the first quote and ends at the last quote.
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
    fn marks_of_yaml_have_their_positions() {
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
