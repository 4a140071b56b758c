//! `rollcall plan`: what is typed becomes wishes, the wishes a plan, the plan a file.

pub mod apply;
pub mod save;
pub mod show;
pub mod shown;

pub use apply::Apply;
pub use show::Show;

use crate::ending::{Ending, Stop};
use crate::examples::example;
use crate::input;
use crate::screen::Screen;
use clap::{Args, Subcommand};
use rollcall_engine::{Change, Rollcall};
use serde_json::{Map, Value};
use std::path::{Path, PathBuf};

/// Plan changes and save the plan in a file; show and run a saved plan
#[derive(Debug, Args)]
#[command(
    after_help = example("rollcall plan set Acme jo@example.com title=Buyer -o plan.json")
)]
pub struct Plan {
    #[command(subcommand)]
    verb: Verb,
    /// File for the plan [default: plan.json]; an existing file is not overwritten
    #[arg(short, long, global = true, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Verb {
    #[command(flatten)]
    Wish(Wish),
    Show(Saved<Show>),
    Apply(Saved<Apply>),
}

// A saved plan needs no file to write: `-o`, which all others have, is a mistake here.
#[derive(Debug, Args)]
struct Saved<T: Args> {
    #[command(flatten)]
    of: T,
    #[arg(short, long, hide = true)]
    output: Option<PathBuf>,
}

// What should be true afterwards. USER is an id, a user name or an email address.
#[derive(Debug, Subcommand)]
pub enum Wish {
    /// Deactivate accounts
    #[command(after_help = example("rollcall plan deactivate Acme jo@example.com sam@example.com -o plan.json"))]
    Deactivate {
        /// The connection
        name: String,
        /// Ids, user names or email addresses; - reads them from standard input, one a line
        #[arg(required = true, value_name = "USER")]
        users: Vec<String>,
    },
    /// Activate accounts
    #[command(after_help = example("rollcall plan activate Acme jo@example.com"))]
    Activate {
        /// The connection
        name: String,
        /// Ids, user names or email addresses; - reads them from standard input, one a line
        #[arg(required = true, value_name = "USER")]
        users: Vec<String>,
    },
    /// Delete accounts
    #[command(after_help = example("rollcall plan delete Acme jo@example.com"))]
    Delete {
        /// The connection
        name: String,
        /// Ids, user names or email addresses; - reads them from standard input, one a line
        #[arg(required = true, value_name = "USER")]
        users: Vec<String>,
    },
    /// Set attributes of an account, such as title=Buyer, department=HR, emails=jo@example.com (the
    /// primary one) or 'emails[type eq "work"].value=jo@example.com'; an empty value clears the
    /// attribute
    #[command(after_help = example("rollcall plan set Acme jo@example.com title=Buyer department=HR"))]
    Set {
        /// The connection
        name: String,
        /// Id, user name or email address of the account
        user: String,
        #[arg(required = true, value_name = "ATTR=VALUE")]
        values: Vec<String>,
    },
    /// Create an account, such as userName=jo@example.com name.givenName=Jo
    #[command(after_help = example("rollcall plan create Acme userName=jo@example.com --group 'EMEA Sales'"))]
    Create {
        /// The connection
        name: String,
        #[arg(required = true, value_name = "ATTR=VALUE")]
        values: Vec<String>,
        /// A group that the new account joins; may be repeated
        #[arg(long = "group", value_name = "GROUP")]
        groups: Vec<String>,
    },
    /// Add accounts to a group; its other members stay
    #[command(after_help = example("rollcall plan add-member Acme 'EMEA Sales' jo@example.com"))]
    AddMember {
        /// The connection
        name: String,
        /// Name or id of the group
        group: String,
        /// Ids, user names or email addresses; - reads them from standard input, one a line
        #[arg(required = true, value_name = "USER")]
        users: Vec<String>,
    },
    /// Remove accounts from a group; its other members stay
    #[command(after_help = example("rollcall plan remove-member Acme 'EMEA Sales' jo@example.com"))]
    RemoveMember {
        /// The connection
        name: String,
        /// Name or id of the group
        group: String,
        /// Ids, user names or email addresses; - reads them from standard input, one a line
        #[arg(required = true, value_name = "USER")]
        users: Vec<String>,
    },
    /// Create a group
    #[command(after_help = example("rollcall plan create-group Acme Design"))]
    CreateGroup {
        /// The connection
        name: String,
        /// Name or id of the group
        group: String,
    },
    /// Rename a group
    #[command(after_help = example("rollcall plan rename-group Acme Design 'Brand design'"))]
    RenameGroup {
        /// The connection
        name: String,
        /// Name or id of the group
        group: String,
        /// Its new name
        new_name: String,
    },
    /// Delete a group; its members keep their accounts
    #[command(after_help = example("rollcall plan delete-group Acme 'Brand design'"))]
    DeleteGroup {
        /// The connection
        name: String,
        /// Name or id of the group
        group: String,
    },
    /// Plan many changes from a file of JSON lines (rollcall help changes shows their shape)
    #[command(after_help = example("rollcall plan from changes.jsonl -o plan.json"))]
    From {
        /// The file of changes; - reads standard input
        file: PathBuf,
    },
}

const USUAL_FILE: &str = "plan.json";

pub async fn run(rollcall: &Rollcall, options: Plan, screen: &Screen) -> Result<Ending, Stop> {
    match options.verb {
        Verb::Wish(wish) => {
            let plan = rollcall.plan_changes(changes(wish)?).await?;
            let output = options.output.unwrap_or_else(|| USUAL_FILE.into());
            save::save(rollcall, &plan, &output, screen).await
        }
        Verb::Show(Saved { of, output: None }) => show::show(rollcall, of, screen).await,
        Verb::Apply(Saved { of, output: None }) => apply::apply(rollcall, of, screen).await,
        Verb::Show(_) | Verb::Apply(_) => Err(Stop::usage(
            "-o names the file for a new plan; this plan is saved already. Nothing was sent.",
        )),
    }
}

fn changes(wish: Wish) -> Result<Vec<Change>, Stop> {
    Ok(match wish {
        Wish::Deactivate { name, users } => {
            each(users, |user| Change::Deactivate { connection: name.clone(), user })?
        }
        Wish::Activate { name, users } => {
            each(users, |user| Change::Activate { connection: name.clone(), user })?
        }
        Wish::Delete { name, users } => {
            each(users, |user| Change::Delete { connection: name.clone(), user })?
        }
        Wish::Set { name, user, values } => {
            vec![Change::Set { connection: name, user, values: attributes(values)? }]
        }
        Wish::Create { name, values, groups } => {
            vec![Change::Create { connection: name, values: attributes(values)?, groups }]
        }
        Wish::AddMember { name, group, users } => {
            let users = input::named(users, NOTHING_PLANNED)?;
            vec![Change::AddMember { connection: name, group, users }]
        }
        Wish::RemoveMember { name, group, users } => {
            let users = input::named(users, NOTHING_PLANNED)?;
            vec![Change::RemoveMember { connection: name, group, users }]
        }
        Wish::CreateGroup { name, group } => {
            vec![Change::CreateGroup { connection: name, name: group, members: Vec::new() }]
        }
        Wish::RenameGroup { name, group, new_name } => {
            vec![Change::RenameGroup { connection: name, group, name: new_name }]
        }
        Wish::DeleteGroup { name, group } => vec![Change::DeleteGroup { connection: name, group }],
        Wish::From { file } => from_file(&file)?,
    })
}

fn each(users: Vec<String>, change: impl Fn(String) -> Change) -> Result<Vec<Change>, Stop> {
    Ok(input::named(users, NOTHING_PLANNED)?.into_iter().map(change).collect())
}

/// `ATTR=VALUE`: a text, or JSON where it starts like an object or a list; nothing after the sign
/// takes the value away. The engine gives a text the type of its attribute.
fn attributes(values: Vec<String>) -> Result<Map<String, Value>, Stop> {
    let mut attributes = Map::new();
    for pair in values {
        let Some((path, value)) = pair.split_once('=') else {
            return Err(Stop::usage(format!(
                "“{pair}” is not ATTR=VALUE, such as title=Buyer or name.familyName=Lind."
            )));
        };
        let value = match value {
            "" => Value::Null,
            json if json.starts_with(['{', '[']) => {
                serde_json::from_str(json).map_err(|error| {
                    Stop::usage(format!("The value of {path} is not JSON: {error}."))
                })?
            }
            text => Value::String(text.to_owned()),
        };
        if attributes.insert(path.to_owned(), value).is_some() {
            return Err(Stop::usage(format!("{path} is given twice.")));
        }
    }
    Ok(attributes)
}

const NOTHING_PLANNED: &str = " Nothing was planned.";

fn from_file(file: &Path) -> Result<Vec<Change>, Stop> {
    let text = input::text(file, NOTHING_PLANNED)?;
    let mut changes = Vec::new();
    for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        let change = serde_json::from_str(line).map_err(|error| {
            Stop::usage(format!(
                "Line {number} of {} is not a change: {error}. Nothing was planned; `rollcall \
                help changes` shows the shape.",
                input::name(file)
            ))
        })?;
        changes.push(change);
    }
    Ok(changes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn attributes_are_texts_json_or_nothing() {
        let typed = [
            "emails[type eq \"work\"].value=a@x",
            "title=A=B",
            "nickName=",
            r#"emails=[{"value":"a@x"}]"#,
        ];
        let found = attributes(typed.map(str::to_owned).to_vec()).unwrap();
        assert_eq!(
            Value::Object(found),
            json!({"emails[type eq \"work\"].value": "a@x", "title": "A=B", "nickName": null, "emails": [{"value": "a@x"}]})
        );
        for bad in [vec!["title"], vec!["emails=[oops"], vec!["a=1", "a=2"]] {
            assert!(attributes(bad.into_iter().map(str::to_owned).collect()).is_err());
        }
    }
}
