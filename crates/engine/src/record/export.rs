//! Taking the record along: a file that shows what was done without Rollcall.

use crate::core::Rollcall;
use crate::core::new_file::{NewFile, Readers, why_not_written};
use crate::problem::failure::{asked, store_problem};
use crate::problem::{Problem, ProblemCode, Side};
use rollcall_store::{Store, StoreError};
use std::io::{BufWriter, ErrorKind};
use std::path::Path;

const WHAT: &str = "Exporting the record";

impl Rollcall {
    /// Writes the whole record into a new file, as JSON Lines ([`Store::export_record`]), and gives
    /// the number of entries. The record holds no token, so neither does the file; it does hold
    /// names, and is for its owner alone where the system knows owners.
    ///
    /// # Errors
    /// When there is a file of that name already, and when it cannot be written. Half a file is
    /// taken away again.
    pub async fn export_record(&self, path: &Path) -> Result<u32, Problem> {
        let path = path.to_owned();
        self.stored(WHAT, move |store| Ok(export(store, &path))).await?
    }
}

fn export(store: &Store, path: &Path) -> Result<u32, Problem> {
    let file = NewFile::new(path, Readers::Owner).map_err(|error| file_problem(path, &error))?;
    written(store, file).map_err(|error| match error {
        StoreError::Io(error) => file_problem(path, &error),
        StoreError::DiskFull => file_problem(path, &ErrorKind::StorageFull.into()),
        other => store_problem(WHAT, &other),
    })
}

fn written(store: &Store, file: NewFile) -> Result<u32, StoreError> {
    let mut to = BufWriter::with_capacity(1 << 16, file);
    let entries = store.export_record(&mut to)?;
    to.into_inner().map_err(std::io::IntoInnerError::into_error)?.keep()?;
    Ok(entries)
}

fn file_problem(path: &Path, error: &std::io::Error) -> Problem {
    let what = format!("{WHAT} failed.");
    let name = path.display();
    if error.kind() == ErrorKind::AlreadyExists {
        let why = format!("{name} already exists, and no file is overwritten.");
        let next = "Choose another file, or move that one.";
        return asked(ProblemCode::BadRequest, &what, &why, next);
    }
    let full = error.kind() == ErrorKind::StorageFull;
    Problem {
        code: if full { ProblemCode::DiskFull } else { ProblemCode::BadRequest },
        what,
        side: Side::Here,
        side_words: format!("{name} cannot be written: {}.", why_not_written(error)),
        state: "The record is unchanged; no file was left behind.".to_owned(),
        next: "Name a file in a folder that you may write to and that has room.".to_owned(),
        exchange: None,
    }
}
