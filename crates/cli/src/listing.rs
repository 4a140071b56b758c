//! What every listing accepts.

use clap::Args;

/// Where a listing starts and how much of it is wanted.
#[derive(Debug, Args)]
pub struct Slice {
    /// Maximum number of rows
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..))]
    pub limit: u32,
    /// The next_cursor of the previous listing
    #[arg(long)]
    pub cursor: Option<String>,
}
