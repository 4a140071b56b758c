//! `rollcall plan`: what is typed becomes wishes, the wishes a plan, the plan a file.

use crate::args::{Plan, Wish};
use crate::commands::deactivate::show_plan;
use crate::ending::{Ending, Stop};
use crate::screen::Screen;
use rollcall_engine::view::PlanView;
use rollcall_engine::{Change, Readers, Rollcall, write_new_file};
use serde_json::{Map, Value, json};
use std::path::Path;

pub async fn run(rollcall: &Rollcall, options: Plan, screen: &Screen) -> Result<Ending, Stop> {
    let changes = changes(options.wish)?;
    let plan = rollcall.plan_changes(changes).await?;
    save(rollcall, &plan, &options.output, screen).await
}

/// Shows a plan and writes its file; a file that is there already is left alone.
pub async fn save(
    rollcall: &Rollcall,
    plan: &PlanView,
    output: &Path,
    screen: &Screen,
) -> Result<Ending, Stop> {
    let text = rollcall.plan_file(&plan.id).await?;
    screen.swept(output);
    let written = write_new_file(output, Readers::Usual, text.as_bytes());
    if let Err(error) = written {
        rollcall.discard_plan(&plan.id).await?;
        return Err(Stop::failed(format!(
            "The plan could not be written to {}: {error}. Nothing was sent, and the plan was discarded.",
            output.display()
        )));
    }
    show(plan, screen)?;
    if !screen.json() {
        screen.line(format!(
            "  Saved to {}. To run it: rollcall apply {} --confirm {}",
            output.display(),
            output.display(),
            plan.hash.get(..8).unwrap_or(&plan.hash)
        ))?;
    }
    Ok(Ending::Done)
}

/// A plan as text, or in the one JSON shape that scripts rely on.
pub fn show(plan: &PlanView, screen: &Screen) -> Result<(), Stop> {
    if screen.json() {
        return screen.value(&json!({
            "hash": plan.hash,
            "expires": plan.expires_at,
            "state": plan.state,
            "title": plan.title,
            "items": plan.items,
            "warnings": plan.warnings,
            "confirmation": plan.confirmation,
        }));
    }
    show_plan(plan, screen)
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
