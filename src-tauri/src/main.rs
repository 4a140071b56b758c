//! Starts the window.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

// Rows are made on one thread and dropped on another; the system's allocator is slow at that.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    rollcall_desktop::start()
}
