//! The formats that [`mismatch`](super::mismatch) checks. Every value has any other format. For
//! `email`, the check requires only text on both sides of one `@`.

use std::net::{Ipv4Addr, Ipv6Addr};

use chrono::{DateTime, NaiveDate, ParseError};
use serde_json::{Number, Value};

/// Returns whether a value has a format. A value of a type that the format does not apply to has
/// the format, because `type` rejects such a value.
pub(super) fn is_of(format: &str, value: &Value) -> bool {
    match (format, value) {
        ("int32", Value::Number(number)) => is_within(number, i32::MIN.into(), i32::MAX.into()),
        ("int64", Value::Number(number)) => is_within(number, i64::MIN, i64::MAX),
        ("uuid", Value::String(text)) => is_uuid(text),
        ("date", Value::String(text)) => date(text).is_ok(),
        ("date-time", Value::String(text)) => is_date_time(text),
        ("ipv4", Value::String(text)) => text.parse::<Ipv4Addr>().is_ok(),
        ("ipv6", Value::String(text)) => text.parse::<Ipv6Addr>().is_ok(),
        ("email", Value::String(text)) => {
            let mut sides = text.split('@');
            let is_side = |side: Option<&str>| side.is_some_and(|side| !side.is_empty());
            is_side(sides.next()) && is_side(sides.next()) && sides.next().is_none()
        }
        _ => true,
    }
}

/// Returns whether an integer is in a range. The check of `type` rejects fractions.
fn is_within(number: &Number, least: i64, most: i64) -> bool {
    match number.as_i64() {
        Some(number) => (least..=most).contains(&number),
        None => !number.is_u64(),
    }
}

fn is_uuid(text: &str) -> bool {
    let is_hex = |part: &str| part.bytes().all(|byte| byte.is_ascii_hexdigit());
    text.split('-').map(str::len).eq([8, 4, 4, 4, 12]) && text.split('-').all(is_hex)
}

/// Parses a date such as `2024-05-21`.
pub(crate) fn date(text: &str) -> Result<NaiveDate, String> {
    let date: NaiveDate = text
        .parse()
        .map_err(|error: ParseError| error.to_string())?;
    // chrono also accepts a text such as `2024-5-21`.
    let is_usual = date.to_string() == text;
    is_usual
        .then_some(date)
        .ok_or_else(|| format!("the usual form is {date}"))
}

/// Returns whether a text is a timestamp of RFC 3339, such as `2024-05-21T18:00:00Z`.
fn is_date_time(text: &str) -> bool {
    // chrono also accepts a space before the time, and a minus sign that is not ASCII.
    let is_usual = text.is_ascii() && !text.contains(' ');
    is_usual && DateTime::parse_from_rfc3339(text).is_ok()
}
