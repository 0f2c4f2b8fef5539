//! A release: what leaves, frozen, with its digest. No constructor here: see `disclosure`.

/// Aggregates fit to leave.
#[derive(Debug, Clone, PartialEq)]
pub struct Released {
    _made_by_disclosure: (),
}
