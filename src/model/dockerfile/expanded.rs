//! Which words of an instruction the builder expands: where variables are replaced and quotes are removed.
//!
//! Source: the `Expand` methods of BuildKit's `instructions/commands.go`, and `dockerfile2llb/convert.go`. What the shell of
//! a RUN expands is not the builder's business, and what ONBUILD keeps is expanded only when it is used.

use super::{Arguments, Instruction, Keyword, Word, mounts};

/// A word that the builder expands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expanded {
    pub word: Word,
    /// The word may become several: ports of EXPOSE.
    pub splits: bool,
}

/// The words of an instruction that are expanded, in order.
pub fn expanded_words(instruction: &Instruction) -> Vec<Expanded> {
    let mut words: Vec<Word> = Vec::new();
    let flag = |name: &str| instruction.flag(name).and_then(|flag| flag.value.clone());
    match (instruction.keyword, &instruction.arguments) {
        (Keyword::Add | Keyword::Copy, arguments) => {
            words.extend(flag("chown"));
            words.extend(flag("chmod"));
            words.extend(flag("checksum"));
            let is_heredoc = |word: &&Word| instruction.heredocs.iter().any(|it| it.marker.overlaps(word.span));
            words.extend(arguments.words().iter().filter(|word| !is_heredoc(word)).cloned());
        }
        (Keyword::Arg, Arguments::Words(arguments)) => words.extend(arguments.iter().filter_map(default_of)),
        (Keyword::Env | Keyword::Label, Arguments::Pairs { pairs, .. }) => {
            words.extend(pairs.iter().flat_map(|pair| [pair.key.clone(), pair.value.clone()]));
        }
        (Keyword::From, Arguments::Words(arguments)) => {
            words.extend(flag("platform"));
            words.extend(arguments.first().cloned());
        }
        (Keyword::Run, _) => {
            let fields = mounts(instruction).into_iter().flat_map(|mount| mount.fields);
            words.extend(fields.filter(|field| !field.is("from")).filter_map(|field| field.value));
        }
        (
            Keyword::Expose | Keyword::Volume | Keyword::User | Keyword::Workdir | Keyword::Stopsignal,
            arguments @ (Arguments::Words(_) | Arguments::Json { .. } | Arguments::Text(_)),
        ) => words.extend(arguments.words().iter().cloned()),
        _ => {}
    }
    let splits = instruction.is(Keyword::Expose);
    words.into_iter().map(|word| Expanded { word, splits }).collect()
}

/// The default of an ARG's `NAME=default`.
fn default_of(word: &Word) -> Option<Word> {
    let (name, value) = word.text.split_once('=')?;
    let start = name.len() + 1;
    Some(Word { text: value.to_owned(), span: word.part(start..start + value.len()) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::dockerfile::Syntax;

    fn words(line: &str) -> Vec<String> {
        let syntax = Syntax::parse(line);
        expanded_words(&syntax.instructions[0]).into_iter().map(|it| it.word.text).collect()
    }

    #[test]
    fn each_instruction_has_its_own() {
        assert_eq!(words("COPY --from=a --chown=$U $A /b\n"), ["$U", "$A", "/b"]);
        assert_eq!(words("ARG A B=$C\n"), ["$C"]);
        assert_eq!(words("FROM --platform=$P a AS $b\n"), ["$P", "a"]);
        assert_eq!(words("RUN --mount=type=$T,from=x echo $HOME\n"), ["$T"]);
        assert_eq!(words("CMD echo $HOME\n"), [""; 0]);
        assert_eq!(words("ONBUILD ENV A=$B\n"), [""; 0]);
        assert_eq!(words("COPY <<EOF /x\n$a\nEOF\n"), ["/x"]);
    }
}
