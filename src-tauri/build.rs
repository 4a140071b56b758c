//! Embeds the built UI. A missing one is an error here, not a blank window later.

fn main() {
    println!("cargo:rerun-if-changed=../ui/dist");
    let index = std::path::Path::new("../ui/dist/index.html");
    if !index.exists() {
        println!(
            "cargo:warning=ui/dist is missing: run `cargo xtask run`, or `npm ci && npm run build` in ui/"
        );
        std::process::exit(1);
    }
    tauri_build::build();
}
