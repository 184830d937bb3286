//! What an enum of a generated client makes of a value, in each of the ways in which serde tells
//! its variants apart.

use serde_json::{Map, Value, json};
use syn::Type;

use super::last_name::last;
use super::{Decoded, Fields, Not, Types, refused, unknown};

#[derive(Clone)]
pub(super) struct Enum {
    pub(super) told_by: ToldBy,
    pub(super) variants: Vec<Variant>,
}

/// What tells the variants apart.
#[derive(Clone)]
pub(super) enum ToldBy {
    /// The name alone, or the key of the only property.
    Name,
    /// A property beside those of the variant.
    Tag(String),
    /// A property, and another one that has the variant.
    TagAndContent {
        tag: String,
        content: String,
        /// Whether a third is refused.
        is_closed: bool,
    },
    /// Nothing: the first that takes a value has it.
    Nothing,
}

#[derive(Clone)]
pub(super) struct Variant {
    /// Its name in Rust.
    pub(super) ident: String,
    /// Its name in JSON.
    pub(super) name: String,
    pub(super) has: Payload,
}

#[derive(Clone)]
pub(super) enum Payload {
    Nothing,
    One(Type),
    Several(Vec<Type>),
    Fields(Fields),
}

impl Enum {
    /// The name in JSON of a variant that is told by it alone.
    pub(super) fn unit(&self, ident: &str) -> Option<&str> {
        let mut variants = self
            .variants
            .iter()
            .filter(|variant| variant.ident == ident);
        let variant = variants.next()?;
        let is_told = matches!(
            (&self.told_by, &variant.has),
            (ToldBy::Name, Payload::Nothing)
        );
        is_told.then_some(variant.name.as_str())
    }

    fn find(&self, name: &str) -> Option<&Variant> {
        self.variants.iter().find(|variant| variant.name == name)
    }
}

impl Types {
    /// What an enum makes of a value.
    pub(super) fn variant(&self, name: &str, of: &Enum, value: &Value, at: &str) -> Decoded {
        match &of.told_by {
            ToldBy::Nothing => {
                for variant in &of.variants {
                    match self.content(&variant.has, value, at) {
                        Err(Not::Refused { .. }) => {}
                        Err(not) => return Err(not),
                        Ok(written) => return Ok(written.unwrap_or_default()),
                    }
                }
                refused(at)
            }
            ToldBy::Name => match value {
                Value::String(tag) => match of.find(tag).map(|variant| &variant.has) {
                    Some(Payload::Nothing) => Ok(value.clone()),
                    _ => refused(at),
                },
                Value::Object(object) => {
                    let mut entries = object.iter();
                    let (Some((tag, value)), None) = (entries.next(), entries.next()) else {
                        return refused(at);
                    };
                    let Some(variant) = of.find(tag) else {
                        return refused(at);
                    };
                    let at = format!("{at}.{tag}");
                    match self.content(&variant.has, value, &at)? {
                        Some(content) => Ok(json!({ tag: content })),
                        None => Ok(json!(tag)),
                    }
                }
                _ => refused(at),
            },
            ToldBy::Tag(tag) => {
                let (variant, rest) = tagged(name, of, tag, value, at)?;
                let written = match &variant.has {
                    Payload::Nothing if is_nothing(&rest) => json!({}),
                    Payload::Nothing => return refused(at),
                    Payload::One(of) => self.decode(of, &rest, at)?,
                    Payload::Fields(of) => self.fields(of, &rest, at)?,
                    Payload::Several(_) => return unknown(name),
                };
                let Value::Object(mut written) = written else {
                    return unknown(name);
                };
                written.insert(tag.clone(), json!(variant.name));
                Ok(Value::Object(written))
            }
            ToldBy::TagAndContent {
                tag,
                content,
                is_closed,
            } => {
                let (variant, rest) = tagged(name, of, tag, value, at)?;
                let found = match &rest {
                    Value::Array(items) if items.len() == 1 => items.first(),
                    Value::Array(_) => return refused(at),
                    rest => rest.get(content),
                };
                let mut keys = rest.as_object().into_iter().flat_map(Map::keys);
                if let Some(other) = keys.find(|key| *is_closed && *key != content) {
                    return refused(&format!("{at}.{other}"));
                }
                let at = format!("{at}.{content}");
                let mut written = Map::from_iter([(tag.clone(), json!(variant.name))]);
                let value = match (found, &variant.has) {
                    (Some(value), has) => self.content(has, value, &at)?,
                    (None, Payload::Nothing) => None,
                    (None, Payload::One(of)) if may_be_missing(of) => Some(Value::Null),
                    (None, _) => return refused(&at),
                };
                written.extend(value.map(|value| (content.clone(), value)));
                Ok(Value::Object(written))
            }
        }
    }

    /// What a variant alone makes of a value, and writes again; none if it has nothing.
    fn content(&self, of: &Payload, value: &Value, at: &str) -> Result<Option<Value>, Not> {
        match of {
            Payload::Nothing if value.is_null() => Ok(None),
            Payload::Nothing => refused(at),
            Payload::One(of) => self.decode(of, value, at).map(Some),
            Payload::Several(of) => self.tuple(of.iter(), value, at).map(Some),
            Payload::Fields(of) => self.fields(of, value, at).map(Some),
        }
    }
}

/// The variant that a tag names, and what stands beside the tag: in an object, or behind it in a
/// list.
fn tagged<'v>(
    name: &str,
    of: &'v Enum,
    tag: &str,
    value: &Value,
    at: &str,
) -> Result<(&'v Variant, Value), Not> {
    let (found, rest) = match value {
        Value::Object(object) => {
            let mut rest = object.clone();
            (rest.remove(tag), Value::Object(rest))
        }
        Value::Array(items) => {
            let rest = items.iter().skip(1).cloned();
            (items.first().cloned(), rest.collect())
        }
        _ => return refused(at),
    };
    match found {
        Some(Value::String(found)) => match of.find(&found) {
            Some(variant) => Ok((variant, rest)),
            None => refused(&format!("{at}.{tag}")),
        },
        // serde takes the variant's place here and there.
        Some(Value::Number(_)) => unknown(name),
        _ => refused(&format!("{at}.{tag}")),
    }
}

/// An object, whatever is in it, or a list of nothing.
fn is_nothing(rest: &Value) -> bool {
    rest.as_array().is_none_or(Vec::is_empty)
}

/// Whether serde takes nothing for none.
fn may_be_missing(of: &Type) -> bool {
    last(of).is_some_and(|(kind, _)| ["Option", "Nullable"].contains(&kind.as_str()))
}
