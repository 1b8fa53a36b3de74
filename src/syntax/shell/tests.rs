//! Scripts read whole: what stands where, and what joins it.

use super::*;

fn read(text: &str) -> Script {
    let script = ScriptCache::default().reader().read(text);
    (*script).clone()
}

/// Each command with what leads to it and from it: `a b && | c`.
fn commands(text: &str) -> Vec<String> {
    let script = read(text);
    script.commands.iter().map(|command| show(&script, command)).collect()
}

fn show(script: &Script, command: &Command) -> String {
    let mut parts: Vec<String> = Vec::new();
    parts.extend(command.assignments.iter().chain(&command.words).map(|word| word.text.clone()));
    for redirection in &command.redirections {
        let target = redirection.target.as_ref().map_or("", |word| word.text.as_str());
        parts.push(format!("{}{target}", redirection.operator));
    }
    let lists: Vec<ListKind> = script.lists_around(command.element).map(|list| list.kind).collect();
    let lists: Vec<String> = lists.iter().rev().skip(1).map(|kind| format!("{kind:?}")).collect();
    let place = if lists.is_empty() { String::new() } else { format!(" in {}", lists.join(" ")) };
    format!("{}{place}", parts.join(" "))
}

/// The elements of the top level and their connectors, as written.
fn top(text: &str) -> Vec<(String, Connector)> {
    read(text).top().map(|element| (text[element.range.clone()].to_owned(), element.after)).collect()
}

#[test]
fn commands_stand_in_order_with_their_words() {
    assert_eq!(commands("A=1 b -c 'd e' && f | g; h &"), ["A=1 b -c d e", "f", "g", "h"]);
    assert_eq!(commands("A=1 B=2"), ["A=1 B=2"]);
    assert_eq!(commands("export A=1 B && unset C"), ["export A=1 B", "unset C"]);
    assert_eq!(commands("pip install 'a>=1' b==2 c[d] {e,f}"), ["pip install a>=1 b==2 c[d] {e,f}"]);
}

#[test]
fn connectors_join_the_elements_of_the_top_level() {
    use Connector::*;
    let named = |text| top(text).into_iter().map(|(text, after)| format!("{text} {after:?}")).collect::<Vec<_>>();
    assert_eq!(named("a && b | c || d; e"), ["a And", "b Pipe", "c Or", "d Semicolon", "e End"]);
    assert_eq!(named("a & b |& c\nd &"), ["a Background", "b PipeBoth", "c Newline", "d Background"]);
    assert_eq!(top("(a; b) > f && { c; }"), [("(a; b) > f".to_owned(), And), ("{ c; }".to_owned(), End)]);
}

#[test]
fn redirections_belong_to_the_command_before_them() {
    assert_eq!(commands("a && b > f"), ["a", "b >f"]);
    assert_eq!(commands("a 2>&1 >/dev/null b"), ["a b >&1 >/dev/null"]);
    assert_eq!(commands("> f a"), ["a >f"]);
    assert_eq!(commands("cat <<<x"), ["cat <<<x"]);
    assert_eq!(top("a > 'x y' b && c")[0].0, "a > 'x y' b");
}

#[test]
fn compounds_hold_lists() {
    assert_eq!(
        commands("if a; then b; elif c; then d; else e; fi > f && g"),
        ["a in Condition", "b in Branch", "c in Condition", "d in Branch", "e in Branch", "g"]
    );
    assert_eq!(commands("while read a; do b $a; done < f"), ["read a in Condition", "b $a in Body"]);
    assert_eq!(commands("for i in $(ls) b; do c $i; done"), ["ls in Substitution", "c $i in Body"]);
    assert_eq!(commands("case $a in x|y) b;; *) c; d ;; esac; e"), ["b in Case", "c in Case", "d in Case", "e"]);
    assert_eq!(commands("f() { g; h; } && i"), ["g in Function Braces", "h in Function Braces", "i"]);
    assert_eq!(commands("(cd x && y) && z"), ["cd x in Subshell", "y in Subshell", "z"]);
    assert_eq!(commands("(( a > b )) && c"), ["c"]);
}

#[test]
fn tests_are_commands_too() {
    assert_eq!(commands("[ -f \"$x y\" ] && rm x"), ["[ -f $x y ]", "rm x"]);
    assert_eq!(
        commands("[[ $a =~ ^b && -f $(c d) ]] || e"),
        ["[[ $a =~ ^b && -f $(c d) ]]", "c d in Substitution", "e"]
    );
    assert!(read("! a && b").top().next().is_some_and(|element| element.negated));
}

#[test]
fn substitutions_are_seen_inside_words() {
    assert_eq!(
        commands("a \"x $(b; c `d`)\" e"),
        ["a x $(b; c `d`) e", "b in Substitution", "c `d` in Substitution", "d in Substitution Substitution"]
    );
    assert_eq!(commands("V=$(a b) c"), ["V=$(a b) c", "a b in Substitution"]);
    assert_eq!(commands("diff <(a) $((1 + $(b)))").len(), 3);
}

#[test]
fn heredocs_of_the_shell_are_no_commands() {
    let text = "cat <<EOF && foo\nrm $(x)\nEOF\nbar\n";
    assert_eq!(commands(text), ["cat <<EOF", "foo", "x in Substitution", "bar"]);
    assert_eq!(&text[read(text).heredocs[0].body.clone()], "rm $(x)\n");
    assert_eq!(top(text).len(), 3);
}

#[test]
fn comments_are_no_commands() {
    let script = read("a # b\nc");
    assert_eq!((script.commands.len(), script.comments.len(), script.broken), (2, 1, false));
}

#[test]
fn wrappers_show_what_they_start() {
    assert_eq!(commands("sudo -u x -E A=1 apt-get install y")[1], "apt-get install y");
    assert_eq!(commands("env -i A=1 exec -a n make all")[1..], ["exec -a n make all", "make all"]);
    assert_eq!(commands("timeout -s KILL 5 curl x")[1], "curl x");
    assert_eq!(commands("a | xargs -r -n 1 rm -f")[2], "rm -f");
    assert_eq!(commands("command -v a"), ["command -v a"]);
    assert_eq!(commands("sudo $X a").len(), 1);
    assert_eq!(commands("sudo"), ["sudo"]);
}

#[test]
fn scripts_inside_scripts_know_their_places() {
    let text = r#"bash -eo pipefail -c "cd \"/x\" && make $T" && su - u -c 'a; b'"#;
    let script = read(text);
    let names: Vec<String> = script.commands.iter().map(|command| show(&script, command)).collect();
    assert_eq!(names[1..3], ["cd /x in Inner", "make $T in Inner"]);
    assert_eq!(names[4..], ["a in Inner", "b in Inner"]);
    assert_eq!(&text[script.commands[1].words[1].range.clone()], r#""/x\""#);
    assert_eq!(&text[script.commands[2].words[0].range.clone()], "make");
    assert_eq!(commands("bash <<'E'\na; b\nE\n")[1..], ["a in Inner", "b in Inner"]);
    assert_eq!(commands("bash x.sh <<E\na\nE\n").len(), 1);
}

#[test]
fn broken_scripts_still_answer() {
    for text in ["a && && b", "echo 'a", "if a; then", "a && # b", "((((", "$(", "case x in", "a | ", "}", ")", "for"] {
        assert!(read(text).broken, "{text}");
    }
    assert_eq!(commands("a; b && && c")[..2], ["a", "b"]);
    for text in ["", " ", ";", "\u{0}", "é\\", "<<", "a <<X"] {
        read(text);
    }
}

#[test]
fn depth_and_length_are_bounded() {
    for piece in ["(", "$(", "{ ", "`", "if ", "a && ", "\"$(", "[[ ", "${", "<<A ", "f() "] {
        read(&piece.repeat(20_000));
    }
    let long = read(&"a;".repeat(MAX_LENGTH));
    assert!(long.too_long && long.commands.is_empty());
}

#[test]
fn a_text_is_read_once() {
    let cache = ScriptCache::default();
    let mut reader = cache.reader();
    let first = reader.read("a && b");
    reader.finish();
    let mut reader = cache.reader();
    assert!(std::sync::Arc::ptr_eq(&first, &reader.read("a && b")));
    reader.finish();
    cache.reader().finish();
    let again = cache.reader().read("a && b");
    assert!(!std::sync::Arc::ptr_eq(&first, &again), "what a version did not use is gone");
}
