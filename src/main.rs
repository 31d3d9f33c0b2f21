//! The `dltctl` binary: collects what the process is given, runs, and ends with the status.

use std::process::ExitCode;

/// Serves librdkafka as well: records are freed by other threads than those that allocated them, and the allocator of the
/// GNU C library makes those wait for each other.
#[cfg(not(target_env = "msvc"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    let environment = dltctl::Environment::of_process();
    let mut ui = dltctl::Ui::of_process();
    let status = dltctl::run(std::env::args_os().collect(), &environment, &mut ui);
    ExitCode::from(status.0)
}
