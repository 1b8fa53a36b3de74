//! Anchors, aliases, merge keys, and the tags of Compose.

use super::cursor::{Cursor, Target};
use super::declared;
use super::line_of;
use crate::ide::Hover;
use crate::ide::hover::page::{Page, code, codes};
use crate::model::Compose;
use crate::model::compose::Value;
use crate::syntax::yaml::{Kind, NodeId};

pub(super) fn hover(file: &Compose, cursor: &Cursor<'_>) -> Option<Hover> {
    let source = file.source();
    let page = match cursor.kind {
        Target::Anchor => {
            let name = cursor.span.of(source);
            let lines = aliases_of(file, cursor.value?.id());
            let uses = match lines.len() {
                0 => "No alias uses it.".to_owned(),
                1 => format!("One alias uses it, on line {}.", lines[0]),
                number => {
                    let shown: Vec<String> = lines.iter().take(MAX_LINES).map(usize::to_string).collect();
                    format!("{number} aliases use it, on the lines {}.", shown.join(", "))
                }
            };
            Page::of(format!("Anchor {}: what stands here can be used again below.", code(name))).add(uses)
        }
        Target::Alias => alias(file, cursor.value?, cursor.span.of(source)),
        Target::Merge => merge(file, cursor.value?),
        Target::Tag => tag(cursor.span.of(source))?,
        Target::Key | Target::Scalar => return None,
    };
    page.about(cursor.span)
}

/// Lines that are told one by one.
const MAX_LINES: usize = 12;

fn aliases_of(file: &Compose, anchor: NodeId) -> Vec<usize> {
    let nodes = file.view().nodes();
    let aliases = nodes.filter(|(_, node)| matches!(node.kind, Kind::Alias(Some(target)) if target == anchor));
    aliases.map(|(_, node)| line_of(file.source(), node.span.start)).collect()
}

fn alias(file: &Compose, value: Value<'_>, name: &str) -> Page {
    let Some(target) = value.target() else {
        return Page::of(format!("No anchor above has the name of {}, and the file is no YAML.", code(name)));
    };
    let node = file.view().node(target);
    let line = line_of(file.source(), node.whole().start);
    let page = Page::of(format!("Alias {}: the same as what its anchor on line {line} stands before", code(name)));
    let span = crate::text::Span::new(node.span.start, node.span.end);
    page.block("yaml", &declared::lines(file.source(), span))
}

fn merge(file: &Compose, value: Value<'_>) -> Page {
    let page = Page::of(
        "`<<`: takes in the keys of what follows. A key that stands here itself wins as a whole; lists and mappings below it \
         are not put together. Of several, the first that has a key wins.",
    );
    let sources: Vec<Value<'_>> = if value.is_sequence() { value.items().collect() } else { vec![value] };
    let keys = |source: &Value<'_>| {
        let entries = source.entries();
        let names: Vec<&str> = entries.iter().filter_map(|pair| pair.key.text()).collect();
        let written = file.text(source.span());
        let from = if written.starts_with('*') { code(written) } else { "a mapping".to_owned() };
        format!("{from}: {}", codes(names, MAX_LINES))
    };
    page.list(sources.iter().filter(|source| source.is_mapping()).map(keys))
}

fn tag(tag: &str) -> Option<Page> {
    Some(Page::of(match tag {
        "!reset" => {
            "`!reset`: takes the key out of what the files before this one say. What follows the tag does not count."
        }
        "!override" => {
            "`!override`: takes the place of what the files before this one say, instead of being merged with it."
        }
        "!!str" => "`!!str`: a text, whatever it looks like.",
        "!!int" => "`!!int`: a whole number.",
        "!!bool" => "`!!bool`: true or false.",
        "!!float" => "`!!float`: a number.",
        "!!null" => "`!!null`: nothing.",
        "!!map" => "`!!map`: a mapping.",
        "!!seq" => "`!!seq`: a list.",
        _ => return None,
    }))
}

#[cfg(test)]
mod tests {
    use super::super::testing::says;

    const SOURCE: &str = "\
x-a: &base
  restart: always
  tty: true
services:
  web:
    <<: *base
    image: x
  api: *base
";

    #[test]
    fn anchors_and_aliases_know_each_other() {
        says(&SOURCE.replace("&base", "&ba$0se"), "&base", "2 aliases use it, on the lines 6, 8.");
        says(&SOURCE.replace("api: *base", "api: *ba$0se"), "*base", "```yaml\nrestart: always\ntty: true\n```");
        says(&SOURCE.replace("<<", "<$0<"), "<<", "- `*base`: `restart`, `tty`");
    }

    #[test]
    fn tags_are_explained() {
        says("services:\n  web:\n    ports: !res$0et []\n", "!reset", "takes the key out");
        says("services:\n  web:\n    ports: !over$0ride [80]\n", "!override", "takes the place");
    }
}
