//! Vim: our file for vim-lsp is loaded, a buffer is mended through the program; and ALE, as Debian has it, in a terminal.

use crate::desk::{Desk, blocks, programs, root, skip};
use crate::terminal::{Terminal, tmux};
use std::fs;
use std::path::Path;
use std::process::Command;

#[test]
fn vim_loads_our_file_and_mends_a_buffer() {
    let Some(vim) = programs("vim").into_iter().next() else {
        return skip("no Vim on this machine");
    };
    let desk = Desk::new("vim");
    let mut command = desk.command(&vim);
    command.args(["-e", "-s", "-N", "-n", "-i", "NONE", "-u", "NONE", "Dockerfile", "-S"]);
    command.arg(root().join("editors/vim/dunnage.vim"));
    command.args(["-c", &filter(), "-c", "wq"]);
    let ended = command.status().expect("Vim starts");
    let saved = fs::read_to_string(desk.project.join("Dockerfile")).expect("the file");
    assert!(ended.success(), "{ended}");
    assert_eq!(saved, "FROM scratch\nLABEL org.opencontainers.image.authors=\"Ada 🚢\"\n");
}

/// The command that the page tells, to the letter.
fn filter() -> String {
    let page = fs::read_to_string(root().join("editors/vim/README.md")).expect("the page");
    let (_, rest) = page.split_once("`:%!").expect("the command");
    format!("%!{}", rest.split('`').next().unwrap_or_default())
}

/// What is worth a look in a document, and what becomes of it.
struct Document {
    name: &'static str,
    finding: &'static str,
    /// The line of the mistake, what is said of it, and the text when it is mended.
    line: &'static str,
    says: &'static str,
    mended: &'static str,
    /// What is typed on a line of its own at the end, and what is offered.
    completion: (&'static str, &'static str),
    /// What is typed above everything, and how the file begins when it is written.
    saved: (&'static str, &'static str),
}

const DOCUMENTS: [Document; 2] = [
    Document {
        name: "Dockerfile",
        finding: "MAINTAINER is deprecated",
        line: "2",
        says: "Sets the author field",
        mended: "FROM scratch\nLABEL org.opencontainers.image.authors=\"Ada\"\n",
        completion: ("WORK", "WORKDIR"),
        saved: (
            "FROM scratch AS zero\rMAINTAINER Grace",
            "FROM scratch AS zero\nLABEL org.opencontainers.image.authors=",
        ),
    },
    Document {
        name: "compose.yaml",
        finding: "is obsolete",
        line: "1",
        says: "no longer exists",
        mended: "services:\n  web:\n    image: nginx:1.29\n",
        completion: ("    resta", "restart"),
        saved: ("name: shop\rversion: \"2\"", "name: shop\nservices:\n"),
    },
];

#[test]
fn vim_with_ale_finds_mends_and_saves() {
    let ale = Path::new("/usr/share/vim-ale");
    let has_channels = |vim: &Path| {
        let said = Command::new(vim).arg("--version").output().map(|output| output.stdout).unwrap_or_default();
        String::from_utf8_lossy(&said).contains("+channel")
    };
    let Some(vim) = programs("vim").into_iter().find(|vim| has_channels(vim)) else {
        return skip("no Vim with channels on this machine");
    };
    if !ale.is_dir() || tmux().is_none() {
        return skip("Vim wants ALE, and tmux for a terminal");
    }
    let desk = Desk::new("vim-ale");
    let vimrc = desk.home().join("vimrc");
    let page = &blocks("vim/README.md", "vim")[0];
    let start =
        format!("filetype plugin on\nset runtimepath+={}\nset omnifunc=ale#completion#OmniFunc\n", ale.display());
    fs::write(&vimrc, format!("{start}{page}")).expect("a configuration");
    // ALE counts columns in bytes, and would cut a ship in two.
    desk.write("Dockerfile", "FROM scratch\nMAINTAINER Ada\n");
    for document in &DOCUMENTS {
        let vimrc = vimrc.display().to_string();
        let editor = Terminal::start(&desk, &vim, &["-N", "-n", "-i", "NONE", "-u", &vimrc, document.name]);
        read_and_mend(&desk, &editor, document);
    }
}

fn read_and_mend(desk: &Desk, editor: &Terminal, it: &Document) {
    let file = desk.project.join(it.name);
    let command = |line: &str| {
        editor.write(line);
        editor.press(&["Enter"]);
    };
    // ALE shows findings behind their lines.
    editor.shows(it.finding);
    command(&format!(":{}", it.line));
    command(":ALEHover");
    editor.shows(it.says);
    command(":pclose");
    editor.hides(it.says);
    command(":ALECodeAction");
    editor.shows("1)");
    editor.press(&["1", "Enter"]);
    editor.hides(it.finding);
    command(":noautocmd write");
    editor.writes(&file, |text| text == it.mended);

    let (typed, completed) = it.completion;
    editor.press(&["G", "o"]);
    editor.shows("-- INSERT --");
    editor.press(&["C-u"]);
    editor.write(typed);
    editor.press(&["C-x", "C-o"]);
    editor.shows(completed);
    editor.press(&["C-e", "Escape"]);
    editor.hides("-- ");
    command(":normal! dd");
    editor.hides(typed);

    command(&format!(":execute \"normal! ggO\" . '{}'", it.saved.0.replace('\r', "' . \"\\r\" . '")));
    command(":write");
    editor.writes(&file, |text| text.starts_with(it.saved.1));
    command(":quit!");
}
