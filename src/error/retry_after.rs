//! Reads the header `Retry-After` of a response.
//!
//! The value of this header is either a number of seconds or an HTTP-date. RFC 9110, section 5.6.7,
//! defines three formats of an HTTP-date. This module can read all three formats.

use std::time::{Duration, SystemTime};

use chrono::{DateTime, NaiveDateTime, Utc};

use super::Error;
use crate::http::HeaderName;

impl Error {
    /// Returns how long the server asked the client to wait before the next request, according to
    /// the header `Retry-After`. Returns `None` if this header is missing or invalid.
    ///
    /// A number of seconds may have a decimal fraction, which is rounded up to whole milliseconds.
    /// An HTTP-date is the end of the wait. The wait begins at the time in the header `Date` of the
    /// same response, so the local clock has no effect. If the header `Date` is missing or invalid,
    /// the wait begins at the current time of the local clock. If the HTTP-date is in the past, the
    /// wait is zero.
    ///
    /// The server chooses the length of the wait, so the wait may be very long.
    ///
    /// ```
    /// use std::time::Duration;
    /// use tallyfy_groups::testing::ErrorBuilder;
    ///
    /// let error = ErrorBuilder::status(429, "").header("Retry-After", "7").build();
    /// assert_eq!(error.retry_after_duration(), Some(Duration::from_secs(7)));
    /// assert_eq!(error.retry_after(), Some("7"));
    /// ```
    #[must_use]
    pub fn retry_after_duration(&self) -> Option<Duration> {
        self.retry_after_from(SystemTime::now)
    }

    /// Returns the same as [`retry_after_duration`](Error::retry_after_duration), but with the
    /// function `now` as the local clock.
    pub(crate) fn retry_after_from(&self, now: impl FnOnce() -> SystemTime) -> Option<Duration> {
        let date = self
            .header(HeaderName::from_static("date"))
            .and_then(http_date);
        let now = || date.map_or_else(now, SystemTime::from);
        parse(self.retry_after()?, now())
    }
}

/// Returns how long the client must wait after the time `now`, according to the header value
/// `text`. Returns `None` if `text` is neither a number of seconds nor an HTTP-date.
///
/// If the HTTP-date is before `now`, the result is zero. RFC 9110 allows only a whole number of
/// seconds. This function also accepts a number with a decimal fraction: `2.5` means 2.5 seconds.
fn parse(text: &str, now: SystemTime) -> Option<Duration> {
    let text = text.trim();
    if let Some(wait) = seconds(text) {
        return Some(wait);
    }
    let then = SystemTime::from(http_date(text)?);
    Some(then.duration_since(now).unwrap_or_default())
}

/// Parses a number of seconds. This function rounds a decimal fraction up to whole milliseconds.
fn seconds(text: &str) -> Option<Duration> {
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (integer, fraction) = text.split_once('.').unwrap_or((text, "0"));
    if integer.is_empty() || fraction.is_empty() || !is_number(integer) || !is_number(fraction) {
        return None;
    }
    // If the number of seconds is too large for the type `u64`, this function uses `u64::MAX`.
    let seconds = Duration::from_secs(integer.parse().unwrap_or(u64::MAX));
    let digits = format!("{fraction:0<3}");
    let (milliseconds, rest) = digits.split_at(3);
    let is_more = rest.bytes().any(|digit| digit != b'0');
    let milliseconds = milliseconds.parse::<u64>().ok()? + u64::from(is_more);
    Some(seconds.saturating_add(Duration::from_millis(milliseconds)))
}

/// Parses an HTTP-date. Returns `None` if `text` is not an HTTP-date.
pub(crate) fn http_date(text: &str) -> Option<DateTime<Utc>> {
    // In the date format of RFC 850, the year has only two digits. The crate chrono reads these two
    // digits as a year from 1970 to 2069.
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
        // This number of seconds after 1970-01-01 is the time 1994-11-06 08:49:00 UTC.
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
