//! The published crates, and what their manifests state about the documentation.

use std::path::Path;

use serde_json::Value;

use crate::Failure;
use crate::checkout::{cargo, root};

/// The name of the client's package.
pub(crate) const CLIENT: &str = "tallyfy-groups";

/// The names of the published packages, in the order in which they are published. The client
/// depends on the other two.
pub(crate) const NAMES: [&str; 3] = ["tallyfy-codegen", "tallyfy-sandbox", CLIENT];

/// The packages whose public API must stay compatible. The client depends on exactly one version of
/// tallyfy-codegen, and nothing else may depend on that crate. Documenting it takes a minute.
pub(crate) const STABLE: [&str; 2] = ["tallyfy-sandbox", CLIENT];

/// Returns the description of a package that `cargo metadata` prints.
pub(crate) fn metadata(checkout: &Path, package: &str) -> Result<Value, Failure> {
    let output = cargo()
        .current_dir(checkout)
        .args(["metadata", "--no-deps", "--format-version", "1", "--locked"])
        .output()
        .map_err(Failure::unusable)?;
    if !output.status.success() {
        let message = String::from_utf8_lossy(&output.stderr);
        return Err(Failure::unusable(format!("`cargo metadata`: {message}")));
    }
    let mut metadata: Value = serde_json::from_slice(&output.stdout).map_err(Failure::unusable)?;
    let packages = metadata["packages"].as_array_mut();
    let mut packages = packages.into_iter().flatten();
    packages
        .find(|one| one["name"] == package)
        .map(Value::take)
        .ok_or_else(|| Failure::unusable(format!("the workspace has no package {package}")))
}

/// Returns the arguments that select the features with which the documentation host documents a
/// package. The section `package.metadata.docs.rs` of the manifest names these features.
pub(crate) fn documented_features(checkout: &Path, package: &str) -> Result<Vec<String>, Failure> {
    let metadata = metadata(checkout, package)?;
    let host = &metadata["metadata"]["docs"]["rs"];
    let features = strings(&host["features"]);
    let mut arguments = vec!["--features".to_owned(), features.join(",")];
    if host["no-default-features"] == Value::Bool(true) {
        arguments.push("--no-default-features".to_owned());
    }
    Ok(arguments)
}

/// Returns the features of a package as lines for the list of its public API. The JSON output of
/// rustdoc contains no features, but a program names them in its Cargo.toml.
pub(crate) fn features(checkout: &Path, package: &str) -> Result<String, Failure> {
    Ok(feature_lines(&metadata(checkout, package)?["features"]))
}

fn feature_lines(features: &Value) -> String {
    let names = features.as_object().into_iter().flatten();
    let names = names.filter(|(name, _)| *name != "default");
    let lines = names.map(|(name, _)| format!("feature {name}\n"));
    let enabled = strings(&features["default"]).into_iter();
    let enabled = enabled.map(|name| format!("default feature {name}\n"));
    lines.chain(enabled).collect()
}

/// Returns the arguments that the documentation host passes to rustdoc.
pub(crate) fn rustdoc_arguments(checkout: &Path, package: &str) -> Result<Vec<String>, Failure> {
    let metadata = metadata(checkout, package)?;
    Ok(strings(&metadata["metadata"]["docs"]["rs"]["rustdoc-args"]))
}

/// Returns the complete number of the minimum version of Rust, such as 1.88.0.
pub(crate) fn minimum_rust() -> Result<String, Failure> {
    let metadata = metadata(root(), CLIENT)?;
    let version = metadata["rust_version"].as_str().unwrap_or_default();
    match version.matches('.').count() {
        1 => Ok(format!("{version}.0")),
        _ => Ok(version.to_owned()),
    }
}

fn strings(list: &Value) -> Vec<String> {
    let list = list.as_array().into_iter().flatten();
    list.filter_map(Value::as_str).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::feature_lines;

    #[test]
    fn feature_lines_names_and_defaults_are_listed() {
        let features = json!({"default": ["tls"], "gzip": ["dep:gzip"], "tls": []});
        let expected = "feature gzip\nfeature tls\ndefault feature tls\n";
        assert_eq!(feature_lines(&features), expected);
        assert_eq!(feature_lines(&json!({})), "");
    }
}
