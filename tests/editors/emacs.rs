//! Emacs with Eglot and our package, without a display.

use crate::desk::{Desk, blocks, hold, programs, root, skip};
use std::fs;
use std::path::{Path, PathBuf};

/// An Emacs that has Eglot, or why there is none.
fn emacs(desk: &Desk) -> Result<PathBuf, &'static str> {
    let emacs = programs("emacs").into_iter().next().ok_or("no Emacs on this machine")?;
    // Debian's packages are found with the site's own files, so these are read: `-q`, not `-Q`.
    let has_eglot = ["-q", "--batch", "--eval", "(progn (require 'package) (package-initialize) (require 'eglot))"];
    let has_it = |emacs: &Path| desk.command(emacs).args(has_eglot).output().is_ok_and(|it| it.status.success());
    Some(emacs).filter(|emacs| has_it(emacs)).ok_or("this Emacs has no Eglot")
}

#[test]
fn emacs_does_what_our_page_says() {
    let desk = Desk::new("emacs-page");
    let emacs = match emacs(&desk) {
        Ok(emacs) => emacs,
        Err(why) => return skip(why),
    };
    let init = desk.home().join("init.el");
    let page = &blocks("emacs/README.md", "elisp")[0];
    // Without a command loop nobody runs the hook that `eglot-ensure` waits for.
    let session = "\
(find-file \"Dockerfile\")
(run-hooks 'post-command-hook)
(let ((end (+ (float-time) 30)))
  (while (and (not (eglot-current-server)) (< (float-time) end)) (accept-process-output nil 0.02)))
(set-buffer-modified-p t)
(save-buffer)
(kill-emacs (if (string-match-p \"^LABEL\" (buffer-string)) 0 1))
";
    fs::write(&init, format!("(require 'package)\n(package-initialize)\n{page}\n{session}")).expect("a configuration");
    let output = desk.command(&emacs).args(["-q", "--batch", "-l"]).arg(init).output().expect("Emacs starts");
    let saved = fs::read_to_string(desk.project.join("Dockerfile")).expect("the file");
    assert!(output.status.success(), "{saved}\n{}", String::from_utf8_lossy(&output.stderr));
    assert!(saved.contains("authors=\"Ada 🚢\""), "{saved}");
}

#[test]
fn emacs_finds_mends_and_saves() {
    let desk = Desk::new("emacs");
    let emacs = match emacs(&desk) {
        Ok(emacs) => emacs,
        Err(why) => return skip(why),
    };
    let mut session = desk.command(&emacs);
    session.args(["-q", "--batch", "-L"]).arg(root().join("editors/emacs"));
    session.arg("-l").arg(root().join("tests/editors/emacs/session.el"));
    hold(&mut session, "Emacs");
}
