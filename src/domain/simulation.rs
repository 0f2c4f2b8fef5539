//! Simulated respondents: profiles drawn from the margins, opinions from a declared population truth.
