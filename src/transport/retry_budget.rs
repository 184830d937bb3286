//! The budget of retries that all calls of a client share.

use std::sync::atomic::{AtomicU32, Ordering};

use super::retry_policy::RetryPolicy;

/// The number of retries that are left for all calls of a client, counted in tenths of a retry.
#[derive(Debug)]
pub(crate) struct Budget {
    tenths: AtomicU32,
    /// The maximum of `tenths`.
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

    /// Takes one retry from the budget. Returns false if less than one retry is left.
    pub(crate) fn take(&self) -> bool {
        let take = |tenths: u32| tenths.checked_sub(10);
        self.tenths
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, take)
            .is_ok()
    }

    /// Adds a tenth of a retry to the budget after a successful call.
    pub(crate) fn refund(&self) {
        // Usually the budget is full, so this check avoids a write. A write would force other CPU
        // cores to load the value again.
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
