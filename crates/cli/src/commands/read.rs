//! `rollcall read`: users and groups, side by side, with a bar for each connection on a terminal.

use crate::ending::{Ending, Stop};
use crate::examples::example;
use crate::house;
use crate::interrupt::UnderWay;
use crate::listing;
use crate::screen::{Listing, Screen, plain};
use crate::words;
use clap::Args;
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use rollcall_engine::view::{Progress, ReadProgress, ReadStage, ReadView, Verdict};
use rollcall_engine::{ConnectionId, Rollcall};
use std::collections::HashMap;

pub const HEAD: [&str; 5] = ["Connection", "Verdict", "Users", "Groups", "Because"];

/// Read the accounts and groups of the named connections, or of all
#[derive(Debug, Args)]
#[command(args = listing::options(), after_help = example("rollcall read Acme"))]
pub struct Read {
    /// The connections; all without a name
    pub names: Vec<String>,
    /// Accept that one connection lost more than a tenth: the remaining number, as the read
    /// states it
    #[arg(long, value_name = "NUMBER")]
    pub confirm: Option<u32>,
}

pub async fn run(rollcall: &Rollcall, options: Read, screen: &Screen) -> Result<Ending, Stop> {
    let Read { names, confirm } = options;
    if confirm.is_some() && names.len() != 1 {
        return Err(Stop::usage("--confirm applies to one connection: name that connection."));
    }
    let ids = house::connection_ids(rollcall, &names).await?;
    let reads = watched(rollcall, &ids, confirm, screen).await?;
    show(rollcall, reads, screen).await
}

/// Prints how each read ended, and what stopped it.
pub async fn show(
    rollcall: &Rollcall,
    reads: Vec<ReadView>,
    screen: &Screen,
) -> Result<Ending, Stop> {
    let names: HashMap<ConnectionId, String> = rollcall
        .connections()
        .await?
        .into_iter()
        .map(|connection| (connection.id, connection.name))
        .collect();
    let complete = reads.iter().all(|read| read.verdict == Verdict::Complete);
    let as_of = reads.iter().filter_map(|read| read.ended_at).min();
    let lead = match reads.len() {
        0 => "Nothing was read: there are no connections.".to_owned(),
        n if complete => format!("{n} read, complete"),
        n => {
            let short = reads.iter().filter(|read| read.verdict != Verdict::Complete).count();
            format!("{n} read, {short} of them not complete")
        }
    };
    let listing = Listing { result: reads, next_cursor: None, as_of, complete };
    let ending = screen.listing(&listing, &lead, &HEAD, |read| {
        let name = names.get(&read.connection_id).map_or("", String::as_str);
        words::read_row(read, name)
    })?;
    for problem in listing.result.iter().filter_map(|read| read.problem.as_ref()) {
        screen.problem(problem);
    }
    Ok(ending)
}

/// Reads with bars; the first Ctrl-C ends the reads as partial and keeps what came. `confirm` is the
/// number of the one connection that is read.
pub async fn watched(
    rollcall: &Rollcall,
    ids: &[String],
    confirm: Option<u32>,
    screen: &Screen,
) -> Result<Vec<ReadView>, Stop> {
    screen.begins(UnderWay::AnswersItself);
    let bars = screen.shows_progress().then(|| Bars::follow(rollcall));
    let read = async {
        match (confirm, ids) {
            (Some(number), [id]) => rollcall.read_confirmed(id, number).await,
            _ => rollcall.read(ids).await,
        }
    };
    tokio::pin!(read);
    let reads = tokio::select! {
        reads = &mut read => reads,
        Ok(()) = tokio::signal::ctrl_c() => {
            rollcall.cancel_reads(&[]);
            read.await
        }
    };
    screen.begins(UnderWay::Nothing);
    if let Some(bars) = bars {
        bars.finish();
    }
    Ok(reads?)
}

struct Bars {
    all: MultiProgress,
    follower: tokio::task::JoinHandle<()>,
}

impl Bars {
    fn follow(rollcall: &Rollcall) -> Self {
        let all = MultiProgress::new();
        let mut progress = rollcall.progress();
        let screen = all.clone();
        let follower = tokio::spawn(async move {
            let mut bars = HashMap::new();
            while progress.changed().await.is_ok() {
                let state = progress.borrow_and_update().clone();
                draw(&screen, &mut bars, &state);
            }
        });
        Self { all, follower }
    }

    fn finish(self) {
        self.follower.abort();
        let _ = self.all.clear();
    }
}

fn draw(all: &MultiProgress, bars: &mut HashMap<String, ProgressBar>, state: &Progress) {
    for read in &state.reads {
        let bar = bars.entry(read.connection_id.to_string()).or_insert_with(|| {
            let bar = all.add(ProgressBar::no_length());
            bar.set_prefix(plain(&read.connection_name));
            bar
        });
        let template = if read.of.is_some() {
            "{prefix:24} {bar:24} {pos:>7}/{len:7} {msg}"
        } else {
            "{prefix:24} {spinner} {pos:>7} {msg}"
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        if let Some(of) = read.of {
            bar.set_length(u64::from(of));
        }
        bar.set_position(u64::from(read.done));
        bar.set_message(plain(&message(read)));
    }
}

fn message(read: &ReadProgress) -> String {
    if let Some(waiting) = &read.waiting {
        return waiting.clone();
    }
    match read.stage {
        ReadStage::Users => "users".to_owned(),
        ReadStage::Groups => "groups".to_owned(),
        ReadStage::Members => "members".to_owned(),
        ReadStage::Finishing => "finishing".to_owned(),
        ReadStage::Done => read.verdict.map_or("done", words::verdict).to_owned(),
    }
}
