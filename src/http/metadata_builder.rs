//! A builder for the metadata of calls in the tests of a program.

use std::time::Duration;

use super::{CallStats, HeaderMap, HeaderName, HeaderValue, Metadata, StatusCode};

/// Builds a [`Metadata`] for a test of your program, without a server.
///
/// By default, the metadata has no headers, one attempt and no duration, and no read confirmed the
/// call.
///
/// ```
/// use tallyfy_groups::Metadata;
/// use tallyfy_groups::testing::MetadataBuilder;
///
/// let metadata: Metadata = MetadataBuilder::status(201)
///     .header("X-Request-Id", "req-1")
///     .attempts(2)
///     .build();
/// assert_eq!(metadata.status(), 201);
/// assert_eq!(metadata.request_id(), Some("req-1"));
/// assert!(!metadata.is_confirmed_by_read());
/// ```
#[derive(Clone, Debug)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct MetadataBuilder {
    metadata: Metadata,
}

impl MetadataBuilder {
    /// Creates a builder for the metadata of a response with this status.
    ///
    /// # Panics
    ///
    /// If `status` is less than 100 or greater than 999.
    pub fn status(status: u16) -> MetadataBuilder {
        let code = StatusCode::from_u16(status);
        MetadataBuilder {
            metadata: Metadata {
                status: code.unwrap_or_else(|_| panic!("{status} is not an HTTP status")),
                headers: HeaderMap::new(),
                stats: CallStats {
                    attempts: 1,
                    ..CallStats::default()
                },
                is_confirmed_by_read: false,
            },
        }
    }

    /// Adds a header to the response.
    ///
    /// # Panics
    ///
    /// If the name or the value of the header is invalid.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let (Ok(key), Ok(text)) = (name.parse::<HeaderName>(), value.parse::<HeaderValue>()) else {
            panic!("the header `{name}: {value}` is invalid");
        };
        self.metadata.headers.append(key, text);
        self
    }

    /// Sets the number of attempts that the call made.
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.metadata.stats.attempts = attempts;
        self
    }

    /// Sets the duration of the call.
    pub fn elapsed(mut self, elapsed: Duration) -> Self {
        self.metadata.stats.elapsed = elapsed;
        self
    }

    /// Makes the call a write that a later read confirmed.
    pub fn confirmed_by_read(mut self) -> Self {
        self.metadata.is_confirmed_by_read = true;
        self
    }

    /// Builds the metadata.
    #[must_use]
    pub fn build(self) -> Metadata {
        self.metadata
    }
}
