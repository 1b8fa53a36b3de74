//! The links of a Dockerfile: images, and what COPY and ADD take from the build context.

use super::{Link, of_image, to_file};
use crate::model::Dockerfile;
use crate::model::builders::builders;
use crate::model::dockerfile::{Base, DirectiveName, ImageReference, Instruction, Word, context_path};
use crate::text::Span;
use std::path::PathBuf;

pub(super) fn links(file: &Dockerfile) -> Vec<Link> {
    let syntax = file.directives.iter().filter(|directive| directive.name == DirectiveName::Syntax);
    let syntax = syntax.map(|directive| {
        let image = directive.first_word();
        ImageReference::parse(image, Span::new(directive.value_span.start, directive.value_span.start + image.len()))
    });
    let bases = file.stages.iter().filter_map(|stage| match &stage.base {
        Base::Image(image) => Some(image.clone()),
        _ => None,
    });
    let sources = file.stages.iter().flat_map(|stage| &stage.references).filter_map(|reference| {
        let name = &reference.name;
        let is_image = file.stage_named(&name.text).is_none() && name.text.parse::<usize>().is_err();
        is_image.then(|| ImageReference::parse(&name.text, name.span))
    });
    let images = syntax.chain(bases).chain(sources);
    let images = images.flat_map(|image| of_image(&image, file.text(image.span)));
    images.chain(to_sources(file)).collect()
}

/// The files of the build context that the file copies.
fn to_sources(file: &Dockerfile) -> Vec<Link> {
    let written = |word: &&Word| !word.text.is_empty() && !word.text.contains(['$', '*', '?', '[']);
    let sources: Vec<&Word> = file.instructions.iter().flat_map(Instruction::context_sources).filter(written).collect();
    if sources.is_empty() || file.surroundings().files.is_none() {
        return Vec::new();
    }
    let folders = contexts(file);
    let link = |word: &Word| {
        let path = context_path(&word.text);
        let paths = folders.iter().map(|folder| folder.join(&path).to_string_lossy().into_owned());
        paths.filter_map(|path| to_file(file.surroundings(), word.span, path)).next()
    };
    sources.into_iter().filter_map(link).collect()
}

/// The folders that may be the build context: those of the services that build the file, else its own.
fn contexts(file: &Dockerfile) -> Vec<PathBuf> {
    let told = builders(file).iter().filter_map(|builder| builder.context.clone());
    let own = file.surroundings().folder().map(|folder| folder.to_owned());
    let mut folders: Vec<PathBuf> = told.chain(own).collect();
    folders.dedup();
    folders
}

#[cfg(test)]
mod tests {
    use super::super::tests::of;
    use crate::model::Language;

    #[test]
    fn images_lead_to_their_pages_and_tags() {
        let source = "# syntax=docker/dockerfile:1\nARG V=3\nFROM alpine:$V AS a\nFROM ghcr.io/acme/api@sha256:ab\n\
                      FROM a\nCOPY --from=quay.io/x/y / /\nCOPY --from=a / /\nFROM $B\nFROM example.com/x\nFROM scratch\n";
        assert_eq!(
            of(Language::Dockerfile, source, &[]),
            [
                "docker/dockerfile -> https://hub.docker.com/r/docker/dockerfile",
                "1 -> https://hub.docker.com/r/docker/dockerfile/tags?name=1",
                "alpine:$V -> https://hub.docker.com/_/alpine",
                "ghcr.io/acme/api@sha256:ab -> https://ghcr.io/acme/api",
                "quay.io/x/y -> https://quay.io/repository/x/y",
            ]
        );
    }

    #[test]
    fn sources_lead_to_the_files_of_the_context() {
        let source =
            "FROM a\nCOPY go.mod ./src/ missing /x\nCOPY --from=b go.mod /\nADD https://c.d/e.tar /\nCOPY lib/*.c /\n";
        let files = [("/p/x", source), ("/p/go.mod", ""), ("/p/src/main.c", "")];
        assert_eq!(
            of(Language::Dockerfile, source, &files),
            [
                "a -> https://hub.docker.com/_/a",
                "go.mod -> /p/go.mod",
                "b -> https://hub.docker.com/_/b",
                "https://c.d/e.tar -> https://c.d/e.tar",
            ]
        );
    }

    #[test]
    fn a_service_says_where_the_context_is() {
        let source = "FROM a\nCOPY top.txt /\n";
        let compose = "services: {web: {build: {context: .., dockerfile: p/x}}}\n";
        let files = [("/p/x", source), ("/p/compose.yaml", compose), ("/top.txt", "")];
        assert_eq!(
            of(Language::Dockerfile, source, &files),
            ["a -> https://hub.docker.com/_/a", "top.txt -> /top.txt"]
        );
    }
}
