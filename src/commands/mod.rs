//! The commands: one file each. Arguments, then resolve, read, decide, act, show.
//!
//! Belongs here: wiring of values that others make. Does not belong here: reading bytes, forms of output, client
//! configuration.

pub(crate) mod complete;
pub mod completion;
pub mod decode;
pub mod demo;
mod disk;
pub mod export;
pub(crate) mod handled;
pub mod ledger;
pub mod list;
pub mod man;
pub(crate) mod reading;
pub mod replay;
pub mod schemas;
pub mod show;
pub mod summary;
pub mod tail;
pub mod topics;
pub mod version;
pub(crate) mod writing;

use std::io::{self, Write};
use std::sync::Arc;

use self::schemas::KnownSchemas;
use crate::cli::output::{Format, OutputArgs};
use crate::cli::payload::PayloadArgs;
use crate::cli::selection::SelectionArgs;
use crate::error::{Error, Result};
use crate::kafka::{ClientProperties, Cluster, ReadMode};
use crate::payload::Decoder;
use crate::quantity::counted;
use crate::redaction::Redaction;
use crate::render::{Column, Screen, Template, yaml};
use crate::settings::payload::PayloadSource;
use crate::settings::selection::{Outside, Selection};
use crate::settings::{Connection, Environment, Settings};
use crate::signals::Signals;
use crate::times::Clock;
use crate::ui::Ui;

/// What every command is given.
pub(crate) struct Context<'a> {
    /// What the user configured.
    pub(crate) settings: &'a Settings,
    /// The output flags as typed.
    pub(crate) output: &'a OutputArgs,
    /// The environment: where relative paths start.
    pub(crate) environment: &'a Environment,
    /// Where to write, and whom to ask.
    pub(crate) ui: &'a mut Ui,
    /// What Ctrl-C asked for.
    pub(crate) signals: &'a Signals,
}

impl Context<'_> {
    /// Returns the format of the output.
    pub(crate) fn format(&self) -> Format {
        self.output.form().unwrap_or_default()
    }

    /// Returns the columns of records that were asked for.
    ///
    /// # Errors
    ///
    /// Usage, for a name that is none.
    pub(crate) fn columns(&self) -> Result<Option<Vec<Column>>> {
        let columns = self.output.columns.as_deref();
        columns.map(Column::list).transpose()
    }

    /// Returns the template that was typed.
    ///
    /// # Errors
    ///
    /// Usage, for a mistake in it.
    pub(crate) fn template(&self) -> Result<Option<Template>> {
        let template = self.output.format.as_deref();
        template.map(str::parse).transpose()
    }

    /// Refuses mistakes in what the output flags name of records, before anything is read.
    ///
    /// # Errors
    ///
    /// Usage.
    pub(crate) fn check_output(&self) -> Result<()> {
        self.columns()?;
        self.template()?;
        self.check_raw()
    }

    /// Tells whether what became of each record is shown.
    pub(crate) fn shows_states(&self) -> bool {
        let columns = self.columns().ok().flatten().unwrap_or_default();
        let template = self.template().ok().flatten();
        self.format() == Format::Wide
            || columns.contains(&Column::State)
            || template.is_some_and(|template| template.needs_state())
    }

    /// Writes one document that is JSON, or the same as YAML where that was asked for.
    ///
    /// # Errors
    ///
    /// When the output cannot be written.
    pub(crate) fn write_document(
        &mut self,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<()> {
        if self.format() != Format::Yaml {
            return write(&mut self.ui.out);
        }
        let (mut json, mut yaml) = (Vec::new(), Vec::new());
        write(&mut json)?;
        yaml::push(&json, &mut yaml)?;
        self.ui.out.write_all(&yaml)
    }

    /// Tells whether a terminal gets what programs would get as it is.
    pub(crate) fn is_for_terminal(&self) -> bool {
        self.ui.out_is_terminal && !self.output.force
    }

    /// Connects to the cluster that the settings name, for looking only.
    ///
    /// # Errors
    ///
    /// Usage where no cluster is named; unreachable or denied where there is no connection.
    pub(crate) fn connect(&mut self, mode: ReadMode) -> Result<Cluster> {
        let connection = self.settings.connection()?;
        self.connect_to(connection, "", mode)
    }

    /// Connects to any cluster, for looking only; `about` stands before what is told of its connection.
    ///
    /// # Errors
    ///
    /// Unreachable or denied where there is no connection.
    pub(crate) fn connect_to(
        &mut self,
        connection: &Connection,
        about: &str,
        mode: ReadMode,
    ) -> Result<Cluster> {
        for note in &connection.notes {
            self.ui.note(&format!("{about}{note}"));
        }
        if self.output.is_verbose() {
            for detail in &connection.details {
                self.ui.note(&format!("{about}{detail}"));
            }
        }
        Cluster::connect_with(self.properties_of(connection), mode)
    }

    /// Returns what a client of that cluster is made with.
    ///
    /// # Errors
    ///
    /// Usage where no cluster is named.
    pub(crate) fn client_properties(&self) -> Result<ClientProperties> {
        self.settings
            .connection()
            .map(|connection| self.properties_of(connection))
    }

    /// Returns what a client of a connection is made with.
    pub(crate) fn properties_of(&self, connection: &Connection) -> ClientProperties {
        let properties = connection.properties.iter();
        ClientProperties {
            bootstrap_servers: connection.bootstrap_servers.clone(),
            properties: properties
                .map(|property| (property.name.clone(), property.value.reveal().to_owned()))
                .collect(),
            client_id: connection.client_id.clone(),
            request_timeout: connection.request_timeout,
            verbose: self.output.is_verbose(),
        }
    }

    /// Makes out which records the flags and arguments mean.
    ///
    /// # Errors
    ///
    /// Usage, also for a file of references that cannot be read or is empty.
    pub(crate) fn selection(
        &mut self,
        args: &SelectionArgs,
        targets: &[String],
    ) -> Result<Selection> {
        let refs = args
            .refs
            .as_deref()
            .map(|file| self.text_of(file))
            .transpose()?;
        let exclude_refs = args
            .exclude_refs
            .as_deref()
            .map(|file| self.text_of(file))
            .transpose()?;
        let decoder = self.decoder(&args.payload)?;
        let redaction = self.redaction(&args.payload);
        let outside = Outside {
            refs: refs.as_deref(),
            exclude_refs: exclude_refs.as_deref(),
            id_headers: &self.settings.correlation.headers,
            decoder: Some(&decoder),
            redaction: Some(&redaction),
        };
        Selection::from_args(args, targets, &self.clock(), outside, &self.settings.kinds)
    }

    /// Returns who reads keys and values: by flags, by the configuration, by the registry.
    ///
    /// # Errors
    ///
    /// Usage, for a schema that cannot be read.
    pub(crate) fn decoder(&mut self, args: &PayloadArgs) -> Result<Arc<Decoder>> {
        self.decoder_of(self.settings, args)
    }

    /// Returns who reads keys and values with what these settings say.
    ///
    /// # Errors
    ///
    /// Usage, for a schema that cannot be read.
    pub(crate) fn decoder_of(
        &mut self,
        settings: &Settings,
        args: &PayloadArgs,
    ) -> Result<Arc<Decoder>> {
        let typed = PayloadSource::of_flags(args, self.environment.current_dir())?;
        let rules = typed.iter().chain(&settings.payload);
        let rules = rules.map(PayloadSource::rule).collect::<Result<_>>()?;
        let known = KnownSchemas::of(settings)?;
        for note in &known.notes {
            self.ui.note(note);
        }
        Ok(Arc::new(Decoder::new(rules, known.schemas())))
    }

    /// Returns what is masked: by flags and by the configuration. Says so where the configuration's rules are off.
    pub(crate) fn redaction(&mut self, args: &PayloadArgs) -> Redaction {
        let configured = &self.settings.redact;
        if args.no_redact {
            let verb = if configured.len() == 1 { "does" } else { "do" };
            let rules = counted(configured.len() as u64, "rule");
            // Quiet or not: whoever looks at what was printed has to see it.
            self.ui.warn(&format!(
                "redaction is off (--no-redact): {rules} of the configuration {verb} not apply"
            ));
            return Redaction::default();
        }
        Redaction::new(configured.iter().chain(&args.redact).cloned().collect())
    }

    /// Returns what times without a date or an offset are read against.
    pub(crate) fn clock(&self) -> Clock {
        Clock {
            now_ms: self.ui.now_ms(),
            zone: self.ui.zone().clone(),
        }
    }

    /// Reads a whole text file; `-` is standard input.
    pub(crate) fn text_of(&mut self, file: &str) -> Result<String> {
        let mut text = String::new();
        let read = if file == "-" {
            self.ui.input.read_to_string(&mut text).map(|_| text)
        } else {
            std::fs::read_to_string(self.environment.current_dir().join(file))
        };
        read.map_err(|error| Error::usage(format!("{file} cannot be read")).source(error))
    }

    /// Returns the screen that tables and details are made for.
    pub(crate) fn screen(&self) -> Screen {
        Screen {
            // Whoever asks for every column gets every column, as from kubectl: the terminal breaks the lines.
            width: if self.ui.out_is_terminal && self.format() != Format::Wide {
                self.ui.width
            } else {
                None
            },
            color: self.ui.color,
            heading: !self.output.no_header_row,
            called: self.ui.called,
            now_ms: self.ui.now_ms(),
            zone: self.ui.zone().clone(),
        }
    }

    /// Returns the screen of what is said beside a machine format, on `err`.
    pub(crate) fn err_screen(&self) -> Screen {
        Screen {
            width: self.ui.err_width,
            color: self.ui.err_color,
            ..self.screen()
        }
    }

    /// Says which columns the terminal had no room for.
    pub(crate) fn tell_left_out(&mut self, headings: &[String]) {
        if !headings.is_empty() {
            self.ui.note(&format!(
                "no room for {}: widen the terminal, or use `-o wide | less -S`",
                headings.join(", ")
            ));
        }
    }

    /// Says of the beginning of a fingerprint that it was several kinds.
    pub(crate) fn tell_ambiguous(&mut self, selection: &Selection) {
        for (what, all) in selection.ambiguous_fingerprints() {
            self.ui.warn(&format!("{what}: {all}"));
        }
    }

    /// Refuses to write values as they are to a terminal, which obeys control bytes.
    ///
    /// # Errors
    ///
    /// Usage, unless it was forced.
    pub(crate) fn check_raw(&self) -> Result<()> {
        if self.format() == Format::Raw && self.ui.out_is_terminal && !self.output.force {
            return Err(
                Error::usage("raw values can hold control bytes that a terminal obeys")
                    .hint("write them to a file or a pipe, or add --force"),
            );
        }
        Ok(())
    }
}
