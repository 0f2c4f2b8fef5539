//! The language of conditions, from outside: other tools asked the same questions, and a bounded fuzz of parsing,
//! printing and evaluation.

mod fuzz;
mod generate;
mod peers;
mod survey;
