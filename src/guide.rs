//! A guide with examples, from the first call to the upgrade of this crate.
//!
//! | chapter | content |
//! |---|---|
//! | [`first_call`] | a first program; proxy, time limits, retries and certificates |
//! | [`list_everything`] | streams of items, streams of pages, one page |
//! | [`change_membership`] | adding and removing members and guests without losing the others |
//! | [`errors_and_retries`] | reading an error, deciding about a retry, changing the retries |
//! | [`call_options`] | a time limit, retries, headers and query parameters of one call |
//! | [`observe`] | the status and the attempts of a call, metrics, spans, logs |
//! | [`test_your_code`] | tests with the local server, with a stub and with built errors |
//! | [`regenerate`] | a changed contract, and operations that the contract lacks |
//! | [`upgrade`] | versions, the changelog, and what stays stable |
//! | [`comparison`] | mistakes of plain clients, and what this client does instead |
//!
//! Each example is compiled. Most examples run in the tests of this crate, with the local server
//! `tallyfy-sandbox`. This module has no code.
//!
//! The folder `examples/` has complete programs. Most of them have at most 30 lines, such as
//! `list_groups.rs`, `find_and_add_member.rs` and `handle_errors.rs`.

#[doc = include_str!("guide/first_call.md")]
pub mod first_call {}

#[doc = include_str!("guide/list_everything.md")]
pub mod list_everything {}

#[doc = include_str!("guide/change_membership.md")]
pub mod change_membership {}

#[doc = include_str!("guide/errors_and_retries.md")]
pub mod errors_and_retries {}

#[doc = include_str!("guide/call_options.md")]
pub mod call_options {}

#[doc = include_str!("guide/observe.md")]
pub mod observe {}

#[doc = include_str!("guide/test_your_code.md")]
pub mod test_your_code {}

#[doc = include_str!("guide/regenerate.md")]
pub mod regenerate {}

#[doc = include_str!("guide/upgrade.md")]
pub mod upgrade {}

#[doc = include_str!("guide/comparison.md")]
pub mod comparison {}
