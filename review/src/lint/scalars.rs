//! Values that the dialects of YAML read differently.

use tallyfy_codegen::{Data, Node, Position};

use super::Lint;
use crate::Patch;

impl Lint<'_> {
    pub(super) fn scalars(&mut self, node: &Node) {
        match &node.data {
            Data::Scalar(_) => self.scalar(node.position),
            Data::Sequence(items) => items.iter().for_each(|item| self.scalars(item)),
            Data::Mapping(entries) => {
                for entry in entries {
                    self.scalar(entry.position);
                    self.scalars(&entry.value);
                }
            }
        }
    }

    /// The key or value that begins here.
    fn scalar(&mut self, position: Position) {
        let rest = self.at(position);
        let end = [rest.find(": "), rest.find(" #")];
        let end = end.into_iter().flatten().min().unwrap_or(rest.len());
        let plain = rest[..end].trim_end();
        let plain = plain.strip_suffix(':').unwrap_or(plain);
        let Some(reading) = other_reading(plain) else {
            return;
        };
        let line = self.line(position.line);
        let start = line.len() - rest.len();
        let patch = format!(
            "{}'{plain}'{}",
            &line[..start],
            &line[start + plain.len()..]
        );
        self.report(
            "ambiguous-scalar",
            position,
            format!("`{plain}` without quotes, which YAML 1.1 reads as {reading}"),
            format!("write `'{plain}'` if the text is meant, and else what both read alike"),
        )
        .patch = Some(Patch {
            line: position.line,
            with: vec![patch],
        });
    }
}

/// What YAML 1.1, which many tools still speak, reads where YAML 1.2 reads something else.
fn other_reading(plain: &str) -> Option<&'static str> {
    const BOOLEANS: [&str; 8] = ["y", "n", "yes", "no", "on", "off", "Y", "N"];
    let is_boolean = BOOLEANS.contains(&plain)
        || matches!(
            plain,
            "Yes" | "YES" | "No" | "NO" | "On" | "ON" | "Off" | "OFF"
        );
    if is_boolean {
        return Some("a boolean");
    }
    let digits = plain.strip_prefix(['-', '+']).unwrap_or(plain);
    if !digits.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let all = |is: fn(&u8) -> bool| digits.as_bytes().iter().all(is);
    let parts: Vec<&str> = digits.split(':').collect();
    if parts.len() > 1 && all(|b| b.is_ascii_digit() || *b == b':' || *b == b'_') {
        return Some("a number to the base of 60");
    }
    if digits.len() > 1 && digits.starts_with('0') && all(|b| b.is_ascii_digit() || *b == b'_') {
        return Some("an octal number");
    }
    if digits.contains('_') && all(|b| b.is_ascii_digit() || *b == b'_') {
        return Some("a number");
    }
    if digits.starts_with("0o") || digits.starts_with("0b") {
        return Some("a text, or a number");
    }
    is_date(digits).then_some("a date")
}

/// `2024-05-21`, alone or with a time after it.
fn is_date(text: &str) -> bool {
    let mut parts = text.splitn(3, '-');
    let mut digits = |least: usize, most: usize| {
        parts.next().is_some_and(|part| {
            let number: String = part.chars().take_while(char::is_ascii_digit).collect();
            let rest = &part[number.len()..];
            (least..=most).contains(&number.len())
                && (rest.is_empty() || (most == 2 && rest.starts_with(['T', 't', ' '])))
        })
    };
    digits(4, 4) && digits(1, 2) && digits(1, 2)
}
