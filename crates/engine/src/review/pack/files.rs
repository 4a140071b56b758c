//! Where a pack's files go: a new folder, or a new zip. Each is hashed on its way.

use serde::Serialize;
use sha2::{Digest, Sha256};
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use zip::write::SimpleFileOptions;

/// A file as the manifest names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Named {
    pub(super) path: String,
    pub(super) bytes: u64,
    pub(super) sha256: String,
}

enum Place {
    Folder(PathBuf),
    Zip(Box<zip::ZipWriter<BufWriter<File>>>),
}

pub(super) struct Files {
    place: Place,
    pub(super) named: Vec<Named>,
}

impl Files {
    /// A zip when the name ends so, otherwise a folder. What is there already is left alone.
    pub(super) fn new(to: &Path) -> io::Result<Self> {
        let is_zip = to.extension().is_some_and(|end| end.eq_ignore_ascii_case("zip"));
        let place = if is_zip {
            let mut options = OpenOptions::new();
            options.write(true).create_new(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let file = BufWriter::with_capacity(1 << 16, options.open(to)?);
            Place::Zip(Box::new(zip::ZipWriter::new(file)))
        } else {
            let mut options = fs::DirBuilder::new();
            #[cfg(unix)]
            std::os::unix::fs::DirBuilderExt::mode(&mut options, 0o700);
            options.create(to)?;
            Place::Folder(to.to_owned())
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
                let file = folder.join(path);
                if let Some(parent) = file.parent() {
                    fs::create_dir_all(parent)?;
                }
                OpenOptions::new().write(true).create_new(true).open(file)?.write_all(bytes)
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

    pub(super) fn finish(self) -> io::Result<()> {
        match self.place {
            Place::Folder(folder) => File::open(folder)?.sync_all(),
            Place::Zip(zip) => {
                let mut file = zip.finish().map_err(io::Error::other)?;
                file.flush()?;
                file.get_ref().sync_all()
            }
        }
    }
}
