//! `rollcall plan`: what is typed becomes wishes, the wishes a plan, the plan a file.

pub mod apply;
pub mod save;
pub mod show;
pub mod shown;

pub use apply::Apply;

use crate::ending::{Ending, Stop};
use crate::screen::Screen;
use clap::{Args, Subcommand};
use rollcall_engine::{Change, Rollcall};
use serde_json::{Map, Value};
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub struct Plan {
    #[command(subcommand)]
    pub wish: Wish,
    /// File for the plan; an existing file is not overwritten
    #[arg(short, long, global = true, default_value = "plan.json", value_name = "FILE")]
    pub output: PathBuf,
}

/// What should be true afterwards. USER is an id, a user name or an e-mail address.
#[derive(Debug, Subcommand)]
pub enum Wish {
    /// End the access of users
    Deactivate {
        name: String,
        #[arg(required = true)]
        users: Vec<String>,
    },
    /// Restore the access of users
    Activate {
        name: String,
        #[arg(required = true)]
        users: Vec<String>,
    },
    /// Delete users
    Delete {
        name: String,
        #[arg(required = true)]
        users: Vec<String>,
    },
    /// Set attributes of a user, as title=Buyer, department=HR, emails=jo@example.com (the primary
    /// one) or 'emails[type eq "work"].value=jo@example.com'; an empty value removes
    Set {
        name: String,
        user: String,
        #[arg(required = true, value_name = "ATTR=VALUE")]
        values: Vec<String>,
    },
    /// Create a user, as userName=jo@example.com name.givenName=Jo
    Create {
        name: String,
        #[arg(required = true, value_name = "ATTR=VALUE")]
        values: Vec<String>,
        /// A group that the new user joins; may be repeated
        #[arg(long = "group", value_name = "GROUP")]
        groups: Vec<String>,
    },
    /// Add users to a group; its other members stay
    AddMember {
        name: String,
        group: String,
        #[arg(required = true)]
        users: Vec<String>,
    },
    /// Remove users from a group; its other members stay
    RemoveMember {
        name: String,
        group: String,
        #[arg(required = true)]
        users: Vec<String>,
    },
    /// Create a group
    CreateGroup { name: String, group: String },
    /// Rename a group
    RenameGroup { name: String, group: String, new_name: String },
    /// Delete a group; its members keep their accounts
    DeleteGroup { name: String, group: String },
    /// Many changes from a file of JSON lines: rollcall help changes
    From { file: PathBuf },
}

pub async fn run(rollcall: &Rollcall, options: Plan, screen: &Screen) -> Result<Ending, Stop> {
    let changes = changes(options.wish)?;
    let plan = rollcall.plan_changes(changes).await?;
    save::save(rollcall, &plan, &options.output, screen).await
}

pub fn read(file: &Path) -> Result<String, Stop> {
    std::fs::read_to_string(file).map_err(|error| {
        Stop::failed(format!("{} cannot be read: {error}. Nothing was sent.", file.display()))
    })
}

fn changes(wish: Wish) -> Result<Vec<Change>, Stop> {
    Ok(match wish {
        Wish::Deactivate { name, users } => {
            each(users, |user| Change::Deactivate { connection: name.clone(), user })
        }
        Wish::Activate { name, users } => {
            each(users, |user| Change::Activate { connection: name.clone(), user })
        }
        Wish::Delete { name, users } => {
            each(users, |user| Change::Delete { connection: name.clone(), user })
        }
        Wish::Set { name, user, values } => {
            vec![Change::Set { connection: name, user, values: attributes(values)? }]
        }
        Wish::Create { name, values, groups } => {
            vec![Change::Create { connection: name, values: attributes(values)?, groups }]
        }
        Wish::AddMember { name, group, users } => {
            vec![Change::AddMember { connection: name, group, users }]
        }
        Wish::RemoveMember { name, group, users } => {
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

fn each(users: Vec<String>, change: impl Fn(String) -> Change) -> Vec<Change> {
    users.into_iter().map(change).collect()
}

/// `ATTR=VALUE`: a text, or JSON where it starts like an object or a list; nothing after the sign
/// takes the value away. The engine gives a text the type of its attribute.
fn attributes(values: Vec<String>) -> Result<Map<String, Value>, Stop> {
    let mut attributes = Map::new();
    for pair in values {
        let Some((path, value)) = pair.split_once('=') else {
            return Err(Stop::usage(format!(
                "“{pair}” is not ATTR=VALUE, as title=Buyer or name.familyName=Lind."
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

fn from_file(file: &Path) -> Result<Vec<Change>, Stop> {
    let text = std::fs::read_to_string(file).map_err(|error| {
        Stop::failed(format!("{} cannot be read: {error}. Nothing was planned.", file.display()))
    })?;
    let mut changes = Vec::new();
    for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        let change = serde_json::from_str(line).map_err(|error| {
            Stop::usage(format!(
                "Line {number} of {} is not a change: {error}. Nothing was planned; `rollcall \
                help changes` shows the shape.",
                file.display()
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
