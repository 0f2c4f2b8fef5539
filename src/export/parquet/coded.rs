//! Columns of few texts, as the writer leaves them: a dictionary of texts, then for each row whether it has one, and which.
//! Each text is understood once a dictionary, not once a row. Parquet's format, *Encodings*: PLAIN, RLE_DICTIONARY and the
//! RLE / bit-packing hybrid.

use ::parquet::basic::Encoding;
use ::parquet::column::page::Page;
use ::parquet::file::reader::RowGroupReader;

use super::BadFile;
use crate::domain::data_set::{Choices, Entry};

/// Wider places of a dictionary than these bits are left to the general reader: such a column has not few texts.
const WIDTH_MAX: u32 = 8;

/// What rows are read into.
pub(super) trait Rows<T> {
    fn count(&self) -> usize;
    fn append(&mut self, value: T);
    /// Those at these places of a list; no place is out of it.
    fn append_from(&mut self, list: &[T], places: &[u8]);
    /// The first rows alone.
    fn keep(&mut self, rows: usize);
}

impl<T: Clone> Rows<T> for Vec<T> {
    fn count(&self) -> usize {
        self.len()
    }

    fn append(&mut self, value: T) {
        self.push(value);
    }

    fn append_from(&mut self, list: &[T], places: &[u8]) {
        self.extend(places.iter().filter_map(|place| list.get(usize::from(*place))).cloned());
    }

    fn keep(&mut self, rows: usize) {
        self.truncate(rows);
    }
}

impl Rows<Entry<u16>> for Choices {
    fn count(&self) -> usize {
        self.len()
    }

    fn append(&mut self, value: Entry<u16>) {
        self.push(value);
    }

    fn append_from(&mut self, list: &[Entry<u16>], places: &[u8]) {
        self.extend_from(list, places);
    }

    fn keep(&mut self, rows: usize) {
        self.truncate(rows);
    }
}

/// Appends what each row of a group has in this column: `absent` for none, else what `of` makes of the text. False, with
/// nothing appended, where a page is encoded in another way.
pub(super) fn read<T: Clone>(
    group: &dyn RowGroupReader,
    physical: usize,
    absent: &T,
    of: impl Fn(&str) -> Result<T, BadFile>,
    values: &mut impl Rows<T>,
) -> Result<bool, BadFile> {
    let mut pages = group.get_column_page_reader(physical)?;
    let before = values.count();
    let rows = usize::try_from(group.metadata().num_rows()).unwrap_or(0);
    let (mut meanings, mut levels, mut places) = (Vec::new(), Vec::new(), Vec::new());
    while let Some(page) = pages.get_next_page()? {
        match page {
            Page::DictionaryPage {
                buf, num_values, encoding: Encoding::PLAIN | Encoding::PLAIN_DICTIONARY, ..
            } => {
                meanings = dictionary(&buf, count(num_values), &of)?;
            }
            Page::DataPage {
                buf,
                num_values,
                encoding: Encoding::RLE_DICTIONARY | Encoding::PLAIN_DICTIONARY,
                def_level_encoding: Encoding::RLE,
                ..
            } => {
                // No more rows than the group has, whatever a page says.
                let rows = count(num_values).min(rows - (values.count() - before).min(rows));
                let decoded = decode(&buf, rows, &mut levels, &mut places).ok_or_else(cut_short)?;
                if !decoded {
                    values.keep(before);
                    return Ok(false);
                }
                append(&levels, &places, absent, &meanings, values).ok_or_else(cut_short)?;
            }
            _ => {
                values.keep(before);
                return Ok(false);
            }
        }
    }
    Ok(true)
}

fn cut_short() -> BadFile {
    BadFile::Layout("a page of a column ends early, or names a text its dictionary has not".to_owned())
}

fn count(values: u32) -> usize {
    usize::try_from(values).unwrap_or(usize::MAX)
}

/// What the texts of a dictionary mean: each is its length, on four bytes, and its bytes.
fn dictionary<T>(mut bytes: &[u8], count: usize, of: impl Fn(&str) -> Result<T, BadFile>) -> Result<Vec<T>, BadFile> {
    let mut meanings = Vec::new();
    for _ in 0..count {
        let text = sized(&mut bytes).ok_or_else(cut_short)?;
        let text = std::str::from_utf8(text).map_err(|_| BadFile::Layout("a text is not UTF-8".to_owned()))?;
        meanings.push(of(text)?);
    }
    Ok(meanings)
}

/// Takes as many bytes as the four first say.
fn sized<'a>(bytes: &mut &'a [u8]) -> Option<&'a [u8]> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    let (taken, rest) = rest.split_at_checked(usize::try_from(u32::from_le_bytes(*length)).ok()?)?;
    *bytes = rest;
    Some(taken)
}

/// For each row 1 where it has a text, then the place in the dictionary of each text there is. `None` where bytes are
/// missing, false where places are wide.
fn decode(mut page: &[u8], rows: usize, levels: &mut Vec<u8>, places: &mut Vec<u8>) -> Option<bool> {
    hybrid(sized(&mut page)?, 1, rows, levels)?;
    let texts = levels.iter().map(|level| usize::from(*level)).sum();
    let Some((width, page)) = page.split_first() else {
        places.clear();
        return (texts == 0).then_some(true);
    };
    if u32::from(*width) > WIDTH_MAX {
        return Some(false);
    }
    hybrid(page, u32::from(*width), texts, places)?;
    Some(true)
}

/// So many numbers of so many bits, in runs of one number or in groups of eight packed from the lowest bit on.
fn hybrid(mut bytes: &[u8], width: u32, count: usize, numbers: &mut Vec<u8>) -> Option<()> {
    numbers.clear();
    if width == 0 {
        numbers.resize(count, 0);
        return Some(());
    }
    let (packed, mask) = (usize::try_from(width).ok()?, u64::MAX >> (64 - width));
    while numbers.len() < count {
        let header = usize::try_from(varint(&mut bytes)?).ok()?;
        if header & 1 == 0 {
            let (number, rest) = bytes.split_first()?;
            bytes = rest;
            let number = number & mask.to_le_bytes()[0];
            numbers.resize(numbers.len() + (header >> 1).min(count - numbers.len()), number);
            continue;
        }
        let (run, rest) = bytes.split_at_checked((header >> 1).checked_mul(packed)?)?;
        bytes = rest;
        for group in run.chunks_exact(packed) {
            let word = group.iter().rev().fold(0u64, |word, byte| word << 8 | u64::from(*byte));
            let at = |place: u32| (word >> (place * width) & mask).to_le_bytes()[0];
            numbers.extend_from_slice(&[at(0), at(1), at(2), at(3), at(4), at(5), at(6), at(7)]);
        }
    }
    // The last group is filled up with zeros.
    numbers.truncate(count);
    Some(())
}

/// Seven bits a byte, the lowest first.
fn varint(bytes: &mut &[u8]) -> Option<u32> {
    let mut number = 0u32;
    for shift in (0..u32::BITS).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u32::from(byte & 0x7f).checked_shl(shift)?;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

fn append<T: Clone>(levels: &[u8], places: &[u8], absent: &T, meanings: &[T], values: &mut impl Rows<T>) -> Option<()> {
    if places.iter().max().is_some_and(|place| usize::from(*place) >= meanings.len()) {
        return None;
    }
    if places.len() == levels.len() {
        values.append_from(meanings, places);
        return Some(());
    }
    // What is absent stands after the others; a dictionary that fills a byte leaves it no place.
    let Ok(nothing) = u8::try_from(meanings.len()) else {
        let mut places = places.iter();
        for level in levels {
            let meaning = if *level == 0 { absent } else { meanings.get(usize::from(*places.next()?))? };
            values.append(meaning.clone());
        }
        return Some(());
    };
    let mut given = places.iter().copied();
    let all: Option<Vec<u8>> =
        levels.iter().map(|level| if *level == 0 { Some(nothing) } else { given.next() }).collect();
    values.append_from(&[meanings, std::slice::from_ref(absent)].concat(), &all?);
    Some(())
}

#[cfg(test)]
mod tests;
