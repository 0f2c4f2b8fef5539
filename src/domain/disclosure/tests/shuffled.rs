//! A wave is a set of responses: in whatever order they were before sealing, what leaves is the same to the last byte.

use proptest::prelude::*;

use crate::domain::calibration::{calibrate_wave, weigh};
use crate::domain::disclosure::{Released, release};
use crate::domain::estimate::Influences;
use crate::domain::table::mixed::{Person, data, people, questionnaire, spec};
use crate::domain::table::tabulate_with;

fn released(people: &[Person]) -> Released {
    let (questionnaire, spec, data) = (questionnaire(), spec(), data(people));
    let diagnostics = weigh(&data, &spec.weighting).unwrap().diagnostics;
    let calibration = calibrate_wave(&data, &spec.weighting).unwrap().unwrap();
    let influences = Influences::calibrated(&calibration.weights, &calibration);
    let tables = tabulate_with(&questionnaire, &spec, &data, &influences).unwrap();
    release(&questionnaire, &spec, &tables, &diagnostics, false)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn the_order_of_responses_before_sealing_changes_no_byte_of_a_release((before, after) in people(100..400).prop_flat_map(|people| (Just(people.clone()), Just(people).prop_shuffle()))) {
        let (here, there) = (released(&before), released(&after));
        prop_assert_eq!(here.canonical_json(), there.canonical_json());
        prop_assert_eq!(here.digest(), there.digest());
        let is_told = |table: &crate::domain::release::ReleasedTable| table.total().is_some_and(|total| !total.measures.is_empty());
        prop_assert!(here.content().tables.iter().any(is_told), "nothing was released");
    }
}
