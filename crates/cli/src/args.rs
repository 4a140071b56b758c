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
    /// Wait at most this long when an app asks to slow down; if it asks for longer, stop and say
    /// until when
    #[arg(long, global = true, value_name = "MINUTES", default_value_t = 2,
        value_parser = clap::value_parser!(u32).range(0..=1440))]
    pub wait_limit: u32,
    /// Wait at most this long for one response [default: 60, or 180 for one group]
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
    /// Remove a connection, its token from the keychain and its accounts from the local copy
    Disconnect(Disconnect),
    /// Change a connection: its token, name, address or license cost
    #[command(subcommand)]
    Connection(Connection),
    /// Test a connection step by step
    Test { name: String },
    /// Read the accounts and groups of the named connections, or of all
    Read {
        names: Vec<String>,
        /// Accept that one connection lost more than a tenth: the remaining number, as the read
        /// states it
        #[arg(long, value_name = "NUMBER")]
        confirm: Option<u32>,
    },
    /// List accounts in the local copy
    Users(Users),
    /// List groups in the local copy
    Groups(Groups),
    /// List the members of a group, by its name or id
    Members(Members),
    /// Deactivate an account: show the plan, ask, run it, print the outcome
    Deactivate(Deactivate),
    /// Plan changes and save the plan in a file: rollcall plan set Notion jo@example.com
    /// title=Buyer
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
    /// Read back the changes of a run to check that they are still in effect
    Recheck { run: String },
    /// Show or set how many people may lose access in one plan
    Guard(Guard),
    /// Protect an account from plans that remove its access
    Protect(Protect),
    /// Lift a protection; the reason goes on the record
    Lift(Lift),
    /// List the protected accounts of a connection
    Protected { name: String },
    /// List people with their accounts in all apps and their HR status
    People(People),
    /// Show one person: a number, an address or a name
    Person { person: String },
    /// Check an HR list (CSV or workbook), answer its open questions, and import it
    #[command(visible_alias = "hr")]
    Truth(Truth),
    /// Accept or reject a link that `rollcall person` suggests, or link two people
    Tie(Tie),
    /// Unlink an account from its person
    Untie { name: String, user: String },
    /// End people's access in all apps at once
    Lockdown(Lockdown),
    /// Remove people from their groups, and add them to the holding group if one is set
    Quarantine(Quarantine),
    /// Choose the holding group of an app for quarantine; without a group, clear it
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
    Review(crate::review_args::Review),
    /// List what was done, oldest first
    Record(Record),
    /// Check the whole store: its pages, its tables, the record; exit status 1 when something is wrong
    Check,
    /// Start simulated apps, print their addresses and tokens, and run until stopped
    Simulate(Simulate),
    /// Run everything once on simulated apps: connect, read, search, deactivate, verify; needs no
    /// keychain
    Demo {
        /// Person to search for and deactivate
        #[arg(long, default_value = "Oskar Lind", value_name = "NAME")]
        person: String,
    },
    /// Explain a command, the shape of changes (rollcall help changes) or the keychain
    Help { topic: Vec<String> },
}

#[derive(Debug, Args)]
pub struct Connect {
    /// The app to connect
    #[arg(long, value_parser = providers())]
    pub provider: String,
    /// Name of the connection in Rollcall
    #[arg(long)]
    pub name: String,
    /// SCIM address of the app
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
    /// Change the address; the new one is tested first
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
    /// Only this connection; may be repeated
    #[arg(long, value_name = "APP")]
    pub connection: Vec<String>,
    /// Search in name, user name, email, title, department, id and group
    #[arg(long, default_value = "", hide_default_value = true, value_name = "TEXT")]
    pub search: String,
    /// Only accounts with this status; may be repeated
    #[arg(long)]
    pub status: Vec<Status>,
    #[command(flatten)]
    pub slice: Slice,
}

#[derive(Debug, Args)]
pub struct Groups {
    /// Only this connection; may be repeated
    #[arg(long, value_name = "APP")]
    pub connection: Vec<String>,
    /// Search in the group's name
    #[arg(long, default_value = "", hide_default_value = true, value_name = "TEXT")]
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
    /// Id, user name or email address of the account
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

/// What should be true afterwards. USER is an id, a user name or an email address.
#[derive(Debug, Subcommand)]
pub enum Wish {
    /// Deactivate accounts
    Deactivate {
        name: String,
        #[arg(required = true)]
        users: Vec<String>,
    },
    /// Activate accounts
    Activate {
        name: String,
        #[arg(required = true)]
        users: Vec<String>,
    },
    /// Delete accounts
    Delete {
        name: String,
        #[arg(required = true)]
        users: Vec<String>,
    },
    /// Set attributes of an account, such as title=Buyer, department=HR, emails=jo@example.com (the
    /// primary one) or 'emails[type eq "work"].value=jo@example.com'; an empty value clears the
    /// attribute
    Set {
        name: String,
        user: String,
        #[arg(required = true, value_name = "ATTR=VALUE")]
        values: Vec<String>,
    },
    /// Create an account, such as userName=jo@example.com name.givenName=Jo
    Create {
        name: String,
        #[arg(required = true, value_name = "ATTR=VALUE")]
        values: Vec<String>,
        /// A group that the new account joins; may be repeated
        #[arg(long = "group", value_name = "GROUP")]
        groups: Vec<String>,
    },
    /// Add accounts to a group; its other members stay
    AddMember {
        name: String,
        group: String,
        #[arg(required = true)]
        users: Vec<String>,
    },
    /// Remove accounts from a group; its other members stay
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
    /// Plan many changes from a file of JSON lines (rollcall help changes shows their shape)
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
    /// The new limit
    #[arg(value_parser = clap::value_parser!(u32).range(1..))]
    pub people: Option<u32>,
    /// The new limit again; required to raise it
    #[arg(long, value_name = "PEOPLE")]
    pub confirm: Option<u32>,
}

#[derive(Debug, Args)]
pub struct Protect {
    /// The connection
    pub name: String,
    /// Id, user name or email address of the account
    pub user: String,
    /// Why the account is protected
    #[arg(long = "as", value_name = "KIND")]
    pub kind: Kind,
}

#[derive(Debug, Args)]
pub struct Lift {
    /// The connection
    pub name: String,
    /// Id, user name or email address of the account
    pub user: String,
    /// Why the protection ends
    #[arg(long)]
    pub reason: String,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Kind {
    /// Owner of the connection's token
    TokenOwner,
    /// Your own account
    Own,
    /// A break-glass account
    BreakGlass,
    /// A service account
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
    /// The earlier date: a day such as 2026-11-01, which means its end (for today, its start), or a
    /// time such as 2026-11-01T09:30:00Z
    #[arg(long, value_name = "DATE")]
    pub from: String,
    /// The later date; without it, now
    #[arg(long, value_name = "DATE")]
    pub to: Option<String>,
    /// Only the members of this group
    #[arg(long, value_name = "GROUP")]
    pub group: Option<String>,
}

#[derive(Debug, Args)]
pub struct Record {
    /// Verify the record instead of listing it
    #[arg(long)]
    pub verify: bool,
    /// Write the whole record into a new file, as JSON lines (rollcall help record shows their
    /// shape)
    ///
    /// Each line is an entry, oldest first: an object with at, body, hash, kind, previous and seq.
    /// hash is the SHA-256 of the line without its hash member, in the canonical form of RFC 8785,
    /// which the line already has; previous is the hash of the line before, or 64 zeros in the
    /// first line. After the entries come the signed heads, each as {"head":{…}} with hash,
    /// public_key, seq and signature: an Ed25519 signature over three lines, `rollcall record head
    /// v1`, seq and hash, with no line end after the last one. The signature covers that entry and
    /// all entries before it. An existing file is not overwritten.
    #[arg(long, value_name = "FILE", conflicts_with = "verify")]
    pub export: Option<PathBuf>,
    #[command(flatten)]
    pub slice: Slice,
}

#[derive(Debug, Args)]
pub struct Simulate {
    /// Number of accounts in each app
    #[arg(long)]
    pub users: Option<u32>,
    /// Port on 127.0.0.1; 0 chooses a free one
    #[arg(long, default_value_t = 0)]
    pub port: u16,
    /// Only this app; may be repeated
    #[arg(long, value_parser = providers())]
    pub app: Vec<String>,
    /// Seed: another number makes another company of the same size
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Write the company's HR list into this file
    #[arg(long, value_name = "FILE")]
    pub truth: Option<PathBuf>,
    /// A fault, such as latency=200ms, 429=13s or html; may be repeated (--help lists them all)
    ///
    /// Kinds: latency=200ms, 400 to 599, 500-after, 429, 429=5, 429=13s, 429=date, 429-storm,
    /// half-page, cut-before, cut-after, lying-200, wrong-total=+5, repeated-ids, drip=1s, html,
    /// redirect, silent, no-members, bad-json, empty-body, long-name=10MB, big-body=65MB,
    /// gzip-bomb=1GB, gzip. To limit a fault, put conditions before it, each followed by a colon:
    /// an app (scim), users, groups, user, group, discovery, get, post, put, patch, delete, write,
    /// page=N, skip=N, times=N. scim:users:page=2:times=3:500 fails the second page of users of one
    /// app three times.
    #[arg(long)]
    pub fault: Vec<String>,
}

#[derive(Debug, Args)]
pub struct People {
    /// Search in names, addresses and user names
    #[arg(long, default_value = "", hide_default_value = true, value_name = "TEXT")]
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
    /// On the HR list, but in no app
    NoApp,
    /// With an admin role in an app
    Admins,
    /// With two accounts in one app
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
    /// Import the list; without this option, the list is only checked. Answers no question
    #[arg(long)]
    pub yes: bool,
    /// What a column is, such as "Mail=email"; "Mail=" leaves the column out, and "Kündigung
    /// am=ignored" also says that it is neither a status nor a last day. "#7" names the seventh
    /// column
    #[arg(long = "column", visible_alias = "map", value_name = "COLUMN=FIELD")]
    pub map: Vec<String>,
    /// What a value of a status or end-date column means, such as "A=employed"; may be repeated
    ///
    /// employed, left, not-started or not-known; in an end-date column no-end is the same as employed.
    /// "Status:A=left" names the column, "(empty)" an empty cell, "Status:*=not-known" every other value of the column.
    #[arg(long, value_name = "VALUE=MEANING")]
    pub means: Vec<String>,
    /// The status of one person whose status the list leaves open, such as "17=left"; for this file
    /// only
    #[arg(long, value_name = "ROW=MEANING")]
    pub row: Vec<String>,
    /// The status of everyone else whose status the list leaves open; for this file only
    #[arg(long, value_name = "MEANING")]
    pub others: Option<Meaning>,
    /// How ambiguous dates are written
    #[arg(long)]
    pub dates: Option<Dates>,
    /// The sheet of a workbook
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
    /// The encoding of a text file, such as "windows-1252"
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
    /// Number of the suggestion; or a person, by number, address or name
    #[arg(value_name = "SUGGESTION or PERSON")]
    pub one: String,
    /// The person to link with the first one
    #[arg(value_name = "PERSON", conflicts_with_all = ["same", "other"])]
    pub with: Option<String>,
    /// Accept the suggestion: both are the same person
    #[arg(long, required_unless_present_any = ["with", "other"])]
    pub same: bool,
    /// Reject the suggestion: they are different people, and the link is never suggested again
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
    /// Leave out this app; may be repeated
    #[arg(long, value_name = "APP")]
    pub leave_out: Vec<String>,
    /// When to review the quarantine, such as 2026-12-01
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
    /// Plan the unverified changes again: show the plan, ask, run it
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
    /// Mark this line of residual access as closed by hand, by its number
    #[arg(long, value_name = "LINE")]
    pub tick: Option<u32>,
    /// A note to keep with that line
    #[arg(long, default_value = "", hide_default_value = true, requires = "tick")]
    pub note: String,
    /// Write the receipt as a page into a new file
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
