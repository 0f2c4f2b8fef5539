//! Blocks of rows: one thread formats ahead, the other digests and writes, in order. A few buffers go round, so a file of
//! ten million responses takes no more room than one of a million.

use std::io::{self, Write};
use std::ops::Range;
use std::sync::mpsc::{channel, sync_channel};
use std::thread::scope;

use super::Progress;
use super::page::Page;
use super::sink::Sink;

/// A multiple of eight: commands of a compressed SPSS file come by eight. Fewer rows, and on a busy machine the two threads
/// spend their time waiting for each other.
const BLOCK_ROWS: usize = 32_768;
/// Blocks formatted and not written yet.
const AHEAD: usize = 2;

/// Writes every row. `format` appends a range of them to a page.
pub(super) fn write(
    rows: usize,
    sink: &mut Sink<'_>,
    progress: Progress<'_>,
    format: impl Fn(Range<usize>, &mut Page) + Sync,
) -> io::Result<()> {
    if rows <= BLOCK_ROWS {
        let mut page = Page::default();
        format(0..rows, &mut page);
        sink.write_all(page.written())?;
        progress(told(rows));
        return Ok(());
    }
    let (full, arriving) = sync_channel::<(Page, usize)>(AHEAD);
    let (empty, returning) = channel::<Page>();
    let format = &format;
    scope(|scope| {
        scope.spawn(move || {
            for from in (0..rows).step_by(BLOCK_ROWS) {
                let to = rows.min(from + BLOCK_ROWS);
                let mut page = returning.try_recv().unwrap_or_default();
                page.clear();
                format(from..to, &mut page);
                // Nobody takes it any more: the writer has failed, and says why.
                if full.send((page, to)).is_err() {
                    return;
                }
            }
        });
        for (page, to) in arriving {
            sink.write_all(page.written())?;
            progress(told(to));
            // The last ones find nobody.
            let _ = empty.send(page);
        }
        Ok(())
    })
}

fn told(rows: usize) -> u64 {
    u64::try_from(rows).unwrap_or(u64::MAX)
}
