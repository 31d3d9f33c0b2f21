//! The `dltctl` binary: collects what the process is given, runs, and ends with the status.

use std::process::ExitCode;

fn main() -> ExitCode {
    let environment = dltctl::Environment::of_process();
    let mut ui = dltctl::Ui::of_process();
    let status = dltctl::run(std::env::args_os().collect(), &environment, &mut ui);
    ExitCode::from(status.0)
}
