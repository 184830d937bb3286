//! The reason why a body cannot be decoded, and the location of the error in the body.

use serde::de::DeserializeOwned;
use serde_json::error::Category;

use crate::error::single_line;
use crate::json::decode_leniently;

/// Decodes a complete JSON text. The fields of the result keep values of a wrong type.
///
/// The error is the text that follows "its body" in a message, such as "is not valid JSON". The
/// function `location` returns the location of the error.
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
            .map_err(|_| "has text after the end of its JSON".to_owned())?;
        Ok(value)
    })
}

/// The location of an error in a body, as a part of a message such as " at `data[0]`". If the error
/// concerns a complete item, the text is empty.
pub(super) struct Location(String);

impl Location {
    /// Returns the location of the error in a complete body.
    pub(super) fn in_body(error: &serde_json::Error, path: &str) -> Location {
        let position = format!("line {} column {}", error.line(), error.column());
        Location(match path {
            "" | "." => format!(" at {position}"),
            path => format!(" at `{}` ({position})", single_line(path)),
        })
    }

    /// Returns the location of the error in an item. The body must be a list that contains only
    /// this item.
    pub(super) fn in_item(_: &serde_json::Error, path: &str) -> Location {
        let path = path.strip_prefix("data[0]").unwrap_or_default();
        Location(match path.trim_start_matches('.') {
            "" => String::new(),
            path => format!(" at `{}`", single_line(path)),
        })
    }
}

/// Returns the reason why a text cannot be decoded.
///
/// The message of serde contains the invalid value, which may be personal data. So this function
/// uses only the part of the message about the expected type or field. This part of the message
/// comes from the contract.
fn decode_error(error: &serde_json::Error, Location(location): &Location) -> String {
    match error.classify() {
        Category::Io | Category::Syntax => {
            let error = error.to_string();
            // The three cases below are valid JSON, but serde_json rejects them.
            let reason = match error.as_str() {
                error if error.contains("hex escape") => "contains half of a surrogate pair",
                error if error.starts_with("number out of range") => {
                    "contains a number that is out of range"
                }
                error if error.starts_with("recursion limit") => "is nested too deeply",
                _ => "is not valid JSON",
            };
            format!("{reason}{location}")
        }
        Category::Eof => "is incomplete JSON".to_owned(),
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
            format!("does not match the contract{location}{expected}")
        }
    }
}

/// Returns whether a message of serde reports a missing or duplicate field.
fn is_about_field(message: &str) -> bool {
    message.starts_with("missing field `") || message.starts_with("duplicate field `")
}
