//! What holds for every text, tried on many: texts put together from the pieces that Dockerfiles and Compose files, and
//! accidents with them, are made of.

use dunnage::fix::{Applicability, mend};
use dunnage::ide::{self, Symbol};
use dunnage::model::{Language, Snapshot};
use dunnage::rules::settings::Selector;
use dunnage::rules::{Settings, check};
use dunnage::text::{Edit, Span};
use proptest::prelude::*;

const DOCKERFILE: &[&str] = &[
    "FROM alpine:3.20\n",
    "FROM node:22 AS build\n",
    "FROM build\n",
    "RUN apt-get update\n",
    "RUN apt-get install -y curl\n",
    "RUN cd /srv && make\n",
    "COPY . /app\n",
    "COPY --from=build /a /b\n",
    "RUN npm ci\n",
    "ENV A b\n",
    "ENV A=b C=\"d e\"\n",
    "MAINTAINER me\n",
    "CMD node index.js\n",
    "CMD [\"node\"]\n",
    "HEALTHCHECK --interval=5s CMD curl -f localhost\n",
    "EXPOSE 80\n",
    "USER root\n",
    "ONBUILD RUN x\n",
    "ADD a b\n",
    "ENTRYPOINT a\n",
    "WORKDIR app\n",
    "ARG PASSWORD\n",
    "RUN <<EOF\n",
    "EOF\n",
    "RUN a \\\n",
    "  && b \\\n",
    "# note\n",
    "# syntax=docker/dockerfile:1\n",
    "# escape=`\n",
    "\n",
    " ",
    "\\",
    "`",
    "\"",
    "'",
    "[",
    "]",
    "${A",
    "$A",
    "--",
    "\r\n",
    "\r",
    "\t",
    "\u{feff}",
    "é",
    "\u{1f680}",
    "\0",
    "<<",
    "=",
    "#",
];

const COMPOSE: &[&str] = &[
    "services:\n",
    "  web:\n",
    "    image: nginx\n",
    "    image: nginx:1.27\n",
    "    build: .\n",
    "    ports:\n",
    "      - \"80:80\"\n",
    "    depends_on: [db]\n",
    "    depends_on:\n      db:\n        condition: service_healthy\n",
    "  db:\n",
    "    <<: *base\n",
    "x-base: &base\n",
    "  restart: no\n",
    "volumes:\n",
    "  data:\n",
    "networks: {}\n",
    "version: \"3\"\n",
    "    environment:\n      A: ${B:-c}\n",
    "    imag: x\n",
    "# note\n",
    "\n",
    "  ",
    "\t",
    ": ",
    "- ",
    "*a",
    "&a ",
    "\"",
    "'",
    "{",
    "[",
    "}",
    "]",
    "|",
    "\n---\n",
    "${",
    "\r\n",
    "\r",
    "é",
    "\u{1f680}",
    "\0",
    "!reset ",
    "? ",
];

fn text_of(pieces: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(pieces), 0..24).prop_map(|chosen| chosen.concat())
}

fn document() -> impl Strategy<Value = (Language, String)> {
    prop_oneof![
        text_of(DOCKERFILE).prop_map(|text| (Language::Dockerfile, text)),
        text_of(COMPOSE).prop_map(|text| (Language::Compose, text)),
    ]
}

/// A document, and edits of it: where (as a share of the length), how much goes, what comes.
fn edited_document() -> impl Strategy<Value = (Language, String, Vec<(u16, u8, &'static str)>)> {
    document().prop_flat_map(|(language, text)| {
        let pieces = if language == Language::Dockerfile { DOCKERFILE } else { COMPOSE };
        let edits = prop::collection::vec((any::<u16>(), 0u8..20, prop::sample::select(pieces)), 1..6);
        (Just(language), Just(text), edits)
    })
}

fn everything() -> Settings {
    Settings { select: Some(vec![Selector::All]), ..Settings::default() }
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// A document in any of the languages; the lines of ignore and environment files are made of the same accidents.
fn any_document() -> impl Strategy<Value = (Language, String)> {
    let lines = prop_oneof![Just(Language::Dockerignore), Just(Language::Dotenv)];
    prop_oneof![document(), (lines, prop_oneof![text_of(DOCKERFILE), text_of(COMPOSE)])]
}

/// Whether a symbol holds its name and its children.
fn holds(symbol: &Symbol, text: &str) -> bool {
    let is_inside = |span: Span| text.get(span.range()).is_some();
    let holds_child = |child: &Symbol| symbol.span.contains(child.span) && holds(child, text);
    is_inside(symbol.span)
        && is_inside(symbol.name_span)
        && !symbol.name.trim().is_empty()
        && symbol.span.contains(symbol.name_span)
        && symbol.children.iter().all(holds_child)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_text_gets_an_answer_inside_itself((language, text) in document()) {
        let snapshot = Snapshot::of(language, &text);
        for finding in check(&snapshot, &everything()) {
            prop_assert!(text.get(finding.span.range()).is_some(), "{} at {:?} in {text:?}", finding.rule, finding.span);
            for edit in finding.fixes.iter().flat_map(|fix| &fix.edits) {
                prop_assert!(text.get(edit.span.range()).is_some(), "a fix of {} in {text:?}", finding.rule);
            }
        }
    }

    #[test]
    fn what_is_read_after_edits_is_what_is_read_afresh((language, text, edits) in edited_document()) {
        let mut snapshot = Snapshot::of(language, &text);
        for (place, length, piece) in edits {
            let source = snapshot.source().to_owned();
            let start = floor(&source, source.len() * usize::from(place) / usize::from(u16::MAX));
            let end = floor(&source, (start + usize::from(length)).min(source.len()));
            snapshot = snapshot.edited(&[Edit { span: Span::new(start, end), text: piece.to_owned() }], 1);
        }
        let fresh = Snapshot::of(language, snapshot.source());
        prop_assert_eq!(check(&snapshot, &everything()), check(&fresh, &everything()), "{:?}", fresh.source());
    }

    #[test]
    fn mending_twice_is_mending_once((language, text) in document()) {
        for level in [Applicability::Safe, Applicability::Ask] {
            let once = mend(&Snapshot::of(language, &text), &everything(), level);
            let twice = mend(&Snapshot::of(language, &once.text), &everything(), level);
            prop_assert_eq!(&twice.text, &once.text, "{:?}", text);
        }
    }

    #[test]
    fn features_answer_everywhere((language, text) in document(), place in any::<u16>()) {
        let snapshot = Snapshot::of(language, &text);
        let offset = floor(&text, text.len() * usize::from(place) / usize::from(u16::MAX));
        for completion in dunnage::ide::completion(&snapshot, offset).items {
            prop_assert!(text.get(completion.replace.range()).is_some(), "{} in {text:?}", completion.label);
            prop_assert!(completion.replace.touches(offset), "{} in {text:?} at {offset}", completion.label);
        }
        if let Some(hover) = dunnage::ide::hover(&snapshot, offset) {
            prop_assert!(text.get(hover.span.range()).is_some(), "{text:?}");
        }
    }

    #[test]
    fn tokens_are_in_order_and_within_lines((language, text) in any_document(), place in any::<u16>(), length in any::<u8>()) {
        let snapshot = Snapshot::of(language, &text);
        let whole = ide::tokens(&snapshot);
        prop_assert!(whole.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start), "{text:?}");
        for token in &whole {
            let shown = text.get(token.span.range());
            prop_assert!(shown.is_some_and(|shown| !shown.is_empty() && !shown.contains(['\n', '\r'])), "{token:?} in {text:?}");
        }
        // A part of the file shows what the whole file shows there.
        let start = text.len() * usize::from(place) / usize::from(u16::MAX);
        let window = Span::new(start, (start + usize::from(length)).min(text.len()));
        let part = ide::tokens_in(&snapshot, window);
        let there: Vec<_> = whole.iter().copied().filter(|token| part.contains(token)).collect();
        prop_assert_eq!(&part, &there, "{:?} of {:?}", window, &text);
        let meets = |token: &&ide::Token| token.span.start < window.end && window.start < token.span.end;
        prop_assert!(whole.iter().filter(meets).all(|token| part.contains(token)), "{:?} of {:?}", window, &text);
    }

    #[test]
    fn structure_lies_within_itself((language, text) in any_document(), place in any::<u16>()) {
        let snapshot = Snapshot::of(language, &text);
        for symbol in ide::symbols(&snapshot) {
            prop_assert!(holds(&symbol, &text), "{symbol:?} in {text:?}");
        }
        for fold in ide::folds(&snapshot) {
            prop_assert!(text.get(fold.span.range()).is_some(), "{fold:?} in {text:?}");
        }
        for link in ide::links(&snapshot) {
            prop_assert!(text.get(link.span.range()).is_some(), "{link:?} in {text:?}");
        }
        for hint in ide::hints(&snapshot, Span::new(0, text.len()), |_| true) {
            prop_assert!(text.is_char_boundary(hint.offset), "{hint:?} in {text:?}");
        }
        for lens in ide::lenses(&snapshot, |_| true) {
            prop_assert!(text.get(lens.span.range()).is_some() && !lens.title.is_empty(), "{lens:?} in {text:?}");
        }
        let offset = floor(&text, text.len() * usize::from(place) / usize::from(u16::MAX));
        let grown = ide::selections(&snapshot, offset);
        prop_assert!(grown.iter().all(|span| span.touches(offset) && text.get(span.range()).is_some()), "{text:?}");
        prop_assert!(grown.windows(2).all(|pair| pair[1].contains(pair[0]) && pair[0] != pair[1]), "{text:?}");
    }
}
