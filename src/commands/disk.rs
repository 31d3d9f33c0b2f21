//! A file that reaches the disk while it grows.
//!
//! A large export is not kept in the system's memory on its way: nobody reads it again at once, and there it would cost
//! more processor time than all else, and push out what the brokers of the same machine want to keep. So it goes to the
//! disk directly, in portions, on a thread of its own; where that cannot be, it is synced portion by portion.

use std::fs::File;
use std::io::{self, Write};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

/// Bytes that are written at once. A file that is smaller needs no thread.
const PORTION: usize = 1 << 20;
/// Portions in memory: one is filled, one is written, and one lies ready, so that neither waits for the other.
const PORTIONS: usize = 3;
/// What addresses, lengths and places have to be multiples of where a file is written directly: the largest block that
/// disks have.
const BLOCK: usize = 4096;
/// Bytes after which what the system keeps is synced, where it keeps any.
const UNSYNCED: usize = 32 << 20;

/// A file whose bytes are put on the disk beside the writing, so that the sync at the end has little left to do.
pub(super) struct GrowingFile {
    file: File,
    portion: Portion,
    writing: Option<Writing>,
}

/// Memory that begins at a multiple of [`BLOCK`].
struct Portion {
    memory: Vec<u8>,
    begin: usize,
    filled: usize,
}

impl Portion {
    fn new() -> Self {
        let memory = vec![0; PORTION + BLOCK];
        let begin = memory.as_ptr().align_offset(BLOCK);
        Self {
            memory,
            // An address can be impossible to align by the word of the documentation; the writing bears that.
            begin: begin.min(BLOCK),
            filled: 0,
        }
    }

    /// Takes as many bytes as there is room for, and returns their number.
    fn fill(&mut self, bytes: &[u8]) -> usize {
        let room = &mut self.memory[self.begin..][..PORTION][self.filled..];
        let taken = room.len().min(bytes.len());
        room[..taken].copy_from_slice(&bytes[..taken]);
        self.filled += taken;
        taken
    }

    fn bytes(&self) -> &[u8] {
        &self.memory[self.begin..][..self.filled]
    }
}

/// The thread that writes.
struct Writing {
    full: SyncSender<Portion>,
    empty: Receiver<Portion>,
    thread: JoinHandle<io::Result<()>>,
}

impl Writing {
    fn start(file: &File) -> io::Result<Self> {
        let mut disk = Disk {
            file: file.try_clone()?,
            is_direct: set_direct(file, true),
            unsynced: 0,
        };
        let (full, portions) = sync_channel::<Portion>(PORTIONS);
        let (to_empty, empty) = sync_channel(PORTIONS);
        for _ in 1..PORTIONS {
            let _ = to_empty.try_send(Portion::new());
        }
        let thread = std::thread::spawn(move || {
            for mut portion in portions {
                disk.write(portion.bytes())?;
                portion.filled = 0;
                // Nobody takes it back at the end.
                let _ = to_empty.send(portion);
            }
            Ok(())
        });
        Ok(Self {
            full,
            empty,
            thread,
        })
    }

    /// Waits until everything is written.
    fn finish(self) -> io::Result<()> {
        drop((self.full, self.empty));
        self.thread
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    }
}

impl GrowingFile {
    /// Takes over a file that is about to be written.
    pub(super) fn new(file: File) -> Self {
        Self {
            file,
            portion: Portion::new(),
            writing: None,
        }
    }

    /// Hands the full portion over, and goes on with an empty one.
    fn pass_on(&mut self) -> io::Result<()> {
        let writing = match self.writing.take() {
            Some(writing) => writing,
            None => Writing::start(&self.file)?,
        };
        let Ok(empty) = writing.empty.recv() else {
            return Err(failed(writing));
        };
        let full = std::mem::replace(&mut self.portion, empty);
        if writing.full.send(full).is_err() {
            return Err(failed(writing));
        }
        self.writing = Some(writing);
        Ok(())
    }

    /// Waits until everything is on the disk. Returns the file.
    ///
    /// # Errors
    ///
    /// When the disk does not take it. The system tells only one of those who sync, so the thread's word counts too.
    pub(super) fn finish(mut self) -> io::Result<File> {
        if let Some(writing) = self.writing.take() {
            writing.finish()?;
            // The end is no multiple of a block.
            set_direct(&self.file, false);
        }
        self.file.write_all(self.portion.bytes())?;
        self.file.sync_all()?;
        Ok(self.file)
    }
}

/// Returns why the thread has ended before its time.
fn failed(writing: Writing) -> io::Error {
    let silent = || io::Error::other("the file is not written any more");
    writing.finish().err().unwrap_or_else(silent)
}

impl Write for GrowingFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.portion.filled == PORTION {
            self.pass_on()?;
        }
        Ok(self.portion.fill(bytes))
    }

    /// Does nothing: what is not full is written at the end, before which nobody can read the file.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A file as its thread writes it.
struct Disk {
    file: File,
    is_direct: bool,
    unsynced: usize,
}

impl Disk {
    fn write(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            match self.file.write(bytes) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(written) => {
                    bytes = &bytes[written..];
                    // What is left has no place that a direct write could begin at.
                    if self.is_direct && !written.is_multiple_of(BLOCK) {
                        self.write_through_memory();
                    }
                    self.unsynced += written;
                }
                // A file system may promise what it does not do, or want larger blocks.
                Err(error) if self.is_direct && error.kind() == io::ErrorKind::InvalidInput => {
                    self.write_through_memory();
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        if !self.is_direct && self.unsynced >= UNSYNCED {
            self.unsynced = 0;
            self.file.sync_data()?;
        }
        Ok(())
    }

    fn write_through_memory(&mut self) {
        set_direct(&self.file, false);
        self.is_direct = false;
    }
}

/// Has a file written past the system's memory from now on, or again through it. Tells whether it is written past it.
#[cfg(target_os = "linux")]
fn set_direct(file: &File, wanted: bool) -> bool {
    use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
    let set = fcntl_getfl(file).and_then(|mut flags| {
        flags.set(OFlags::DIRECT, wanted);
        fcntl_setfl(file, flags)
    });
    wanted && set.is_ok()
}

/// Has a file written past the system's memory from now on, or again through it. Other systems have no such writing.
#[cfg(not(target_os = "linux"))]
fn set_direct(_: &File, _: bool) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Seek as _};

    use super::*;

    fn pattern(length: usize) -> Vec<u8> {
        (0..length)
            .map(|at| u8::try_from((at ^ at >> 8 ^ at >> 16) & 0xff).unwrap())
            .collect()
    }

    /// Writes in pieces of odd lengths, and reads back.
    fn written(file: File, bytes: &[u8]) -> (bool, Vec<u8>) {
        let mut growing = GrowingFile::new(file);
        for (index, piece) in bytes.chunks(70_001).enumerate() {
            growing.write_all(piece).unwrap();
            if index % 50 == 0 {
                growing.flush().unwrap();
            }
        }
        let had_thread = growing.writing.is_some();
        let mut file = growing.finish().unwrap();
        file.rewind().unwrap();
        let mut read = Vec::new();
        file.read_to_end(&mut read).unwrap();
        (had_thread, read)
    }

    #[test]
    fn what_is_written_is_there() {
        let lengths = [0, 1, BLOCK, PORTION - 1, PORTION, PORTION + 1];
        for length in lengths.into_iter().chain([5 * PORTION, 9 * PORTION + 77]) {
            let bytes = pattern(length);
            let (had_thread, read) = written(tempfile::tempfile().unwrap(), &bytes);
            assert_eq!(had_thread, length > PORTION, "{length}");
            assert!(read == bytes, "{length}");
        }
    }

    #[test]
    fn what_does_not_end_with_a_block_goes_on_through_memory() {
        let mut file = tempfile::tempfile().unwrap();
        let is_direct = set_direct(&file, true);
        let mut disk = Disk {
            file: file.try_clone().unwrap(),
            is_direct,
            unsynced: 0,
        };
        let mut portion = Portion::new();
        portion.fill(&pattern(3 * BLOCK));
        disk.write(portion.bytes()).unwrap();
        // Neither its length nor where it leaves the file could be written directly.
        disk.write(&portion.bytes()[..77]).unwrap();
        disk.write(portion.bytes()).unwrap();
        assert!(!disk.is_direct);
        let mut read = Vec::new();
        file.rewind().unwrap();
        file.read_to_end(&mut read).unwrap();
        let whole = pattern(3 * BLOCK);
        assert!(read == [&whole, &whole[..77], &whole].concat());
    }

    #[test]
    fn a_disk_that_fails_is_heard() {
        // Reading only: no write works.
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("f");
        std::fs::write(&path, "").unwrap();
        let mut growing = GrowingFile::new(File::open(&path).unwrap());
        growing.write_all(b"x").unwrap();
        assert!(growing.finish().is_err());
        let mut growing = GrowingFile::new(File::open(&path).unwrap());
        let many = vec![b'x'; (PORTIONS + 2) * PORTION];
        assert!(growing.write_all(&many).is_err() || growing.finish().is_err());
        let mut growing = GrowingFile::new(File::open(&path).unwrap());
        assert!((0..100).any(|_| growing.write_all(&many).is_err()));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_heard() {
        let full = std::fs::OpenOptions::new()
            .write(true)
            .open("/dev/full")
            .unwrap();
        let mut growing = GrowingFile::new(full);
        let many = vec![b'x'; PORTION];
        let outcome = (0..10).try_for_each(|_| growing.write_all(&many));
        let error = outcome.and_then(|()| growing.finish().map(|_| ()));
        assert_eq!(error.unwrap_err().kind(), io::ErrorKind::StorageFull);
    }
}
