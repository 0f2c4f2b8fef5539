//! Values as columns: instants, texts of closed lists, packed lists. Read back, they are checked: what no version of
//! ours has written is an error, not a guess.

use chrono::{DateTime, NaiveDateTime, SubsecRound as _, Utc};
use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::{Binary, Text, Timestamp};

use crate::domain::id::{Digest, EndId, OptionCode, QuestionId, StudySlug, WaveSlug};
use crate::domain::letter::Suppression;
use crate::domain::moderation::EntryStatus;
use crate::domain::quality::{Device, Ground};
use crate::domain::quota::CellId;
use crate::domain::telephone::CallOutcome;
use crate::domain::wave::{CloseReason, Disposition, WaveState};

/// An instant as both backends keep it: UTC, cut to the microsecond (SQLite would keep more, PostgreSQL would round).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = Timestamp)]
pub struct Moment(NaiveDateTime);

impl Moment {
    pub fn utc(self) -> DateTime<Utc> {
        self.0.and_utc()
    }
}

impl From<DateTime<Utc>> for Moment {
    fn from(instant: DateTime<Utc>) -> Self {
        Self(instant.naive_utc().trunc_subsecs(6))
    }
}

impl From<Moment> for DateTime<Utc> {
    fn from(moment: Moment) -> Self {
        moment.utc()
    }
}

impl<DB: Backend> ToSql<Timestamp, DB> for Moment
where
    NaiveDateTime: ToSql<Timestamp, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        <NaiveDateTime as ToSql<Timestamp, DB>>::to_sql(&self.0, out)
    }
}

impl<DB: Backend> FromSql<Timestamp, DB> for Moment
where
    NaiveDateTime: FromSql<Timestamp, DB>,
{
    fn from_sql(value: DB::RawValue<'_>) -> deserialize::Result<Self> {
        NaiveDateTime::from_sql(value).map(Self)
    }
}

/// The cells of an interview, ascending: two bytes each, big end first; no byte at all while they are unknown.
#[derive(Debug, Clone, PartialEq, Eq, Default, AsExpression, FromSqlRow)]
#[diesel(sql_type = Binary)]
pub struct PackedCells(Vec<u8>);

impl PackedCells {
    pub fn pack(cells: &[CellId]) -> Self {
        Self(cells.iter().flat_map(|cell| cell.0.to_be_bytes()).collect())
    }

    pub fn unpack(&self) -> Vec<CellId> {
        let (pairs, _) = self.0.as_chunks::<2>();
        pairs.iter().map(|pair| CellId(u16::from_be_bytes(*pair))).collect()
    }

    pub(in crate::store) fn bytes(&self) -> &[u8] {
        &self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Weights in the order of the rows, eight bytes each, little end first: the very bits that were computed.
#[derive(Debug, Clone, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Binary)]
pub struct PackedWeights(Vec<u8>);

impl PackedWeights {
    pub fn pack(weights: &[f64]) -> Self {
        Self(weights.iter().flat_map(|weight| weight.to_le_bytes()).collect())
    }

    pub fn unpack(&self) -> Vec<f64> {
        let (groups, _) = self.0.as_chunks::<8>();
        groups.iter().map(|bytes| f64::from_le_bytes(*bytes)).collect()
    }
}

/// The two packed lists, as columns.
macro_rules! packed_column {
    ($type:ident, $width:literal) => {
        impl<DB: Backend> ToSql<Binary, DB> for $type
        where
            [u8]: ToSql<Binary, DB>,
        {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
                <[u8] as ToSql<Binary, DB>>::to_sql(&self.0, out)
            }
        }

        impl<DB: Backend> FromSql<Binary, DB> for $type
        where
            Vec<u8>: FromSql<Binary, DB>,
        {
            fn from_sql(value: DB::RawValue<'_>) -> deserialize::Result<Self> {
                let bytes = Vec::<u8>::from_sql(value)?;
                let length = bytes.len();
                if length % $width == 0 {
                    Ok(Self(bytes))
                } else {
                    Err(format!("{} of {length} bytes", stringify!($type)).into())
                }
            }
        }
    };
}

packed_column!(PackedCells, 2);
packed_column!(PackedWeights, 8);

/// A type of the domain kept as text: how it is written, how it is read back. The proxy only carries the derives, which
/// cannot stand on the domain's own type without naming diesel there.
macro_rules! text_column {
    ($type:ty, $proxy:ident, $text:expr, $parse:expr) => {
        #[derive(AsExpression, FromSqlRow)]
        #[diesel(foreign_derive)]
        #[diesel(sql_type = Text)]
        #[expect(dead_code, reason = "the derives want a field of the type")]
        struct $proxy($type);

        impl<DB: Backend> ToSql<Text, DB> for $type
        where
            str: ToSql<Text, DB>,
        {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
                let text: fn(&$type) -> &str = $text;
                <str as ToSql<Text, DB>>::to_sql(text(self), out)
            }
        }

        impl<DB: Backend> FromSql<Text, DB> for $type
        where
            String: FromSql<Text, DB>,
        {
            fn from_sql(value: DB::RawValue<'_>) -> deserialize::Result<Self> {
                let text = String::from_sql(value)?;
                let parse: fn(&str) -> Option<$type> = $parse;
                parse(&text).ok_or_else(|| format!("{} « {text} »", stringify!($type)).into())
            }
        }
    };
}
text_column!(WaveState, WaveStateColumn, |state| state.as_str(), WaveState::parse);
text_column!(Disposition, DispositionColumn, |disposition| disposition.as_str(), Disposition::parse);
text_column!(StudySlug, StudySlugColumn, StudySlug::as_str, |text| StudySlug::parse(text).ok());
text_column!(WaveSlug, WaveSlugColumn, WaveSlug::as_str, |text| WaveSlug::parse(text).ok());
text_column!(QuestionId, QuestionIdColumn, QuestionId::as_str, |text| QuestionId::parse(text).ok());
text_column!(OptionCode, OptionCodeColumn, OptionCode::as_str, |text| OptionCode::parse(text).ok());
text_column!(EndId, EndIdColumn, EndId::as_str, |text| EndId::parse(text).ok());
text_column!(Device, DeviceColumn, |device| device.as_str(), Device::parse);
text_column!(Ground, GroundColumn, |ground| ground.as_str(), Ground::parse);
text_column!(EntryStatus, EntryStatusColumn, |status| status.as_str(), EntryStatus::parse);
text_column!(CallOutcome, CallOutcomeColumn, |outcome| outcome.as_str(), CallOutcome::parse);
text_column!(Suppression, SuppressionColumn, |reason| reason.as_str(), Suppression::parse);
text_column!(CloseReason, CloseReasonColumn, close_reason_text, |text| {
    [CloseReason::TotalReached, CloseReason::EveryCellFull, CloseReason::Deadline, CloseReason::ByHand]
        .into_iter()
        .find(|reason| close_reason_text(reason) == text)
});

fn close_reason_text(reason: &CloseReason) -> &'static str {
    match reason {
        CloseReason::TotalReached => "total_reached",
        CloseReason::EveryCellFull => "every_cell_full",
        CloseReason::Deadline => "deadline",
        CloseReason::ByHand => "by_hand",
    }
}

/// A closed list of this room, with its texts.
macro_rules! text_enum {
    ($(#[$doc:meta])* $type:ident, $proxy:ident { $($(#[$case_doc:meta])* $case:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $type {
            $($(#[$case_doc])* $case),+
        }

        impl $type {
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$case => $text),+
                }
            }

            pub fn parse(text: &str) -> Option<Self> {
                match text {
                    $($text => Some(Self::$case),)+
                    _ => None,
                }
            }
        }

        text_column!($type, $proxy, |value| value.as_str(), $type::parse);
    };
}

text_enum!(
    /// How an interview came in.
    InterviewMode, InterviewModeColumn {
        /// By the wave's public address.
        Open = "open",
        /// By a personal link.
        Invitation = "invitation",
        /// All at once, from a device that collected off-line.
        Whole = "whole",
        /// By telephone: an interviewer enters the answers.
        Cati = "cati",
        /// Sent by a panel.
        Panel = "panel",
        /// On a device many people answer on, one after the other.
        Kiosk = "kiosk",
        /// Drawn, not asked.
        Simulation = "simulation",
    }
);
text_enum!(
    /// What an account may do.
    Role, RoleColumn { Admin = "admin", Pollster = "pollster", Researcher = "researcher" }
);

/// A digest is written as its hexadecimal text (`digest.hex()`) and read back checked.
#[derive(FromSqlRow)]
#[diesel(foreign_derive)]
#[expect(dead_code, reason = "the derive wants a field of the type")]
struct DigestColumn(Digest);

impl<DB: Backend> FromSql<Text, DB> for Digest
where
    String: FromSql<Text, DB>,
{
    fn from_sql(value: DB::RawValue<'_>) -> deserialize::Result<Self> {
        Ok(Self::parse(&String::from_sql(value)?)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_come_back_as_they_were_packed() {
        let cells = [CellId::TOTAL, CellId(7), CellId(300)];
        assert_eq!(PackedCells::pack(&cells).unpack(), cells);
        assert!(PackedCells::pack(&[]).is_empty());
    }

    #[test]
    fn weights_come_back_to_the_bit() {
        let weights = [0.1 + 0.2, 1.0 / 3.0, f64::MIN_POSITIVE];
        assert_eq!(PackedWeights::pack(&weights).unpack(), weights);
    }

    #[test]
    fn an_instant_is_cut_to_the_microsecond() {
        let instant = DateTime::from_timestamp(1_588_802_400, 123_456_789).unwrap();
        assert_eq!(Moment::from(instant).utc().timestamp_subsec_nanos(), 123_456_000);
    }
}
