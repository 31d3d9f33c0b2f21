//! The person in front of the command: where output goes, how wide it may be, what time it is, and questions.
//!
//! Belongs here: the two streams, the terminal, colour, progress and prompts. Does not belong here: the form of any
//! value (`render/`).

mod pager;

use std::borrow::Cow;
use std::io::{self, IsTerminal, Write};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jiff::tz::TimeZone;

pub use self::pager::PagerCommand;
use self::pager::{Pager, Paging};
use crate::error::{Error, ErrorKind, Result};
use crate::quantity::{count, counted};
use crate::sanitize::block;
use crate::scan::Progress;
use crate::wrap::{PROGRAM, Paragraph, Whole, as_typed};

/// The clock, as the whole program sees it: milliseconds since the epoch.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// What a command writes to and asks. Tests make their own.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says one thing of one stream, and they are independent"
)]
pub struct Ui {
    /// Data. With a machine format it holds nothing else, ever.
    pub out: Box<dyn Write + Send>,
    /// Everything else: progress, warnings, errors, questions.
    pub err: Box<dyn Write + Send>,
    /// Standard input: references, exported records.
    pub input: Box<dyn io::BufRead + Send>,
    /// Whether `out` is a terminal.
    pub out_is_terminal: bool,
    /// Whether `err` is a terminal.
    pub err_is_terminal: bool,
    /// The width of the terminal behind `out` in cells, where there is one.
    pub width: Option<usize>,
    /// The width of the terminal behind `err` in cells, where there is one.
    pub err_width: Option<usize>,
    /// The clock.
    pub clock: Clock,
    /// The zone in which times are read and shown; empty for the system's until that is asked for, see [`Ui::zone`].
    pub zone: OnceLock<TimeZone>,
    /// Whether notes and progress are left out.
    pub quiet: bool,
    /// Whether `out` may hold colour.
    pub color: bool,
    /// Whether `err` may hold colour.
    pub err_color: bool,
    /// Whether nothing may be asked, whatever the terminal.
    pub no_input: bool,
    /// The pager for long output; `None` where there is none, or none is wanted.
    pub pager: Option<PagerCommand>,
    /// What is paged now.
    pub paged: Option<Paged>,
    /// How a command of this program is typed: `dltctl`, and more inside the demo.
    pub called: &'static str,
}

impl Ui {
    /// Makes the interface of a real process.
    pub fn of_process() -> Self {
        let cells = |(width, _): (terminal_size::Width, _)| usize::from(width.0);
        let (out_is_terminal, err_is_terminal) =
            (io::stdout().is_terminal(), io::stderr().is_terminal());
        Self {
            out: Box::new(io::BufWriter::with_capacity(256 << 10, io::stdout())),
            err: Box::new(io::stderr()),
            input: Box::new(io::BufReader::new(io::stdin())),
            out_is_terminal,
            err_is_terminal,
            width: terminal_size::terminal_size_of(io::stdout()).map(cells),
            err_width: terminal_size::terminal_size_of(io::stderr()).map(cells),
            clock: Arc::new(system_clock),
            zone: OnceLock::new(),
            quiet: false,
            color: out_is_terminal,
            err_color: err_is_terminal,
            no_input: false,
            pager: None,
            paged: None,
            called: PROGRAM,
        }
    }

    /// Returns the time, in milliseconds since the epoch.
    pub fn now_ms(&self) -> i64 {
        (self.clock)()
    }

    /// Returns the zone in which times are read and shown.
    ///
    /// To find the system's, all zones are listed, so a command that shows no time does not ask.
    pub fn zone(&self) -> &TimeZone {
        self.zone.get_or_init(TimeZone::system)
    }

    /// Writes a note for people to `err`, unless they asked for quiet. A closed `err` is no reason to stop.
    pub fn note(&mut self, text: &str) {
        if !self.quiet {
            self.tell("", 2, text);
        }
    }

    /// Writes a warning for people to `err`, quiet or not.
    pub fn warn(&mut self, text: &str) {
        self.tell("warning: ", 9, text);
    }

    /// Lets a pager show what is written to `out` from now on, where there is one and `out` is a terminal; until
    /// [`Ui::end_pager`] nothing else gets to the screen.
    pub fn start_pager(&mut self) {
        if let Some(command) = self.pager.clone().filter(|_| self.out_is_terminal)
            && self.paged.is_none()
        {
            let _ = self.out.flush();
            let paging = Paging::default();
            let clears = self.err_is_terminal;
            let pager = Pager::new(command, paging.clone(), clears);
            self.paged = Some(Paged {
                terminal: std::mem::replace(&mut self.out, Box::new(pager)),
                paging,
                told: Vec::new(),
            });
        }
    }

    /// Waits until the person has left the pager, and tells what was to be told meanwhile.
    pub fn end_pager(&mut self) {
        let Some(paged) = self.paged.take() else {
            return;
        };
        drop(std::mem::replace(&mut self.out, paged.terminal));
        let _ = self.err.write_all(&paged.told);
        if let Some(pager) = self.pager.as_ref().filter(|_| paged.paging.is_failed()) {
            let text = format!(
                "the pager `{}` cannot be started: --no-pager does without",
                pager.text()
            );
            self.warn(&text);
        }
    }

    /// Writes a paragraph to `err`, in lines of whole words on a terminal.
    fn tell(&mut self, label: &str, hang: usize, text: &str) {
        if self.paged.is_none() {
            self.flush_to_terminal();
        }
        let mut told = String::new();
        let paragraph = Paragraph {
            label,
            hang,
            width: self.err_width,
            whole: Whole::Commands,
        };
        let text = as_typed(text, self.called);
        paragraph.push(&mut told, &block(text.as_ref()), |piece| {
            Cow::Borrowed(piece)
        });
        match &mut self.paged {
            Some(paged) => paged.told.extend_from_slice(told.as_bytes()),
            None => {
                let _ = self.err.write_all(told.as_bytes());
            }
        }
    }

    /// On a terminal, what was written to `out` stands above what is said of it.
    fn flush_to_terminal(&mut self) {
        if self.out_is_terminal {
            let _ = self.out.flush();
        }
    }

    /// Flushes `out` and turns a closed pipe into success: whoever read it has seen enough.
    ///
    /// # Errors
    ///
    /// When `out` cannot be written for another reason.
    pub fn finish(&mut self) -> Result<()> {
        written(self.out.flush()).map(|_| ())
    }

    /// Shows progress in offsets on `err` once something takes longer than a second, on a terminal only.
    pub fn progress(&self, what: &str) -> Bar {
        self.progress_of(what, "offset")
    }

    /// Shows progress in things of that name.
    pub fn progress_of(&self, what: &str, unit: &'static str) -> Bar {
        let shown = self.err_is_terminal && !self.quiet;
        Bar {
            what: what.to_owned(),
            unit,
            begun: Instant::now(),
            drawn: None,
            shown,
            paging: self.paged.as_ref().map(|paged| paged.paging.clone()),
        }
    }

    /// Asks a question on the terminal and returns the line that was typed.
    ///
    /// The answer is read from the terminal device, not from standard input, which may hold references.
    ///
    /// # Errors
    ///
    /// Refused where there is no terminal or asking was forbidden; interrupted by Ctrl-C instead of an answer.
    pub fn ask(&mut self, question: &str) -> Result<String> {
        let refused = |why: &str| {
            Error::refused("this needs a confirmation")
                .why(why)
                .hint("look at the plan, then run it again with --yes")
        };
        if self.no_input {
            return Err(refused("--no-input forbids to ask"));
        }
        if !self.err_is_terminal {
            return Err(refused("there is no terminal to ask on"));
        }
        let _ = self.out.flush();
        ask_on_terminal(question).map_err(|error| {
            let dialoguer::Error::IO(error) = error;
            if error.kind() == io::ErrorKind::Interrupted {
                // The question's line is still open.
                let _ = writeln!(self.err);
                Error::new(ErrorKind::Interrupted, "interrupted: nothing was done")
            } else {
                refused("the terminal gave no answer").source(error)
            }
        })
    }
}

#[expect(
    clippy::disallowed_types,
    reason = "this is the one place that prompts"
)]
fn ask_on_terminal(question: &str) -> dialoguer::Result<String> {
    dialoguer::Input::<String>::new()
        .with_prompt(question)
        .allow_empty(true)
        .report(true)
        .interact_text()
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place where the clock is read"
)]
fn system_clock() -> i64 {
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(now.as_millis()).unwrap_or(i64::MAX)
}

/// Tells apart output that was written, a reader that has gone, and a real failure.
///
/// # Errors
///
/// When the output cannot be written for another reason than a closed pipe.
pub fn written(result: io::Result<()>) -> Result<std::ops::ControlFlow<()>> {
    match result {
        Ok(()) => Ok(std::ops::ControlFlow::Continue(())),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
            Ok(std::ops::ControlFlow::Break(()))
        }
        Err(error) => {
            Err(Error::new(ErrorKind::Failed, "the output cannot be written").source(error))
        }
    }
}

/// Output that goes through a pager.
pub struct Paged {
    terminal: Box<dyn Write + Send>,
    paging: Paging,
    /// What is to be told when the pager has gone.
    told: Vec<u8>,
}

/// Says how far something has come: `12 431 of 40 211 offsets`.
fn how_far(progress: Progress, unit: &str) -> String {
    let of = counted(progress.total, unit);
    format!("{} of {of}", count(progress.done))
}

/// A progress bar that appears after a second.
pub struct Bar {
    what: String,
    /// What is counted, in the singular.
    unit: &'static str,
    begun: Instant,
    drawn: Option<ProgressBar>,
    shown: bool,
    /// The pager that may take the screen.
    paging: Option<Paging>,
}

impl Bar {
    /// Shows how far a scan has come.
    pub fn show(&mut self, progress: Progress) {
        if !self.shown || self.begun.elapsed() < Duration::from_secs(1) || self.gave_way() {
            return;
        }
        let bar = self.drawn.get_or_insert_with(|| {
            let bar = ProgressBar::with_draw_target(
                Some(progress.total),
                ProgressDrawTarget::stderr_with_hz(4),
            );
            let style = "{prefix} {msg} ({percent}%), {eta} left";
            if let Ok(style) = ProgressStyle::with_template(style) {
                bar.set_style(style);
            }
            bar.set_prefix(self.what.clone());
            bar
        });
        bar.set_position(progress.done);
        bar.set_message(how_far(progress, self.unit));
    }

    /// Writes while the bar is out of the way.
    pub fn suspend<T>(&mut self, write: impl FnOnce() -> T) -> T {
        self.gave_way();
        match &self.drawn {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }

    /// Tells whether a pager has the screen; then nothing is drawn or cleared any more.
    fn gave_way(&mut self) -> bool {
        let gave_way = self.paging.as_ref().is_some_and(Paging::is_begun);
        if gave_way && let Some(bar) = self.drawn.take() {
            bar.set_draw_target(ProgressDrawTarget::hidden());
        }
        gave_way
    }

    /// Takes the bar off the screen.
    pub fn clear(&mut self) {
        if !self.gave_way()
            && let Some(bar) = self.drawn.take()
        {
            bar.finish_and_clear();
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_has_its_numbers_as_tables_do() {
        let how_far = |done, total| how_far(Progress { done, total }, "offset");
        assert_eq!(how_far(12_431, 40_211), "12 431 of 40 211 offsets");
        assert_eq!(how_far(0, 1), "0 of 1 offset");
    }
}
