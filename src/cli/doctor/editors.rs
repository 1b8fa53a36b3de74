//! What each editor must call a file before it asks a server about it, and where it tells what it did.
//!
//! Sources: the folders of `editors/`, which the tests drive, and the editors' own manuals.

/// The editor, and a sentence about it.
pub const HINTS: [(&str, &str); 6] = [
    (
        "VS Code",
        "the language at the lower right must be Dockerfile, Compose, Ignore or YAML; the output panel `Dunnage` has the log",
    ),
    (
        "Neovim",
        "`:set filetype?` must say dockerfile or yaml.docker-compose; `:checkhealth vim.lsp` lists the servers of the buffer",
    ),
    ("Emacs", "`M-x eglot` in a Dockerfile or YAML mode starts it; `M-x eglot-events-buffer` shows what was said"),
    ("Helix", "`hx --health dockerfile` and `hx --health docker-compose` must name dunnage; `hx -v` writes a log"),
    (
        "Vim",
        "`:set filetype?` must say dockerfile, dockercompose or yaml; vim-lsp answers to `:LspStatus`, coc.nvim to `:CocInfo`",
    ),
    (
        "any",
        "`dunnage lsp --log FILE` writes down what the editor said; plain `yaml` is fine, for name and content are looked at",
    ),
];
