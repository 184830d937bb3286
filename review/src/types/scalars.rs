//! What the types of numbers and of texts take.

use serde_json::{Number, Value};

/// The least and the most of an integer's type.
pub(super) fn integer(name: &str) -> Option<(i128, i128)> {
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

/// A number as a `f64` writes it again: with a fraction.
pub(super) fn wide(value: &Value) -> Option<Value> {
    value.as_f64().and_then(Number::from_f64).map(Value::Number)
}

/// A number as a `f32` writes it again: with fewer digits, and as null where it is too large.
pub(super) fn narrow(value: &Value) -> Option<Value> {
    // The conversions are serde's.
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)]
    let number = match (value.as_u64(), value.as_i64()) {
        (Some(number), _) => number as f32,
        (None, Some(number)) => number as f32,
        (None, None) => value.as_f64()? as f32,
    };
    // As text, because a `f32` has other digits there than as a `f64`.
    let text = serde_json::to_string(&number).ok()?;
    serde_json::from_str(&text).ok()
}

pub(super) fn is_id(text: &str) -> bool {
    let is_allowed = |c: u8| c.is_ascii_alphanumeric() || b"_-".contains(&c);
    (1..=255).contains(&text.len()) && text.bytes().all(is_allowed)
}

pub(super) fn is_text(text: &str, most: usize) -> bool {
    !text.trim().is_empty() && text.chars().count() <= most
}
