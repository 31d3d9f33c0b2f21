//! How much memory the C library's allocator keeps for itself.

use std::sync::Once;

/// Lets all threads share three arenas of the GNU allocator, from the first call on.
///
/// Every client has some five threads, and records are freed by other threads than those that fetched them. With the
/// allocator's default of eight arenas for each core, every arena keeps what passed through it once. With two arenas the
/// workers of a scan wait for each other; from three on they do not.
pub(super) fn share_arenas() {
    limit_arenas(3);
}

/// Lets them share two, if it is called before there is any client.
///
/// A replay has a client for each transaction, and is not waiting for memory: of 100 000 records it held 130 MiB with the
/// allocator's default, and holds some 5 MiB less with two arenas than with three.
pub fn spare_memory() {
    limit_arenas(2);
}

#[cfg_attr(
    not(all(target_os = "linux", target_env = "gnu")),
    expect(unused_variables, reason = "other allocators have no such limit")
)]
fn limit_arenas(most: i32) {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        #[cfg(all(target_os = "linux", target_env = "gnu"))]
        // SAFETY: the call takes two numbers and locks the allocator for itself.
        unsafe {
            libc::mallopt(libc::M_ARENA_MAX, most);
        }
    });
}
