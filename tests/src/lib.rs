//! What tests that span rooms share: [`world`] is a simulator with an engine beside it, [`truth`]
//! what an app really holds, [`gate`] stands between the two and holds what a test wants to see
//! on its way; [`outside`] is another admin, who changes an app past Rollcall; [`scene`] is one app
//! with an engine and that admin beside it; [`secrets`] is a keychain to look into and to stop;
//! [`review`] is an access review of two apps; [`apart`] is
//! an engine in a process of its own, to be killed; [`window`] drives the real window through
//! WebDriver, [`listing_server`] is a small server whose lists lie, [`member_server`] one with habits
//! about members and values, [`odd_app`] one whose answers are odd, behind a gateway; [`foreign`]
//! starts a SCIM server that nobody here wrote; [`altered`] alters evidence packs; `webkit` prints pages
//! as WebKit does.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

pub mod altered;
pub mod apart;
pub mod browser;
pub mod foreign;
pub mod gate;
pub mod hr_list;
pub mod listing_server;
pub mod member_server;
pub mod odd_app;
pub mod outside;
pub mod review;
pub mod scene;
pub mod secrets;
pub mod truth;
#[cfg(target_os = "linux")]
pub mod webkit;
pub mod window;
pub mod world;

/// Whether the session has a keychain service for tests.
pub fn real_keychain() -> bool {
    std::env::var_os("ROLLCALL_REAL_KEYCHAIN").is_some_and(|value| value == "1")
}
