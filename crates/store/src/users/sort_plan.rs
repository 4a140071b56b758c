//! The orders of the accounts table, and the indexes that have them.

use crate::{connections::connection::Freshness, users::query::UserSort};

/// Sorts that go part by part, and by name within each.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Connection,
    Status,
    Title,
    Department,
}

impl Part {
    pub(crate) fn of(sort: UserSort) -> Option<Self> {
        match sort {
            UserSort::Connection => Some(Self::Connection),
            UserSort::Status => Some(Self::Status),
            UserSort::Title => Some(Self::Title),
            UserSort::Department => Some(Self::Department),
            UserSort::Name | UserSort::UserName | UserSort::Groups | UserSort::AsOf => None,
        }
    }

    pub(crate) fn column(self) -> &'static str {
        match self {
            Self::Connection => "a.connection",
            Self::Status => "a.state",
            Self::Title => "a.title_key",
            Self::Department => "a.department_key",
        }
    }

    /// The index that finds the rows of a part.
    pub(crate) fn index(self) -> &'static str {
        match self {
            Self::Connection | Self::Status => "accounts_by_count",
            Self::Title => "accounts_by_title",
            Self::Department => "accounts_by_department",
        }
    }
}

pub(crate) struct Order {
    /// What follows `accounts a` in `FROM`.
    pub(crate) source: String,
    /// Expressions, the most significant first; the last is unique.
    pub(crate) columns: Vec<String>,
}

impl Order {
    fn indexed(index: &str, columns: &[&str]) -> Self {
        let columns = columns.iter().chain(&["a.subject"]).map(|column| (*column).to_owned());
        Self { source: format!("INDEXED BY {index}"), columns: columns.collect() }
    }

    /// For walking all rows, or all rows of a part.
    pub(crate) fn of_all(sort: UserSort, connections: &[Freshness]) -> Self {
        match sort {
            UserSort::UserName => Self::indexed(
                "accounts_by_user_name",
                &["a.user_name_key", "a.connection", "a.state"],
            ),
            UserSort::AsOf => {
                // As fresh as the later of its own read and its connection's complete one.
                let complete = by_connection(connections, |_, one| one.users_read);
                let read_last = format!("max(a.seen_read, {complete})");
                Self::indexed("accounts_by_seen", &[&read_last, "a.connection"])
            }
            UserSort::Groups => {
                let source = "INDEXED BY accounts_by_name LEFT JOIN (SELECT m.subject, count(*) AS number FROM memberships m
                       WHERE m.until_read IS NULL GROUP BY m.subject) n ON n.subject = a.subject";
                Self::by_groups(source, "coalesce(n.number, 0)", connections)
            }
            // The others go by name within a part.
            _ => Self::indexed("accounts_by_name", &["a.name_key", "a.connection", "a.state"]),
        }
    }

    /// For sorting rows that something else has found.
    pub(crate) fn of_few(sort: UserSort, connections: &[Freshness]) -> Self {
        if sort == UserSort::Groups {
            let number = "(SELECT count(*) FROM memberships n
                           WHERE n.subject = a.subject AND n.until_read IS NULL)";
            return Self::by_groups("", number, connections);
        }
        let mut order = Self::of_all(sort, connections);
        order.source.clear();
        if let Some(part) = Part::of(sort) {
            let value = match part {
                Part::Connection => by_connection(connections, |position, _| position),
                _ => part.column().to_owned(),
            };
            order.columns.insert(0, value);
        }
        order
    }

    fn by_groups(source: &str, number: &str, connections: &[Freshness]) -> Self {
        let unknown = by_connection(connections, |_, one| u32::from(!one.members_known));
        let columns = [unknown.as_str(), number, "a.name_key", "a.subject"];
        Self { source: source.to_owned(), columns: columns.map(str::to_owned).to_vec() }
    }

    /// `ORDER BY` that an index may serve.
    pub(crate) fn walked(&self, descending: bool) -> String {
        self.directed(descending, "")
    }

    /// `ORDER BY` that no index may serve.
    pub(crate) fn sorted(&self, descending: bool) -> String {
        self.directed(descending, "+")
    }

    fn directed(&self, descending: bool, mark: &str) -> String {
        let direction = if descending { " DESC" } else { "" };
        let columns: Vec<String> =
            self.columns.iter().map(|column| format!("{mark}{column}{direction}")).collect();
        columns.join(", ")
    }
}

/// A number for each connection, as an expression.
fn by_connection(connections: &[Freshness], number: impl Fn(u32, &Freshness) -> u32) -> String {
    let mut sql = "CASE a.connection".to_owned();
    for (position, one) in (0..).zip(connections) {
        sql.push_str(&format!(" WHEN {} THEN {}", one.key, number(position, one)));
    }
    // Without connections there are no accounts; `CASE` needs a branch anyway.
    sql.push_str(" WHEN 0 THEN 0 ELSE 0 END");
    sql
}
