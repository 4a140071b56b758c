//! Builds and runs the window.

use crate::cases;
use crate::changing;
use crate::commands::{self, Progress};
use crate::connections;
use crate::desk::Desk;
use crate::people;
use crate::reconcile;
use crate::record;
use crate::reviews;
use crate::safeguards;
use crate::since;
use crate::truth;
use rollcall_engine::ProblemCode;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;
use tauri::{AppHandle, Manager, Runtime};
use tauri_plugin_window_state::StateFlags;
use tauri_specta::{Builder, Event, collect_commands, collect_events};

/// Shortest time between two events: about two frames.
const BETWEEN_EVENTS: Duration = Duration::from_millis(33);

/// The one list of commands and events; router and TypeScript come from it. The runtime named in
/// it is only for the types of TypeScript: the router is that of `R`.
#[expect(clippy::too_many_lines, reason = "the one list of commands")]
pub fn contract<R: Runtime>() -> Builder<R> {
    Builder::<R>::new()
        // What goes out and what comes in have one shape; two would double every type.
        .disable_serde_phases()
        .commands(collect_commands![
            commands::state,
            commands::providers,
            commands::start_sample,
            commands::leave_sample,
            commands::test_and_connect,
            commands::test_connection,
            commands::disconnect,
            connections::replace_token,
            connections::rename_connection,
            connections::change_address,
            connections::set_seat_price,
            connections::open_in_connection,
            commands::read,
            commands::confirm_read,
            commands::cancel_read,
            commands::connection,
            commands::users,
            commands::facets,
            commands::user,
            commands::groups,
            commands::members,
            changing::plan_deactivate,
            changing::plan_activate,
            changing::plan_undo,
            commands::match_users,
            changing::plan,
            changing::discard_plan,
            changing::run_plan,
            changing::run,
            changing::stage,
            changing::stage_users,
            changing::stage_members,
            changing::stage_new_user,
            changing::stage_group,
            changing::unstage,
            changing::plan_stage,
            changing::preview_members,
            changing::attributes,
            changing::account_attributes,
            changing::group_refusals,
            changing::plan_retry,
            changing::steer_run,
            changing::recheck,
            record::record_page,
            record::verify_record,
            record::export_record::<tauri::Wry>,
            safeguards::guard,
            safeguards::set_guard,
            safeguards::protected,
            safeguards::protect,
            safeguards::lift_protection,
            people::people,
            people::person,
            people::find,
            people::overview,
            people::decide_tie,
            people::cut_tie,
            people::link_people,
            people::mark_account,
            people::set_holding_group,
            truth::look_at_truth,
            truth::look_at_sample_truth,
            truth::choose_truth,
            truth::map_truth,
            truth::import_truth,
            truth::drop_truth,
            cases::plan_lockdown,
            cases::plan_quarantine,
            cases::start_case,
            cases::discard_case,
            cases::case,
            cases::cases,
            cases::try_case_again,
            cases::plan_case_again,
            cases::stop_case,
            cases::recheck_case,
            cases::tick_residual,
            cases::plan_release,
            cases::export_case::<tauri::Wry>,
            reconcile::reconcile,
            reconcile::reconcile_accept,
            reconcile::reconcile_ignore,
            reconcile::reconcile_stop_ignoring,
            since::since,
            reviews::reviews,
            reviews::review,
            reviews::review_rows,
            reviews::start_review,
            reviews::decide_review,
            reviews::undo_bulk,
            reviews::look_at_managers,
            reviews::sign_off,
            reviews::hand_over,
            reviews::sign_review,
            reviews::discard_review,
            reviews::plan_review,
            reviews::except_item,
            reviews::close_review,
            reviews::export_review::<tauri::Wry>,
            reviews::export_packet::<tauri::Wry>,
            reviews::review_answers,
            reviews::write_pack::<tauri::Wry>,
            commands::preferences::<tauri::Wry>,
            commands::set_preferences::<tauri::Wry>,
        ])
        .events(collect_events![Progress])
}

/// Passes the progress of the house that is shown on to the page, until it is aborted.
pub fn forward<R: Runtime>(app: &AppHandle<R>) -> tauri::async_runtime::JoinHandle<()> {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let mut progress = app.state::<Desk>().progress();
        while progress.changed().await.is_ok() {
            let now = progress.borrow_and_update().clone();
            let event = Progress {
                revision: now.revision,
                reads: now.reads,
                rungs: now.rungs,
                run: now.run,
            };
            if let Err(error) = event.emit(&app) {
                let code = ProblemCode::Internal.as_str();
                rollcall_log::failed_with("the window did not take an event", code, &error);
            }
            tokio::time::sleep(BETWEEN_EVENTS).await;
        }
    })
}

/// Why no window can be opened: on Linux a screen is named by the session. The library would stop
/// with its own trace.
fn no_screen(is_set: impl Fn(&str) -> bool) -> Option<&'static str> {
    let named = is_set("DISPLAY") || is_set("WAYLAND_DISPLAY");
    (cfg!(target_os = "linux") && !named).then_some(
        "Opening Rollcall's window failed. This session has no screen: neither DISPLAY nor WAYLAND_DISPLAY is set. Nothing was changed. Start it in a desktop session, or use the command line: rollcall --help",
    )
}

/// Where the log goes.
fn log_folder() -> Option<PathBuf> {
    let data = rollcall_engine::data_folder().ok()?;
    rollcall_log::begins_in(rollcall_log::folder(), &data, rollcall_engine::has_store(&data))
}

/// Opens the window and runs until it is closed.
pub fn start() -> ExitCode {
    if let Some(why) = no_screen(|name| std::env::var_os(name).is_some_and(|it| !it.is_empty())) {
        // Without a window there is nowhere else to say it.
        #[expect(clippy::print_stderr, reason = "a program that ends here")]
        {
            eprintln!("{why}");
        }
        return ExitCode::FAILURE;
    }
    rollcall_engine::install_crypto();
    rollcall_log::start(rollcall_log::Program::Window, log_folder().as_deref());
    let contract = contract::<tauri::Wry>();
    let built = tauri::Builder::default()
        .plugin(tauri_plugin_single_instance::init(|app, _arguments, _folder| {
            if let Some(window) = app.get_webview_window("main") {
                // A window that cannot be raised is still there to be found.
                let _ = window.unminimize();
                let _ = window.set_focus();
            }
        }))
        .plugin(
            tauri_plugin_window_state::Builder::default()
                .with_state_flags(StateFlags::SIZE | StateFlags::MAXIMIZED)
                .build(),
        )
        .plugin(tauri_plugin_store::Builder::default().build())
        .manage(Desk::default())
        .invoke_handler(contract.invoke_handler())
        .setup(move |app| {
            contract.mount_events(app);
            forward(app.handle());
            let handle = app.handle().clone();
            tauri::async_runtime::spawn(async move {
                // Opened while the page loads; the first command waits for the same answer.
                let _ = handle.state::<Desk>().own().await;
            });
            Ok(())
        })
        .run(tauri::generate_context!());
    match built {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let code = ProblemCode::Internal.as_str();
            rollcall_log::ended_with("the window could not be opened", code, &error);
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BINDINGS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../ui/src/host/bindings.ts");

    fn generated() -> String {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("bindings.ts");
        contract::<tauri::Wry>().export(specta_typescript::Typescript::default(), &file).unwrap();
        std::fs::read_to_string(file).unwrap()
    }

    #[test]
    fn the_checked_in_bindings_are_fresh() {
        let generated = generated();
        if std::env::var_os("ROLLCALL_WRITE_BINDINGS").is_some() {
            std::fs::write(BINDINGS, &generated).unwrap();
        }
        let checked_in = std::fs::read_to_string(BINDINGS).unwrap_or_default();
        assert!(
            generated == checked_in,
            "ui/src/host/bindings.ts is stale: run ROLLCALL_WRITE_BINDINGS=1 cargo test -p rollcall-desktop bindings"
        );
    }
}
