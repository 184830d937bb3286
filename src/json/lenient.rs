//! Whether fields keep values that do not have their type.

use std::cell::Cell;

thread_local! {
    static IS_LENIENT: Cell<bool> = const { Cell::new(false) };
}

/// Returns whether fields keep values that do not have their type. Decoding never awaits, so what
/// one thread decodes is one body.
#[inline]
pub(crate) fn is_lenient() -> bool {
    IS_LENIENT.get()
}

/// Runs a decoder that keeps values which do not have the type of their field.
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
