//! The reason why a body cannot be decoded, and the location of the error in the body.

use serde::de::DeserializeOwned;
use serde_json::error::Category;

use crate::error::single_line;
use crate::json::decode_leniently;

/// Decodes a complete JSON text. The fields of the result keep values of a wrong type.
///
/// The error is a message such as "the response body is not valid JSON". The function `location`
/// returns the location of the error.
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
    /// The subject of the error message.
    subject: &'static str,
    /// The place in the body or in the item, such as " at `data[0]`". If the error concerns a
    /// complete item, the text is empty.
    place: String,
}

impl Location {
    /// Returns the location of the error in a complete body.
    pub(super) fn in_body(error: &serde_json::Error, path: &str) -> Location {
        let position = format!("line {} column {}", error.line(), error.column());
        let place = match path {
            "" | "." => format!(" at {position}"),
            path => format!(" at `{}` ({position})", single_line(path)),
        };
        Location {
            subject: "the response body",
            place,
        }
    }

    /// Returns the location of the error in an item. The body must be a list that contains only
    /// this item.
    pub(super) fn in_item(_: &serde_json::Error, path: &str) -> Location {
        let path = path.strip_prefix("data[0]").unwrap_or_default();
        let place = match path.trim_start_matches('.') {
            "" => String::new(),
            path => format!(" at `{}`", single_line(path)),
        };
        Location {
            subject: "the item",
            place,
        }
    }
}

/// Returns the reason why a text cannot be decoded.
///
/// The message of serde contains the invalid value, which may be personal data. So this function
/// uses only the part of the message about the expected type or field. This part of the message
/// comes from the contract.
fn decode_error(error: &serde_json::Error, Location { subject, place }: &Location) -> String {
    match error.classify() {
        Category::Io | Category::Syntax => {
            let error = error.to_string();
            // The three cases below are valid JSON, but serde_json rejects them.
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
            format!("{subject} does not match the contract{place}{expected}")
        }
    }
}

/// Returns whether a message of serde reports a missing or duplicate field.
fn is_about_field(message: &str) -> bool {
    message.starts_with("missing field `") || message.starts_with("duplicate field `")
}
