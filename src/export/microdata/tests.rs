//! What the files say of a small wave, and what is refused. That programs read them is told by `tests/readers`.

use std::collections::BTreeSet;

use crate::domain::data_set::{DataSet, Entry, Values};
use crate::domain::questionnaire::{AnswerOption, Kind, Questionnaire, Text};
use crate::domain::table::fixture::{data, questionnaire, response, spec};

use super::*;

fn responses() -> DataSet {
    let no_answer = (Entry::NotAsked, Entry::NoAnswer, Entry::NotAsked);
    data(&[response(0, 1, &[0, 1]), response(2, 5, &[2]), no_answer])
}

fn written(file: MicrodataFile, weights: Option<&[f64]>) -> String {
    written_of(&questionnaire(), &responses(), file, weights)
}

fn written_of(q: &Questionnaire, data: &DataSet, file: MicrodataFile, weights: Option<&[f64]>) -> String {
    let spec = spec();
    let wave = Microdata::of(q, &spec, data, weights, true).unwrap();
    let mut bytes = Vec::new();
    wave.write(file, &mut bytes, &mut |_| {}).unwrap();
    String::from_utf8_lossy(&bytes).into_owned()
}

#[test]
fn a_line_a_response_with_every_kind_of_missing_apart() {
    let csv = written(MicrodataFile::Csv, Some(&[1.5, 0.25, 3.0]));
    let expected = "ROW,WEIGHT,AGE,JC_UTILITE,FRAG_PRIO_emploi,FRAG_PRIO_sante,FRAG_PRIO_nsp\n\
                    1,1.5,1,2,1,1,0\n\
                    2,0.25,3,-1,0,0,1\n\
                    3,3,-4,-3,-4,-4,-4\n";
    assert_eq!(csv, expected);
}

#[test]
fn without_weights_no_file_has_any_and_each_says_so() {
    assert!(written(MicrodataFile::Csv, None).starts_with("ROW,AGE,"));
    for file in [MicrodataFile::Ddi, MicrodataFile::RScript, MicrodataFile::StataScript, MicrodataFile::SpssScript] {
        assert!(written(file, None).contains("pas encore redressées"), "{file:?}");
        assert!(!written(file, Some(&[1.0; 3])).contains("pas encore redressées"), "{file:?}");
    }
}

#[test]
fn everything_says_that_data_are_simulated_and_names_its_variables() {
    for file in [
        MicrodataFile::Ddi,
        MicrodataFile::RScript,
        MicrodataFile::StataScript,
        MicrodataFile::SpssScript,
        MicrodataFile::TripleS,
        MicrodataFile::Sav,
    ] {
        let text = written(file, Some(&[1.0; 3]));
        assert!(text.contains("données simulées"), "{file:?}");
        for name in ["WEIGHT", "JC_UTILITE", "FRAG_PRIO"] {
            assert!(text.contains(name), "{name} in {file:?}");
        }
    }
}

#[test]
fn the_codebook_says_who_was_asked_and_what_a_number_means() {
    let book = written(MicrodataFile::Codebook, None);
    let line = book.lines().find(|line| line.starts_with("JC_UTILITE,") && line.contains(",-1,nsp,")).unwrap();
    assert!(line.ends_with(",-1,nsp,Ne se prononce pas,nsp,,3,"), "{line}");
    let line = book.lines().find(|line| line.starts_with("FRAG_PRIO_emploi,") && line.contains(",1,yes,")).unwrap();
    assert!(line.ends_with(",1,yes,Coché,,,2,FRAG_PRIO"), "two were asked: {line}");
}

/// The options of the question of this place, to be changed.
fn options(q: &mut Questionnaire, question: usize) -> &mut Vec<AnswerOption> {
    let question = q.sections.first_mut().unwrap().questions.get_mut(question).unwrap();
    let (Kind::Single { options, .. } | Kind::Multiple { options, .. }) = &mut question.kind else {
        panic!("{}", question.id)
    };
    options
}

#[test]
fn the_highest_and_lowest_scores_stay_in_their_place_on_a_line() {
    let mut q = questionnaire();
    for (option, value) in options(&mut q, 0).iter_mut().zip([-1_000_000, -999_991, 999_999]) {
        option.value = Some(value);
    }
    let csv = written_of(&q, &responses(), MicrodataFile::Csv, None);
    let expected = "ROW,AGE,JC_UTILITE,FRAG_PRIO_emploi,FRAG_PRIO_sante,FRAG_PRIO_nsp\n\
                    1,-1000000,2,1,1,0\n\
                    2,999999,-1,0,0,1\n\
                    3,-9999994,-3,-4,-4,-4\n";
    assert_eq!(csv, expected);
}

#[test]
fn an_option_with_a_dash_in_its_label_keeps_all_of_it_in_triple_s() {
    let mut q = questionnaire();
    options(&mut q, 2)[1].label = Text::french("Santé — soins et prévention");
    let definition = written_of(&q, &responses(), MicrodataFile::TripleS, None);
    assert!(definition.contains("<value code=\"2\">Santé — soins et prévention</value>"), "{definition}");
    assert!(definition.contains("<value code=\"1\">Emploi</value>"), "{definition}");
}

#[test]
fn long_names_cut_alike_keep_their_own_labels_in_stata() {
    let mut data = responses();
    let Values::Ticks { codes, .. } = &mut data.columns[2].values else { panic!("ticks") };
    *codes = ["a", "b", "c"].map(|end| "long".repeat(10) + end).into();
    let script = written_of(&questionnaire(), &data, MicrodataFile::StataScript, None);
    let defined: Vec<&str> = script.lines().filter(|line| line.starts_with("label define ")).collect();
    let names: BTreeSet<&str> = defined.iter().filter_map(|line| line.split(' ').nth(2)).collect();
    assert_eq!((defined.len(), names.len()), (5, 5), "{defined:#?}");
    assert!(names.iter().all(|name| name.len() <= 32), "{names:?}");
}

#[test]
fn labels_of_spss_are_cut_at_its_bytes() {
    let mut q = questionnaire();
    options(&mut q, 1)[0].label = Text::french(&"é".repeat(100));
    let script = written_of(&q, &responses(), MicrodataFile::SpssScript, None);
    assert!(script.contains(&format!("1 '{}'\n", "é".repeat(60))), "{script}");
}

#[test]
fn data_of_another_questionnaire_and_weights_of_another_wave_are_refused() {
    let (q, spec, mut data) = (questionnaire(), spec(), responses());
    let refused = Microdata::of(&q, &spec, &data, Some(&[1.0]), true).err();
    assert_eq!(refused, Some(BadMicrodata::Weights { weights: 1, rows: 3 }));
    data.columns.pop();
    let refused = Microdata::of(&q, &spec, &data, None, true).err();
    assert_eq!(refused, Some(BadMicrodata::NoColumn("FRAG_PRIO".to_owned())));
}

#[test]
fn a_file_is_called_by_its_wave_and_found_by_its_name() {
    for file in MicrodataFile::ALL {
        assert_eq!(MicrodataFile::by_name("urgence-2020-05", &file.name("urgence-2020-05")), Some(file));
        assert_eq!(MicrodataFile::by_name("urgence-2020-06", &file.name("urgence-2020-05")), None);
    }
}

/// Somebody whose disk is full, or who went away.
struct Full;

impl Write for Full {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::StorageFull.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_full_disk_ends_every_file_with_its_reason() {
    let (q, spec) = (questionnaire(), spec());
    let many: Vec<_> = (0..100_000u32).map(|row| response(u16::try_from(row % 3).unwrap(), 1, &[0])).collect();
    let data = data(&many);
    let wave = Microdata::of(&q, &spec, &data, None, false).unwrap();
    for file in MicrodataFile::ALL {
        let error = wave.write(file, &mut Full, &mut |_| {}).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::StorageFull, "{file:?}: {error}");
    }
}
