//! The type for a required text in a response. If the server sends a value that is not a string,
//! this type keeps the JSON of the value.

use std::borrow::Borrow;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use crate::json::{RawJson, is_lenient};

/// A text in a response, as the server sent it, such as the name of a group.
///
/// A `Text` dereferences to a `str`. If the server sends a value that is not a string, such as the
/// number `2024`, this type keeps the JSON of the value. Therefore the client can decode a page
/// that contains an invalid name. If you encode a decoded response, the result has the same content
/// as the response from the server. Only the client accepts values that are not strings, when it
/// decodes a response. If you decode such a value with serde_json, you get an error.
///
/// ```
/// use tallyfy_groups::Group;
///
/// let group: Group = serde_json::from_str(r#"{"id": "g1", "name": "Sales Team"}"#)?;
/// assert_eq!(group.name, "Sales Team");
/// assert_eq!(group.name.len(), 10);
/// assert!(group.name.invalid().is_none());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone)]
pub struct Text(Raw);

#[derive(Clone)]
enum Raw {
    Text(String),
    Json(RawJson),
}

impl Text {
    /// Returns the text, or the JSON of a value that is not a string.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Raw::Text(text) => text,
            Raw::Json(json) => json.get(),
        }
    }

    /// Returns the JSON of a value that is not a string. Returns `None` if the value is a string.
    #[must_use]
    pub fn invalid(&self) -> Option<&RawJson> {
        match &self.0 {
            Raw::Text(_) => None,
            Raw::Json(json) => Some(json),
        }
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl AsRef<str> for Text {
    fn as_ref(&self) -> &str {
        self
    }
}

impl Borrow<str> for Text {
    fn borrow(&self) -> &str {
        self
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Text(Raw::Text(text))
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<Text> for String {
    fn from(text: Text) -> Self {
        match text.0 {
            Raw::Text(text) => text,
            Raw::Json(json) => json.get().to_owned(),
        }
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Text {}

impl Hash for Text {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for Text {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl PartialEq<String> for Text {
    fn eq(&self, other: &String) -> bool {
        self.as_str() == other
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Raw::Text(text) => fmt::Debug::fmt(text, f),
            Raw::Json(json) => fmt::Debug::fmt(json, f),
        }
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self)
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Raw::Text(text) => serializer.serialize_str(text),
            Raw::Json(json) => json.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Text {
    #[inline]
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if is_lenient() {
            return deserialize_leniently(deserializer);
        }
        String::deserialize(deserializer).map(Text::from)
    }
}

/// Decodes a text. If the value is not a string, the result contains the JSON of the value.
#[cold]
#[inline(never)]
fn deserialize_leniently<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Text, D::Error> {
    let json = <&RawValue>::deserialize(deserializer)?;
    Ok(match serde_json::from_str(json.get()) {
        Ok(text) => Text(Raw::Text(text)),
        Err(_) => Text(Raw::Json(json.into())),
    })
}
