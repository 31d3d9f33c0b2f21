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
    let is_document = matches!(
        context.format(),
        Format::Json | Format::Ndjson | Format::Yaml
    );
    let text = if is_document {
        let json = serde_json::json!({"v": 1, "dltctl": version, "librdkafka": librdkafka, "features": features});
        format!("{json}\n")
    } else {
        format!(
            "dltctl {version}\nlibrdkafka {librdkafka}\nbuilt with {}\n",
            features.join(", ")
        )
    };
    let _closed = if is_document {
        written(context.write_document(|out| out.write_all(text.as_bytes())))?
    } else {
        written(context.ui.out.write_all(text.as_bytes()))?
    };
    Ok(ExitStatus::DONE)
}
