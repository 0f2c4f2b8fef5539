//! Where bytes leave: counted and digested on their way, so that what is told at the end is of what was written.

use std::io::{self, Write};

use sha2::{Digest as _, Sha256};

use crate::domain::id::Digest;

/// What was written, for whoever checks that all of it arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// Responses, or lines of a codebook, or variables described.
    pub rows: u64,
    pub bytes: u64,
    pub digest: Digest,
}

pub(super) struct Sink<'a> {
    out: &'a mut (dyn Write + Send),
    hash: Sha256,
    bytes: u64,
}

impl<'a> Sink<'a> {
    pub fn new(out: &'a mut (dyn Write + Send)) -> Self {
        Self { out, hash: Sha256::new(), bytes: 0 }
    }

    pub fn done(self, rows: u64) -> io::Result<Written> {
        self.out.flush()?;
        Ok(Written { rows, bytes: self.bytes, digest: Digest::of_hash(self.hash.finalize().into()) })
    }
}

impl Write for Sink<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = self.out.write(bytes)?;
        self.hash.update(bytes.get(..taken).unwrap_or(bytes));
        self.bytes += u64::try_from(taken).unwrap_or(0);
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
