//! Draws from weights, by numbers between 0 and 1 (1 excluded).

/// One of the choices, in proportion to its weight; none when no weight is positive.
pub(super) fn pick<'c, T>(choices: &'c [(T, f64)], rng: &mut impl FnMut() -> f64) -> Option<&'c T> {
    let total: f64 = choices.iter().map(|(_, weight)| weight.max(0.0)).sum();
    let mut left = rng() * total;
    let mut last = None;
    for (choice, weight) in choices.iter().filter(|(_, weight)| *weight > 0.0) {
        last = Some(choice);
        left -= weight;
        if left < 0.0 {
            break;
        }
    }
    // Rounding may leave a hair of `left` after the last choice: it is the last one's.
    last
}

/// One of the items, all alike.
pub(super) fn pick_even<T: Clone>(items: &[T], rng: &mut impl FnMut() -> f64) -> Option<T> {
    let choices: Vec<(T, f64)> = items.iter().map(|item| (item.clone(), 1.0)).collect();
    pick(&choices, rng).cloned()
}

/// Several different choices, each next one in proportion to the weights of those that are left.
pub(super) fn pick_many<T: Clone + PartialEq>(
    choices: &[(T, f64)],
    count: usize,
    rng: &mut impl FnMut() -> f64,
) -> Vec<T> {
    let mut left = choices.to_vec();
    let mut picked = Vec::new();
    while picked.len() < count {
        let Some(choice) = pick(&left, rng).cloned() else { break };
        left.retain(|(other, _)| *other != choice);
        picked.push(choice);
    }
    picked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draw_falls_where_the_weights_put_it() {
        let choices = [("a", 1.0), ("nobody", 0.0), ("b", 3.0)];
        let at = |draw: f64| pick(&choices, &mut || draw).copied();
        assert_eq!([at(0.0), at(0.2499), at(0.25), at(0.9999)], [Some("a"), Some("a"), Some("b"), Some("b")]);
        assert_eq!(pick(&[("a", 0.0)], &mut || 0.5), None);
        assert_eq!(pick::<u8>(&[], &mut || 0.5), None);
    }

    #[test]
    fn several_draws_never_repeat_and_stop_when_nothing_is_left() {
        let picked = pick_many(&[("a", 1.0), ("b", 1.0), ("c", 0.0)], 3, &mut || 0.0);
        assert_eq!(picked, ["a", "b"]);
    }
}
