//! A macro that defines types for strings. The client validates such a string before it sends the
//! string.

/// Defines a string type that validates its text: `checked_string! { /// docs Name, check }`.
macro_rules! checked_string {
    ($(#[$doc:meta])* $name:ident, $check:expr) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Box<str>);

        impl $name {
            /// Returns the text of the string. The client sends this text unchanged.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::error::Error;

            fn from_str(text: &str) -> Result<Self, $crate::error::Error> {
                String::from(text).try_into()
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::error::Error;

            fn try_from(text: String) -> Result<Self, $crate::error::Error> {
                let check: fn(&str) -> Result<(), $crate::error::Error> = $check;
                check(&text)?;
                Ok($name(text.into()))
            }
        }

        $crate::values::checked_string::try_from_text!(
            $name: &str, &&str, &String, Box<str>, &Box<str>, std::borrow::Cow<'_, str>,
            &std::borrow::Cow<'_, str>
        );

        impl From<&$name> for $name {
            fn from(text: &$name) -> Self {
                text.clone()
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> Self {
                text.0.into()
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_tuple(stringify!($name)).field(&self.0).finish()
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?
                    .try_into()
                    .map_err(serde::de::Error::custom)
            }
        }
    };
}

/// Converts the types of texts that programs use for ids, by parsing the text.
macro_rules! try_from_text {
    ($name:ident: $($text:ty),*) => {$(
        impl TryFrom<$text> for $name {
            type Error = $crate::error::Error;

            fn try_from(text: $text) -> Result<Self, $crate::error::Error> {
                text.parse()
            }
        }
    )*};
}

pub(super) use {checked_string, try_from_text};
