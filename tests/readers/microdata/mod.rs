//! The pollsters' files of one wave, opened by pyreadstat, pyarrow, lxml, R with haven, and PSPP.

mod sample;

use std::fs::{self, File};
use std::path::Path;
use std::process::Command;

use serde_json::{Value as Json, json};
use sonde::domain::id::Digest;
use sonde::export::microdata::{Microdata, MicrodataFile, Value};

use crate::python;
use sample::Sample;

const WAVE: &str = "essai-2020-02";
/// More than a block of rows, and no multiple of eight.
const MANY: usize = 33_003;
const FEW: usize = 205;

/// Every file of the wave in this folder, and what they should say, the slow way.
fn written(folder: &Path, sample: &Sample) {
    let rows = sample.data.rows;
    let wave = Microdata::of(&sample.questionnaire, &sample.spec, &sample.data, Some(&sample.weights), true).unwrap();
    for file in MicrodataFile::ALL {
        let path = folder.join(file.name(WAVE));
        let mut told = 0;
        let written = wave.write(file, &mut File::create(&path).unwrap(), &mut |rows| told = rows).unwrap();
        let bytes = fs::read(&path).unwrap();
        assert_eq!((written.bytes, written.digest.hex()), (bytes.len() as u64, Digest::of(&bytes).hex()), "{file:?}");
        if file.holds_responses() {
            assert_eq!((written.rows, told), (rows as u64, rows as u64), "{file:?}");
        }
    }
    let dictionary = wave.dictionary();
    let value = |value: Value<'_>| match value {
        Value::Whole(number) => json!(number),
        Value::Real(number) => json!(number),
        Value::Text(text) => json!(text),
        Value::Order(text) => json!(text),
        Value::Absent => Json::Null,
    };
    let fields: Vec<Json> = dictionary
        .fields
        .iter()
        .map(|field| {
            let code = |code: &sonde::export::microdata::Code| json!([code.value, code.label, code.missing.is_some()]);
            json!({
                "name": field.name, "label": field.label, "kind": field.kind(), "measure": field.measure.as_str(),
                "decimals": field.decimals(), "codes": field.codes.iter().map(code).collect::<Vec<_>>(),
                "missing": field.missing_range(),
                "values": (0..rows).map(|row| value(wave.value(field, row))).collect::<Vec<_>>(),
            })
        })
        .collect();
    let sets: Vec<Json> = dictionary
        .sets
        .iter()
        .map(|set| {
            let names: Vec<&String> = dictionary.of_set(set).iter().map(|field| &field.name).collect();
            json!({ "name": set.name, "label": set.label, "members": names })
        })
        .collect();
    let expected = json!({ "wave": WAVE, "rows": rows, "fields": fields, "sets": sets });
    fs::write(folder.join("expected.json"), expected.to_string()).unwrap();
}

fn ran(command: &mut Command) -> String {
    let done = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(done.status.success(), "{command:?}: {said}{}", String::from_utf8_lossy(&done.stderr));
    said
}

#[test]
fn python_reads_in_every_file_what_was_sealed() {
    let folder = tempfile::tempdir().unwrap();
    written(folder.path(), &Sample::of(FEW));
    let said = python::said("microdata/read.py", &[folder.path()]);
    assert!(said.contains("all the same"), "{said}");
}

#[test]
fn a_file_of_several_blocks_reads_like_a_small_one() {
    let folder = tempfile::tempdir().unwrap();
    written(folder.path(), &Sample::of(MANY));
    let said = python::said("microdata/read.py", &[folder.path()]);
    assert!(said.contains("all the same"), "{said}");
}

#[test]
fn the_ddi_is_valid_by_its_schema() {
    let folder = tempfile::tempdir().unwrap();
    written(folder.path(), &Sample::of(FEW));
    let said = python::said("microdata/ddi.py", &[folder.path()]);
    assert!(said.contains("valid"), "{said}");
}

#[test]
fn r_reads_the_spss_file_and_its_script_gives_the_same() {
    let folder = tempfile::tempdir().unwrap();
    written(folder.path(), &Sample::of(FEW));
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/readers/microdata/read.R");
    let said = ran(Command::new("Rscript").arg("--vanilla").arg(script).arg(WAVE).current_dir(folder.path()));
    assert!(said.contains("all the same"), "{said}");
}

#[test]
fn pspp_weighs_by_the_weight_and_its_syntax_makes_the_same_file() {
    read_by_pspp(&Sample::of_single_lines(FEW), "csv");
}

#[test]
fn the_syntax_loses_no_line_of_a_verbatim() {
    read_by_pspp(&Sample::of(FEW), "sav");
}

/// `from`: what the syntax file has to read its texts in.
fn read_by_pspp(sample: &Sample, from: &str) {
    let folder = tempfile::tempdir().unwrap();
    written(folder.path(), sample);
    let read = "GET FILE='essai-2020-02.sav'.\nSHOW WEIGHT.\nDISPLAY DOCUMENTS.\nMRSETS /DISPLAY NAME=ALL.\n\
                INSERT FILE='essai-2020-02.sps' SYNTAX=INTERACTIVE.\nSHOW WEIGHT.\nSAVE OUTFILE='again.sav'.\n";
    fs::write(folder.path().join("read.sps"), read).unwrap();
    let mut pspp = Command::new("pspp");
    pspp.args(["-O", "format=txt", "-O", "width=200", "-o", "-", "read.sps"]).env("LC_ALL", "C.UTF-8");
    let said = ran(pspp.current_dir(folder.path()));
    assert!(said.matches("WEIGHT is WEIGHT").count() >= 2, "{said}");
    assert!(!said.contains("error") && !said.contains("warning"), "{said}");
    assert!(said.contains("données simulées") && said.contains("$CONNUES"), "{said}");
    let said = python::said("microdata/again.py", &[folder.path(), Path::new(from)]);
    assert!(said.contains("all the same"), "{said}");
}
