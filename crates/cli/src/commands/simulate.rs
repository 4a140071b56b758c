//! `rollcall simulate`: the simulated apps alone, with faults on demand.

use super::connection::add::providers;
use crate::ending::{Ending, Stop};
use crate::examples::example;
use crate::listing::{self, cells};
use crate::screen::{Listing, Screen, not_written};
use clap::Args;
use rollcall_engine::{Readers, write_new_file};
use rollcall_simulator as simulator;
use serde::Serialize;
use std::path::PathBuf;

/// Start simulated apps, print their addresses and tokens, and run until stopped
#[derive(Debug, Args)]
#[command(
    args = listing::options(),
    after_help = example("rollcall simulate --app scim --fault scim:users:page=2:times=3:500")
)]
pub struct Simulate {
    /// Number of accounts in each app
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..))]
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

#[derive(Serialize)]
struct App {
    provider: String,
    name: String,
    address: String,
    /// Invented; it opens nothing else.
    token: String,
}

pub async fn run(options: Simulate, screen: &Screen) -> Result<Ending, Stop> {
    let mut faults = Vec::new();
    for text in &options.fault {
        let fault = text
            .parse::<simulator::Fault>()
            .map_err(|error| Stop::usage(format!("--fault {text}: {error}")))?;
        faults.push(fault);
    }
    let running = simulator::start(simulator::Options {
        seed: options.seed,
        users: options.users,
        apps: options.app,
        faults,
        port: options.port,
        ..simulator::Options::default()
    })
    .await
    .map_err(|error| Stop::failed(format!("Starting the simulated apps failed: {error}.")))?;
    if let Some(file) = &options.truth {
        let list = simulator::truth_list(options.seed);
        write_new_file(file, Readers::Usual, list.as_bytes())
            .map_err(|error| not_written(file, &error))?;
    }
    let apps: Vec<App> = running
        .apps
        .iter()
        .map(|app| App {
            provider: app.provider_id.clone(),
            name: app.name.clone(),
            address: app.address.clone(),
            token: app.token.clone(),
        })
        .collect();
    let listing = Listing::whole(apps, true);
    screen.listing(
        &listing,
        "Simulated apps on this computer. Their tokens work nowhere else. Stop with Ctrl-C.",
        &["App", "--provider", "Address", "Token"],
        |app| {
            cells![app.name.clone(), app.provider.clone(), app.address.clone(), app.token.clone()]
        },
    )?;
    stopped().await;
    running.stop().await;
    Ok(Ending::Done)
}

/// Ctrl-C, or a polite end by another program.
async fn stopped() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut end) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = end.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}
