//! The command line: a sandbox to try a client against by hand.

use std::io::{self, Write};
use std::net::SocketAddr;
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use clap::Parser;
use tallyfy_sandbox::{Links, Sandbox, Shape};

/// A local server that answers as Tallyfy's groups API is documented to answer.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Address to listen on; port 0 takes a free one
    #[arg(long, default_value = "127.0.0.1:8787")]
    listen: SocketAddr,
    /// Id of the organization
    #[arg(long, default_value = "demo")]
    org: String,
    /// Access token of an administrator
    #[arg(long, default_value = "demo-token")]
    token: String,
    /// Generation of the documents to follow: current or legacy
    #[arg(long, default_value_t)]
    shape: Shape,
    /// What meta.pagination.links holds: empty-object, empty-array, null, absent or previous-next
    #[arg(long, default_value_t)]
    links: Links,
    /// Path to mount everything below, such as /api
    #[arg(long, default_value = "")]
    prefix: String,
    /// Groups to begin with
    #[arg(long, default_value_t = 25)]
    groups: usize,
    /// Members to begin with
    #[arg(long, default_value_t = 40)]
    members: usize,
    /// Milliseconds that every answer takes at least
    #[arg(long, default_value_t = 0)]
    latency: u64,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let listen = arguments.listen;
    let sandbox = match start(arguments) {
        Ok(sandbox) => sandbox,
        Err(error) => {
            eprintln!("tallyfy-sandbox: cannot start on {listen}: {error}");
            return ExitCode::FAILURE;
        }
    };
    let page = sandbox.page_url();
    let page = page.map(|url| format!("The contract, to read and to try: {url}\n"));
    print(&format!(
        "Listening at {}\n{}\n\
         export TALLYFY_ACCESS_TOKEN={}\n\
         export TALLYFY_ORG_ID={}\n\
         export TALLYFY_BASE_URL={}\n",
        sandbox.base_url(),
        page.unwrap_or_default(),
        shell_quoted(sandbox.token()),
        shell_quoted(sandbox.organization()),
        shell_quoted(&sandbox.base_url()),
    ));
    loop {
        thread::park();
    }
}

fn start(arguments: Arguments) -> io::Result<Sandbox> {
    let builder = Sandbox::builder();
    #[cfg(feature = "page")]
    let builder = builder.page(contract_page(&arguments));
    builder
        .listen(arguments.listen)
        .organization(arguments.org)
        .token(arguments.token)
        .shape(arguments.shape)
        .links(arguments.links)
        .path_prefix(arguments.prefix)
        .groups(arguments.groups)
        .members(arguments.members)
        .latency(Duration::from_millis(arguments.latency))
        .log(print)
        .start()
}

/// What makes the page of the contract, for the program alone: the library knows no contract. It
/// takes as long as generating the client does, so the program does not begin with it.
#[cfg(feature = "page")]
fn contract_page(arguments: &Arguments) -> impl FnOnce(&str) -> String + Send + use<> {
    use tallyfy_review::{Contract, Format, Reading, TryIt, page, render};

    let prefix = arguments.prefix.trim_end_matches('/').to_owned();
    let token = arguments.token.clone();
    let values = vec![("org_id".to_owned(), arguments.org.clone())];
    move |nonce| {
        let contract = Contract::new("spec/groups.yaml", include_str!("../../spec/groups.yaml"));
        let try_it = TryIt {
            nonce: nonce.to_owned(),
            prefix,
            token,
            values,
        };
        match Reading::of(contract.clone()) {
            Ok(reading) => page(&reading, Some(&try_it), None),
            Err(findings) => {
                let problems = render(&findings, &contract, Format::Text);
                eprintln!("tallyfy-sandbox: the contract has no page\n{problems}");
                "<p>The contract has no page; the program's output says why.</p>".to_owned()
            }
        }
    }
}

/// Not `println!`, which panics once nobody reads the output any more.
fn print(line: &str) {
    let mut out = io::stdout().lock();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

/// A text that a shell reads as one word.
fn shell_quoted(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:".contains(c);
    if text.chars().all(is_plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}
