//! Slows all calls of a client down together after the server has said that there are too many.
//! No IO, no clock.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The distance between two requests after the first 429: fifty a second. So 64 calls that wait
/// together are sent within a second.
const FIRST_INTERVAL: Duration = Duration::from_millis(20);
/// A server that wants fewer requests than one a second says how long to wait.
const MAX_INTERVAL: Duration = Duration::from_secs(1);
/// What one call was told to wait must not shut out the others: half of the time that a call may
/// take by default.
const MAX_PAUSE: Duration = Duration::from_secs(30);
/// Closer together than this, requests need no distance.
const MIN_INTERVAL: Duration = Duration::from_millis(1);

/// The pace of a client's requests: free, until the server answers 429.
///
/// From then on requests take turns. They wait until the pause that the server asked for is over, and
/// then go one after another, at a distance that doubles with each further 429 and shrinks by a
/// fortieth with each success. A request that would wait more than half of the time it has left is
/// sent at once.
///
/// Doubling takes back 27 successes (0.975^27 = 0.50), so a server that is asked as often as it lets
/// itself be asked refuses about one request in 27. That costs at most 10 tenths of the
/// [`Budget`](super::retry_budget::Budget) and brings 27 back: a long walk goes on. A test below plays it
/// through.
#[derive(Debug, Default)]
pub(crate) struct RateLimit {
    /// Whether there is a pace to keep; so that a call without one takes no lock.
    is_active: AtomicBool,
    pacing: Mutex<Pacing>,
}

#[derive(Debug, Default)]
struct Pacing {
    /// When the next request may be sent.
    next: Option<Instant>,
    /// When the pause that the server asked for is over.
    resumed: Option<Instant>,
    interval: Duration,
    /// When it was last slowed down. What was sent before tells nothing of the pace since.
    slowed: Option<Instant>,
}

impl RateLimit {
    /// The turn of a request that is ready now. One that cannot wait as long need not: the server has
    /// the last word.
    pub(crate) fn take_slot(&self, now: Instant, max_wait: Duration) -> RateSlot<'_> {
        let mut slot = RateSlot {
            rate_limit: self,
            wait: Duration::ZERO,
            taken: None,
        };
        if self.is_active.load(Ordering::Relaxed) {
            let mut pacing = self.pacing();
            let at = pacing.next.map_or(now, |next| next.max(now));
            let wait = at.saturating_duration_since(now);
            if wait <= max_wait {
                pacing.next = at.checked_add(pacing.interval);
                slot.wait = wait;
                slot.taken = pacing.next.map(|next| (at, next));
            }
        }
        slot
    }

    /// A request that was sent at `sent` got a 429, and the server wants `pause`.
    pub(crate) fn slow_down(&self, sent: Instant, now: Instant, pause: Duration) {
        let mut pacing = self.pacing();
        let resumed = now.checked_add(pause.min(MAX_PAUSE));
        pacing.next = pacing.next.max(resumed);
        pacing.resumed = pacing.resumed.max(resumed);
        // Requests that were under way together are refused together, and count once.
        if pacing.slowed.is_none_or(|slowed| sent >= slowed) {
            pacing.interval = (pacing.interval * 2).clamp(FIRST_INTERVAL, MAX_INTERVAL);
            pacing.slowed = Some(now);
        }
        self.is_active.store(true, Ordering::Relaxed);
    }

    /// A request that was sent at `sent` succeeded.
    pub(crate) fn speed_up(&self, sent: Instant) {
        if !self.is_active.load(Ordering::Relaxed) {
            return;
        }
        let mut pacing = self.pacing();
        if pacing.slowed.is_none_or(|slowed| sent < slowed) {
            return;
        }
        pacing.interval = pacing.interval * 39 / 40;
        if pacing.interval < MIN_INTERVAL {
            *pacing = Pacing::default();
            self.is_active.store(false, Ordering::Relaxed);
        }
    }

    fn is_paused(&self, now: Instant) -> bool {
        self.pacing().resumed.is_some_and(|resumed| now < resumed)
    }

    fn pacing(&self) -> MutexGuard<'_, Pacing> {
        self.pacing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A turn at sending a request; given back when it is dropped before it begins.
#[must_use]
pub(crate) struct RateSlot<'a> {
    rate_limit: &'a RateLimit,
    wait: Duration,
    /// When it is, and when the next one is; none for a request that takes no turn.
    taken: Option<(Instant, Instant)>,
}

impl RateSlot<'_> {
    /// How long it is until then.
    pub(crate) fn wait(&self) -> Duration {
        self.wait
    }

    /// It is time. False when all have been told to pause since: then the request needs another turn.
    pub(crate) fn begin(mut self, now: Instant) -> bool {
        self.taken.take().is_none() || !self.rate_limit.is_paused(now)
    }
}

impl Drop for RateSlot<'_> {
    fn drop(&mut self) {
        if let Some((at, next)) = self.taken {
            let mut pacing = self.rate_limit.pacing();
            // Unless somebody else's comes after it already.
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

    fn slots(rate_limit: &RateLimit, now: Instant, count: usize) -> Vec<u128> {
        let slots = std::iter::repeat_with(|| rate_limit.take_slot(now, MINUTE));
        // All are held until the last is taken.
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
        assert_eq!(slots(&rate_limit, now, 3), [0, 0, 0]);
        rate_limit.speed_up(now);
        assert_eq!(slots(&rate_limit, now, 3), [0, 0, 0]);
    }

    #[test]
    fn rate_limit_after_429_pauses_then_spaces_requests() {
        let rate_limit = RateLimit::default();
        let now = Instant::now();
        rate_limit.slow_down(now, now, milliseconds(2000));
        assert_eq!(slots(&rate_limit, now, 3), [2000, 2020, 2040]);
        // What was refused together counts once, but the longest pause is kept.
        rate_limit.slow_down(now - milliseconds(1), now, milliseconds(5000));
        assert_eq!(slots(&rate_limit, now, 2), [5000, 5020]);
        // What is refused at the new pace halves it.
        let later = now + milliseconds(5040);
        rate_limit.slow_down(later, later, milliseconds(0));
        assert_eq!(slots(&rate_limit, later, 3), [0, 40, 80]);
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
        assert_eq!(slots(&rate_limit, now, 2), [2000, 2020]);
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
        assert_eq!(slots(&rate_limit, later, 2), [5000, 5040]);
    }

    #[test]
    fn rate_slot_dropped_unused_is_reused() {
        let rate_limit = RateLimit::default();
        let now = Instant::now();
        rate_limit.slow_down(now, now, Duration::ZERO);
        for _ in 0..100 {
            drop(rate_limit.take_slot(now, MINUTE));
        }
        assert_eq!(slots(&rate_limit, now, 3), [0, 20, 40]);
        // Not one that has somebody else's behind it.
        let early = rate_limit.take_slot(now, MINUTE);
        assert_eq!(slots(&rate_limit, now, 1), [80]);
        drop(early);
        assert_eq!(slots(&rate_limit, now, 1), [100]);
    }

    #[test]
    fn speed_up_successes_end_the_limit() {
        let rate_limit = RateLimit::default();
        let now = Instant::now();
        rate_limit.slow_down(now, now, Duration::ZERO);
        // A success from before says nothing.
        for _ in 0..1000 {
            rate_limit.speed_up(now - milliseconds(1));
        }
        assert_eq!(slots(&rate_limit, now, 3), [0, 20, 40]);
        // 20 ms × 0.975^27 = 10 ms; below 1 ms after 119, as 0.975^119 = 0.0491.
        let mut later = now + milliseconds(200);
        (0..27).for_each(|_| rate_limit.speed_up(later));
        assert_eq!(slots(&rate_limit, later, 2), [0, 10]);
        later += milliseconds(100);
        (0..92).for_each(|_| rate_limit.speed_up(later));
        assert_eq!(slots(&rate_limit, later, 3), [0, 0, 0]);
    }

    #[test]
    fn slow_down_interval_and_pause_have_maximum() {
        let rate_limit = RateLimit::default();
        let mut now = Instant::now();
        for _ in 0..100 {
            rate_limit.slow_down(now, now, Duration::ZERO);
            now += milliseconds(10_000);
        }
        assert_eq!(slots(&rate_limit, now, 3), [0, 1000, 2000]);
        now += milliseconds(10_000);
        rate_limit.slow_down(now, now, MINUTE * 60);
        assert_eq!(slots(&rate_limit, now, 2), [30_000, 31_000]);
    }

    /// What eight fetchers of one client do to a server that takes so many requests in each second,
    /// and answers within 20 ms: how often a page is refused, all pages and one at most, what the
    /// budget falls to, and how long it takes.
    fn walk(pages: usize, per_second: usize) -> (usize, usize, i64, Duration) {
        let rate_limit = RateLimit::default();
        let began = Instant::now();
        // When each fetcher goes on, how often its page has been refused, and the turn it waits for.
        let mut fetchers: [_; 8] = std::array::from_fn(|_| (began, 0, None::<RateSlot<'_>>));
        let mut sent_at: Vec<Instant> = Vec::new();
        let (mut refused, mut worst, mut done) = (0, 0, 0);
        let (mut budget, mut lowest) = (200, 200);
        // What was sent, by when the answer arrives: the fetcher, when it was sent, whether it was taken.
        let mut answers: Vec<(Instant, usize, Instant, bool)> = Vec::new();
        loop {
            let ready = (0..8).filter(|of| answers.iter().all(|answer| answer.1 != *of));
            let first_ready = ready.min_by_key(|of| fetchers[*of].0);
            let first_answer = (0..answers.len()).min_by_key(|of| answers[*of].0);
            match (first_ready, first_answer) {
                (Some(of), next) if next.is_none_or(|next| fetchers[of].0 <= answers[next].0) => {
                    let sent = fetchers[of].0;
                    let has_turn = fetchers[of].2.take().is_some_and(|slot| slot.begin(sent));
                    if !has_turn {
                        let slot = rate_limit.take_slot(sent, MINUTE);
                        fetchers[of].0 += slot.wait();
                        fetchers[of].2 = Some(slot);
                        continue;
                    }
                    let second =
                        |at: &&Instant| (**at - began).as_secs() == (sent - began).as_secs();
                    let is_taken = sent_at.iter().filter(second).count() < per_second;
                    sent_at.extend(is_taken.then_some(sent));
                    answers.push((sent + milliseconds(20), of, sent, is_taken));
                }
                (_, Some(next)) => {
                    let (now, of, sent, is_taken) = answers.swap_remove(next);
                    if is_taken {
                        rate_limit.speed_up(sent);
                        done += 1;
                        budget = 200.min(budget + 1);
                        fetchers[of] = (now, 0, None);
                    } else {
                        rate_limit.slow_down(sent, now, milliseconds(1000));
                        refused += 1;
                        budget -= 10;
                        fetchers[of] = (now + milliseconds(1000), fetchers[of].1 + 1, None);
                    }
                    worst = worst.max(fetchers[of].1);
                    lowest = lowest.min(budget);
                    if done == pages {
                        return (refused, worst, lowest, now - began);
                    }
                }
                _ => unreachable!("a fetcher is ready, or waits for an answer"),
            }
        }
    }

    #[test]
    fn rate_limit_long_list_keeps_attempts_and_budget() {
        for per_second in [2, 5, 10, 50, 200] {
            let (refused, worst, lowest, time) = walk(1000, per_second);
            let single_line =
                format!("{per_second}/s: {refused} refused, {worst} of one, {lowest}, {time:?}");
            // The default policy tries a page four times.
            assert!(worst < 4, "{single_line}");
            assert!(lowest > 0, "{single_line}");
        }
    }
}
