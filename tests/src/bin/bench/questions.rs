//! What is asked of the store, and the SQL for the same by hand.

use crate::store::{PAGE, first_page};
use rollcall_store::{AccountState, ConnectionId, GroupRef, UserQuery, UserSort};
use rusqlite::{Connection, types::Value};

pub struct Question {
    pub what: &'static str,
    pub query: UserQuery,
    /// Ways to write it; the quickest counts.
    pub bare: Vec<Bare>,
}

pub struct Bare {
    pub total: String,
    /// Row numbers of the page, as `subject`.
    pub page: String,
    pub values: Vec<Value>,
}

/// Values that the data has.
pub struct Sample {
    user_name: String,
    name: String,
    family_name: String,
    connection: (i64, String),
    large_group: Group,
    small_group: Group,
    group_names: Vec<String>,
}

struct Group {
    row: i64,
    reference: GroupRef,
}

impl Sample {
    pub fn of(db: &Connection) -> Self {
        let group = |order: &str| {
            let sql = format!(
                "SELECT g.id, c.id, g.scim_id FROM groups g JOIN connections c
                 ON c.key = g.connection WHERE g.member_count > 20 ORDER BY {order} LIMIT 1"
            );
            db.query_row(&sql, [], |row| {
                let (connection_id, group_id) = (row.get(1)?, row.get(2)?);
                Ok(Group { row: row.get(0)?, reference: GroupRef { connection_id, group_id } })
            })
            .expect("a group")
        };
        // Somebody in the middle, with a name of two plain words.
        let (user_name, name): (String, String) = db
            .query_row(
                "SELECT user_name_key, name_key FROM accounts
                 WHERE name_key GLOB '[a-z]* [a-z]*' AND name_key NOT GLOB '* * *'
                 ORDER BY user_name_key LIMIT 1 OFFSET 40000",
                [],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .expect("somebody");
        let connection = db
            .query_row("SELECT key, id FROM connections ORDER BY key LIMIT 1 OFFSET 1", [], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .expect("a connection");
        Self {
            family_name: name.split(' ').next_back().unwrap_or_default().to_owned(),
            user_name,
            name,
            connection,
            large_group: group("g.member_count DESC"),
            small_group: group("g.member_count"),
            group_names: db
                .prepare("SELECT name_key FROM groups WHERE listed = 1")
                .and_then(|mut names| names.query_map([], |row| row.get(0))?.collect())
                .expect("names"),
        }
    }

    /// Members of such a group are found by the word too.
    fn is_in_a_group_name(&self, word: &str) -> bool {
        self.group_names.iter().any(|name| name.contains(word))
    }
}

const BY_NAME: &str = "a.name_key, a.connection, a.state, a.subject";
const BY_USER_NAME: &str = "a.user_name_key, a.connection, a.state, a.subject";
const BY_TITLE: &str = "a.title_key, a.name_key, a.connection, a.state, a.subject";

/// Without a text.
fn plain(condition: &str, order: &str) -> Bare {
    from("accounts a", condition, order)
}

fn from(source: &str, condition: &str, order: &str) -> Bare {
    Bare {
        total: format!("SELECT count(*) FROM {source} WHERE {condition}"),
        page: format!(
            "SELECT a.subject FROM {source} WHERE {condition} ORDER BY {order} LIMIT {PAGE}"
        ),
        values: Vec::new(),
    }
}

/// Looks into the text of every row, in the order of the page, until the page is full.
fn scan(words: &[&str], and: &str, order: &str, sample: &Sample) -> Bare {
    let conditions = (1..).zip(words).map(|(n, word)| {
        let text = format!("instr(t.text, ?{n}) > 0");
        if !sample.is_in_a_group_name(word) {
            return text;
        }
        format!(
            "({text} OR t.subject IN (SELECT m.subject FROM groups g
               JOIN memberships m ON m.grp = g.id AND m.until_read IS NULL
               WHERE g.listed = 1 AND instr(g.name_key, ?{n}) > 0))"
        )
    });
    let condition = conditions.collect::<Vec<_>>().join(" AND ");
    let texts = if and.is_empty() {
        "account_texts t"
    } else {
        "accounts a CROSS JOIN account_texts t ON t.subject = a.subject"
    };
    Bare {
        total: format!("SELECT count(*) FROM {texts} WHERE {condition}{and}"),
        page: format!(
            "SELECT a.subject FROM accounts a CROSS JOIN account_texts t ON t.subject = a.subject
             WHERE {condition}{and} ORDER BY {order} LIMIT {PAGE}"
        ),
        values: words.iter().map(|word| Value::from((*word).to_owned())).collect(),
    }
}

/// Asks the index of triples of letters, and looks into the rows that it finds.
fn indexed(words: &[&str]) -> Bare {
    let mut triples: Vec<String> = Vec::new();
    for word in words {
        let letters: Vec<char> = word.chars().collect();
        triples.extend(letters.windows(3).map(|three| {
            let three: String = three.iter().collect();
            format!("\"{}\"", three.replace('"', "\"\""))
        }));
    }
    let mut values: Vec<Value> = words.iter().map(|word| Value::from((*word).to_owned())).collect();
    values.push(Value::from(triples.join(" AND ")));
    let conditions: Vec<String> =
        (1..=words.len()).map(|n| format!("instr(t.text, ?{n}) > 0")).collect();
    let found = "account_search CROSS JOIN account_texts t ON t.subject = account_search.rowid";
    let condition =
        format!("account_search MATCH ?{} AND {}", values.len(), conditions.join(" AND "));
    Bare {
        total: format!("SELECT count(*) FROM {found} WHERE {condition}"),
        page: format!(
            "SELECT a.subject FROM {found} CROSS JOIN accounts a ON a.subject = t.subject
             WHERE {condition} ORDER BY {BY_NAME} LIMIT {PAGE}"
        ),
        values,
    }
}

fn search(what: &'static str, text: &str, sample: &Sample) -> Question {
    let words: Vec<&str> = text.split(' ').collect();
    let mut bare = vec![scan(&words, "", BY_NAME, sample)];
    let indexable = |word: &&str| word.chars().count() >= 3 && !sample.is_in_a_group_name(word);
    if words.iter().all(indexable) {
        bare.push(indexed(&words));
    }
    Question { what, query: UserQuery { text: text.to_owned(), ..first_page() }, bare }
}

pub fn searches(sample: &Sample) -> Vec<Question> {
    let start = sample.family_name.chars().take(3).collect::<String>();
    let mut all = vec![
        search("a rare text (one user name)", &sample.user_name, sample),
        search("a name of two words", &sample.name, sample),
        search("a family name", &sample.family_name, sample),
        search("three letters", &start, sample),
        search("two letters", &start[..2], sample),
        search("what everybody has", "example", sample),
        search("what nobody has", "zzzqqq", sample),
    ];
    let mut inactive = search("what everybody has, inactive, by title", "example", sample);
    inactive.query.statuses = vec![AccountState::Inactive];
    inactive.query.sort = UserSort::Title;
    inactive.bare = vec![
        scan(&["example"], " AND a.state = 1", BY_TITLE, sample),
        scan(&["example"], " AND a.state = 1 AND a.connection > 0", BY_TITLE, sample),
    ];
    all.push(inactive);
    all
}

fn filter(what: &'static str, bare: Vec<Bare>, change: impl FnOnce(&mut UserQuery)) -> Question {
    let mut query = first_page();
    change(&mut query);
    Question { what, query, bare }
}

pub fn filters(sample: &Sample) -> Vec<Question> {
    let (key, id) = &sample.connection;
    let group = |group: &Group, order: &str| {
        let condition = format!("m.grp = {} AND m.until_read IS NULL", group.row);
        let members = "memberships m CROSS JOIN accounts a ON a.subject = m.subject";
        from(members, &condition, order)
    };
    vec![
        filter("everything by name", vec![plain("1", BY_NAME)], |_| ()),
        filter("everything by user name", vec![plain("1", BY_USER_NAME)], |query| {
            query.sort = UserSort::UserName;
        }),
        filter("everything by title", vec![plain("1", BY_TITLE)], |query| {
            query.sort = UserSort::Title;
        }),
        filter(
            "everything by status, backwards",
            vec![plain("1", "a.state DESC, a.name_key DESC, a.connection DESC, a.subject DESC")],
            |query| {
                query.sort = UserSort::Status;
                query.descending = true;
            },
        ),
        filter(
            "inactive by name",
            vec![
                plain("a.state = 1", BY_NAME),
                plain("a.state = 1 AND a.connection IN (SELECT key FROM connections)", BY_NAME),
            ],
            |query| query.statuses = vec![AccountState::Inactive],
        ),
        filter("active by title", vec![plain("a.state = 0", BY_TITLE)], |query| {
            query.statuses = vec![AccountState::Active];
            query.sort = UserSort::Title;
        }),
        filter(
            "one app by title",
            vec![plain(&format!("a.connection = {key}"), BY_TITLE)],
            |query| {
                query.connections = vec![ConnectionId::from(id.clone())];
                query.sort = UserSort::Title;
            },
        ),
        filter(
            "two departments by name",
            vec![
                plain("a.department_key IN ('sales', 'legal')", BY_NAME),
                from(
                    "accounts a INDEXED BY accounts_by_name",
                    "a.department_key IN ('sales', 'legal')",
                    BY_NAME,
                ),
            ],
            |query| query.departments = vec!["Sales".to_owned(), "Legal".to_owned()],
        ),
        filter("a large group by title", vec![group(&sample.large_group, BY_TITLE)], |query| {
            query.group = Some(sample.large_group.reference.clone());
            query.sort = UserSort::Title;
        }),
        filter("a small group by name", vec![group(&sample.small_group, BY_NAME)], |query| {
            query.group = Some(sample.small_group.reference.clone());
        }),
    ]
}
