//! What may leave: small cells are hidden, percentages are whole. The only maker of `Released`.

use serde::{Deserialize, Serialize};

/// Declared before opening, frozen with the wave, printed with the results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisclosureRule {
    /// Smallest unweighted base of a column of a crosstab.
    pub cell_base_min: u32,
    /// Smallest unweighted base of a percentage shown alone.
    pub share_base_min: u32,
}
