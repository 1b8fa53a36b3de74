//! A hover as it is written: paragraphs, lists and blocks of Markdown, with the blank lines that they need.

use crate::ide::Hover;
use crate::text::Span;

/// A page of Markdown in the making.
#[derive(Debug, Default)]
pub struct Page {
    text: String,
}

impl Page {
    pub fn new() -> Self {
        Page::default()
    }

    /// A page that begins with a paragraph.
    pub fn of(paragraph: impl AsRef<str>) -> Self {
        Page::new().add(paragraph)
    }

    /// Adds a paragraph; nothing where it is empty.
    pub fn add(mut self, paragraph: impl AsRef<str>) -> Self {
        let paragraph = paragraph.as_ref().trim_end();
        if !paragraph.is_empty() {
            self.separate();
            self.text.push_str(paragraph);
        }
        self
    }

    /// Adds a paragraph, where there is one.
    pub fn add_some(self, paragraph: Option<impl AsRef<str>>) -> Self {
        match paragraph {
            Some(paragraph) => self.add(paragraph),
            None => self,
        }
    }

    /// Adds a block of code.
    pub fn block(mut self, language: &str, code: &str) -> Self {
        let code = code.trim_end_matches('\n');
        if code.is_empty() {
            return self;
        }
        let longest = code.lines().map(|line| run_of(line.trim_start(), '`')).max().unwrap_or(0);
        let fence = "`".repeat(longest.max(2) + 1);
        self.separate();
        self.text.push_str(&format!("{fence}{language}\n{code}\n{fence}"));
        self
    }

    /// Adds a list.
    pub fn list(mut self, items: impl IntoIterator<Item = String>) -> Self {
        let items: Vec<String> = items.into_iter().map(|item| format!("- {item}")).collect();
        if !items.is_empty() {
            self.separate();
            self.text.push_str(&items.join("\n"));
        }
        self
    }

    /// Adds where more can be read.
    pub fn link(self, address: &str) -> Self {
        self.add(format!("[Reference]({address})"))
    }

    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    pub fn text(self) -> String {
        self.text
    }

    /// The hover about a place; `None` where nothing was written.
    pub fn about(self, span: Span) -> Option<Hover> {
        (!self.is_empty()).then_some(Hover { span, markdown: self.text })
    }

    fn separate(&mut self) {
        if !self.text.is_empty() {
            self.text.push_str("\n\n");
        }
    }
}

/// How many of a character a text begins with.
fn run_of(text: &str, character: char) -> usize {
    text.len() - text.trim_start_matches(character).len()
}

/// What is longer than this is cut in running text, in characters.
const MAX_INLINE: usize = 120;

/// A text of the file within a sentence. What would break out of its quotes does not.
pub fn code(text: &str) -> String {
    let mut text: String = text.split(['\n', '\r']).map(str::trim).collect::<Vec<_>>().join(" ");
    if text.chars().count() > MAX_INLINE {
        text = text.chars().take(MAX_INLINE).chain(['…']).collect();
    }
    if text.is_empty() {
        return "nothing".to_owned();
    }
    if !text.contains('`') {
        return format!("`{text}`");
    }
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let quote = "`".repeat(longest + 1);
    format!("{quote} {text} {quote}")
}

/// Texts of the file in a row; what is beyond the first `most` is counted.
pub fn codes<'a>(texts: impl IntoIterator<Item = &'a str>, most: usize) -> String {
    let texts: Vec<&str> = texts.into_iter().collect();
    let mut shown: Vec<String> = texts.iter().take(most).map(|text| code(text)).collect();
    if texts.len() > most {
        shown.push(format!("{} more", texts.len() - most));
    }
    shown.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_stand_apart() {
        let page = Page::of("One").add("").list(["a".into(), "b".into()]).block("yaml", "x: 1\n");
        assert_eq!(page.text(), "One\n\n- a\n- b\n\n```yaml\nx: 1\n```");
        assert_eq!(Page::new().about(Span::at(0)), None);
    }

    #[test]
    fn code_stays_code() {
        assert_eq!(code("a"), "`a`");
        assert_eq!(code("a `b`"), "`` a `b` ``");
        assert_eq!(code("a\n  b"), "`a b`");
        assert_eq!(codes(["a", "b", "c"], 2), "`a`, `b`, 1 more");
        assert!(Page::new().block("", "```\nx\n```").text().starts_with("````\n"));
    }
}
