//! `rollcall`: the engine on the command line.
//!
//! [`options`] holds for every command; each of [`commands`] is one subcommand. [`house`] opens store and
//! keychain and names what the last stop left open. [`screen`] is the only place that prints:
//! tables, one JSON shape for every listing, errors in four lines. [`ending`] turns what happened
//! into the exit status.

mod commands;
mod cursor;
mod ending;
mod house;
mod listing;
mod options;
mod screen;
mod words;

use clap::{CommandFactory, FromArgMatches};
use std::process::ExitCode;

// Rows are made on one thread and dropped on another; the system's allocator is slow at that.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const LONGEST_CLOSING: std::time::Duration = std::time::Duration::from_secs(5);

fn main() -> ExitCode {
    let typed = options::Arguments::command().try_get_matches().and_then(|typed| {
        let name = typed.subcommand_name().unwrap_or_default().to_owned();
        let arguments = options::Arguments::from_arg_matches(&typed)
            .map_err(|error| error.format(&mut options::Arguments::command()))?;
        Ok((arguments, name))
    });
    let (arguments, name) = match typed {
        Ok(typed) => typed,
        Err(error) => {
            // help and version are answers, everything else is a mistake in the typing
            if error.use_stderr() && std::env::args_os().any(|argument| argument == "--json") {
                let screen = screen::Screen::new(true, false);
                let stop = ending::Stop::usage(error.render().to_string());
                return ExitCode::from(screen.end(Err(stop)));
            }
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { ending::USAGE } else { ending::DONE });
        }
    };
    let log = tracing_subscriber::EnvFilter::try_from_env("ROLLCALL_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("off"));
    tracing_subscriber::fmt().with_env_filter(log).with_writer(std::io::stderr).init();
    rollcall_engine::install_crypto();

    let screen = screen::Screen::new(arguments.json, arguments.verbose);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let ended = match runtime {
        Ok(runtime) => {
            let ended = runtime.block_on(commands::run(arguments, &name, &screen));
            // The store is closed on one of its threads; the encryption library must not be taken
            // down before. A keychain prompt that nobody answered must not keep the program alive.
            runtime.shutdown_timeout(LONGEST_CLOSING);
            ended
        }
        Err(error) => Err(ending::Stop::failed(format!("Starting failed: {error}"))),
    };
    ExitCode::from(screen.end(ended))
}
