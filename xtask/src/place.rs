//! Where things lie.

use std::ffi::OsString;
use std::path::PathBuf;

/// The folders of this clone.
pub struct Place {
    /// The repository.
    pub root: PathBuf,
    /// Cargo's target folder: `CARGO_TARGET_DIR`, or `target/` of the repository.
    pub cargo_target: PathBuf,
    /// `target/` of the repository, wherever cargo builds: pictures, screens, the foreign server.
    pub out: PathBuf,
}

impl Place {
    pub fn find() -> Place {
        // Cargo's word at the start comes first: clones that share a target folder share this program.
        let xtask = std::env::var_os("CARGO_MANIFEST_DIR");
        let xtask = xtask.map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = xtask.parent().unwrap_or(&xtask).to_path_buf();
        let out = root.join("target");
        let cargo_target = match std::env::var_os("CARGO_TARGET_DIR") {
            // Absolute, since programs are started in other folders than this one.
            Some(folder) => std::path::absolute(folder).unwrap_or_else(|_| out.clone()),
            None => out.clone(),
        };
        Place { root, cargo_target, out }
    }

    pub fn ui(&self) -> PathBuf {
        self.root.join("ui")
    }

    /// A program that cargo built in the dev profile.
    pub fn dev(&self, program: &str) -> PathBuf {
        self.cargo_target.join("debug").join(program)
    }

    /// A program that cargo built in the release profile.
    pub fn release(&self, program: &str) -> PathBuf {
        self.cargo_target.join("release").join(program)
    }
}

/// The cargo that runs this xtask, so that the toolchain stays the same.
pub fn cargo() -> OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}
