//! Keys of rows. All random: an id that grows with time would tell, beside a respondent's answers, when they came.

use std::fmt;

use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::{BigInt, Binary};

macro_rules! bytes_key {
    ($(#[$doc:meta])* $type:ident, $length:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, AsExpression, FromSqlRow)]
        #[diesel(sql_type = Binary)]
        pub struct $type([u8; $length]);

        impl $type {
            pub fn new(bytes: [u8; $length]) -> Self {
                Self(bytes)
            }

            /// From the operating system's randomness.
            pub fn random() -> Self {
                Self(rand::random())
            }

            pub fn bytes(&self) -> &[u8; $length] {
                &self.0
            }

            pub fn hex(&self) -> String {
                data_encoding::HEXLOWER.encode(&self.0)
            }

            /// `None` if the text is not this many bytes in lower-case hexadecimal.
            pub fn parse(hex: &str) -> Option<Self> {
                let bytes = data_encoding::HEXLOWER.decode(hex.as_bytes()).ok()?;
                bytes.try_into().ok().map(Self)
            }
        }

        impl fmt::Debug for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($type), self.hex())
            }
        }

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
                let bytes = bytes.try_into().map_err(|_| format!("{} of {length} bytes", stringify!($type)))?;
                Ok(Self(bytes))
            }
        }
    };
}

bytes_key!(
    /// A pollster, a researcher or an administrator.
    AccountId, 16
);
bytes_key!(
    /// One person's run through a wave. Names nobody, and is not in the sealed data set.
    InterviewId, 16
);
bytes_key!(
    /// An entry of a moderated form as everybody may name it: drawn when it is published, and not its interview's.
    PublicId, 16
);
bytes_key!(
    /// One person invited to a wave.
    InvitationId, 16
);
bytes_key!(
    /// A row nothing else refers to: a letter, an entry of the audit, a reading.
    RowId, 16
);
bytes_key!(
    /// A family of refresh tokens: those that came one from another since one sign-in.
    FamilyId, 16
);
bytes_key!(
    /// SHA-256, keyed or not: of a token, of a link, of a body.
    HashBytes, 32
);

/// A wave; drawn at random so that no sequence is shared between the nodes that keep waves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = BigInt)]
pub struct WaveId(i64);

impl WaveId {
    pub fn random() -> Self {
        // The sign bit is cleared, then zero is avoided: ids are positive.
        Self((rand::random::<i64>() & i64::MAX).max(1))
    }

    /// `None` unless positive.
    pub fn new(number: i64) -> Option<Self> {
        (number > 0).then_some(Self(number))
    }

    pub fn number(self) -> i64 {
        self.0
    }
}

impl<DB: Backend> ToSql<BigInt, DB> for WaveId
where
    i64: ToSql<BigInt, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        <i64 as ToSql<BigInt, DB>>::to_sql(&self.0, out)
    }
}

impl<DB: Backend> FromSql<BigInt, DB> for WaveId
where
    i64: FromSql<BigInt, DB>,
{
    fn from_sql(value: DB::RawValue<'_>) -> deserialize::Result<Self> {
        let number = i64::from_sql(value)?;
        Self::new(number).ok_or_else(|| format!("wave id {number}").into())
    }
}
