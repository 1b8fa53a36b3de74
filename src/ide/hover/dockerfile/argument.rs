//! The arguments of an instruction, each by what it is there for.

use super::{Place, instruction, path, stage, user, variable};
use crate::ide::Hover;
use crate::ide::hover::image;
use crate::ide::hover::page::{Page, code};
use crate::ide::hover::words;
use crate::model::dockerfile::{Arguments, Base, Keyword, Pair, Word};
use crate::reference::dockerfile as language;
use crate::reference::dockerfile::signal;
use crate::text::Span;

pub(super) fn hover(place: Place<'_>) -> Option<Hover> {
    let Place { file, index, instruction, offset } = place;
    let word = instruction.arguments.words().iter().find(|word| word.span.touches(offset));
    match (instruction.keyword, &instruction.arguments) {
        (Keyword::From, _) => from(place, word?),
        (Keyword::Arg, _) => arg(place, word?),
        (Keyword::Env, Arguments::Pairs { pairs, .. }) => {
            let pair = pair_at(pairs, offset)?;
            let name = &pair.key.text;
            variable::declared(place, name, Some(&pair.value.text), pair.key.span)
        }
        (Keyword::Label, Arguments::Pairs { pairs, .. }) => label(pair_at(pairs, offset)?),
        (Keyword::Copy | Keyword::Add, _) => path::hover(place, word?),
        (Keyword::User, _) => {
            let word = word?;
            let told = user::in_words(file, file.stage_of(index)?, &word.text);
            Page::of(words::capitalized(&told) + ".").about(word.span)
        }
        (Keyword::Workdir, _) => {
            let told = instruction::workdir(file, index)?;
            Page::of(words::capitalized(&told)).about(word?.span)
        }
        (Keyword::Expose, _) => port(word?),
        (Keyword::Volume, _) => volume(word?),
        (Keyword::Stopsignal, _) => stop_signal(word?),
        (Keyword::Healthcheck, Arguments::Health { kind, .. }) => {
            let told = instruction::healthcheck(instruction)?;
            let told = words::capitalized(&told);
            if kind.span.touches(offset) {
                let what = if kind.text.eq_ignore_ascii_case("NONE") {
                    ""
                } else {
                    "The command that follows runs in the container: 0 means healthy, 1 unhealthy."
                };
                return Page::of(what).add(told).about(kind.span);
            }
            Page::of(told).about(instruction.rest.whole())
        }
        (Keyword::Cmd | Keyword::Entrypoint, _) => {
            let told = instruction::start(file, index, file.stage_of(index)?);
            let span = word.map_or_else(|| instruction.rest.whole(), |word| word.span);
            Page::of(words::capitalized(&told)).about(span)
        }
        (Keyword::Shell | Keyword::Maintainer, _) => {
            let told = instruction::effect(place).unwrap_or_else(|| {
                "The author of the image. The label `org.opencontainers.image.authors` is read by more tools."
                    .to_owned()
            });
            Page::of(words::capitalized(&told)).about(word?.span)
        }
        _ => None,
    }
}

fn pair_at(pairs: &[Pair], offset: usize) -> Option<&Pair> {
    pairs.iter().find(|pair| pair.key.span.touches(offset) || pair.value.span.touches(offset))
}

fn from(place: Place<'_>, word: &Word) -> Option<Hover> {
    let Place { file, index, .. } = place;
    let stage = file.stages.iter().find(|stage| stage.range.start == index)?;
    if stage.name.as_ref().is_some_and(|name| name.span == word.span) {
        return stage::page(file, stage).about(word.span);
    }
    if stage.base_word.span != word.span {
        let is_as = word.text.eq_ignore_ascii_case("as");
        let told = "Names the stage: `FROM`, `COPY --from` and `--target` may then use the name, in any case.";
        return if is_as { Page::of(told).about(word.span) } else { None };
    }
    let page = match &stage.base {
        Base::Stage(parent) => stage::page(file, file.stages.get(*parent)?),
        Base::Scratch => stage::scratch(),
        Base::Image(reference) => image::page(reference),
        Base::Missing => return None,
    };
    let page = if matches!(stage.base, Base::Stage(_)) { page } else { page.add(stage::builders_of(file, stage)) };
    page.about(word.span)
}

fn arg(place: Place<'_>, word: &Word) -> Option<Hover> {
    let (name, value) = match word.text.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (word.text.as_str(), None),
    };
    let span = Span::new(word.span.start, (word.span.start + name.len()).min(word.span.end));
    variable::declared(place, name, value, span)
}

fn label(pair: &Pair) -> Option<Hover> {
    let key = pair.key.text.trim_matches(['"', '\'']);
    let page = Page::of(code(key));
    let page = match (language::label(key), language::successor_of(key)) {
        (Some(label), _) => page.add(label.doc).add(format!("Such as {}.", code(label.example))),
        (None, Some(successor)) => {
            page.add(format!("A key of the older Label Schema; {} took its place.", code(successor)))
        }
        (None, None) if key.starts_with("com.docker.") || key.starts_with("io.docker.") => {
            page.add("A key of Docker's own namespace, which its tools give a meaning.")
        }
        (None, None) => page.add("A label of your own: `docker inspect` shows it, and filters find the image by it."),
    };
    page.about(pair.key.span)
}

fn port(word: &Word) -> Option<Hover> {
    let page = Page::of(format!("The service listens on {}.", instruction::port(&word.text)));
    let told = "A remark for readers and tools: only `docker run -p`, `-P` or Compose's `ports` publish it.";
    page.add(told).about(word.span)
}

fn volume(word: &Word) -> Option<Hover> {
    let path = code(&word.text);
    let page = Page::of(format!(
        "Every container gets a volume of its own at {path}, filled with what the image has there, unless the caller mounts \
         one. It outlives the container without a name, and takes room until somebody removes it."
    ));
    page.about(word.span)
}

fn stop_signal(word: &Word) -> Option<Hover> {
    let told = stop_signal_in_words(&word.text)?;
    Page::of(told).about(word.span)
}

/// A signal by name or number, and what it does.
fn stop_signal_in_words(text: &str) -> Option<String> {
    let name = match signal(text) {
        Some(known) => Some(known),
        None => language::usual_signal_name(text).and_then(|name| signal(&name)),
    };
    let known = name?;
    Some(format!("{} ({}): {}", code(known.name), known.number, known.doc))
}

#[cfg(test)]
mod tests {
    use super::super::testing::says;

    #[test]
    fn arguments_say_what_they_are() {
        says("FROM a\nSTOPSIGNAL SIG$0QUIT\n", "SIGQUIT", "(3)");
        says("FROM a\nSTOPSIGNAL $09\n", "9", "`SIGKILL` (9)");
        says("FROM a\nEXPOSE $06379\n", "6379", "usually Redis or Valkey");
        says("FROM a\nVOLUME /da$0ta\n", "/data", "a volume of its own at `/data`");
        says("FROM a\nLABEL org.opencontainers.image.li$0censes=MIT\n", "org.opencontainers.image.licenses", "SPDX");
        says("FROM a\nLABEL m$0e=x\n", "me", "A label of your own");
        says("FROM a A$0S b\n", "AS", "Names the stage");
        says("FROM scr$0atch\n", "scratch", "There is no shell");
        says("FROM python:3.7-sl$0im\n", "python:3.7-slim", "End of life");
        says("FROM a\nHEALTHCHECK CM$0D x\n", "CMD", "0 means healthy");
        says("FROM a\nWORKDIR /a$0b\n", "/ab", "From here on");
    }
}
