//! What can be typed after `rollcall review`.

use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub struct Review {
    #[command(subcommand)]
    pub what: ReviewCommand,
}

#[derive(Debug, Subcommand)]
pub enum ReviewCommand {
    /// Read the apps, freeze who has access, and name the reviewers
    New(Box<New>),
    /// List reviews, newest first
    List,
    /// Show the progress of a review; exit status 3 while it is not closed
    Status { review: String },
    /// List items with their decisions, or write them as CSV to fill in
    Items(Items),
    /// Decide items, or import a filled-in CSV file; several items at once are kept in bulk
    Decide(Decide),
    /// Undo the last bulk decision
    Undo { review: String },
    /// Give items to another reviewer, with the reason
    HandOver(HandOver),
    /// Write a packet into a new file: an offline page for a reviewer without Rollcall
    Packet(Packet),
    /// Import the answers that a packet saved
    Import(Import),
    /// Show the statement and sign it: each reviewer their own part, then the second signer
    Sign(Sign),
    /// Remove the revoked access: show the plan, ask, run it, read it back
    Revoke(Revoke),
    /// Make an exception for a revoke that is not verified: who is responsible, and until when
    Except(Except),
    /// Close a review when every revoke is verified or excepted
    Close { review: String },
    /// Write the evidence of a closed review into a new folder or zip
    Pack(Pack),
    /// Discard a review before it is signed
    Discard { review: String },
}

#[derive(Debug, Args)]
pub struct New {
    /// Name of the review, such as "Q4 2026"
    pub name: String,
    /// A reviewer, as "Jo Doe <jo@example.com>"; the second decides about the first one's own
    /// accounts
    #[arg(long = "reviewer", required = true, value_name = "WHO")]
    pub reviewers: Vec<String>,
    /// Only this connection; may be repeated
    #[arg(long, value_name = "APP")]
    pub connection: Vec<String>,
    /// What each item is
    #[arg(long, value_enum, default_value_t = ItemsAre::Accounts)]
    pub items: ItemsAre,
    /// Only accounts in this group, or its memberships; may be repeated
    #[arg(long, value_name = "GROUP")]
    pub group: Vec<String>,
    /// Only this department; may be repeated
    #[arg(long, value_name = "DEPARTMENT")]
    pub department: Vec<String>,
    /// Only accounts with privileged access
    #[arg(long)]
    pub only_admins: bool,
    /// Only accounts that are not on the HR list, or have left according to it
    #[arg(long)]
    pub only_not_in_list: bool,
    /// A group that makes an account privileged; may be repeated
    #[arg(long, value_name = "GROUP")]
    pub privileged: Vec<String>,
    /// Who decides about what
    #[arg(long, value_enum, default_value_t = Assign::One)]
    pub assign: Assign,
    /// A reviewer of an app or group, as "Intranet=Jo Doe <jo@example.com>"; may be repeated
    #[arg(long, value_name = "WHAT=WHO")]
    pub named: Vec<String>,
    /// Due date of the decisions, such as 2026-12-05
    #[arg(long, value_name = "DAY")]
    pub due: Option<String>,
    /// Who signs second, as "Jo Doe <jo@example.com>"; without this option, the second reviewer
    #[arg(long, value_name = "WHO")]
    pub second: Option<String>,
    /// With --assign manager: start although up to N items have no clear manager; the first reviewer
    /// decides about them
    #[arg(long, default_value_t = 0, hide_default_value = true, value_name = "N")]
    pub without_manager: u32,
    /// Start even if this connection cannot be read completely; give the reason, as
    /// "Intranet=REASON"
    #[arg(long, value_name = "APP=REASON")]
    pub exclude: Vec<String>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum ItemsAre {
    /// Accounts, each with all its groups
    Accounts,
    /// Each account in one group, and also each account itself
    Memberships,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Assign {
    /// The first reviewer decides everything
    One,
    /// The manager of the HR list, by number, address or name
    Manager,
    /// The reviewer named for the app
    App,
    /// The reviewer named for a group that the account is in
    Group,
}

#[derive(Debug, Args)]
pub struct Items {
    pub review: String,
    /// Only items of this reviewer, by number
    #[arg(long, value_name = "NUMBER")]
    pub of: Option<u32>,
    /// Only undecided items
    #[arg(long)]
    pub undecided: bool,
    /// Search in names, addresses, apps and groups
    #[arg(long, default_value = "", hide_default_value = true, value_name = "TEXT")]
    pub search: String,
    /// Write the items as CSV into this new file instead, to fill in
    #[arg(long, value_name = "FILE", conflicts_with_all = ["undecided", "search"])]
    pub csv: Option<PathBuf>,
    #[command(flatten)]
    pub slice: crate::args::Slice,
}

#[derive(Debug, Args)]
pub struct Decide {
    pub review: String,
    /// A filled-in CSV file, or numbers of items
    #[arg(required = true, value_name = "FILE|ITEM")]
    pub what: Vec<String>,
    /// Number of the reviewer who decides
    #[arg(long, default_value_t = 1, value_name = "NUMBER")]
    pub by: u32,
    /// The decision about the items
    #[arg(long, value_enum)]
    pub decision: Option<Word>,
    /// Needed for revoke and change, and for keeping privileged access, leavers and accounts that are
    /// not on the HR list
    #[arg(long, default_value = "", hide_default_value = true)]
    pub reason: String,
    /// Name or id of a group to drop, with change; may be repeated
    #[arg(long, value_name = "GROUP")]
    pub drop: Vec<String>,
    /// Set the decisions of the file; without this option, the file is only checked
    #[arg(long)]
    pub yes: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Word {
    Keep,
    Change,
    Revoke,
    /// Clear the decision
    None,
}

#[derive(Debug, Args)]
pub struct HandOver {
    pub review: String,
    /// Numbers of items
    #[arg(required = true, value_name = "ITEM")]
    pub items: Vec<u32>,
    /// Who decides about them, as "Jo Doe <jo@example.com>"; may be new to the review
    #[arg(long, value_name = "WHO")]
    pub to: String,
    #[arg(long)]
    pub reason: String,
}

#[derive(Debug, Args)]
pub struct Packet {
    pub review: String,
    /// Number of the reviewer
    #[arg(long, value_name = "NUMBER")]
    pub of: u32,
    /// Where the reviewer sends the answers: an address or a place, which the page shows
    #[arg(long, value_name = "PLACE", default_value = "")]
    pub send_to: String,
    /// A new HTML file
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
}

#[derive(Debug, Args)]
pub struct Import {
    pub review: String,
    pub file: PathBuf,
    /// Number of the reviewer who gave the answers
    #[arg(long, value_name = "NUMBER")]
    pub of: u32,
    /// Set the decisions of the file; without this option, the file is only checked
    #[arg(long)]
    pub yes: bool,
}

#[derive(Debug, Args)]
pub struct Sign {
    pub review: String,
    /// Name of the signer
    #[arg(long)]
    pub name: String,
    /// The exact statement to sign, as --dry-run prints it; without this and without a terminal,
    /// the signature says that no one was asked
    #[arg(long, value_name = "SENTENCE")]
    pub confirm: Option<String>,
    /// Print the statement and sign nothing
    #[arg(long, conflicts_with = "confirm")]
    pub dry_run: bool,
    /// Give the second signature, over all parts
    #[arg(long)]
    pub second: bool,
    /// Why someone other than the named second signer signs
    #[arg(long, default_value = "", hide_default_value = true, requires = "second")]
    pub reason: String,
    /// Number of the reviewer whose part is signed, if two reviewers have the same name
    #[arg(long, value_name = "NUMBER", conflicts_with_all = ["second", "imported"])]
    pub of: Option<u32>,
    /// State that the answers of this reviewer were imported; this is not the reviewer's signature
    #[arg(long, value_name = "NUMBER", conflicts_with = "second")]
    pub imported: Option<u32>,
}

#[derive(Debug, Args)]
pub struct Revoke {
    pub review: String,
    /// Run the plan without asking
    #[arg(long, conflicts_with = "dry_run")]
    pub yes: bool,
    /// Show the plan and send nothing
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Debug, Args)]
pub struct Except {
    pub review: String,
    /// Number of the item
    pub item: u32,
    /// The group that was to be dropped, by id; without this option, the whole account
    #[arg(long, value_name = "ID")]
    pub group: Option<String>,
    /// Who is responsible
    #[arg(long)]
    pub owner: String,
    /// Day by which the access is removed by hand
    #[arg(
        long,
        value_name = "DAY",
        required_unless_present = "expires",
        conflicts_with = "expires"
    )]
    pub due: Option<String>,
    /// Day until which the risk is accepted
    #[arg(long, value_name = "DAY")]
    pub expires: Option<String>,
    #[arg(long, default_value = "", hide_default_value = true)]
    pub note: String,
    /// A file that proves the removal
    #[arg(long, value_name = "FILE")]
    pub proof: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Pack {
    pub review: String,
    /// A new folder, or a new file that ends in .zip
    #[arg(short, long, value_name = "PATH")]
    pub output: PathBuf,
    /// A column with personal data to leave out; may be repeated. This also leaves out the raw
    /// pages
    #[arg(long, value_name = "COLUMN")]
    pub leave_out: Vec<String>,
}
