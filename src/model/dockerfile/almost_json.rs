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

/// Where the comment begins that somebody wrote behind a list: with it the line is no JSON any more.
pub fn comment_behind_list(text: &str) -> Option<usize> {
    let list_end = text.find(']').filter(|_| text.starts_with('['))?;
    let mut candidates = text[list_end..].match_indices('#').map(|(at, _)| list_end + at);
    let at = candidates.find(|&at| text[..at].ends_with([' ', '\t']) && text[..at].trim_end().ends_with(']'))?;
    let list = text[..at].trim_end();
    let is_list = serde_json::from_str::<Vec<String>>(list).is_ok() || almost_list(list).is_some();
    is_list.then_some(at)
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

    #[test]
    fn a_comment_behind_a_list_is_found() {
        assert_eq!(comment_behind_list(r#"["a"] # why"#), Some(6));
        assert_eq!(comment_behind_list("[\"#] \"] # why"), Some(8));
        for text in ["[\"a\"]", "[\"a\"] && b # c", "[ -f x ] # c", "[\"a #b\"]", "a # b"] {
            assert_eq!(comment_behind_list(text), None, "{text}");
        }
    }
}
