//! The notation of values: quotes, anchors and multi-line strings.

use std::ops::RangeInclusive;

use saphyr_parser::{Marker, ScalarStyle};
use serde_json::Value;

use super::plain::plain;
use crate::position::Position;

/// The notation of the values, which the tree does not contain.
#[derive(Clone, Debug, Default)]
pub struct Marks {
    /// The positions of values that have an anchor or are an alias.
    pub anchors: Vec<Position>,
    /// The keys and values without quotes, and their positions.
    pub plain: Vec<(Position, String)>,
    /// The numbers of the lines that begin inside a quoted scalar or a block scalar. The first line
    /// has the number 1. In a line that begins inside a scalar, a `#` does not begin a comment.
    pub texts: Vec<RangeInclusive<usize>>,
}

impl Marks {
    /// Returns whether a line begins inside a quoted scalar or a block scalar.
    #[must_use]
    pub fn is_text(&self, line: usize) -> bool {
        let after = self.texts.partition_point(|lines| *lines.start() <= line);
        let before = after.checked_sub(1).and_then(|at| self.texts.get(at));
        before.is_some_and(|lines| lines.contains(&line))
    }

    /// Returns whether YAML 1.2 reads a value without quotes as a string.
    #[must_use]
    pub fn is_string(text: &str) -> bool {
        matches!(plain(text), Ok(Value::String(_)))
    }

    pub(super) fn add_text(&mut self, style: ScalarStyle, start: &Marker, end: &Marker) {
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
    use crate::yaml::read;

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
        let yaml = read(text).unwrap();
        let at = |position: &crate::position::Position| (position.line, position.column);
        let tags: Vec<_> = yaml.findings.iter().map(|one| at(&one.position)).collect();
        assert_eq!(tags, [(1, 4)]);
        let anchors: Vec<_> = yaml.marks.anchors.iter().map(at).collect();
        assert_eq!(anchors, [(2, 4), (4, 4), (5, 1)]);
        let texts: Vec<usize> = (1..=19).filter(|line| yaml.marks.is_text(*line)).collect();
        assert_eq!(texts, [6, 7, 8, 9, 10, 11, 14, 16]);
    }
}
