//! A file of envelopes, one after the other, without holding more than one of them.

use std::io::{self, BufRead};
use std::sync::Arc;

use super::read::{EnvelopeError, ReadRecord, read};

/// The most bytes that one envelope may take in a file.
///
/// Kafka's own limit is 2 GiB less a little, its default 1 MiB; base64 makes a third more of it.
pub const MAX_RECORD_BYTES: usize = 256 << 20;

/// Where a reader stands between two objects.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Before the first byte.
    Start,
    /// Between objects that follow one another.
    Sequence,
    /// In an array: before its first element, or behind one.
    Array { first: bool },
    /// Behind the last object, or behind an error.
    End,
}

/// Reads a file of envelopes, one at a time: one object a line, one array of objects, or a single object.
///
/// Iteration ends with the first error: what follows a torn record cannot be trusted.
pub struct Reader<R> {
    input: R,
    limit: usize,
    stage: Stage,
    line: u64,
    records: u64,
    topic: Option<Arc<str>>,
    buffer: Vec<u8>,
}

impl<R: BufRead> Reader<R> {
    /// Starts to read.
    pub fn new(input: R) -> Self {
        Self::with_limit(input, MAX_RECORD_BYTES)
    }

    /// Starts to read, with another bound of one envelope's bytes.
    pub fn with_limit(input: R, limit: usize) -> Self {
        Self {
            input,
            limit,
            stage: Stage::Start,
            line: 1,
            records: 0,
            topic: None,
            buffer: Vec::new(),
        }
    }

    /// Returns how many envelopes were read.
    pub fn records(&self) -> u64 {
        self.records
    }

    fn advance(&mut self) -> Result<Option<ReadRecord>, EnvelopeError> {
        if self.stage == Stage::Start {
            self.start()?;
        }
        if !self.next_object()? {
            self.stage = Stage::End;
            return Ok(None);
        }
        let first_line = self.line;
        self.object()?;
        match read(&self.buffer, &mut self.topic) {
            Ok(record) => {
                self.records += 1;
                Ok(Some(record))
            }
            Err(problem) => Err(EnvelopeError {
                record: self.records + 1,
                line: first_line + problem.line - 1,
                why: problem.why,
            }),
        }
    }

    /// Passes what editors put before the first byte, and learns whether an array follows.
    fn start(&mut self) -> Result<(), EnvelopeError> {
        self.stage = Stage::Sequence;
        match self.peek()? {
            // A byte order mark.
            Some(0xef) => {
                for expected in *b"\xef\xbb\xbf" {
                    if self.peek()? != Some(expected) {
                        return Err(self.error("this is no JSON"));
                    }
                    self.input.consume(1);
                }
            }
            Some(0xfe | 0xff) => return Err(self.error("this is UTF-16; an export is UTF-8")),
            Some(0x1f) => return Err(self.error("this is compressed with gzip")),
            Some(0x28) => return Err(self.error("this is compressed with zstd")),
            _ => {}
        }
        if self.skip_space()? == Some(b'[') {
            self.input.consume(1);
            self.stage = Stage::Array { first: true };
        }
        Ok(())
    }

    /// Goes to the next object's brace; `false` at the end.
    fn next_object(&mut self) -> Result<bool, EnvelopeError> {
        let mut next = self.skip_space()?;
        if let Stage::Array { first } = self.stage {
            match next {
                Some(b']') => {
                    self.input.consume(1);
                    return match self.skip_space()? {
                        None => Ok(false),
                        Some(_) => Err(self.error("something follows the end of the array")),
                    };
                }
                Some(b',') if !first => {
                    self.input.consume(1);
                    next = self.skip_space()?;
                }
                None => return Err(self.error("the file ends inside its array")),
                Some(_) if !first => {
                    return Err(self.error("a comma is missing between two records"));
                }
                Some(_) => {}
            }
            self.stage = Stage::Array { first: false };
        }
        match next {
            Some(b'{') => Ok(true),
            None if self.stage == Stage::Sequence => Ok(false),
            _ => Err(self.error("expected a record, which starts with `{`")),
        }
    }

    /// Copies one object into the buffer: up to the brace that closes the first one.
    fn object(&mut self) -> Result<(), EnvelopeError> {
        self.buffer.clear();
        let mut depth = 0_u64;
        let mut in_string = false;
        let mut escaped = false;
        loop {
            let chunk = match self.input.fill_buf() {
                Ok(chunk) => chunk,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(self.io_error(&error)),
            };
            if chunk.is_empty() {
                return Err(self.error("the file ends inside a record"));
            }
            let mut at = 0;
            let mut complete = false;
            while at < chunk.len() {
                if in_string {
                    if escaped {
                        escaped = false;
                        at += 1;
                        continue;
                    }
                    let Some(next) = memchr::memchr3(b'"', b'\\', b'\n', &chunk[at..]) else {
                        at = chunk.len();
                        break;
                    };
                    at += next + 1;
                    match chunk[at - 1] {
                        b'"' => in_string = false,
                        b'\\' => escaped = true,
                        // JSON has no line break inside a string: this record is torn, and the next one whole.
                        _ => return Err(self.error("the line ends inside a record")),
                    }
                    continue;
                }
                at += 1;
                match chunk[at - 1] {
                    b'"' => in_string = true,
                    b'{' | b'[' => depth += 1,
                    b'}' | b']' => {
                        depth -= 1;
                        if depth == 0 {
                            complete = true;
                            break;
                        }
                    }
                    b'\n' => self.line += 1,
                    _ => {}
                }
            }
            if self.buffer.len() + at > self.limit {
                let why = format!("the record is longer than {} bytes", self.limit);
                return Err(self.error(&why));
            }
            self.buffer.extend_from_slice(&chunk[..at]);
            self.input.consume(at);
            if complete {
                return Ok(());
            }
        }
    }

    fn skip_space(&mut self) -> Result<Option<u8>, EnvelopeError> {
        loop {
            match self.peek()? {
                Some(b'\n') => self.line += 1,
                Some(b' ' | b'\t' | b'\r') => {}
                other => return Ok(other),
            }
            self.input.consume(1);
        }
    }

    fn peek(&mut self) -> Result<Option<u8>, EnvelopeError> {
        loop {
            match self.input.fill_buf() {
                Ok(chunk) => return Ok(chunk.first().copied()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(self.io_error(&error)),
            }
        }
    }

    fn io_error(&self, error: &io::Error) -> EnvelopeError {
        self.error(&error.to_string())
    }

    fn error(&self, why: &str) -> EnvelopeError {
        EnvelopeError {
            record: self.records + 1,
            line: self.line,
            why: why.to_owned(),
        }
    }
}

impl<R: BufRead> Iterator for Reader<R> {
    type Item = Result<ReadRecord, EnvelopeError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.stage == Stage::End {
            return None;
        }
        let next = self.advance().transpose();
        if matches!(next, Some(Err(_))) {
            self.stage = Stage::End;
        }
        next
    }
}
