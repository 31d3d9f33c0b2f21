//! Panics of the compiler of schemas, which are an answer and no defect of ours: they are caught, and nothing is printed.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

thread_local! {
    /// Whether a panic of this thread is caught and stands for an answer.
    static IS_ANSWER: Cell<bool> = const { Cell::new(false) };
}

/// Takes back that a panic is an answer, also when one unwinds through here.
struct Before(bool);

impl Drop for Before {
    fn drop(&mut self) {
        IS_ANSWER.set(self.0);
    }
}

/// Runs what may panic; `None` where it did. Panics of other threads are reported meanwhile as ever.
pub(super) fn caught<T>(run: impl FnOnce() -> T) -> Option<T> {
    static HOOK: Once = Once::new();
    // The hook belongs to the whole process, so it is exchanged once and asks each time whose panic it is.
    HOOK.call_once(|| {
        let others = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            if !IS_ANSWER.get() {
                others(panic);
            }
        }));
    });
    let _before = Before(IS_ANSWER.replace(true));
    panic::catch_unwind(AssertUnwindSafe(run)).ok()
}
