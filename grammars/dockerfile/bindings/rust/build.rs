//! Compiles the generated parser and the scanner beside it.

fn main() {
    println!("cargo:rerun-if-changed=src");
    cc::Build::new()
        .std("c11")
        .include("src")
        .files(["src/parser.c", "src/scanner.c"])
        .opt_level(2)
        .flag_if_supported("-Wno-unused-parameter")
        .compile("tree-sitter-dockerfile");
}
