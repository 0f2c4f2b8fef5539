//! The same work on each item of a list, on half of them by another thread. Each item is one thread's alone, so that what
//! comes out is the same to the last bit as by one.

use std::panic::resume_unwind;
use std::thread::scope;

/// What `work` makes of each item, from its place and itself, in their order.
pub fn halves<T: Sync, R: Send>(items: &[T], work: impl Fn(usize, &T) -> R + Sync) -> Vec<R> {
    let middle = items.len() / 2;
    let (some, others) = items.split_at(middle);
    let all = |first: usize, items: &[T]| -> Vec<R> {
        items.iter().enumerate().map(|(at, item)| work(first + at, item)).collect()
    };
    scope(|scope| {
        let others = scope.spawn(|| all(middle, others));
        let mut done = all(0, some);
        done.extend(others.join().unwrap_or_else(|panic| resume_unwind(panic)));
        done
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_item_is_there_once_in_its_order() {
        for count in 0u32..7 {
            let items: Vec<u32> = (0..count).map(|item| item * 10).collect();
            let wanted: Vec<(usize, u32)> = items.iter().copied().enumerate().collect();
            assert_eq!(halves(&items, |place, item| (place, *item)), wanted);
        }
    }
}
