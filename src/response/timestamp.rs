//! Timestamps as the server sent them. The client parses the text of a timestamp only when a caller
//! needs the time.

use std::cmp::Ordering;
use std::fmt;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Timelike as _, Utc};

/// A timestamp as the server sent it.
///
/// The server sends timestamps in several formats. This type keeps the text of the timestamp, and
/// does not validate the text. Therefore the client can decode a page that contains an invalid
/// timestamp. The method [`to_utc`](Timestamp::to_utc) parses every format that the server is known
/// to use.
///
/// ```
/// use tallyfy_groups::Timestamp;
///
/// let sent = Timestamp::new("2025-01-15 10:30:00");
/// let time = sent.to_utc().map(|time| time.to_rfc3339());
/// assert_eq!(time.as_deref(), Some("2025-01-15T10:30:00+00:00"));
/// assert_eq!(Timestamp::new("soon").to_utc(), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Timestamp<'a>(&'a str);

impl<'a> Timestamp<'a> {
    /// Creates a timestamp from a text. The function does not validate the text.
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        Timestamp(text)
    }

    /// Returns the text of the timestamp, as the server sent it.
    #[must_use]
    pub fn as_str(self) -> &'a str {
        self.0
    }

    /// Returns the time in UTC. Returns `None` if the text has none of the known formats.
    ///
    /// This method knows these formats of timestamps:
    ///
    /// - RFC 3339 with any offset, such as `2023-03-10T09:00:00Z`. A fraction of a second is
    ///   optional.
    /// - A date and a time of day without an offset, separated by `T` or by a space. The client
    ///   treats such a time as UTC.
    /// - A date, such as `2025-01-15`. The client converts such a date to midnight UTC.
    #[must_use]
    pub fn to_utc(self) -> Option<DateTime<Utc>> {
        Some(self.parse()?.time.and_utc())
    }

    /// Parses the text of the timestamp, and returns the time together with its precision.
    pub(crate) fn parse(self) -> Option<ParsedTime> {
        let text = self.0.trim();
        let parsed = |time: NaiveDateTime, precision, has_offset| ParsedTime {
            time,
            precision,
            has_offset,
        };
        let precision = |time: &NaiveDateTime| match time.nanosecond() {
            0 => Precision::Second,
            _ => Precision::Fraction,
        };
        if let Ok(time) = DateTime::parse_from_rfc3339(text) {
            let time = time.naive_utc();
            return Some(parsed(time, precision(&time), true));
        }
        let formats = ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.f"];
        let mut formats = formats.iter();
        match formats.find_map(|format| NaiveDateTime::parse_from_str(text, format).ok()) {
            Some(time) => Some(parsed(time, precision(&time), false)),
            None => {
                let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
                Some(parsed(date.and_time(NaiveTime::MIN), Precision::Day, false))
            }
        }
    }
}

/// A parsed timestamp with its precision.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ParsedTime {
    /// If the text has an offset, the time in UTC. If the text has no offset, the time as the text
    /// states it.
    time: NaiveDateTime,
    precision: Precision,
    has_offset: bool,
}

/// The precision of a timestamp. The variants are sorted from the lowest to the highest precision.
///
/// A time with the fraction `.000` has the precision `Second`, because the server may have replaced
/// the real fraction of the second with zeros.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Precision {
    Day,
    Second,
    Fraction,
}

impl ParsedTime {
    /// Returns the time in UTC, or `None` if the timestamp has no UTC offset.
    pub(crate) fn utc(self) -> Option<DateTime<Utc>> {
        self.has_offset.then(|| self.time.and_utc())
    }

    /// Compares two times. If the two times have different precisions, the comparison uses the
    /// lower precision.
    ///
    /// Returns `None` if only one of the two times has a UTC offset, because the two times may then
    /// be in different time zones.
    pub(crate) fn order(self, other: ParsedTime) -> Option<Ordering> {
        if self.has_offset != other.has_offset {
            return None;
        }
        let precision = self.precision.min(other.precision);
        Some(self.truncated(precision).cmp(&other.truncated(precision)))
    }

    fn truncated(self, precision: Precision) -> NaiveDateTime {
        match precision {
            Precision::Day => self.time.date().and_time(NaiveTime::MIN),
            Precision::Second => self.time.with_nanosecond(0).unwrap_or(self.time),
            Precision::Fraction => self.time,
        }
    }
}

impl fmt::Display for Timestamp<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Timestamp;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        let time = Timestamp::new(text).to_utc().map(|time| time.to_rfc3339());
        assert_eq!(time.as_deref(), expected, "{text}");
    }

    #[test]
    fn to_utc_known_formats_are_parsed() {
        check("2023-03-10T09:00:00Z", Some("2023-03-10T09:00:00+00:00"));
        check(
            "2023-03-10T09:00:00.000Z",
            Some("2023-03-10T09:00:00+00:00"),
        );
        check(
            "2023-03-10T09:00:00.000000Z",
            Some("2023-03-10T09:00:00+00:00"),
        );
        check(
            "2023-03-10T09:00:00+00:00",
            Some("2023-03-10T09:00:00+00:00"),
        );
        check(
            "2023-03-10T09:00:00+02:00",
            Some("2023-03-10T07:00:00+00:00"),
        );
        check("2025-01-15 10:30:00", Some("2025-01-15T10:30:00+00:00"));
        check("2025-01-15T10:30:00", Some("2025-01-15T10:30:00+00:00"));
        check("2025-01-15", Some("2025-01-15T00:00:00+00:00"));
        check(" 2025-01-15 ", Some("2025-01-15T00:00:00+00:00"));
    }

    #[test]
    fn to_utc_unknown_format_returns_none() {
        for text in [
            "",
            "soon",
            "0000-00-00 00:00:00",
            "2025-13-01",
            "1700000000",
            "2025-01-15T25:00:00Z",
        ] {
            check(text, None);
        }
    }
}
