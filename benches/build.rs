//! The build script. It runs progenitor with default settings, and progenitor generates a client
//! from the contract of this repository. This client is called the plain progenitor client. The
//! benchmarks compare it with the other clients.

use std::error::Error;
use std::path::Path;
use std::{env, fs};

const CONTRACT: &str = "../spec/groups.yaml";

/// The optional query parameters that the benchmarks and `compare/` use. The generated methods have
/// no argument for the other optional parameters.
const USED_PARAMETERS: [&str; 4] = ["page", "per_page", "q", "with"];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={CONTRACT}");
    let text = fs::read_to_string(CONTRACT)?;
    let json = tallyfy_codegen::parse_subset(&text, &USED_PARAMETERS)
        .map_err(|problem| problem.render(CONTRACT, &text))?;
    let spec: openapiv3::OpenAPI = serde_json::from_value(json)?;
    let tokens = progenitor::Generator::default().generate_tokens(&spec)?;
    let source = prettyplease::unparse(&syn::parse2(tokens)?);
    let out = env::var_os("OUT_DIR").ok_or("OUT_DIR is not set: run this program with Cargo")?;
    fs::write(Path::new(&out).join("progenitor.rs"), source)?;
    Ok(())
}
