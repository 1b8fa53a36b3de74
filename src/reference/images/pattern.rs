//! The tag patterns of the table: a small part of regular expressions, matched against a whole tag.
//!
//! A pattern is made of characters, `.` for any, `\d` for a digit, `\` before a character that means itself, classes such
//! as `[0-9.]`, groups with alternatives, and `*`, `+`, `?` after any of these. It matches the way it is written, by trying
//! and going back: the patterns are ours and short, and a tag has at most 128 characters.

/// Whether the pattern matches the whole text. A pattern that is not well formed matches nothing.
pub(super) fn matches(pattern: &str, text: &str) -> bool {
    let mut characters = pattern.chars().peekable();
    let Some(alternatives) = parse_alternatives(&mut characters) else { return false };
    if characters.next().is_some() {
        return false;
    }
    let text: Vec<char> = text.chars().collect();
    match_alternatives(&alternatives, &text, 0, &mut |at| at == text.len())
}

enum Node {
    Any,
    Digit,
    Literal(char),
    /// Ranges, both ends included.
    Class(Vec<(char, char)>),
    Group(Vec<Vec<Item>>),
}

/// A node and how often it may stand, at least and at most.
struct Item {
    node: Node,
    least: usize,
    most: usize,
}

type Characters<'a> = std::iter::Peekable<std::str::Chars<'a>>;

fn parse_alternatives(characters: &mut Characters) -> Option<Vec<Vec<Item>>> {
    let mut alternatives = vec![Vec::new()];
    while let Some(character) = characters.next_if(|character| *character != ')') {
        let node = match character {
            '|' => {
                alternatives.push(Vec::new());
                continue;
            }
            '.' => Node::Any,
            '[' => Node::Class(parse_class(characters)?),
            '(' => {
                let group = parse_alternatives(characters)?;
                characters.next_if_eq(&')')?;
                Node::Group(group)
            }
            '\\' => match characters.next()? {
                'd' => Node::Digit,
                escaped => Node::Literal(escaped),
            },
            '*' | '+' | '?' => return None,
            literal => Node::Literal(literal),
        };
        let (least, most) = match characters.next_if(|character| matches!(character, '*' | '+' | '?')) {
            Some('*') => (0, usize::MAX),
            Some('+') => (1, usize::MAX),
            Some(_) => (0, 1),
            None => (1, 1),
        };
        alternatives.last_mut()?.push(Item { node, least, most });
    }
    Some(alternatives)
}

fn parse_class(characters: &mut Characters) -> Option<Vec<(char, char)>> {
    let mut ranges = Vec::new();
    loop {
        let first = match characters.next()? {
            ']' => return Some(ranges),
            '\\' => match characters.next()? {
                'd' => {
                    ranges.push(('0', '9'));
                    continue;
                }
                escaped => escaped,
            },
            character => character,
        };
        let mut ahead = characters.clone();
        let last = match (ahead.next(), ahead.next()) {
            (Some('-'), Some(last)) if last != ']' => {
                *characters = ahead;
                last
            }
            _ => first,
        };
        ranges.push((first, last));
    }
}

/// What is asked about the place where a match ends.
type Then<'a> = &'a mut dyn FnMut(usize) -> bool;

fn match_alternatives(alternatives: &[Vec<Item>], text: &[char], at: usize, then: Then) -> bool {
    alternatives.iter().any(|items| match_items(items, text, at, then))
}

fn match_items(items: &[Item], text: &[char], at: usize, then: Then) -> bool {
    match items.split_first() {
        None => then(at),
        Some((item, rest)) => match_repeats(item, 0, text, at, &mut |end| match_items(rest, text, end, then)),
    }
}

/// Tries one more repetition first, then to go on without.
fn match_repeats(item: &Item, done: usize, text: &[char], at: usize, then: Then) -> bool {
    let again = done < item.most
        && match_node(&item.node, text, at, &mut |end| {
            // A repetition that consumes nothing would repeat for ever.
            end > at && match_repeats(item, done + 1, text, end, then)
        });
    again || (done >= item.least && then(at))
}

fn match_node(node: &Node, text: &[char], at: usize, then: Then) -> bool {
    let holds = |test: &dyn Fn(char) -> bool| text.get(at).is_some_and(|character| test(*character));
    let one = match node {
        Node::Any => holds(&|_| true),
        Node::Digit => holds(&|character| character.is_ascii_digit()),
        Node::Literal(literal) => holds(&|character| character == *literal),
        Node::Class(ranges) => {
            holds(&|character| ranges.iter().any(|(first, last)| (*first..=*last).contains(&character)))
        }
        Node::Group(alternatives) => return match_alternatives(alternatives, text, at, then),
    };
    one && then(at + 1)
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_pattern_matches_the_whole_tag() {
        assert!(matches(".*", "") && matches(".*", "3.20"));
        assert!(matches(".*alpine.*", "20-alpine3.20") && !matches(".*alpine.*", "20-alpin"));
        assert!(matches("latest|trixie|1[89].*", "18.1") && !matches("latest|trixie|1[89].*", "17"));
        assert!(matches("debug.*", "debug-nonroot") && !matches("debug", "debug-nonroot"));
    }

    #[test]
    fn groups_classes_and_repeats() {
        assert!(matches(r"2(\.\d+)*-alpine.*", "2.7.18-alpine3.11"));
        assert!(!matches(r"2(\.\d+)*-alpine.*", "2.-alpine"));
        assert!(matches(r"(2|3|4)([.-].*)?", "3") && matches(r"(2|3|4)([.-].*)?", "4.4-bionic"));
        assert!(!matches(r"(2|3|4)([.-].*)?", "44"));
        assert!(matches(r"(latest|8.*|stream.*)?", "") && !matches(r"(latest|8.*|stream.*)?", "7"));
        assert!(matches(r"v?(2|3\.[0-4])\..*", "v3.4.1") && !matches(r"v?(2|3\.[0-4])\..*", "v3.5.1"));
        assert!(matches(r"1[89][.\d]*(beta\d|rc\d)?-alpine[\d.]*", "18beta1-alpine3.20"));
    }

    #[test]
    fn nothing_repeats_for_ever() {
        assert!(matches("(a*)*b", "aab") && !matches("(a*)*b", "aac"));
        assert!(matches("(|a)+b", "ab"));
        assert!(!matches("(a", "a") && !matches("*a", "a") && !matches("a)", "a") && !matches("[a", "a"));
    }
}
