//! The clock of the client. Tests replace this clock, so the tests do not need to wait.

use std::fmt;
use std::pin::Pin;
use std::time::{Duration, Instant, SystemTime};

/// A clock that measures time and waits between attempts.
///
/// The default clock uses the clock of the system and the timer of tokio. To control the time in a
/// test, implement this trait and pass the clock to
/// [`ClientBuilder::clock`](crate::ClientBuilder::clock).
pub trait Clock: fmt::Debug + Send + Sync {
    /// Returns the time of a monotonic clock. The client uses this time to measure durations.
    fn now(&self) -> Instant {
        Instant::now()
    }

    /// Returns the date and time of the system. The client compares HTTP-dates with this time.
    fn system_time(&self) -> SystemTime {
        SystemTime::now()
    }

    /// Waits for a duration.
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>;
}

/// The clock of the system.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(tokio::time::sleep(duration))
    }
}
