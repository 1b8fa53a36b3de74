//! Bake files: blocks, attributes and expressions, each with its place, whether they are written in HCL or in JSON.
//!
//! Bake files are read for what they say of Dockerfiles, so this is no view for an editor: a file that does not parse is not
//! read at all, comments are dropped, and of expressions only those kinds are kept whose value can be told without running
//! Bake. All others are [`Kind::Other`].
//!
//! Source: buildx `bake/hclparser`, and the HCL syntax specifications, native and JSON.

mod hcl;
mod json;

use crate::text::Span;

/// What stands in a file, or in a block of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Body {
    pub attributes: Vec<Attribute>,
    pub blocks: Vec<Block>,
}

/// `target "web" { … }`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    pub kind: String,
    pub name: String,
    /// Of the name, without quotes.
    pub span: Span,
    pub attributes: Vec<Attribute>,
}

/// `name = value`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    pub name: String,
    pub value: Node,
}

/// An expression and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    pub kind: Kind,
    /// Of a text that says what is written: without its quotes.
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    Null,
    Bool(bool),
    /// As Bake writes it into a text.
    Number(String),
    /// Exactly this, and it stands so in the file: another text may take its place.
    Text(String),
    /// A text whose parts are put together.
    Template(Vec<Node>),
    List(Vec<Node>),
    Object(Vec<(Node, Node)>),
    /// `NAME`, `target.base.args`
    Path(Vec<String>),
    /// `condition ? value : other`
    Choice(Box<[Node; 3]>),
    /// `a == b`, or `a != b` where it is `false`.
    Equality(Box<[Node; 2]>, bool),
    /// `name(argument, …)`
    Call(String, Vec<Node>),
    Other,
}

impl Block {
    pub fn get(&self, name: &str) -> Option<&Node> {
        self.attributes.iter().find(|attribute| attribute.name == name).map(|attribute| &attribute.value)
    }
}

/// Reads a file by its name: JSON where that says so, else HCL; `None` where it cannot be read.
pub fn read(name: &str, text: &str) -> Option<Body> {
    if name.ends_with(".json") { json::read(text) } else { hcl::read(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_to_write_it_say_the_same_at_their_places() {
        let hcl = "variable \"TAG\" { default = \"1\" }\ntarget \"web\" {\n  args = { A = \"x-${TAG}\", \"B\" = null }\n  \
                   target = \"dev\"\n}\n";
        let json = r#"{"variable": {"TAG": {"default": "1"}}, "target": {"web": {"args": {"A": "x-${TAG}", "B": null}, "target": "dev"}}}"#;
        for (name, text) in [("docker-bake.hcl", hcl), ("docker-bake.json", json)] {
            let body = read(name, text).expect("a Bake file");
            let web = body.blocks.iter().find(|block| block.kind == "target").expect("a target");
            assert_eq!((web.name.as_str(), web.span.of(text)), ("web", "web"));
            let target = web.get("target").expect("the target");
            assert_eq!((&target.kind, target.span.of(text)), (&Kind::Text("dev".into()), "dev"));
            let Some(Node { kind: Kind::Object(entries), .. }) = web.get("args") else { panic!("{name}: {web:?}") };
            let keys: Vec<_> = entries.iter().map(|(key, _)| (&key.kind, key.span.of(text))).collect();
            assert_eq!(keys, [(&Kind::Text("A".into()), "A"), (&Kind::Text("B".into()), "B")], "{name}");
            let Kind::Template(parts) = &entries[0].1.kind else { panic!("{entries:?}") };
            assert_eq!(parts[1].kind, Kind::Path(vec!["TAG".into()]));
            assert_eq!(entries[1].1.kind, Kind::Null);
        }
    }

    #[test]
    fn what_cannot_be_read_is_not_read() {
        assert_eq!(read("docker-bake.hcl", "target \"web\" {\n"), None);
        assert_eq!(read("docker-bake.json", "{\"target\": "), None);
        assert_eq!(read("docker-bake.json", "[]"), None);
        let deep = "(".repeat(50_000);
        assert_eq!(read("docker-bake.hcl", &format!("a = {deep}")), None);
        assert_eq!(read("docker-bake.json", &"[".repeat(50_000)), None);
    }
}
