//! The program: everything else is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    if std::env::args().nth(1).as_deref() == Some("lsp") {
        return dunnage::lsp::run(dunnage::lsp::Options::default());
    }
    println!("dunnage {}", dunnage::VERSION);
    ExitCode::SUCCESS
}
