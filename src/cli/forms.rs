//! Which forms of output each command has, as far as the command itself does not say.

use super::output::Format;
use super::{Cli, Command};
use crate::error::{Error, Result};

impl Cli {
    /// Refuses forms of output that a command does not have, before anything is read.
    ///
    /// # Errors
    ///
    /// Usage.
    pub fn check_forms(&self) -> Result<()> {
        let (lists, records) = match self.command {
            // What runs inside is checked when it runs.
            Command::Demo(_) => return Ok(()),
            Command::Topics(_) | Command::Summary(_) => (true, false),
            Command::List(_) | Command::Tail(_) => (true, true),
            Command::Show(_) | Command::Export(_) | Command::Decode(_) => (false, true),
            Command::Replay(_)
            | Command::Ledger(_)
            | Command::Completion(_)
            | Command::Man(_)
            | Command::Version(_) => (false, false),
        };
        if self.output.format.is_some() {
            if self.output.output.is_some() {
                return Err(Error::usage("-o and -f both say how records are written")
                    .hint("leave out one of them"));
            }
            if !records {
                return Err(
                    Error::usage("this command does not write records by a template")
                        .hint("list, show, tail, export and decode do"),
                );
            }
        }
        let format = self.output.form().unwrap_or_default();
        if format == Format::Csv && !lists && !records {
            return Err(Error::usage("this command does not write csv")
                .hint("topics, list, show, tail, summary, export and decode do"));
        }
        if self.output.columns.is_none() {
            return Ok(());
        }
        let is_export = matches!(self.command, Command::Export(_)) && format != Format::Template;
        let has_columns = format == Format::Csv || (lists && !format.is_for_machines());
        // The name of its file may be what asks for csv.
        if has_columns || is_export {
            Ok(())
        } else if records || lists {
            Err(Error::usage("only tables and csv have columns")
                .hint("leave out --columns, or use -o csv"))
        } else {
            Err(Error::usage("this command has no columns to choose from")
                .hint("topics, list, tail, summary and export do"))
        }
    }
}
