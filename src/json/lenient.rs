//! The lenient mode of the JSON decoder. In the lenient mode, the decoder accepts a value of a
//! wrong type, and stores the JSON text of this value in the field.

use std::cell::Cell;

thread_local! {
    static IS_LENIENT: Cell<bool> = const { Cell::new(false) };
}

/// Returns whether the lenient mode of the JSON decoder is active. In the lenient mode, a field
/// stores the JSON text of a value that has a wrong type.
///
/// Each thread has its own flag for the lenient mode. The decoder contains no `await`, so a thread
/// never decodes two response bodies at the same time.
#[inline]
pub(crate) fn is_lenient() -> bool {
    IS_LENIENT.get()
}

/// Calls the function `decode` in the lenient mode of the JSON decoder. In the lenient mode, a
/// field stores the JSON text of a value that has a wrong type.
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
