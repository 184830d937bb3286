//! Positions in the text of a contract.

use saphyr_parser::Marker;

/// A position in the text of the contract. The first line and the first column have the number 1.
/// Columns are counted in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line number.
    pub line: usize,
    /// The column number.
    pub column: usize,
}

impl Position {
    /// The beginning of a text.
    pub const START: Position = Position { line: 1, column: 1 };
}

impl From<&Marker> for Position {
    fn from(marker: &Marker) -> Position {
        Position {
            line: marker.line(),
            column: marker.col() + 1,
        }
    }
}
