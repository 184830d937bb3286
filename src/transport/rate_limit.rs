//! Slows down all calls of a client after a 429. This module does no I/O and reads no clock.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The interval between two requests after the first 429. This interval allows 50 requests per
/// second, so the client sends the requests of 64 waiting calls within 1.3 seconds.
const FIRST_INTERVAL: Duration = Duration::from_millis(20);
/// The maximum interval between two requests. If a server needs a longer interval, it sends
/// `Retry-After`.
const MAX_INTERVAL: Duration = Duration::from_secs(1);
/// The maximum time for which a 429 pauses all calls. By default, a call may take 60 seconds, and
/// this maximum is half of that time. So one call that receives a long `Retry-After` does not make
/// the other calls fail.
const MAX_PAUSE: Duration = Duration::from_secs(30);
/// The minimum interval between two requests. If the interval becomes shorter than this minimum,
/// the rate limit ends.
const MIN_INTERVAL: Duration = Duration::from_millis(1);

/// The rate limit that all requests of a client share. Before the first 429, the rate limit does
/// not delay any request.
///
/// After a 429, the client first waits for the time that the server requested. Then the client
/// sends requests one after another, with an interval between two requests. Each further 429
/// doubles the interval. Each successful request makes the interval one fortieth shorter. A request
/// waits for at most half of the time until the deadline of its call. If the rate limit requires a
/// longer wait, the client sends the request without any wait.
///
/// After a 429 doubled the interval, 27 successful requests halve it again, because 0.975^27 =
/// 0.50. If the client sends requests as fast as the server accepts them, the server therefore
/// rejects about one request after every 27 successful ones. The retry of this request takes at
/// most 10 tenths from the [`Budget`](super::retry_budget::Budget), and the 27 successful requests
/// add 27 tenths. So a client that reads a long list does not use up the budget, as a test shows.
#[derive(Debug, Default)]
pub(crate) struct RateLimit {
    /// `true` if the rate limit is active. Otherwise, a request does not lock `pacing`.
    is_active: AtomicBool,
    pacing: Mutex<Pacing>,
}

#[derive(Debug, Default)]
struct Pacing {
    /// The earliest time at which the client may send the next request.
    next: Option<Instant>,
    /// The end of the pause that the server requested.
    pause_end: Option<Instant>,
    /// The interval between two requests.
    interval: Duration,
    /// The time at which a 429 last changed `interval`. If the client sent a request before this
    /// time, the response to this request does not change `interval`.
    slowed_at: Option<Instant>,
}

impl RateLimit {
    /// Returns a slot for a request that the client wants to send at the time `now`.
    ///
    /// If the rate limit requires a longer wait than `max_wait`, the returned slot has no wait. The
    /// client then sends the request immediately, and the server may reject it.
    pub(crate) fn take_slot(&self, now: Instant, max_wait: Duration) -> RateSlot<'_> {
        let mut slot = RateSlot {
            rate_limit: self,
            wait: Duration::ZERO,
            reserved: None,
        };
        if self.is_active.load(Ordering::Relaxed) {
            let mut pacing = self.pacing();
            let at = pacing.next.map_or(now, |next| next.max(now));
            let wait = at.saturating_duration_since(now);
            if wait <= max_wait {
                pacing.next = at.checked_add(pacing.interval);
                slot.wait = wait;
                slot.reserved = pacing.next.map(|next| (at, next));
            }
        }
        slot
    }

    /// Records a 429 for a request that the client sent at the time `sent`. Then all calls pause
    /// for the time `pause`.
    pub(crate) fn slow_down(&self, sent: Instant, now: Instant, pause: Duration) {
        let mut pacing = self.pacing();
        let pause_end = now.checked_add(pause.min(MAX_PAUSE));
        pacing.next = pacing.next.max(pause_end);
        pacing.pause_end = pacing.pause_end.max(pause_end);
        // The server often rejects several requests that are in flight at the same time. Together,
        // these rejections double the interval only once.
        if pacing.slowed_at.is_none_or(|slowed_at| sent >= slowed_at) {
            pacing.interval = (pacing.interval * 2).clamp(FIRST_INTERVAL, MAX_INTERVAL);
            pacing.slowed_at = Some(now);
        }
        self.is_active.store(true, Ordering::Relaxed);
    }

    /// Records a successful response to a request that the client sent at the time `sent`.
    pub(crate) fn speed_up(&self, sent: Instant) {
        if !self.is_active.load(Ordering::Relaxed) {
            return;
        }
        let mut pacing = self.pacing();
        if pacing.slowed_at.is_none_or(|slowed_at| sent < slowed_at) {
            return;
        }
        pacing.interval = pacing.interval * 39 / 40;
        if pacing.interval < MIN_INTERVAL {
            *pacing = Pacing::default();
            self.is_active.store(false, Ordering::Relaxed);
        }
    }

    fn is_paused(&self, now: Instant) -> bool {
        self.pacing().pause_end.is_some_and(|end| now < end)
    }

    fn pacing(&self) -> MutexGuard<'_, Pacing> {
        self.pacing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The time at which the client may send a request. If the client drops the slot without using it,
/// a later request may use the time of the slot.
#[must_use]
pub(crate) struct RateSlot<'a> {
    rate_limit: &'a RateLimit,
    wait: Duration,
    /// The time of this slot and the time of the next slot. `None` if the request need not wait for
    /// a slot.
    reserved: Option<(Instant, Instant)>,
}

impl RateSlot<'_> {
    /// Returns how long the client must wait before it may send the request.
    pub(crate) fn wait(&self) -> Duration {
        self.wait
    }

    /// Uses the slot after the wait. Returns whether the client may send the request.
    ///
    /// Returns false if a 429 started a new pause for all calls during the wait. If this method
    /// returns false, the request needs a new slot.
    pub(crate) fn begin(mut self, now: Instant) -> bool {
        self.reserved.take().is_none() || !self.rate_limit.is_paused(now)
    }
}

impl Drop for RateSlot<'_> {
    fn drop(&mut self) {
        if let Some((at, next)) = self.reserved {
            let mut pacing = self.rate_limit.pacing();
            // A later request can use the time of this slot only if no request has a later slot.
            if pacing.next == Some(next) {
                pacing.next = Some(at);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::{RateLimit, RateSlot};

    const MINUTE: Duration = Duration::from_secs(60);

    fn milliseconds(number: u64) -> Duration {
        Duration::from_millis(number)
    }

    /// Takes `count` slots at the time `now` and uses these slots. Returns their waits in
    /// milliseconds.
    fn waits(rate_limit: &RateLimit, now: Instant, count: usize) -> Vec<u128> {
        let slots = std::iter::repeat_with(|| rate_limit.take_slot(now, MINUTE));
        // This code takes every slot before it uses the first slot, so no slot is dropped unused.
        let slots: Vec<_> = slots.take(count).collect();
        let wait = |slot: RateSlot<'_>| {
            let wait = slot.wait();
            slot.begin(now + wait);
            wait.as_millis()
        };
        slots.into_iter().map(wait).collect()
    }

    #[test]
    fn rate_limit_before_first_429_never_waits() {
        let rate_limit = RateLimit::default();
        let now = Instant::now();
        assert_eq!(waits(&rate_limit, now, 3), [0, 0, 0]);
        rate_limit.speed_up(now);
        assert_eq!(waits(&rate_limit, now, 3), [0, 0, 0]);
    }

    #[test]
    fn rate_limit_after_429_pauses_then_spaces_requests() {
        let rate_limit = RateLimit::default();
        let now = Instant::now();
        rate_limit.slow_down(now, now, milliseconds(2000));
        assert_eq!(waits(&rate_limit, now, 3), [2000, 2020, 2040]);
        // The client sent this request before the first 429 arrived, so this second 429 does not
        // double the interval. The longer of the two pauses applies.
        rate_limit.slow_down(now - milliseconds(1), now, milliseconds(5000));
        assert_eq!(waits(&rate_limit, now, 2), [5000, 5020]);
        // The client sent this request after the first 429, so its rejection doubles the interval.
        let later = now + milliseconds(5040);
        rate_limit.slow_down(later, later, milliseconds(0));
        assert_eq!(waits(&rate_limit, later, 3), [0, 40, 80]);
    }

    #[test]
    fn take_slot_wait_above_maximum_is_sent_at_once() {
        let rate_limit = RateLimit::default();
        let now = Instant::now();
        rate_limit.slow_down(now, now, milliseconds(2000));
        let max_wait = milliseconds(1999);
        let slot = rate_limit.take_slot(now, max_wait);
        assert_eq!(slot.wait(), Duration::ZERO);
        assert!(slot.begin(now));
        assert_eq!(waits(&rate_limit, now, 2), [2000, 2020]);
    }

    #[test]
    fn begin_after_new_pause_returns_false() {
        let rate_limit = RateLimit::default();
        let now = Instant::now();
        rate_limit.slow_down(now, now, milliseconds(1000));
        let first = rate_limit.take_slot(now, MINUTE);
        let second = rate_limit.take_slot(now, MINUTE);
        let sent = now + first.wait();
        assert!(first.begin(sent));
        rate_limit.slow_down(sent, sent + milliseconds(20), milliseconds(5000));
        let later = now + second.wait();
        assert!(!second.begin(later));
        assert_eq!(waits(&rate_limit, later, 2), [5000, 5040]);
    }

    #[test]
    fn rate_slot_dropped_unused_is_reused() {
        let rate_limit = RateLimit::default();
        let now = Instant::now();
        rate_limit.slow_down(now, now, Duration::ZERO);
        for _ in 0..100 {
            drop(rate_limit.take_slot(now, MINUTE));
        }
        assert_eq!(waits(&rate_limit, now, 3), [0, 20, 40]);
        // If a later slot exists, no request reuses the time of a dropped slot.
        let early = rate_limit.take_slot(now, MINUTE);
        assert_eq!(waits(&rate_limit, now, 1), [80]);
        drop(early);
        assert_eq!(waits(&rate_limit, now, 1), [100]);
    }

    #[test]
    fn speed_up_successes_end_the_limit() {
        let rate_limit = RateLimit::default();
        let now = Instant::now();
        rate_limit.slow_down(now, now, Duration::ZERO);
        // If the client sent a request before the 429, its success does not change the interval.
        for _ in 0..1000 {
            rate_limit.speed_up(now - milliseconds(1));
        }
        assert_eq!(waits(&rate_limit, now, 3), [0, 20, 40]);
        // After 27 successful requests, the interval is 20 ms × 0.975^27 = 10 ms. After 119
        // successful requests, the interval is 20 ms × 0.975^119 = 0.98 ms, which is below the
        // minimum of 1 ms.
        let mut later = now + milliseconds(200);
        (0..27).for_each(|_| rate_limit.speed_up(later));
        assert_eq!(waits(&rate_limit, later, 2), [0, 10]);
        later += milliseconds(100);
        (0..92).for_each(|_| rate_limit.speed_up(later));
        assert_eq!(waits(&rate_limit, later, 3), [0, 0, 0]);
    }

    #[test]
    fn slow_down_interval_and_pause_have_maximum() {
        let rate_limit = RateLimit::default();
        let mut now = Instant::now();
        for _ in 0..100 {
            rate_limit.slow_down(now, now, Duration::ZERO);
            now += milliseconds(10_000);
        }
        assert_eq!(waits(&rate_limit, now, 3), [0, 1000, 2000]);
        now += milliseconds(10_000);
        rate_limit.slow_down(now, now, MINUTE * 60);
        assert_eq!(waits(&rate_limit, now, 2), [30_000, 31_000]);
    }

    /// A simulated task that fetches pages of a list, one page after another.
    struct Fetcher<'a> {
        ready_at: Instant,
        /// How many times the server has rejected the request for the current page.
        rejections: usize,
        /// The slot whose time the fetcher waits for.
        slot: Option<RateSlot<'a>>,
    }

    /// A request that the simulated server has received. The response has not arrived yet.
    struct InFlight {
        arrives: Instant,
        fetcher: usize,
        sent: Instant,
        is_accepted: bool,
    }

    /// The result of a simulation.
    #[derive(Debug)]
    struct Simulation {
        rejections: usize,
        /// The largest number of rejected requests for the same page.
        max_rejections: usize,
        /// The lowest value of the retry budget during the simulation, in tenths of a retry.
        min_budget: i64,
        time: Duration,
    }

    /// Simulates eight fetchers of one client. The simulated server accepts at most `per_second`
    /// requests in each second. Each response arrives after 20 ms.
    fn simulate(pages: usize, per_second: usize) -> Simulation {
        let rate_limit = RateLimit::default();
        let start = Instant::now();
        let mut fetchers: [_; 8] = std::array::from_fn(|_| Fetcher {
            ready_at: start,
            rejections: 0,
            slot: None,
        });
        let mut accepted_at: Vec<Instant> = Vec::new();
        let mut in_flight: Vec<InFlight> = Vec::new();
        let mut result = Simulation {
            rejections: 0,
            max_rejections: 0,
            min_budget: 200,
            time: Duration::ZERO,
        };
        let (mut budget, mut done) = (200, 0);
        loop {
            let is_ready = |index: &usize| in_flight.iter().all(|sent| sent.fetcher != *index);
            let first_ready = (0..8)
                .filter(is_ready)
                .min_by_key(|index| fetchers[*index].ready_at);
            let first_response = (0..in_flight.len()).min_by_key(|index| in_flight[*index].arrives);
            let is_first = |index: usize| {
                first_response
                    .is_none_or(|next| fetchers[index].ready_at <= in_flight[next].arrives)
            };
            if let Some(index) = first_ready.filter(|index| is_first(*index)) {
                let fetcher = &mut fetchers[index];
                let sent = fetcher.ready_at;
                let may_send = fetcher.slot.take().is_some_and(|slot| slot.begin(sent));
                if !may_send {
                    let slot = rate_limit.take_slot(sent, MINUTE);
                    fetcher.ready_at += slot.wait();
                    fetcher.slot = Some(slot);
                    continue;
                }
                let second = |at: Instant| (at - start).as_secs();
                let same_second = accepted_at.iter().filter(|at| second(**at) == second(sent));
                let is_accepted = same_second.count() < per_second;
                accepted_at.extend(is_accepted.then_some(sent));
                in_flight.push(InFlight {
                    arrives: sent + milliseconds(20),
                    fetcher: index,
                    sent,
                    is_accepted,
                });
            } else {
                let next = first_response.expect("a fetcher is ready, or a request is in flight");
                let response = in_flight.swap_remove(next);
                let fetcher = &mut fetchers[response.fetcher];
                fetcher.ready_at = response.arrives;
                if response.is_accepted {
                    rate_limit.speed_up(response.sent);
                    done += 1;
                    budget = 200.min(budget + 1);
                    fetcher.rejections = 0;
                } else {
                    rate_limit.slow_down(response.sent, response.arrives, milliseconds(1000));
                    result.rejections += 1;
                    budget -= 10;
                    fetcher.ready_at += milliseconds(1000);
                    fetcher.rejections += 1;
                }
                result.max_rejections = result.max_rejections.max(fetcher.rejections);
                result.min_budget = result.min_budget.min(budget);
                if done == pages {
                    result.time = response.arrives - start;
                    return result;
                }
            }
        }
    }

    #[test]
    fn rate_limit_long_list_keeps_attempts_and_budget() {
        for per_second in [2, 5, 10, 50, 200] {
            let result = simulate(1000, per_second);
            // With the default policy, the client makes at most four attempts to fetch each page.
            assert!(result.max_rejections < 4, "{per_second}/s: {result:?}");
            assert!(result.min_budget > 0, "{per_second}/s: {result:?}");
        }
    }
}
