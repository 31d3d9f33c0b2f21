//! Ctrl-C and termination: the first asks the command to stop, the second ends it at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use crate::error::{Error, Result};
use crate::scan::Stop;

/// What signals have asked for so far.
#[derive(Clone, Default)]
pub struct Signals {
    /// Set by the first signal; long work looks at it.
    pub stop: Arc<Stop>,
    status: Arc<AtomicU8>,
}

impl Signals {
    /// Listens from now on, on the runtime.
    ///
    /// # Errors
    ///
    /// When the system does not let us listen.
    pub fn listen(runtime: &tokio::runtime::Runtime) -> Result<Self> {
        let signals = Self::default();
        let listening = signals.clone();
        let _entered = runtime.enter();
        let mut arrived = arrivals()
            .map_err(|error| Error::failed("signals cannot be received").source(error))?;
        runtime.spawn(async move {
            while let Some(status) = arrived.recv().await {
                if listening.stop.is_stopped() {
                    end_at_once(status);
                }
                listening.status.store(status, Ordering::SeqCst);
                listening.stop.stop();
            }
        });
        Ok(signals)
    }

    /// Returns the exit status of the signal that arrived, if one did: 130 or 143.
    pub fn status(&self) -> Option<u8> {
        match self.status.load(Ordering::SeqCst) {
            0 => None,
            status => Some(status),
        }
    }
}

/// Ends the process: a second signal says that waiting for a tidy end is not wanted.
#[expect(
    clippy::exit,
    clippy::disallowed_methods,
    reason = "the promise of the second Ctrl-C"
)]
fn end_at_once(status: u8) {
    std::process::exit(i32::from(status));
}

/// Yields the exit status of each signal as it arrives.
fn arrivals() -> std::io::Result<tokio::sync::mpsc::Receiver<u8>> {
    let (arrive, arrived) = tokio::sync::mpsc::channel(4);
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        for (kind, status) in [
            (SignalKind::interrupt(), 130),
            (SignalKind::terminate(), 143),
        ] {
            let mut stream = signal(kind)?;
            let arrive = arrive.clone();
            tokio::spawn(async move {
                while stream.recv().await.is_some() && arrive.send(status).await.is_ok() {}
            });
        }
    }
    #[cfg(not(unix))]
    tokio::spawn(async move {
        while tokio::signal::ctrl_c().await.is_ok() && arrive.send(130).await.is_ok() {}
    });
    Ok(arrived)
}
