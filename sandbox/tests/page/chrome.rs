//! A headless Chromium that the test controls with the DevTools protocol through a pipe.
//!
//! Unlike other ways to control the browser, a pipe needs no port and no WebSocket. When the pipe
//! is closed, the browser exits. Even if the test fails, the operating system closes the pipe.

use std::env;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// The time limit for each step of the browser test. A step that succeeds takes much less time.
const TIMEOUT: Duration = Duration::from_secs(30);

/// The shell command that starts Chromium. Chromium reads commands from file descriptor 3 and
/// writes responses to file descriptor 4. The shell connects file descriptor 3 to its standard
/// input, and file descriptor 4 to its standard output.
const SHELL: &str = r#"exec "$0" "$@" 3<&0 4>&1 </dev/null >/dev/null 2>&1"#;

const ARGUMENTS: [&str; 9] = [
    "--headless=new",
    "--remote-debugging-pipe",
    // CI runs this test as root. If the user is root, Chromium does not start with its security
    // sandbox. The tested page needs no security sandbox, because it comes from this repository.
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    // These options turn off the requests that the browser itself sends in the background.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

/// A browser with one tab. Dropping this value ends the browser.
pub(crate) struct Chrome {
    process: Child,
    commands: Option<ChildStdin>,
    messages: Receiver<Value>,
    profile: PathBuf,
    session: Option<String>,
    last: u64,
    events: Vec<(String, Value)>,
}

impl Chrome {
    /// Starts the browser. Returns `None` if no browser is installed.
    pub(crate) fn start() -> Option<Chrome> {
        let program = installed()?;
        let name = format!("chrome-{}", std::process::id());
        let profile = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let mut process = Command::new("sh")
            .args(["-c", SHELL])
            .arg(program)
            .args(ARGUMENTS)
            .arg(format!("--user-data-dir={}", profile.display()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the shell must start");
        let commands = process.stdin.take();
        let output = BufReader::new(
            process
                .stdout
                .take()
                .expect("standard output must be a pipe"),
        );
        let (sender, messages) = mpsc::channel();
        thread::spawn(move || {
            for message in output.split(0).map_while(Result::ok) {
                let message = serde_json::from_slice(&message).expect("DevTools must send JSON");
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        let mut chrome = Chrome {
            process,
            commands,
            messages,
            profile,
            session: None,
            last: 0,
            events: Vec::new(),
        };
        chrome.open_tab();
        Some(chrome)
    }

    fn open_tab(&mut self) {
        let target = self.call("Target.createTarget", json!({"url": "about:blank"}));
        let attach = json!({"targetId": target["targetId"], "flatten": true});
        let attached = self.call("Target.attachToTarget", attach);
        self.session = attached["sessionId"].as_str().map(str::to_owned);
        for domain in ["Page", "Runtime", "Log", "Network"] {
            self.call(&format!("{domain}.enable"), json!({}));
        }
    }

    /// Returns the browser's profile folder. Dropping this value removes the folder.
    pub(crate) fn folder(&self) -> &Path {
        &self.profile
    }

    /// Calls a method of the DevTools protocol. If the tab is already open, the browser runs the
    /// method in this tab.
    #[track_caller]
    pub(crate) fn call(&mut self, method: &str, parameters: Value) -> Value {
        self.last += 1;
        let mut message = json!({"id": self.last, "method": method, "params": parameters});
        if let Some(session) = &self.session {
            message["sessionId"] = session.as_str().into();
        }
        let commands = self.commands.as_mut().expect("the pipe must be open");
        write!(commands, "{message}\0").expect("the browser must read commands");
        loop {
            let mut response = self.message();
            if response["id"] == self.last {
                assert!(
                    response["error"].is_null(),
                    "{method}: {}",
                    response["error"]
                );
                return response["result"].take();
            }
        }
    }

    #[track_caller]
    fn message(&mut self) -> Value {
        let mut message = self
            .messages
            .recv_timeout(TIMEOUT)
            .expect("the browser must send a message in time");
        if let Some(method) = message["method"].as_str() {
            let method = method.to_owned();
            self.events.push((method, message["params"].take()));
        }
        message
    }

    /// Returns the events that the browser has sent since the page was opened, if their kind is in
    /// `kinds`.
    pub(crate) fn events(&self, kinds: &[&str]) -> Vec<&Value> {
        let events = self.events.iter();
        events
            .filter(|(kind, _)| kinds.contains(&kind.as_str()))
            .map(|(_, event)| event)
            .collect()
    }

    /// Opens a URL, and discards the events of earlier pages. This function returns after the page
    /// has loaded.
    #[track_caller]
    pub(crate) fn open(&mut self, url: &str) {
        // The test opens a blank page first. Otherwise, the browser would not load the page again
        // if only the fragment of the URL differs from the fragment of the current URL.
        self.call("Page.navigate", json!({"url": "about:blank"}));
        self.wait_for("Page.loadEventFired");
        self.events.clear();
        let visit = self.call("Page.navigate", json!({"url": url}));
        assert_eq!(visit["errorText"], Value::Null, "{url}");
        self.wait_for("Page.loadEventFired");
    }

    #[track_caller]
    fn wait_for(&mut self, kind: &str) {
        while self.events(&[kind]).is_empty() {
            self.message();
        }
        self.events.retain(|(known, _)| known != kind);
    }

    /// Evaluates a JavaScript expression in the page and returns its value. If the value is a
    /// promise, this function waits for the result of the promise.
    #[track_caller]
    pub(crate) fn value(&mut self, expression: &str) -> Value {
        let evaluate = json!({
            "expression": expression,
            "awaitPromise": true,
            "returnByValue": true,
        });
        let mut response = self.call("Runtime.evaluate", evaluate);
        let thrown = &response["exceptionDetails"];
        assert!(thrown.is_null(), "{expression}: {thrown}");
        response["result"]["value"].take()
    }

    /// Waits until a JavaScript expression is true.
    #[track_caller]
    pub(crate) fn wait_until(&mut self, expression: &str) {
        let timeout = TIMEOUT.as_millis() / 2;
        let became = self.value(&format!(
            "new Promise((done) => {{
                const end = performance.now() + {timeout};
                const look = () =>
                    ({expression}) ? done(true)
                    : performance.now() > end ? done(false)
                    : setTimeout(look, 5);
                look();
            }})"
        ));
        assert_eq!(
            became, true,
            "the expression did not become true: {expression}"
        );
    }

    /// Presses and releases a key.
    #[track_caller]
    pub(crate) fn press(&mut self, key: &str) {
        let (code, text) = match key {
            "Tab" => (9, ""),
            "Enter" => (13, "\r"),
            " " => (32, " "),
            _ => panic!("this test cannot press the key {key}"),
        };
        for kind in ["keyDown", "keyUp"] {
            let text = if kind == "keyDown" { text } else { "" };
            let event = json!({
                "type": kind, "key": key, "text": text, "windowsVirtualKeyCode": code,
            });
            self.call("Input.dispatchKeyEvent", event);
        }
    }

    /// Replaces the text of the input field that has the focus.
    #[track_caller]
    pub(crate) fn replace_text(&mut self, text: &str) {
        let all = json!({"type": "keyDown", "commands": ["selectAll"]});
        self.call("Input.dispatchKeyEvent", all);
        self.call("Input.insertText", json!({"text": text}));
    }

    /// Allows or forbids the scripts of pages. The test can evaluate expressions even if scripts
    /// are forbidden.
    pub(crate) fn scripts(&mut self, may_run: bool) {
        let disabled = json!({"value": !may_run});
        self.call("Emulation.setScriptExecutionDisabled", disabled);
    }

    /// Sets the width of the screen, and sets the color scheme to `light` or `dark`.
    pub(crate) fn screen(&mut self, width: u32, scheme: &str) {
        let metrics = json!({
            "width": width, "height": 844, "deviceScaleFactor": 1, "mobile": width < 600,
        });
        self.call("Emulation.setDeviceMetricsOverride", metrics);
        let media = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
        self.call("Emulation.setEmulatedMedia", media);
    }
}

impl Drop for Chrome {
    fn drop(&mut self) {
        // After the pipe is closed, the browser writes the files of its profile and exits. If the
        // browser does not exit in time, this function kills it.
        drop(self.commands.take());
        let end = Instant::now() + TIMEOUT;
        let mut left = TIMEOUT;
        while self.messages.recv_timeout(left).is_ok() {
            left = end.saturating_duration_since(Instant::now());
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = fs::remove_dir_all(&self.profile);
    }
}

/// Returns the path of the browser. The path is the value of the environment variable `CHROME`. If
/// this variable is not set, the function searches `PATH` for the usual names of the browser.
fn installed() -> Option<PathBuf> {
    if cfg!(not(unix)) {
        return None;
    }
    if let Some(named) = env::var_os("CHROME") {
        return Some(named.into());
    }
    let path = env::var_os("PATH")?;
    let names = ["chromium", "chromium-browser", "google-chrome"];
    env::split_paths(&path)
        .flat_map(|folder| names.map(|name| folder.join(name)))
        .find(|program| program.is_file())
}
