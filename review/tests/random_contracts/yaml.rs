//! Writes contracts as YAML.

use serde_json::Value;

/// The order of keys that `lint` requires. Keys that are not in this list come last.
const ORDER: &str = "openapi|info|x-sources|servers|securitySchemes|security|operationId|tags|\
                     paths|components|summary|name|in|required|description|x-source|parameters|\
                     headers|requestBody|responses|schemas|schema|content";

/// The notation of a contract. Each notation has the same meaning.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Notation {
    pub(crate) is_quoted: bool,
    pub(crate) is_reversed: bool,
}

impl Notation {
    /// Returns the YAML text of a contract.
    pub(crate) fn text(self, contract: &Value) -> String {
        let mut text = String::new();
        self.write(contract, &mut text, 0);
        text
    }

    fn write(self, value: &Value, text: &mut String, indent: usize) {
        let pad = " ".repeat(indent);
        if let Value::Object(map) = value {
            let rank = |key: &str| match key {
                // A request body has the key `required` after the description.
                "required" if map.contains_key("content") => rank("x-source"),
                key => rank(key),
            };
            let mut keys: Vec<&String> = map.keys().collect();
            keys.sort_by_key(|key| rank(key));
            if self.is_reversed {
                keys.reverse();
            }
            for key in keys {
                *text += &format!("{pad}{}:", self.scalar(&Value::from(key.as_str()), indent));
                self.write_after(&map[key], text, indent);
            }
        }
        for item in value.as_array().into_iter().flatten() {
            *text += &format!("{pad}-");
            let mut below = String::new();
            self.write_after(item, &mut below, indent);
            // The first key of an item is on the line of the dash.
            *text += &match item.as_object() {
                Some(map) if !map.is_empty() => format!(" {}", below.trim_start()),
                _ => below,
            };
        }
    }

    /// Writes the value of a key or of an item.
    fn write_after(self, value: &Value, text: &mut String, indent: usize) {
        match value {
            Value::Array(items) if items.is_empty() => *text += " []\n",
            Value::Object(map) if map.is_empty() => *text += " {}\n",
            Value::Array(_) | Value::Object(_) => {
                text.push('\n');
                self.write(value, text, indent + 2);
            }
            _ => *text += &format!(" {}\n", self.scalar(value, indent + 2)),
        }
    }

    /// Writes a scalar. A long text continues on the next lines.
    fn scalar(self, value: &Value, indent: usize) -> String {
        let Value::String(text) = value else {
            return value.to_string();
        };
        if self.is_quoted && !text.contains(char::is_control) {
            return format!("'{}'", text.replace('\'', "''"));
        }
        // A longer word is no boolean and no null.
        let is_word = text.bytes().all(|byte| byte.is_ascii_alphabetic());
        if is_word && (6..30).contains(&text.len()) && !self.is_quoted {
            return text.clone();
        }
        let mut lines = vec![String::new()];
        for c in text.chars() {
            if indent + lines[lines.len() - 1].chars().count() > 70 {
                *lines.last_mut().unwrap() += "\\";
                // YAML skips spaces at the beginning of the next line, except an escaped space.
                lines.push(if c == ' ' { "\\" } else { "" }.to_owned());
            }
            let quoted = Value::String(c.to_string()).to_string();
            *lines.last_mut().unwrap() += &quoted[1..quoted.len() - 1];
        }
        format!("\"{}\"", lines.join(&format!("\n{}", " ".repeat(indent))))
    }
}

fn rank(key: &str) -> usize {
    let mut keys = ORDER.split('|');
    keys.position(|other| other == key).unwrap_or(usize::MAX)
}

/// Escapes a key for a JSON pointer.
pub(crate) fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}
