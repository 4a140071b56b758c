//! A moment, and the one form in which it is written.

use jiff::Timestamp;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{fmt, str::FromStr};

/// A moment of Rollcall's own: when something was made, read, sent, decided or signed.
///
/// In JSON, in the database and in TypeScript it is text: RFC 3339 in UTC with milliseconds, such as
/// `2026-11-30T02:41:01.583Z`. Text of that form sorts as the moments do, so the database may compare
/// it. What an app says about time stays text, since nobody but the app vouches for it; a day is a
/// text such as `2026-12-05`, since it begins at another moment in each zone.
///
/// The default is the beginning of 1970: of what was not made yet, and never kept.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(Timestamp);

impl Moment {
    /// For reckoning with it.
    #[must_use]
    pub fn timestamp(self) -> Timestamp {
        self.0
    }
}

/// Without what is shorter than a millisecond, so that a moment is the same after it was kept.
impl From<Timestamp> for Moment {
    fn from(at: Timestamp) -> Self {
        let whole = at.as_nanosecond().div_euclid(1_000_000) * 1_000_000;
        Self(Timestamp::from_nanosecond(whole).unwrap_or(Timestamp::MIN))
    }
}

impl FromStr for Moment {
    type Err = jiff::Error;

    fn from_str(text: &str) -> Result<Self, jiff::Error> {
        text.parse().map(|at: Timestamp| Self::from(at))
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "{:.3}", self.0)
    }
}

impl fmt::Debug for Moment {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, to)
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Text;
        impl de::Visitor<'_> for Text {
            type Value = Moment;

            fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
                to.write_str("a moment such as 2026-11-30T02:41:01.583Z")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Moment, E> {
                text.parse().map_err(|_| E::invalid_value(de::Unexpected::Str(text), &self))
            }
        }
        from.deserialize_str(Text)
    }
}

impl ToSql for Moment {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.to_string().into())
    }
}

impl FromSql for Moment {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_str()?.parse().map_err(|why: jiff::Error| FromSqlError::other(why))
    }
}

/// A plain `string`, without a name in TypeScript.
impl specta::Type for Moment {
    fn definition(types: &mut specta::Types) -> specta::datatype::DataType {
        String::definition(types)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> Moment {
        text.parse().unwrap()
    }

    #[test]
    fn it_is_written_in_utc_with_milliseconds_and_nothing_shorter() {
        for (text, written) in [
            ("2026-11-30T02:41:01.583Z", "2026-11-30T02:41:01.583Z"),
            ("2026-11-30T02:41:01Z", "2026-11-30T02:41:01.000Z"),
            ("2026-11-30T02:41:01.583999999Z", "2026-11-30T02:41:01.583Z"),
            ("2026-11-30T03:41:01.5+01:00", "2026-11-30T02:41:01.500Z"),
            ("1969-12-31T23:59:59.9999Z", "1969-12-31T23:59:59.999Z"),
        ] {
            assert_eq!(moment(text).to_string(), written);
            assert_eq!(moment(text), moment(written), "the same after it was kept");
            assert_eq!(serde_json::to_string(&moment(text)).unwrap(), format!("\"{written}\""));
        }
    }

    #[test]
    fn its_text_sorts_as_the_moments_do() {
        let mut moments = [
            "2026-11-30T02:41:01.583Z",
            "2026-11-30T02:41:01Z",
            "2026-02-28T23:59:59.999Z",
            "2025-12-31T23:59:59Z",
        ]
        .map(moment);
        moments.sort();
        let texts = moments.map(|at| at.to_string());
        assert!(texts.is_sorted(), "{texts:?}");
    }

    #[test]
    fn what_is_no_moment_is_refused() {
        for text in ["", "2026-11-30", "2026-11-30T02:41:01", "soon"] {
            assert!(text.parse::<Moment>().is_err(), "{text}");
        }
        let why = serde_json::from_str::<Moment>("\"soon\"").unwrap_err().to_string();
        assert!(why.contains("such as 2026-11-30T02:41:01.583Z"), "{why}");
    }
}
