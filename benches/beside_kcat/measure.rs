//! Runs a process and takes its time, its processor time and its peak of memory.
#![allow(
    unsafe_code,
    reason = "the standard library waits for a process without telling what it used"
)]

use std::fs::File;
use std::mem::MaybeUninit;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use serde::Serialize;

/// What one run took.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Run {
    /// Seconds from its start to its end.
    pub(crate) seconds: f64,
    /// Seconds of processor time, of the process and those it waited for.
    pub(crate) cpu_seconds: f64,
    /// The most memory that it, or the largest of those it waited for, held at once.
    pub(crate) peak_kib: u64,
}

/// Runs a command line to its end, its output into a file or to nowhere.
///
/// # Panics
/// If it cannot be started, or fails: a figure of something that does not work is none.
#[expect(clippy::zombie_processes, reason = "`wait4` waits for it")]
pub(crate) fn run(command: &[String], output: Option<&Path>) -> Run {
    let stdout = match output {
        Some(path) => Stdio::from(File::create(path).expect("an output file")),
        None => Stdio::null(),
    };
    let begun = Instant::now();
    let child = Command::new(&command[0])
        .args(&command[1..])
        .stdin(Stdio::null())
        .stdout(stdout)
        .spawn()
        .unwrap_or_else(|error| panic!("{}: {error}", command[0]));
    let (status, usage) = wait(libc::pid_t::try_from(child.id()).expect("a process id"));
    let seconds = begun.elapsed().as_secs_f64();
    assert!(status == 0, "{command:?} ended with wait status {status}");
    Run {
        seconds,
        cpu_seconds: in_seconds(usage.ru_utime) + in_seconds(usage.ru_stime),
        // Linux counts in KiB.
        peak_kib: u64::try_from(usage.ru_maxrss).unwrap_or(0),
    }
}

fn wait(process: libc::pid_t) -> (i32, libc::rusage) {
    let mut status = 0;
    let mut usage = MaybeUninit::<libc::rusage>::zeroed();
    // SAFETY: both places live during the call, which writes them when it returns the process.
    let ended = unsafe { libc::wait4(process, &raw mut status, 0, usage.as_mut_ptr()) };
    assert!(ended == process, "{}", std::io::Error::last_os_error());
    // SAFETY: zeroes are valid, and the call has filled it.
    (status, unsafe { usage.assume_init() })
}

#[expect(clippy::cast_precision_loss, reason = "seconds of a benchmark")]
fn in_seconds(time: libc::timeval) -> f64 {
    time.tv_sec as f64 + time.tv_usec as f64 / 1e6
}

/// Waits until the disk has what was written, so that it is quiet during the next measurement.
pub(crate) fn settle_disk() {
    // SAFETY: no arguments, no result.
    unsafe { libc::sync() };
}
