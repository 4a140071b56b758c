//! Lists the catalogue's files, so that a further provider is one more file there and nothing here.

use std::error::Error;
use std::fmt::Write;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(&std::env::var("CARGO_MANIFEST_DIR")?).join("../providers/catalogue");
    let folder = folder.canonicalize()?;
    let mut files: Vec<_> = std::fs::read_dir(&folder)?
        .map(|entry| Ok(entry?.path()))
        .collect::<std::io::Result<_>>()?;
    files.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    let mut list = String::from("&[");
    for file in files {
        write!(list, "include_str!({:?}),", file.to_str().ok_or("a path that is not Unicode")?)?;
    }
    list.push(']');
    std::fs::write(Path::new(&std::env::var("OUT_DIR")?).join("catalogue.rs"), list)?;
    println!("cargo::rerun-if-changed={}", folder.display());
    Ok(())
}
