//! Tests of the client, which sends its requests to the sandbox over real sockets. All tests are in
//! one binary, with one file for each subject. The unit tests are in `src/`, beside the code that
//! they test.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod bad_input;
#[cfg(feature = "blocking")]
mod blocking;
mod call_options;
mod calls;
#[cfg(feature = "rustls")]
mod certificates;
mod client_settings;
mod contract;
mod decoding;
mod documents;
mod endpoints;
mod errors;
mod exactly_once;
mod examples;
mod faults;
mod generated_client;
mod http_clients;
mod ids;
mod language;
mod layers;
mod list_layouts;
mod list_streams;
mod lists;
mod load;
mod lookups;
mod membership;
mod membership_concurrency;
mod metadata;
mod metrics;
mod mismatched;
mod operations;
mod page_streams;
mod pages_in_flight;
mod properties;
mod quickstart;
mod reqwest_clients;
mod response_limit;
mod retries;
mod runtime;
mod stale_confirmations;
mod stale_reads;
mod stubs;
mod support;
mod testing;
mod token_sources;
#[cfg(feature = "tracing")]
mod tracing;
mod traps;
mod unreadable_items;
mod wire;
