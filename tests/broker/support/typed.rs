//! The built program, run as a person runs it: a process of its own, with nothing of this one's environment.

use std::fmt;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use regex::Regex;
use tempfile::TempDir;

use super::broker::Broker;

/// What a run of the built program showed.
pub(crate) struct Typed {
    /// Standard output.
    pub(crate) out: Vec<u8>,
    /// Standard error, all of it: also what the client library wrote there by itself.
    pub(crate) err: String,
    /// The exit status; `None` where a signal ended it.
    pub(crate) status: Option<i32>,
    /// How long it took.
    pub(crate) took: Duration,
}

impl fmt::Display for Typed {
    /// Shows everything, without what is different in every run: ports, folders, durations.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::from_utf8_lossy(&self.out).into_owned();
        if !self.err.is_empty() {
            text += "[stderr]\n";
            text += &self.err;
        }
        let end = self.status.map_or_else(
            || "[ended by a signal]".to_owned(),
            |status| format!("[exit {status}]"),
        );
        text.push_str(&end);
        for (pattern, stands_for) in [
            (r"\b(127\.[0-9.]+|localhost):\d+", "$1:PORT"),
            (r"/\S*/dltctl-typed-\w+", "FOLDER"),
            (r"/\S*/(?<name>[\w-]+\.(pem|properties))", "/PATH/$name"),
        ] {
            let pattern = Regex::new(pattern).expect("a pattern");
            text = pattern.replace_all(&text, stands_for).into_owned();
        }
        f.write_str(&text)
    }
}

/// A shell, so to speak: a folder of its own, which is also the home, and variables.
pub(crate) struct Shell {
    folder: TempDir,
    variables: Vec<(String, String)>,
}

impl Shell {
    /// Opens one without any variable.
    pub(crate) fn new() -> Shell {
        let folder = tempfile::Builder::new().prefix("dltctl-typed-").tempdir();
        Shell {
            folder: folder.expect("a folder"),
            variables: Vec::new(),
        }
    }

    /// Opens one whose environment names a broker.
    pub(crate) fn at(broker: &Broker) -> Shell {
        Shell::new().set("DLTCTL_BOOTSTRAP_SERVER", &broker.bootstrap())
    }

    /// Sets a variable.
    pub(crate) fn set(mut self, name: &str, value: &str) -> Shell {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Gives the folder, which is the current one and the home.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file into the folder.
    pub(crate) fn file(self, name: &str, text: &str) -> Shell {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, text).expect("a file");
        self
    }

    /// Gives the command, with all three streams piped, for what [`run`](Self::run) does not do.
    pub(crate) fn command<S: AsRef<str>>(&self, arguments: &[S]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dltctl"));
        command
            .args(arguments.iter().map(AsRef::as_ref))
            .env_clear()
            .env("HOME", self.folder())
            .env("TZ", "UTC")
            .current_dir(self.folder())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs one command line to its end, with nothing on standard input.
    pub(crate) fn run<S: AsRef<str>>(&self, arguments: &[S]) -> Typed {
        self.feed(arguments, b"")
    }

    /// Runs one command line to its end, with this on standard input.
    pub(crate) fn feed<S: AsRef<str>>(&self, arguments: &[S], input: &[u8]) -> Typed {
        let begun = Instant::now();
        let mut child = self.command(arguments).spawn().expect("the program");
        let mut stdin = child.stdin.take().expect("a pipe");
        // Small enough for the pipe, so nothing blocks; and a program that does not read it is no failure.
        assert!(input.len() < 60_000, "{} bytes", input.len());
        let _ = stdin.write_all(input);
        drop(stdin);
        let ended = child.wait_with_output().expect("an end");
        Typed {
            out: ended.stdout,
            err: String::from_utf8_lossy(&ended.stderr).into_owned(),
            status: ended.status.code(),
            took: begun.elapsed(),
        }
    }
}
