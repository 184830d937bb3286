//! Timestamps as the API sends them, read when somebody asks.

use std::cmp::Ordering;
use std::fmt;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Timelike as _, Utc};

/// A timestamp as the server sent it.
///
/// The API writes them in several forms, so they are kept as text, and one odd one never fails a
/// page. [`to_utc`](Timestamp::to_utc) reads every form that is known.
///
/// ```
/// use tallyfy_groups::Timestamp;
///
/// let sent = Timestamp::new("2025-01-15 10:30:00");
/// assert_eq!(sent.to_utc().map(|time| time.to_rfc3339()).as_deref(), Some("2025-01-15T10:30:00+00:00"));
/// assert_eq!(Timestamp::new("soon").to_utc(), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Timestamp<'a>(&'a str);

impl<'a> Timestamp<'a> {
    /// A timestamp with this text.
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        Timestamp(text)
    }

    /// The text, as it was sent.
    #[must_use]
    pub fn as_str(self) -> &'a str {
        self.0
    }

    /// Returns the time, or `None` if the text has no known form.
    ///
    /// Reads RFC 3339 (`2023-03-10T09:00:00Z`, with or without a fraction, with any offset), the
    /// same with a space or without an offset, and a date alone, which is its first instant.
    /// A time without an offset is read as UTC, as the forms that have one are.
    #[must_use]
    pub fn to_utc(self) -> Option<DateTime<Utc>> {
        Some(self.parse()?.time.and_utc())
    }

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
        let forms = ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.f"];
        let mut times = forms.iter();
        match times.find_map(|form| NaiveDateTime::parse_from_str(text, form).ok()) {
            Some(time) => Some(parsed(time, precision(&time), false)),
            None => {
                let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
                Some(parsed(date.and_time(NaiveTime::MIN), Precision::Day, false))
            }
        }
    }
}

/// A timestamp that was read, with what it says less precisely than others.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ParsedTime {
    /// UTC, if there was an offset.
    time: NaiveDateTime,
    precision: Precision,
    has_offset: bool,
}

/// How precise a timestamp is. A fraction of zero may be one that was cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Precision {
    Day,
    Second,
    Fraction,
}

impl ParsedTime {
    /// Returns the time, or `None` if it may be of any zone.
    pub(crate) fn utc(self) -> Option<DateTime<Utc>> {
        self.has_offset.then(|| self.time.and_utc())
    }

    /// Compares two times as precisely as both are. Returns `None` if they may be of different
    /// zones: one has an offset, and the other has none.
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
    fn every_form_that_was_seen_is_read() {
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
    fn anything_else_is_no_time() {
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
