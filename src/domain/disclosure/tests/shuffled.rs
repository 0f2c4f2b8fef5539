//! A wave is a set of responses: in whatever order they were before sealing, what leaves is the same to the last byte.

use proptest::prelude::*;

use crate::domain::calibration::{calibrate_wave, weigh};
use crate::domain::data_set::DataSet;
use crate::domain::disclosure::{Released, release};
use crate::domain::estimate::Influences;
use crate::domain::release::ReleasedTable;
use crate::domain::table::mixed::{Person, data, people, questionnaire, sealed, spec};
use crate::domain::table::{Table, tabulate_with};

fn tables(data: &DataSet) -> Vec<Table> {
    let spec = spec();
    let calibration = calibrate_wave(data, &spec.weighting).unwrap().unwrap();
    tabulate_with(&questionnaire(), &spec, data, &Influences::calibrated(&calibration.weights, &calibration).unwrap())
        .unwrap()
}

fn released(data: &DataSet) -> Released {
    let spec = spec();
    let diagnostics = weigh(data, &spec.weighting).unwrap().diagnostics;
    release(&questionnaire(), &spec, &tables(data), &diagnostics, false)
}

fn shuffled() -> impl Strategy<Value = (Vec<Person>, Vec<Person>)> {
    people(100..400).prop_flat_map(|people| (Just(people.clone()), Just(people).prop_shuffle()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn the_order_of_responses_before_sealing_changes_no_bit_of_a_table_and_no_byte_of_a_release((before, after) in shuffled()) {
        let (here, there) = (sealed(&before), sealed(&after));
        // Before anything is rounded.
        prop_assert_eq!(tables(&here), tables(&there));
        let (here, there) = (released(&here), released(&there));
        prop_assert_eq!(here.canonical_json(), there.canonical_json());
        prop_assert_eq!(here.digest(), there.digest());
        let is_told = |table: &ReleasedTable| table.total().is_some_and(|total| !total.measures.is_empty());
        prop_assert!(here.content().tables.iter().any(is_told), "nothing was released");
        // Nor does it come from the sealing alone.
        let (here, there) = (released(&data(&before)), released(&data(&after)));
        prop_assert_eq!(here.canonical_json(), there.canonical_json());
    }
}
