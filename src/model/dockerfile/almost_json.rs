//! Lists that were meant to be JSON and are not: single quotes, a comma too many or too few, a backslash that JSON does not
//! know.
//!
//! BuildKit takes such a text for a command line or a list of words, which is hardly ever meant. What it reads as JSON is
//! decided in `syntax`; this module only guesses what somebody wanted to write.

/// The strings of a list that is almost JSON; `None` where the text is no such thing, among them the tests of a shell:
/// `[ "$a" = b ]`, `[[ -f x ]]`.
pub fn almost_list(text: &str) -> Option<Vec<String>> {
    let inner = text.trim().strip_prefix('[')?.strip_suffix(']')?;
    let mut rest = inner.trim_start();
    let mut items = Vec::new();
    let mut quoted = 0;
    while !rest.is_empty() {
        let (item, is_quoted, after) = read_item(rest)?;
        quoted += usize::from(is_quoted);
        items.push(item);
        rest = after.trim_start();
        match rest.strip_prefix(',') {
            Some(next) => rest = next.trim_start(),
            // Between two strings a comma may have been forgotten.
            None if rest.is_empty() || (is_quoted && rest.starts_with(is_quote)) => {}
            None => return None,
        }
    }
    (quoted > 0).then_some(items)
}

/// The list as JSON writes it.
pub fn json_list(items: &[String]) -> String {
    let items: Vec<String> = items.iter().map(|item| serde_json::Value::from(item.as_str()).to_string()).collect();
    format!("[{}]", items.join(", "))
}

fn is_quote(character: char) -> bool {
    matches!(character, '"' | '\'' | '“' | '”' | '„' | '‘' | '’')
}

/// One element, whether it was in quotes, and what follows.
fn read_item(text: &str) -> Option<(String, bool, &str)> {
    let open = text.chars().next()?;
    if !is_quote(open) {
        let end = text.find([',', ' ', '\t']).unwrap_or(text.len());
        let word = &text[..end];
        let is_plain = word.chars().all(|c| c.is_ascii_alphanumeric() || "_./:-@%+".contains(c));
        return (is_plain && !word.is_empty()).then(|| (word.to_owned(), false, &text[end..]));
    }
    let body = &text[open.len_utf8()..];
    let closes = |character: char| match open {
        '"' | '\'' => character == open,
        _ => is_quote(character) && character != '"' && character != '\'',
    };
    let mut escaped = false;
    for (at, character) in body.char_indices() {
        if escaped {
            escaped = false;
        } else if character == '\\' && open == '"' {
            escaped = true;
        } else if closes(character) {
            let content = &body[..at];
            let item = match serde_json::from_str::<String>(&format!("\"{content}\"")) {
                Ok(item) if open == '"' => item,
                _ => content.to_owned(),
            };
            return Some((item, true, &body[at + character.len_utf8()..]));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_meant_is_found() {
        for (text, json) in [
            ("['node', 'a.js']", r#"["node", "a.js"]"#),
            (r#"["node", "a.js",]"#, r#"["node", "a.js"]"#),
            (r#"["node" "a.js"]"#, r#"["node", "a.js"]"#),
            (r#"["C:\app\x.exe"]"#, r#"["C:\\app\\x.exe"]"#),
            ("[“node”, a.js]", r#"["node", "a.js"]"#),
            (r#"['say "hi"']"#, r#"["say \"hi\""]"#),
        ] {
            assert_eq!(almost_list(text).map(|items| json_list(&items)).as_deref(), Some(json), "{text}");
        }
    }

    #[test]
    fn tests_of_a_shell_are_none() {
        for text in [r#"[ "$a" = b ] && c"#, r#"[ "$a" = "b" ]"#, "[ -f x ]", "[[ 'a' == b ]]", "[a, b]", "[ 'a", "[]"]
        {
            assert_eq!(almost_list(text), None, "{text}");
        }
    }
}
