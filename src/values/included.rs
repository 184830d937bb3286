//! Related data, which the server sends as a list or as an object with a list in `data`.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::SeqAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap as _, Serializer};
use serde_json::{Map, Value};

use crate::values::Nullable;

/// Related data, either as a list or as an object with a list in `data`.
///
/// The version of the API determines which of the two forms the server sends. `T` is the type of an
/// item in `data`, and `L` is the type of an item in a plain list. The methods
/// [`Group::guest_emails`](crate::Group::guest_emails), [`Group::users`](crate::Group::users) and
/// [`User::groups`](crate::User::groups) accept both forms.
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
// This type is written by hand. For a `oneOf`, typify would generate an enum with serde's
// `untagged`, which is slow. `untagged` first copies the complete value into a tree, and then tries
// one variant after another.
#[derive(Clone, Debug, PartialEq)]
pub enum Included<T, L = T> {
    /// A plain list.
    List(Vec<L>),
    /// An object that contains the list. The `Box` saves memory in a group without such an object.
    Wrapped(Box<Wrapped<T>>),
}

/// An object that contains a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Wrapped<T> {
    /// The list. The server may send null for an empty list.
    pub data: Nullable<Vec<T>>,
    /// The fields that are not in the contract.
    pub extra: Map<String, Value>,
}

impl<T, L> Included<T, L> {
    /// Returns the list in `data`.
    ///
    /// Returns `None` if this is a plain list, or if `data` is null, absent or invalid.
    #[must_use]
    pub fn data(&self) -> Option<&[T]> {
        match self {
            Included::List(_) => None,
            Included::Wrapped(wrapped) => wrapped.data.value().map(Vec::as_slice),
        }
    }
}

impl<T> Included<T> {
    /// Returns the items of the plain list or of `data`. The slice is empty if `data` is null,
    /// absent or invalid.
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
        // An object without `data` must not decode as an empty list. If a program sent the empty
        // list back to the server, the server would remove all members of the group.
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
