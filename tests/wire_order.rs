//! An answer reflects exactly the edits before its question on the wire.
//!
//! Ten thousand changes and questions are written without waiting for anything; each answer must name the version, and the
//! length of the text, that stood when its question was sent.

mod support;

use serde_json::{Value, json};
use support::{Session, range};

const MESSAGES: usize = 10_000;
const URIS: [&str; 2] = ["file:///project/Dockerfile", "file:///project/compose.yaml"];
const FEATURES: [&str; 3] = ["textDocument/documentSymbol", "textDocument/foldingRange", "textDocument/diagnostic"];

/// Numbers that look random and are the same in every run (Knuth's MMIX generator).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit.max(1)
    }
}

/// A document as the client has it.
struct Document {
    uri: &'static str,
    lines: Vec<String>,
    version: i64,
}

impl Document {
    fn bytes(&self) -> usize {
        self.lines.iter().map(|line| line.len() + 1).sum()
    }

    /// A change within one line: somewhere a letter comes, goes or is replaced by a word.
    fn change(&mut self, numbers: &mut Numbers) -> Value {
        let line = numbers.below(self.lines.len());
        let text = &mut self.lines[line];
        let start = numbers.below(text.len() + 1);
        let end = (start + numbers.below(3)).min(text.len());
        let new = ["", "x", " run", "\\", "# ", ": "][numbers.below(6)];
        // The lines stay short, so that the test is about order and not about size.
        let new = if text.len() > 60 { "" } else { new };
        text.replace_range(start..end, new);
        let place = |column: usize| (line as u32, column as u32);
        json!({ "range": range(place(start), place(end)), "text": new })
    }
}

#[test]
fn ten_thousand_messages_are_answered_in_the_order_they_were_sent() {
    let (mut session, _) = Session::with(json!({
        "textDocument": { "diagnostic": {} },
        "workspace": { "diagnostics": { "refreshSupport": true } },
    }));
    let mut documents = [
        ("dockerfile", "FROM scratch AS a\nRUN echo one && \\\n  echo two\nCOPY --from=a /x /y\nUSER 1000\n"),
        ("dockercompose", "services:\n  web:\n    image: nginx\n    ports:\n      - 80:80\nvolumes: {}\n"),
    ]
    .into_iter()
    .zip(URIS)
    .map(|((language, source), uri)| {
        session.open(uri, language, source);
        Document { uri, lines: source.lines().map(str::to_owned).collect(), version: 1 }
    })
    .collect::<Vec<_>>();

    let mut numbers = Numbers(42);
    let mut expected = Vec::new();
    let mut others = Vec::new();
    for _ in 0..MESSAGES {
        let document = &mut documents[numbers.below(2)];
        let about = json!({ "textDocument": { "uri": document.uri } });
        match numbers.below(10) {
            0..5 => {
                let changes: Vec<Value> = (0..=numbers.below(3)).map(|_| document.change(&mut numbers)).collect();
                document.version += 1;
                session.change(document.uri, document.version, json!(changes));
            }
            5..8 => {
                let id = session.ask("dunnage/version", json!({ "uri": document.uri }));
                expected.push((id, document.version, document.bytes()));
            }
            8 => others.push(session.ask(FEATURES[numbers.below(FEATURES.len())], about)),
            _ => {
                let id = session.ask(
                    "textDocument/hover",
                    json!({
                        "textDocument": { "uri": document.uri }, "position": { "line": 1, "character": 2 }
                    }),
                );
                session.notify("$/cancelRequest", json!({ "id": id }));
                others.push(id);
            }
        }
    }
    for (id, version, bytes) in expected {
        let answer = session.reply(id).expect("an answer");
        assert_eq!((&answer["version"], &answer["bytes"]), (&json!(version), &json!(bytes)), "request {id}");
    }
    for id in others {
        if let Err(error) = session.reply(id) {
            assert_eq!(error["code"], -32800, "only a question taken back stays open: {error}");
        }
    }
    assert!(session.leave().success());
}
