//! What a person has at hand of a dead letter: a stack trace out of a log, or some of its headers.

use std::io::{BufRead, Read as _};
use std::str::FromStr;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{DecodeArgs, called, unreadable};
use crate::cli::output::Format;
use crate::commands::Context;
use crate::dead_letter::DeadLetterView;
use crate::envelope::{self, View};
use crate::error::{Error, ExitStatus, Result};
use crate::fingerprint::{Packages, Trace};
use crate::java::stack_trace::{beginning, throwables};
use crate::kind::KindReader;
use crate::record::{Envelope, Header, Record};
use crate::render::detail::{Parts, Wanted, write_parts};
use crate::ui::written;

/// The most bytes of a text that is no export.
const MOST_BYTES: u64 = 4 << 20;

/// The header of Spring's that a stack trace is read as.
const STACK_TRACE: &str = "kafka_dlt-exception-stacktrace";

/// A header as it is typed: `NAME=VALUE`.
#[derive(Clone, Debug)]
pub(super) struct Pasted(Header);

impl FromStr for Pasted {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        let (name, value) = text
            .split_once('=')
            .filter(|(name, _)| !name.is_empty())
            .ok_or("a header is NAME=VALUE, where VALUE is text, base64:… or hex:…")?;
        let bytes = if let Some(digits) = value.strip_prefix("base64:") {
            STANDARD
                .decode(digits.trim())
                .map_err(|error| format!("what stands behind base64: is no base64: {error}"))?
        } else if let Some(digits) = value.strip_prefix("hex:") {
            hexadecimal(digits)
                .ok_or("what stands behind hex: is no even number of hexadecimal digits")?
        } else {
            value.as_bytes().to_vec()
        };
        Ok(Self(Header::new(name.as_bytes(), Some(bytes.into()))))
    }
}

/// Reads pairs of digits; white space and colons may stand between them.
fn hexadecimal(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = text
        .chars()
        .filter(|char| !char.is_whitespace() && *char != ':')
        .map(|char| u8::try_from(char.to_digit(16)?).ok())
        .collect::<Option<_>>()?;
    let whole = digits.len().is_multiple_of(2);
    let bytes = digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]);
    whole.then(|| bytes.collect())
}

/// Decodes headers.
pub(super) fn headers(
    args: &DecodeArgs,
    kinds: &Arc<KindReader>,
    context: &mut Context<'_>,
) -> Result<ExitStatus> {
    let headers = args.headers.iter().map(|one| one.0.clone()).collect();
    let record = record(headers);
    decode(
        &DeadLetterView::new(record.view()),
        Parts::All,
        args,
        kinds,
        context,
    )
}

/// Decodes a stack trace.
///
/// # Errors
///
/// Usage, where the text holds none.
pub(super) fn stack_trace(
    args: &DecodeArgs,
    input: &mut dyn BufRead,
    kinds: &Arc<KindReader>,
    context: &mut Context<'_>,
) -> Result<ExitStatus> {
    let mut bytes = Vec::new();
    let read = input.take(MOST_BYTES + 1).read_to_end(&mut bytes);
    read.map_err(|error| unreadable(&args.file).source(error))?;
    let text = String::from_utf8_lossy(&bytes);
    // Out of a log in JSON, or out of an export's text.
    let text = if text.trim_end().contains('\n') {
        text
    } else {
        text.replace("\\r", "")
            .replace("\\n", "\n")
            .replace("\\t", "\t")
            .into()
    };
    let neither = || {
        Error::usage(format!("{} holds neither records nor a stack trace", called(&args.file)))
            .hint("decode reads what `dltctl export` wrote, a stack trace, or headers: --header NAME=VALUE")
    };
    if bytes.len() as u64 > MOST_BYTES {
        return Err(neither().why("it is no export, and longer than the 4 MiB of a stack trace"));
    }
    let text = beginning(&text);
    let header = Header::new(STACK_TRACE.as_bytes(), Some(text.as_bytes().into()));
    let record = record(vec![header]);
    let letter = DeadLetterView::new(record.view());
    if Trace::read(text, &Packages::default()).is_none()
        && throwables(text.trim_end()).next().is_none()
    {
        return Err(neither());
    }
    decode(&letter, Parts::OfTrace, args, kinds, context)
}

/// Makes a record that has nothing but these headers.
fn record(headers: Vec<Header>) -> Record {
    let topic = Arc::from("-");
    let envelope = Envelope {
        topic: &topic,
        partition: 0,
        offset: 0,
        leader_epoch: None,
        timestamp: None,
        key: None,
        value: None,
    };
    Record::from_parts(envelope, headers)
}

fn decode(
    letter: &DeadLetterView<'_>,
    parts: Parts,
    args: &DecodeArgs,
    kinds: &Arc<KindReader>,
    context: &mut Context<'_>,
) -> Result<ExitStatus> {
    match context.redaction(&args.payload).apply(letter) {
        None => print(letter, parts, args, kinds, context),
        Some(masked) => {
            let masked = DeadLetterView::masked(&masked, letter);
            print(&masked, parts, args, kinds, context)
        }
    }
}

fn print(
    letter: &DeadLetterView<'_>,
    parts: Parts,
    args: &DecodeArgs,
    kinds: &Arc<KindReader>,
    context: &mut Context<'_>,
) -> Result<ExitStatus> {
    match context.format() {
        Format::Table | Format::Wide => {
            let kind = kinds.of(letter);
            let screen = context.screen();
            let wanted = Wanted {
                full_stack: args.full_stack,
                explain: false,
                correlation: context.settings.correlation.without_links(),
            };
            let out = &mut context.ui.out;
            let wrote = write_parts(letter, kind.as_deref(), &screen, (parts, &wanted), out);
            written(wrote).map(|_| ())?;
        }
        Format::Json | Format::Ndjson | Format::Yaml => {
            let view = View {
                kinds: Some(kinds.clone()),
                decode: true,
            };
            let mut text = Vec::new();
            match parts {
                Parts::All => envelope::write_meaning(letter, &view, &mut text),
                Parts::OfTrace => envelope::write_failure(letter, &view, &mut text),
            }
            text.push(b'\n');
            let wrote = context.write_document(|out| out.write_all(&text));
            written(wrote).map(|_| ())?;
        }
        _ => {
            return Err(Error::usage("only records have this format")
                .hint("use -o table, json, ndjson or yaml"));
        }
    }
    Ok(ExitStatus::DONE)
}
