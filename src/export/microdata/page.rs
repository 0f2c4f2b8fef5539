//! Rows on their way out: bytes appended to one growing buffer. Short texts are prepared once and copied eight bytes at a
//! time, whatever their length, which is most of the speed of a file of codes.

/// Longest text copied whole.
const SHORT_BYTES: usize = 8;
const GROWTH_BYTES: usize = 1 << 16;

/// At most eight bytes, prepared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Short {
    bytes: [u8; SHORT_BYTES],
    len: usize,
}

impl Short {
    /// `None` for a text that is longer.
    pub fn of(text: &str) -> Option<Self> {
        let mut bytes = [0; SHORT_BYTES];
        bytes.get_mut(..text.len())?.copy_from_slice(text.as_bytes());
        Some(Self { bytes, len: text.len() })
    }

    pub const fn whole(bytes: [u8; SHORT_BYTES]) -> Self {
        Self { bytes, len: SHORT_BYTES }
    }
}

#[derive(Debug, Default)]
pub(super) struct Page {
    bytes: Vec<u8>,
    /// What is written; beyond it is room.
    at: usize,
}

impl Page {
    pub fn clear(&mut self) {
        self.at = 0;
    }

    pub fn written(&self) -> &[u8] {
        self.bytes.get(..self.at).unwrap_or(&[])
    }

    pub fn len(&self) -> usize {
        self.at
    }

    #[inline]
    pub fn short(&mut self, text: Short) {
        match self.bytes.get_mut(self.at..self.at + SHORT_BYTES) {
            Some(room) => room.copy_from_slice(&text.bytes),
            None => return self.grown(text),
        }
        self.at += text.len;
    }

    #[cold]
    fn grown(&mut self, text: Short) {
        self.bytes.resize(self.at + SHORT_BYTES + GROWTH_BYTES, 0);
        self.short(text);
    }

    pub fn long(&mut self, bytes: &[u8]) {
        let end = self.at + bytes.len();
        if self.bytes.len() < end {
            self.bytes.resize(end + GROWTH_BYTES, 0);
        }
        if let Some(room) = self.bytes.get_mut(self.at..end) {
            room.copy_from_slice(bytes);
            self.at = end;
        }
    }

    /// Takes back what was written from here on.
    pub fn cut(&mut self, at: usize) {
        self.at = self.at.min(at);
    }

    /// Changes a byte already written.
    #[inline]
    pub fn set(&mut self, at: usize, byte: u8) {
        if let Some(place) = self.bytes.get_mut(at) {
            *place = byte;
        }
    }
}

/// Never fails: there is always room.
impl std::io::Write for Page {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.long(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
