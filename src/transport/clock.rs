//! The clock that the client uses. A test can replace this clock with its own clock. Then the test
//! does not need to wait in real time.

use std::fmt;
use std::pin::Pin;
use std::time::{Duration, Instant, SystemTime};

/// A clock that the client uses to measure time, and to wait between the attempts of a call.
///
/// The default clock uses the clock of the operating system and the timer of tokio. To control the
/// time in a test, implement this trait and pass your clock to
/// [`ClientBuilder::clock`](crate::ClientBuilder::clock).
///
/// ```
/// use std::pin::Pin;
/// use std::time::Duration;
/// use tallyfy_groups::{Client, Clock};
///
/// /// Skips each pause, so that a test of retries takes no time.
/// #[derive(Debug)]
/// struct NoPauses;
///
/// impl Clock for NoPauses {
///     fn sleep(&self, _: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
///         Box::pin(async {})
///     }
/// }
///
/// let client = Client::builder()
///     .access_token("my-token")
///     .organization("my-organization")
///     .clock(NoPauses)
///     .build()?;
/// # Ok::<(), tallyfy_groups::Error>(())
/// ```
pub trait Clock: fmt::Debug + Send + Sync {
    /// Returns the current time of a monotonic clock. The client uses this time to measure
    /// durations, such as the length of a call.
    fn now(&self) -> Instant {
        Instant::now()
    }

    /// Returns the current date and time of the operating system. The client compares the
    /// HTTP-dates in responses with this time.
    fn system_time(&self) -> SystemTime {
        SystemTime::now()
    }

    /// Returns a future that completes after the time `duration`.
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>;
}

/// The default clock. `SystemClock` uses the clock of the operating system and the timer of tokio.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(tokio::time::sleep(duration))
    }
}
