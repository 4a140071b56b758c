//! `rollcall review pack`: the evidence.

use crate::ending::{Ending, Stop};
use crate::examples::example;
use crate::screen::Screen;
use clap::Args;
use rollcall_engine::Rollcall;
use std::path::PathBuf;

/// Write the evidence of a closed review into a new folder or zip
#[derive(Debug, Args)]
#[command(after_help = example("rollcall review pack 'Q4 2026' -o q4-evidence"))]
pub struct Pack {
    /// Name or id of the review
    pub review: String,
    /// A new folder, or a new file that ends in .zip
    #[arg(short, long, value_name = "PATH")]
    pub output: PathBuf,
    /// A column with personal data to leave out; may be repeated. This also leaves out the raw
    /// pages
    #[arg(long, value_name = "COLUMN")]
    pub leave_out: Vec<String>,
}

pub(super) async fn pack(
    rollcall: &Rollcall,
    options: &Pack,
    screen: &Screen,
) -> Result<Ending, Stop> {
    screen.swept(&options.output);
    let pack = rollcall.write_pack(&options.review, &options.output, &options.leave_out).await?;
    if screen.json() {
        screen.value(&pack)?;
    } else {
        screen.line(format!("Written: {} files in {}", pack.files, pack.path))?;
        screen.line(format!("Record: entry {}, head {}", pack.entries, pack.head))?;
        screen.line(format!(
            "Key: SHA-256 {} (of public-key.pem in DER form)",
            pack.key_fingerprint
        ))?;
        screen.line(
            "Save the head outside Rollcall, in a mail or a ticket. It makes any later \
            change to the record or these files detectable.",
        )?;
        screen.line(format!("rollcall-verify \"{}\" --head {}", pack.path, pack.head))?;
    }
    Ok(Ending::Done)
}
