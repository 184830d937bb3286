//! Writes a contract as YAML.

use serde_json::Value;

/// The notation of a contract. Each notation has the same meaning.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Notation {
    pub(crate) is_quoted: bool,
    pub(crate) is_reversed: bool,
}

impl Notation {
    pub(crate) fn write(self, doc: &Value) -> String {
        let mut text = String::new();
        self.node(doc, 0, &mut text);
        text
    }

    fn node(self, node: &Value, depth: usize, text: &mut String) {
        let indent = "  ".repeat(depth);
        let mut nested = |head: &str, value: &Value| {
            let is_block = match value {
                Value::Array(items) => !items.is_empty(),
                Value::Object(entries) => !entries.is_empty(),
                _ => false,
            };
            if is_block {
                *text += &format!("{indent}{head}\n");
                self.node(value, depth + 1, text);
            } else {
                *text += &format!("{indent}{head} {}\n", self.scalar(value));
            }
        };
        match node {
            Value::Object(entries) => {
                let mut entries: Vec<_> = entries.iter().collect();
                if self.is_reversed {
                    entries.reverse();
                }
                for (key, value) in entries {
                    nested(&format!("{}:", self.scalar(&key.as_str().into())), value);
                }
            }
            Value::Array(items) => items.iter().for_each(|item| nested("-", item)),
            _ => unreachable!("a document is a mapping"),
        }
    }

    fn scalar(self, value: &Value) -> String {
        let Some(text) = value.as_str() else {
            return value.to_string();
        };
        let is_word = text.bytes().all(|byte| byte.is_ascii_alphabetic());
        let is_plain = is_word && text.len() > 5 && !self.is_quoted;
        let is_single = self.is_quoted && !text.contains(char::is_control);
        if is_plain {
            text.to_owned()
        } else if is_single {
            format!("'{}'", text.replace('\'', "''"))
        } else {
            value.to_string()
        }
    }
}
