//! Where a pack's files go: a new folder, or a new zip. Each is hashed on its way.

use crate::core::new_file::{NewFile, NewFolder, Readers};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::fs::{self, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::Path;
use zip::write::SimpleFileOptions;

/// A file as the manifest names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Named {
    pub(super) path: String,
    pub(super) bytes: u64,
    pub(super) sha256: String,
}

enum Place {
    Folder(NewFolder),
    Zip(Box<zip::ZipWriter<BufWriter<NewFile>>>),
}

pub(super) struct Files {
    place: Place,
    pub(super) named: Vec<Named>,
}

impl Files {
    /// A zip when the name ends so, otherwise a folder; under another name until it is whole.
    /// Existing files are not overwritten.
    pub(super) fn new(to: &Path) -> io::Result<Self> {
        let is_zip = to.extension().is_some_and(|end| end.eq_ignore_ascii_case("zip"));
        let place = if is_zip {
            let file = BufWriter::with_capacity(1 << 16, NewFile::new(to, Readers::Owner)?);
            Place::Zip(Box::new(zip::ZipWriter::new(file)))
        } else {
            Place::Folder(NewFolder::new(to)?)
        };
        Ok(Self { place, named: Vec::new() })
    }

    /// Writes a file and keeps its name for the manifest.
    pub(super) fn put(&mut self, path: &str, bytes: &[u8]) -> io::Result<()> {
        self.put_unnamed(path, bytes)?;
        self.named.push(Named {
            path: path.to_owned(),
            bytes: bytes.len() as u64,
            sha256: hex::encode(Sha256::digest(bytes)),
        });
        Ok(())
    }

    /// Writes one of the files that the manifest does not name.
    pub(super) fn put_unnamed(&mut self, path: &str, bytes: &[u8]) -> io::Result<()> {
        match &mut self.place {
            Place::Folder(folder) => {
                let file = folder.path().join(path);
                if let Some(parent) = file.parent() {
                    fs::create_dir_all(parent)?;
                }
                let mut options = OpenOptions::new();
                options.write(true).create_new(true);
                // As a pack in one file: for its owner alone, also where it is copied to.
                #[cfg(unix)]
                std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
                let mut file = options.open(file)?;
                file.write_all(bytes)?;
                file.sync_all()
            }
            Place::Zip(zip) => {
                // Quick rather than small: raw pages are most of it.
                let options = SimpleFileOptions::default()
                    .compression_level(Some(1))
                    .large_file(bytes.len() > u32::MAX as usize);
                zip.start_file(path, options).map_err(io::Error::other)?;
                zip.write_all(bytes)
            }
        }
    }

    /// Gives the pack its name, once it is on the disk.
    pub(super) fn finish(self) -> io::Result<()> {
        match self.place {
            Place::Folder(folder) => folder.keep(),
            Place::Zip(zip) => {
                let file = zip.finish().map_err(io::Error::other)?;
                file.into_inner().map_err(io::IntoInnerError::into_error)?.keep()
            }
        }
    }
}
