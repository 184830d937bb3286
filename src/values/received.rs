//! The type for ids in responses. This type keeps an id as the server sent it.

use std::borrow::Cow;
use std::fmt;
use std::hash::Hash;
use std::marker::PhantomData;

use serde::de::{self, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Number;
use serde_json::value::RawValue;

use super::{GroupId, UserId};
use crate::error::{Error, single_line};
use crate::json::{RawJson, is_lenient};

/// An id in a response, as the server sent it. The id is usually a string or a number.
///
/// The client does not validate the id when it decodes a response. Therefore the client can decode
/// a page that contains an invalid id, such as a number of more than 64 bits. `T` is the type of
/// the id in requests, such as [`GroupId`]. A method that accepts a `T` also accepts a
/// `&Received<T>`. Such a method validates the id before it sends the request.
///
/// ```
/// use tallyfy_groups::{Received, UserId};
///
/// let ids: Vec<Received<UserId>> = serde_json::from_str(r#"[1001, "1005"]"#)?;
/// assert_eq!(UserId::try_from(&ids[1])?, UserId::try_from(1005)?);
/// assert_eq!(serde_json::to_string(&ids)?, r#"[1001,"1005"]"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Received<T> {
    raw: Raw,
    id_type: PhantomData<fn() -> T>,
}

#[derive(Clone, PartialEq, Eq, Hash)]
enum Raw {
    Number(Number),
    Text(String),
    /// The JSON of a value that the other two variants cannot contain, such as a number that
    /// serde_json would round.
    Json(RawJson),
}

impl<T> Received<T> {
    fn new(raw: Raw) -> Self {
        Received {
            raw,
            id_type: PhantomData,
        }
    }

    /// Returns whether the server sent the id as a number.
    #[must_use]
    pub fn is_number(&self) -> bool {
        match &self.raw {
            Raw::Number(_) => true,
            Raw::Text(_) => false,
            Raw::Json(json) => json
                .get()
                .starts_with(|c: char| c == '-' || c.is_ascii_digit()),
        }
    }
}

impl<T> Received<T> {
    /// Returns the id as text. If the id is neither a number nor a string, returns the JSON of the
    /// id.
    pub(crate) fn to_text(&self) -> Cow<'_, str> {
        match &self.raw {
            Raw::Number(number) => Cow::Owned(number.to_string()),
            Raw::Text(text) => Cow::Borrowed(text),
            Raw::Json(json) => Cow::Borrowed(json.get()),
        }
    }
}

impl Received<UserId> {
    /// Returns whether this id is equal to `id`. For the comparison, it makes no difference whether
    /// the server sent a number or a string.
    pub(crate) fn is(&self, id: &UserId) -> bool {
        match &self.raw {
            Raw::Number(number) => number.as_u64() == Some(id.get()),
            Raw::Text(text) => text.parse() == Ok(id.get()),
            Raw::Json(_) => false,
        }
    }
}

macro_rules! from_received {
    ($($name:ident),*) => {$(
        impl TryFrom<&Received<$name>> for $name {
            type Error = Error;

            fn try_from(id: &Received<$name>) -> Result<Self, Error> {
                match &id.raw {
                    Raw::Text(text) => text.parse(),
                    Raw::Number(number) => number.to_string().parse(),
                    Raw::Json(json) => match json.get() {
                        digits if digits.bytes().all(|byte| byte.is_ascii_digit()) => digits.parse(),
                        other => Err(Error::invalid_input(format!(
                            "the server sent the id {:?}, which is neither a string nor an integer",
                            single_line(other)
                        ))),
                    },
                }
            }
        }

        impl TryFrom<Received<$name>> for $name {
            type Error = Error;

            fn try_from(id: Received<$name>) -> Result<Self, Error> {
                (&id).try_into()
            }
        }

        impl From<$name> for Received<$name> {
            fn from(id: $name) -> Self {
                Received::new(id.into())
            }
        }
    )*};
}

from_received!(GroupId, UserId);

impl From<GroupId> for Raw {
    fn from(id: GroupId) -> Self {
        Raw::Text(id.into())
    }
}

impl From<UserId> for Raw {
    fn from(id: UserId) -> Self {
        Raw::Number(id.get().into())
    }
}

impl<T> Clone for Received<T> {
    fn clone(&self) -> Self {
        Received::new(self.raw.clone())
    }
}

impl<T> PartialEq for Received<T> {
    fn eq(&self, other: &Self) -> bool {
        self.raw == other.raw
    }
}

impl<T> Eq for Received<T> {}

impl<T> Hash for Received<T> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.raw.hash(state);
    }
}

impl<T> fmt::Debug for Received<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.raw {
            Raw::Number(number) => fmt::Display::fmt(number, f),
            Raw::Text(text) => fmt::Debug::fmt(text, f),
            Raw::Json(json) => fmt::Display::fmt(json, f),
        }
    }
}

impl<T> fmt::Display for Received<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.raw {
            Raw::Number(number) => fmt::Display::fmt(number, f),
            Raw::Text(text) => f.write_str(text),
            Raw::Json(json) => fmt::Display::fmt(json, f),
        }
    }
}

impl<T> Serialize for Received<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.raw {
            Raw::Number(number) => number.serialize(serializer),
            Raw::Text(text) => serializer.serialize_str(text),
            Raw::Json(json) => json.serialize(serializer),
        }
    }
}

impl<'de, T> Deserialize<'de> for Received<T> {
    #[inline]
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = if is_lenient() {
            deserialize_leniently(deserializer)?
        } else {
            deserializer.deserialize_any(RawVisitor)?
        };
        Ok(Received::new(raw))
    }
}

/// Decodes an id. If the value is neither a string nor a 64-bit integer, the result contains the
/// JSON of the value.
#[cold]
#[inline(never)]
fn deserialize_leniently<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Raw, D::Error> {
    let json = <&RawValue>::deserialize(deserializer)?;
    let mut reader = serde_json::Deserializer::from_str(json.get());
    let raw = reader.deserialize_any(RawVisitor);
    Ok(raw.unwrap_or_else(|_| Raw::Json(json.into())))
}

struct RawVisitor;

impl Visitor<'_> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an id that is a string or a number")
    }

    #[inline]
    fn visit_u64<E>(self, number: u64) -> Result<Raw, E> {
        Ok(Raw::Number(number.into()))
    }

    #[inline]
    fn visit_i64<E>(self, number: i64) -> Result<Raw, E> {
        Ok(Raw::Number(number.into()))
    }

    /// Rejects a number that serde_json may have rounded. After this error, the caller keeps the
    /// exact digits of the number as JSON.
    fn visit_f64<E: de::Error>(self, _: f64) -> Result<Raw, E> {
        Err(E::invalid_type(
            Unexpected::Other("a number that is not a 64-bit integer"),
            &self,
        ))
    }

    #[inline]
    fn visit_str<E>(self, text: &str) -> Result<Raw, E> {
        Ok(Raw::Text(text.to_owned()))
    }

    #[inline]
    fn visit_string<E>(self, text: String) -> Result<Raw, E> {
        Ok(Raw::Text(text))
    }
}
