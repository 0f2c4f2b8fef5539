//! What a method notice says: facts of the wave that no table tells, and margins of error computed from a base. The items are
//! those of articles 2 and 3 of the French law of 19 July 1977 on opinion polls.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::estimate::margin_of_error_points;
use crate::domain::wave::{Disposition, WaveSpec, paris};

/// Shares, in percent, a table of margins of error is given for; beyond a half they repeat.
pub const MARGIN_SHARES: [u32; 6] = [5, 10, 20, 30, 40, 50];

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeFacts {
    /// The day the embargo ends, in Paris.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_on: Option<NaiveDate>,
    /// Whoever wanted to answered: never called a poll.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_consultation: bool,
    /// What the quotas are on; none where there is only a total.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quotas: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dispositions: Vec<ReleasedDisposition>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incentive: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standard: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sampling: Option<String>,
}

/// How many interviews ended so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleasedDisposition {
    pub disposition: String,
    pub count: u64,
}

impl NoticeFacts {
    pub(in crate::domain) fn of(spec: &WaveSpec, dispositions: &[(Disposition, u64)]) -> Self {
        let notice = &spec.notice;
        let counted = |one: &Disposition| {
            let found = dispositions.iter().find(|(disposition, _)| disposition == one);
            let count = found.map(|(_, count)| *count).filter(|count| *count > 0)?;
            Some(ReleasedDisposition { disposition: one.as_str().to_owned(), count })
        };
        Self {
            published_on: Some(paris::day_of(spec.embargo)),
            is_consultation: spec.is_consultation(),
            quotas: spec.quotas.margins.iter().map(|margin| margin.label.clone()).collect(),
            dispositions: Disposition::ALL.iter().filter_map(counted).collect(),
            incentive: notice.incentive.clone(),
            standard: notice.standard.clone(),
            sampling: notice.sampling.clone(),
        }
    }

    pub fn count(&self, disposition: Disposition) -> u64 {
        let found = self.dispositions.iter().find(|one| one.disposition == disposition.as_str());
        found.map_or(0, |one| one.count)
    }
}

/// Half the interval at 95 % of a share, in points to the tenth, by reference to simple random sampling of as many:
/// `1.96 √(p (1 − p) / n)`. `None` of nobody.
pub fn margin_of_error(percent: u32, effective_n: u32) -> Option<f64> {
    let error = margin_of_error_points(f64::from(percent) / 100.0, f64::from(effective_n));
    (effective_n > 0).then(|| (error * 10.0).round() / 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::disclosure::Released;
    use crate::domain::id::Digest;
    use crate::domain::release::fixture::content;

    #[test]
    fn releases_of_the_second_format_are_read_without_what_they_do_not_say() {
        let content = content();
        assert_eq!(content.format, 3);
        let facts = content.notice.as_ref().unwrap();
        assert_eq!(facts.published_on, NaiveDate::from_ymd_opt(2020, 5, 7));
        let mut old = serde_json::to_value(&content).unwrap();
        let fields = old.as_object_mut().unwrap();
        fields.remove("notice");
        fields.insert("format".to_owned(), 2.into());
        let text = old.to_string();
        let read = Released::from_stored(&text, &Digest::of(text.as_bytes()), content.disclosure).unwrap();
        assert_eq!(read.content().notice, None);
        assert_eq!(read.content().tables, content.tables);
    }

    #[test]
    fn ways_to_end_are_counted_and_those_nobody_took_are_left_out() {
        let spec = crate::domain::table::fixture::spec();
        let facts = NoticeFacts::of(
            &spec,
            &[(Disposition::Abandoned, 3), (Disposition::Completed, 40), (Disposition::Refused, 0)],
        );
        let counts = [Disposition::Completed, Disposition::Abandoned, Disposition::Refused].map(|one| facts.count(one));
        assert_eq!((counts, facts.dispositions.len()), ([40, 3, 0], 2));
    }

    /// `1.96 √(p (1 − p) / n)`, by hand; printed tables are looser.
    #[test]
    fn margins_of_error_are_computed_and_not_copied() {
        let line = |n| MARGIN_SHARES.map(|share| margin_of_error(share, n).unwrap());
        assert_eq!(line(42), [6.6, 9.1, 12.1, 13.9, 14.8, 15.1]);
        assert_eq!(line(302), [2.5, 3.4, 4.5, 5.2, 5.5, 5.6]);
        assert_eq!(line(500), [1.9, 2.6, 3.5, 4.0, 4.3, 4.4]);
        assert_eq!(line(1000), [1.4, 1.9, 2.5, 2.8, 3.0, 3.1]);
        assert_eq!(line(2000), [1.0, 1.3, 1.8, 2.0, 2.1, 2.2]);
        assert_eq!(line(2400), [0.9, 1.2, 1.6, 1.8, 2.0, 2.0]);
        assert_eq!(margin_of_error(50, 0), None);
    }
}
