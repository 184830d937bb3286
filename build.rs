//! Generates the client from `spec/groups.yaml` into `$OUT_DIR/generated.rs`, if the feature
//! `codegen` is on.

fn main() {
    // Without the feature no change of the contract builds the crate again.
    println!("cargo::rerun-if-changed=build.rs");
    #[cfg(feature = "codegen")]
    codegen::main();
}

#[cfg(feature = "codegen")]
mod codegen {
    use std::path::Path;
    use std::{env, fs};

    const CONTRACT: &str = "spec/groups.yaml";

    pub(crate) fn main() {
        // Cargo watches the generator itself, as a build dependency.
        println!("cargo::rerun-if-changed={CONTRACT}");
        if let Err(message) = generate() {
            // One directive a line; Cargo prints them and ends the build.
            for line in message.lines() {
                println!("cargo::error={line}");
            }
        }
    }

    fn generate() -> Result<(), String> {
        let text = fs::read_to_string(CONTRACT).map_err(|error| format!("{CONTRACT}: {error}"))?;
        let generated = tallyfy_codegen::generate(&text).map_err(|problems| {
            let rendered = problems.iter().map(|p| p.render(CONTRACT, &text));
            rendered.collect::<Vec<_>>().join("\n")
        })?;
        let out_dir = env::var_os("OUT_DIR").ok_or("OUT_DIR is not set: run this with Cargo")?;
        let out = Path::new(&out_dir).join("generated.rs");
        fs::write(&out, generated.source).map_err(|error| format!("{}: {error}", out.display()))
    }
}
