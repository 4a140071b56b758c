//! `rollcall-verify` on packs that hold, are altered or are broken.

#![allow(clippy::unwrap_used, reason = "tests")]

mod altered;
mod broken;
mod made;
