//! `dltctl version`: versions, and what is built in.

use clap::Args;

use super::Context;
use crate::cli::output::Format;
use crate::error::{ExitStatus, Result};
use crate::kafka::build::{self, Build};
use crate::ui::written;

/// Flags of `dltctl version`.
#[derive(Args, Debug)]
pub struct VersionArgs {}

/// Prints them.
///
/// # Errors
///
/// When the output cannot be written.
pub(crate) fn run(_args: &VersionArgs, context: &mut Context<'_>) -> Result<ExitStatus> {
    let Build {
        librdkafka,
        features,
    } = build::build();
    let version = env!("CARGO_PKG_VERSION");
    let text = if matches!(context.output.output, Some(Format::Json | Format::Ndjson)) {
        let json = serde_json::json!({"v": 1, "dltctl": version, "librdkafka": librdkafka, "features": features});
        format!("{json}\n")
    } else {
        format!(
            "dltctl {version}\nlibrdkafka {librdkafka}\nbuilt with {}\n",
            features.join(", ")
        )
    };
    let _closed = written(context.ui.out.write_all(text.as_bytes()))?;
    Ok(ExitStatus::DONE)
}
