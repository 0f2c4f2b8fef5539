//! The format's own example, every width and kind of run, and bytes cut short anywhere.

use proptest::prelude::*;

use super::*;

/// Packs as the format says: the first number in the lowest bits.
fn packed(numbers: &[u8], width: u32) -> Vec<u8> {
    let groups = numbers.len().div_ceil(8);
    let mut bytes = vec![u8::try_from(groups << 1 | 1).unwrap()];
    let mut bits: Vec<bool> = Vec::new();
    for at in 0..groups * 8 {
        let number = numbers.get(at).copied().unwrap_or(0);
        bits.extend((0..width).map(|bit| number >> bit & 1 == 1));
    }
    bytes.extend(bits.chunks(8).map(|bits| bits.iter().rev().fold(0u8, |byte, bit| byte << 1 | u8::from(*bit))));
    bytes
}

fn run(number: u8, count: u8) -> Vec<u8> {
    let header = u32::from(count) << 1;
    let varint = if header < 128 { vec![header as u8] } else { vec![header as u8 | 0x80, (header >> 7) as u8] };
    [varint, vec![number]].concat()
}

#[test]
fn the_example_of_the_format_is_read() {
    let mut numbers = Vec::new();
    hybrid(&[0b0000_0011, 0b1000_1000, 0b1100_0110, 0b1111_1010], 3, 8, &mut numbers).unwrap();
    assert_eq!(numbers, [0, 1, 2, 3, 4, 5, 6, 7]);
}

#[test]
fn a_place_the_dictionary_has_not_is_refused() {
    let mut values = Vec::new();
    assert!(append(&[1, 1], &[0, 2], &'-', &['a', 'b'], &mut values).is_none());
    assert!(append(&[1, 0, 1], &[0, 1], &'-', &['a', 'b'], &mut values).is_some());
    assert_eq!(values, ['a', '-', 'b']);
}

proptest! {
    #[test]
    fn runs_and_packs_come_back(
        width in 1u32..=8,
        parts in prop::collection::vec((any::<bool>(), prop::collection::vec(any::<u8>(), 8..=8), 1u8..200), 1..6),
        cut in any::<prop::sample::Index>(),
    ) {
        let mask = u8::MAX >> (8 - width);
        let (mut bytes, mut wanted) = (Vec::new(), Vec::new());
        for (is_run, numbers, count) in parts {
            let numbers: Vec<u8> = numbers.into_iter().map(|number| number & mask).collect();
            if is_run {
                bytes.extend(run(numbers[0], count));
                wanted.extend(vec![numbers[0]; usize::from(count)]);
            } else {
                bytes.extend(packed(&numbers, width));
                wanted.extend(numbers);
            }
        }
        let mut found = Vec::new();
        prop_assert!(hybrid(&bytes, width, wanted.len(), &mut found).is_some());
        prop_assert_eq!(&found, &wanted);
        let short = &bytes[..cut.index(bytes.len())];
        prop_assert!(hybrid(short, width, wanted.len(), &mut found).is_none());
    }
}
