//! `rollcall review except`: who is responsible for a revoke that is not verified, and until when.

use super::done;
use crate::ending::{Ending, Stop};
use crate::examples::example;
use crate::screen::Screen;
use clap::Args;
use rollcall_engine::Rollcall;
use rollcall_engine::view::{ExceptionKind, NewException};
use std::path::PathBuf;

/// Make an exception for a revoke that is not verified: who is responsible, and until when
#[derive(Debug, Args)]
#[command(after_help = example("rollcall review except 'Q4 2026' 14 --owner Jo --due 2026-12-10 --note 'closed in the console'"))]
pub struct Except {
    /// Name or id of the review
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

pub(super) async fn except(
    rollcall: &Rollcall,
    options: Except,
    screen: &Screen,
) -> Result<Ending, Stop> {
    let proof = match &options.proof {
        None => None,
        Some(file) => {
            let bytes = std::fs::read(file).map_err(|error| {
                Stop::failed(format!("{} cannot be read: {error}.", file.display()))
            })?;
            let name = file.file_name().map_or_else(String::new, |n| n.to_string_lossy().into());
            Some((name, bytes))
        }
    };
    let exception = NewException {
        kind: if options.expires.is_some() { ExceptionKind::Risk } else { ExceptionKind::Manual },
        owner: options.owner,
        due: options.due,
        expires: options.expires,
        note: options.note,
    };
    let group = options.group.as_deref();
    let view = rollcall.except_item(&options.review, options.item, group, exception, proof).await?;
    done(&view, screen)
}
