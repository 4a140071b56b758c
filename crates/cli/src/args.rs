//! What can be typed.

use clap::builder::PossibleValuesParser;
use clap::{Args, Parser, Subcommand, ValueEnum};
use rollcall_engine::view::{AccountState, ProtectedAs};
use std::path::PathBuf;
use std::time::Duration;

/// See who has an account in every SCIM app, change it, and prove what happened.
#[derive(Debug, Parser)]
#[command(name = "rollcall", version, disable_help_subcommand = true, after_help = AFTER)]
pub struct Arguments {
    /// Answer in JSON; errors too, on standard error
    #[arg(long, global = true)]
    pub json: bool,
    /// Folder of another store
    #[arg(long, global = true, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Show the exchange behind an error
    #[arg(long, short, global = true)]
    pub verbose: bool,
    /// Wait at most this long when an app asks to slow down; longer waits end with their time
    #[arg(long, global = true, value_name = "MINUTES", default_value_t = 2,
        value_parser = clap::value_parser!(u32).range(0..=1440))]
    pub wait_limit: u32,
    /// Wait at most this long for one answer [default: 60; one group: 180]
    #[arg(long, global = true, value_name = "SECONDS",
        value_parser = clap::value_parser!(u32).range(1..=3600))]
    pub timeout: Option<u32>,
    #[command(subcommand)]
    pub command: Command,
}

/// How long Rollcall waits for apps.
#[derive(Clone, Copy, Debug)]
pub struct Waits {
    pub limits: Duration,
    pub answer: Option<Duration>,
}

impl Arguments {
    pub fn waits(&self) -> Waits {
        Waits {
            limits: Duration::from_secs(u64::from(self.wait_limit) * 60),
            answer: self.timeout.map(|seconds| Duration::from_secs(u64::from(seconds))),
        }
    }
}

const AFTER: &str = "Exit status: 0 done, 1 failed, 2 usage, 3 partial or not verified.\n\
    Tokens and the store's keys live in the computer's keychain: rollcall help keychain";

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Connect an app; the token comes from standard input or a prompt
    Connect(Connect),
    /// List the connections
    Connections,
    /// Remove a connection: its token from the keychain, its rows from the tables
    Disconnect(Disconnect),
    /// Change a connection: its token, name, address or license cost
    #[command(subcommand)]
    Connection(Connection),
    /// Test a connection step by step
    Test { name: String },
    /// Read users and groups of the named connections, or of all
    Read {
        names: Vec<String>,
        /// For one connection that lost more than a tenth: the remaining number, as the read states
        /// it
        #[arg(long, value_name = "NUMBER")]
        confirm: Option<u32>,
    },
    /// List users of the local copy
    Users(Users),
    /// List groups of the local copy
    Groups(Groups),
    /// List the members of a group, by its name or id
    Members(Members),
    /// Deactivate a user: shows the plan, asks, runs it, prints the outcome
    Deactivate(Deactivate),
    /// Plan changes and save the plan in a file: rollcall plan set N jo@example.com title=Buyer -o plan.json
    Plan(Plan),
    /// Show a saved plan: what will be sent, the warnings, the hash
    Show { file: PathBuf },
    /// Run a saved plan, once, and print how each item ended
    Apply(Apply),
    /// List past runs, newest first
    Runs {
        /// Maximum number of runs
        #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..))]
        limit: u32,
    },
    /// Plan the undo of a run and save it in a file
    Undo(Undo),
    /// Plan the unverified changes of a run again, and save the plan in a file
    Retry(Retry),
    /// Read back whether the changes of a run are still in effect
    Recheck { run: String },
    /// Show or set how many people may lose access in one plan
    Guard(Guard),
    /// Protect an account from plans that remove its access
    Protect(Protect),
    /// Lift a protection; the reason goes on the record
    Lift(Lift),
    /// List the protected accounts of a connection
    Protected { name: String },
    /// List people: their accounts over all apps, beside the HR list
    People(People),
    /// Show one person: a number, an address or a name
    Person { person: String },
    /// Check an HR list (CSV or workbook), answer its open questions, and import it
    #[command(visible_alias = "hr")]
    Truth(Truth),
    /// Decide about a proposal that `rollcall person` shows
    Tie(Tie),
    /// Unlink an account from its person
    Untie { name: String, user: String },
    /// End all access of people in all apps at once
    Lockdown(Lockdown),
    /// Remove people from their groups, and add them to the holding group if one is set
    Quarantine(Quarantine),
    /// Choose the group that quarantine moves people to in an app; without a group: none
    HoldingGroup { name: String, group: Option<String> },
    /// Restore the access that the newest lockdown or quarantine of a person removed
    Release(Release),
    /// List lockdowns and quarantines, newest first
    Cases,
    /// Show the state of a lockdown or quarantine; exit status 3 while something is open
    Receipt(Receipt),
    /// Compare a connection at two dates: who came, went and changed, from the local copy
    Since(Since),
    /// Access reviews: freeze who has access, decide, revoke, prove
    Review(crate::commands::review::args::Review),
    /// List what was done, oldest first
    Record(Record),
    /// Check the whole store: its pages, its tables, the record; exit status 1 when something is wrong
    Check,
    /// Start simulated apps; prints addresses and tokens, runs until stopped
    Simulate(Simulate),
    /// Run everything once on simulated apps: connect, read, search, deactivate, verify; needs no
    /// keychain
    Demo {
        /// Whom to look for and deactivate
        #[arg(long, default_value = "Oskar Lind", value_name = "NAME")]
        person: String,
    },
    /// Explain a command, the shape of changes (rollcall help changes) or the keychain
    Help { topic: Vec<String> },
}

#[derive(Debug, Args)]
pub struct Connect {
    /// Which app it is
    #[arg(long, value_parser = providers())]
    pub provider: String,
    /// Its name in Rollcall
    #[arg(long)]
    pub name: String,
    /// Its SCIM address
    #[arg(long)]
    pub url: String,
    /// License cost per seat and month, such as 12.50EUR
    #[arg(long, default_value = "", hide_default_value = true)]
    pub seat_price: String,
}

#[derive(Debug, Args)]
pub struct Disconnect {
    pub name: String,
    /// Remove it without asking, even while changes in it are open
    #[arg(long)]
    pub yes: bool,
}

/// What of a connection is changed. Everything else of it stays: history, guard, protected accounts,
/// open cases and reviews.
#[derive(Debug, Subcommand)]
pub enum Connection {
    /// Replace the token; the new one comes from standard input or a prompt, and is tested first
    Token { name: String },
    /// Rename the connection
    Rename { name: String, new_name: String },
    /// Move it to another address, which is tested first
    Address {
        name: String,
        url: String,
        /// Send the token to another host without asking
        #[arg(long)]
        yes: bool,
    },
    /// Set the license cost per seat and month, such as 12.50EUR; without one, clear it
    Price { name: String, price: String },
}

/// Where a listing starts and how much of it is wanted.
#[derive(Debug, Args)]
pub struct Slice {
    /// Maximum number of rows
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..))]
    pub limit: u32,
    /// The next_cursor of the previous listing
    #[arg(long)]
    pub cursor: Option<String>,
}

#[derive(Debug, Args)]
pub struct Users {
    /// Of this connection only; may be repeated
    #[arg(long, value_name = "N")]
    pub connection: Vec<String>,
    /// In name, user name, e-mail, title, department, id or group
    #[arg(long, default_value = "", hide_default_value = true, value_name = "T")]
    pub search: String,
    /// With this status only; may be repeated
    #[arg(long)]
    pub status: Vec<Status>,
    #[command(flatten)]
    pub slice: Slice,
}

#[derive(Debug, Args)]
pub struct Groups {
    /// Of this connection only; may be repeated
    #[arg(long, value_name = "N")]
    pub connection: Vec<String>,
    /// In the group's name
    #[arg(long, default_value = "", hide_default_value = true, value_name = "T")]
    pub search: String,
    #[command(flatten)]
    pub slice: Slice,
}

#[derive(Debug, Args)]
pub struct Members {
    /// The connection
    pub name: String,
    /// Name or id of the group
    pub group: String,
    #[command(flatten)]
    pub slice: Slice,
}

#[derive(Debug, Args)]
pub struct Deactivate {
    /// The connection
    pub name: String,
    /// Id, user name or e-mail address of the user
    pub user: String,
    /// Run the plan without asking
    #[arg(long, conflicts_with = "dry_run")]
    pub yes: bool,
    /// Show the plan and send nothing
    #[arg(long)]
    pub dry_run: bool,
}

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

#[derive(Debug, Args)]
pub struct Apply {
    /// The plan's file
    pub file: PathBuf,
    /// The start of the plan's hash, 8 characters or more, as `rollcall show` prints it
    #[arg(long, value_name = "HASH-PREFIX")]
    pub confirm: String,
}

#[derive(Debug, Args)]
pub struct Guard {
    /// The connection
    pub name: String,
    /// The new number
    #[arg(value_parser = clap::value_parser!(u32).range(1..))]
    pub people: Option<u32>,
    /// The number again, which raising the limit requires
    #[arg(long, value_name = "PEOPLE")]
    pub confirm: Option<u32>,
}

#[derive(Debug, Args)]
pub struct Protect {
    /// The connection
    pub name: String,
    /// Id, user name or e-mail address of the user
    pub user: String,
    /// Why it is protected
    #[arg(long = "as", value_name = "KIND")]
    pub kind: Kind,
}

#[derive(Debug, Args)]
pub struct Lift {
    /// The connection
    pub name: String,
    /// Id, user name or e-mail address of the user
    pub user: String,
    /// Why the protection ends
    #[arg(long)]
    pub reason: String,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Kind {
    /// Owner of the connection's token
    TokenOwner,
    /// The admin's own account
    Own,
    BreakGlass,
    Service,
}

impl From<Kind> for ProtectedAs {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::TokenOwner => Self::TokenOwner,
            Kind::Own => Self::Own,
            Kind::BreakGlass => Self::BreakGlass,
            Kind::Service => Self::Service,
        }
    }
}

#[derive(Debug, Args)]
pub struct Undo {
    /// The run's id, as `rollcall runs` prints it
    pub run: String,
    /// File for the plan; an existing file is not overwritten
    #[arg(short, long, default_value = "undo.json", value_name = "FILE")]
    pub output: PathBuf,
}

#[derive(Debug, Args)]
pub struct Retry {
    /// The run's id, as `rollcall runs` prints it
    pub run: String,
    /// File for the plan; an existing file is not overwritten
    #[arg(short, long, default_value = "retry.json", value_name = "FILE")]
    pub output: PathBuf,
}

#[derive(Debug, Args)]
pub struct Since {
    pub name: String,
    /// The older date: a day as 2026-11-01 (its end; today from its start), or 2026-11-01T09:30:00Z
    #[arg(long, value_name = "DATE")]
    pub from: String,
    /// The newer one; now without it
    #[arg(long, value_name = "DATE")]
    pub to: Option<String>,
    /// Only the members of this group
    #[arg(long, value_name = "GROUP")]
    pub group: Option<String>,
}

#[derive(Debug, Args)]
pub struct Record {
    /// Recompute the chain instead of listing it
    #[arg(long)]
    pub verify: bool,
    /// Write the whole record into a new file, as JSON lines (rollcall help record: their shape)
    ///
    /// Each line is an entry, oldest first: an object with at, body, hash, kind, previous and seq.
    /// hash is the SHA-256 of the line without hash, in the canonical form of RFC 8785, which the
    /// line has already; previous is the hash of the line before, 64 zeros in the first. After the
    /// entries come the signed heads, each as {"head":{…}} with hash, public_key, seq and signature:
    /// an Ed25519 signature over three lines, `rollcall record head v1`, seq and hash, without an end
    /// of the last one. It vouches for that entry and all before it. An existing file is not
    /// overwritten.
    #[arg(long, value_name = "FILE", conflicts_with = "verify")]
    pub export: Option<PathBuf>,
    #[command(flatten)]
    pub slice: Slice,
}

#[derive(Debug, Args)]
pub struct Simulate {
    /// Number of users in each app
    #[arg(long)]
    pub users: Option<u32>,
    /// Port on 127.0.0.1; 0 chooses a free one
    #[arg(long, default_value_t = 0)]
    pub port: u16,
    /// Only this app; may be repeated
    #[arg(long, value_parser = providers())]
    pub app: Vec<String>,
    /// Another company with the same shape
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Write the company's HR list into this file
    #[arg(long, value_name = "FILE")]
    pub truth: Option<PathBuf>,
    /// A fault, as latency=200ms, 429=13s or html; may be repeated (--help lists them all)
    ///
    /// Kinds: latency=200ms, 400 to 599, 500-after, 429, 429=5, 429=13s, 429=date, 429-storm,
    /// half-page, cut-before, cut-after, lying-200, wrong-total=+5, repeated-ids, drip=1s, html,
    /// redirect, silent, no-members, bad-json, empty-body, long-name=10MB, big-body=65MB, gzip-bomb=1GB, gzip.
    /// Before it, each ended by a colon, where it holds: an app (scim), users, groups, user, group,
    /// discovery, get, post, put, patch, delete, write, page=N, skip=N, times=N.
    /// scim:users:page=2:times=3:500 fails the second page of users of one app three times.
    #[arg(long)]
    pub fault: Vec<String>,
}

#[derive(Debug, Args)]
pub struct People {
    /// In names, addresses and user names
    #[arg(long, default_value = "", hide_default_value = true, value_name = "T")]
    pub search: String,
    /// Only people who match this filter; may be repeated, and then all must match
    #[arg(long)]
    pub filter: Vec<Who>,
    #[command(flatten)]
    pub slice: Slice,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Who {
    /// In an app, not on the HR list
    NotInList,
    /// Left according to the HR list, and still active in an app
    LeftActive,
    /// On the HR list, which does not say whether they work here
    NotKnown,
    /// On the HR list, in no app
    NoApp,
    Admins,
    TwoInOneApp,
    /// Possibly the same person as someone else
    Proposed,
    /// Matched by address although the employee numbers differ
    OtherNumber,
    /// Shared mailboxes and service accounts
    Shared,
    /// Locked down or in quarantine
    OpenCase,
}

#[derive(Debug, Args)]
pub struct Truth {
    pub file: PathBuf,
    /// Import the list; without this it is only checked. Never answers a question
    #[arg(long)]
    pub yes: bool,
    /// What a column is, as "Mail=email"; "Mail=" leaves it out, "Kündigung am=ignored" also says
    /// that it is neither a status nor a last day. "#7" names the seventh column
    #[arg(long = "column", visible_alias = "map", value_name = "COLUMN=FIELD")]
    pub map: Vec<String>,
    /// What a value of a status or end-date column means, as "A=employed"; may be repeated
    ///
    /// employed, left, not-started or not-known; in an end-date column no-end is the same as employed.
    /// "Status:A=left" names the column, "(empty)" an empty cell, "Status:*=not-known" every other value of the column.
    #[arg(long, value_name = "VALUE=MEANING")]
    pub means: Vec<String>,
    /// The status of one person whose status the list leaves open, such as "17=left"; not
    /// remembered
    #[arg(long, value_name = "ROW=MEANING")]
    pub row: Vec<String>,
    /// The status of everyone else whose status the list leaves open; not remembered
    #[arg(long, value_name = "MEANING")]
    pub others: Option<Meaning>,
    /// How ambiguous dates are written
    #[arg(long)]
    pub dates: Option<Dates>,
    /// The sheet of a workbook
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
    /// The encoding of a text file, as "windows-1252"
    #[arg(long, value_name = "NAME")]
    pub encoding: Option<String>,
    /// The number to type when the list lost many people or may be a different list
    #[arg(long, value_name = "NUMBER")]
    pub confirm: Option<String>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Dates {
    #[value(name = "day-first", alias = "day-month")]
    DayMonth,
    #[value(name = "month-first", alias = "month-day")]
    MonthDay,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Meaning {
    #[value(alias = "no-end")]
    Employed,
    NotStarted,
    Left,
    NotKnown,
}

#[derive(Debug, Args)]
pub struct Tie {
    /// Number of the proposal; or a person, by number, address or name
    #[arg(value_name = "PROPOSAL or PERSON")]
    pub one: String,
    /// Another person, who is the same
    #[arg(value_name = "PERSON", conflicts_with_all = ["same", "other"])]
    pub with: Option<String>,
    /// The proposal is right: it is the same person
    #[arg(long, required_unless_present_any = ["with", "other"])]
    pub same: bool,
    /// The proposal is wrong: it is someone else, and is never proposed again
    #[arg(long, conflicts_with = "same")]
    pub other: bool,
}

#[derive(Debug, Args)]
pub struct Lockdown {
    /// Numbers, addresses or names
    #[arg(required = true, value_name = "PERSON")]
    pub people: Vec<String>,
    /// Also remove the accounts from their groups
    #[arg(long)]
    pub groups: bool,
    /// Run the plan without asking
    #[arg(long, conflicts_with = "dry_run")]
    pub yes: bool,
    /// Show the plan and send nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Keep retrying open items until everything is closed (Ctrl-C stops waiting)
    #[arg(long)]
    pub wait: bool,
}

#[derive(Debug, Args)]
pub struct Quarantine {
    /// Numbers, addresses or names
    #[arg(required = true, value_name = "PERSON")]
    pub people: Vec<String>,
    /// An app that is left out; may be repeated
    #[arg(long, value_name = "N")]
    pub leave_out: Vec<String>,
    /// When to review it again, such as 2026-12-01
    #[arg(long, value_name = "DAY")]
    pub due: Option<String>,
    /// Run the plan without asking
    #[arg(long, conflicts_with = "dry_run")]
    pub yes: bool,
    /// Show the plan and send nothing
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Debug, Args)]
pub struct Release {
    /// A number, an address or a name
    pub person: String,
    /// Run the plan without asking
    #[arg(long, conflicts_with = "dry_run")]
    pub yes: bool,
    /// Show the plan and send nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Restore everyone in that lockdown or quarantine
    #[arg(long)]
    pub everyone: bool,
}

#[derive(Debug, Args)]
pub struct Receipt {
    /// Id of the lockdown or quarantine
    pub id: String,
    /// Recheck every line first
    #[arg(long)]
    pub recheck: bool,
    /// Plan the unverified changes again: shows the plan, asks, runs it
    #[arg(long, conflicts_with = "stop")]
    pub again: bool,
    /// Run that plan without asking
    #[arg(long, requires = "again", conflicts_with = "dry_run")]
    pub yes: bool,
    /// Show that plan and send nothing
    #[arg(long, requires = "again")]
    pub dry_run: bool,
    /// Stop retrying
    #[arg(long)]
    pub stop: bool,
    /// Tick a line of residual access as closed by hand, by its number
    #[arg(long, value_name = "LINE")]
    pub tick: Option<u32>,
    /// A note to keep with the tick
    #[arg(long, default_value = "", hide_default_value = true, requires = "tick")]
    pub note: String,
    /// Write it as a page into a new file
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Status {
    Active,
    Inactive,
    NoLongerListed,
}

impl From<Status> for AccountState {
    fn from(status: Status) -> Self {
        match status {
            Status::Active => Self::Active,
            Status::Inactive => Self::Inactive,
            Status::NoLongerListed => Self::NoLongerListed,
        }
    }
}

fn providers() -> PossibleValuesParser {
    let providers = rollcall_engine::providers();
    PossibleValuesParser::new(
        providers
            .into_iter()
            .map(|provider| clap::builder::PossibleValue::new(provider.id).help(provider.name)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_commands_fit_together() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn a_token_cannot_be_given_as_an_argument() {
        let connect = Arguments::command().find_subcommand("connect").unwrap().clone();
        for argument in connect.get_arguments() {
            assert!(!argument.get_id().as_str().contains("token"));
        }
    }
}
