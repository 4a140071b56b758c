//! HR lists as they come.

mod asking;
mod bad_files;
mod corpus;
mod dialects;
mod guessing;
mod helpers;
mod lists_of_hr;
mod people;
mod sheets;
mod sheets_at_random;
mod text_files;
mod workbooks;
