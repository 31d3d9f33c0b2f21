//! How much memory the allocator keeps for itself: the settings of jemalloc, which the binary runs on.

use std::ffi::c_char;

/// Text that C reads: a pointer to bytes that end with a NUL.
#[repr(transparent)]
struct Text(*const c_char);

// SAFETY: the bytes behind it are constant.
unsafe impl Sync for Text {}

/// What jemalloc reads under this name when it starts (its manual, "TUNING").
///
/// Records are allocated by the threads that fetch and freed by the workers, and every client has some five threads: with
/// the default of four arenas for each core, every arena keeps what passed through it once, and for ten seconds. With one
/// arena and one second a replay of 100 000 records holds 25 MiB less, and is not slower: threads have caches of their
/// own. Giving memory back after a tenth of a second only meant asking for it again.
#[used]
#[unsafe(export_name = "malloc_conf")]
static SETTINGS: Text =
    Text(c"narenas:1,dirty_decay_ms:1000,muzzy_decay_ms:0,tcache_max:4096".as_ptr());
