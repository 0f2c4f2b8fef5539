//! A wave: one dated fielding of one questionnaire version to one audience, as its file declares it, and the life it
//! goes through.

mod life;
mod spec;

pub use life::*;
pub use spec::*;
