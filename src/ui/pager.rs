//! The pager that long output goes through on a terminal.

use std::io::{self, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// How much is gathered before the pager is fed, in bytes.
const CHUNK: usize = 64 << 10;

/// Takes the progress bar's line off the screen before the pager comes.
const CLEAR_LINE: &[u8] = b"\r\x1b[2K";

/// How a pager is started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PagerCommand {
    /// For the shell.
    command: String,
    /// What `less` is told where the environment says nothing: leave when all fits on the screen, let colours through,
    /// and leave the screen as it is.
    sets_less: bool,
}

impl PagerCommand {
    /// Decides on a pager: `DLTCTL_PAGER`, else `PAGER`, else `less` where `PATH` has it. `cat` is none.
    ///
    /// `get` reads the environment.
    pub fn of<'e>(get: impl Fn(&str) -> Option<&'e str>) -> Option<Self> {
        if !cfg!(unix) || get("TERM") == Some("dumb") {
            return None;
        }
        let named = get("DLTCTL_PAGER").or_else(|| get("PAGER"));
        let command = if let Some(named) = named {
            named.trim()
        } else {
            let mut folders = get("PATH")?.split(':').map(Path::new);
            folders.find(|folder| folder.join("less").is_file())?;
            "less"
        };
        (!matches!(command, "" | "cat")).then(|| Self {
            command: command.to_owned(),
            sets_less: get("LESS").is_none(),
        })
    }

    /// Returns the text for the shell.
    pub(super) fn text(&self) -> &str {
        &self.command
    }

    fn spawn(&self) -> io::Result<Child> {
        let mut shell = Command::new("sh");
        shell.arg("-c").arg(&self.command).stdin(Stdio::piped());
        if self.sets_less {
            shell.env("LESS", "FRX");
        }
        shell.spawn()
    }
}

/// What the writer and the interface both know of a pager.
#[derive(Clone, Debug, Default)]
pub(super) struct Paging {
    /// Whether it has the screen now.
    begun: Arc<AtomicBool>,
    /// Whether the shell could not start it.
    failed: Arc<AtomicBool>,
}

impl Paging {
    /// Tells whether it has the screen.
    pub(super) fn is_begun(&self) -> bool {
        self.begun.load(Ordering::Relaxed)
    }

    /// Tells whether it could not be started.
    pub(super) fn is_failed(&self) -> bool {
        self.failed.load(Ordering::Relaxed)
    }
}

/// A writer that starts the pager with the first bytes; dropping it waits until the person has left.
pub(super) struct Pager {
    command: PagerCommand,
    paging: Paging,
    clears: bool,
    gathered: Vec<u8>,
    child: Option<Child>,
}

impl Pager {
    /// Makes one that nothing was written to. `clears` says whether progress may stand on the screen.
    pub(super) fn new(command: PagerCommand, paging: Paging, clears: bool) -> Self {
        Self {
            command,
            paging,
            clears,
            gathered: Vec::new(),
            child: None,
        }
    }

    fn feed(&mut self) -> io::Result<()> {
        if self.gathered.is_empty() {
            return Ok(());
        }
        let child = if let Some(child) = &mut self.child {
            child
        } else {
            self.paging.begun.store(true, Ordering::Relaxed);
            if self.clears {
                let _ = io::stderr().write_all(CLEAR_LINE);
            }
            self.child.insert(self.command.spawn()?)
        };
        let written = match &mut child.stdin {
            Some(input) => input.write_all(&self.gathered),
            None => Err(io::ErrorKind::BrokenPipe.into()),
        };
        self.gathered.clear();
        written
    }
}

impl Write for Pager {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.gathered.extend_from_slice(bytes);
        if self.gathered.len() >= CHUNK {
            self.feed()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.feed()
    }
}

impl Drop for Pager {
    fn drop(&mut self) {
        // A person who left has seen enough.
        let _ = self.feed();
        if let Some(mut child) = self.child.take() {
            drop(child.stdin.take());
            // 126 and 127 are how a shell says that there is no such program, or that it may not be run.
            let status = child.wait().ok().and_then(|status| status.code());
            let failed = matches!(status, Some(126 | 127));
            self.paging.failed.store(failed, Ordering::Relaxed);
        }
        self.paging.begun.store(false, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_decides() {
        type Variables<'v> = &'v [(&'v str, &'v str)];
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("less"), "").unwrap();
        let path = format!("/nowhere:{}", folder.path().display());
        let path = path.as_str();
        let cases: [(Variables<'_>, Option<(&str, bool)>); 9] = [
            (&[], None),
            (&[("PATH", "/nowhere")], None),
            (&[("PATH", path)], Some(("less", true))),
            (&[("PATH", path), ("LESS", "S")], Some(("less", false))),
            (&[("PATH", path), ("TERM", "dumb")], None),
            (
                &[("PATH", path), ("PAGER", "more -d")],
                Some(("more -d", true)),
            ),
            (&[("PATH", path), ("PAGER", "cat")], None),
            (
                &[("PAGER", "more"), ("DLTCTL_PAGER", "moar")],
                Some(("moar", true)),
            ),
            (&[("PAGER", "more"), ("DLTCTL_PAGER", "cat")], None),
        ];
        for (variables, expected) in cases {
            let get = |name: &str| {
                let found = variables.iter().find(|(known, _)| *known == name);
                found.map(|(_, value)| *value)
            };
            let found = PagerCommand::of(get);
            let found = found
                .as_ref()
                .map(|one| (one.command.as_str(), one.sets_less));
            assert_eq!(found, expected, "{variables:?}");
        }
    }
}
