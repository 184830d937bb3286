//! The type of a JSON value that is stored as the text that the server sent.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

/// A JSON value, stored as the JSON text that the server sent. Every digit and every escape
/// sequence of this text is unchanged.
///
/// A field contains a `RawJson` if the server sent a value of a wrong type for this field. See
/// [`Nullable::Invalid`](crate::Nullable::Invalid) and [`Text`](crate::Text).
///
/// ```
/// use tallyfy_groups::{Nullable, Page, RawJson, User};
///
/// # fn example(page: &Page<User>) {
/// for user in page {
///     if let Nullable::Invalid(json) = &user.active {
///         println!("the field `active` of user {} contains {}", user.id, json.get());
///     }
/// }
/// # }
/// ```
#[derive(Clone)]
pub struct RawJson(Box<RawValue>);

impl RawJson {
    /// Returns the value as JSON text.
    #[must_use]
    pub fn get(&self) -> &str {
        self.0.get()
    }
}

impl From<&RawValue> for RawJson {
    fn from(value: &RawValue) -> Self {
        RawJson(value.to_owned())
    }
}

impl PartialEq for RawJson {
    fn eq(&self, other: &Self) -> bool {
        self.get() == other.get()
    }
}

impl Eq for RawJson {}

impl std::hash::Hash for RawJson {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.get().hash(state);
    }
}

impl fmt::Debug for RawJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.get())
    }
}

impl fmt::Display for RawJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.get())
    }
}

impl Serialize for RawJson {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for RawJson {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Deserialize::deserialize(deserializer).map(RawJson)
    }
}
