//! The build script of a benchmark program. The script generates the client from the contract with
//! progenitor.

fn main() {
    let spec = serde_json::from_str(include_str!("groups.json")).unwrap();
    let tokens = progenitor::Generator::default()
        .generate_tokens(&spec)
        .unwrap();
    let source = prettyplease::unparse(&syn::parse2(tokens).unwrap());
    let out = std::env::var_os("OUT_DIR").unwrap();
    std::fs::write(std::path::Path::new(&out).join("client.rs"), source).unwrap();
}
