//! The command line program, which starts a sandbox for manual tests of a client.

use std::fs;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
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
    /// HTML file to serve at /. The program replaces {{nonce}}, {{organization}}, {{prefix}} and
    /// {{token}} in this file
    #[arg(long, value_name = "FILE")]
    page: Option<PathBuf>,
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
    let page = page.map(|url| format!("The page is at {url}\n"));
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
    let mut builder = Sandbox::builder();
    if let Some(file) = &arguments.page {
        builder = builder.page(page(file, &arguments)?);
    }
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

/// Reads an HTML file. Returns the function that replaces the placeholders in the text of the file.
fn page(
    file: &Path,
    arguments: &Arguments,
) -> io::Result<impl FnOnce(&str) -> String + Send + use<>> {
    let html = fs::read_to_string(file).map_err(|error| {
        let message = format!("the page {} is not readable: {error}", file.display());
        io::Error::new(error.kind(), message)
    })?;
    let html = html
        .replace("{{organization}}", &escaped(&arguments.org))
        .replace(
            "{{prefix}}",
            &escaped(arguments.prefix.trim_end_matches('/')),
        )
        .replace("{{token}}", &escaped(&arguments.token));
    Ok(move |nonce: &str| html.replace("{{nonce}}", nonce))
}

/// Escapes a text for an HTML element or for a quoted attribute.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
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
