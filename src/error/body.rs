//! Reads what an error's body says, whatever form it has.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::{Map, Value};

/// Messages by field, in the order of the fields' names. Items of a list are fields of their own,
/// such as `members.0`.
pub type FieldErrors = BTreeMap<String, Vec<String>>;

/// What a body says. Every part may be missing.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct ServerMessage {
    pub(crate) message: Option<String>,
    pub(crate) code: Option<String>,
    pub(crate) fields: FieldErrors,
}

impl ServerMessage {
    /// The forms that the documents show are listed in the contract's schema `error`. A body in
    /// another form says nothing here, and is kept raw.
    pub(crate) fn read(body: &[u8]) -> ServerMessage {
        let body = std::str::from_utf8(body).unwrap_or_default();
        let Ok(Value::Object(body)) = serde_json::from_str(body) else {
            return ServerMessage::default();
        };
        // {"error": {"code": …, "message": …}} says in there what others say at the top.
        let nested = body.get("error").and_then(Value::as_object);
        let word = |key: &str| text(&body, key).or_else(|| text(nested?, key));
        ServerMessage {
            message: word("message").or_else(|| text(&body, "error")),
            code: word("code"),
            fields: body
                .get("errors")
                .or_else(|| nested?.get("errors"))
                .map(field_errors)
                .unwrap_or_default(),
        }
    }
}

fn text(map: &Map<String, Value>, key: &str) -> Option<String> {
    let text = map.get(key)?.as_str()?;
    (!text.is_empty()).then(|| text.to_owned())
}

fn field_errors(errors: &Value) -> FieldErrors {
    let mut fields = FieldErrors::new();
    match errors {
        Value::Object(errors) => {
            for (field, value) in errors {
                fields.insert(field.clone(), messages(value));
            }
        }
        // Without a field to each, all belong to the whole input.
        _ => {
            let messages = messages(errors);
            if !messages.is_empty() {
                fields.insert(String::new(), messages);
            }
        }
    }
    fields
}

/// A string, a list of strings, or a list of objects with a message each.
fn messages(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().flat_map(messages).collect(),
        Value::String(message) => vec![message.clone()],
        // Without a message, what is in it may be the user's.
        Value::Object(object) => text(object, "message").into_iter().collect(),
        Value::Null => Vec::new(),
        Value::Bool(_) | Value::Number(_) => vec![value.to_string()],
    }
}

/// `: message; field: message`, or nothing. Of many fields the first few.
impl fmt::Display for ServerMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const MAX_FIELDS: usize = 5;
        let mut separator = ": ";
        if let Some(message) = &self.message {
            write!(f, "{separator}{}", shown(message))?;
            separator = "; ";
        }
        for (field, messages) in self.fields.iter().take(MAX_FIELDS) {
            f.write_str(separator)?;
            separator = "; ";
            match (field.as_str(), messages.first()) {
                ("", Some(message)) => f.write_str(&shown(message))?,
                (field, Some(message)) => write!(f, "{}: {}", shown(field), shown(message))?,
                (field, None) => f.write_str(&shown(field))?,
            }
        }
        if let Some(more) = self.fields.len().checked_sub(MAX_FIELDS).filter(|n| *n > 0) {
            write!(f, "; and {more} more")?;
        }
        match &self.code {
            Some(code) => write!(f, " [{}]", shown(code)),
            None => Ok(()),
        }
    }
}

/// A text from the server, made fit for one line of a log: no control characters, which could
/// forge lines or steer a terminal, and no more than 200 characters.
pub(crate) fn shown(text: &str) -> String {
    const MAX: usize = 200;
    let mut shown: String = text
        .trim_end()
        .chars()
        .take(MAX)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    if text.trim_end().chars().nth(MAX).is_some() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::ServerMessage;

    #[track_caller]
    fn check(body: &str, expected: &str) {
        assert_eq!(ServerMessage::read(body.as_bytes()).to_string(), expected);
    }

    #[test]
    fn every_documented_form_is_read() {
        check(r#"{"message": "No."}"#, ": No.");
        check(
            r#"{"error": true, "message": "Unauthenticated."}"#,
            ": Unauthenticated.",
        );
        check(r#"{"error": "invalid_client"}"#, ": invalid_client");
        check("", "");
        check("<html>502</html>", "");
        check(
            r#"{"error": true, "message": "Gone", "code": "RESOURCE_NOT_FOUND"}"#,
            ": Gone [RESOURCE_NOT_FOUND]",
        );
        check(
            r#"{"error": {"code": "SEAT_POOL_EXHAUSTED", "message": "Full", "details": {}}}"#,
            ": Full [SEAT_POOL_EXHAUSTED]",
        );
        check(
            r#"{"error": true, "errors": {"name": ["Taken.", "Too long."]}}"#,
            ": name: Taken.",
        );
        check(
            r#"{"message": "Bad", "errors": {"name": "Taken."}}"#,
            ": Bad; name: Taken.",
        );
        check(
            r#"{"errors": {"members.0": [{"message": "Unknown."}, {"rule": "int"}]}}"#,
            ": members.0: Unknown.",
        );
        check(r#"{"message": {}, "errors": {}}"#, "");
        check(r#"{"errors": ["One.", "Two."]}"#, ": One.");
        check(r#"{"errors": []}"#, "");
        check(
            r#"{"error": {"errors": {"name": "Taken."}}}"#,
            ": name: Taken.",
        );
        check(r#"{"errors": {"x": {"password": "hunter2"}}}"#, ": x");
        let many: Vec<String> = (0..9).map(|n| format!("\"f{n}\": \"No.\"")).collect();
        check(
            &format!("{{\"errors\": {{{}}}}}", many.join(",")),
            ": f0: No.; f1: No.; f2: No.; f3: No.; f4: No.; and 4 more",
        );
        check(r#"{"message": "a\nb\u001b[31m"}"#, ": a b [31m");
    }

    #[test]
    fn a_long_message_is_cut() {
        let body = format!(r#"{{"message": "{}"}}"#, "é".repeat(300));
        let shown = ServerMessage::read(body.as_bytes()).to_string();
        assert_eq!(shown, format!(": {}…", "é".repeat(200)));
    }
}
