//! `rollcall`: the engine on the command line.
//!
//! [`options`] holds for every command; each of [`commands`] is one subcommand. [`house`] opens store and
//! keychain and names what the last stop left open. [`screen`] is the only place that prints:
//! tables, one JSON shape for every listing, errors in four lines. [`ending`] turns what happened
//! into the exit status; [`interrupt`] answers Ctrl-C.

mod commands;
mod cursor;
mod ending;
mod examples;
mod headings;
mod house;
mod input;
mod interrupt;
mod listing;
mod options;
mod screen;
mod words;

use clap::FromArgMatches;
use listing::Format;
use std::path::PathBuf;
use std::process::ExitCode;

// Rows are made on one thread and dropped on another; the system's allocator is slow at that.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const LONGEST_CLOSING: std::time::Duration = std::time::Duration::from_secs(5);

fn main() -> ExitCode {
    let typed = options::command().try_get_matches().and_then(|typed| {
        let name = typed.subcommand_name().unwrap_or_default().to_owned();
        let listed = listing::Listed::of(&typed);
        let arguments = options::Arguments::from_arg_matches(&typed)
            .map_err(|error| error.format(&mut options::command()))?;
        Ok((arguments, name, listed))
    });
    let (arguments, name, listed) = match typed {
        Ok(typed) => typed,
        Err(error) => return not_understood(&error),
    };
    let folder = log_folder(&arguments);
    rollcall_log::start(rollcall_log::Program::CommandLine, folder.as_deref());
    rollcall_engine::install_crypto();

    let wishes = arguments.wishes();
    let two_formats = wishes.json && listed.format.is_some_and(|format| format != Format::Json);
    let screen = screen::Screen::new(wishes, listed);
    if two_formats {
        let both = "--json and --format name two formats. Nothing was done.";
        return ExitCode::from(screen.end(Err(ending::Stop::usage(both))));
    }
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
    if let Err(ending::Stop::Problem(problem)) = &ended {
        rollcall_log::failed("the command", problem.code.as_str());
    }
    let status = screen.end(ended);
    rollcall_log::ended(status);
    ExitCode::from(status)
}

/// Where the log goes. Commands that look at no store have none.
fn log_folder(arguments: &options::Arguments) -> Option<PathBuf> {
    if !arguments.command.needs_store() {
        return None;
    }
    let data = match &arguments.data {
        Some(data) => data.clone(),
        None => rollcall_engine::data_folder().ok()?,
    };
    rollcall_log::begins_in(rollcall_log::folder(), &data, rollcall_engine::has_store(&data))
}

/// Help and version are answers, everything else is a mistake in the typing.
fn not_understood(error: &clap::Error) -> ExitCode {
    let typed: Vec<_> = std::env::args_os().collect();
    let json = typed.iter().any(|word| word == "--json" || word == "--format=json")
        || typed.windows(2).any(|pair| pair == ["--format", "json"]);
    if error.use_stderr() && json {
        let wishes = screen::Wishes { json: true, ..screen::Wishes::default() };
        let screen = screen::Screen::new(wishes, listing::Listed::default());
        let stop = ending::Stop::usage(error.render().to_string());
        return ExitCode::from(screen.end(Err(stop)));
    }
    let printed = error.print().map_err(|error| error.kind());
    ExitCode::from(match (error.use_stderr(), printed) {
        (true, _) => ending::USAGE,
        (false, Err(std::io::ErrorKind::BrokenPipe)) => ending::BROKEN_PIPE,
        (false, _) => ending::DONE,
    })
}
