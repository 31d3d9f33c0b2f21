//! `dltctl tail`: the newest dead letters, and then those that arrive.

use clap::Args;

use super::{Context, list};
use crate::cli::selection::SelectionArgs;
use crate::error::{ExitStatus, Result};
use crate::settings::selection::Bound;

/// Flags of `dltctl tail`.
#[derive(Args, Debug)]
pub struct TailArgs {
    /// Topics
    #[arg(value_name = "TOPIC", required = true)]
    targets: Vec<String>,
    /// Which records
    #[command(flatten)]
    selection: SelectionArgs,
}

/// Lists the newest and goes on.
///
/// # Errors
///
/// Those of reading and writing.
pub(crate) fn run(args: &TailArgs, context: &mut Context<'_>) -> Result<ExitStatus> {
    let mut flags = args.selection.clone();
    flags.follow = true;
    let mut selection = context.selection(&flags, &args.targets)?;
    if selection.bound == Bound::All {
        selection.bound = Bound::Newest(10);
    }
    list::list(&selection, context)
}
