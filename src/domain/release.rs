//! A release: what leaves, frozen, with its digest. No constructor here: see `disclosure`.
