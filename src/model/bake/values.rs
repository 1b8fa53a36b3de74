//! What the expressions of Bake files come to, as far as that can be told without running Bake.
//!
//! Source: buildx `bake/hclparser` `resolveValue`: a variable of the process goes before the default of a `variable` block, and
//! one without a default or a type is an empty text. Of the functions, `bake/hclparser/stdlib.go`, only those are run that put
//! texts and lists together, as the names of a matrix want it. What others give is [`Value::Unknown`], and so is everything
//! that it is part of.

use crate::syntax::bake::{Block, Body, Kind, Node};
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, HashSet};

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    Null,
    Bool(bool),
    /// A text, or a number.
    Text(String),
    List(Vec<Value>),
    Object(Vec<(String, Value)>),
    Unknown,
}

impl Value {
    /// As a text; `None` where it is none, or unknown.
    pub fn text(&self) -> Option<String> {
        match self {
            Value::Text(text) => Some(text.clone()),
            Value::Bool(value) => Some(value.to_string()),
            _ => None,
        }
    }

    pub fn items(&self) -> &[Value] {
        match self {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// The value, unless it is too large to be handed on.
    fn kept(self) -> Value {
        if self.weight() <= MAX_WEIGHT { self } else { Value::Unknown }
    }

    /// How many values it is made of.
    fn weight(&self) -> usize {
        match self {
            Value::List(items) => 1 + items.iter().map(Value::weight).sum::<usize>(),
            Value::Object(entries) => 1 + entries.iter().map(|(_, value)| value.weight()).sum::<usize>(),
            _ => 1,
        }
    }

    fn get(&self, key: &str) -> Value {
        match self {
            Value::Object(entries) => {
                entries.iter().find(|(name, _)| name == key).map_or(Value::Null, |(_, value)| value.clone())
            }
            _ => Value::Unknown,
        }
    }
}

/// Texts longer than this are not followed, for variables can double each other.
const MAX_TEXT: usize = 4096;

/// Lists of more values than this are not followed, for the same reason.
const MAX_WEIGHT: usize = 4096;

/// Expressions are followed this deep.
const MAX_DEPTH: usize = 64;

/// The names that a matrix gives values to.
pub(super) type Cell = BTreeMap<String, Value>;

/// Everything that an expression may name.
pub(super) struct Scope<'a> {
    /// Attributes of the files themselves.
    attributes: HashMap<&'a str, &'a Node>,
    variables: HashMap<&'a str, &'a Block>,
    targets: HashMap<&'a str, Vec<&'a Block>>,
    /// Those that the files define: they are not run.
    functions: HashSet<&'a str>,
    environment: &'a BTreeMap<String, String>,
    known: RefCell<HashMap<String, Value>>,
}

impl<'a> Scope<'a> {
    /// Of files in the order in which Bake reads them: what a later one says of a variable counts.
    pub fn of(bodies: &'a [Body], environment: &'a BTreeMap<String, String>) -> Self {
        let (mut attributes, mut variables, mut functions) = (HashMap::new(), HashMap::new(), HashSet::new());
        let mut targets: HashMap<&str, Vec<&Block>> = HashMap::new();
        for body in bodies {
            attributes.extend(body.attributes.iter().map(|it| (it.name.as_str(), &it.value)));
            for block in &body.blocks {
                match block.kind.as_str() {
                    "variable" => drop(variables.insert(block.name.as_str(), block)),
                    "function" => drop(functions.insert(block.name.as_str())),
                    "target" => targets.entry(block.name.as_str()).or_default().push(block),
                    _ => {}
                }
            }
        }
        Scope { attributes, variables, targets, functions, environment, known: RefCell::default() }
    }

    pub fn value(&self, node: &Node, cell: &Cell) -> Value {
        self.at(node, cell, 0)
    }

    fn at(&self, node: &Node, cell: &Cell, depth: usize) -> Value {
        if depth > MAX_DEPTH {
            return Value::Unknown;
        }
        let value = |node: &Node| self.at(node, cell, depth + 1);
        match &node.kind {
            Kind::Null => Value::Null,
            Kind::Bool(is_so) => Value::Bool(*is_so),
            Kind::Number(text) | Kind::Text(text) => Value::Text(text.clone()),
            Kind::Template(parts) => joined(parts.iter().map(value)),
            Kind::List(items) => Value::List(items.iter().map(value).collect()).kept(),
            Kind::Object(entries) => {
                let entry = |(key, held): &(Node, Node)| Some((value(key).text()?, value(held)));
                entries.iter().map(entry).collect::<Option<_>>().map_or(Value::Unknown, Value::Object).kept()
            }
            Kind::Path(path) => self.path(path, cell, depth),
            Kind::Choice(parts) => match value(&parts[0]) {
                Value::Bool(true) => value(&parts[1]),
                Value::Bool(false) => value(&parts[2]),
                _ => Value::Unknown,
            },
            Kind::Equality(sides, is_equal) => match (value(&sides[0]), value(&sides[1])) {
                (Value::Unknown, _) | (_, Value::Unknown) => Value::Unknown,
                (left, right) => Value::Bool((left == right) == *is_equal),
            },
            Kind::Call(name, _) if self.functions.contains(name.as_str()) => Value::Unknown,
            Kind::Call(name, arguments) => call(name, &arguments.iter().map(value).collect::<Vec<_>>()),
            Kind::Other => Value::Unknown,
        }
    }

    fn path(&self, path: &[String], cell: &Cell, depth: usize) -> Value {
        match path {
            [root, rest @ ..] if cell.contains_key(root) => rest.iter().fold(cell[root].clone(), |it, key| it.get(key)),
            [root, name, attribute, rest @ ..] if root == "target" => {
                let blocks = self.targets.get(name.as_str());
                let node = blocks.into_iter().flatten().rev().find_map(|block| block.get(attribute));
                let held = node.map_or(Value::Null, |node| self.at(node, &Cell::new(), depth + 1));
                rest.iter().fold(held, |it, key| it.get(key))
            }
            [root, rest @ ..] => rest.iter().fold(self.variable(root, depth), |it, key| it.get(key)),
            [] => Value::Unknown,
        }
    }

    fn variable(&self, name: &str, depth: usize) -> Value {
        if let Some(known) = self.known.borrow().get(name) {
            return known.clone();
        }
        // Whoever asks while it is being found out asks in a circle.
        self.known.borrow_mut().insert(name.to_owned(), Value::Unknown);
        let found = self.look_up(name, depth);
        self.known.borrow_mut().insert(name.to_owned(), found.clone());
        found
    }

    fn look_up(&self, name: &str, depth: usize) -> Value {
        if let Some(node) = self.attributes.get(name) {
            return self.at(node, &Cell::new(), depth + 1);
        }
        let Some(block) = self.variables.get(name) else {
            // Where Bake was called, which is the folder of its files.
            return if name == "BAKE_CMD_CONTEXT" { Value::Text("cwd://".to_owned()) } else { Value::Unknown };
        };
        let is_typed = block.get("type").is_some();
        let default = match block.get("default") {
            Some(node) => self.at(node, &Cell::new(), depth + 1),
            None if is_typed => Value::Null,
            None => Value::Text(String::new()),
        };
        let Some(passed) = self.environment.get(name) else { return default };
        match default {
            Value::Text(_) | Value::Null if !is_typed => Value::Text(passed.clone()),
            Value::Text(_) => Value::Text(passed.clone()),
            Value::Bool(_) => passed.parse().map_or(Value::Unknown, Value::Bool),
            _ => Value::Unknown,
        }
    }
}

/// What a function of Bake gives.
fn call(name: &str, arguments: &[Value]) -> Value {
    let text = |at: usize| match arguments.get(at) {
        Some(Value::Text(text)) => Some(text.as_str()),
        _ => None,
    };
    let (one, other) = (text(0), text(1));
    let found = match (name, arguments.len()) {
        ("lower", 1) => one.map(str::to_lowercase),
        ("upper", 1) => one.map(str::to_uppercase),
        ("replace", 3) => one.zip(other).zip(text(2)).map(|((whole, old), new)| whole.replace(old, new)),
        ("trimprefix", 2) => one.zip(other).map(|(whole, part)| whole.strip_prefix(part).unwrap_or(whole).to_owned()),
        ("trimsuffix", 2) => one.zip(other).map(|(whole, part)| whole.strip_suffix(part).unwrap_or(whole).to_owned()),
        ("format", 1..) => one.and_then(|form| formatted(form, &arguments[1..])),
        ("join", 2) => match &arguments[1] {
            Value::List(items) => {
                let items: Option<Vec<String>> = items.iter().map(Value::text).collect();
                items.zip(one).map(|(items, between)| items.join(between))
            }
            _ => None,
        },
        ("concat", _) => {
            let items = |list: &Value| if let Value::List(items) = list { Some(items.clone()) } else { None };
            let lists: Option<Vec<Vec<Value>>> = arguments.iter().map(items).collect();
            return lists.map_or(Value::Unknown, |lists| Value::List(lists.concat()).kept());
        }
        ("equal" | "notequal", 2) if !arguments.contains(&Value::Unknown) => {
            return Value::Bool((arguments[0] == arguments[1]) == (name == "equal"));
        }
        _ => None,
    };
    found.filter(|text| text.len() <= MAX_TEXT).map_or(Value::Unknown, Value::Text)
}

/// A form with `%s` in it and no other verb.
fn formatted(form: &str, arguments: &[Value]) -> Option<String> {
    let mut pieces = form.split("%s");
    let mut text = pieces.next()?.to_owned();
    let mut arguments = arguments.iter();
    for piece in pieces {
        text.push_str(&arguments.next()?.text()?);
        text.push_str(piece);
    }
    (arguments.next().is_none() && !form.replace("%s", "").contains('%')).then_some(text)
}

/// A text of its parts. Where it has one alone, that is what it is.
fn joined(parts: impl Iterator<Item = Value>) -> Value {
    let parts: Vec<Value> = parts.collect();
    if let [one] = parts.as_slice() {
        return one.clone();
    }
    let texts: Option<Vec<String>> = parts.iter().map(Value::text).collect();
    let text = texts.map(|texts| texts.concat()).filter(|text| text.len() <= MAX_TEXT);
    text.map_or(Value::Unknown, Value::Text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::bake;

    fn value(source: &str, environment: &[(&str, &str)]) -> Value {
        let bodies = [bake::read("docker-bake.hcl", source).expect("a Bake file")];
        let environment = environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Scope::of(&bodies, &environment).variable("X", 0)
    }

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    #[test]
    fn texts_are_put_together_from_what_is_known() {
        assert_eq!(value("variable \"A\" { default = 1 }\nX = \"a-${A}\"\n", &[]), text("a-1"));
        assert_eq!(value("variable \"A\" { default = \"b\" }\nX = \"a-${A}\"\n", &[("A", "c")]), text("a-c"));
        assert_eq!(value("variable \"A\" {}\nX = \"a-${A}\"\n", &[]), text("a-"));
        assert_eq!(value("variable \"A\" { default = null }\nX = A\n", &[]), Value::Null);
        assert_eq!(value("variable \"A\" { type = string }\nX = A == null ? \"y\" : \"z\"\n", &[]), text("y"));
        assert_eq!(value("target \"t\" { args = { V = \"1\" } }\nX = target.t.args.V\n", &[]), text("1"));
    }

    #[test]
    fn functions_that_put_texts_together_are_run() {
        let given = [
            ("replace(\"1.2.3\", \".\", \"-\")", "1-2-3"),
            ("format(\"%s:%s\", lower(\"A\"), upper(\"b\"))", "a:B"),
            ("join(\",\", concat([\"a\"], [\"b\"]))", "a,b"),
            ("equal(\"\", trimprefix(\"v1\", \"v1\")) ? \"y\" : \"n\"", "y"),
        ];
        for (expression, result) in given {
            assert_eq!(value(&format!("X = {expression}\n"), &[]), text(result), "{expression}");
        }
        assert_eq!(value("X = format(\"%d\", 1)\n", &[]), Value::Unknown);
        assert_eq!(value("X = replace(\"a\", \"a\")\n", &[]), Value::Unknown);
    }

    #[test]
    fn what_only_bake_can_tell_is_unknown() {
        for source in [
            "X = sha256(\"a\")\n",
            "function \"lower\" {\n  params = [x]\n  result = \"y\"\n}\nX = lower(\"A\")\n",
            "X = Y\n",
            "X = \"${X}\"\n",
            "X = \"a${timestamp()}\"\n",
            "X = [for x in []: x]\n",
        ] {
            assert_eq!(value(source, &[]), Value::Unknown, "{source}");
        }
        let doubling: String = (1..40).map(|at| format!("A{at} = \"${{A{0}}}${{A{0}}}\"\n", at - 1)).collect();
        assert_eq!(value(&format!("A0 = \"ab\"\n{doubling}X = A39\n"), &[]), Value::Unknown);
        let doubling: String = (1..40).map(|at| format!("A{at} = [A{0}, concat(A{0}, A{0})]\n", at - 1)).collect();
        assert_eq!(value(&format!("A0 = [1]\n{doubling}X = A39\n"), &[]).get("x"), Value::Unknown);
    }
}
