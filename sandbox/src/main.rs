//! The command line program, which starts a sandbox for manual tests of a client.

use std::io::{self, Write};
use std::net::SocketAddr;
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use clap::Parser;
use tallyfy_sandbox::{Links, Sandbox, Shape};

/// A local server that imitates Tallyfy's groups API as it is documented
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Address to listen on. Port 0 selects a free port
    #[arg(long, default_value = "127.0.0.1:8787")]
    listen: SocketAddr,
    /// Id of the organization
    #[arg(long, default_value = "demo")]
    org: String,
    /// Access token of an administrator
    #[arg(long, default_value = "demo-token")]
    token: String,
    /// Generation of the API documents that the server follows: current or legacy
    #[arg(long, default_value_t)]
    shape: Shape,
    /// Form of meta.pagination.links: empty-object, empty-array, null, absent or previous-next
    #[arg(long, default_value_t)]
    links: Links,
    /// Prefix for the path of every operation, such as /api
    #[arg(long, default_value = "")]
    prefix: String,
    /// Number of groups at the start
    #[arg(long, default_value_t = 25)]
    groups: usize,
    /// Number of members at the start
    #[arg(long, default_value_t = 40)]
    members: usize,
    /// Delay of every response in milliseconds
    #[arg(long, default_value_t = 0)]
    latency: u64,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let listen = arguments.listen;
    let sandbox = match start(arguments) {
        Ok(sandbox) => sandbox,
        Err(error) => {
            eprintln!("tallyfy-sandbox: the server cannot start on {listen}: {error}");
            return ExitCode::FAILURE;
        }
    };
    let page = sandbox.page_url();
    let page = page.map(|url| format!("The contract page with request forms is at {url}\n"));
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

/// Returns the function that creates the web page for the contract. The program contains the
/// OpenAPI contract. The library does not contain the contract.
///
/// Creating the page takes as long as generating the client from the contract. The program
/// therefore creates the page only when a browser requests the page for the first time.
#[cfg(feature = "page")]
fn contract_page(arguments: &Arguments) -> impl FnOnce(&str) -> String + Send + use<> {
    use tallyfy_review::{Contract, Format, LoadedContract, TryIt, page, render};

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
        match LoadedContract::of(contract.clone()) {
            Ok(loaded) => page(&loaded, Some(&try_it), None),
            Err(findings) => {
                let problems = render(&findings, &contract, Format::Text);
                eprintln!(
                    "tallyfy-sandbox: the contract is invalid, so the program cannot create the \
                     contract page; correct these errors:\n{problems}"
                );
                "<p>The contract is invalid. The program has printed its errors to standard \
                 error.</p>"
                    .to_owned()
            }
        }
    }
}

/// Prints a line to standard output and ignores write errors. If standard output is a closed pipe,
/// `println!` would panic.
fn print(line: &str) {
    let mut out = io::stdout().lock();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

/// Quotes a text so that a shell reads it as one word.
fn shell_quoted(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:".contains(c);
    if text.chars().all(is_plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}
