//! Finds keys and values that YAML 1.1 and YAML 1.2 read differently.

use tallyfy_codegen::Marks;

use super::Lint;

impl Lint<'_> {
    pub(super) fn scalars(&mut self) {
        for (position, plain) in self.marks.plain.clone() {
            let Some(reading) = other_reading(&plain) else {
                continue;
            };
            // A key such as `012` breaks a second rule, with the same remedy.
            if self.findings.iter().any(|one| one.position == position) {
                continue;
            }
            let quoted = format!("'{plain}'");
            let patch = self.lines.rewrite(position, &plain, &quoted);
            // Quotes would change a number of YAML 1.2, so the author has to decide.
            let patch = patch.filter(|_| Marks::is_string(&plain));
            self.report(
                "ambiguous-scalar",
                position,
                format!("YAML 1.1 reads `{plain}` without quotes as {reading}"),
                format!(
                    "if a string is meant, write `{quoted}`; if not, write a value that all YAML \
                     versions read the same way"
                ),
            )
            .patch = patch;
        }
    }
}

/// Describes what YAML 1.1 reads, if YAML 1.2 reads something else. Many tools use YAML 1.1.
fn other_reading(plain: &str) -> Option<&'static str> {
    let is_boolean = matches!(plain, "y" | "Y" | "n" | "N")
        || ["yes", "no", "on", "off"].iter().any(|word| {
            let mut capital = word.to_string();
            capital[..1].make_ascii_uppercase();
            plain == *word || plain == capital || plain == word.to_ascii_uppercase()
        });
    if is_boolean {
        return Some("a boolean");
    }
    let is_digit = |c: char| c.is_ascii_digit();
    // A float of YAML 1.1 has a dot, and its exponent has a sign.
    if let Some((mantissa, exponent)) = plain.split_once(['e', 'E'])
        && exponent.ends_with(is_digit)
        && !plain.starts_with("0x")
        && !Marks::is_string(plain)
    {
        let is_float = mantissa.contains('.') && exponent.starts_with(['-', '+']);
        return (!is_float).then_some("a string");
    }
    let digits = plain.strip_prefix(['-', '+']).unwrap_or(plain);
    if !digits.starts_with(is_digit) {
        return None;
    }
    let all = |is: fn(&u8) -> bool| digits.as_bytes().iter().all(is);
    if is_sexagesimal(digits) {
        return Some("a base 60 number");
    }
    if digits.len() > 1 && digits.starts_with('0') && all(|b| b.is_ascii_digit() || *b == b'_') {
        return Some("an octal number");
    }
    if digits.contains('_') && all(|b| b.is_ascii_digit() || matches!(b, b'_' | b'.')) {
        return Some("a number");
    }
    let is_hex = |text: &str| {
        let is_hex = |b: u8| b.is_ascii_hexdigit() || b == b'_';
        !text.is_empty() && text.bytes().all(is_hex) && Marks::is_string(plain)
    };
    if digits.starts_with("0b") || digits.strip_prefix("0x").is_some_and(is_hex) {
        return Some("a number");
    }
    if digits.starts_with("0o") {
        return Some("a string");
    }
    is_date(plain).then_some("a date")
}

/// Returns whether a text is a number of base 60, such as `12:30:05`.
fn is_sexagesimal(text: &str) -> bool {
    let mut parts = text.split(':');
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let is_below_sixty = |part: &str| {
        is_number(part) && part.len() <= 2 && part.parse::<u8>().is_ok_and(|number| number < 60)
    };
    text.contains(':') && parts.next().is_some_and(is_number) && parts.all(is_below_sixty)
}

/// Returns whether a text is a date such as `2024-05-21`, with or without a time after a `T` or
/// after spaces.
fn is_date(text: &str) -> bool {
    let (date, time) = match text.split_once(' ') {
        Some((date, time)) if is_time(time.trim_start()) => (date, "0"),
        Some(_) => return false,
        None => text.split_once(['T', 't']).unwrap_or((text, "0")),
    };
    let mut parts = date.split('-');
    let mut digits = |least: usize, most: usize| {
        let part = parts.next().unwrap_or_default();
        (least..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
    };
    let is_date = digits(4, 4) && digits(1, 2) && digits(1, 2) && parts.next().is_none();
    is_date && time.starts_with(|c: char| c.is_ascii_digit())
}

/// Returns whether a text is a time such as `18:00:00.5 +2`, which may end with an offset.
fn is_time(text: &str) -> bool {
    let end = text.find([' ', '+', '-', 'Z']).unwrap_or(text.len());
    let (time, offset) = (&text[..end], text[end..].trim_start());
    let (time, fraction) = time.split_once('.').unwrap_or((time, ""));
    let is_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let is_offset = match offset.strip_prefix(['+', '-']) {
        Some(offset) => offset
            .split(':')
            .all(|part| part.len() <= 2 && is_digits(part)),
        None => matches!(offset, "" | "Z"),
    };
    let lengths: Vec<usize> = time.split(':').map(str::len).collect();
    let is_time = matches!(lengths[..], [1 | 2, 2, 2]) && time.split(':').all(is_digits);
    is_time && is_digits(fraction) && is_offset
}

#[cfg(test)]
mod tests {
    use super::other_reading;

    #[test]
    fn other_reading_of_ambiguous_text_is_described() {
        for plain in [
            "no",
            "No",
            "NO",
            "on",
            "Off",
            "y",
            "012",
            "0_7",
            "1_000",
            "1_000.5",
            "0o17",
            "0b1",
            "12:30",
            "190:20:30",
            "2024-05-21",
            "2024-05-21T18:00:00Z",
            "-012",
            "1e3",
            "-1.5e3",
            "1E+3",
            "0x1_F",
            "-0x1F",
            "2024-05-21 18:00:00",
            "2024-05-21  8:00:00.5 +02:00",
        ] {
            assert!(other_reading(plain).is_some(), "{plain}");
        }
        for plain in [
            "nO",
            "none",
            "yesterday",
            "0",
            "7",
            "1.0.0",
            "1.5",
            "16:90",
            "1::2",
            "1:",
            "2024",
            "2024-05",
            "2024-05-21-x",
            "2024-05-21Tx",
            "200",
            "5XX",
            "true",
            "~",
            "",
            "-",
            "http://a:80/",
            "1.5e+3",
            "0x1F",
            "0x1e3",
            "0x",
            "1e",
            "false",
            "2024-05-21 18 groups",
            "2024-05-21 18:00:00 is a time",
        ] {
            assert_eq!(other_reading(plain), None, "{plain}");
        }
    }
}
