//! A file that reaches the disk while it grows.

use std::fs::File;
use std::io::{self, Write};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::JoinHandle;

/// Bytes after which the disk is set to work.
const PORTION: usize = 32 << 20;

/// A file whose bytes are put on the disk beside the writing, so that the sync at the end has little left to do.
///
/// The system keeps gigabytes in memory before it writes any by itself, and an export is not done before all are safe.
pub(super) struct GrowingFile {
    file: File,
    unasked: usize,
    syncing: Option<Syncing>,
}

/// The thread that syncs when it is asked to.
struct Syncing {
    asked: SyncSender<()>,
    thread: JoinHandle<io::Result<()>>,
}

impl GrowingFile {
    /// Takes over a file that is about to be written.
    pub(super) fn new(file: File) -> Self {
        Self {
            file,
            unasked: 0,
            syncing: None,
        }
    }

    /// Starts the thread, or asks it again; while it is at work it need not be asked.
    fn ask(&mut self) -> io::Result<()> {
        if let Some(syncing) = &self.syncing {
            let _ = syncing.asked.try_send(());
            return Ok(());
        }
        let file = self.file.try_clone()?;
        let (asked, requests) = sync_channel(1);
        let _ = asked.try_send(());
        let thread =
            std::thread::spawn(move || requests.iter().try_for_each(|()| file.sync_data()));
        self.syncing = Some(Syncing { asked, thread });
        Ok(())
    }

    /// Waits until everything is on the disk. Returns the file.
    ///
    /// # Errors
    ///
    /// When the disk does not take it. The system tells only one of those who sync, so the thread's word counts too.
    pub(super) fn finish(mut self) -> io::Result<File> {
        if let Some(Syncing { asked, thread }) = self.syncing.take() {
            drop(asked);
            thread
                .join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
        }
        self.file.sync_all()?;
        Ok(self.file)
    }
}

impl Write for GrowingFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.unasked += written;
        if self.unasked >= PORTION {
            self.unasked = 0;
            self.ask()?;
        }
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Seek as _};

    use super::*;

    #[test]
    fn what_is_written_in_portions_is_there() {
        let file = tempfile::tempfile().unwrap();
        let mut growing = GrowingFile::new(file);
        let line = vec![b'x'; 1 << 20];
        for _ in 0..=PORTION / line.len() * 2 {
            growing.write_all(&line).unwrap();
        }
        assert!(growing.syncing.is_some());
        let mut file = growing.finish().unwrap();
        file.rewind().unwrap();
        let mut read = Vec::new();
        file.read_to_end(&mut read).unwrap();
        assert_eq!(read.len(), 2 * PORTION + line.len());
        assert!(read.iter().all(|byte| *byte == b'x'));
    }

    #[test]
    fn a_disk_that_fails_is_heard() {
        // Reading only: the first write fails, not the end.
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("f");
        std::fs::write(&path, "").unwrap();
        let mut growing = GrowingFile::new(File::open(&path).unwrap());
        assert!(growing.write_all(b"x").is_err());
    }
}
