//! Opens the window with sample data, waits for the filled Accounts screen and saves a picture.
//! `ROLLCALL_DESKTOP` names the program, `ROLLCALL_PICTURE` the file.
#![allow(clippy::expect_used, reason = "a picture that cannot be made ends the program")]

use rollcall_tests::window::{Home, Window};
use std::path::PathBuf;
use std::time::Duration;
use thirtyfour::By;

#[tokio::main]
async fn main() {
    let file = PathBuf::from(std::env::var_os("ROLLCALL_PICTURE").expect("ROLLCALL_PICTURE"));
    let home = Home::default();
    let window = Window::open(&home).await;
    window.page.set_window_rect(0, 0, 1360, 850).await.expect("the window takes its size");
    window.click("start-sample").await;
    window.click("nav-users").await;
    window.find("[data-testid=\"users-row\"]").await;
    window.find("[data-testid=\"sync-line\"][data-health=\"healthy\"]").await;
    // Past the names made of signs, which sort first, to where most people are.
    window.script("document.querySelector('[data-testid=users-grid]').scrollTop = 24000").await;
    window.gone("[data-testid=\"users-row\"][data-loading]").await;
    let rows = window.page.find_all(By::Css("[data-testid=\"users-row\"][data-status=\"active\"]"));
    let rows = rows.await.expect("rows of the table");
    rows[rows.len() / 2].click().await.expect("a row is opened");
    window.at("drawer-name").await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    window.screenshot(&file).await;
    window.close().await;
}
