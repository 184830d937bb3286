//! Related data, which the generations of the API send as a list or under `data`.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::SeqAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap as _, Serializer};
use serde_json::{Map, Value};

use crate::values::Nullable;

/// Related data in either of the two forms in which the generations of the API send it.
///
/// [`Group::guest_emails`](crate::Group::guest_emails), [`Group::users`](crate::Group::users) and
/// [`User::groups`](crate::User::groups) hide which it is. `L` is what a plain list is made of,
/// where that differs.
///
/// ```
/// use tallyfy_groups::{Guest, Included};
///
/// let wrapped = r#"{"data":[{"email":"client.a@example.com"}]}"#;
/// let guests: Included<Guest, String> = serde_json::from_str(wrapped)?;
/// assert_eq!(guests.data().map(<[Guest]>::len), Some(1));
/// assert_eq!(serde_json::to_string(&guests)?, wrapped);
///
/// let guests: Included<Guest, String> = serde_json::from_str(r#"["client.a@example.com"]"#)?;
/// assert_eq!(guests, Included::List(vec!["client.a@example.com".to_owned()]));
/// # Ok::<(), serde_json::Error>(())
/// ```
// Written by hand because serde's `untagged`, which is what typify makes of a `oneOf`, first copies
// all of the value into a tree of its own to try one form after the other.
#[derive(Clone, Debug, PartialEq)]
pub enum Included<T, L = T> {
    /// A plain list.
    List(Vec<L>),
    /// An object with the list in it; boxed, so that a group without one is small.
    Wrapped(Box<Wrapped<T>>),
}

/// An object with a list in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Wrapped<T> {
    /// The list; null when there is nothing in it.
    pub data: Nullable<Vec<T>>,
    /// Fields that the contract does not know.
    pub extra: Map<String, Value>,
}

impl<T, L> Included<T, L> {
    /// What is under `data`; none when it is a plain list, and when `data` is null or absent.
    #[must_use]
    pub fn data(&self) -> Option<&[T]> {
        match self {
            Included::List(_) => None,
            Included::Wrapped(wrapped) => wrapped.data.value().map(Vec::as_slice),
        }
    }
}

impl<T> Included<T> {
    /// The items, in whichever form; empty when `data` is null or absent.
    #[must_use]
    pub fn items(&self) -> &[T] {
        match self {
            Included::List(items) => items,
            Included::Wrapped(_) => self.data().unwrap_or_default(),
        }
    }
}

impl<'de, T: Deserialize<'de>, L: Deserialize<'de>> Deserialize<'de> for Included<T, L> {
    #[inline]
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(IncludedVisitor(PhantomData))
    }
}

struct IncludedVisitor<T, L>(PhantomData<fn() -> Included<T, L>>);

impl<'de, T: Deserialize<'de>, L: Deserialize<'de>> Visitor<'de> for IncludedVisitor<T, L> {
    type Value = Included<T, L>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list, or an object with a list under `data`")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Self::Value, A::Error> {
        Deserialize::deserialize(SeqAccessDeserializer::new(items)).map(Included::List)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut data = None;
        let mut extra = Map::new();
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "data" => data = Some(map.next_value()?),
                _ => {
                    extra.insert(key, map.next_value()?);
                }
            }
        }
        // Whoever takes an object without a list for an empty list would lose members.
        let data = data.ok_or_else(|| A::Error::missing_field("data"))?;
        Ok(Included::Wrapped(Box::new(Wrapped { data, extra })))
    }
}

impl<T: Serialize, L: Serialize> Serialize for Included<T, L> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Included::List(items) => items.serialize(serializer),
            Included::Wrapped(wrapped) => {
                let Wrapped { data, extra } = &**wrapped;
                let mut map = serializer.serialize_map(None)?;
                if !data.is_absent() {
                    map.serialize_entry("data", data)?;
                }
                for (name, value) in extra {
                    map.serialize_entry(name, value)?;
                }
                map.end()
            }
        }
    }
}
