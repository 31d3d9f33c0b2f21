//! A terminal with a program in it, as a person sits before one.
#![allow(
    unsafe_code,
    reason = "a process gets a terminal of its own by system calls that only C has"
)]

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::os::fd::{FromRawFd as _, OwnedFd};
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Stdio};
use std::ptr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long anything may take.
const LIMIT: Duration = Duration::from_secs(60);

/// A program that runs in a terminal, of 120 columns unless something else is said.
pub(crate) struct Terminal {
    child: Child,
    keyboard: File,
    shown: Arc<Mutex<Vec<u8>>>,
    reader: Option<std::thread::JoinHandle<()>>,
}

impl Terminal {
    /// Starts a program whose output is a terminal. Its standard input is one too, or holds `input` and ends.
    ///
    /// # Panics
    /// If there is no terminal to be had, or the program cannot be started.
    pub(crate) fn start(command: Command, input: Option<&str>) -> Self {
        Self::wide(command, input, 120)
    }

    /// Starts a program likewise, in a terminal of that many columns.
    ///
    /// # Panics
    /// As [`start`](Self::start) does.
    pub(crate) fn wide(mut command: Command, input: Option<&str>, columns: u16) -> Self {
        let (ours, theirs) = pair(columns);
        let output = || Stdio::from(theirs.try_clone().expect("a descriptor"));
        command.stdout(output()).stderr(output());
        command.stdin(if input.is_some() {
            Stdio::piped()
        } else {
            output()
        });
        command.env("TERM", "xterm");
        // SAFETY: between fork and exec only these two system calls are made, which are safe there; descriptor 1 is the
        // terminal by then.
        unsafe {
            command.pre_exec(|| {
                if libc::setsid() < 0 || libc::ioctl(1, libc::TIOCSCTTY as _, 0) < 0 {
                    return Err(std::io::Error::last_os_error());
                }
                Ok(())
            });
        }
        let mut child = command.spawn().expect("the program");
        // Only the program may hold the other end, so that reading ends with it; the command holds copies.
        drop(command);
        drop(theirs);
        if let Some(mut stdin) = child.stdin.take() {
            stdin
                .write_all(input.unwrap_or_default().as_bytes())
                .expect("the program reads its input");
        }
        let keyboard = File::from(ours);
        let mut screen = keyboard.try_clone().expect("a descriptor");
        let shown = Arc::<Mutex<Vec<u8>>>::default();
        let writes = Arc::clone(&shown);
        let reader = std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            // On Linux the end of the other side is an error, not an end.
            while let Ok(count @ 1..) = screen.read(&mut bytes) {
                let mut shown = writes.lock().unwrap_or_else(PoisonError::into_inner);
                shown.extend_from_slice(&bytes[..count]);
            }
        });
        Self {
            child,
            keyboard,
            shown,
            reader: Some(reader),
        }
    }

    /// Returns what was shown so far.
    pub(crate) fn shown(&self) -> String {
        let shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&shown).into_owned()
    }

    /// Waits until something is shown.
    ///
    /// # Panics
    /// If it is not.
    pub(crate) fn wait_for(&self, text: &str) {
        let begun = Instant::now();
        while !self.shown().contains(text) {
            assert!(begun.elapsed() < LIMIT, "no {text} in\n{}", self.shown());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Types; `\r` is the Enter key, `\x03` is Ctrl-C.
    ///
    /// # Panics
    /// If the terminal is gone.
    pub(crate) fn press(&mut self, keys: &str) {
        self.keyboard
            .write_all(keys.as_bytes())
            .expect("a terminal");
    }

    /// Waits for the end: the exit status, and all that was shown.
    ///
    /// # Panics
    /// If there is none, or a signal ended the program.
    pub(crate) fn end(mut self) -> (i32, String) {
        let begun = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().expect("a child") {
                break status;
            }
            if begun.elapsed() > LIMIT {
                let _ = self.child.kill();
                panic!("it does not end:\n{}", self.shown());
            }
            std::thread::sleep(Duration::from_millis(10));
        };
        if let Some(reader) = self.reader.take() {
            let _ = reader.join();
        }
        let shown = self.shown();
        let code = status.code();
        (code.unwrap_or_else(|| panic!("{status}\n{shown}")), shown)
    }
}

/// Opens a terminal: our end and the program's.
fn pair(columns: u16) -> (OwnedFd, OwnedFd) {
    let (mut ours, mut theirs) = (-1, -1);
    let mut size = libc::winsize {
        ws_row: 40,
        ws_col: columns,
        ws_xpixel: 0,
        ws_ypixel: 0,
    };
    // SAFETY: both descriptors and the size are ours for the call; name and settings may be absent.
    let opened = unsafe {
        libc::openpty(
            &raw mut ours,
            &raw mut theirs,
            ptr::null_mut(),
            ptr::null_mut(),
            &raw mut size,
        )
    };
    assert_eq!(opened, 0, "{}", std::io::Error::last_os_error());
    // SAFETY: they were just opened, and nobody else has them. Programs that other tests start must not inherit ours.
    unsafe {
        for descriptor in [ours, theirs] {
            libc::fcntl(descriptor, libc::F_SETFD, libc::FD_CLOEXEC);
        }
        (OwnedFd::from_raw_fd(ours), OwnedFd::from_raw_fd(theirs))
    }
}
