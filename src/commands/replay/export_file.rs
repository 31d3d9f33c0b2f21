//! Replaying from an export file: the same plan, the same ledger, the bytes of the file.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;

use super::sides::{Clusters, Sides};
use super::{Selected, read_ledger};
use crate::commands::Context;
use crate::commands::decode::open_export;
use crate::dead_letter::DeadLetterView;
use crate::envelope::{self, Identity, Reader, View};
use crate::error::{Error, ErrorKind, Result};
use crate::filter::Verdict;
use crate::kafka::write::Reread;
use crate::record::RecordView;
use crate::replay::candidate::{Candidates, Gather};
use crate::replay::ledger::TopicIdentity;
use crate::replay::plan::{Source, Step};
use crate::settings::selection::{Bound, Selection};

/// The selected records of an export, spooled to a nameless temporary file: exports can be compressed, or come through
/// a pipe, and a replay reads its records again in another order.
pub(super) struct ExportFile {
    spool: File,
    places: HashMap<Source, (u64, usize)>,
}

/// Refuses a selection that only a topic can answer.
///
/// # Errors
///
/// Usage.
pub(super) fn can_select(selection: &Selection) -> Result<()> {
    if selection.offsets.is_empty() && selection.bound == Bound::All {
        return Ok(());
    }
    Err(
        Error::usage("-O, -n, --newest and --oldest select from a topic, not from a file")
            .hint("select from the file with -p, times and filters, or export only what is meant"),
    )
}

impl ExportFile {
    /// Reads the records of a file that the selection means.
    ///
    /// # Errors
    ///
    /// Usage where the file cannot be read or holds nothing; refused where a record was changed after it was exported,
    /// or comes from another cluster.
    pub(super) fn select(
        file: &Path,
        selection: &Selection,
        gather: &Gather,
        sides: &Sides<'_>,
        clusters: &Clusters,
        context: &mut Context<'_>,
    ) -> Result<Selected> {
        let here = clusters.source.id().unwrap_or_default().to_owned();
        let input = open_export(file, context)?;
        let mut spool = Spool::new()?;
        let mut sources: Vec<(String, TopicIdentity)> = Vec::new();
        let mut candidates = Candidates::default();
        let mut filters = HashMap::new();
        let mut read_any = false;
        for read in Reader::new(input) {
            let read = read.map_err(Error::from)?;
            read_any = true;
            let letter = DeadLetterView::read_by(read.record.view(), &selection.decoder);
            let place = read.record.record_ref();
            if read.edited() {
                return Err(
                    Error::refused(format!("{place} was changed after it was exported"))
                        .why("its digest does not match its content")
                        .hint("export it again"),
                );
            }
            let cluster_id = read.cluster_id.as_deref().unwrap_or(&here);
            if cluster_id != here {
                return Err(
                    Error::refused(format!("{place} was exported from another cluster"))
                        .why(format!("the file says {cluster_id}, this is {here}"))
                        .hint(
                            "name the cluster that the file comes from; --to-context NAME sends to another one",
                        ),
                );
            }
            let name = place.topic.to_string();
            let identity = TopicIdentity::new(&here, read.topic_id.as_deref(), &name);
            let number = match sources.iter().position(|(known, _)| *known == name) {
                Some(number) if sources[number].1 == identity => number,
                Some(_) => {
                    return Err(
                        Error::usage(format!("the file holds two topics named {name}"))
                            .why("the topic was created again between two exports")
                            .hint("replay their records from two files"),
                    );
                }
                None => {
                    sources.push((name, identity));
                    sources.len() - 1
                }
            };
            let filter = filters
                .entry(place.topic.clone())
                .or_insert_with(|| selection.filter(&place.topic, None));
            let envelope = &letter.record().envelope;
            let wanted = match filter.envelope(envelope) {
                Verdict::Drop => false,
                Verdict::Keep => true,
                Verdict::Undecided => filter.accepts(&letter),
            };
            if !wanted {
                continue;
            }
            let source = Source {
                topic: u16::try_from(number).unwrap_or(u16::MAX),
                partition: place.partition,
                offset: place.offset,
            };
            spool.add(source, &letter)?;
            candidates.add(&letter, gather);
        }
        if !read_any {
            return Err(Error::usage(format!("{} holds no record", file.display()))
                .why("an empty file must not look like a replay that is done")
                .hint("--from reads what `dltctl export` wrote"));
        }
        let mut warnings = Vec::new();
        for expression in selection.expressions() {
            expression.check()?;
            warnings.extend(expression.notes());
        }
        let ledger = read_ledger(context, &sources, sides)?;
        Ok(Selected {
            candidates,
            sources,
            ledger,
            validated_against: gather.validated_against().map(str::to_owned),
            file: Some(spool.finish()?),
            warnings,
            interrupted: false,
        })
    }
}

/// The file being written.
struct Spool {
    out: BufWriter<File>,
    places: HashMap<Source, (u64, usize)>,
    end: u64,
    line: Vec<u8>,
}

fn cannot_spool(error: std::io::Error) -> Error {
    Error::new(
        ErrorKind::Failed,
        "the records cannot be kept in a temporary file",
    )
    .source(error)
}

impl Spool {
    fn new() -> Result<Self> {
        Ok(Self {
            out: BufWriter::new(tempfile::tempfile().map_err(cannot_spool)?),
            places: HashMap::new(),
            end: 0,
            line: Vec::new(),
        })
    }

    /// Appends a record, in the envelope's own form.
    fn add(&mut self, source: Source, letter: &DeadLetterView<'_>) -> Result<()> {
        if self.places.contains_key(&source) {
            let place = letter.record().envelope.record_ref();
            return Err(Error::usage(format!("the file holds {place} twice")));
        }
        self.line.clear();
        // A record that cannot be read back is skipped by the plan: its headers are unreadable.
        let _fidelity = envelope::write(
            letter,
            &Identity::default(),
            &View::default(),
            &mut self.line,
        );
        self.out.write_all(&self.line).map_err(cannot_spool)?;
        self.places.insert(source, (self.end, self.line.len()));
        self.end += self.line.len() as u64;
        Ok(())
    }

    fn finish(self) -> Result<ExportFile> {
        let spool = self
            .out
            .into_inner()
            .map_err(|error| cannot_spool(error.into_error()))?;
        Ok(ExportFile {
            spool,
            places: self.places,
        })
    }
}

impl Reread for ExportFile {
    fn read(&mut self, steps: &[Step], show: &mut dyn FnMut(usize, &RecordView<'_>)) -> Result<()> {
        let mut line = Vec::new();
        for (index, step) in steps.iter().enumerate() {
            let Some((start, length)) = self.places.get(&step.source) else {
                continue;
            };
            line.resize(*length, 0);
            self.spool
                .seek(SeekFrom::Start(*start))
                .and_then(|_| self.spool.read_exact(&mut line))
                .map_err(cannot_spool)?;
            let read = envelope::read_line(&line).map_err(Error::from)?;
            show(index, &read.record.view());
        }
        Ok(())
    }
}
