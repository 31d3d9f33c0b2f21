//! A Java process that ends with this one.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A running Java process whose standard input is its life line.
///
/// Statics are not dropped and a test may abort, so nothing here relies on `Drop`: the process itself ends when its
/// standard input does, see `tests/java/oracle/Launcher.java`.
pub(crate) struct Jvm {
    child: Child,
    log: PathBuf,
}

impl Jvm {
    /// Starts the process; what it prints is appended to a log.
    pub(crate) fn start(command: &mut Command, log: &Path) -> Result<Jvm, String> {
        let open = || File::options().create(true).append(true).open(log);
        let (out, err) = open()
            .and_then(|out| Ok((out, open()?)))
            .map_err(|e| format!("{}: {e}", log.display()))?;
        let child = command
            .stdin(Stdio::piped())
            .stdout(out)
            .stderr(err)
            .spawn();
        let child = child.map_err(|e| format!("{command:?}: {e}"))?;
        Ok(Jvm {
            child,
            log: log.to_owned(),
        })
    }

    /// Says whether the process has ended, and how.
    pub(crate) fn ended(&mut self) -> Option<String> {
        let status = self.child.try_wait().ok().flatten()?;
        Some(format!("java ended: {status}\n{}", self.tail()))
    }

    /// Gives the process id.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Ends the process at once, as a power cut would.
    pub(crate) fn kill(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }

    /// Asks the process for a controlled shutdown and waits for it.
    pub(crate) fn stop(&mut self) {
        if let Some(stdin) = &mut self.child.stdin {
            stdin.write_all(b"stop\n").and_then(|()| stdin.flush()).ok();
        }
        let deadline = Instant::now() + Duration::from_secs(30);
        while self.ended().is_none() && Instant::now() < deadline {
            std::thread::sleep(Duration::from_millis(20));
        }
        self.kill();
    }

    /// Gives the last lines of the log.
    pub(crate) fn tail(&self) -> String {
        let log = fs::read(&self.log).unwrap_or_default();
        let log = String::from_utf8_lossy(&log);
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(40)..].join("\n")
    }
}
