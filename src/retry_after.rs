//! Reads `Retry-After`: seconds, or an HTTP-date in any of its three forms (RFC 9110, 5.6.7).

use std::time::{Duration, SystemTime};

use chrono::{DateTime, NaiveDateTime, Utc};

/// How long to wait from `now` on; none when the text is neither. A date that has passed is now.
pub(crate) fn parse(text: &str, now: SystemTime) -> Option<Duration> {
    let text = text.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than fit are longer than anybody waits.
        return Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)));
    }
    let then = SystemTime::from(http_date(text)?);
    Some(then.duration_since(now).unwrap_or_default())
}

/// The time of an HTTP-date.
pub(crate) fn http_date(text: &str) -> Option<DateTime<Utc>> {
    // RFC 850's two digits of a year are taken as chrono takes them: 1970 to 2069.
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
        // 1994-11-06 08:49:00 UTC.
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_740);
        assert_eq!(
            parse(text, now).map(|wait| wait.as_secs()),
            expected,
            "{text}"
        );
    }

    #[test]
    fn every_form_is_read() {
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
    fn anything_else_is_not_there() {
        for text in [
            "",
            "-1",
            "1.5",
            "soon",
            "Sun, 06 Nov 1994",
            "06 Nov 1994 08:49:37 GMT",
        ] {
            check(text, None);
        }
    }
}
