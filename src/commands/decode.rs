//! `dltctl decode`: exported records, stack traces and headers, looked at without a cluster.

mod pasted;

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use self::pasted::Pasted;
use super::Context;
use super::show::details;
use super::writing::{Beside, From, Written, write_for_machines};
use crate::cli::payload::PayloadArgs;
use crate::envelope::{Identity, Reader};
use crate::error::{Error, ExitStatus, Result};
use crate::kind::KindReader;
use crate::quantity::counted;
use crate::render::detail::Wanted;
use crate::scan::OwnedRecords;

/// Flags of `dltctl decode`.
#[derive(Args, Debug)]
pub struct DecodeArgs {
    /// An export (.ndjson, .json; .gz and .zst too) or a stack trace as text; - is standard input
    #[arg(value_name = "FILE", default_value = "-")]
    file: PathBuf,
    /// Headers in place of a file; values are text, base64:… or hex:… (repeatable)
    #[arg(
        short = 'H',
        long = "header",
        value_name = "NAME=VALUE",
        conflicts_with = "file"
    )]
    headers: Vec<Pasted>,
    /// Packages of the application, whose frames tell kinds of failure apart: com.acme (repeatable)
    #[arg(long, value_name = "PACKAGE")]
    app_package: Vec<String>,
    /// Show every frame of the stack trace
    #[arg(long)]
    full_stack: bool,
    /// Tell step by step how the key and the value are read
    #[arg(long)]
    explain: bool,
    /// How keys and values are read.
    #[command(flatten)]
    payload: PayloadArgs,
}

/// Decodes a file.
///
/// # Errors
///
/// A file that cannot be opened, or holds neither records nor a stack trace.
pub(crate) fn run(args: &DecodeArgs, context: &mut Context<'_>) -> Result<ExitStatus> {
    context.check_output()?;
    let kinds = kinds(args, context);
    if !args.headers.is_empty() {
        return pasted::headers(args, &kinds, context);
    }
    let mut input = open_export(&args.file, context)?;
    if !begins_export(&mut *input).map_err(|error| unreadable(&args.file).source(error))? {
        return pasted::stack_trace(args, &mut *input, &kinds, context);
    }
    let mut edited = 0_u64;
    let mut identity = Identity::default();
    let mut records = Vec::new();
    // Identities stand on the records and are needed before the first is written, so the file is read first.
    for read in Reader::new(input) {
        let read = read.map_err(Error::from)?;
        edited += u64::from(read.edited());
        if identity.cluster_id.is_none() {
            identity.cluster_id.clone_from(&read.cluster_id);
        }
        let topic = read.record.view().envelope.topic.clone();
        if let Some(id) = read.topic_id {
            identity.topic_ids.insert(topic, id);
        }
        records.push(read.record);
    }
    if records.is_empty() {
        return Err(
            Error::usage(format!("{} holds no record", called(&args.file)))
                .hint("decode reads what `dltctl export` wrote, a stack trace, or headers: --header NAME=VALUE"),
        );
    }
    let count = records.len() as u64;
    let records = OwnedRecords::new(records.into_iter().map(Ok), count);
    let decoder = context.decoder(&args.payload)?;
    let from = From::Owned {
        source: records,
        decoder: decoder.clone(),
        redaction: context.redaction(&args.payload),
    };
    if context.format().is_for_machines() {
        let beside = Beside {
            identity,
            kinds,
            handled: None,
        };
        let written = Written::of(context, beside, true)?;
        write_for_machines(context, from, written, false)?;
    } else {
        let wanted = Wanted {
            full_stack: args.full_stack,
            explain: args.explain,
            correlation: context.settings.correlation.without_links(),
        };
        details(context, from, kinds, wanted)?;
    }
    if let Some(warning) = decoder.warning() {
        context.ui.warn(&warning);
    }
    if edited > 0 {
        context.ui.warn(&format!(
            "{edited} of {} {} changed after {} exported",
            counted(count, "record"),
            if edited == 1 { "was" } else { "were" },
            if edited == 1 { "it was" } else { "they were" },
        ));
    }
    Ok(ExitStatus::DONE)
}

/// Returns who makes out kinds of failure: as it is configured, and typed.
fn kinds(args: &DecodeArgs, context: &Context<'_>) -> Arc<KindReader> {
    let names = args.app_package.iter().map(String::as_str);
    let kinds = context.settings.kinds.with_packages(names);
    Arc::new(KindReader::new(Arc::new(kinds)))
}

/// Tells whether a text begins as an export does; nothing of it is consumed but white space.
fn begins_export(input: &mut dyn BufRead) -> std::io::Result<bool> {
    loop {
        let buffer = input.fill_buf()?;
        let blank = buffer.iter().take_while(|byte| byte.is_ascii_whitespace());
        let blank = blank.count();
        match buffer.get(blank) {
            // An empty file is an export without a record, and so is told.
            None if buffer.is_empty() => return Ok(true),
            None => input.consume(blank),
            Some(first) => return Ok(matches!(first, b'{' | b'[')),
        }
    }
}

fn unreadable(file: &Path) -> Error {
    Error::usage(format!("{} cannot be read", called(file)))
}

/// Returns what a person calls a file.
fn called(file: &Path) -> String {
    if file == Path::new("-") {
        "standard input".to_owned()
    } else {
        file.display().to_string()
    }
}

/// Opens an export, compressed or not; `-` is standard input.
///
/// # Errors
///
/// A file that cannot be opened.
pub(crate) fn open_export(
    file: &Path,
    context: &mut Context<'_>,
) -> Result<Box<dyn BufRead + Send>> {
    if file == Path::new("-") {
        return Ok(std::mem::replace(
            &mut context.ui.input,
            Box::new(std::io::empty()),
        ));
    }
    let stem = match file.extension().and_then(|ending| ending.to_str()) {
        Some("gz" | "zst") => file.with_extension(""),
        _ => file.to_owned(),
    };
    if stem
        .extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("csv"))
    {
        return Err(Error::usage(format!("{} is csv", file.display()))
            .why("csv is a flat view of records: headers are missing, and bytes cannot be told from text")
            .hint("export the records as ndjson or json: `dltctl export TOPIC -w FILE.ndjson`"));
    }
    let failed = |error: std::io::Error| {
        Error::usage(format!("{} cannot be read", file.display())).source(error)
    };
    let path = context.environment.current_dir().join(file);
    let raw = File::open(path).map_err(failed)?;
    Ok(match file.extension().and_then(|ending| ending.to_str()) {
        Some("gz") => Box::new(BufReader::new(flate2::read::MultiGzDecoder::new(raw))),
        Some("zst") => Box::new(BufReader::new(zstd::Decoder::new(raw).map_err(failed)?)),
        _ => Box::new(BufReader::with_capacity(1 << 20, raw)),
    })
}
