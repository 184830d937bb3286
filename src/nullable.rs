//! A field of a response that may be absent, null, or have a value.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A field of a response that may be absent, null, or have a value.
///
/// The generations of the API differ in what they leave out and what they send as null, and a
/// response that is decoded and encoded again says what it said before. Whoever does not care
/// asks for the [`value`](Nullable::value).
///
/// ```
/// use tallyfy_groups::{Group, Nullable};
///
/// let group: Group = serde_json::from_str(r#"{"id": "g1", "name": "Sales", "logo": null}"#)?;
/// assert_eq!(group.logo, Nullable::Null);
/// assert_eq!(group.members, Nullable::Absent);
/// assert_eq!(group.logo.value(), None);
/// assert_eq!(serde_json::to_string(&group)?, r#"{"id":"g1","logo":null,"name":"Sales"}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Nullable<T> {
    /// The field is not there.
    #[default]
    Absent,
    /// The field is there and null.
    Null,
    /// The field has this value.
    Value(T),
}

impl<T> Nullable<T> {
    /// The value, if there is one.
    #[must_use]
    pub fn value(&self) -> Option<&T> {
        match self {
            Nullable::Value(value) => Some(value),
            Nullable::Absent | Nullable::Null => None,
        }
    }

    /// The value, if there is one.
    #[must_use]
    pub fn into_value(self) -> Option<T> {
        match self {
            Nullable::Value(value) => Some(value),
            Nullable::Absent | Nullable::Null => None,
        }
    }

    /// Whether the field is not there at all.
    #[must_use]
    pub fn is_absent(&self) -> bool {
        matches!(self, Nullable::Absent)
    }

    /// Whether the field is there and null.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Nullable::Null)
    }
}

impl<T> From<T> for Nullable<T> {
    fn from(value: T) -> Self {
        Nullable::Value(value)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Nullable<T> {
    #[inline]
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Option::deserialize(deserializer)? {
            Some(value) => Nullable::Value(value),
            None => Nullable::Null,
        })
    }
}

impl<T: Serialize> Serialize for Nullable<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Nullable::Value(value) => serializer.serialize_some(value),
            // An absent field is skipped by the struct that it is in.
            Nullable::Absent | Nullable::Null => serializer.serialize_none(),
        }
    }
}
