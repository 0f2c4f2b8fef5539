//! The figures, one line each (SDMX-CSV 2.0, field guide): where they are described, what is done with them, dimensions,
//! value, attributes.

use super::super::figures::{figures, of_table};
use super::super::formula::harmless;
use super::super::{ExportError, ReleaseFile, count, keys};
use super::component::components;
use super::{AGENCY, VERSION, flow_id};
use crate::domain::release::Released;

/// Before the figure itself: for information, which neither adds nor deletes.
const STRUCTURE: [&str; 3] = ["STRUCTURE", "STRUCTURE_ID", "ACTION"];
const ACTION: &str = "I";

pub(in crate::export) fn file(released: &Released) -> Result<ReleaseFile, ExportError> {
    let flow = format!("{AGENCY}:{}({VERSION})", flow_id(released));
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(STRUCTURE.into_iter().chain(components().map(|component| component.id)))?;
    for table in &released.content().tables {
        let keys = keys::of_rows(table);
        for (key, figure) in keys.iter().cycle().zip(of_table(released, table)) {
            for said in ["dataflow", &flow, ACTION] {
                writer.write_field(said)?;
            }
            for component in components() {
                writer.write_field(harmless(&(component.of)(&figure, key)).as_bytes())?;
            }
            writer.write_record(None::<&[u8]>)?;
        }
    }
    Ok(ReleaseFile {
        name: "tableaux-sdmx.csv",
        media_type: "application/vnd.sdmx.data+csv; version=2.0.0",
        bytes: writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))?,
        rows: count(figures(released)),
    })
}
