//! What the schema demands of names and texts, each of its regular expressions as a word.

/// What the schema demands of a text, as a word in place of its regular expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pattern {
    /// The name of a service, network, volume and the like: letters, digits, `.`, `_` and `-`.
    ResourceName,
    /// At least one character, and no line break.
    OneLine,
    /// At least one character that is not a line break.
    SomeText,
    /// Any text; the schema says nothing of it.
    Anything,
    /// Lower-case letters.
    UlimitName,
    /// Somewhere a letter or digit followed by a letter, digit, `_`, `.` or `-`: the schema does not anchor it.
    ContainerName,
    /// One of the pull policies.
    PullPolicy,
}

impl Pattern {
    /// Whether a text satisfies it.
    pub fn accepts(self, text: &str) -> bool {
        let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
        match self {
            Pattern::ResourceName => !text.is_empty() && text.chars().all(word),
            Pattern::OneLine => !text.is_empty() && !text.contains('\n'),
            Pattern::SomeText => text.chars().any(|c| c != '\n'),
            Pattern::Anything => true,
            Pattern::UlimitName => !text.is_empty() && text.chars().all(|c| c.is_ascii_lowercase()),
            Pattern::ContainerName => {
                text.as_bytes().windows(2).any(|pair| pair[0].is_ascii_alphanumeric() && word(char::from(pair[1])))
            }
            Pattern::PullPolicy => {
                super::values::PULL_POLICIES.iter().any(|policy| match policy.text.strip_suffix("every_") {
                    Some(_) => text.strip_prefix(policy.text).is_some_and(is_refresh_period),
                    None => policy.text == text,
                })
            }
        }
    }

    /// The regular expression that Compose's schema has for it.
    pub const fn expression(self) -> &'static str {
        match self {
            Pattern::ResourceName => "^[a-zA-Z0-9._-]+$",
            Pattern::OneLine => "^.+$",
            Pattern::SomeText => ".+",
            Pattern::Anything => "",
            Pattern::UlimitName => "^[a-z]+$",
            Pattern::ContainerName => "[a-zA-Z0-9][a-zA-Z0-9_.-]+",
            Pattern::PullPolicy => {
                "^(always|never|build|if_not_present|missing|refresh|daily|weekly|every_([0-9]+[wdhms])+)$"
            }
        }
    }

    /// What it asks for, to follow "must be" in a message.
    pub const fn description(self) -> &'static str {
        match self {
            Pattern::ResourceName => "letters, digits, `.`, `_` and `-`",
            Pattern::OneLine | Pattern::SomeText => "a text that is not empty",
            Pattern::Anything => "any text",
            Pattern::UlimitName => "lower-case letters",
            Pattern::ContainerName => "at least two of letters, digits, `_`, `.` and `-`, the first a letter or digit",
            Pattern::PullPolicy => {
                "`always`, `never`, `missing`, `if_not_present`, `build`, `refresh`, `daily`, `weekly` or `every_` and a period"
            }
        }
    }
}

/// Whether a text is one or more of digits and a unit among `w d h m s`: `12h`, `1d12h`.
fn is_refresh_period(text: &str) -> bool {
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let unit = rest.as_bytes().get(digits);
        if digits == 0 || !matches!(unit, Some(b'w' | b'd' | b'h' | b'm' | b's')) {
            return false;
        }
        rest = &rest[digits + 1..];
    }
    !text.is_empty()
}
