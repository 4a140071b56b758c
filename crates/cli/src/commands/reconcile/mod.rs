//! `rollcall reconcile`: the apps beside the HR list.

mod ignore;
mod list;
mod plan;

use crate::ending::{Ending, Stop};
use crate::examples::example;
use crate::house;
use crate::listing::{self, Cell, cells};
use crate::screen::{Listing, Screen};
use crate::words;
use clap::{Args, Subcommand, ValueEnum};
use rollcall_engine::Rollcall;
use rollcall_engine::view::{ReconcileBucket, ReconcileCount, ReconcileQuery, ReconcileView};

/// Compare the apps with the HR list: what differs, person by person, and the plan that corrects it
#[derive(Debug, Args)]
#[command(
    args = listing::options(),
    args_conflicts_with_subcommands = true,
    after_help = example("rollcall reconcile list differs --app Acme")
)]
pub struct Reconcile {
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Debug, Subcommand)]
pub enum Verb {
    List(list::List),
    Plan(plan::Plan),
    Ignore(ignore::Ignore),
    ShowAgain(ignore::ShowAgain),
}

pub async fn run(rollcall: &Rollcall, options: Reconcile, screen: &Screen) -> Result<Ending, Stop> {
    match options.verb {
        None => counts(rollcall, screen).await,
        Some(Verb::List(options)) => list::list(rollcall, options, screen).await,
        Some(Verb::Plan(options)) => plan::plan(rollcall, options, screen).await,
        Some(Verb::Ignore(options)) => ignore::ignore(rollcall, options, screen).await,
        Some(Verb::ShowAgain(options)) => ignore::show_again(rollcall, options, screen).await,
    }
}

/// A bucket, as it is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Bucket {
    /// Left according to the HR list, and still active
    LeftActive,
    /// Active, and not in the HR list
    NotInList,
    /// The HR list does not say whether they work here
    NotKnown,
    /// Perhaps someone in the HR list; not decided yet
    Ambiguous,
    /// Values that are not those of the HR list
    Differs,
    /// Groups that the rules of the app say otherwise
    GroupsDiffer,
    /// In the HR list, without an account in any app
    NoAccount,
    /// As the HR list says
    InStep,
    /// Inactive, or a shared or service account
    SetAside,
    /// Left as it is until a day
    Ignored,
}

impl From<Bucket> for ReconcileBucket {
    fn from(bucket: Bucket) -> Self {
        match bucket {
            Bucket::LeftActive => Self::LeftActive,
            Bucket::NotInList => Self::NotInList,
            Bucket::NotKnown => Self::NotKnown,
            Bucket::Ambiguous => Self::Ambiguous,
            Bucket::Differs => Self::Differs,
            Bucket::GroupsDiffer => Self::GroupsDiffer,
            Bucket::NoAccount => Self::NoAccount,
            Bucket::InStep => Self::InStep,
            Bucket::SetAside => Self::SetAside,
            Bucket::Ignored => Self::Ignored,
        }
    }
}

/// Which rows of a bucket are meant.
#[derive(Debug, Args)]
pub struct Rows {
    /// The bucket
    pub bucket: Bucket,
    /// Only this app
    #[arg(long, value_name = "APP")]
    pub app: Option<String>,
    /// Only this attribute, by its path or by what it is called, such as title
    #[arg(long, value_name = "ATTR")]
    pub field: Option<String>,
    /// Only people with this text in a name or an address
    #[arg(long, default_value = "", hide_default_value = true, value_name = "TEXT")]
    pub search: String,
}

impl Rows {
    /// The query, with the app and the attribute by their ids.
    pub async fn query(self, rollcall: &Rollcall) -> Result<ReconcileQuery, Stop> {
        let connection_id = match &self.app {
            Some(app) => Some(house::connection(rollcall, app).await?.id),
            None => None,
        };
        let query = ReconcileQuery {
            bucket: self.bucket.into(),
            text: self.search,
            connection_id,
            ..ReconcileQuery::default()
        };
        let Some(field) = self.field else { return Ok(query) };
        let view = rollcall.reconcile(query.clone()).await?;
        let same = |text: &str| text.to_lowercase() == field.trim().to_lowercase();
        let last = |path: &str| path.rsplit([':', '.']).next().is_some_and(same);
        let found =
            view.fields.iter().find(|one| same(&one.path) || same(&one.label) || last(&one.path));
        match found {
            Some(found) => Ok(ReconcileQuery { path: Some(found.path.clone()), ..query }),
            None => {
                let named: Vec<&str> = view.fields.iter().map(|one| one.path.as_str()).collect();
                let which = match named.as_slice() {
                    [] => "No attribute differs in this bucket.".to_owned(),
                    named => format!("In this bucket differ: {}.", named.join(", ")),
                };
                Err(Stop::usage(format!("“{field}” differs nowhere. {which}")))
            }
        }
    }
}

const HEAD: [&str; 4] = ["Bucket", "Rows", "Accounts", "People"];

async fn counts(rollcall: &Rollcall, screen: &Screen) -> Result<Ending, Stop> {
    let view = rollcall.reconcile(ReconcileQuery::default()).await?;
    let lead = lead(&view)?;
    notes(&view, screen);
    let as_of = view.apps.iter().filter_map(|app| app.read_at).min();
    let complete = view.apps.iter().all(|app| app.complete);
    let listing = Listing { result: view.buckets, next_cursor: None, as_of, complete };
    screen.listing(&listing, &lead, &HEAD, row)
}

fn row(count: &ReconcileCount) -> Vec<Cell> {
    cells![
        format!("{} ({})", count.label, count.bucket.as_str()),
        count.rows.to_string(),
        count.accounts.to_string(),
        count.people.to_string(),
    ]
}

/// "HR list people.csv, 1 519 people, imported …, against 5 apps with 4 207 accounts".
fn lead(view: &ReconcileView) -> Result<String, Stop> {
    let Some(list) = &view.list else {
        let why = "No HR list was imported, so it is not known who works here.";
        return Err(house::not_found(why, "`rollcall truth import FILE` imports one.").into());
    };
    Ok(format!(
        "HR list {} ({}, imported {}) against {} with {}",
        list.name,
        words::plural(list.entries, "person", "people"),
        words::time(list.imported_at),
        words::counted(view.apps.len(), "app", "apps"),
        words::plural(view.accounts, "account", "accounts"),
    ))
}

/// What cannot be compared, and why.
fn notes(view: &ReconcileView, screen: &Screen) {
    if let Some(doubt) = &view.no_account_doubt {
        screen.note(doubt);
    }
    for app in &view.apps {
        for why in &app.not_compared {
            screen.note(format!("{}: not compared. {why}", app.name));
        }
    }
}
