//! Related data in a response. The server sends related data as a plain list, or as an object that
//! contains a list in `data`.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::SeqAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap as _, Serializer};
use serde_json::{Map, Value};

use crate::values::Nullable;

/// Related data in a response, either as a plain list, or as an object that contains a list in
/// `data`.
///
/// The form of the related data depends on the version of the API. `T` is the type of an item of
/// the list in `data`, and `L` is the type of an item of a plain list. The methods
/// [`Group::guest_emails`](crate::Group::guest_emails), [`Group::users`](crate::Group::users) and
/// [`User::groups`](crate::User::groups) accept both forms of related data.
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
// This type is hand-written, because the code that typify generates for a `oneOf` is slow. That
// code is an enum with serde's attribute `untagged`. To decode such an enum, serde first copies the
// complete value into a tree, and then tries one variant after another.
#[derive(Clone, Debug, PartialEq)]
pub enum Included<T, L = T> {
    /// A plain list.
    List(Vec<L>),
    /// An object that contains the list in `data`. Because of the `Box`, a group that does not
    /// contain such an object needs less memory.
    Wrapped(Box<Wrapped<T>>),
}

/// An object that contains a list in `data`.
#[derive(Clone, Debug, PartialEq)]
pub struct Wrapped<T> {
    /// The list. For an empty list, the server may send null.
    pub data: Nullable<Vec<T>>,
    /// The fields of the object that the OpenAPI contract does not describe.
    pub extra: Map<String, Value>,
}

impl<T, L> Included<T, L> {
    /// Returns the list in `data`.
    ///
    /// Returns `None` if the server sent a plain list, or if `data` is null, absent or invalid.
    #[must_use]
    pub fn data(&self) -> Option<&[T]> {
        match self {
            Included::List(_) => None,
            Included::Wrapped(wrapped) => wrapped.data.value().map(Vec::as_slice),
        }
    }
}

impl<T> Included<T> {
    /// Returns the items of the plain list, or the items of the list in `data`. The result is empty
    /// if `data` is null, absent or invalid.
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
        f.write_str("a list, or an object whose property `data` is a list")
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
        // This code must not decode an object without `data` as an empty list. If a program sent
        // the empty list back to the server, the server would remove all members of the group.
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
