//! The test that opens the contract's web page in a browser. This test checks the forms, the layout
//! and the use of the keyboard. It also checks that the page sends requests only to the sandbox.

use std::fs;
use std::io::Write;

use serde_json::Value;
use tallyfy_review::{diff, page};

use crate::chrome::Chrome;
use crate::expressions::{FOCUS_PROBLEM, LOW_CONTRAST};
use crate::{CONTRACT, Program, load_contract};

/// The checks of this test share one browser, because starting a browser takes about a second.
#[test]
fn contract_page_in_browser_works() {
    let Some(mut chrome) = Chrome::start() else {
        // The test harness hides the output of `println!` if the test passes.
        let _ = writeln!(
            std::io::stderr(),
            "skipped: found no Chromium; install one or set CHROME to its path"
        );
        return;
    };
    let program = Program::start();
    let url = program.url.clone();
    for (width, scheme) in [
        (1200, "light"),
        (1200, "dark"),
        (390, "light"),
        (390, "dark"),
    ] {
        check_layout(&mut chrome, &url, width, scheme);
    }
    chrome.screen(1200, "light");
    check_keyboard(&mut chrome, &url);
    check_sent_requests(&mut chrome, &url);
    check_line_links(&mut chrome, &url);
    check_saved_page(&mut chrome, &program);
    check_change_marks(&mut chrome);
    check_without_scripts(&mut chrome, &url);
    check_policy(&mut chrome, &url);
    check_error_messages(&mut chrome, program);
}

/// Checks that the page sent requests only to `origin`, and that the browser's console contains no
/// messages.
#[track_caller]
fn check_no_messages(chrome: &mut Chrome, origin: &str) {
    // The expression `0` has no effect in the page. The browser sends the result of the expression
    // after all earlier events. After the test has received this result, it has therefore also
    // received all earlier events.
    chrome.value("0");
    let kinds = [
        "Log.entryAdded",
        "Runtime.exceptionThrown",
        "Runtime.consoleAPICalled",
    ];
    let messages = chrome.events(&kinds);
    assert!(messages.is_empty(), "{messages:#?}");
    for request in chrome.events(&["Network.requestWillBeSent"]) {
        let url = request["request"]["url"].as_str().unwrap();
        assert!(url.starts_with(origin) || url == "data:,", "{url}");
    }
}

/// Clicks the button of a form, and returns the status line of the response that the page shows.
#[track_caller]
fn send(chrome: &mut Chrome, operation: &str) -> String {
    let form = format!("document.querySelector('#try-{operation}')");
    chrome.value(&format!(
        "{form}.open = true, {form}.querySelector('button').click()"
    ));
    response(chrome, operation)
}

#[track_caller]
fn response(chrome: &mut Chrome, operation: &str) -> String {
    let status = format!("document.querySelector('#try-{operation} .status').textContent");
    chrome.wait_until(&format!("!['', 'Sending…'].includes({status})"));
    chrome.value(&status).as_str().unwrap().to_owned()
}

#[track_caller]
fn enter(chrome: &mut Chrome, id: &str, value: &str) {
    let value = Value::from(value);
    chrome.value(&format!("document.getElementById('{id}').value = {value}"));
}

fn check_layout(chrome: &mut Chrome, url: &str, width: u32, scheme: &str) {
    chrome.screen(width, scheme);
    chrome.open(url);
    let is_dark = chrome.value(
        "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).every((part) => part < 64)",
    );
    assert_eq!(is_dark, scheme == "dark");
    assert!(send(chrome, "listGroups").starts_with("200 OK, after "));
    chrome.value("for (const one of document.querySelectorAll('details')) one.open = true");
    // The check does not use `innerWidth`, because a phone increases this value if the page is
    // wider than the screen.
    let needed = chrome.value("document.documentElement.scrollWidth");
    assert!(
        needed.as_u64().unwrap() <= width.into(),
        "{needed} of {width} px"
    );
    let low_contrast = chrome.value(LOW_CONTRAST);
    assert_eq!(low_contrast, serde_json::json!([]), "{scheme}");
    check_no_messages(chrome, url);
}

/// Presses the Tab key until the element that `selector` matches has the focus. Checks after each
/// key press that the focus is visible.
#[track_caller]
fn tab_to(chrome: &mut Chrome, selector: &str) {
    for _ in 0..300 {
        chrome.press("Tab");
        let problem = chrome.value(FOCUS_PROBLEM);
        assert_eq!(problem, "", "the focus is not visible");
        if chrome.value(&format!("document.activeElement.matches('{selector}')")) == true {
            return;
        }
    }
    panic!("the focus did not reach {selector}");
}

fn check_keyboard(chrome: &mut Chrome, url: &str) {
    chrome.open(url);
    tab_to(chrome, ".skip");
    chrome.press("Enter");
    chrome.wait_until("location.hash === '#main'");

    tab_to(chrome, "#try-listGroups summary");
    chrome.press("Enter");
    tab_to(chrome, "#try-listGroups-q");
    chrome.replace_text("sales");
    tab_to(chrome, "#try-listGroups button");
    chrome.press("Enter");
    assert!(response(chrome, "listGroups").starts_with("200 OK"));
    tab_to(chrome, "#try-listGroups pre");
    chrome.wait_until("document.activeElement.textContent.includes('\"name\": \"Sales Team\"')");

    tab_to(chrome, "#try-createGroup summary");
    chrome.press(" ");
    // The form already contains an example body that the server accepts.
    tab_to(chrome, "#try-createGroup button");
    chrome.press(" ");
    assert!(response(chrome, "createGroup").starts_with("201 Created"));

    chrome.value("document.querySelector('#try-createGroup summary').focus()");
    tab_to(chrome, "#try-createGroup-body");
    chrome.replace_text(r#"{"name": "Night Shift <b>", "description": "Nobody's <i>"}"#);
    tab_to(chrome, "#try-createGroup button");
    chrome.press("Enter");
    assert!(response(chrome, "createGroup").starts_with("201 Created"));
    let shown = "document.querySelector('#try-createGroup pre').textContent";
    chrome.wait_until(&format!(
        "{shown}.includes('\"name\": \"Night Shift <b>\"')"
    ));
    assert_eq!(
        chrome.value("document.querySelector('#try-createGroup :is(b, i)')"),
        Value::Null
    );
    check_no_messages(chrome, url);
}

fn check_sent_requests(chrome: &mut Chrome, url: &str) {
    chrome.open(url);
    enter(chrome, "try-listGroups-q", "a b+c&d/é");
    enter(chrome, "try-listGroups-sort_by", "name");
    send(chrome, "listGroups");
    let sent = chrome.value("document.querySelector('#try-listGroups .sent').textContent");
    let query = "?q=a%20b%2Bc%26d%2F%C3%A9&sort_by=name";
    assert_eq!(sent, format!("GET /api/organizations/demo/groups{query}"));

    // After `listGroups`, each input field for a group id suggests the ids of the listed groups.
    enter(chrome, "try-listGroups-q", "");
    enter(chrome, "try-listGroups-sort_by", "");
    assert!(send(chrome, "listGroups").starts_with("200 OK"));
    let offered = chrome.value(
        "[...document.querySelector('#try-getGroup-group_id').list.options].map(({ value }) => value)",
    );
    assert_eq!(offered[0], "group_id_abc123", "{offered}");
    enter(chrome, "try-getGroup-group_id", "group_id_abc123");
    assert!(send(chrome, "getGroup").starts_with("200 OK"));
    enter(chrome, "try-updateGroup-group_id", "group_id_abc123");
    assert!(send(chrome, "updateGroup").starts_with("201 Created"));
    enter(chrome, "try-deleteGroup-group_id", "group_id_abc123");
    assert!(send(chrome, "deleteGroup").ends_with(" ms, without a body"));
    assert!(send(chrome, "listMembers").starts_with("200 OK"));
    enter(chrome, "try-getMember-user_id", "1001");
    assert!(send(chrome, "getMember").starts_with("200 OK"));
    check_no_messages(chrome, url);
}

fn check_line_links(chrome: &mut Chrome, url: &str) {
    // The line with `put:` is in the middle of the contract's text, so the browser must scroll to
    // this line.
    let is_put = |line: &str| line == "    put:";
    let line = CONTRACT.lines().position(is_put).unwrap() + 1;
    chrome.open(&format!("{url}#L{line}"));
    check_marked(chrome, line);

    chrome.open(url);
    chrome.value("document.querySelector('#operation-updateGroup h3 .line').click()");
    chrome.wait_until(&format!("location.hash === '#L{line}'"));
    check_marked(chrome, line);
    check_no_messages(chrome, url);
}

/// Checks that a line of the contract's text is visible, and that the background of this line
/// differs from the background of other lines.
#[track_caller]
fn check_marked(chrome: &mut Chrome, line: usize) {
    let of = |line: usize| format!("document.getElementById('L{line}')");
    chrome.wait_until(&format!(
        "(() => {{
            const {{ top, bottom }} = {0}.getBoundingClientRect();
            const [marked, other] = [{0}, {0}.parentElement]
                .map((one) => getComputedStyle(one).backgroundColor);
            return top >= 0 && bottom <= innerHeight && marked !== other;
        }})()",
        of(line)
    ));
    let text = chrome.value(&format!("{}.textContent", of(line)));
    assert_eq!(
        text.as_str().unwrap().trim_end(),
        format!("{line}     put:")
    );
}

/// Checks the page that `cargo xtask docs --base` writes. The page marks each changed part of the
/// contract.
fn check_change_marks(chrome: &mut Chrome) {
    let old = CONTRACT
        .replacen("      maxLength: 200\n", "      maxLength: 300\n", 1)
        .replacen("        deleted_at:\n", "        gone_at:\n", 1);
    let (old, new) = (load_contract(old), load_contract(CONTRACT.to_owned()));
    let text = page(&new, None, Some(&diff(&old, &new)));
    let path = chrome.folder().join("changes.html");
    fs::write(&path, text).unwrap();
    let url = format!("file://{}", path.display());
    for (width, scheme) in [(1200, "light"), (390, "dark")] {
        chrome.screen(width, scheme);
        chrome.open(&url);
        let needed = chrome.value("document.documentElement.scrollWidth");
        assert!(
            needed.as_u64().unwrap() <= width.into(),
            "{needed} of {width} px"
        );
        assert_eq!(
            chrome.value(LOW_CONTRAST),
            serde_json::json!([]),
            "{scheme}"
        );
    }
    chrome.screen(1200, "light");
    // This test changes the contract in two places: it changes a limit, and renames a property.
    for (part, what) in [
        ("#schemas-groupName", "maxLength"),
        ("#schemas-group", "deleted_at"),
        ("#schemas-group", "gone_at"),
    ] {
        let marks = format!("document.querySelector('{part}')");
        let has = format!(
            "[...{marks}.querySelectorAll('.changed')].some((one) => one.innerText.includes('{what}'))"
        );
        assert_eq!(chrome.value(&has), true, "{part}: {what}");
    }
    assert_eq!(
        chrome.value("document.querySelectorAll('#changes ~ ol > li').length"),
        2
    );
    assert_eq!(
        chrome.value("document.querySelectorAll('.text .changed').length"),
        2
    );
    check_no_messages(chrome, &url);
}

/// Checks two HTML files: the page that `cargo xtask docs` writes, and a saved copy of the page
/// that the program serves.
fn check_saved_page(chrome: &mut Chrome, program: &Program) {
    let written = page(&load_contract(CONTRACT.to_owned()), None, None);
    assert!(!written.contains("<form") && !written.contains("<script"));
    let (_, saved) = program.response("GET", "/");
    for (name, page) in [("written", written), ("saved", saved)] {
        let path = chrome.folder().join(format!("{name}.html"));
        fs::write(&path, page).unwrap();
        let url = format!("file://{}", path.display());
        chrome.open(&format!("{url}#L9"));
        let shown = "[...document.querySelectorAll('form')].some((one) => one.checkVisibility())";
        assert_eq!(chrome.value(shown), false, "{name}");
        let try_it = "document.body.innerText.includes('Try listGroups')";
        assert_eq!(chrome.value(try_it), false, "{name}");
        assert_eq!(
            chrome.value("document.querySelectorAll('article').length > 9"),
            true
        );
        check_no_messages(chrome, &url);
    }
}

fn check_without_scripts(chrome: &mut Chrome, url: &str) {
    chrome.scripts(false);
    chrome.open(url);
    chrome.scripts(true);
    let shown = chrome.value("document.body.innerText");
    let shown = shown.as_str().unwrap();
    assert!(shown.contains("Client::list_groups(") && !shown.contains("Try listGroups"));
    check_no_messages(chrome, url);
}

/// Checks the content security policy of the page. An injected script must not run, and the page
/// must not be able to send requests to a different server.
fn check_policy(chrome: &mut Chrome, url: &str) {
    chrome.open(url);
    chrome.value(
        "globalThis.refused = [];
        addEventListener('securitypolicyviolation', ({ effectiveDirective }) =>
            refused.push(effectiveDirective));
        const script = document.createElement('script');
        script.textContent = 'globalThis.ran = true';
        document.body.append(script);
        fetch('http://127.0.0.1:9/').catch(() => {});",
    );
    chrome.wait_until("refused.join() === 'script-src-elem,connect-src'");
    assert_eq!(chrome.value("globalThis.ran === true"), false);
}

fn check_error_messages(chrome: &mut Chrome, program: Program) {
    let url = program.url.clone();
    chrome.open(&url);
    // The browser must not send a form whose required fields are empty.
    chrome.value("document.querySelector('#try-getGroup').open = true");
    chrome.value("document.querySelector('#try-getGroup button').click()");
    let status = "document.querySelector('#try-getGroup .status').textContent";
    assert_eq!(chrome.value(status), "");
    enter(chrome, "try-getGroup-group_id", "..");
    let message = send(chrome, "getGroup");
    assert_eq!(
        message,
        "“..” cannot be sent as group_id, because browsers treat it as a relative path."
    );
    enter(chrome, "server-token", "✓");
    let message = send(chrome, "listGroups");
    assert_eq!(
        message,
        "The access token or another header contains an invalid character."
    );
    check_no_messages(chrome, &url);

    enter(chrome, "server-token", "another");
    assert!(send(chrome, "listGroups").starts_with("401 Unauthorized"));
    enter(chrome, "try-createGroup-body", "{");
    enter(chrome, "server-token", "demo-token");
    assert!(send(chrome, "createGroup").starts_with("400 Bad Request"));

    drop(program);
    let message = send(chrome, "listMembers");
    let origin = url.trim_end_matches('/');
    assert_eq!(
        message,
        format!("The response is missing or incomplete. Check that the server runs at {origin}.")
    );
}
