//! Many envelopes as one document: a line each, or one array.
//!
//! Workers fill [`Chunk`]s, the calling thread joins them in order; so nothing is held but what is on its way out.

use std::io::{self, Write};

use super::write::{Fidelity, Identity, View, write};
use crate::dead_letter::DeadLetterView;

/// How envelopes follow one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// One object a line, each line ended: NDJSON.
    Lines,
    /// One JSON array, one object a line inside it.
    Array,
}

/// Some envelopes in a row, ready to be joined to others.
#[derive(Debug, Default)]
pub struct Chunk {
    bytes: Vec<u8>,
    records: u64,
    lossy: u64,
    redacted: u64,
}

impl Chunk {
    /// Appends one dead letter.
    pub fn push(
        &mut self,
        form: Form,
        letter: &DeadLetterView<'_>,
        identity: &Identity,
        view: &View,
    ) {
        if form == Form::Array && self.records > 0 {
            self.bytes.extend_from_slice(b",\n");
        }
        self.records += 1;
        match write(letter, identity, view, &mut self.bytes) {
            Fidelity::Lossless => {}
            Fidelity::HeadersUnreadable => self.lossy += 1,
            Fidelity::Redacted => self.redacted += 1,
        }
        if form == Form::Lines {
            self.bytes.push(b'\n');
        }
    }

    /// Empties the chunk, and keeps its memory for the next envelopes.
    pub fn clear(&mut self) {
        self.bytes.clear();
        (self.records, self.lossy, self.redacted) = (0, 0, 0);
    }

    /// Returns how many bytes fit before more memory is needed.
    pub fn capacity(&self) -> usize {
        self.bytes.capacity()
    }

    /// Returns the number of envelopes.
    pub fn records(&self) -> u64 {
        self.records
    }

    /// Returns how many envelopes have headers that could not be read, and are not enough to write their record again.
    pub fn lossy(&self) -> u64 {
        self.lossy
    }

    /// Returns the number of bytes.
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Tells whether there is no envelope.
    pub fn is_empty(&self) -> bool {
        self.records == 0
    }
}

/// A document that is being written: what stands between and around the chunks.
#[derive(Debug)]
pub struct Document {
    form: Form,
    records: u64,
    lossy: u64,
    redacted: u64,
}

impl Document {
    /// Starts a document; nothing is written yet.
    pub fn new(form: Form) -> Self {
        Self {
            form,
            records: 0,
            lossy: 0,
            redacted: 0,
        }
    }

    /// Writes the next chunk, which was filled for the same form.
    pub fn write(&mut self, chunk: &Chunk, out: &mut dyn Write) -> io::Result<()> {
        if chunk.is_empty() {
            return Ok(());
        }
        if self.form == Form::Array {
            out.write_all(if self.records == 0 { b"[\n" } else { b",\n" })?;
        }
        self.records += chunk.records;
        self.lossy += chunk.lossy;
        self.redacted += chunk.redacted;
        out.write_all(&chunk.bytes)
    }

    /// Ends the document: an array is closed, also one without an element.
    pub fn finish(&mut self, out: &mut dyn Write) -> io::Result<()> {
        match self.form {
            Form::Lines => Ok(()),
            Form::Array if self.records == 0 => out.write_all(b"[]\n"),
            Form::Array => out.write_all(b"\n]\n"),
        }
    }

    /// Returns the number of envelopes written.
    pub fn records(&self) -> u64 {
        self.records
    }

    /// Returns how many of them have headers that could not be read, and are not enough to write their record again.
    pub fn lossy(&self) -> u64 {
        self.lossy
    }

    /// Returns how many of them are not, because something of the record is withheld.
    pub fn redacted(&self) -> u64 {
        self.redacted
    }
}
