//! What the types of a generated client take from JSON and give back, read from its source: a model
//! of what serde makes of them. The corpus of the tests holds it to clients that are really
//! compiled.

mod enums;
mod last_name;
mod read;
mod scalars;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use syn::{Expr, Type};

use self::enums::Enum;
use self::last_name::last;
use self::read::{is_own, lone};
use self::scalars::{integer, is_id, is_text, narrow, wide};

/// The types of a generated client, by their names.
#[derive(Clone, Default)]
pub(crate) struct Types {
    definitions: BTreeMap<String, Definition>,
    /// The functions that give a default, by their names; none for one that does more than name a
    /// value.
    defaults: BTreeMap<String, Option<Expr>>,
}

#[derive(Clone)]
enum Definition {
    Struct(Fields),
    Enum(Enum),
    Alias(Type),
    /// A type around another, and what it takes of that.
    Around(Type, Limits),
    /// One that says something to serde that the model does not know.
    Unknown,
}

/// The fields of a struct, or of an enum's variant.
#[derive(Clone)]
struct Fields {
    fields: Vec<Field>,
    others: Others,
    /// Whether a list of the fields' values is taken, too.
    is_listed: bool,
}

/// What becomes of what no field is for.
#[derive(Clone)]
enum Others {
    Dropped,
    Refused,
    /// Kept, as values of a type.
    Kept(Box<Type>),
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

#[derive(Clone)]
enum Absent {
    Refused,
    /// None; in a list, refused.
    None,
    /// The default of its type.
    Default,
    /// What a function gives, by its name, and the arguments between `::<` and `>`.
    Filled(String),
}

/// What a type around another does not take.
#[derive(Clone, Default)]
struct Limits {
    /// Of a text, in characters.
    least: Option<usize>,
    most: Option<usize>,
    /// The only values that it takes.
    allowed: Option<Vec<Value>>,
    /// The values that it does not take.
    denied: Vec<Value>,
    /// Whether there is more that the model does not know.
    is_unknown: bool,
}

/// Why there is no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Not {
    /// It is refused: where, such as `.data[0].id`.
    Refused {
        /// The place.
        at: String,
    },
    /// The model does not know what becomes of it.
    Unknown {
        /// The type, in words.
        of: String,
    },
}

type Decoded = Result<Value, Not>;

fn refused<T>(at: &str) -> Result<T, Not> {
    Err(Not::Refused { at: at.to_owned() })
}

fn unknown<T>(of: &str) -> Result<T, Not> {
    let of = format!("`{of}`");
    Err(Not::Unknown { of })
}

impl Types {
    /// What a type makes of a value: what it would write again, or why it does not.
    pub(crate) fn decode(&self, of: &Type, value: &Value, at: &str) -> Decoded {
        let Some((name, arguments)) = last(of) else {
            return self.unnamed(of, value, at);
        };
        if let Some(definition) = self.definitions.get(&name)
            && is_own(of)
        {
            return self.definition(&name, definition, value, at);
        }
        let first = arguments.first();
        let taken_if = |is_taken: bool| {
            if is_taken {
                Ok(value.clone())
            } else {
                refused(at)
            }
        };
        let is_text_that = |is: &dyn Fn(&str) -> bool| taken_if(value.as_str().is_some_and(is));
        let number = value.as_u64();
        match name.as_str() {
            "str" | "String" | "Text" => taken_if(value.is_string()),
            "bool" => taken_if(value.is_boolean()),
            "Value" => Ok(value.clone()),
            "Nullable" | "Option" if value.is_null() => Ok(Value::Null),
            "Nullable" | "Option" | "Box" => match first {
                Some(first) => self.decode(first, value, at),
                None => unknown(&name),
            },
            "Vec" => self.list(first, value, at),
            "Map" | "HashMap" | "BTreeMap" => self.map(&arguments, value, at),
            // What was written without a fraction gets one.
            "f64" => wide(value).map_or_else(|| refused(at), Ok),
            "f32" => narrow(value).map_or_else(|| refused(at), Ok),
            // By hand, in `src/id.rs`, `src/text.rs`, `src/input.rs` and `src/included.rs` of the
            // client.
            "Received" => taken_if(value.is_string() || value.is_i64() || value.is_u64()),
            "OrganizationId" | "GroupId" => is_text_that(&is_id),
            "GroupName" => is_text_that(&|text| is_text(text, 200)),
            "GroupDescription" => is_text_that(&|text| is_text(text, usize::MAX)),
            "GroupsPerPage" => taken_if(number.is_some_and(|n| (1..=100).contains(&n))),
            "UserId" => taken_if(number.is_some_and(|number| number > 0)),
            "Included" => self.included(&arguments, value, at),
            name => match (integer(name), self.definitions.get(name)) {
                (Some((least, most)), _) => {
                    let number = value.as_i64().map(i128::from);
                    let number = number.or(value.as_u64().map(i128::from));
                    taken_if(number.is_some_and(|number| (least..=most).contains(&number)))
                }
                (None, Some(definition)) => self.definition(name, definition, value, at),
                (None, None) => unknown(name),
            },
        }
    }

    /// What a type without a name makes of a value: a reference, a tuple, or an array.
    fn unnamed(&self, of: &Type, value: &Value, at: &str) -> Decoded {
        match of {
            Type::Reference(inner) => self.decode(&inner.elem, value, at),
            Type::Paren(inner) => self.decode(&inner.elem, value, at),
            Type::Group(inner) => self.decode(&inner.elem, value, at),
            // The body of an answer that is not read.
            Type::Tuple(tuple) if tuple.elems.is_empty() && at.is_empty() => Ok(value.clone()),
            Type::Tuple(tuple) if tuple.elems.is_empty() => {
                if value.is_null() {
                    Ok(Value::Null)
                } else {
                    refused(at)
                }
            }
            Type::Tuple(tuple) => self.tuple(tuple.elems.iter(), value, at),
            Type::Array(array) => match lone(&array.len).as_ref().and_then(Value::as_u64) {
                Some(length) if value.as_array().is_some_and(|l| l.len() as u64 != length) => {
                    refused(at)
                }
                Some(_) => self.list(Some(&array.elem), value, at),
                None => unknown("[]"),
            },
            _ => unknown("_"),
        }
    }

    /// A list of one value for each type.
    fn tuple<'t>(
        &self,
        of: impl ExactSizeIterator<Item = &'t Type>,
        value: &Value,
        at: &str,
    ) -> Decoded {
        let Some(items) = value.as_array().filter(|items| items.len() == of.len()) else {
            return refused(at);
        };
        let items = of.zip(items).enumerate();
        let items =
            items.map(|(index, (of, item))| self.decode(of, item, &format!("{at}[{index}]")));
        items.collect::<Result<_, _>>().map(Value::Array)
    }

    fn list(&self, of: Option<&Type>, value: &Value, at: &str) -> Decoded {
        let Value::Array(items) = value else {
            return refused(at);
        };
        let items = items.iter().enumerate().map(|(index, item)| match of {
            Some(of) => self.decode(of, item, &format!("{at}[{index}]")),
            None => unknown("Vec"),
        });
        items.collect::<Result<_, _>>().map(Value::Array)
    }

    fn map(&self, of: &[Type], value: &Value, at: &str) -> Decoded {
        let ([key_of, value_of], Value::Object(object)) = (of, value) else {
            return refused(at);
        };
        let entries = object.iter().map(|(key, value)| {
            let at = format!("{at}.{key}");
            self.decode(key_of, &json!(key), &at)?;
            Ok((key.clone(), self.decode(value_of, value, &at)?))
        });
        Ok(Value::Object(entries.collect::<Result<_, _>>()?))
    }

    /// A list, or an object with the list under `data`.
    fn included(&self, of: &[Type], value: &Value, at: &str) -> Decoded {
        match (value, value.get("data")) {
            (Value::Array(_), _) => self.list(of.get(1).or(of.first()), value, at),
            (Value::Object(object), Some(data)) => {
                let mut object = object.clone();
                if !data.is_null() {
                    let data = self.list(of.first(), data, &format!("{at}.data"))?;
                    object.insert("data".to_owned(), data);
                }
                Ok(Value::Object(object))
            }
            _ => refused(at),
        }
    }

    fn definition(&self, name: &str, of: &Definition, value: &Value, at: &str) -> Decoded {
        match of {
            Definition::Alias(of) => self.decode(of, value, at),
            Definition::Around(of, limits) => {
                let taken = self.decode(of, value, at)?;
                let length = taken.as_str().map(|text| text.chars().count());
                let is_outside = length.is_some_and(|length| {
                    limits.least.is_some_and(|least| length < least)
                        || limits.most.is_some_and(|most| length > most)
                });
                let is_other = limits
                    .allowed
                    .as_ref()
                    .is_some_and(|all| !all.contains(&taken));
                match is_outside || is_other || limits.denied.contains(&taken) {
                    true => refused(at),
                    false if limits.is_unknown => unknown(name),
                    false => Ok(taken),
                }
            }
            Definition::Enum(of) => self.variant(name, of, value, at),
            Definition::Struct(fields) => self.fields(fields, value, at),
            Definition::Unknown => unknown(name),
        }
    }

    fn fields(&self, of: &Fields, value: &Value, at: &str) -> Decoded {
        let mut decoded = Map::new();
        let object = match value {
            Value::Object(object) => object,
            Value::Array(items) if of.is_listed && items.len() <= of.fields.len() => {
                for (index, field) in of.fields.iter().enumerate() {
                    let at = format!("{at}[{index}]");
                    if let Some(value) = self.field(field, items.get(index), true, &at)? {
                        decoded.insert(field.name.clone(), value);
                    }
                }
                return Ok(Value::Object(decoded));
            }
            _ => return refused(at),
        };
        for field in &of.fields {
            let at = format!("{at}.{}", field.name);
            if let Some(value) = self.field(field, object.get(&field.name), false, &at)? {
                decoded.insert(field.name.clone(), value);
            }
        }
        let is_known = |name: &String| of.fields.iter().any(|field| field.name == *name);
        for (name, value) in object.iter().filter(|(name, _)| !is_known(name)) {
            let at = format!("{at}.{name}");
            match &of.others {
                Others::Dropped => {}
                Others::Refused => return refused(&at),
                Others::Kept(of) => {
                    decoded.insert(name.clone(), self.decode(of, value, &at)?);
                }
            }
        }
        Ok(Value::Object(decoded))
    }

    /// What a field writes again; none if it is left out.
    fn field(
        &self,
        field: &Field,
        value: Option<&Value>,
        is_in_list: bool,
        at: &str,
    ) -> Result<Option<Value>, Not> {
        let kind = last(&field.of).map(|(kind, _)| kind).unwrap_or_default();
        match (value, &field.when_absent) {
            (Some(value), _) => {
                // An `Option` does not know null from absent. An empty list, or map, is left out;
                // an empty `Option` or `Nullable` is not empty.
                let is_nothing = match kind.as_str() {
                    "Option" => value.is_null(),
                    "Vec" => *value == json!([]),
                    "Map" | "HashMap" | "BTreeMap" => *value == json!({}),
                    _ => false,
                };
                let value = self.decode(&field.of, value, at)?;
                Ok((!field.is_skipped || !is_nothing).then_some(value))
            }
            (None, Absent::None) if is_in_list => refused(at),
            (None, Absent::Refused) => refused(at),
            (None, Absent::None | Absent::Default) if field.is_skipped => Ok(None),
            (None, Absent::None) => Ok(Some(Value::Null)),
            (None, Absent::Default) => Ok(Some(match kind.as_str() {
                "bool" => json!(false),
                "String" => json!(""),
                "Option" => Value::Null,
                "Vec" => json!([]),
                "Map" | "HashMap" | "BTreeMap" => json!({}),
                kind if integer(kind).is_some_and(|(least, _)| least <= 0) => json!(0),
                kind => return unknown(kind),
            })),
            (None, Absent::Filled(function)) => match self.filled(function) {
                Some(value) => self.decode(&field.of, &value, at).map(Some),
                None => Err(Not::Unknown {
                    of: format!("the default of `{}`", field.name),
                }),
            },
        }
    }
}
