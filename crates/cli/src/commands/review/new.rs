//! `rollcall review new`: reads the apps and freezes who has access.

use super::done;
use crate::ending::{Ending, Stop};
use crate::examples::example;
use crate::screen::Screen;
use clap::{Args, ValueEnum};
use rollcall_engine::Rollcall;
use rollcall_engine::view::{
    Granularity, ReviewAssign, ReviewExclusion, ReviewRequest, ReviewerFor, ReviewerName,
};

/// Read the apps, freeze who has access, and name the reviewers
#[derive(Debug, Args)]
#[command(after_help = example("rollcall review new 'Q4 2026' --reviewer 'Jo Doe <jo@example.com>' --reviewer 'Carla Mendes <carla@example.com>'"))]
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

/// "Jo Doe <jo@example.com>".
pub(super) fn who(text: &str) -> Result<ReviewerName, Stop> {
    let parts = text.trim().strip_suffix('>').and_then(|text| text.rsplit_once('<'));
    let (name, email) =
        parts.map_or((text.trim(), ""), |(name, email)| (name.trim(), email.trim()));
    if name.is_empty() || !email.contains('@') {
        return Err(Stop::usage(format!(
            "{text}: write a reviewer as \"Jo Doe <jo@example.com>\"; no one decides about an \
            account with that address."
        )));
    }
    Ok(ReviewerName { name: name.to_owned(), email: email.to_owned() })
}

pub(super) async fn new(
    rollcall: &Rollcall,
    options: New,
    screen: &Screen,
) -> Result<Ending, Stop> {
    let split = |text: &str, what: &str| {
        text.split_once('=')
            .map(|(one, other)| (one.trim().to_owned(), other.trim().to_owned()))
            .ok_or_else(|| Stop::usage(format!("{text}: write it as {what}.")))
    };
    let mut named = Vec::new();
    for text in &options.named {
        let (what, reviewer) = split(text, "\"Intranet=Jo Doe <jo@example.com>\"")?;
        named.push(ReviewerFor { what, reviewer: who(&reviewer)? });
    }
    let mut exclusions = Vec::new();
    for text in &options.exclude {
        let (connection, reason) = split(text, "\"Intranet=why\"")?;
        exclusions.push(ReviewExclusion { connection, reason });
    }
    let wanted = ReviewRequest {
        name: options.name,
        due: options.due,
        connections: options.connection,
        granularity: match options.items {
            ItemsAre::Accounts => Granularity::Account,
            ItemsAre::Memberships => Granularity::Membership,
        },
        groups: options.group,
        departments: options.department,
        only_admins: options.only_admins,
        only_not_in_list: options.only_not_in_list,
        privileged_groups: options.privileged,
        assign: match options.assign {
            Assign::One => ReviewAssign::One,
            Assign::Manager => ReviewAssign::Manager,
            Assign::App => ReviewAssign::App,
            Assign::Group => ReviewAssign::Group,
        },
        reviewers: options.reviewers.iter().map(|text| who(text)).collect::<Result<_, _>>()?,
        named,
        exclusions,
        second: options.second.as_deref().map(who).transpose()?,
        without_manager: options.without_manager,
    };
    done(&rollcall.start_review(wanted).await?, screen)
}
