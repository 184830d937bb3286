//! The formats that [`mismatch`](super::mismatch) checks. Every value has any other format. For
//! `email`, the check requires only text on both sides of one `@`.

use std::net::{Ipv4Addr, Ipv6Addr};

use serde_json::{Number, Value};

/// Returns whether a value has a format. A value of a type that the format does not apply to has
/// the format, because `type` rejects such a value.
pub(super) fn is_of(format: &str, value: &Value) -> bool {
    match (format, value) {
        ("int32", Value::Number(number)) => is_within(number, i32::MIN.into(), i32::MAX.into()),
        ("int64", Value::Number(number)) => is_within(number, i64::MIN, i64::MAX),
        ("uuid", Value::String(text)) => is_uuid(text),
        ("date", Value::String(text)) => is_date(text),
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

/// Returns whether a text is a date such as `2024-05-21` that the calendar has.
fn is_date(text: &str) -> bool {
    let Some([year, month, day]) = numbers(text, '-', [4, 2, 2]) else {
        return false;
    };
    let is_leap_year = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if is_leap_year => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
}

/// Returns whether a text is a timestamp of RFC 3339, such as `2024-05-21T18:00:00Z`.
fn is_date_time(text: &str) -> bool {
    let Some((date, time)) = text.split_once(['T', 't']) else {
        return false;
    };
    let (time, offset) = match time.strip_suffix(['Z', 'z']) {
        Some(time) => (time, None),
        None => match time.rfind(['+', '-']) {
            Some(sign) => (&time[..sign], Some(&time[sign + 1..])),
            None => return false,
        },
    };
    let is_offset = offset.is_none_or(|offset| {
        numbers(offset, ':', [2, 2]).is_some_and(|[hour, minute]| hour < 24 && minute < 60)
    });
    let (time, fraction) = match time.split_once('.') {
        Some((time, fraction)) => (time, Some(fraction)),
        None => (time, None),
    };
    let is_fraction = fraction.is_none_or(|digits| {
        !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit())
    });
    // A leap second is the sixtieth.
    let is_time = numbers(time, ':', [2, 2, 2])
        .is_some_and(|[hour, minute, second]| hour < 24 && minute < 60 && second <= 60);
    is_date(date) && is_time && is_fraction && is_offset
}

/// Splits a text at a separator into numbers with the given numbers of digits.
fn numbers<const N: usize>(text: &str, between: char, digits: [usize; N]) -> Option<[u32; N]> {
    let mut numbers = [0; N];
    let mut parts = text.split(between);
    for (number, digits) in numbers.iter_mut().zip(digits) {
        let part = parts.next()?;
        let is_number = part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
        *number = is_number.then(|| part.parse().ok())??;
    }
    parts.next().is_none().then_some(numbers)
}
