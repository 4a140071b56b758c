//! The program as it is typed: `rollcall`.

mod demo;
mod habits;
mod hr_list;
mod real_keychain;
mod real_keychain_people;
mod real_keychain_review;
mod real_keychain_token;
mod support;
mod support_log;
mod typing;
