//! Files out: pure writers over `domain`. The sealed data set as Parquet, which never leaves the service, and what has
//! been released as CSV.

pub mod csv;
pub mod parquet;
