//! A client of the language server: small, strict, and talking to the real program over its pipes.

#![allow(dead_code, reason = "each test file uses its own part of the driver")]

pub mod folder;

use serde_json::{Value, json};
use std::collections::{BTreeMap, VecDeque};
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

/// How long a silent server is waited for before a test gives up; no test waits for it to pass.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running server and what it has said.
pub struct Session {
    server: Child,
    stdin: Option<ChildStdin>,
    incoming: Receiver<Value>,
    next_id: i64,
    replies: BTreeMap<i64, Value>,
    /// Notifications that nobody has waited for yet, in order.
    pub notifications: VecDeque<Value>,
    /// The methods of the server's own questions.
    pub asked: Vec<String>,
    /// What `workspace/configuration` is answered with.
    pub configuration: Value,
}

impl Session {
    /// Starts the program; nothing is said yet.
    pub fn start() -> Session {
        // With no program to be found, no linter of the machine's adds to what the tests expect.
        Session::start_with_path("")
    }

    /// Starts the program where other programs are found on this path.
    pub fn start_with_path(path: &str) -> Session {
        let mut program = Command::new(env!("CARGO_BIN_EXE_dunnage"));
        // Whoever runs the tests may have a configuration of their own.
        Session::run_by(program.env("XDG_CONFIG_HOME", env!("CARGO_TARGET_TMPDIR")).env("PATH", path))
    }

    /// Starts this program as the server.
    pub fn run_by(program: &mut Command) -> Session {
        program.args(["lsp", "--stdio"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut server = program.spawn().expect("the program starts");
        let stdin = server.stdin.take();
        let mut stdout = BufReader::new(server.stdout.take().expect("a pipe"));
        let (sender, incoming) = channel();
        std::thread::spawn(move || {
            while let Some(message) = read_message(&mut stdout) {
                if sender.send(message).is_err() {
                    break;
                }
            }
        });
        Session {
            server,
            stdin,
            incoming,
            next_id: 0,
            replies: BTreeMap::new(),
            notifications: VecDeque::new(),
            asked: Vec::new(),
            configuration: Value::Null,
        }
    }

    /// Starts the program and introduces a client with these capabilities; answers with the server's introduction.
    pub fn with(capabilities: Value) -> (Session, Value) {
        Session::with_options(capabilities, Value::Null)
    }

    pub fn with_options(capabilities: Value, options: Value) -> (Session, Value) {
        let mut session = Session::start();
        let introduction = session.introduce(capabilities, options);
        (session, introduction)
    }

    /// Introduces a client with these capabilities; answers with the server's introduction.
    pub fn introduce(&mut self, capabilities: Value, options: Value) -> Value {
        let params = json!({ "processId": null, "rootUri": null, "capabilities": capabilities, "initializationOptions": options });
        let introduction = self.request("initialize", params);
        self.notify("initialized", json!({}));
        introduction
    }

    pub fn notify(&mut self, method: &str, params: Value) {
        self.write(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Sends a request without waiting; answers with its id.
    pub fn ask(&mut self, method: &str, params: Value) -> i64 {
        self.next_id += 1;
        let id = self.next_id;
        self.write(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        id
    }

    /// The reply to a request, result or error.
    pub fn reply(&mut self, id: i64) -> Result<Value, Value> {
        loop {
            if let Some(mut reply) = self.replies.remove(&id) {
                return match reply.get_mut("error") {
                    Some(error) => Err(error.take()),
                    None => Ok(reply["result"].take()),
                };
            }
            assert!(self.receive(), "the server left without answering request {id}");
        }
    }

    /// Sends a request and waits for its result.
    pub fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.ask(method, params);
        self.reply(id).unwrap_or_else(|error| panic!("{method} failed: {error}"))
    }

    /// The parameters of the next notification of this kind.
    pub fn wait_for(&mut self, method: &str) -> Value {
        loop {
            if let Some(at) = self.notifications.iter().position(|it| it["method"] == method) {
                let mut notification = self.notifications.remove(at).unwrap_or_default();
                return notification["params"].take();
            }
            assert!(self.receive(), "the server left without sending {method}");
        }
    }

    /// Waits until the server has asked for this.
    pub fn wait_until_asked(&mut self, method: &str) {
        while !self.asked.iter().any(|asked| asked == method) {
            assert!(self.receive(), "the server left without asking {method}");
        }
    }

    pub fn open(&mut self, uri: &str, language: &str, text: &str) {
        let document = json!({ "uri": uri, "languageId": language, "version": 1, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": document }));
    }

    /// One notification with these content changes.
    pub fn change(&mut self, uri: &str, version: i64, changes: Value) {
        let document = json!({ "uri": uri, "version": version });
        self.notify("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }));
    }

    /// A request about a place in a document.
    pub fn at(&mut self, method: &str, uri: &str, line: u32, character: u32) -> Value {
        let position = json!({ "line": line, "character": character });
        self.request(method, json!({ "textDocument": { "uri": uri }, "position": position }))
    }

    /// A request about a whole document.
    pub fn of(&mut self, method: &str, uri: &str) -> Value {
        self.request(method, json!({ "textDocument": { "uri": uri } }))
    }

    /// The version and the length in bytes that the server has of a document.
    pub fn version(&mut self, uri: &str) -> Value {
        self.request("dunnage/version", json!({ "uri": uri }))
    }

    /// The findings that the server pushes next: `(version, rules)`.
    pub fn pushed(&mut self) -> (Value, Vec<String>) {
        let mut published = self.wait_for("textDocument/publishDiagnostics");
        let rules = rules(&published["diagnostics"]);
        (published["version"].take(), rules)
    }

    /// Says goodbye as the protocol has it.
    pub fn leave(mut self) -> ExitStatus {
        self.request("shutdown", Value::Null);
        self.notify("exit", Value::Null);
        self.end()
    }

    /// Waits until the server has ended, taking in all that it still says.
    pub fn end(&mut self) -> ExitStatus {
        while self.receive() {}
        self.server.wait().expect("the server's status")
    }

    /// Closes the pipe to the server.
    pub fn hang_up(&mut self) {
        self.stdin = None;
    }

    fn write(&mut self, message: &Value) {
        let body = message.to_string();
        let stdin = self.stdin.as_mut().expect("an open pipe");
        write!(stdin, "Content-Length: {}\r\n\r\n{body}", body.len()).expect("the server reads");
        stdin.flush().expect("the server reads");
    }

    /// Takes in one message; false where the server has closed its pipe.
    fn receive(&mut self) -> bool {
        let message = match self.incoming.recv_timeout(PATIENCE) {
            Ok(message) => message,
            Err(RecvTimeoutError::Disconnected) => return false,
            Err(RecvTimeoutError::Timeout) => panic!("the server said nothing for {PATIENCE:?}"),
        };
        let id = message.get("id").cloned();
        match (message["method"].as_str(), id) {
            (Some(method), Some(id)) => {
                let result =
                    if method == "workspace/configuration" { json!([self.configuration]) } else { Value::Null };
                self.asked.push(method.to_owned());
                self.write(&json!({ "jsonrpc": "2.0", "id": id, "result": result }));
            }
            (Some(_), None) => self.notifications.push_back(message),
            (None, id) => {
                let id = id.as_ref().and_then(Value::as_i64).unwrap_or_else(|| panic!("a reply to nothing: {message}"));
                assert!(self.replies.insert(id, message).is_none(), "two replies to request {id}");
            }
        }
        true
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // Only a failed test leaves a server behind.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// The names of the rules in a list of diagnostics.
pub fn rules(diagnostics: &Value) -> Vec<String> {
    let codes = diagnostics.as_array().into_iter().flatten().filter_map(|it| it["code"].as_str());
    codes.map(str::to_owned).collect()
}

/// A range as the protocol writes it.
pub fn range(start: (u32, u32), end: (u32, u32)) -> Value {
    let place = |(line, character): (u32, u32)| json!({ "line": line, "character": character });
    json!({ "start": place(start), "end": place(end) })
}

/// Reads one message; anything else on standard output fails the test.
fn read_message(stdout: &mut impl BufRead) -> Option<Value> {
    let mut length = None;
    loop {
        let mut line = String::new();
        if stdout.read_line(&mut line).expect("readable output") == 0 {
            return None;
        }
        match line.trim_end() {
            "" => break,
            header => {
                let (name, value) = header.split_once(": ").unwrap_or_else(|| panic!("stray output: {header}"));
                if name.eq_ignore_ascii_case("content-length") {
                    length = value.parse().ok();
                }
            }
        }
    }
    let mut body = vec![0; length.expect("a length")];
    stdout.read_exact(&mut body).expect("a whole message");
    Some(serde_json::from_slice(&body).expect("JSON"))
}
