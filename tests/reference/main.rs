//! Figures with a known answer: cases computed with R, and print. Each file is one kind of computation; `cases/` holds
//! what goes in and what must come out.

mod case;
mod estimates;
mod weighting;
