//! Reads the error messages from the body of a response.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::{Map, Value};

use crate::json::json_text;

/// The server's error messages for each invalid field, sorted by the path of the field.
///
/// Dots separate the parts of a path. For example, `members.0` is the first item of the list
/// `members`, and `tasks.0.title` is the field `title` of the first task.
pub type FieldErrors = BTreeMap<String, Vec<String>>;

/// The error that the server reports in the body of a response. The server may omit the message,
/// the code or the fields.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct ServerMessage {
    pub(crate) message: Option<String>,
    pub(crate) code: Option<String>,
    pub(crate) fields: FieldErrors,
}

impl ServerMessage {
    /// Reads the error that the body of a response reports.
    ///
    /// This function reads every error structure that the schema `error` of the contract describes.
    /// This function also reads the problem details of RFC 9457, and a top-level object that maps
    /// field names to messages. Web frameworks and gateways use the problem details and such a
    /// top-level object.
    ///
    /// If the body has a different structure, the returned value has no message, no code and no
    /// fields. The [`Error`](super::Error) still contains the raw body.
    pub(crate) fn read(body: &[u8]) -> ServerMessage {
        let body = std::str::from_utf8(body).unwrap_or_default();
        let Ok(Value::Object(body)) = serde_json::from_str(json_text(body)) else {
            return ServerMessage::default();
        };
        // In some response bodies, the message and the code are in an object:
        // `{"error": {"code": …, "message": …}}`. In other response bodies, the message and the
        // code are at the top level.
        let nested = body.get("error").and_then(Value::as_object);
        let find = |keys: &[&str]| first_text(&body, keys).or_else(|| first_text(nested?, keys));
        let mut fields = FieldErrors::new();
        if let Some(errors) = body.get("errors").or_else(|| nested?.get("errors")) {
            collect(errors, "", 0, &mut fields);
        } else if body.values().all(is_list_of_texts) {
            // The property `message` is not the name of an invalid field, so this loop skips it.
            // The code below reads the property `message`.
            for (field, messages) in body.iter().filter(|(field, _)| *field != "message") {
                collect(messages, field, 0, &mut fields);
            }
        }
        ServerMessage {
            message: find(&["message", "detail", "title"])
                .or_else(|| first_text(&body, &["error"]))
                .or_else(|| Some(body.get("message")?.get(0)?.as_str()?.to_owned())),
            code: find(&["code"]),
            fields,
        }
    }
}

impl ServerMessage {
    /// Replaces `secret` with a placeholder in the message, the code and the fields.
    pub(super) fn redact(&mut self, secret: &str) {
        for text in [&mut self.message, &mut self.code] {
            redact(text.as_mut(), secret);
        }
        for (mut path, mut messages) in std::mem::take(&mut self.fields) {
            redact(Some(&mut path), secret);
            for message in &mut messages {
                redact(Some(message), secret);
            }
            self.fields.insert(path, messages);
        }
    }
}

/// Returns true if a response body has the property `error`, and the value of this property is
/// neither false nor null.
pub(crate) fn reports_error(body: &Map<String, Value>) -> bool {
    match body.get("error") {
        Some(Value::Bool(flag)) => *flag,
        Some(Value::Null) | None => false,
        Some(_) => true,
    }
}

/// The placeholder that replaces a secret in the message of an error.
pub(super) const PLACEHOLDER: &str = "[the access token]";

/// Replaces `secret` with the placeholder in a text.
fn redact(text: Option<&mut String>, secret: &str) {
    if let Some(text) = text.filter(|text| text.contains(secret)) {
        *text = text.replace(secret, PLACEHOLDER);
    }
}

fn is_list_of_texts(value: &Value) -> bool {
    let items = value.as_array();
    items.is_some_and(|items| !items.is_empty() && items.iter().all(Value::is_string))
}

/// The maximum depth of the nested error structures that this module reads. The deepest known error
/// structures have three levels: an object that contains a list of objects. The vendor's MCP server
/// supports three levels.
const MAX_DEPTH: u32 = 16;

/// Adds each error message in `value` to the map `fields`. The key of each added message begins
/// with `path`. Returns true if `value` contains a message or the name of a field.
///
/// The JSON value `value` has one of these forms:
///
/// - a text, a number or a boolean
/// - a list of values that also have one of these forms
/// - an object that contains a message, and optionally the name of a field
/// - an object whose keys are the next parts of the path
fn collect(value: &Value, path: &str, depth: u32, fields: &mut FieldErrors) -> bool {
    let join = |part: &str| match path {
        "" => part.to_owned(),
        path => format!("{path}.{part}"),
    };
    let mut add = |path: &str, message: String| {
        fields.entry(path.to_owned()).or_default().push(message);
        true
    };
    match value {
        _ if depth > MAX_DEPTH => false,
        Value::Null => false,
        Value::Bool(_) | Value::Number(_) => add(path, value.to_string()),
        Value::String(message) => add(path, message.clone()),
        Value::Array(items) => {
            let mut has_any = false;
            for (position, item) in items.iter().enumerate() {
                // A message in a list belongs to the field that contains the list. If an object in
                // the list has no message of its own, the path also contains the position of this
                // object in the list.
                has_any |= match item {
                    Value::Object(object) if message_of(object).is_none() => {
                        collect(item, &join(&position.to_string()), depth + 1, fields)
                    }
                    _ => collect(item, path, depth + 1, fields),
                };
            }
            has_any
        }
        Value::Object(object) => {
            if let Some(message) = message_of(object) {
                let field = first_text(object, &["field", "attribute", "name", "path", "pointer"]);
                let path = field.map_or_else(|| path.to_owned(), |field| join(&field));
                return add(&path, message);
            }
            for (key, value) in object {
                let path = join(key);
                // The map also contains each field for which the server sent no message.
                if !collect(value, &path, depth + 1, fields) {
                    fields.entry(path).or_default();
                }
            }
            !object.is_empty()
        }
    }
}

/// Returns the message of an object that describes an error.
fn message_of(object: &Map<String, Value>) -> Option<String> {
    first_text(object, &["message", "detail", "title"])
}

/// Finds the first key in `keys` whose value in `map` is a non-empty string. Returns this string.
fn first_text(map: &Map<String, Value>, keys: &[&str]) -> Option<String> {
    let mut texts = keys.iter().filter_map(|key| map.get(*key)?.as_str());
    texts.find(|text| !text.is_empty()).map(str::to_owned)
}

/// Writes the error as `: message; field: message [code]`, with at most five fields. Writes nothing
/// if the body of the response reports no error.
impl fmt::Display for ServerMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const MAX_FIELDS: usize = 5;
        let mut separator = ": ";
        if let Some(message) = &self.message {
            write!(f, "{separator}{}", single_line(message))?;
            separator = "; ";
        }
        for (field, messages) in self.fields.iter().take(MAX_FIELDS) {
            f.write_str(separator)?;
            separator = "; ";
            match (field.as_str(), messages.first()) {
                ("", Some(message)) => f.write_str(&single_line(message))?,
                (field, Some(message)) => {
                    write!(f, "{}: {}", single_line(field), single_line(message))?
                }
                (field, None) => f.write_str(&single_line(field))?,
            }
        }
        if let Some(more) = self.fields.len().checked_sub(MAX_FIELDS).filter(|n| *n > 0) {
            write!(f, "; and {more} more")?;
        }
        match &self.code {
            Some(code) => write!(f, " [{}]", single_line(code)),
            None => Ok(()),
        }
    }
}

/// Changes a text that the server sent, so that a log can safely show the text on one line.
///
/// If the text has more than 200 characters, the result contains only the first 200 characters,
/// followed by `…`. This function replaces each unsafe character with a space. An unsafe character
/// could end the line, control a terminal, hide other characters, or change the order of
/// characters.
pub(crate) fn single_line(text: &str) -> String {
    const MAX: usize = 200;
    let mut line: String = text
        .trim_end()
        .chars()
        .take(MAX)
        .map(|c| if is_visible(c) { c } else { ' ' })
        .collect();
    if text.trim_end().chars().nth(MAX).is_some() {
        line.push('…');
    }
    line
}

/// Returns whether a character is safe to show in a log or on a terminal.
///
/// The result is false for control characters and for these Unicode characters:
///
/// - characters that separate lines: U+2028 and U+2029
/// - characters that change the direction of text (Unicode property `Bidi_Control`)
/// - characters that have no width
pub(crate) fn is_visible(c: char) -> bool {
    let is_invisible = matches!(
        c,
        '\u{061c}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    );
    !c.is_control() && !is_invisible
}

#[cfg(test)]
mod tests {
    use super::ServerMessage;

    #[track_caller]
    fn check(body: &str, expected: &str) {
        assert_eq!(ServerMessage::read(body.as_bytes()).to_string(), expected);
    }

    #[test]
    fn server_message_documented_forms_are_read() {
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
            ": members.0: Unknown.; members.0.1.rule: int",
        );
        check(r#"{"message": {}, "errors": {}}"#, "");
        check(r#"{"errors": ["One.", "Two."]}"#, ": One.");
        check(r#"{"errors": []}"#, "");
        check(
            r#"{"error": {"errors": {"name": "Taken."}}}"#,
            ": name: Taken.",
        );
        let many: Vec<String> = (0..9).map(|n| format!("\"f{n}\": \"No.\"")).collect();
        check(
            &format!("{{\"errors\": {{{}}}}}", many.join(",")),
            ": f0: No.; f1: No.; f2: No.; f3: No.; f4: No.; and 4 more",
        );
        check(r#"{"message": "a\nb\u001b[31m"}"#, ": a b [31m");
    }

    #[test]
    fn server_message_nested_errors_have_paths() {
        check(
            r#"{"errors": {"tasks": [{"5": ["bad", "worse"]}], "a": {"b": {"c": "deep"}}}}"#,
            ": a.b.c: deep; tasks.0.5: bad",
        );
        let read =
            ServerMessage::read(br#"{"errors": {"tasks": [{"5": ["bad", "worse"]}, "all"]}}"#);
        assert_eq!(read.fields["tasks.0.5"], ["bad", "worse"]);
        assert_eq!(read.fields["tasks"], ["all"]);
        check(r#"{"errors": {"x": []}}"#, ": x");
        check(r#"{"errors": {"x": {"y": {}}}}"#, ": x.y");
        check(r#"{"errors": {"x": [1, true, null]}}"#, ": x: 1");
        let deep = format!(
            "{{\"errors\": {}1{}}}",
            "[{\"a\":".repeat(30),
            "}]".repeat(30)
        );
        check(&deep, &format!(": {}", ["0.a"; 8].join(".")));
    }

    #[test]
    fn server_message_forms_of_frameworks_are_read() {
        check(
            r#"{"name": ["Taken.", "Long."], "guests.0": ["No."]}"#,
            ": guests.0: No.; name: Taken.",
        );
        check(r#"{"message": ["Taken."]}"#, ": Taken.");
        check(
            r#"{"message": ["No."], "name": ["Taken."]}"#,
            ": No.; name: Taken.",
        );
        check(
            r#"{"type": "about:blank", "title": "Unprocessable", "status": 422, "detail": "Taken."}"#,
            ": Taken.",
        );
        check(
            r#"{"title": "Unprocessable", "status": 422}"#,
            ": Unprocessable",
        );
        check(
            r#"{"errors": [{"field": "name", "message": "Taken."}, {"message": "Bad."}]}"#,
            ": Bad.; name: Taken.",
        );
        check(
            r#"{"errors": [{"detail": "Taken.", "source": {"pointer": "/name"}}]}"#,
            ": Taken.",
        );
        check(r#"{"data": ["user's text"], "more": 1}"#, "");
        check("\u{feff}{\"message\": \"No.\"}<!-- 0.1 s -->", ": No.");
    }

    #[test]
    fn server_message_hidden_characters_are_replaced() {
        for c in [
            '\u{202e}', '\u{2066}', '\u{200f}', '\u{2028}', '\u{feff}', '\u{7f}', '\u{9b}',
        ] {
            check(
                &format!("{{\"message\": \"a{c}b\"}}").replace('\u{7f}', "\\u007f"),
                ": a b",
            );
        }
        check(r#"{"message": "déjà vu 日本 🙂"}"#, ": déjà vu 日本 🙂");
    }

    #[test]
    fn server_message_long_text_is_cut() {
        let body = format!(r#"{{"message": "{}"}}"#, "é".repeat(300));
        let shown = ServerMessage::read(body.as_bytes()).to_string();
        assert_eq!(shown, format!(": {}…", "é".repeat(200)));
    }
}
