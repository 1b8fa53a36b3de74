//! Helix with our `languages.toml`, in a terminal: findings, hover, quick fixes, completion, what its formatter mends on `:w`,
//! a restart; and our grammar, built and shown by Helix itself.

use crate::desk::{Desk, programs, root, skip};
use crate::terminal::{Terminal, tmux};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Stdio;

fn languages() -> toml::Table {
    let text = fs::read_to_string(root().join("editors/helix/languages.toml")).expect("the file is there");
    text.parse().expect("it is TOML")
}

/// What the formatter of a language makes of a text; Helix takes it only with status 0.
fn formatted(desk: &Desk, language: &str, text: &str) -> String {
    let languages = languages();
    let all = languages["language"].as_array().expect("languages");
    let formatter = &all.iter().find(|it| it["name"].as_str() == Some(language)).expect("the language")["formatter"];
    let args = formatter["args"].as_array().expect("arguments").iter().filter_map(|it| it.as_str());
    let mut command = desk.command(Path::new(formatter["command"].as_str().expect("a program")));
    command.args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut program = command.spawn().expect("the formatter starts");
    program.stdin.take().expect("a pipe").write_all(text.as_bytes()).expect("it reads");
    let output = program.wait_with_output().expect("it ends");
    assert!(output.status.success(), "{language}: {}", output.status);
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn its_formatters_mend_a_file() {
    let desk = Desk::new("helix-formatters");
    // What cannot be mended is no reason to keep the rest from being written.
    let mended = formatted(&desk, "dockerfile", "FROM   scratch\nMAINTAINER Ada\nCOPY\n");
    assert!(mended.starts_with("FROM scratch\nLABEL org.opencontainers.image.authors="), "{mended}");
    let mended = formatted(&desk, "docker-compose", "version: \"3\"\nservices:  \n  web:\n    image: nginx:1.29 \n");
    assert_eq!(mended, "services:\n  web:\n    image: nginx:1.29\n");
}

/// A Helix, and where it looks for what is the user's own, with our `languages.toml` there and `more` after it.
fn helix(desk: &Desk, more: &str) -> Option<(PathBuf, PathBuf)> {
    let helix = programs("hx").into_iter().next()?;
    let folder = desk.home().join("config/helix");
    fs::create_dir_all(&folder).expect("a folder for its configuration");
    let ours = fs::read_to_string(root().join("editors/helix/languages.toml")).expect("our configuration");
    fs::write(folder.join("languages.toml"), format!("{ours}\n{more}")).expect("its configuration");
    Some((helix, folder))
}

fn health(desk: &Desk, helix: &Path, language: &str) -> String {
    let health = desk.command(helix).args(["--health", language]).output().expect("Helix starts");
    String::from_utf8_lossy(&health.stdout).into_owned()
}

/// What is worth a look in a document, and what becomes of it.
struct Document {
    name: &'static str,
    language: &'static str,
    finding: &'static str,
    rule: &'static str,
    /// What the page of the rule says.
    page: &'static str,
    /// The keys that open a line, and the same mistake again.
    mistake: (&'static [&'static str], &'static str),
    fix: &'static str,
    mended: &'static str,
    /// The keys that go to something, and what is said of it.
    hover: (&'static [&'static str], &'static str),
    /// What is typed on a line of its own at the end, and what becomes of it.
    completion: (&'static str, &'static str),
    /// Two lines that are typed above everything, and how the file begins when it is written.
    saved: ([&'static str; 2], &'static str),
}

const DOCUMENTS: [Document; 2] = [
    Document {
        name: "Dockerfile",
        language: "dockerfile",
        finding: "MAINTAINER is deprecated",
        rule: "maintainer-deprecated",
        page: "A label carries the same fact",
        mistake: (&["g", "e", "o"], "MAINTAINER Grace"),
        fix: "Use a label",
        mended: "FROM scratch\nLABEL org.opencontainers.image.authors=\"Ada 🚢\"\n",
        hover: (&["g", "g"], "Starts a new stage"),
        completion: ("WORK", "WORKDIR"),
        saved: (
            ["FROM scratch AS zero", "MAINTAINER Grace"],
            "FROM scratch AS zero\nLABEL org.opencontainers.image.authors=",
        ),
    },
    Document {
        name: "compose.yaml",
        language: "docker-compose",
        finding: "is obsolete",
        rule: "obsolete-version",
        page: "Since Compose 2 there is one format",
        mistake: (&["g", "g", "O"], "version: \"2\""),
        fix: "Remove",
        mended: "services:\n  web:\n    image: nginx:1.29\n",
        hover: (&["g", "e", "g", "s"], "The image to run, pulled"),
        completion: ("resta", "restart"),
        saved: (["name: shop", "version: \"2\""], "name: shop\nservices:\n"),
    },
];

#[test]
fn helix_finds_mends_and_saves() {
    let desk = Desk::new("helix");
    let Some((helix, _)) = helix(&desk, "") else {
        return skip("no Helix on this machine");
    };
    if tmux().is_none() {
        return skip("no terminal for Helix: tmux is not on this machine");
    }
    for document in &DOCUMENTS {
        let said = health(&desk, &helix, document.language);
        assert!(said.contains("dunnage"), "{said}");
        read_and_mend(&desk, &helix, document);
    }
}

fn read_and_mend(desk: &Desk, helix: &Path, it: &Document) {
    let file = desk.project.join(it.name);
    let editor = Terminal::start(desk, helix, &[it.name]);
    let command = |line: &str| {
        editor.write(line);
        editor.press(&["Enter"]);
    };
    let line = |open: &[&str], text: &str| {
        editor.press(open);
        editor.shows(" INS ");
        editor.paste(text);
        editor.shows(text);
        editor.press(&["Escape"]);
        editor.shows(" NOR ");
    };
    // Helix shows the finding that the cursor is on.
    let finds = |what: &str| editor.insists(&["]", "d"], what);
    let explains = |what: &str| {
        // A server that is just being started anew may leave the first question without an answer.
        editor.insists(&["Space", "k"], what);
        editor.press(&["Escape"]);
        editor.hides(what);
    };

    finds(it.finding);
    explains(it.page);
    editor.press(&["Space", "a"]);
    editor.shows(it.fix);
    // The first is chosen already.
    editor.press(&["Enter"]);
    editor.hides(it.finding);
    command(":write");
    editor.writes(&file, |text| text == it.mended);
    editor.shows("written");

    editor.press(it.hover.0);
    explains(it.hover.1);

    let (typed, completed) = it.completion;
    editor.press(&["g", "e", "o"]);
    editor.shows(" INS ");
    for end in 1..=typed.len() {
        editor.write(&typed[end - 1..end]);
        editor.shows(&typed[..end]);
    }
    editor.shows(completed);
    editor.press(&["Tab", "Enter", "Escape"]);
    editor.shows(" NOR ");
    editor.shows(completed);
    editor.press(&["x", "d"]);
    editor.hides(completed);

    let ([first, second], begins) = it.saved;
    line(&["g", "g", "O"], first);
    line(&["o"], second);
    command(":write");
    editor.writes(&file, |text| text.starts_with(begins));
    // The buffer is what the disk has.
    editor.shows("written");
    editor.hides("[+]");

    line(it.mistake.0, it.mistake.1);
    finds(it.finding);
    desk.write(".dunnage.toml", &format!("ignore = [\"{}\"]\n", it.rule));
    command(":lsp-restart");
    editor.hides(it.finding);
    editor.press(it.hover.0);
    explains(it.hover.1);
    command(":quit!");
}

#[test]
fn helix_builds_and_reads_our_grammar() {
    let desk = Desk::new("helix-grammar");
    let grammar = root().join("grammars/dockerfile");
    let more = format!(
        "[[grammar]]\nname = \"dockerfile\"\nsource = {{ path = \"{}\" }}\n\n[use-grammars]\nonly = [\"dockerfile\"]\n",
        grammar.display()
    );
    let Some((helix, folder)) = helix(&desk, &more) else {
        return skip("no Helix on this machine");
    };
    let (built, queries) = (folder.join("runtime/grammars"), folder.join("runtime/queries/dockerfile"));
    fs::create_dir_all(&built).expect("a folder for the grammar");
    fs::create_dir_all(&queries).expect("a folder for its queries");
    for query in ["highlights.scm", "injections.scm"] {
        fs::copy(grammar.join("queries").join(query), queries.join(query)).expect("a query");
    }
    let build = desk.command(&helix).args(["--grammar", "build"]).output().expect("Helix starts");
    assert!(build.status.success(), "{}", String::from_utf8_lossy(&build.stdout));
    assert!(built.join("dockerfile.so").is_file());
    let said = health(&desk, &helix, "dockerfile");
    assert!(said.lines().any(|line| line.contains("Tree-sitter parser") && line.contains('✓')), "{said}");
    if tmux().is_none() {
        return skip("no terminal for Helix: tmux is not on this machine");
    }
    let plain = "# A comment\nFROM alpine:3.20 AS base\nRUN echo \"$A\"\n";
    desk.write("Dockerfile", plain);
    let log = desk.home().join("helix.log");
    let editor = Terminal::start(&desk, &helix, &["-v", "--log", &log.display().to_string(), "Dockerfile"]);
    editor.shows("RUN echo");
    let painted = editor.colours();
    editor.write(":quit!");
    editor.press(&["Enter"]);
    // Colours between the words are there only where the queries were understood.
    let line = painted.lines().find(|line| line.contains("alpine")).unwrap_or_default();
    assert!(line.contains("38;2") || line.contains("38;5"), "{painted:?}");
    let log = fs::read_to_string(&log).unwrap_or_default();
    assert!(!log.contains("Could not parse queries"), "{log}");
}
