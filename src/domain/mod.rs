//! What the study means. Pure: no clock, no randomness, no file, no database, no HTTP. Instants and random
//! draws come in as arguments; what leaves is a value, and a failure is a value that says why.

pub mod analyse;
pub mod answer;
pub mod arithmetic;
pub mod calibration;
pub mod check;
pub mod collect;
pub mod compare;
pub mod consent;
pub mod contact;
pub mod data_set;
pub mod disclosure;
pub mod estimate;
pub mod expression;
pub mod fault;
pub mod hand_code;
pub mod hidden;
pub mod id;
pub mod letter;
pub mod moderation;
pub mod nomenclature;
pub mod order;
pub mod paper;
pub mod piping;
pub mod proof;
pub mod published;
pub mod quality;
pub mod questionnaire;
pub mod quota;
pub mod release;
pub mod route;
pub mod significance;
pub mod simulation;
pub mod table;
pub mod telephone;
pub mod wave;
