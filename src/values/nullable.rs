//! A field of a response. Such a field may be absent, null, valid or invalid.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use crate::json::{RawJson, is_lenient};

/// A field of a response. Such a field may be absent, null, valid or invalid.
///
/// The version of the API determines which fields the server omits, and which fields may be null.
/// This type distinguishes an absent field from a null field. Therefore, if you encode a decoded
/// response, the result has the same content as the response from the server. If your program does
/// not need to distinguish absent, null and invalid fields, use [`value`](Nullable::value).
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
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Nullable<T> {
    /// The field is absent.
    #[default]
    Absent,
    /// The field is null.
    Null,
    /// The field has a valid value, which this variant contains.
    Value(T),
    /// The field has a value of a wrong type, such as the number `1` in a boolean field. This
    /// variant contains the JSON of the value, as the server sent it.
    ///
    /// Only the client creates this variant, when it decodes a response. If you decode the same
    /// JSON with serde_json, you get an error.
    Invalid(RawJson),
}

impl<T> Nullable<T> {
    /// Returns the value of the field, or `None` if the field is absent, null or invalid.
    #[must_use]
    pub fn value(&self) -> Option<&T> {
        match self {
            Nullable::Value(value) => Some(value),
            Nullable::Absent | Nullable::Null | Nullable::Invalid(_) => None,
        }
    }

    /// Returns the value of the field, or `None` if the field is absent, null or invalid.
    #[must_use]
    pub fn into_value(self) -> Option<T> {
        match self {
            Nullable::Value(value) => Some(value),
            Nullable::Absent | Nullable::Null | Nullable::Invalid(_) => None,
        }
    }

    /// Returns the JSON of an invalid field, as the server sent it.
    ///
    /// Returns `None` if the field is absent, null or valid.
    #[must_use]
    pub fn invalid(&self) -> Option<&RawJson> {
        match self {
            Nullable::Invalid(json) => Some(json),
            Nullable::Absent | Nullable::Null | Nullable::Value(_) => None,
        }
    }

    /// Returns whether the field is absent.
    #[must_use]
    pub fn is_absent(&self) -> bool {
        matches!(self, Nullable::Absent)
    }

    /// Returns whether the field is null.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Nullable::Null)
    }
}

impl Nullable<String> {
    /// Returns the text of a valid field, or the JSON of an invalid field.
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Nullable::Value(text) => Some(text),
            Nullable::Invalid(json) => Some(json.get()),
            Nullable::Absent | Nullable::Null => None,
        }
    }
}

impl Nullable<bool> {
    /// Returns the boolean value of the field. As in Laravel's `boolean` rule, `1` and `"1"` mean
    /// true, and `0` and `"0"` mean false. The function also accepts the texts `"true"` and
    /// `"false"`.
    pub(crate) fn flag(&self) -> Option<bool> {
        match self {
            Nullable::Value(flag) => Some(*flag),
            Nullable::Invalid(json) => match json.get().trim_matches('"') {
                "1" | "true" => Some(true),
                "0" | "false" => Some(false),
                _ => None,
            },
            Nullable::Absent | Nullable::Null => None,
        }
    }
}

impl Nullable<i64> {
    /// Returns the number in the field, if the number is not negative.
    ///
    /// The function also accepts a string of digits, because an old paginator of Laravel copies
    /// `per_page` as a string from the URL query into the response.
    pub(crate) fn count(&self) -> Option<u64> {
        match self {
            Nullable::Value(number) => u64::try_from(*number).ok(),
            Nullable::Invalid(json) => {
                let digits = json.get().trim_matches('"').trim();
                digits.trim_end_matches(".0").parse().ok()
            }
            Nullable::Absent | Nullable::Null => None,
        }
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
        if is_lenient() {
            return deserialize_leniently(deserializer);
        }
        Ok(match Option::deserialize(deserializer)? {
            Some(value) => Nullable::Value(value),
            None => Nullable::Null,
        })
    }
}

/// Decodes the value of a field. If the value is not a `T`, the result is [`Nullable::Invalid`].
#[cold]
#[inline(never)]
fn deserialize_leniently<'de, T, D>(deserializer: D) -> Result<Nullable<T>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    let json = <&'de RawValue>::deserialize(deserializer)?;
    Ok(match serde_json::from_str(json.get()) {
        Ok(Some(value)) => Nullable::Value(value),
        Ok(None) => Nullable::Null,
        Err(_) => Nullable::Invalid(json.into()),
    })
}

impl<T: Serialize> Serialize for Nullable<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Nullable::Value(value) => serializer.serialize_some(value),
            Nullable::Invalid(json) => json.serialize(serializer),
            // The encoder of a struct skips fields that are `Absent`. Therefore, for a field of a
            // struct, this line runs only if the field is `Null`.
            Nullable::Absent | Nullable::Null => serializer.serialize_none(),
        }
    }
}
