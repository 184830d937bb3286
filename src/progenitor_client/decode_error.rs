//! The reason why the client cannot decode a response body, and the location of the error in the
//! body.

use serde::de::DeserializeOwned;
use serde_json::error::Category;

use crate::error::single_line;
use crate::json::decode_leniently;

/// Decodes a complete JSON text. If a field has a value of a wrong type, the decoded field keeps
/// this value.
///
/// If decoding fails, returns an error message such as "the response body is not valid JSON". The
/// parameter `location` is a function that returns the location of the error in the text.
pub(super) fn decode_with_reason<T: DeserializeOwned>(
    text: &str,
    location: fn(&serde_json::Error, &str) -> Location,
) -> Result<T, String> {
    decode_leniently(|| {
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
            let path = error.path().to_string();
            decode_error(error.inner(), &location(error.inner(), &path))
        })?;
        deserializer
            .end()
            .map_err(|_| "the response body has text after its JSON".to_owned())?;
        Ok(value)
    })
}

/// The location of an error in a response body or in an item of a list.
pub(super) struct Location {
    /// The grammatical subject of the error message, such as "the response body".
    subject: &'static str,
    /// The place of the error in the response body or in the item, such as " at `data[0]`". This
    /// text is empty if the error is not at a certain field of the item.
    place: String,
    /// The grammatical object of the error message, such as "the contract".
    expected: &'static str,
}

impl Location {
    /// Returns the location of an error in a complete response body.
    pub(super) fn in_body(error: &serde_json::Error, path: &str) -> Location {
        let position = format!("line {} column {}", error.line(), error.column());
        let place = match path {
            "" | "." => format!(" at {position}"),
            path => format!(" at `{}` ({position})", single_line(path)),
        };
        Location {
            subject: "the response body",
            place,
            expected: "the contract",
        }
    }

    /// Returns the location of an error in a response body that the contract does not describe.
    pub(super) fn in_whole_body(error: &serde_json::Error, _: &str) -> Location {
        Location {
            expected: "the requested type",
            ..Location::in_body(error, "")
        }
    }

    /// Returns the location of an error in an item. The decoded JSON text must be a list that
    /// contains only this item.
    pub(super) fn in_item(_: &serde_json::Error, path: &str) -> Location {
        let path = path.strip_prefix("data[0]").unwrap_or_default();
        let place = match path.trim_start_matches('.') {
            "" => String::new(),
            path => format!(" at `{}`", single_line(path)),
        };
        Location {
            subject: "the item",
            place,
            expected: "the contract",
        }
    }
}

/// Returns the reason why the client cannot decode a JSON text.
///
/// The error message of serde contains the invalid value, and this value may be personal data.
/// Therefore this function uses only the part of serde's message that names the expected type or
/// field. This part does not depend on the data that the server sent.
fn decode_error(error: &serde_json::Error, location: &Location) -> String {
    let Location {
        subject,
        place,
        expected: object,
    } = location;
    match error.classify() {
        Category::Io | Category::Syntax => {
            let error = error.to_string();
            // The code below handles three cases of valid JSON that serde_json rejects.
            match error.as_str() {
                error if error.contains("hex escape") => {
                    format!("{subject} contains an incomplete surrogate pair{place}")
                }
                error if error.starts_with("number out of range") => {
                    format!("{subject} contains a number that is out of range{place}")
                }
                error if error.starts_with("recursion limit") => {
                    format!("{subject} is nested too deeply{place}")
                }
                _ => format!("{subject} is not valid JSON{place}"),
            }
        }
        Category::Eof => format!("{subject} is incomplete JSON"),
        Category::Data => {
            let message = error.to_string();
            let expected = match message.rsplit_once(", expected ") {
                Some((_, expected)) => {
                    let end = expected.rfind(" at line ").unwrap_or(expected.len());
                    format!(": expected {}", &expected[..end])
                }
                None if is_about_field(&message) => {
                    let end = message.rfind(" at line ").unwrap_or(message.len());
                    format!(": {}", &message[..end])
                }
                None => String::new(),
            };
            format!("{subject} does not match {object}{place}{expected}")
        }
    }
}

/// Returns whether an error message of serde reports that a field is missing or occurs twice.
fn is_about_field(message: &str) -> bool {
    message.starts_with("missing field `") || message.starts_with("duplicate field `")
}
