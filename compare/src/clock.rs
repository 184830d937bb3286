//! A clock that does not wait. The clients and the sandbox share it, so a comparison has the same
//! result in each run.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use tallyfy_groups::Clock;

/// A clock that advances only when a client pauses. A pause takes no real time.
#[derive(Clone, Debug)]
pub(crate) struct PauseClock {
    began: Instant,
    pauses: Arc<Mutex<Vec<Duration>>>,
}

impl PauseClock {
    pub(crate) fn new() -> PauseClock {
        PauseClock {
            began: Instant::now(),
            pauses: Arc::default(),
        }
    }

    /// Adds a pause of a client.
    pub(crate) fn add(&self, pause: Duration) {
        let mut pauses = self.pauses.lock().unwrap_or_else(PoisonError::into_inner);
        pauses.push(pause);
    }

    /// Returns the length of each pause so far.
    pub(crate) fn pauses(&self) -> Vec<Duration> {
        let pauses = self.pauses.lock().unwrap_or_else(PoisonError::into_inner);
        pauses.clone()
    }

    /// Returns the sum of all pauses.
    pub(crate) fn elapsed(&self) -> Duration {
        self.pauses().iter().sum()
    }
}

impl Clock for PauseClock {
    fn now(&self) -> Instant {
        self.began + self.elapsed()
    }

    /// Returns a time that is one day later than the `Date` of the example in RFC 9110.
    fn system_time(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777 + 86_400)
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        self.add(duration);
        Box::pin(std::future::ready(()))
    }
}
