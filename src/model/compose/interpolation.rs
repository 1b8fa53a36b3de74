//! Variables in texts: `$X`, `${X}`, `${X:-default}` and their kin, each with its place, and what Compose cannot read.
//!
//! Source: compose-go, `template/template.go`. The right side of an operator is read again; the brace that closes an
//! expression is found by counting, and must stand on the line where the expression began.

use std::ops::Range;

/// The variables of a text. All ranges are bytes of that text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Template {
    /// In the order of their beginnings; those inside others follow them.
    pub variables: Vec<Use>,
    /// Expressions that Compose refuses, from the `$` on.
    pub faults: Vec<Range<usize>>,
}

/// A use of a variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// From the `$` to the end of the name or brace.
    pub range: Range<usize>,
    pub name: Range<usize>,
    pub operator: Option<Operator>,
    /// What stands right of the operator; empty where there is none.
    pub argument: Range<usize>,
}

/// What an expression does with its right side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// `-`: takes it where the variable is unset.
    Default,
    /// `:-`: takes it where the variable is unset or empty.
    DefaultIfEmpty,
    /// `?`: refuses the file with it where the variable is unset.
    Required,
    /// `:?`: refuses the file with it where the variable is unset or empty.
    RequiredIfEmpty,
    /// `+`: takes it where the variable is set.
    Alternative,
    /// `:+`: takes it where the variable is set and not empty.
    AlternativeIfFilled,
}

/// Expressions in one text beyond which it is not read on: no file has as many, and nesting makes them costly.
const MAX_USES: usize = 10_000;

/// Braces that are never closed, beyond which a text is not read on: each costs a look at the rest of its line.
const MAX_FAULTS: usize = 100;

/// Variables in one text beyond which nobody asks what they become.
const MAX_NESTED: usize = 50;

/// Whether a variable decides any of the text.
pub fn has_variable(text: &str) -> bool {
    text.contains('$') && !Template::read(text).variables.is_empty()
}

/// What a text becomes where none of its variables is set; `None` where one has no default, or Compose refuses the text.
pub fn unset_text(text: &str) -> Option<String> {
    let template = Template::read(text);
    if !template.faults.is_empty() || template.variables.len() > MAX_NESTED {
        return None;
    }
    let mut text = text.to_owned();
    // From the last to the first: those inside others come after them, and are put in before them.
    let mut variables = template.variables;
    while let Some(variable) = variables.pop() {
        let value = match variable.operator {
            Some(Operator::Default | Operator::DefaultIfEmpty) => text.get(variable.argument.clone())?.to_owned(),
            Some(Operator::Alternative | Operator::AlternativeIfFilled) => String::new(),
            Some(Operator::Required | Operator::RequiredIfEmpty) | None => return None,
        };
        let shorter = variable.range.len() - value.len();
        text.replace_range(variable.range.clone(), &value);
        for outer in variables.iter_mut().filter(|outer| outer.range.end >= variable.range.end) {
            outer.range.end -= shorter;
            outer.argument.end = outer.argument.end.max(shorter) - shorter;
        }
    }
    Some(text.replace("$$", "$"))
}

impl Template {
    pub fn read(text: &str) -> Template {
        let mut template = Template::default();
        let mut waiting: Vec<Range<usize>> = Vec::new();
        waiting.push(0..text.len());
        while let Some(range) = waiting.pop() {
            template.read_part(text, range, &mut waiting);
        }
        template.variables.sort_by_key(|variable| (variable.range.start, variable.range.end));
        template.faults.sort_by_key(|fault| (fault.start, fault.end));
        template
    }

    fn read_part(&mut self, text: &str, part: Range<usize>, waiting: &mut Vec<Range<usize>>) {
        let mut at = part.start;
        while let Some(found) = text[at..part.end].find('$') {
            if self.variables.len() > MAX_USES || self.faults.len() > MAX_FAULTS {
                return;
            }
            let start = at + found;
            let rest = &text[start + 1..part.end];
            let name = name_length(rest);
            if rest.starts_with('$') {
                at = start + 2;
            } else if name > 0 {
                at = start + 1 + name;
                let name = start + 1..at;
                self.variables.push(Use { range: start..at, name, operator: None, argument: at..at });
            } else if rest.starts_with('{') {
                match braced(text, start, part.end) {
                    Some(variable) => {
                        at = variable.range.end;
                        if !variable.argument.is_empty() {
                            waiting.push(variable.argument.clone());
                        }
                        self.variables.push(variable);
                    }
                    None => {
                        let line = rest.find('\n').unwrap_or(rest.len());
                        let end = rest[..line].find('}').map_or(line, |brace| brace + 1);
                        at = start + 2;
                        self.faults.push(start..start + 1 + end);
                    }
                }
            } else {
                at = start + 1;
            }
        }
    }
}

/// The expression whose `${` stands at `start`; `None` where Compose cannot read it.
fn braced(text: &str, start: usize, end: usize) -> Option<Use> {
    let body = start + 2;
    let line_end = text[body..end].find('\n').map_or(end, |at| body + at);
    let name_end = body + name_length(&text[body..line_end]);
    if name_end == body {
        return None;
    }
    let rest = &text[name_end..line_end];
    if rest.starts_with('}') {
        let range = start..name_end + 1;
        return Some(Use { range, name: body..name_end, operator: None, argument: name_end..name_end });
    }
    let (operator, length) = operator(rest)?;
    let argument = name_end + length;
    let close = closing_brace(&text[start..line_end]).map(|at| start + at).filter(|at| *at >= argument);
    let close = close.or_else(|| text[argument..line_end].rfind('}').map(|at| argument + at))?;
    Some(Use { range: start..close + 1, name: body..name_end, operator: Some(operator), argument: argument..close })
}

fn operator(rest: &str) -> Option<(Operator, usize)> {
    let bytes = rest.as_bytes();
    let (colon, sign) = match bytes.first()? {
        b':' => (true, bytes.get(1)?),
        sign => (false, sign),
    };
    let operator = match (sign, colon) {
        (b'-', false) => Operator::Default,
        (b'-', true) => Operator::DefaultIfEmpty,
        (b'?', false) => Operator::Required,
        (b'?', true) => Operator::RequiredIfEmpty,
        (b'+', false) => Operator::Alternative,
        (b'+', true) => Operator::AlternativeIfFilled,
        _ => return None,
    };
    Some((operator, 1 + usize::from(colon)))
}

/// Counts braces as Compose does, which does not look at the character after an opening one.
fn closing_brace(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut open = 0i64;
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'}' => {
                open -= 1;
                if open == 0 {
                    return Some(at);
                }
            }
            b'{' => {
                open += 1;
                at += 1;
            }
            _ => {}
        }
        at += 1;
    }
    None
}

fn name_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    if !bytes.first().is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'_') {
        return 0;
    }
    bytes.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uses(text: &str) -> Vec<(&str, &str)> {
        let template = Template::read(text);
        assert!(template.faults.is_empty(), "{text}");
        template
            .variables
            .iter()
            .map(|variable| (&text[variable.name.clone()], &text[variable.argument.clone()]))
            .collect()
    }

    #[test]
    fn variables_are_found_wherever_compose_puts_them_in() {
        assert_eq!(uses("a$B-${C}"), [("B", ""), ("C", "")]);
        assert_eq!(uses("${A:-b}${C?d}"), [("A", "b"), ("C", "d")]);
        assert_eq!(uses("${A:-${B:-c}}"), [("A", "${B:-c}"), ("B", "c")]);
        assert_eq!(uses("${A:-{}}"), [("A", "{}")]);
        assert_eq!(uses("${A:-}}"), [("A", "")]);
        assert_eq!(uses("$$A $1 $( $"), []);
        assert_eq!(uses("${A-b:?c}"), [("A", "b:?c")]);
    }

    #[test]
    fn what_compose_cannot_read_is_told() {
        for text in
            ["${", "${}", "${1b}", "${ X}", "${X }", "${X.y}", "${X:y}", "${X//a}", "${X:=d}", "${A:-${}}", "${A:-b\n}"]
        {
            assert_eq!(Template::read(text).faults.len(), 1, "{text}");
        }
    }

    #[test]
    fn defaults_stand_in_for_variables() {
        for (text, becomes) in [
            ("${P:-80}:80", Some("80:80")),
            ("${A:-x${B:-y}z}-${C-}", Some("xyz-")),
            ("${A:+b}$$c", Some("$c")),
            ("${A}", None),
            ("${A:-$B}", None),
            ("${A:?no}", None),
        ] {
            assert_eq!(unset_text(text).as_deref(), becomes, "{text}");
        }
    }

    #[test]
    fn odd_texts_cost_little() {
        let _ = Template::read(&"${A:-{".repeat(100_000));
        let _ = Template::read(&"${A:-".repeat(100_000));
        let nested = format!("{}{}", "${A:-".repeat(3_000), "}".repeat(3_000));
        assert_eq!(Template::read(&nested).variables.len(), 3_000);
    }
}
