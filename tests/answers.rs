//! What holds for every answer an editor can ask for, at every place of every text: texts put together from the pieces that
//! files, half-typed lines and accidents are made of.

use dunnage::ide::names::{Role, names};
use dunnage::ide::{self, navigation, signature};
use dunnage::model::{Language, Snapshot};
use dunnage::text::{Edit, Span, apply_edits, edits_between};
use proptest::prelude::*;

const DOCKERFILE: &[&str] = &[
    "FROM alpine:3.20 AS build\n",
    "FROM $BASE\n",
    "FROM build AS out\n",
    "ARG BASE=debian\n",
    "ARG V\n",
    "ENV V=1 W=${V:-x}\n",
    "RUN echo $V && make \\\n  # why\n\n  install\n",
    "RUN --mount=type=bind,from=build,target=/x cat <<EOF >/y\n",
    "EOF\n",
    "COPY --from=build --chown=1:1 <<'A' <<-B /\n",
    "A\n",
    "\tB\n",
    "COPY --from=0 [\"a b\", \"/c\"]\n",
    "COPY --fr",
    "HEALTHCHECK --interval=5s CMD curl\n",
    "ONBUILD COPY . .\n",
    "EXPOSE 80/tcp\n",
    "WORKDIR app\n",
    "# dunnage ignore=root-user\n",
    "# syntax=docker/dockerfile:1\n",
    "# escape=`\n",
    "MAINTAINER \"é\"\n",
    "\u{1f680}",
    "é",
    " ",
    "\n",
    "\r\n",
    "\r",
    "\\",
    "\"",
    "${",
    "$",
    "\u{feff}",
    "\0",
];

const COMPOSE: &[&str] = &[
    "services:\n",
    "  web:\n",
    "  'db': &db\n",
    "    image: nginx:${TAG:-1}\n",
    "    build: {context: ./web, dockerfile: D}\n",
    "    depends_on: [db, web]\n",
    "    links:\n      - \"db:alias\"\n",
    "    network_mode: service:web\n",
    "    <<: *db\n",
    "    command: |\n      echo $A\n\n",
    "    env_file: .env\n",
    "    volumes: [\"data:/d\", ./x:/y]\n",
    "    he",
    "volumes:\n  data:\n",
    "include: [a.yaml]\n",
    "x-a: &a {b: [1, 2]}\n",
    "# dunnage ignore=all\n",
    "---\n",
    "\u{1f680}",
    "é",
    " ",
    "\n",
    "\r\n",
    "\t",
    "*",
    "&",
    "\"",
    "{",
    "[",
    ": ",
    "- ",
    "\0",
];

fn snapshots() -> impl Strategy<Value = Snapshot> {
    let text_of = |pieces: &'static [&'static str]| {
        prop::collection::vec(prop::sample::select(pieces), 0..16).prop_map(|chosen| chosen.concat())
    };
    prop_oneof![
        text_of(DOCKERFILE).prop_map(|text| Snapshot::of(Language::Dockerfile, &text)),
        text_of(COMPOSE).prop_map(|text| Snapshot::of(Language::Compose, &text)),
    ]
}

/// Every place between two characters.
fn places(snapshot: &Snapshot) -> Vec<usize> {
    let source = snapshot.source();
    source.char_indices().map(|(at, _)| at).chain([source.len()]).collect()
}

/// Whether the span lies within the text and splits no character.
fn stands(snapshot: &Snapshot, span: Span) -> bool {
    span.start <= span.end && snapshot.source().get(span.range()).is_some()
}

fn are_apart(edits: &[Edit]) -> bool {
    let mut spans: Vec<Span> = edits.iter().map(|edit| edit.span).collect();
    spans.sort_unstable();
    spans.windows(2).all(|pair| pair[0].end <= pair[1].start)
}

fn nest(snapshot: &Snapshot, symbols: &[ide::Symbol], parent: Span) -> bool {
    symbols.iter().all(|symbol| {
        !symbol.name.is_empty()
            && stands(snapshot, symbol.span)
            && parent.contains(symbol.span)
            && symbol.span.contains(symbol.name_span)
            && nest(snapshot, &symbol.children, symbol.span)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_said_of_a_text_stands_in_it(snapshot in snapshots()) {
        let source = snapshot.source();
        prop_assert!(nest(&snapshot, &ide::symbols(&snapshot), Span::new(0, source.len())));
        for fold in ide::folds(&snapshot) {
            prop_assert!(stands(&snapshot, fold.span) && fold.span.of(source).contains('\n'));
        }
        let tokens = ide::tokens(&snapshot);
        prop_assert!(tokens.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start));
        for token in tokens {
            let text = token.span.of(source);
            prop_assert!(!text.is_empty() && !text.contains(['\n', '\r']), "{text:?}");
        }
        for link in ide::links(&snapshot) {
            prop_assert!(stands(&snapshot, link.span));
        }
        for hint in ide::hints(&snapshot, Span::new(0, source.len()), |_| true) {
            prop_assert!(source.is_char_boundary(hint.offset) && !hint.label.is_empty());
        }
        for name in names(&snapshot) {
            prop_assert!(!name.text.is_empty() && !name.places.is_empty());
            for place in &name.places {
                prop_assert!(stands(&snapshot, place.span) && stands(&snapshot, place.origin), "{name:?}");
            }
        }
    }

    #[test]
    fn every_place_of_a_text_has_an_answer(snapshot in snapshots()) {
        let source = snapshot.source();
        for offset in places(&snapshot) {
            if let Some(hover) = ide::hover(&snapshot, offset) {
                prop_assert!(stands(&snapshot, hover.span) && !hover.markdown.is_empty());
            }
            for item in ide::completion(&snapshot, offset).items {
                prop_assert!(stands(&snapshot, item.replace) && item.replace.touches(offset), "{item:?}");
                prop_assert!(!item.replace.of(source).contains('\n') && !item.label.is_empty(), "{item:?}");
            }
            let grown = ide::selections(&snapshot, offset);
            prop_assert!(grown.windows(2).all(|pair| pair[1].contains(pair[0]) && pair[0] != pair[1]));
            prop_assert!(grown.iter().all(|span| stands(&snapshot, *span)));
            if let Some(help) = signature::signatures(&snapshot, offset) {
                prop_assert!(help.active < help.forms.len());
                prop_assert!(help.parameter.is_none_or(|index| index < help.forms[help.active].parameters.len()));
            }
        }
    }

    #[test]
    fn a_name_changed_and_changed_back_leaves_the_text_as_it_was(snapshot in snapshots()) {
        let source = snapshot.source();
        for name in names(&snapshot) {
            let Some(place) = name.places.iter().find(|place| place.role == Role::Declaration) else { continue };
            let Ok(files) = navigation::rename(&snapshot, place.span.start, "fresh_name") else { continue };
            let edits: Vec<_> = files.into_iter().flat_map(|(_, edits)| edits).collect();
            prop_assert!(are_apart(&edits), "{edits:?}");
            let renamed = apply_edits(source, &edits);
            prop_assert_eq!(renamed.matches("fresh_name").count(), edits.len());
            prop_assert_eq!(renamed.replace("fresh_name", "").len() + edits.iter().map(|edit| edit.span.len()).sum::<usize>(), source.len());
        }
    }

    #[test]
    fn the_edits_between_two_texts_lead_from_one_to_the_other(old in snapshots(), new in snapshots()) {
        let edits = edits_between(old.source(), new.source());
        prop_assert!(are_apart(&edits));
        prop_assert_eq!(apply_edits(old.source(), &edits), new.source());
    }
}
