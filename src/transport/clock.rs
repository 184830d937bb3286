//! Time as the client sees it, so that tests need not wait for it.

use std::fmt;
use std::pin::Pin;
use std::time::{Duration, Instant, SystemTime};

/// What tells the client the time, and makes it wait between attempts.
///
/// The default is the system's clock, and tokio's timer. A test gives its own to
/// [`ClientBuilder::clock`](crate::ClientBuilder::clock), and decides how time passes.
pub trait Clock: fmt::Debug + Send + Sync {
    /// The time that passes evenly, to measure how long a call takes.
    fn now(&self) -> Instant {
        Instant::now()
    }

    /// The time of day, to compare an HTTP-date with.
    fn system_time(&self) -> SystemTime {
        SystemTime::now()
    }

    /// Waits.
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>;
}

/// The system's clock.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(tokio::time::sleep(duration))
    }
}
