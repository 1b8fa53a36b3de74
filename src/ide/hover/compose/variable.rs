//! `${VAR}` in a value: what it is, where that comes from, what its operator does.

use super::cursor::Cursor;
use super::resolved;
use crate::ide::Hover;
use crate::ide::hover::page::{Page, code};
use crate::model::Compose;
use crate::model::compose::interpolation::{Operator, Use};
use crate::model::compose::{Setting, Template};

pub(super) fn hover(file: &Compose, cursor: &Cursor<'_>, offset: usize) -> Option<Hover> {
    let value = cursor.value?;
    let text = value.as_str().filter(|text| text.contains('$'))?;
    let joined = value.joined()?;
    let template = Template::read(text);
    // The innermost, for a default may hold another.
    let touching = template.variables.iter().filter(|it| joined.span(it.range.clone()).touches(offset));
    let Some(used) = touching.min_by_key(|it| it.range.len()) else {
        return escaped(text, &joined, offset);
    };
    let name = &text[used.name.clone()];
    let page = Page::of(head(file.setting(), name)).add_some(operator(file, used, text));
    let whole = resolved::filled(file, text);
    let page =
        if used.range.len() < text.len() { page.add(format!("The whole value: {}", code(&whole))) } else { page };
    page.about(joined.span(used.range.clone()))
}

/// `$$`, which is a dollar.
fn escaped(text: &str, joined: &crate::syntax::Joined, offset: usize) -> Option<Hover> {
    let (at, _) = text.match_indices("$$").find(|(at, _)| joined.span(*at..at + 2).touches(offset))?;
    Page::of("`$$`: a dollar sign that Compose hands on, and does not take for a variable of its own.")
        .about(joined.span(at..at + 2))
}

/// The value of a variable of the project, and where it comes from.
pub(super) fn head(setting: &Setting, name: &str) -> String {
    let environment = &setting.environment;
    let Some(value) = environment.get(name) else {
        if name.starts_with("COMPOSE_") {
            return format!("{} is not set; Compose itself reads it.", code(name));
        }
        return match setting.knows_environment {
            true => format!("{} is not set: neither in the environment nor in `.env`.", code(name)),
            false => format!("{}: a variable of the environment in which Compose runs, or of `.env`.", code(name)),
        };
    };
    let shown = if value.is_empty() { "empty".to_owned() } else { code(value) };
    let from = match environment.origin(name) {
        Some(origin) => {
            let files = setting.files.get(origin.file);
            let line = files.map_or(0, |file| super::line_of(&file.text, origin.span.start));
            let name = files.and_then(|file| file.path.as_deref()).and_then(|path| path.file_name());
            let name = name.map_or_else(|| "a file".to_owned(), |name| name.to_string_lossy().into_owned());
            format!("From {name}, line {line}; the environment in which Compose runs would go before it.")
        }
        None if environment.of_files().any(|(known, _)| known == name) => "Compose sets it itself.".to_owned(),
        None => "From the environment in which this server runs.".to_owned(),
    };
    format!("{} = {shown}\n\n{from}", code(name))
}

/// What the operator does, and what that comes to here.
fn operator(file: &Compose, used: &Use, text: &str) -> Option<String> {
    let name = &text[used.name.clone()];
    let argument = resolved::filled(file, &text[used.argument.clone()]);
    let value = file.setting().environment.get(name);
    let is_filled = value.is_some_and(|value| !value.is_empty());
    let given = code(&argument);
    let operator = used.operator?;
    let (does, applies) = match operator {
        Operator::Default => (format!("`-`: {given} where it is not set"), value.is_none()),
        Operator::DefaultIfEmpty => (format!("`:-`: {given} where it is not set or empty"), !is_filled),
        Operator::Required => (format!("`?`: Compose stops with {given} where it is not set"), value.is_none()),
        Operator::RequiredIfEmpty => {
            (format!("`:?`: Compose stops with {given} where it is not set or empty"), !is_filled)
        }
        Operator::Alternative => (format!("`+`: {given} where it is set, else nothing"), value.is_some()),
        Operator::AlternativeIfFilled => {
            (format!("`:+`: {given} where it is set and not empty, else nothing"), is_filled)
        }
    };
    let here = if applies { ", as it is here" } else { "" };
    Some(format!("{does}{here}."))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{says, says_among};

    #[test]
    fn a_variable_has_its_value_and_its_line() {
        let env = [("/p/.env", "# x\nTAG=1.27\nE=\n")];
        let source = "services:\n  web:\n    image: nginx:${TA$0G:-1}\n";
        says_among(&env, source, "${TAG:-1}", "`TAG` = `1.27`\n\nFrom .env, line 2;");
        says_among(&env, source, "${TAG:-1}", "The whole value: `nginx:1.27`");
        let source = "services:\n  web:\n    image: nginx:${$0E:-1}\n";
        says_among(&env, source, "${E:-1}", "`:-`: `1` where it is not set or empty, as it is here.");
        says("services:\n  web:\n    image: $$0X\n", "$X", "`X` is not set");
        says("services:\n  web:\n    image: ${A:-x${B$0}}\n", "${B}", "`B` is not set");
        says("services:\n  web:\n    command: echo $$$0HOME\n", "$$", "a dollar sign");
        says(
            "name: shop\nservices:\n  a:\n    image: ${COMPOSE_PROJECT$0_NAME}\n",
            "${COMPOSE_PROJECT_NAME}",
            "`shop`",
        );
    }
}
