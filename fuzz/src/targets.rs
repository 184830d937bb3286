//! The targets, which are the parts of the code that the fuzzer tests. Each target has a list of
//! valid inputs, and a function that runs the code and checks the result.

use std::fs;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tallyfy_groups::generated::types;

/// A part of the code that the fuzzer tests.
pub(crate) struct Target {
    pub(crate) name: &'static str,
    /// Returns the valid inputs that the fuzzer changes.
    pub(crate) corpus: fn() -> Result<Vec<Vec<u8>>, String>,
    /// Returns `true` if the code accepted the input, and `false` if the code rejected it. If a
    /// check fails, returns an error.
    pub(crate) run: fn(&[u8]) -> Result<bool, String>,
}

pub(crate) const TARGETS: &[Target] = &[
    Target {
        name: "responses",
        corpus: responses,
        run: decode,
    },
    Target {
        name: "contract",
        corpus: contracts,
        run: load,
    },
];

fn responses() -> Result<Vec<Vec<u8>>, String> {
    let folder = fs::read_dir("spec/evidence").map_err(|error| error.to_string())?;
    let mut bodies = vec![
        br#"{"data":[{"id":7,"name":"n","guests":{"data":[{"email":"a@b.c"}]},"users":[]}]}"#
            .to_vec(),
        br#"{"data":{"id":"g","name":"n","members":["1",2],"users":{"data":null}}}"#.to_vec(),
        br#"{"error":{"code":"C","message":"m"},"errors":{"name":["a",{"b":1}]}}"#.to_vec(),
    ];
    for entry in folder {
        let path = entry.map_err(|error| error.to_string())?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            bodies.push(fs::read(path).map_err(|error| error.to_string())?);
        }
    }
    Ok(bodies)
}

/// Decodes the input as each kind of response. If this succeeds, checks that the decoded response
/// encodes to the same JSON as the input.
fn decode(input: &[u8]) -> Result<bool, String> {
    let accepted = [
        lossless::<types::GroupResponse>(input)?,
        lossless::<types::GroupListResponse>(input)?,
        lossless::<types::UserResponse>(input)?,
        lossless::<types::UserListResponse>(input)?,
        lossless::<types::Error>(input)?,
    ];
    Ok(accepted.contains(&true))
}

/// Decodes an input as `T`, and checks that the decoded value encodes to the same JSON. If the
/// input cannot be decoded as `T`, returns `false`.
fn lossless<T: DeserializeOwned + Serialize>(input: &[u8]) -> Result<bool, String> {
    let Ok(decoded) = serde_json::from_slice::<T>(input) else {
        return Ok(false);
    };
    let encoded = serde_json::to_value(&decoded).map_err(|error| error.to_string())?;
    match serde_json::from_slice::<Value>(input) {
        Ok(plain) if plain == encoded => Ok(true),
        Ok(_) => Err(format!("{} loses data", std::any::type_name::<T>())),
        Err(error) => Err(format!("the input decodes, but is not JSON: {error}")),
    }
}

fn contracts() -> Result<Vec<Vec<u8>>, String> {
    [
        "codegen/tests/fixture.yaml",
        "codegen/tests/fixture.yaml",
        "spec/groups.yaml",
    ]
    .iter()
    .map(|path| fs::read(path).map_err(|error| format!("{path}: {error}")))
    .collect()
}

/// Runs the generator on a contract. If the generator returns no code, checks that it returns at
/// least one problem, and that each problem can be printed.
fn load(input: &[u8]) -> Result<bool, String> {
    let text = String::from_utf8_lossy(input);
    match tallyfy_codegen::generate(&text) {
        Ok(_) => Ok(true),
        Err(problems) if problems.is_empty() => {
            Err("the contract is rejected without a problem".to_owned())
        }
        Err(problems) => {
            for problem in problems {
                let _ = problem.render("contract.yaml", &text);
            }
            Ok(false)
        }
    }
}
