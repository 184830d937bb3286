//! Counts the memory and the steps of the code that a thread measures.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

/// The allocations of one measurement. They are equal in each run, so a test may compare them.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Usage {
    pub(crate) allocations: u64,
    pub(crate) peak: i64,
    now: i64,
}

impl Usage {
    pub(crate) fn max(self, other: Usage) -> Usage {
        Usage {
            allocations: self.allocations.max(other.allocations),
            peak: self.peak.max(other.peak),
            now: 0,
        }
    }
}

thread_local! {
    static USAGE: Cell<Usage> = const { Cell::new(Usage { allocations: 0, peak: 0, now: 0 }) };
}

struct Counting;

#[global_allocator]
static COUNTING: Counting = Counting;

fn note(size: i64) {
    // A thread that ends has no usage.
    let _ = USAGE.try_with(|usage| {
        let Usage {
            allocations,
            peak,
            now,
        } = usage.get();
        let now = now + size;
        let allocations = allocations + u64::from(size > 0);
        usage.set(Usage {
            allocations,
            now,
            peak: peak.max(now),
        });
    });
}

// SAFETY: each method passes its arguments on to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        note(layout.size().cast_signed() as i64);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        note(-(layout.size().cast_signed() as i64));
        unsafe { System.dealloc(pointer, layout) }
    }
}

/// Returns the result of a function, and what the function allocated.
pub(crate) fn measured<T>(run: impl FnOnce() -> T) -> (T, Usage) {
    USAGE.set(Usage::default());
    let result = run();
    (result, USAGE.get())
}
