//! The code that validates the request bodies of `createGroup` and `updateGroup`, and writes the
//! error messages for invalid bodies.
//!
//! S0 to S4 and D are the names of documents of the vendor. `x-sources` in `spec/groups.yaml` lists
//! these documents.

use std::collections::HashSet;

use serde_json::{Map, Value};

use crate::model::{GroupInput, GroupRecord};
use crate::options::{AbsentLists, Settings, Shape};
use crate::response::{ApiError, ValidationErrors};
use crate::snapshot::Snapshot;

/// The maximum length of a group name in characters. The vendor's document D and the vendor's MCP
/// server state this maximum.
const MAX_NAME: usize = 200;

/// Reads the request body of `createGroup` or `updateGroup`. For `updateGroup`, `existing` is the
/// group before the update. For `createGroup`, `existing` is `None`.
///
/// The sandbox ignores unknown keys of the request body. According to the vendor's Python SDK and
/// MCP server, the service also ignores unknown keys.
pub(crate) fn read(
    fields: &Map<String, Value>,
    settings: &Settings,
    snapshot: &Snapshot,
    existing: Option<&GroupRecord>,
) -> Result<GroupInput, ApiError> {
    let mut reader = Reader {
        fields,
        errors: ValidationErrors::default(),
    };
    let creates = existing.is_none();
    let name = reader.name(snapshot, existing);
    // According to the vendor's document S3, `createGroup` does not require a description.
    // According to the vendor's document D and the vendor's MCP server, `createGroup` requires a
    // description.
    let description = reader.text("description", creates && settings.shape == Shape::Current);
    let members = reader.members(snapshot);
    let guests = reader.guests();
    reader.errors.check()?;

    let kept = existing.filter(|_| settings.absent_lists == AbsentLists::Keep);
    Ok(GroupInput {
        // The default value is never used, because the code above refuses a `createGroup` request
        // without a name.
        name: name
            .or_else(|| existing.map(|group| group.name.clone()))
            .unwrap_or_default(),
        description: description.or_else(|| existing?.description.clone()),
        members: members
            .or_else(|| Some(kept?.members.clone()))
            .unwrap_or_default(),
        guests: guests
            .or_else(|| Some(kept?.guests.clone()))
            .unwrap_or_default(),
    })
}

/// A reader of the attributes in a request body. The reader collects the error messages of all
/// attributes.
struct Reader<'a> {
    fields: &'a Map<String, Value>,
    errors: ValidationErrors,
}

impl<'a> Reader<'a> {
    fn name(&mut self, snapshot: &Snapshot, existing: Option<&GroupRecord>) -> Option<String> {
        let name = self.text("name", existing.is_none())?;
        if name.chars().count() > MAX_NAME {
            self.errors.add(
                "name",
                format!("The name must not be greater than {MAX_NAME} characters."),
            );
        } else if snapshot.is_name_taken(&name, existing) {
            self.errors.add("name", "The name has already been taken.");
        }
        Some(name)
    }

    /// Reads an attribute whose value must be a text.
    ///
    /// The vendor's Python SDK and MCP server report two facts. First, the service turns a blank
    /// text into null before validation. Second, the service's rule `required` forbids null, even
    /// for an attribute that may be missing. A text that contains only spaces can become null only
    /// if the service trims this text first. This project therefore assumes that the service stores
    /// trimmed texts.
    fn text(&mut self, attribute: &str, required: bool) -> Option<String> {
        match self.fields.get(attribute) {
            None if !required => None,
            None | Some(Value::Null) => self.add_error(attribute, "field is required"),
            Some(Value::String(text)) if text.trim().is_empty() => {
                self.add_error(attribute, "field is required")
            }
            Some(Value::String(text)) => Some(text.trim().to_owned()),
            Some(_) => self.add_error(attribute, "must be a string"),
        }
    }

    fn members(&mut self, snapshot: &Snapshot) -> Option<Vec<u64>> {
        let mut members = Vec::new();
        let mut known = HashSet::new();
        for (position, item) in self.list("members")?.iter().enumerate() {
            let attribute = format!("members.{position}");
            match user_id(item) {
                None => self
                    .errors
                    .add(&attribute, format!("The {attribute} must be an integer.")),
                Some(id) if snapshot.member(id).is_none() => {
                    self.errors
                        .add(&attribute, format!("The selected {attribute} is invalid."));
                }
                Some(id) if !known.insert(id) => {}
                Some(id) => members.push(id),
            }
        }
        Some(members)
    }

    /// Reads the list of guests in a request body.
    ///
    /// In the vendor's document D, the email address identifies a guest. This project assumes that
    /// upper and lower case do not matter: if two email addresses differ only in case, they belong
    /// to the same guest.
    fn guests(&mut self) -> Option<Vec<String>> {
        let mut guests: Vec<String> = Vec::new();
        let mut known = HashSet::new();
        for (position, item) in self.list("guests")?.iter().enumerate() {
            let attribute = format!("guests.{position}");
            match item.as_str().map(str::trim).filter(|email| is_email(email)) {
                None => self.errors.add(
                    &attribute,
                    format!("The {attribute} must be a valid email address."),
                ),
                Some(email) if !known.insert(email.to_ascii_lowercase()) => {}
                Some(email) => guests.push(email.to_owned()),
            }
        }
        Some(guests)
    }

    /// Reads an attribute whose value must be a list. The value null is invalid for a list.
    ///
    /// No request in the documents sends null for a list. The C# code sample of the vendor's
    /// document S3 intentionally omits a list that would be null. This project therefore assumes
    /// that null is invalid for a list.
    fn list(&mut self, attribute: &str) -> Option<&'a Vec<Value>> {
        let fields = self.fields;
        match fields.get(attribute)? {
            Value::Array(items) => Some(items),
            _ => self.add_error(attribute, "must be an array"),
        }
    }

    fn add_error<T>(&mut self, attribute: &str, why: &str) -> Option<T> {
        self.errors
            .add(attribute, format!("The {attribute} {why}."));
        None
    }
}

/// Reads the id of a member. Like Laravel's validation rule `integer`, this function accepts a JSON
/// number, or a JSON string that contains an integer.
fn user_id(item: &Value) -> Option<u64> {
    match item {
        Value::String(text) => integer(text).and_then(|id| id.try_into().ok()),
        other => other.as_u64(),
    }
}

/// Reads an integer with the rules of PHP's `FILTER_VALIDATE_INT`. An integer consists of an
/// optional sign and of digits without leading zeros. The rules allow whitespace before and after
/// the integer.
fn integer(text: &str) -> Option<i64> {
    let text = text.trim_matches([' ', '\t', '\n', '\r', '\u{b}', '\0']);
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let has_leading_zero = digits.len() > 1 && digits.starts_with('0');
    text.parse().ok().filter(|_| !has_leading_zero)
}

fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else {
        return false;
    };
    let is_valid_part =
        |part: &str| !part.is_empty() && !part.contains(|c: char| c == '@' || c.is_whitespace());
    is_valid_part(local) && is_valid_part(domain)
}
