//! Typed ids: those the client sends, which are checked, and those it received, kept as sent.

use std::borrow::Cow;
use std::fmt;
use std::hash::Hash;
use std::marker::PhantomData;
use std::num::NonZeroU64;
use std::str::FromStr;

use serde::de::{self, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Number;
use serde_json::value::RawValue;

use crate::error::single_line;
use crate::json::is_lenient;
use crate::{Error, RawJson};

/// The characters that the vendor's Python SDK accepts in an id, `^[A-Za-z0-9_-]{1,255}$`. None
/// of them means anything in a path.
const MAX_LENGTH: usize = 255;

macro_rules! string_id {
    ($(#[$doc:meta])* $name:ident, $what:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Box<str>);

        impl $name {
            /// The id as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = Error;

            fn from_str(text: &str) -> Result<Self, Error> {
                check_string_id($what, text)?;
                Ok($name(text.into()))
            }
        }

        impl TryFrom<&str> for $name {
            type Error = Error;

            fn try_from(text: &str) -> Result<Self, Error> {
                text.parse()
            }
        }

        impl TryFrom<String> for $name {
            type Error = Error;

            fn try_from(text: String) -> Result<Self, Error> {
                text.parse()
            }
        }

        impl TryFrom<&String> for $name {
            type Error = Error;

            fn try_from(text: &String) -> Result<Self, Error> {
                text.parse()
            }
        }

        impl From<&$name> for $name {
            fn from(id: &$name) -> Self {
                id.clone()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({:?})"), &*self.0)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?
                    .parse()
                    .map_err(de::Error::custom)
            }
        }
    };
}

string_id! {
    /// An organization's id: 1 to 255 of the characters `A-Z`, `a-z`, `0-9`, `_` and `-`.
    ///
    /// The id is opaque: 32 hexadecimal digits in production, anything of the above elsewhere.
    ///
    /// ```
    /// use tallyfy_groups::OrganizationId;
    ///
    /// let id: OrganizationId = "demo".parse()?;
    /// assert!("../users".parse::<OrganizationId>().is_err());
    /// # assert_eq!(id.as_str(), "demo");
    /// # Ok::<(), tallyfy_groups::Error>(())
    /// ```
    OrganizationId, "organization id"
}

string_id! {
    /// A group's id: 1 to 255 of the characters `A-Z`, `a-z`, `0-9`, `_` and `-`.
    ///
    /// The id is opaque: 32 hexadecimal digits in production, anything of the above elsewhere.
    /// One that the server sent is a [`Received<GroupId>`](Received), which every method that
    /// takes a group's id takes, too.
    ///
    /// ```
    /// use tallyfy_groups::GroupId;
    ///
    /// let id: GroupId = "group_id_abc123".parse()?;
    /// let error = "..".parse::<GroupId>().unwrap_err();
    /// assert!(error.is_invalid_input());
    /// # assert_eq!(id.as_str(), "group_id_abc123");
    /// # Ok::<(), tallyfy_groups::Error>(())
    /// ```
    GroupId, "group id"
}

fn check_string_id(what: &str, text: &str) -> Result<(), Error> {
    if text.is_empty() {
        return Err(Error::invalid_input(format!("the {what} is empty")));
    }
    // Counted in characters, although only one-byte ones pass, for the sake of the message.
    let length = text.chars().count();
    if length > MAX_LENGTH {
        return Err(Error::invalid_input(format!(
            "the {what} has {length} characters, and at most {MAX_LENGTH} are allowed"
        )));
    }
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    match text.chars().find(|c| !is_allowed(*c)) {
        None => Ok(()),
        Some(wrong) => Err(Error::invalid_input(format!(
            "the {what} {text:?} contains {wrong:?}; only A-Z, a-z, 0-9, `_` and `-` are allowed"
        ))),
    }
}

/// A user's id: a whole number above 0.
///
/// ```
/// use tallyfy_groups::UserId;
///
/// let id = UserId::try_from(1001)?;
/// assert_eq!(id.get(), 1001);
/// assert!(UserId::try_from(0).is_err());
/// # Ok::<(), tallyfy_groups::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UserId(NonZeroU64);

impl UserId {
    /// The id as a number.
    #[must_use]
    pub fn get(self) -> u64 {
        self.0.get()
    }
}

macro_rules! user_id_from_integer {
    ($($integer:ty),*) => {$(
        impl TryFrom<$integer> for UserId {
            type Error = Error;

            fn try_from(number: $integer) -> Result<Self, Error> {
                u64::try_from(number)
                    .ok()
                    .and_then(NonZeroU64::new)
                    .map(UserId)
                    .ok_or_else(|| {
                        Error::invalid_input(format!("the user id {number} is not above 0"))
                    })
            }
        }
    )*};
}

user_id_from_integer!(i32, u32, i64, u64);

impl From<&UserId> for UserId {
    fn from(id: &UserId) -> Self {
        *id
    }
}

impl FromStr for UserId {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        text.parse().map(UserId).map_err(|_| {
            Error::invalid_input(format!(
                "the user id {text:?} is not a whole number above 0"
            ))
        })
    }
}

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// An id as the server sent it, usually a string or a number.
///
/// The value is not validated, so that one odd id never fails a page: a number of any size, or
/// anything else, is kept as it was sent. `T` is the id that is sent: methods that take a `T` take
/// a `&Received<T>`, too, and validate it then.
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
    becomes: PhantomData<fn() -> T>,
}

#[derive(Clone, PartialEq, Eq, Hash)]
enum Raw {
    Number(Number),
    Text(String),
    /// Anything else, such as a number that serde_json would round.
    Json(RawJson),
}

impl<T> Received<T> {
    fn new(raw: Raw) -> Self {
        Received {
            raw,
            becomes: PhantomData,
        }
    }

    /// Whether the server sent a number.
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
    /// Returns the id as text, whatever is in it.
    pub(crate) fn to_text(&self) -> Cow<'_, str> {
        match &self.raw {
            Raw::Number(number) => Cow::Owned(number.to_string()),
            Raw::Text(text) => Cow::Borrowed(text),
            Raw::Json(json) => Cow::Borrowed(json.get()),
        }
    }
}

impl Received<UserId> {
    /// Returns whether the server sent this id, as a number or as text.
    pub(crate) fn is(&self, id: &UserId) -> bool {
        match &self.raw {
            Raw::Number(number) => number.as_u64() == Some(id.get()),
            Raw::Text(text) => text.parse() == Ok(id.0),
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
                            "the server sent the id {:?}, which is neither text nor an integer",
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
        Raw::Text(id.0.into())
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
        let raw = match is_lenient() {
            false => deserializer.deserialize_any(RawVisitor)?,
            true => deserialize_leniently(deserializer)?,
        };
        Ok(Received::new(raw))
    }
}

/// Keeps what is neither a string nor an integer of 64 bits as its JSON.
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
        f.write_str("an id, as a string or a number")
    }

    #[inline]
    fn visit_u64<E>(self, number: u64) -> Result<Raw, E> {
        Ok(Raw::Number(number.into()))
    }

    #[inline]
    fn visit_i64<E>(self, number: i64) -> Result<Raw, E> {
        Ok(Raw::Number(number.into()))
    }

    /// Refuses what serde_json may have rounded: the client then reads the digits themselves.
    fn visit_f64<E: de::Error>(self, _: f64) -> Result<Raw, E> {
        Err(E::invalid_type(
            Unexpected::Other("a number that is no integer of 64 bits"),
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
