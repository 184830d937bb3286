//! The percent-encoding of the segments of a path.

use std::fmt::{self, Display, Write as _};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::values::is_plain;

const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_');

/// Percent-encodes one segment of a URL path. The function does not encode ASCII letters, digits,
/// `-` and `_`. The ids of this API contain no other characters.
///
/// Percent-encoding does not protect against the segments `.` and `..`, because a URL parser treats
/// `%2E%2E` like `..`. The command that checks the contract therefore rejects a contract with a
/// path parameter that could be `.` or `..`.
pub(crate) fn encode_path<T: Display + ?Sized>(segment: &T) -> impl Display {
    Encoded(segment)
}

struct Encoded<'a, T: ?Sized>(&'a T);

impl<T: Display + ?Sized> Display for Encoded<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(Encoder { output: f }, "{}", self.0)
    }
}

/// Encodes each text that is written to it, and writes the result to `output`.
struct Encoder<'a, 'b> {
    output: &'a mut fmt::Formatter<'b>,
}

impl fmt::Write for Encoder<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        // Valid ids are plain, and this check is faster than the encoding.
        if is_plain(text) {
            return self.output.write_str(text);
        }
        write!(self.output, "{}", utf8_percent_encode(text, RESERVED))
    }
}

#[cfg(test)]
mod tests {
    use super::encode_path;

    #[test]
    fn encode_path_encodes_all_except_letters_digits_and_two_signs() {
        for (segment, expected) in [
            ("group_id-1", "group_id-1"),
            ("a/b c", "a%2Fb%20c"),
            ("%2E..", "%252E%2E%2E"),
            ("é?#", "%C3%A9%3F%23"),
            ("", ""),
        ] {
            assert_eq!(encode_path(segment).to_string(), expected);
        }
        assert_eq!(encode_path(&1001).to_string(), "1001");
    }
}
