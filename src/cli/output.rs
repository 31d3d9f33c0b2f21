//! The flags that say what output looks like.

use clap::{Args, ValueEnum};

use crate::offsets::looks_like_offsets;

/// The form in which records are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A table for people
    #[default]
    Table,
    /// The table with all its columns
    Wide,
    /// One JSON document
    Json,
    /// One JSON object a line
    Ndjson,
    /// YAML, with what json has
    Yaml,
    /// Comma-separated values: a flat view, with a heading
    Csv,
    /// References, one a line: what --refs reads
    Name,
    /// The values' bytes, each followed by a line feed
    Raw,
    /// A template: `-f`
    #[value(skip)]
    Template,
}

impl Format {
    /// Tells whether programs read this format, so that nothing else may stand on standard output.
    pub fn is_for_machines(self) -> bool {
        !matches!(self, Self::Table | Self::Wide)
    }
}

impl Format {
    /// Tells whether it is one of the JSON formats, in which errors are JSON too.
    pub fn is_json(self) -> bool {
        matches!(self, Self::Json | Self::Ndjson)
    }
}

/// When output is coloured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ColorWhen {
    /// On a terminal, unless `NO_COLOR` is set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// Reads a format, and recognises offsets, which are `-O`.
fn format(text: &str) -> Result<Format, String> {
    Format::from_str(text, true).map_err(|_| {
        let known = "table, wide, json, ndjson, yaml, csv, name or raw";
        match looks_like_offsets(text) {
            Some(hint) => format!("output formats are {known}; {hint}"),
            None => format!("output formats are {known}"),
        }
    })
}

impl OutputArgs {
    /// Returns the form that was asked for.
    pub fn form(&self) -> Option<Format> {
        match &self.format {
            Some(_) => Some(Format::Template),
            None => self.output,
        }
    }

    /// Tells whether `-v` was given: once is all there is.
    pub fn is_verbose(&self) -> bool {
        self.verbose > 0
    }

    /// Adds what was typed in front of `demo` to the flags of the command that it runs; that one's own come first.
    #[must_use]
    pub fn under(mut self, outer: &Self) -> Self {
        if self.form().is_none() {
            self.output = outer.output;
            self.format.clone_from(&outer.format);
        }
        if self.columns.is_none() {
            self.columns.clone_from(&outer.columns);
        }
        self.no_header_row |= outer.no_header_row;
        if self.color == ColorWhen::Auto {
            self.color = outer.color;
        }
        if self.tz.is_none() && !self.utc {
            self.utc = outer.utc;
            self.tz.clone_from(&outer.tz);
        }
        self.no_pager |= outer.no_pager;
        self.quiet |= outer.quiet;
        self.verbose = self.verbose.max(outer.verbose);
        self.force |= outer.force;
        self
    }
}

/// Output flags, the same on every command.
#[expect(
    clippy::struct_excessive_bools,
    reason = "flags are independent switches"
)]
#[derive(Args, Clone, Debug, Default)]
pub struct OutputArgs {
    /// Output format: table, wide, json, ndjson, yaml, csv, name or raw
    #[arg(short = 'o', long, global = true, value_name = "FORMAT", value_parser = format, help_heading = "Output")]
    pub output: Option<Format>,
    /// Template of a record, with the percent verbs of kcat and rpk: '%p@%o %k %{exception}\n'
    #[arg(
        short,
        long,
        global = true,
        value_name = "TEMPLATE",
        allow_hyphen_values = true,
        help_heading = "Output"
    )]
    pub format: Option<String>,
    /// Columns of a table or of csv, for example ref,age,header:traceId
    #[arg(
        long,
        global = true,
        value_name = "LIST",
        hide_short_help = true,
        help_heading = "Output"
    )]
    pub columns: Option<String>,
    /// Leave the heading of a table or of csv out
    #[arg(long, global = true, hide_short_help = true, help_heading = "Output")]
    pub no_header_row: bool,
    /// When to colour the output
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        hide_default_value = true,
        hide_short_help = true,
        help_heading = "Output"
    )]
    pub color: ColorWhen,
    /// Do not show long output in a pager
    #[arg(long, global = true, hide_short_help = true, help_heading = "Output")]
    pub no_pager: bool,
    /// Read and show times in UTC
    #[arg(long, global = true, hide_short_help = true, help_heading = "Output")]
    pub utc: bool,
    /// Read and show times in this zone, for example Europe/Berlin
    #[arg(
        long,
        global = true,
        value_name = "ZONE",
        conflicts_with = "utc",
        hide_short_help = true,
        help_heading = "Output"
    )]
    pub tz: Option<String>,
    /// No notes, no progress
    #[arg(
        short,
        long,
        global = true,
        hide_short_help = true,
        help_heading = "Output"
    )]
    pub quiet: bool,
    /// Say where settings come from, which are left out, and what the client library logs
    #[arg(short, long, global = true, action = clap::ArgAction::Count, hide_short_help = true, help_heading = "Output")]
    verbose: u8,
    /// Write raw values to a terminal too
    #[arg(long, global = true, hide = true)]
    pub force: bool,
}
