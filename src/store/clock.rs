//! The clocks of the two databases, as functions Diesel can prepare once; a literal would be prepared at each use.
//!
//! On PostgreSQL `clock_timestamp()`, not `now()`, which is the beginning of the transaction: one that has waited for a
//! lock past the deadline must see that it is past. To the microsecond there, to the millisecond on SQLite.

use diesel::sql_types::{Text, Timestamptz};

/// Arguments of [`timezone()`] and [`strftime()`].
pub(in crate::store) const ZONE: &str = "UTC";
pub(in crate::store) const FORMAT: &str = "%Y-%m-%d %H:%M:%f";
pub(in crate::store) const NOW: &str = "now";

#[diesel::declare_sql_function]
extern "SQL" {
    /// PostgreSQL: `timezone(ZONE, clock_timestamp())`.
    fn timezone(zone: Text, instant: Timestamptz) -> Timestamp;
    fn clock_timestamp() -> Timestamptz;
    /// SQLite: `strftime(FORMAT, NOW)`.
    fn strftime(format: Text, instant: Text) -> Timestamp;
}
