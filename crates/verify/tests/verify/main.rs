//! `rollcall-verify` on packs that hold, are altered or are broken.

mod altered;
mod broken;
mod made;
