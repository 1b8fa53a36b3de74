//! What the lines of a YAML file say by their indentation alone.
//!
//! While somebody types, the text is seldom YAML. Indentation, dashes and colons still tell where a line belongs, and that is
//! all this module looks at: it never fails, and it never decides what the file means.

use crate::text::Span;

/// The keys and list entries of a file, each with the one that it stands under.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outline {
    pub entries: Vec<Entry>,
    /// Where lines start that have no key before their colon: what stands below them may belong anywhere.
    pub damage: Vec<usize>,
}

/// A key, or an entry of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// The position of the entry that it stands under in the list; `None` at the root.
    pub parent: Option<usize>,
    /// Of a key, without quotes; `None` for an entry of a list.
    pub key: Option<Span>,
    /// The scalar after it on its line, without quotes, comment, anchor and tag; empty where there is none.
    pub value: Span,
    /// The name of the anchor before the value.
    pub anchor: Option<Span>,
    /// Where a key, or the dash of a list entry, stands in its line; `usize::MAX` within braces or brackets.
    pub column: usize,
}

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    Key(String),
    Item,
}

/// Where a cursor stands in an outline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// The path of what is being typed: of the mapping or list for a key, of the key itself for a value.
    pub path: Vec<Step>,
    pub part: Part,
    /// What stands between the start of the word and the cursor.
    pub word: Span,
    /// The position in the outline of the entry that `path` leads to; `None` for the root.
    pub parent: Option<usize>,
    /// The column at which the word's line starts its content: what a new sibling would be indented by.
    pub column: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// A key of the mapping at the path, or, right after a dash, perhaps a scalar of the list.
    Key,
    /// The scalar at the path.
    Value,
}

impl Cursor {
    /// A cursor at the root, with nothing typed.
    pub fn nowhere(offset: usize) -> Cursor {
        Cursor { path: Vec::new(), part: Part::Key, word: Span::at(offset), parent: None, column: 0 }
    }
}

impl Outline {
    pub fn read(source: &str) -> Outline {
        let mut reader = Reader::default();
        reader.read(source);
        Outline { entries: reader.entries, damage: reader.damage }
    }

    /// The path that leads to an entry.
    pub fn path(&self, source: &str, entry: usize) -> Vec<Step> {
        let mut steps = Vec::new();
        let mut current = Some(entry);
        while let Some(index) = current {
            let Some(entry) = self.entries.get(index) else { break };
            steps.push(match entry.key {
                Some(key) => Step::Key(key.of(source).to_owned()),
                None => Step::Item,
            });
            current = entry.parent;
        }
        steps.reverse();
        steps
    }

    /// The entries right under another, or at the root.
    pub fn children(&self, parent: Option<usize>) -> impl Iterator<Item = (usize, &Entry)> {
        // What stands under an entry follows it without a gap.
        let first = parent.map_or(0, |parent| parent + 1);
        let is_below = move |entry: &Entry| parent.is_none() || entry.parent >= parent;
        let below = self.entries.iter().enumerate().skip(first).take_while(move |(_, entry)| is_below(entry));
        below.filter(move |(_, entry)| entry.parent == parent)
    }

    /// The key of this name right under another, or at the root.
    pub fn child(&self, source: &str, parent: Option<usize>, name: &str) -> Option<usize> {
        self.children(parent)
            .find(|(_, entry)| entry.key.is_some_and(|key| key.of(source) == name))
            .map(|(index, _)| index)
    }

    /// The key of this name at the root.
    pub fn section(&self, source: &str, name: &str) -> Option<usize> {
        self.child(source, None, name)
    }

    /// The entry whose key or value holds the offset, and whether it is the value.
    pub fn at(&self, offset: usize) -> Option<(usize, Part)> {
        self.entries.iter().enumerate().rev().find_map(|(index, entry)| {
            if entry.key.is_some_and(|key| key.touches(offset)) {
                Some((index, Part::Key))
            } else {
                (!entry.value.is_empty() && entry.value.touches(offset)).then_some((index, Part::Value))
            }
        })
    }
}

/// Where the cursor stands, from what is typed before it; `None` inside comments and block scalars.
pub fn cursor(source: &str, offset: usize) -> Option<Cursor> {
    let line_start = source[..offset].rfind('\n').map_or(0, |at| at + 1);
    let mut reader = Reader::default();
    let open = reader.read_until(source, line_start);
    let typed = &source[line_start..offset];
    let column = indentation(typed);
    let (parent, part, start, content) = match open {
        // In the middle of a flow collection that began on an earlier line.
        Some((entry, at)) => {
            let mut flow = Flow { source, at, end: offset, parent: Some(entry), part: Part::Value };
            flow.descend(&mut reader);
            (flow.parent, flow.part, flow.at, column)
        }
        None => {
            let in_block = reader.block.is_some_and(|block| column > block);
            if in_block || typed.trim_start().starts_with('#') || has_comment(typed) {
                return None;
            }
            let mut reading = Line { source, at: line_start + column, end: offset, column };
            reader.take_dashes(&mut reading);
            let mut parent = reader.parent_for(reading.column);
            let mut start = reading.at;
            let mut part = Part::Key;
            if let Some((key, value_at)) = reading.key() {
                parent = Some(reader.add(parent, Some(key), Span::at(offset), reading.column));
                part = Part::Value;
                start = value_at;
            }
            start = properties(source, start, offset).0;
            let mut flow = Flow { source, at: start, end: offset, parent, part };
            flow.descend(&mut reader);
            (flow.parent, flow.part, flow.at, reading.column)
        }
    };
    let quote = usize::from(source[start..offset].starts_with(['"', '\'']));
    let outline = Outline { entries: reader.entries, damage: reader.damage };
    Some(Cursor {
        path: parent.map(|parent| outline.path(source, parent)).unwrap_or_default(),
        part,
        word: Span::new(start + quote, offset),
        parent,
        column: content,
    })
}

/// How far a line is indented. A tab is no indentation to YAML; here it is a blank like any other.
fn indentation(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t']).len()
}

/// Whether the line goes over into a comment before its end.
fn has_comment(line: &str) -> bool {
    let mut quote = None;
    let mut before = ' ';
    for character in line.chars() {
        match (quote, character) {
            (Some(open), _) if open == character => quote = None,
            (None, '"' | '\'') if matches!(before, ' ' | '[' | '{' | ',' | ':') => quote = Some(character),
            (None, '#') if before == ' ' => return true,
            _ => {}
        }
        before = character;
    }
    false
}

#[derive(Default)]
struct Reader {
    entries: Vec<Entry>,
    /// The entries that the next line may stand under, the innermost last.
    open: Vec<usize>,
    /// Set inside a block scalar: the column of its key.
    block: Option<usize>,
    damage: Vec<usize>,
    /// How far flow collections have been read.
    read_to: usize,
}

impl Reader {
    fn read(&mut self, source: &str) {
        self.read_until(source, source.len());
    }

    /// Reads the lines before an offset. Where that is in the middle of a flow collection: the entry whose value the
    /// collection is, and where it starts.
    fn read_until(&mut self, source: &str, stop: usize) -> Option<(usize, usize)> {
        let mut at = 0;
        for line in source.split_inclusive('\n') {
            if at >= stop {
                break;
            }
            let content = line.trim_end_matches(['\r', '\n']);
            // What a collection over several lines holds has been read with its first.
            if at >= self.read_to
                && let Some(flow) = self.read_line(source, at, content, stop)
            {
                return Some(flow);
            }
            at += line.len();
        }
        None
    }

    fn read_line(&mut self, source: &str, start: usize, content: &str, stop: usize) -> Option<(usize, usize)> {
        let column = indentation(content);
        let text = content.trim();
        if text.is_empty() || self.block.is_some_and(|block| column > block) {
            return None;
        }
        self.block = None;
        if text.starts_with("---") || text.starts_with("...") {
            self.open.clear();
            return None;
        }
        if text.starts_with('#') {
            return None;
        }
        let mut line = Line { source, at: start + column, end: start + content.len(), column };
        self.take_dashes(&mut line);
        let (entry, value_at) = match line.key() {
            // A line with nothing before its colon is damage, and says nothing of where the next one stands.
            Some((key, _)) if key.is_empty() => {
                self.damage.push(start);
                return None;
            }
            Some((key, value_at)) => {
                let parent = self.parent_for(line.column);
                let entry = self.add(parent, Some(key), Span::at(value_at), line.column);
                self.open.push(entry);
                (entry, value_at)
            }
            None => {
                // The text after a dash belongs to the entry that the dash opened.
                let entry = self.open.last().copied()?;
                if self.entries[entry].key.is_some() || self.entries[entry].value.start != line.at {
                    return None;
                }
                (entry, line.at)
            }
        };
        let (value_at, anchor) = properties(source, value_at, line.end);
        self.entries[entry].anchor = anchor;
        let value = &source[value_at..line.end];
        if value.starts_with(['|', '>']) {
            self.block = Some(self.entries[entry].column);
        }
        if !value.starts_with(['{', '[']) {
            self.entries[entry].value = scalar(source, value_at, line.end);
            return None;
        }
        self.entries[entry].value = Span::at(value_at);
        let end = closing(source, value_at, line.column).unwrap_or(line.end);
        if end > stop {
            return Some((entry, value_at));
        }
        self.read_to = end;
        let mut flow = Flow { source, at: value_at, end, parent: Some(entry), part: Part::Value };
        flow.read(self);
        None
    }

    /// Opens an entry for each dash at the start of the line.
    fn take_dashes(&mut self, line: &mut Line<'_>) {
        while let Some(rest) = line.text().strip_prefix('-').filter(|rest| rest.is_empty() || rest.starts_with(' ')) {
            let parent = self.parent_for_item(line.column);
            let blanks = rest.len() - rest.trim_start_matches(' ').len();
            line.at += 1 + blanks;
            let column = line.column;
            line.column += 1 + blanks;
            let entry = self.add(parent, None, Span::at(line.at), column);
            self.open.push(entry);
        }
    }

    /// What a key at this column stands under: whatever is open further left.
    fn parent_for(&mut self, column: usize) -> Option<usize> {
        while self.open.last().is_some_and(|&last| self.entries[last].column >= column) {
            self.open.pop();
        }
        self.open.last().copied()
    }

    /// What a dash at this column stands under: a key further left, or at the same column.
    fn parent_for_item(&mut self, column: usize) -> Option<usize> {
        while self.open.last().is_some_and(|&last| {
            let entry = &self.entries[last];
            entry.column > column || (entry.column == column && entry.key.is_none())
        }) {
            self.open.pop();
        }
        self.open.last().copied()
    }

    fn add(&mut self, parent: Option<usize>, key: Option<Span>, value: Span, column: usize) -> usize {
        self.entries.push(Entry { parent, key, value, anchor: None, column });
        self.entries.len() - 1
    }
}

/// A line, or what is left of it.
struct Line<'a> {
    source: &'a str,
    at: usize,
    end: usize,
    column: usize,
}

impl Line<'_> {
    fn text(&self) -> &str {
        &self.source[self.at..self.end]
    }

    /// The key at the start, without quotes, and where its value starts.
    fn key(&self) -> Option<(Span, usize)> {
        let text = self.text();
        if text.starts_with(['{', '[', '#', '&', '*', '!', '|', '>']) {
            return None;
        }
        let colon = colon_after_key(text)?;
        let key = &text[..colon];
        let quoted = usize::from(key.starts_with(['"', '\'']) && key.len() > 1);
        let key = Span::new(self.at + quoted, self.at + key.trim_end().len() - quoted);
        let blanks = text[colon + 1..].len() - text[colon + 1..].trim_start_matches(' ').len();
        Some((key, self.at + colon + 1 + blanks))
    }
}

/// Where the colon stands that ends a key: outside quotes, before a blank or the end.
fn colon_after_key(text: &str) -> Option<usize> {
    let mut quote = None;
    let mut before = ' ';
    for (at, character) in text.char_indices() {
        match (quote, character) {
            (None, '"' | '\'') if at == 0 => quote = Some(character),
            (Some(open), _) if open == character => quote = None,
            (None, ':') if text[at + 1..].is_empty() || text[at + 1..].starts_with([' ', '\t']) => return Some(at),
            (None, '#') if before == ' ' && at > 0 => return None,
            _ => {}
        }
        before = character;
    }
    None
}

/// The scalar from `start` on, without quotes, comment and blanks.
fn scalar(source: &str, start: usize, end: usize) -> Span {
    let text = &source[start..end];
    if text.starts_with('#') {
        return Span::at(start);
    }
    if let Some(quote) = text.chars().next().filter(|c| matches!(c, '"' | '\'')) {
        let close = text[1..].find(quote).map_or(text.len(), |at| at + 1);
        return Span::new(start + 1, start + close);
    }
    let cut = text.find(" #").unwrap_or(text.len());
    Span::new(start, start + text[..cut].trim_end().len())
}

/// Where a value starts behind its anchor and tag, and the name of the anchor.
fn properties(source: &str, start: usize, end: usize) -> (usize, Option<Span>) {
    let (mut at, mut anchor) = (start, None);
    loop {
        let text = &source[at..end];
        let length = text.find([' ', '\t']).unwrap_or(text.len());
        match text.chars().next() {
            Some('&') => anchor = Some(Span::new(at + 1, at + length)),
            // A tag that nothing follows yet may be what is being typed.
            Some('!') if length < text.len() => {}
            _ => return (at, anchor),
        }
        at = skip_blanks(source, at + length, end);
    }
}

/// How many lines a flow collection may go over and still be seen as one.
const MAX_FLOW_LINES: usize = 400;

/// The end of the flow collection that starts here, on whichever line; `None` where nothing closes it before the text goes
/// on further left. `column` is that of the key before it.
fn closing(source: &str, start: usize, column: usize) -> Option<usize> {
    let mut depth = 0usize;
    let mut at = start;
    for (number, line) in source[start..].split_inclusive('\n').take(MAX_FLOW_LINES).enumerate() {
        let text = line.trim_start();
        let goes_on = text.trim_end().is_empty() || indentation(line) > column || text.starts_with([']', '}']);
        if number > 0 && !goes_on {
            return None;
        }
        let (mut quote, mut before) = (None, ' ');
        for (place, character) in line.char_indices() {
            match (quote, character) {
                (Some(open), _) => quote = (open != character).then_some(open),
                (None, '"' | '\'') if matches!(before, ' ' | '[' | '{' | ',' | ':') => quote = Some(character),
                (None, '#') if before == ' ' => break,
                (None, '[' | '{') => depth += 1,
                (None, ']' | '}') => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        return Some(at + place + 1);
                    }
                }
                _ => {}
            }
            before = character;
        }
        at += line.len();
    }
    None
}

/// A flow collection: `{ a: b, c: [d] }`.
struct Flow<'a> {
    source: &'a str,
    at: usize,
    end: usize,
    parent: Option<usize>,
    part: Part,
}

impl Flow<'_> {
    /// Adds the entries of the collection that starts here, if one does.
    fn read(&mut self, reader: &mut Reader) {
        self.walk(reader, false);
    }

    /// Walks to the end and stays inside whatever is open there: where a cursor is typing.
    fn descend(&mut self, reader: &mut Reader) {
        self.walk(reader, true);
    }

    fn walk(&mut self, reader: &mut Reader, stay: bool) {
        if !self.source[self.at..self.end].starts_with(['{', '[']) {
            return;
        }
        // What encloses each open bracket: the entry, and whether it is a mapping.
        let mut open: Vec<(Option<usize>, bool)> = Vec::new();
        let mut position = self.at;
        let mut start = self.at;
        let mut current = self.parent;
        let mut part = self.part;
        let mut quote = None;
        while let Some(character) = self.source[position..self.end].chars().next() {
            let next = position + character.len_utf8();
            match (quote, character) {
                (Some(open), _) => quote = (open != character).then_some(open),
                (None, '"' | '\'') if position == skip_blanks(self.source, start, self.end) => quote = Some(character),
                (None, '#') if self.source[..position].ends_with([' ', '\n']) => {
                    let line = &self.source[position..self.end];
                    position += line.find('\n').unwrap_or(line.len());
                    start = if self.source[start..position].trim_start().starts_with('#') { position } else { start };
                    continue;
                }
                (None, '{' | '[') => {
                    open.push((current, character == '{'));
                    if character == '[' {
                        current = Some(reader.add(current, None, self.word(next), usize::MAX));
                        part = Part::Value;
                    } else {
                        part = Part::Key;
                    }
                    start = next;
                }
                (None, '}' | ']') => {
                    let Some((outer, _)) = open.pop() else { break };
                    current = outer;
                    part = Part::Value;
                    start = next;
                    if open.is_empty() {
                        break;
                    }
                }
                (None, ',') => {
                    let Some(&(outer, is_map)) = open.last() else { break };
                    (current, part) = if is_map {
                        (outer, Part::Key)
                    } else {
                        (Some(reader.add(outer, None, self.word(next), usize::MAX)), Part::Value)
                    };
                    start = next;
                }
                (None, ':')
                    if self.source[next..self.end].starts_with([' ', '\n'])
                        || next == self.end
                        || self.source[..position].ends_with(['"', '\'']) =>
                {
                    let key = scalar(self.source, skip_blanks(self.source, start, position), position);
                    current = Some(reader.add(
                        open.last().and_then(|&(outer, _)| outer),
                        Some(key),
                        self.word(next),
                        usize::MAX,
                    ));
                    part = Part::Value;
                    start = next;
                }
                _ => {}
            }
            position = next;
        }
        if stay && !open.is_empty() {
            self.parent = current;
            self.part = part;
            self.at = skip_blanks(self.source, start, self.end);
        }
    }

    /// The scalar that starts after the blanks at `from` and ends at the next separator.
    fn word(&self, from: usize) -> Span {
        let start = skip_blanks(self.source, from, self.end);
        let text = &self.source[start..self.end];
        if text.starts_with(['"', '\'']) {
            return scalar(self.source, start, self.end);
        }
        let end = text.find([',', '}', ']', '{', '[', '\n']).unwrap_or(text.len());
        Span::new(start, start + text[..end].trim_end().len())
    }
}

fn skip_blanks(source: &str, from: usize, end: usize) -> usize {
    let from = from.min(end);
    end - source[from..end].trim_start_matches([' ', '\t', '\r', '\n']).len()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The path at `$0` in one line of text, and the word before it.
    fn at(marked: &str) -> (String, Part, String) {
        let offset = marked.find("$0").expect("a cursor");
        let source = marked.replacen("$0", "", 1);
        let cursor = cursor(&source, offset).expect("a place");
        (joined(&cursor.path), cursor.part, cursor.word.of(&source).to_owned())
    }

    fn joined(path: &[Step]) -> String {
        let steps = path.iter().map(|step| match step {
            Step::Key(key) => key.as_str(),
            Step::Item => "[]",
        });
        steps.collect::<Vec<_>>().join(".")
    }

    fn place(path: &str, part: Part, word: &str) -> (String, Part, String) {
        (path.to_owned(), part, word.to_owned())
    }

    #[test]
    fn keys_and_values_know_their_path() {
        assert_eq!(at("ser$0"), place("", Part::Key, "ser"));
        assert_eq!(at("services:\n  web:\n    ima$0"), place("services.web", Part::Key, "ima"));
        assert_eq!(at("services:\n  web:\n    image: x\n    $0\n"), place("services.web", Part::Key, ""));
        assert_eq!(at("services:\n  web:\n    restart: un$0"), place("services.web.restart", Part::Value, "un"));
        assert_eq!(at("services:\n  web:\n    healthcheck:\n      test: x\n  $0"), place("services", Part::Key, ""));
        assert_eq!(at("services:\n  web:\n    image: \"ng$0\""), place("services.web.image", Part::Value, "ng"));
    }

    #[test]
    fn lists_indented_or_not() {
        assert_eq!(at("services:\n  web:\n    ports:\n      - ta$0"), place("services.web.ports.[]", Part::Key, "ta"));
        assert_eq!(
            at("services:\n  web:\n    ports:\n    - \"80\"\n    - $0"),
            place("services.web.ports.[]", Part::Key, "")
        );
        let long = "services:\n  web:\n    ports:\n      - target: 80\n        pub$0";
        assert_eq!(at(long), place("services.web.ports.[]", Part::Key, "pub"));
        let after = "services:\n  web:\n    ports:\n    - \"80\"\n    ima$0";
        assert_eq!(at(after), place("services.web", Part::Key, "ima"));
    }

    #[test]
    fn flow_collections_on_a_line() {
        assert_eq!(at("a: { b: c, d$0"), place("a", Part::Key, "d"));
        assert_eq!(at("a: { b: c$0 }"), place("a.b", Part::Value, "c"));
        assert_eq!(at("a: [x, y$0]"), place("a.[]", Part::Value, "y"));
        assert_eq!(at("depends_on: { db: { condition: ser$0"), place("depends_on.db.condition", Part::Value, "ser"));
    }

    #[test]
    fn block_scalars_and_comments_are_no_place() {
        assert_eq!(cursor("a: |\n  text", 9), None);
        assert_eq!(cursor("# a", 3), None);
        assert_eq!(at("a: |\n  text\nb$0"), place("", Part::Key, "b"));
    }

    #[test]
    fn flow_collections_over_several_lines() {
        let text = "a:\n  test: [\n    \"CMD\", # how\n    \"cu$0\"\n  ]\n  b: c\n";
        assert_eq!(at(text), place("a.test.[]", Part::Value, "cu"));
        assert_eq!(at("a: {\n  b: c,\n  d: e$0\n}\nf: g\n"), place("a.d", Part::Value, "e"));
        assert_eq!(at("a: {\n  b: c,\n  d$0\n}\n"), place("a", Part::Key, "d"));
        assert_eq!(at("a: {\n  b: c,\n}\nf: g$0\n"), place("f", Part::Value, "g"));
        assert_eq!(at("a:\n  b\t: [\n    c: d\n    e$0\n  f: g\n"), place("a.b", Part::Key, "e"));
    }

    #[test]
    fn a_line_without_a_key_before_its_colon_is_passed_over() {
        assert_eq!(at("a:\n  b:\n\t: [\n    c$0"), place("a.b", Part::Key, "c"));
    }

    #[test]
    fn values_stand_behind_anchors_and_tags() {
        let source = "a: &one\n  b: !override [x]\nc: &two {d: e}\nf: # note\n";
        let outline = Outline::read(source);
        let anchors: Vec<&str> = outline.entries.iter().filter_map(|it| it.anchor).map(|it| it.of(source)).collect();
        assert_eq!(anchors, ["one", "two"]);
        let values: Vec<&str> = outline.entries.iter().map(|it| it.value.of(source)).collect();
        assert_eq!(values, ["", "", "x", "", "e", ""]);
        assert_eq!(at("a: &x b$0"), place("a", Part::Value, "b"));
        assert_eq!(at("a: !ov$0"), place("a", Part::Value, "!ov"));
        assert_eq!(at("- |\n  text\n- b$0"), place("[]", Part::Key, "b"));
    }

    #[test]
    fn the_outline_of_a_whole_file() {
        let source = "services:\n  web: # front\n    image: nginx\n    depends_on: [db, cache]\n  db: {image: x}\n";
        let outline = Outline::read(source);
        let paths: Vec<String> = (0..outline.entries.len()).map(|at| joined(&outline.path(source, at))).collect();
        assert_eq!(
            paths,
            [
                "services",
                "services.web",
                "services.web.image",
                "services.web.depends_on",
                "services.web.depends_on.[]",
                "services.web.depends_on.[]",
                "services.db",
                "services.db.image"
            ]
        );
        let (entry, part) = outline.at(source.find("cache").expect("there")).expect("an entry");
        assert_eq!((outline.entries[entry].value.of(source), part), ("cache", Part::Value));
    }
}
