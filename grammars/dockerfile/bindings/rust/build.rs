//! Compiles the generated parser and the scanner beside it.

fn main() {
    let src = std::path::Path::new("src");
    let sources = ["parser.c", "scanner.c"].map(|name| src.join(name));
    let headers = ["line.h", "shell_words.h"].map(|name| src.join(name));
    for file in sources.iter().chain(&headers) {
        println!("cargo:rerun-if-changed={}", file.display());
    }
    cc::Build::new()
        .std("c11")
        .include(src)
        .files(&sources)
        .opt_level(2)
        .flag_if_supported("-Wno-unused-parameter")
        .compile("tree-sitter-dockerfile");
}
