//! `rollcall simulate`: the simulated apps alone, with faults on demand.

use crate::args::Simulate;
use crate::ending::{Ending, Stop};
use crate::screen::{Listing, Screen};
use rollcall_simulator as simulator;
use serde::Serialize;
use std::io::Write;

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
        std::fs::File::create_new(file)
            .and_then(|mut to| to.write_all(simulator::truth_list(options.seed).as_bytes()))
            .map_err(|error| {
                Stop::failed(format!("{} cannot be written: {error}.", file.display()))
            })?;
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
        |app| vec![app.name.clone(), app.provider.clone(), app.address.clone(), app.token.clone()],
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
