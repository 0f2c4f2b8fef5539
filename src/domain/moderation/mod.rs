//! Moderated forms: each completed interview is an entry that somebody reads over before it is published. What an entry
//! may become, who decides it, and what of it anybody may read. A poll has no entries: nobody sees its single responses.

mod entry;
mod status;
#[cfg(test)]
mod tests;

pub use entry::{Field, Readers, fields, fields_in, lines, title};
pub use status::{EntryStatus, Moderator, MoveRefused, REASON_CHARS_MAX, step};
