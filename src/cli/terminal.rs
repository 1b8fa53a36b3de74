//! What may reach a terminal: which colours, and which characters.
//!
//! A file under check is somebody else's text. None of it is printed raw: control characters, which move cursors, rename
//! windows and paint over what stands there, are shown as pictures of themselves.

use super::arguments::Color;
use std::borrow::Cow;
use std::io::IsTerminal;

/// Whether rules' names are links on standard output: on a terminal that is known to make links of them, by the names that such
/// terminals go by. `FORCE_HYPERLINK` decides, where it is set.
fn wants_links(colour: bool) -> bool {
    let value = |name: &str| std::env::var(name).unwrap_or_default();
    match value("FORCE_HYPERLINK").as_str() {
        "" => {}
        forced => return forced != "0",
    }
    let program = value("TERM_PROGRAM");
    let knows = ["iTerm.app", "WezTerm", "ghostty", "vscode", "Hyper", "zed"].contains(&program.as_str())
        || ["xterm-kitty", "alacritty", "foot", "xterm-ghostty"].contains(&value("TERM").as_str())
        || value("VTE_VERSION").parse().is_ok_and(|version: u32| version >= 5000)
        || ["WT_SESSION", "KONSOLE_VERSION", "DOMTERM"].iter().any(|name| std::env::var_os(name).is_some());
    colour && knows && std::io::stdout().is_terminal()
}

/// Whether to colour standard output. `NO_COLOR` (no-color.org) and dumb terminals say no; `FORCE_COLOR` and `CLICOLOR_FORCE`
/// (bixense.com/clicolors) say yes, or with 0 nothing; `CLICOLOR=0` says no.
fn wants_colour(choice: Color) -> bool {
    let value = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    let forces = |name: &str| value(name).is_some_and(|value| value != "0");
    match choice {
        Color::Always => true,
        Color::Never => false,
        Color::Auto if value("NO_COLOR").is_some() => false,
        Color::Auto if forces("FORCE_COLOR") || forces("CLICOLOR_FORCE") => true,
        Color::Auto if value("CLICOLOR").is_some_and(|value| value == "0") => false,
        Color::Auto => std::io::stdout().is_terminal() && std::env::var_os("TERM").is_none_or(|term| term != "dumb"),
    }
}

/// The columns that text may use: those of the terminal as the shell tells them, within reason.
pub fn width() -> usize {
    let told = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    told.unwrap_or(100usize).clamp(40, 160)
}

/// The text with nothing in it that a terminal would act on.
pub fn visible(text: &str) -> Cow<'_, str> {
    if text.chars().all(|character| picture(character).is_none()) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|character| picture(character).unwrap_or(character)).collect())
}

/// The picture of a character that must not reach a terminal: controls of both sets, and those that turn the direction
/// of the text or break lines where no editor does.
pub fn picture(character: char) -> Option<char> {
    match character {
        '\t' => Some(' '),
        '\0'..='\u{1f}' => char::from_u32(0x2400 + character as u32),
        '\u{7f}' => Some('\u{2421}'),
        '\u{80}'..='\u{9f}'
        | '\u{61c}'
        | '\u{200b}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}' => Some('\u{fffd}'),
        _ => None,
    }
}

/// Colours and links, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paint {
    pub colour: bool,
    /// Whether a name may be a link (OSC 8, as terminals have agreed on).
    pub links: bool,
}

impl Paint {
    pub const PLAIN: Paint = Paint { colour: false, links: false };

    /// For standard output.
    pub fn of_output(choice: Color) -> Paint {
        let colour = wants_colour(choice);
        Paint { colour, links: wants_links(colour) }
    }

    /// The text as a link.
    pub fn link<'a>(self, text: &'a str, address: &str) -> Cow<'a, str> {
        if !self.links {
            return Cow::Borrowed(text);
        }
        Cow::Owned(format!("\x1b]8;;{address}\x1b\\{text}\x1b]8;;\x1b\\"))
    }

    pub fn bold<'a>(self, text: &'a str) -> Cow<'a, str> {
        self.with("1", text)
    }

    pub fn faint<'a>(self, text: &'a str) -> Cow<'a, str> {
        self.with("2", text)
    }

    pub fn cyan<'a>(self, text: &'a str) -> Cow<'a, str> {
        self.with("36", text)
    }

    /// In the colour of a severity.
    pub fn severity<'a>(self, severity: crate::rules::Severity, text: &'a str) -> Cow<'a, str> {
        use crate::rules::Severity;
        let code = match severity {
            Severity::Error => "1;91",
            Severity::Warning => "1;33",
            Severity::Info => "1;94",
            Severity::Hint => "2",
        };
        self.with(code, text)
    }

    fn with<'a>(self, code: &str, text: &'a str) -> Cow<'a, str> {
        if self.colour && !text.is_empty() {
            Cow::Owned(format!("\x1b[{code}m{text}\x1b[0m"))
        } else {
            Cow::Borrowed(text)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_are_shown_not_sent() {
        assert_eq!(visible("a\x1b[2Jb\x07\u{9b}\u{202e}"), "a␛[2Jb␇\u{fffd}\u{fffd}");
        assert!(matches!(visible("größer 🚀"), Cow::Borrowed(_)));
    }

    #[test]
    fn no_colour_adds_nothing() {
        assert_eq!((Paint::PLAIN.bold("x"), Paint::PLAIN.link("x", "y")), ("x".into(), "x".into()));
        let paint = Paint { colour: true, links: true };
        assert_eq!(paint.bold("x"), "\x1b[1mx\x1b[0m");
        assert_eq!(paint.link("x", "https://y"), "\x1b]8;;https://y\x1b\\x\x1b]8;;\x1b\\");
    }
}
