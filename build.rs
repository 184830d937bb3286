//! The build script. If the feature `codegen` is enabled, it generates the client from
//! `spec/groups.yaml` into `$OUT_DIR/generated.rs`.

fn main() {
    // This line tells Cargo to run this script again if the script changes. Without the feature
    // `codegen`, Cargo watches only this file, and a change of the contract does not cause a
    // rebuild.
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
        // This line tells Cargo to run this script again if the contract changes. The code
        // generator needs no such line. Cargo notices changes of the generator, because the
        // generator is a build dependency.
        println!("cargo::rerun-if-changed={CONTRACT}");
        if let Err(message) = generate() {
            // Cargo reads each line of this output as one directive. Cargo prints the error
            // messages and stops the build.
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
        let out_dir =
            env::var_os("OUT_DIR").ok_or("OUT_DIR is not set: run this program with Cargo")?;
        let out = Path::new(&out_dir).join("generated.rs");
        fs::write(&out, generated.source).map_err(|error| format!("{}: {error}", out.display()))
    }
}
