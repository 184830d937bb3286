//! A module that changes valid inputs at random. The changed inputs are still valid or almost
//! valid.

use fastrand::Rng;

/// Texts that often cause errors in parsers of JSON and YAML.
const PIECES: [&str; 32] = [
    "null",
    "true",
    "0",
    "-1",
    "1e999",
    "18446744073709551616",
    "0.1",
    "\"\"",
    "\"\\ud800\"",
    "\\u0000",
    "[",
    "]",
    "{",
    "}",
    "[[[[[[[[",
    "{\"a\":",
    ",",
    ":",
    "\"data\":",
    "\"id\":",
    "\"members\":",
    "\u{feff}",
    "\n",
    "  ",
    "\t",
    "- ",
    "&a ",
    "*a",
    "$ref: ",
    "? ",
    "|",
    "'",
];

/// A generator that changes valid inputs and returns the changed inputs.
pub(crate) struct Mutator {
    random: Rng,
    corpus: Vec<Vec<u8>>,
}

impl Mutator {
    pub(crate) fn new(seed: u64, corpus: Vec<Vec<u8>>) -> Mutator {
        Mutator {
            random: Rng::with_seed(seed),
            corpus,
        }
    }

    pub(crate) fn next_input(&mut self) -> Vec<u8> {
        let mut input = self.pick();
        for _ in 0..self.random.usize(1..6) {
            self.mutate(&mut input);
        }
        input
    }

    fn pick(&mut self) -> Vec<u8> {
        let index = self.random.usize(..self.corpus.len());
        self.corpus[index].clone()
    }

    fn mutate(&mut self, input: &mut Vec<u8>) {
        let at = self.random.usize(..=input.len());
        let length = self.random.usize(..=(input.len() - at).min(40));
        match self.random.u8(..6) {
            0 => {
                input.drain(at..at + length);
            }
            1 => {
                let piece = PIECES[self.random.usize(..PIECES.len())];
                input.splice(at..at, piece.bytes());
            }
            2 => {
                let piece = PIECES[self.random.usize(..PIECES.len())];
                input.splice(at..at + length, piece.bytes());
            }
            3 => {
                let copy = input[at..at + length].to_vec();
                let to = self.random.usize(..=input.len());
                input.splice(to..to, copy);
            }
            4 => {
                let other = self.pick();
                let from = self.random.usize(..=other.len());
                let end = (from + 40).min(other.len());
                input.splice(at..at, other[from..end].iter().copied());
            }
            _ => {
                if let Some(byte) = input.get_mut(at) {
                    *byte ^= 1 << self.random.u8(..8);
                }
            }
        }
    }
}
