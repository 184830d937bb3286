//! A mode of decoding in which fields keep values of a wrong type.

use std::cell::Cell;

thread_local! {
    static IS_LENIENT: Cell<bool> = const { Cell::new(false) };
}

/// Returns whether fields keep values of a wrong type.
///
/// The flag belongs to the thread. Decoding never awaits, so a thread decodes one body at a time.
#[inline]
pub(crate) fn is_lenient() -> bool {
    IS_LENIENT.get()
}

/// Runs a decoder. Fields then keep values of a wrong type.
pub(crate) fn decode_leniently<T>(decode: impl FnOnce() -> T) -> T {
    struct Restore(bool);

    impl Drop for Restore {
        fn drop(&mut self) {
            IS_LENIENT.set(self.0);
        }
    }

    let _restore = Restore(IS_LENIENT.replace(true));
    decode()
}
