//! One way to run `dltctl` in a test: in the process, with everything a person would see.

use std::ffi::OsString;
use std::fmt;
use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use dltctl::{Environment, Ui};

/// What one run showed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Seen {
    /// Standard output.
    pub(crate) out: String,
    /// Standard error.
    pub(crate) err: String,
    /// The exit status.
    pub(crate) status: u8,
}

impl fmt::Display for Seen {
    /// Shows everything, in a form made for snapshots.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.out)?;
        if !self.err.is_empty() {
            write!(f, "[stderr]\n{}", self.err)?;
        }
        writeln!(f, "[exit {}]", self.status)
    }
}

/// A run to be made.
pub(crate) struct Run {
    /// The clock, in milliseconds since the epoch.
    pub(crate) now_ms: i64,
    /// The width of the terminal; `None` is no terminal.
    pub(crate) width: Option<usize>,
    /// The width of the terminal behind standard error; `None` is no terminal.
    pub(crate) err_width: Option<usize>,
    /// A `.dltctl.toml` in the current folder.
    pub(crate) project: Option<&'static str>,
    /// Standard input.
    pub(crate) input: Vec<u8>,
    /// Variables of the environment.
    pub(crate) variables: Vec<(&'static str, String)>,
}

impl Default for Run {
    fn default() -> Self {
        Self {
            now_ms: 1_795_243_875_557,
            width: None,
            err_width: None,
            project: None,
            input: Vec::new(),
            variables: Vec::new(),
        }
    }
}

/// A writer that the test reads afterwards.
#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl Captured {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

impl Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Run {
    /// Runs one command line, given without the program's name.
    pub(crate) fn dltctl<S: AsRef<str>>(&self, arguments: &[S]) -> Seen {
        let (out, err) = (Captured::default(), Captured::default());
        let now_ms = self.now_ms;
        let mut ui = Ui {
            out: Box::new(out.clone()),
            err: Box::new(err.clone()),
            input: Box::new(io::Cursor::new(self.input.clone())),
            out_is_terminal: self.width.is_some(),
            err_is_terminal: false,
            width: self.width,
            err_width: self.err_width,
            clock: Arc::new(move || now_ms),
            zone: jiff::tz::TimeZone::UTC.into(),
            quiet: false,
            color: false,
            err_color: false,
            no_input: false,
            pager: None,
            paged: None,
            called: "dltctl",
        };
        let folder = tempfile::tempdir().unwrap();
        if let Some(project) = self.project {
            std::fs::write(folder.path().join(".dltctl.toml"), project).unwrap();
        }
        let variables = self
            .variables
            .iter()
            .map(|(name, value)| (OsString::from(name), OsString::from(value)));
        let environment =
            Environment::new(variables, folder.path(), Some(folder.path().to_owned()));
        let mut line = vec![OsString::from("dltctl")];
        line.extend(
            arguments
                .iter()
                .map(|argument| OsString::from(argument.as_ref())),
        );
        let status = dltctl::run(line, &environment, &mut ui);
        drop(ui);
        Seen {
            out: out.text(),
            err: err.text(),
            status: status.0,
        }
    }
}

/// Runs one command line with nothing special about it.
pub(crate) fn dltctl<S: AsRef<str>>(arguments: &[S]) -> Seen {
    Run::default().dltctl(arguments)
}
