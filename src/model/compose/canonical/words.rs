//! Command lines as Compose splits them: quotes and backslashes as in a shell, but nothing is expanded.
//!
//! Source: go-shellwords without environment and backticks; each oddity was asked of Compose 5.6. A text that it refuses
//! has no words here; which text that is, and why, tells `grammar`.

/// The words of a command line; `None` where Compose refuses it.
pub fn split(line: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word = String::new();
    // A word that is only a pair of quotes is a word all the same.
    let mut begun = false;
    let mut within = Within::Plain;
    let mut escaped = false;
    for character in line.chars() {
        if escaped {
            escaped = false;
            word.push(character);
            begun = true;
            continue;
        }
        match (character, within) {
            ('\\', within) if within != Within::Single => escaped = true,
            (' ' | '\t' | '\r' | '\n', Within::Plain) => {
                if std::mem::take(&mut begun) {
                    words.push(std::mem::take(&mut word));
                }
            }
            (' ' | '\t' | '\r' | '\n', _) => word.push(character),
            ('"', Within::Double) | ('\'', Within::Single) => (within, begun) = (Within::Plain, true),
            ('"', Within::Plain) => within = Within::Double,
            ('\'', Within::Plain) => within = Within::Single,
            // The words stop where a shell would pipe or redirect; a number before `>` was a file descriptor.
            (';' | '&' | '|' | '<' | '>', Within::Plain) => {
                if character == '>' && word.starts_with(|first: char| first.is_ascii_digit()) {
                    begun = false;
                }
                break;
            }
            ('(', Within::Plain) if word.ends_with('$') => {
                within = Within::Substitution;
                word.push(character);
            }
            ('(', Within::Plain | Within::Substitution) | (')', Within::Plain) => return None,
            _ => {
                match (character, within) {
                    ('`', Within::Backquote) | (')', Within::Substitution) => within = Within::Plain,
                    ('`', Within::Plain) => within = Within::Backquote,
                    _ => {}
                }
                word.push(character);
                begun = true;
            }
        }
    }
    if escaped || within != Within::Plain {
        return None;
    }
    if begun {
        words.push(word);
    }
    Some(words)
}

/// What the next character stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Within {
    Plain,
    Single,
    Double,
    Backquote,
    Substitution,
}

#[cfg(test)]
mod tests {
    use super::split;

    fn words(line: &str) -> Vec<String> {
        split(line).unwrap_or_else(|| panic!("no words in {line}"))
    }

    #[test]
    fn quotes_hold_words_together() {
        assert_eq!(words("serve 'two words' \"three \\\" of them\""), ["serve", "two words", "three \" of them"]);
        assert_eq!(words("--name=\"a b\"c '' \"\""), ["--name=a bc", "", ""]);
        assert_eq!(words("a\\ b 'c\\d' \\\\"), ["a b", "c\\d", "\\"]);
        assert_eq!(words("  a\n\tb  "), ["a", "b"]);
        assert!(words("").is_empty());
    }

    #[test]
    fn what_only_a_shell_can_do_ends_the_words() {
        assert_eq!(words("a b && c"), ["a", "b"]);
        assert_eq!(words("a 2>&1"), ["a"]);
        assert_eq!(words("a b>c"), ["a", "b"]);
        assert_eq!(words("echo $(date +%s) `pwd`"), ["echo", "$(date +%s)", "`pwd`"]);
    }

    #[test]
    fn what_does_not_close_has_no_words() {
        for line in ["'a", "\"a", "`a", "$(a", "a\\", "(a)", "a)"] {
            assert_eq!(split(line), None, "{line}");
        }
    }
}
