//! Ids of different things are different types, so that none can be passed in place of another.
//!
//! In JSON, in the database and in TypeScript each is the text that it always was. There is no
//! `Deref` to `str` and no comparison of two kinds: [`as_str`](ConnectionId::as_str) and `from` mark
//! every place where an id leaves its type or enters it.

use rusqlite::types::{FromSql, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use serde::{Deserialize, Serialize};
use std::{borrow::Borrow, fmt};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(
            Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }

            #[must_use]
            pub fn into_string(self) -> String {
                self.0
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(to)
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, text: &str) -> bool {
                self.0 == text
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, text: &&str) -> bool {
                self.0 == *text
            }
        }

        impl ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                self.0.to_sql()
            }
        }

        impl FromSql for $name {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                String::column_result(value).map(Self)
            }
        }

        /// A plain `string`, without a name in TypeScript.
        impl specta::Type for $name {
            fn definition(types: &mut specta::Types) -> specta::datatype::DataType {
                String::definition(types)
            }
        }
    )+};
}

ids! {
    /// A connection, as Rollcall named it.
    ConnectionId;
    /// An account of an app: the id of a SCIM User, which only its connection makes unique.
    AccountId;
    /// A group of an app: the id of a SCIM Group, which only its connection makes unique.
    GroupId;
    /// A plan.
    PlanId;
    /// A run of a plan.
    RunId;
    /// A case: what is done about people over several apps.
    CaseId;
    /// An access review.
    ReviewId;
}

/// An account of a connection.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, specta::Type,
)]
pub struct AccountRef {
    pub connection_id: ConnectionId,
    pub account_id: AccountId,
}

impl From<(ConnectionId, AccountId)> for AccountRef {
    fn from((connection_id, account_id): (ConnectionId, AccountId)) -> Self {
        Self { connection_id, account_id }
    }
}

#[cfg(test)]
mod tests {
    use super::{AccountId, ConnectionId};
    use std::collections::BTreeMap;

    #[test]
    fn an_id_is_the_same_text_in_json_and_in_the_database() {
        let id = AccountId::from("a \"b\"");
        let json = serde_json::to_string(&id).unwrap();
        assert_eq!(json, r#""a \"b\"""#);
        assert_eq!(serde_json::from_str::<AccountId>(&json).unwrap(), id);

        let database = rusqlite::Connection::open_in_memory().unwrap();
        let (back, kind): (AccountId, String) = database
            .query_row("SELECT ?1, typeof(?1)", [&id], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap();
        assert_eq!((back, kind.as_str()), (id, "text"));
        let number = database.query_row("SELECT 1", [], |row| row.get::<_, AccountId>(0));
        assert!(number.is_err(), "a number is no id: {number:?}");
    }

    #[test]
    fn a_map_of_ids_is_asked_by_text() {
        let names = BTreeMap::from([(ConnectionId::from(String::from("c1")), "Acme")]);
        assert_eq!(names.get("c1"), Some(&"Acme"));
        assert_eq!(names.get("c2"), None);
    }

    #[test]
    fn an_id_is_shown_as_its_text() {
        let id = ConnectionId::from("c1");
        assert_eq!((id.to_string(), id.as_str()), ("c1".to_owned(), "c1"));
        assert_eq!(format!("{id:>4}"), "  c1");
        assert_eq!(id.into_string(), "c1");
    }
}
