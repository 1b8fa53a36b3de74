//! The grammars of texts that the schema accepts and Compose then refuses: durations, sizes, ports, mounts, command lines.
//!
//! Each was learnt from the answers of Compose 5.6. Texts with variables never come here.

use super::{Mount, MountFault, Port, bytes, duration};
use crate::reference::compose::{Cast, Meaning};
use std::net::IpAddr;
use std::ops::Range;

/// What is wrong with a text, and with which bytes of it.
pub(super) struct Malformed {
    pub range: Range<usize>,
    /// A sentence without a full stop.
    pub message: String,
}

/// Why Compose refuses a text that it reads so, if it does.
pub(super) fn malformed(cast: Cast, text: &str) -> Option<Malformed> {
    let message = match cast {
        Cast::PublishedPort => {
            return Port::parse(text).err().map(|fault| Malformed { range: fault.range, message: fault.message });
        }
        Cast::Mount => mount(text)?,
        Cast::Command => return command(text),
        Cast::Duration if duration(text).is_none() => {
            format!("`{text}` is not a duration: each number needs a unit, as in `1m30s`")
        }
        Cast::Bytes if bytes(text).is_none() => {
            format!("`{text}` is not a size: a number and `b`, `k`, `m`, `g` or `t`, as in `512m`")
        }
        Cast::FileMode if !is_octal(text) => {
            format!("`{text}` is not a file mode: it is written in the digits 0 to 7, as in `0440`")
        }
        Cast::IpAddress if text.parse::<IpAddr>().is_err() => format!("`{text}` is not an IP address"),
        Cast::DeviceCount if text != "all" && text.parse::<i64>().is_err() => {
            format!("`{text}` is not a count of devices: a number or `all` is")
        }
        Cast::Pair if text.is_empty() => "an entry needs a name and a value: `name=value`".to_owned(),
        Cast::Pair if !text.contains('=') => format!("`{text}` has no value: `{text}=…`"),
        Cast::HostAddress if text.is_empty() => "an entry needs a host and an address: `host=192.0.2.1`".to_owned(),
        Cast::HostAddress if !text.contains(['=', ':']) => {
            format!("the host `{text}` has no address: `{text}=192.0.2.1`")
        }
        Cast::SshKey if text != "default" && !text.contains('=') => {
            format!("The key `{text}` has no path: `{text}=./path`; only `default` stands alone")
        }
        _ => return None,
    };
    Some(Malformed { range: 0..text.len(), message })
}

/// Why Compose refuses an entry of a list that means this, if it does.
pub(super) fn malformed_entry(meaning: Meaning, text: &str) -> Option<Malformed> {
    match meaning {
        Meaning::EnvironmentEntry | Meaning::BuildArgument => {
            let (name, _) = text.split_once('=')?;
            let bare = name.trim_end().len();
            let message = format!("a blank stands between `{}` and its `=`", name.trim());
            (bare < name.len()).then_some(Malformed { range: bare..name.len(), message })
        }
        Meaning::Device if text.matches(':').count() > 2 => {
            let message = format!("`{text}` has more parts than a device has: host path, container path, permissions");
            Some(Malformed { range: 0..text.len(), message })
        }
        _ => None,
    }
}

fn mount(text: &str) -> Option<String> {
    Some(match Mount::parse(text).err()? {
        MountFault::Empty => "a mount needs a path".to_owned(),
        MountFault::EmptyPart => format!("a part of the mount `{text}` is empty"),
        MountFault::TooManyParts => format!("`{text}` has more parts than a mount has: source, target, options"),
    })
}

/// Source: go-shellwords without environment and backticks, which splits command lines for Compose.
fn command(text: &str) -> Option<Malformed> {
    let mut quote: Option<(char, usize)> = None;
    let mut escaped = false;
    let mut substitution = false;
    let mut last = ' ';
    for (at, character) in text.char_indices() {
        if escaped {
            escaped = false;
        } else {
            match (character, quote) {
                ('\\', Some(('\'', _))) => {}
                ('\\', _) => escaped = true,
                ('"' | '\'' | '`', Some((open, _))) if open == character => quote = None,
                ('"' | '\'' | '`', None) => quote = Some((character, at)),
                ('(', None) if last == '$' => substitution = true,
                (')', None) if substitution => substitution = false,
                ('(' | ')', None) => {
                    let message = format!("`{character}` needs quotes in a command line");
                    return Some(Malformed { range: at..at + 1, message });
                }
                // What a shell would do after these, Compose does not: it reads no further.
                (';' | '&' | '|' | '<' | '>', None) if !substitution => return None,
                _ => {}
            }
        }
        last = character;
    }
    if let Some((open, at)) = quote {
        return Some(Malformed {
            range: at..text.len(),
            message: format!("the `{open}` that opens here is never closed"),
        });
    }
    escaped.then(|| Malformed {
        range: text.len() - 1..text.len(),
        message: "a backslash at the end escapes nothing".to_owned(),
    })
}

fn is_octal(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| matches!(byte, b'0'..=b'7'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn command_lines_close_their_quotes() {
        for text in ["", "echo $(a)", "echo a; b 'c", "sh -c 'a \"b'", "a \"b\\\"c\"", "a 'b\\'", "a (b"] {
            assert_eq!(command(text).is_some(), text == "a (b", "{text}");
        }
        for text in ["echo \"a", "echo 'a", "echo `a", "a\\", "a)", "a 'b\\' c'"] {
            assert!(command(text).is_some(), "{text}");
        }
    }
}
