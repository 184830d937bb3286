//! The retry budget of a client. Every call of the client uses the same budget.

use std::sync::atomic::{AtomicU32, Ordering};

use super::retry_policy::RetryPolicy;

/// The number of retries that all calls of a client together may still make. This number is counted
/// in tenths of a retry.
#[derive(Debug)]
pub(crate) struct Budget {
    tenths: AtomicU32,
    /// The maximum value of `tenths`.
    full: u32,
}

impl Budget {
    pub(super) fn new(policy: &RetryPolicy) -> Budget {
        let full = policy.budget.saturating_mul(10);
        Budget {
            tenths: AtomicU32::new(full),
            full,
        }
    }

    /// Removes one retry from the budget. If the budget contains less than one retry, removes
    /// nothing and returns false.
    pub(crate) fn take(&self) -> bool {
        let take = |tenths: u32| tenths.checked_sub(10);
        self.tenths
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, take)
            .is_ok()
    }

    /// Adds a tenth of a retry to the budget. The client calls this method after each successful
    /// request.
    pub(crate) fn refund(&self) {
        // The budget is usually full, and then this check avoids a write to `tenths`. After a write
        // to `tenths`, the other CPU cores must load the value of `tenths` again.
        if self.tenths.load(Ordering::Relaxed) == self.full {
            return;
        }
        let refund = |tenths: u32| (tenths < self.full).then_some(tenths + 1);
        let _ = self
            .tenths
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, refund);
    }
}

#[cfg(test)]
mod tests {
    use super::{Budget, RetryPolicy};

    #[test]
    fn budget_ten_successes_refund_one_retry() {
        let budget = Budget::new(&RetryPolicy::default().budget(2));
        assert!(budget.take() && budget.take());
        assert!(!budget.take());
        for _ in 0..9 {
            budget.refund();
        }
        assert!(!budget.take());
        budget.refund();
        assert!(budget.take());
        for _ in 0..1000 {
            budget.refund();
        }
        assert!(
            budget.take() && budget.take() && !budget.take(),
            "the budget exceeds its maximum"
        );
    }
}
