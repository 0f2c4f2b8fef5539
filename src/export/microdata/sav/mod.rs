//! SPSS system file: UTF-8, long names, labels, measures, user-missing ranges, sets of multiple answers, the weight
//! declared, rows in compressed bytecode. After the format as PSPP documents it (« System File Format »).

mod bytecode;
mod extensions;
mod header;
mod layout;
mod records;

use std::io::{self, Write as _};

use super::sink::Sink;
use super::{Microdata, Progress, blocks};
use bytecode::{Bytecode, Cells};
use layout::Layout;

pub(super) fn write(of: &Microdata<'_>, sink: &mut Sink<'_>, progress: Progress<'_>) -> io::Result<u64> {
    let layouts = layout::layouts(of);
    sink.write_all(&dictionary(of, &layouts))?;
    let cells: Vec<Cells<'_>> = layouts.iter().map(|layout| Cells::of(of, layout)).collect();
    blocks::write(of.data.rows, sink, progress, |rows, page| {
        let mut code = Bytecode::new(page);
        for row in rows {
            for cell in &cells {
                cell.write(row, &mut code);
            }
        }
    })?;
    Ok(of.rows())
}

/// Everything before the rows.
fn dictionary(of: &Microdata<'_>, layouts: &[Layout<'_>]) -> Vec<u8> {
    let mut out = header::header(of, layouts);
    layouts.iter().for_each(|layout| records::variable(layout, &mut out));
    layouts.iter().for_each(|layout| records::value_labels(layout, &mut out));
    records::document(of, &mut out);
    extensions::all(of, layouts, &mut out);
    records::end(&mut out);
    out
}
