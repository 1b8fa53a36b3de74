//! A word of a command: of what a container starts, or of what its health check runs.
//!
//! Compose splits a text into words and hands no shell in, save behind `CMD-SHELL`, where the image's shell reads it. Source:
//! compose-go `types/command.go`, moby `daemon/health.go`.

use super::cursor::Stride;
use crate::ide::Hover;
use crate::ide::hover::dockerfile;
use crate::model::Compose;
use crate::model::compose::{Service, Value};
use crate::model::dockerfile::ShellText;
use crate::syntax::Joined;
use crate::syntax::shell::ScriptCache;
use std::ops::Range;
use std::sync::Arc;

/// What the program or option under the cursor is; `None` where the tables do not know it.
pub(super) fn hover(file: &Compose, service: Service<'_>, path: &[Stride], offset: usize) -> Option<Hover> {
    let keys = path.iter().skip(2).map_while(|stride| match stride {
        Stride::Key(name) => Some(name.as_str()),
        Stride::Item => None,
    });
    let keys: Vec<&str> = keys.collect();
    let (value, is_check) = match keys.as_slice() {
        [key @ ("command" | "entrypoint")] => (service.get(key)?, false),
        ["healthcheck", "test"] => (service.get("healthcheck")?.get("test")?, true),
        _ => return None,
    };
    let text = match value.is_sequence() {
        true => of_list(value, is_check)?,
        false => script(value.joined()?),
    };
    let found = dockerfile::of_commands(&text.commands().collect::<Vec<_>>(), offset)?;
    (found.span.end <= file.source().len()).then_some(found)
}

fn script(text: Joined) -> ShellText {
    let script = ScriptCache::default().reader().read(text.text());
    ShellText { instruction: 0, text, script, is_heredoc: false, is_exec: false }
}

/// The words of a list, one blank between them; the text alone behind `CMD-SHELL`.
fn of_list(list: Value<'_>, is_check: bool) -> Option<ShellText> {
    let mut words = list.items().skip(usize::from(is_check));
    if is_check && list.items().next()?.text() == Some("CMD-SHELL") {
        return Some(script(words.next()?.joined()?));
    }
    let mut text = Joined::new();
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for word in words {
        let word = word.joined()?;
        if !ranges.is_empty() {
            text.push(" ", word.whole().start.saturating_sub(1));
        }
        let start = text.text().len();
        for (at, character) in word.text().char_indices() {
            text.push(character.encode_utf8(&mut [0; 4]), word.offset(at));
        }
        ranges.push(start..text.text().len());
    }
    let script = Arc::new(ScriptCache::default().reader().read_words(text.text(), &ranges));
    Some(ShellText { instruction: 0, text, script, is_heredoc: false, is_exec: true })
}

#[cfg(test)]
mod tests {
    use super::super::testing::says;

    #[test]
    fn commands_are_explained_word_by_word() {
        let check = |test: &str| format!("services:\n  web:\n    healthcheck:\n      test: {test}\n");
        says(&check("[\"CMD\", \"cu$0rl\", \"-f\", \"http://x\"]"), "curl", "`curl`: Fetches what");
        says(&check("[CMD, curl, -$0f, http://x]"), "-f", "`-f, --fail` of `curl`");
        says(&check("[\"CMD-SHELL\", \"curl -f$0s x || exit 1\"]"), "-fs", "of `curl`");
        says(&check("wget -$0q x || exit 1"), "-q", "of `wget`");
        says(&check("[\"CM$0D\", \"curl\"]"), "\"CMD\"", "CMD");
        let command = |command: &str| format!("services:\n  web:\n    command: {command}\n");
        says(&command("npm ru$0n dev"), "run", "`npm run`");
        says(&command("[sh, -c, \"exec gos$0u x y\"]"), "gosu", "makes way for it");
        says(&command("./ser$0ve --port 80"), "./serve --port 80", "`command`");
    }
}
