//! Finds the checkout that is tested, at run time: checkouts that share Cargo's target folder share
//! the compiled tests.

#![allow(dead_code, reason = "each test program uses some of the functions")]

use std::env;
use std::path::PathBuf;

use tallyfy_review::{Contract, LoadedContract};

/// Returns the folder of this package. Cargo sets the variable for the tests that it runs.
pub(crate) fn package() -> PathBuf {
    let package = env::var_os("CARGO_MANIFEST_DIR");
    package.map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from)
}

/// Returns the folder of the workspace.
pub(crate) fn root() -> PathBuf {
    package().parent().unwrap().to_owned()
}

/// Returns the contract of the checkout.
pub(crate) fn contract() -> Contract {
    Contract::read(&root(), "spec/groups.yaml").unwrap()
}

/// Reads a contract. Panics with the first problem if the contract generates no client.
pub(crate) fn loaded(file: &str, text: impl Into<String>) -> LoadedContract {
    let contract = Contract::new(file, text);
    let shown = contract.clone();
    LoadedContract::of(contract)
        .unwrap_or_else(|findings| panic!("{}", findings[0].render(&shown.file, &shown.text)))
}
