//! How much memory the C library's allocator keeps for itself.

use std::sync::Once;

/// Lets all threads share three arenas of the GNU allocator, from the first call on.
///
/// Every client has some five threads, a replay has a client for each transaction, and records are freed by other
/// threads than those that fetched them. With the allocator's default of eight arenas for each core, every arena keeps
/// what passed through it once: a replay of 100 000 records held 130 MiB. With two arenas the workers of a scan wait for
/// each other; from three on they do not.
pub(super) fn share_arenas() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        #[cfg(all(target_os = "linux", target_env = "gnu"))]
        // SAFETY: the call takes two numbers and locks the allocator for itself.
        unsafe {
            libc::mallopt(libc::M_ARENA_MAX, 3);
        }
    });
}
