//! A server, started as an editor starts it, and taken through a session: introduced, shown two small files with a mistake in
//! each, asked about a word, and sent home.

use serde_json::{Value, json};
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// How long the server may take over one answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// The files of the session: a URI that is on no disk, so that no configuration changes what is said, the language, a text
/// with a mistake in it, and the rule that names it.
const FILES: [(&str, &str, &str, &str); 2] = [
    ("untitled:Dockerfile", "dockerfile", "FROM scratch\nCOYP a /b\n", "unknown-instruction"),
    ("untitled:compose.yaml", "dockercompose", "services:\n  web:\n    imgae: nginx:1.29\n", "unknown-key"),
];

/// Takes a server through a session; how long that took.
///
/// # Errors
/// A sentence that names the step which failed.
pub fn rehearse(program: &Path, folder: &Path) -> Result<Duration, String> {
    let started = Instant::now();
    let mut child = Command::new(program)
        .args(["lsp", "--stdio"])
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| format!("it cannot be started: {error}"))?;
    let said = converse(&mut child);
    if said.is_err() {
        // What fails may also hang.
        let _ = child.kill();
    }
    let status = child.wait().map_err(|error| format!("its end cannot be seen: {error}"))?;
    said?;
    if status.success() { Ok(started.elapsed()) } else { Err(format!("it left with {status}")) }
}

fn converse(child: &mut Child) -> Result<(), String> {
    let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
        return Err("it has no pipes".to_owned());
    };
    let mut session = Session { input, messages: listen(output) };
    let introduction = json!({ "processId": null, "rootUri": null, "capabilities": {} });
    let answer = session.ask(1, "initialize", introduction)?;
    if answer["serverInfo"]["version"] != crate::VERSION {
        return Err("it is of another version".to_owned());
    }
    session.tell("initialized", json!({}))?;
    for (uri, language, text, rule) in FILES {
        let document = json!({ "uri": uri, "languageId": language, "version": 1, "text": text });
        session.tell("textDocument/didOpen", json!({ "textDocument": document }))?;
        let is_about =
            |message: &Value| message["method"] == "textDocument/publishDiagnostics" && message["params"]["uri"] == uri;
        let published = session.wait_for(is_about, "findings")?;
        let findings = published["params"]["diagnostics"].as_array();
        if !findings.into_iter().flatten().any(|finding| finding["code"] == rule) {
            return Err(format!("it did not find `{rule}` in a {language} file"));
        }
    }
    let place = json!({ "textDocument": { "uri": FILES[0].0 }, "position": { "line": 0, "character": 1 } });
    if session.ask(2, "textDocument/hover", place)?.is_null() {
        return Err("it explains nothing".to_owned());
    }
    session.ask(3, "shutdown", Value::Null)?;
    session.tell("exit", Value::Null)
}

/// One side of a conversation.
struct Session {
    input: ChildStdin,
    messages: Receiver<Value>,
}

impl Session {
    fn ask(&mut self, id: u64, method: &str, params: Value) -> Result<Value, String> {
        self.write(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }))?;
        let mut answer = self.wait_for(|message| message["id"] == id, method)?;
        Ok(answer["result"].take())
    }

    fn tell(&mut self, method: &str, params: Value) -> Result<(), String> {
        self.write(&json!({ "jsonrpc": "2.0", "method": method, "params": params }))
    }

    fn write(&mut self, message: &Value) -> Result<(), String> {
        let body = message.to_string();
        write!(self.input, "Content-Length: {}\r\n\r\n{body}", body.len())
            .and_then(|()| self.input.flush())
            .map_err(|error| format!("it does not listen: {error}"))
    }

    /// The next message that is wanted; others are passed over.
    fn wait_for(&mut self, is_wanted: impl Fn(&Value) -> bool, what: &str) -> Result<Value, String> {
        let end = Instant::now() + PATIENCE;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            let message = self.messages.recv_timeout(left).map_err(|_| format!("no answer came to `{what}`"))?;
            if is_wanted(&message) {
                return Ok(message);
            }
        }
    }
}

/// Reads the server's messages on a thread of their own, until there are no more.
fn listen(output: ChildStdout) -> Receiver<Value> {
    let (sender, messages) = channel();
    std::thread::spawn(move || {
        let mut output = BufReader::new(output);
        while let Ok(Some(message)) = read(&mut output) {
            if sender.send(message).is_err() {
                break;
            }
        }
    });
    messages
}

/// One message; `None` at the end.
fn read(output: &mut impl BufRead) -> io::Result<Option<Value>> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        let header = line.trim_end();
        if header.is_empty() {
            break;
        }
        if let Some((name, value)) = header.split_once(": ")
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.parse().map_err(io::Error::other)?;
        }
    }
    let mut body = vec![0; length];
    output.read_exact(&mut body)?;
    serde_json::from_slice(&body).map(Some).map_err(io::Error::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_read_until_the_end() {
        let mut text = "content-length: 8\r\nContent-Type: x\r\n\r\n{\"id\":1}Content-Length: 2\r\n\r\n{}".as_bytes();
        let read = |text: &mut &[u8]| read(text).expect("readable");
        assert_eq!(
            (read(&mut text), read(&mut text), read(&mut text)),
            (Some(json!({"id": 1})), Some(json!({})), None)
        );
    }

    #[test]
    fn a_program_that_is_not_there_is_named_as_the_trouble() {
        let said = rehearse(Path::new("/no/such/program"), Path::new("/")).expect_err("no program");
        assert!(said.starts_with("it cannot be started"), "{said}");
    }
}
