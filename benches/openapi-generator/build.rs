//! The build script. openapi-generator has generated a client from the contract. The build script
//! copies this client into `OUT_DIR`.
//!
//! `cargo xtask bench` generates this client. The generated client is never committed to git. If
//! the generated client does not exist, this crate is empty.

use std::path::Path;
use std::{env, fs, io};

/// The name of the environment variable that contains the folder of the generated client.
/// `cargo xtask bench` sets this variable.
const VARIABLE: &str = "TALLYFY_OPENAPI_GENERATOR";

/// The source text of the root module. The generated `lib.rs` has inner attributes, so `include!`
/// cannot include that file.
const ROOT: &str = "\
#[allow(warnings, clippy::all)]
pub mod apis;
#[allow(warnings, clippy::all)]
pub mod models;
";

fn main() {
    println!("cargo::rustc-check-cfg=cfg(generated)");
    println!("cargo::rerun-if-env-changed={VARIABLE}");
    println!("cargo::rerun-if-changed=build.rs");
    if let Err(message) = copy_client() {
        println!("cargo::error={message}");
    }
}

fn copy_client() -> Result<(), String> {
    let out_dir =
        env::var_os("OUT_DIR").ok_or("OUT_DIR is not set: run this program with Cargo")?;
    let out = Path::new(&out_dir).join("src");
    let message = |error: io::Error| format!("{VARIABLE}: {error}");
    // `OUT_DIR` can still contain old modules, which were generated from an earlier contract.
    if out.exists() {
        fs::remove_dir_all(&out).map_err(message)?;
    }
    fs::create_dir_all(&out).map_err(message)?;
    let Some(client) = env::var_os(VARIABLE) else {
        return fs::write(out.join("root.rs"), "").map_err(message);
    };
    let source = Path::new(&client).join("src");
    println!("cargo::rerun-if-changed={}", source.display());
    for modules in ["apis", "models"] {
        copy(&source.join(modules), &out.join(modules)).map_err(message)?;
    }
    println!("cargo::rustc-cfg=generated");
    fs::write(out.join("root.rs"), ROOT).map_err(message)
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        fs::copy(entry.path(), to.join(entry.file_name()))?;
    }
    Ok(())
}
