//! What the types of a generated client take from JSON and give back, read from its source: a model of
//! what serde makes of them. The corpus of the tests holds it to clients that are really compiled.

use std::collections::BTreeMap;

use serde_json::{Map, Number, Value};
use syn::{Attribute, Fields, GenericArgument, Item, PathArguments, Type};

/// The types of a generated client, by their names.
#[derive(Clone, Default)]
pub(crate) struct Types {
    definitions: BTreeMap<String, Definition>,
}

#[derive(Clone)]
enum Definition {
    Struct {
        fields: Vec<Field>,
        /// Whether what no field is for is kept; else it is dropped.
        is_open: bool,
        /// Whether what no field is for is refused.
        is_closed: bool,
    },
    /// Its values.
    Enum(Vec<String>),
    /// The first that takes a value has it.
    Untagged(Vec<Type>),
    Alias(Type),
    /// A type around another, and the lengths that it takes.
    Around(Type, Lengths),
}

#[derive(Clone)]
struct Field {
    /// Its name in JSON.
    name: String,
    of: Type,
    when_absent: Absent,
    /// Whether it is left out when it has nothing to say.
    is_skipped: bool,
}

#[derive(Clone, Debug, PartialEq)]
enum Absent {
    Refused,
    Nothing,
    /// A value, which only the source of a function tells.
    Filled(String),
}

#[derive(Clone, Debug, Default)]
struct Lengths {
    least: Option<usize>,
    most: Option<usize>,
}

/// Why a value is not taken: where in it, such as `.data[0].id`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refused {
    pub(crate) at: String,
}

type Decoded = Result<Value, Refused>;

impl Types {
    /// The types of a generated client's module `types`.
    pub(crate) fn of(file: &syn::File) -> Types {
        let mut types = Types::default();
        let module = file.items.iter().find_map(|item| match item {
            Item::Mod(module) if module.ident == "types" => module.content.as_ref(),
            _ => None,
        });
        let items = module.map_or(&[][..], |(_, items)| items);
        let defaults = defaults(items);
        for item in items {
            types.add(item, &defaults);
        }
        types
    }

    fn add(&mut self, item: &Item, defaults: &BTreeMap<String, String>) {
        let (name, definition) = match item {
            Item::Struct(one) => (&one.ident, structure(one, defaults)),
            Item::Enum(one) if has(&one.attrs, "untagged") => {
                let variants = one.variants.iter().filter_map(|variant| {
                    let field = variant.fields.iter().next();
                    field.map(|field| field.ty.clone())
                });
                (&one.ident, Definition::Untagged(variants.collect()))
            }
            Item::Enum(one) => {
                let variants = one.variants.iter().map(|variant| {
                    let name = variant.ident.to_string();
                    serde(&variant.attrs, "rename").unwrap_or(name)
                });
                (&one.ident, Definition::Enum(variants.collect()))
            }
            Item::Type(one) => (&one.ident, Definition::Alias((*one.ty).clone())),
            Item::Impl(one) => {
                self.lengths(one);
                return;
            }
            _ => return,
        };
        self.definitions.insert(name.to_string(), definition);
    }

    /// The limits that typify writes into the `FromStr` of a type around a string.
    fn lengths(&mut self, one: &syn::ItemImpl) {
        let Some(name) = last(&one.self_ty) else {
            return;
        };
        let Some(Definition::Around(_, lengths)) = self.definitions.get_mut(&name.0) else {
            return;
        };
        let text = quote::quote!(#one).to_string();
        let number = |before: &str| -> Option<usize> {
            let rest = text.split(before).nth(1)?;
            rest.split_whitespace().next()?.parse().ok()
        };
        lengths.most = lengths.most.or(number("longer than "));
        lengths.least = lengths.least.or(number("shorter than "));
    }

    /// What a type makes of a value: what it would write again, or where it refuses it.
    pub(crate) fn decode(&self, of: &Type, value: &Value, at: &str) -> Decoded {
        let refused = || Err(Refused { at: at.to_owned() });
        let same = || Ok(value.clone());
        let Some((name, arguments)) = last(of) else {
            return match of {
                Type::Reference(inner) => self.decode(&inner.elem, value, at),
                // `()`: nothing is read.
                _ => same(),
            };
        };
        let first = arguments.first();
        let of_first = |value: &Value| match first {
            Some(first) => self.decode(first, value, at),
            None => Ok(value.clone()),
        };
        match name.as_str() {
            "str" | "String" if value.is_string() => same(),
            "bool" if value.is_boolean() => same(),
            "Value" | "Nullable" | "Option" if value.is_null() => same(),
            "Value" => same(),
            "Nullable" | "Option" | "Box" => of_first(value),
            "Vec" => self.list(first, value, at),
            "Map" if value.is_object() => same(),
            "HashMap" | "BTreeMap" => match value {
                Value::Object(object) => {
                    let entries = object.iter().map(|(key, value)| {
                        let at = format!("{at}.{key}");
                        Ok((
                            key.clone(),
                            self.decode(arguments.get(1).unwrap_or(of), value, &at)?,
                        ))
                    });
                    Ok(Value::Object(entries.collect::<Result<Map<_, _>, _>>()?))
                }
                _ => refused(),
            },
            "f64" => match value.as_f64().and_then(Number::from_f64) {
                // What was written without a fraction gets one.
                Some(number) => Ok(Value::Number(number)),
                None => refused(),
            },
            "f32" if value.is_number() => same(),
            // By hand, in `src/id.rs`, `src/input.rs` and `src/included.rs` of the client.
            "Received" if value.is_string() || value.is_number() => same(),
            "OrganizationId" | "GroupId" if value.as_str().is_some_and(is_id) => same(),
            "GroupName" if value.as_str().is_some_and(|text| is_text(text, 200)) => same(),
            "GroupDescription" if value.as_str().is_some_and(|text| is_text(text, usize::MAX)) => {
                same()
            }
            "GroupsPerPage" if value.as_u64().is_some_and(|n| (1..=100).contains(&n)) => same(),
            "UserId" if value.as_u64().is_some_and(|number| number > 0) => same(),
            "Included" => match value {
                Value::Array(_) => self.list(arguments.get(1).or(first), value, at),
                Value::Object(object) => match object.get("data") {
                    Some(data) => {
                        let mut object = object.clone();
                        if !data.is_null() {
                            let data = self.list(first, data, &format!("{at}.data"))?;
                            object.insert("data".to_owned(), data);
                        }
                        Ok(Value::Object(object))
                    }
                    None => refused(),
                },
                _ => refused(),
            },
            name => match integer(name) {
                Some((least, most)) => {
                    let number = value.as_i64().map(i128::from);
                    let number = number.or(value.as_u64().map(i128::from));
                    match number {
                        Some(number) if (least..=most).contains(&number) => same(),
                        _ => refused(),
                    }
                }
                None => match self.definitions.get(name) {
                    Some(definition) => self.definition(definition, value, at),
                    None => refused(),
                },
            },
        }
    }

    fn list(&self, of: Option<&Type>, value: &Value, at: &str) -> Decoded {
        let Value::Array(items) = value else {
            return Err(Refused { at: at.to_owned() });
        };
        let items = items.iter().enumerate().map(|(index, item)| match of {
            Some(of) => self.decode(of, item, &format!("{at}[{index}]")),
            None => Ok(item.clone()),
        });
        items.collect::<Result<Vec<_>, _>>().map(Value::Array)
    }

    fn definition(&self, definition: &Definition, value: &Value, at: &str) -> Decoded {
        let refused = || Err(Refused { at: at.to_owned() });
        match definition {
            Definition::Alias(of) => self.decode(of, value, at),
            Definition::Around(of, lengths) => {
                let length = value.as_str().map_or(0, |text| text.chars().count());
                let is_short = lengths.least.is_some_and(|least| length < least);
                let is_long = lengths.most.is_some_and(|most| length > most);
                match value.is_string() && (is_short || is_long) {
                    true => refused(),
                    false => self.decode(of, value, at),
                }
            }
            Definition::Enum(values) => match value.as_str() {
                Some(text) if values.iter().any(|one| one == text) => Ok(value.clone()),
                _ => refused(),
            },
            Definition::Untagged(variants) => {
                let mut decoded = variants.iter().map(|one| self.decode(one, value, at));
                decoded.find(Result::is_ok).unwrap_or_else(refused)
            }
            Definition::Struct {
                fields,
                is_open,
                is_closed,
            } => {
                let Value::Object(object) = value else {
                    return refused();
                };
                let mut decoded = Map::new();
                for field in fields {
                    self.field(field, object, &mut decoded, at)?;
                }
                let is_known = |name: &String| fields.iter().any(|field| field.name == *name);
                for (name, value) in object.iter().filter(|(name, _)| !is_known(name)) {
                    if *is_closed {
                        return Err(Refused {
                            at: format!("{at}.{name}"),
                        });
                    }
                    if *is_open {
                        decoded.insert(name.clone(), value.clone());
                    }
                }
                Ok(Value::Object(decoded))
            }
        }
    }

    fn field(
        &self,
        field: &Field,
        object: &Map<String, Value>,
        decoded: &mut Map<String, Value>,
        at: &str,
    ) -> Result<(), Refused> {
        let name = &field.name;
        let at = format!("{at}.{name}");
        let kind = last(&field.of).map(|(kind, _)| kind).unwrap_or_default();
        match (object.get(name), &field.when_absent) {
            // An `Option` does not know null from absent.
            (Some(Value::Null), _) if kind == "Option" => {
                if !field.is_skipped {
                    decoded.insert(name.clone(), Value::Null);
                }
            }
            (Some(value), _) => {
                let value = self.decode(&field.of, value, &at)?;
                let is_empty = value.as_array().is_some_and(Vec::is_empty)
                    || value.as_object().is_some_and(Map::is_empty);
                // An empty list, or map, is left out; an empty `Option` or `Nullable` is not empty.
                let is_left_out = field.is_skipped
                    && is_empty
                    && ["Vec", "Map", "HashMap", "BTreeMap"].contains(&kind.as_str());
                if !is_left_out {
                    decoded.insert(name.clone(), value);
                }
            }
            (None, Absent::Refused) => return Err(Refused { at }),
            (None, Absent::Nothing) => {
                if kind == "Option" && !field.is_skipped {
                    decoded.insert(name.clone(), Value::Null);
                }
            }
            (None, Absent::Filled(with)) => {
                decoded.insert(name.clone(), Value::String(with.clone()));
            }
        }
        Ok(())
    }
}

fn structure(one: &syn::ItemStruct, defaults: &BTreeMap<String, String>) -> Definition {
    if let Fields::Unnamed(fields) = &one.fields
        && let Some(field) = fields.unnamed.first()
    {
        return Definition::Around(field.ty.clone(), Lengths::default());
    }
    let mut is_open = false;
    let mut fields = Vec::new();
    for field in &one.fields {
        let Some(ident) = &field.ident else { continue };
        if has(&field.attrs, "flatten") {
            is_open = true;
            continue;
        }
        let name = ident.to_string();
        let kind = last(&field.ty).map(|(kind, _)| kind).unwrap_or_default();
        let default = serde(&field.attrs, "default");
        let when_absent = match default {
            Some(function) => {
                let known = defaults.get(function.rsplit("::").next().unwrap_or(&function));
                Absent::Filled(known.cloned().unwrap_or(function))
            }
            None if has(&field.attrs, "default") => Absent::Nothing,
            // With a function of its own, serde does not take an absent `Option` for none.
            None if kind == "Option" && serde(&field.attrs, "deserialize_with").is_none() => {
                Absent::Nothing
            }
            None => Absent::Refused,
        };
        fields.push(Field {
            name: serde(&field.attrs, "rename").unwrap_or(name.trim_start_matches("r#").to_owned()),
            of: field.ty.clone(),
            when_absent,
            is_skipped: serde(&field.attrs, "skip_serializing_if").is_some(),
        });
    }
    Definition::Struct {
        fields,
        is_open,
        is_closed: has(&one.attrs, "deny_unknown_fields"),
    }
}

/// The functions that give a default, by their names, with their source.
fn defaults(items: &[Item]) -> BTreeMap<String, String> {
    let module = items.iter().find_map(|item| match item {
        Item::Mod(module) if module.ident == "defaults" => module.content.as_ref(),
        _ => None,
    });
    let items = module.map_or(&[][..], |(_, items)| items);
    let functions = items.iter().filter_map(|item| match item {
        Item::Fn(function) => {
            let body = &function.block;
            Some((
                function.sig.ident.to_string(),
                quote::quote!(#body).to_string(),
            ))
        }
        _ => None,
    });
    functions.collect()
}

/// The last name of a type's path, and its arguments.
fn last(of: &Type) -> Option<(String, Vec<Type>)> {
    let Type::Path(path) = of else { return None };
    let segment = path.path.segments.last()?;
    let arguments = match &segment.arguments {
        PathArguments::AngleBracketed(list) => list
            .args
            .iter()
            .filter_map(|argument| match argument {
                GenericArgument::Type(of) => Some(of.clone()),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    };
    Some((segment.ident.to_string(), arguments))
}

/// The arguments of `#[serde(…)]`, as they are written.
fn arguments(attributes: &[Attribute]) -> impl Iterator<Item = (String, Option<String>)> {
    let serde = attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("serde"));
    serde.flat_map(|attribute| {
        let mut found = Vec::new();
        // What cannot be read is no argument of serde's; the source was compiled.
        let _ = attribute.parse_nested_meta(|meta| {
            let value = match meta.value() {
                Ok(value) => Some(value.parse::<syn::LitStr>()?.value()),
                Err(_) => None,
            };
            let name = meta.path.get_ident().map(ToString::to_string);
            found.push((name.unwrap_or_default(), value));
            Ok(())
        });
        found
    })
}

fn has(attributes: &[Attribute], name: &str) -> bool {
    arguments(attributes).any(|(of, _)| of == name)
}

fn serde(attributes: &[Attribute], name: &str) -> Option<String> {
    arguments(attributes).find_map(|(of, value)| value.filter(|_| of == name))
}

/// The least and the most of an integer's type.
fn integer(name: &str) -> Option<(i128, i128)> {
    let (least, name) = match name.strip_prefix("NonZero") {
        Some(rest) => (Some(1), rest.to_lowercase()),
        None => (None, name.to_owned()),
    };
    let (from, to) = match name.as_str() {
        "i8" => (i8::MIN.into(), i8::MAX.into()),
        "i16" => (i16::MIN.into(), i16::MAX.into()),
        "i32" => (i32::MIN.into(), i32::MAX.into()),
        "i64" => (i64::MIN.into(), i64::MAX.into()),
        "u8" => (0, u8::MAX.into()),
        "u16" => (0, u16::MAX.into()),
        "u32" => (0, u32::MAX.into()),
        "u64" => (0, u64::MAX.into()),
        _ => return None,
    };
    Some((least.unwrap_or(from), to))
}

fn is_id(text: &str) -> bool {
    let is_allowed = |c: u8| c.is_ascii_alphanumeric() || b"_-".contains(&c);
    (1..=255).contains(&text.len()) && text.bytes().all(is_allowed)
}

fn is_text(text: &str, most: usize) -> bool {
    !text.trim().is_empty() && text.chars().count() <= most
}
