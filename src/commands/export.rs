//! `dltctl export`: records to a file, without loss.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use clap::{Args, ValueEnum};
use flate2::write::GzEncoder;
use tempfile::NamedTempFile;

use super::Context;
use super::disk::GrowingFile;
use super::reading::Reading;
use super::writing::{Envelopes, From, NoSource, Output, Written, WrittenRecords};
use crate::cli::output::Format;
use crate::cli::selection::SelectionArgs;
use crate::envelope::{Form, View};
use crate::error::{Error, ExitStatus, Result};
use crate::quantity::{count, counted};

/// Flags of `dltctl export`.
#[derive(Args, Debug)]
pub struct ExportArgs {
    /// Topics, or references such as orders.events.DLT-0@5
    #[arg(value_name = "TOPIC|REF", required_unless_present = "refs")]
    targets: Vec<String>,
    /// File to write; .gz and .zst are compressed. Without it, or with -, standard output
    #[arg(short = 'w', long = "write", value_name = "FILE")]
    file: Option<PathBuf>,
    /// Form of the file: ndjson (one object a line), json (one array) or csv (a flat view, never read back) [default: by the file's name, else ndjson]
    #[arg(long, value_name = "FORM")]
    form: Option<ExportForm>,
    /// Add decoded payloads, the stack trace as text of its own and the kind of failure; never read back
    #[arg(long)]
    decode: bool,
    /// Which records
    #[command(flatten)]
    selection: SelectionArgs,
}

/// The form of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ExportForm {
    /// One JSON object a line
    Ndjson,
    /// One JSON array
    Json,
    /// Comma-separated values
    Csv,
    /// A template: `-f`
    #[value(skip)]
    Template,
}

impl ExportArgs {
    /// Returns the file to write; `None` is standard output, which `-` also means.
    fn file(&self) -> Option<&Path> {
        self.file.as_deref().filter(|file| file.as_os_str() != "-")
    }
}

/// Makes out the form: what was typed, else what the file's name says.
fn form(args: &ExportArgs, typed: Option<Format>) -> Result<ExportForm> {
    if args.form.is_some() && typed == Some(Format::Template) {
        return Err(
            Error::usage("--form and -f both say how records are written")
                .hint("leave out one of them"),
        );
    }
    let stem = args.file().map(stem);
    let ending = stem.as_ref().and_then(|stem| stem.extension()?.to_str());
    Ok(match (args.form, typed, ending) {
        (None, Some(Format::Template), _) => ExportForm::Template,
        (Some(form), ..) => form,
        (None, Some(Format::Json), _) | (None, None, Some("json")) => ExportForm::Json,
        (None, Some(Format::Csv), _) | (None, None, Some("csv")) => ExportForm::Csv,
        (None, None | Some(Format::Ndjson), _) => ExportForm::Ndjson,
        (None, Some(_), _) => {
            return Err(Error::usage("an export is ndjson, json or csv")
                .hint("use -o ndjson, -o json or -o csv"));
        }
    })
}

/// Writes the records.
///
/// # Errors
///
/// Those of reading, and a file that cannot be written; then nothing stands under its name.
pub(crate) fn run(args: &ExportArgs, context: &mut Context<'_>) -> Result<ExitStatus> {
    let form = form(args, context.output.form())?;
    context.check_output()?;
    let columns = context.columns()?;
    if form != ExportForm::Csv && columns.is_some() {
        return Err(Error::usage("only an export as csv has columns")
            .hint("add -o csv, or a file's name that ends in .csv"));
    }
    let selection = context.selection(&args.selection, &args.targets)?;
    let mut target = match args.file() {
        Some(file) => Target::file(&context.environment.current_dir().join(file))?,
        None => Target::Stream,
    };
    let mut reading = Reading::open(context, &selection)?;
    let begun = Instant::now();
    let mut bar = context.ui.progress("exporting");
    let written = match form {
        ExportForm::Csv => Written::csv(context, reading.beside(&selection))?,
        ExportForm::Template => Written::template(context, reading.beside(&selection))?,
        ExportForm::Ndjson | ExportForm::Json => {
            let view = View {
                decode: args.decode,
                // A kind costs as much as half of everything else, and can be made out from the export at any time.
                kinds: args.decode.then(|| selection.kinds.clone()),
            };
            let form = match form {
                ExportForm::Json => Form::Array,
                _ => Form::Lines,
            };
            Written::Envelopes(Envelopes::new(form, reading.identity(), view))
        }
    };
    let out = match target.writer()? {
        Some(writer) => writer,
        None => std::mem::replace(&mut context.ui.out, Box::new(io::sink())),
    };
    let stop = &context.signals.stop;
    let from = From::<NoSource>::Cluster(&mut reading);
    let (read, output) = written.write(from, stop, &mut bar, Output::new(out), selection.follow);
    bar.clear();
    let (out, flushed) = output.finish();
    if args.file().is_none() {
        context.ui.out = out;
    } else {
        drop(out);
    }
    let written = flushed.and(read)?;
    let bytes = target.finish()?;
    tell(context, args, written, bytes, begun);
    let status = reading.close(context, args.selection.fail_if_none);
    if status == ExitStatus::DONE && written.lossy > 0 {
        Ok(ExitStatus::PARTIAL)
    } else {
        Ok(status)
    }
}

/// Says on `err` what was written.
fn tell(
    context: &mut Context<'_>,
    args: &ExportArgs,
    written: WrittenRecords,
    bytes: Option<u64>,
    begun: Instant,
) {
    let place = args.file().map_or_else(
        || "standard output".to_owned(),
        |file| file.display().to_string(),
    );
    let size = bytes.map_or_else(String::new, |bytes| {
        format!(", {}", crate::render::quantity::bytes(bytes))
    });
    context.ui.note(&format!(
        "{} written to {}{size} in {:.1} s",
        counted(written.records, "record"),
        crate::sanitize::line(&place),
        begun.elapsed().as_secs_f64()
    ));
    if written.redacted > 0 {
        context.ui.warn(&format!(
            "{} of them {} redacted, and cannot be replayed from the export",
            count(written.redacted),
            if written.redacted == 1 { "is" } else { "are" }
        ));
    }
    if written.lossy > 0 {
        context.ui.warn(&format!(
            "{} of them {} headers that cannot be read; these are marked and cannot be replayed from the export",
            count(written.lossy),
            if written.lossy == 1 { "has" } else { "have" }
        ));
    }
}

/// Takes the ending of a compression off a path.
fn stem(file: &Path) -> PathBuf {
    match file.extension().and_then(|ending| ending.to_str()) {
        Some("gz" | "zst") => file.with_extension(""),
        _ => file.to_owned(),
    }
}

/// Where an export goes.
enum Target {
    /// Standard output.
    Stream,
    /// A file that gets its name when it is complete.
    File {
        partial: NamedTempFile,
        path: PathBuf,
        compressor: Arc<Mutex<Option<Compressor>>>,
    },
}

/// What stands between the records and the file.
enum Compressor {
    Plain(GrowingFile),
    Gzip(GzEncoder<GrowingFile>),
    Zstd(zstd::Encoder<'static, GrowingFile>),
}

impl Compressor {
    fn as_write(&mut self) -> &mut dyn Write {
        match self {
            Self::Plain(file) => file,
            Self::Gzip(encoder) => encoder,
            Self::Zstd(encoder) => encoder,
        }
    }

    fn finish(self) -> io::Result<GrowingFile> {
        match self {
            Self::Plain(file) => Ok(file),
            Self::Gzip(encoder) => encoder.finish(),
            Self::Zstd(encoder) => encoder.finish(),
        }
    }
}

/// The writer that the fold is given; the target keeps hold of what is behind it.
struct Shared(Arc<Mutex<Option<Compressor>>>);

impl Shared {
    fn with<T>(&self, act: impl FnOnce(&mut dyn Write) -> io::Result<T>) -> io::Result<T> {
        let mut compressor = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match compressor.as_mut() {
            Some(compressor) => act(compressor.as_write()),
            None => Err(io::Error::other("the file is closed")),
        }
    }
}

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.with(|out| out.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.with(|out| out.flush())
    }
}

impl Target {
    /// Opens a file without a name beside `path`, readable by its owner alone.
    fn file(path: &Path) -> Result<Self> {
        let folder = path.parent().unwrap_or(Path::new("."));
        let partial = NamedTempFile::new_in(folder).map_err(|error| cannot_write(path, error))?;
        Ok(Self::File {
            partial,
            path: path.to_owned(),
            compressor: Arc::default(),
        })
    }

    /// Returns the writer into the file, or `None` for standard output.
    fn writer(&mut self) -> Result<Option<Box<dyn Write + Send>>> {
        let Self::File {
            partial,
            path,
            compressor,
        } = self
        else {
            return Ok(None);
        };
        let failed = |error| cannot_write(path, error);
        let file = GrowingFile::new(partial.reopen().map_err(failed)?);
        let made = match path.extension().and_then(|ending| ending.to_str()) {
            Some("gz") => Compressor::Gzip(GzEncoder::new(file, flate2::Compression::fast())),
            Some("zst") => Compressor::Zstd(zstd::Encoder::new(file, 3).map_err(failed)?),
            _ => Compressor::Plain(file),
        };
        *compressor.lock().unwrap_or_else(PoisonError::into_inner) = Some(made);
        Ok(Some(Box::new(Shared(compressor.clone()))))
    }

    /// Completes the file and gives it its name. Returns its size in bytes.
    fn finish(self) -> Result<Option<u64>> {
        let Self::File {
            partial,
            path,
            compressor,
        } = self
        else {
            return Ok(None);
        };
        let failed = |error| cannot_write(&path, error);
        let open = compressor
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        let mut bytes = 0;
        if let Some(open) = open {
            let file = open
                .finish()
                .and_then(GrowingFile::finish)
                .map_err(failed)?;
            bytes = file.metadata().map_err(failed)?.len();
        }
        partial
            .persist(&path)
            .map_err(|error| cannot_write(&path, error.error))?;
        Ok(Some(bytes))
    }
}

fn cannot_write(path: &Path, error: io::Error) -> Error {
    Error::failed(format!("{} cannot be written", path.display())).source(error)
}
