//! Contracts as JSON values: their YAML text, their parts, and the removal of a part.

use serde_json::Value;

/// The order of keys that `lint` requires. Keys that are not in this list come last.
const ORDER: &str = "openapi|info|x-sources|servers|securitySchemes|security|operationId|tags|\
                     paths|components|summary|name|in|required|description|x-source|parameters|\
                     headers|requestBody|responses|schemas|schema|content";

/// Returns the YAML text of a contract.
pub(crate) fn text(contract: &Value) -> String {
    let mut text = String::new();
    write(contract, &mut text, 0);
    text
}

fn write(value: &Value, text: &mut String, indent: usize) {
    let pad = " ".repeat(indent);
    if let Value::Object(map) = value {
        let rank = |key: &str| match key {
            // A request body has the key `required` after the description.
            "required" if map.contains_key("content") => rank("x-source"),
            key => rank(key),
        };
        let mut keys: Vec<&String> = map.keys().collect();
        keys.sort_by_key(|key| rank(key));
        for key in keys {
            *text += &format!("{pad}{}:", scalar(&Value::from(key.as_str()), indent));
            write_after(&map[key], text, indent);
        }
    }
    for item in value.as_array().into_iter().flatten() {
        *text += &format!("{pad}-");
        let mut below = String::new();
        write_after(item, &mut below, indent);
        // The first key of an item is on the line of the dash.
        *text += &match item.as_object() {
            Some(map) if !map.is_empty() => format!(" {}", below.trim_start()),
            _ => below,
        };
    }
}

fn rank(key: &str) -> usize {
    let mut keys = ORDER.split('|');
    keys.position(|other| other == key).unwrap_or(usize::MAX)
}

/// Writes the value of a key or of an item.
fn write_after(value: &Value, text: &mut String, indent: usize) {
    match value {
        Value::Array(items) if items.is_empty() => *text += " []\n",
        Value::Object(map) if map.is_empty() => *text += " {}\n",
        Value::Array(_) | Value::Object(_) => {
            text.push('\n');
            write(value, text, indent + 2);
        }
        _ => *text += &format!(" {}\n", scalar(value, indent + 2)),
    }
}

/// Writes a scalar. A long text continues on the next lines.
fn scalar(value: &Value, indent: usize) -> String {
    let Value::String(text) = value else {
        return value.to_string();
    };
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

/// Returns the JSON pointers of all parts below the root. A part comes before the parts below it.
pub(crate) fn places(value: &Value) -> Vec<String> {
    let below: Vec<(String, &Value)> = match value {
        Value::Object(map) => map.iter().map(|(key, part)| (escaped(key), part)).collect(),
        Value::Array(items) => (0..).map(|n: usize| n.to_string()).zip(items).collect(),
        _ => Vec::new(),
    };
    let below = below.into_iter().flat_map(|(key, part)| {
        let inner = places(part).into_iter();
        let inner: Vec<String> = inner.map(|place| format!("/{key}{place}")).collect();
        [vec![format!("/{key}")], inner].concat()
    });
    below.collect()
}

fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// Returns a copy of a contract without the part at a JSON pointer.
pub(crate) fn without(contract: &Value, place: &str) -> Value {
    let mut copy = contract.clone();
    let (outer, last) = place.rsplit_once('/').unwrap();
    match copy.pointer_mut(outer).unwrap() {
        Value::Object(map) => map.retain(|key, _| escaped(key) != last),
        Value::Array(items) => drop(items.remove(last.parse().unwrap())),
        _ => unreachable!(),
    }
    copy
}
