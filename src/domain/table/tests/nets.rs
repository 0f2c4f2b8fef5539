//! What adds up in any table: the answers of a question asked for one make its base, those of a net the net.

use proptest::prelude::*;

use super::super::mixed::{data, people, questionnaire, spec};
use super::super::*;
use crate::domain::calibration::calibrate_wave;

/// Places of the parts of each net.
fn nets(table: &Table) -> Vec<(usize, Vec<usize>)> {
    let part_of = |codes: &[OptionCode], row: &TableRow| matches!(&row.kind, RowKind::Option { code, .. } if codes.contains(code));
    let parts = |(at, row): (usize, &TableRow)| match &row.kind {
        RowKind::Net { codes, .. } => {
            let parts = table.rows.iter().enumerate().filter(|(_, other)| part_of(codes, other)).map(|(part, _)| part);
            Some((at, parts.collect()))
        }
        _ => None,
    };
    table.rows.iter().enumerate().filter_map(parts).collect()
}

fn near(left: f64, right: f64) -> bool {
    (left - right).abs() < 1e-12
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn nets_are_the_sum_of_their_parts_or_everybody_in_one_of_them(people in people(30..200)) {
        let (questionnaire, spec, data) = (questionnaire(), spec(), data(&people));
        let calibration = calibrate_wave(&data, &spec.weighting).unwrap().unwrap();
        let influences = Influences::calibrated(&calibration.weights, &calibration).unwrap();
        let tables = tabulate_with(&questionnaire, &spec, &data, &influences).unwrap();
        let mut met = 0;
        for table in &tables {
            for column in table.columns.iter().filter(|column| column.base.n > 0) {
                let share = |row: usize| column.cells[row].as_ref().unwrap().share;
                for (net, parts) in nets(table) {
                    met += 1;
                    let (sum, most) = (parts.iter().map(|part| share(*part)).sum::<f64>(), parts.iter().map(|part| share(*part)).fold(0.0, f64::max));
                    let (counts, count) = (parts.iter().map(|part| column.counts[*part]), column.counts[net]);
                    if table.is_multiple {
                        prop_assert!(share(net) <= sum + 1e-12 && share(net) >= most - 1e-12, "{sum} {most}");
                        prop_assert!(count <= counts.clone().sum() && count >= counts.max().unwrap());
                    } else {
                        prop_assert!(near(share(net), sum) && count == counts.sum::<u32>(), "{} {sum}", share(net));
                    }
                }
                if !table.is_multiple && !table.rows.iter().all(|row| row.kind == RowKind::NoAnswer) {
                    let leaves = (0..table.rows.len()).filter(|row| !matches!(table.rows[*row].kind, RowKind::Net { .. }));
                    prop_assert!(near(leaves.clone().map(share).sum(), 1.0));
                    prop_assert_eq!(leaves.map(|row| column.counts[row]).sum::<u32>(), column.base.n);
                }
            }
            // Every break shares out the total, net or not.
            for breaks in table.columns[1..].chunk_by(|a, b| a.category.as_ref().map(|one| &one.variable) == b.category.as_ref().map(|one| &one.variable)) {
                for row in 0..table.rows.len() {
                    prop_assert_eq!(breaks.iter().map(|column| column.counts[row]).sum::<u32>(), table.columns[0].counts[row]);
                }
            }
        }
        prop_assert!(met >= 2 * 6, "{met}");
    }
}
