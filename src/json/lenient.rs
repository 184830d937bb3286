//! The lenient mode of decoding. If a value has a wrong type, the decoder in the lenient mode keeps
//! the value as JSON in its field.

use std::cell::Cell;

thread_local! {
    static IS_LENIENT: Cell<bool> = const { Cell::new(false) };
}

/// Returns whether the lenient mode is active. In the lenient mode, fields keep values of a wrong
/// type.
///
/// Each thread has its own flag for the lenient mode. The decoder contains no `await`, so a thread
/// never decodes two bodies at the same time.
#[inline]
pub(crate) fn is_lenient() -> bool {
    IS_LENIENT.get()
}

/// Calls a decoder in the lenient mode. In the lenient mode, fields keep values of a wrong type.
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
