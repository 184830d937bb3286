//! Reads the header `Retry-After`.
//!
//! The value of the header is a number of seconds, or an HTTP-date in one of the three formats of
//! RFC 9110, section 5.6.7.

use std::time::{Duration, SystemTime};

use chrono::{DateTime, NaiveDateTime, Utc};

use crate::error::Error;

/// Returns how long the client must wait before a retry, as the header `Retry-After` requires.
///
/// This function compares an HTTP-date with the header `Date` of the response. If `Date` is missing
/// or invalid, it compares the HTTP-date with `now`.
pub(super) fn wait_of(error: &Error, now: impl FnOnce() -> SystemTime) -> Option<Duration> {
    let date = error.header("date").and_then(http_date);
    let now = || date.map_or_else(now, SystemTime::from);
    parse(error.retry_after()?, now())
}

/// Returns how long the client must wait after the time `now`. `None` if the text is neither a
/// number of seconds nor a date.
///
/// For a date before `now`, the result is zero. RFC 9110 allows only whole seconds. This function
/// also accepts fractions: `2.5` means 2.5 seconds.
fn parse(text: &str, now: SystemTime) -> Option<Duration> {
    let text = text.trim();
    if let Some(wait) = seconds(text) {
        return Some(wait);
    }
    let then = SystemTime::from(http_date(text)?);
    Some(then.duration_since(now).unwrap_or_default())
}

/// Reads a number of seconds. A fraction is rounded up to milliseconds.
fn seconds(text: &str) -> Option<Duration> {
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (integer, fraction) = text.split_once('.').unwrap_or((text, "0"));
    if integer.is_empty() || fraction.is_empty() || !is_number(integer) || !is_number(fraction) {
        return None;
    }
    // If the number is too large for `u64`, this function uses `u64::MAX`.
    let seconds = Duration::from_secs(integer.parse().unwrap_or(u64::MAX));
    let digits = format!("{fraction:0<3}");
    let (milliseconds, rest) = digits.split_at(3);
    let is_more = rest.bytes().any(|digit| digit != b'0');
    let milliseconds = milliseconds.parse::<u64>().ok()? + u64::from(is_more);
    Some(seconds.saturating_add(Duration::from_millis(milliseconds)))
}

/// Returns the time of an HTTP-date. `None` if the text is not an HTTP-date.
pub(crate) fn http_date(text: &str) -> Option<DateTime<Utc>> {
    // In the format of RFC 850, a year has two digits. chrono reads these digits as a year from
    // 1970 to 2069.
    [
        "%a, %d %b %Y %H:%M:%S GMT",
        "%A, %d-%b-%y %H:%M:%S GMT",
        "%a %b %e %H:%M:%S %Y",
    ]
    .iter()
    .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
    .map(|time| time.and_utc())
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::parse;

    #[track_caller]
    fn check(text: &str, expected: Option<u64>) {
        check_millis(text, expected.map(|seconds| u128::from(seconds) * 1000));
    }

    #[track_caller]
    fn check_millis(text: &str, expected: Option<u128>) {
        // 1994-11-06 08:49:00 UTC.
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_740);
        assert_eq!(
            parse(text, now).map(|wait| wait.as_millis()),
            expected,
            "{text}"
        );
    }

    #[test]
    fn retry_after_documented_forms_are_read() {
        check("0", Some(0));
        check("120", Some(120));
        check(" 7 ", Some(7));
        check("99999999999999999999999", Some(u64::MAX));
        check("Sun, 06 Nov 1994 08:49:37 GMT", Some(37));
        check("Sunday, 06-Nov-94 08:49:37 GMT", Some(37));
        check("Sun Nov  6 08:49:37 1994", Some(37));
        check("Sun, 06 Nov 1994 08:00:00 GMT", Some(0));
    }

    #[test]
    fn retry_after_fraction_is_rounded_up() {
        check_millis("2.5", Some(2500));
        check_millis("0.0001", Some(1));
        check_millis("1.9999", Some(2000));
        check_millis("3.000", Some(3000));
    }

    #[test]
    fn retry_after_invalid_value_is_none() {
        for text in [
            "",
            "-1",
            ".5",
            "1.",
            "1.5.0",
            "1e3",
            "soon",
            "Sun, 06 Nov 1994",
            "06 Nov 1994 08:49:37 GMT",
        ] {
            check(text, None);
        }
    }
}
