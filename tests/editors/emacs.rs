//! Emacs with Eglot and our package, without a display.

use crate::desk::{Desk, hold, programs, root, skip};

#[test]
fn emacs_finds_mends_and_saves() {
    let Some(emacs) = programs("emacs").into_iter().next() else {
        return skip("no Emacs on this machine");
    };
    let desk = Desk::new("emacs");
    // Debian's packages are found with the site's own files, so these are read: `-q`, not `-Q`.
    let has_eglot = ["-q", "--batch", "--eval", "(progn (require 'package) (package-initialize) (require 'eglot))"];
    if !desk.command(&emacs).args(has_eglot).output().is_ok_and(|output| output.status.success()) {
        return skip("this Emacs has no Eglot");
    }
    let mut session = desk.command(&emacs);
    session.args(["-q", "--batch", "-L"]).arg(root().join("editors/emacs"));
    session.arg("-l").arg(root().join("tests/editors/emacs/session.el"));
    hold(&mut session, "Emacs");
}
