//! An archive that is copied, and then unpacked.

use crate::rules::edits::remove_command_or_run;
use crate::rules::prelude::*;

rule! {
    /// An archive of the context is copied into the image and unpacked there.
    ///
    /// The image then holds it twice: packed in one layer, unpacked in the next; to delete the archive afterwards makes the image
    /// no smaller. `ADD` unpacks an archive of the context while it copies.
    ///
    /// ```dockerfile
    /// FROM debian:12-slim
    /// COPY rootfs.tar.xz /tmp/
    /// RUN tar -xJf /tmp/rootfs.tar.xz -C /opt
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM debian:12-slim
    /// ADD rootfs.tar.xz /opt/
    /// ```
    "copied-archive", Info, Ask,
    groups: [Size],
    aka: ["hadolint:DL3010"],
    concerns: ["add-for-local-archives"],
}

/// What ADD unpacks, by the usual endings; it looks at what is in the file. Source: BuildKit `docs/reference.md`, ADD.
const ENDINGS: [&str; 9] = [".tar", ".tar.bz2", ".tar.gz", ".tar.xz", ".tar.zst", ".tbz2", ".tgz", ".txz", ".tzst"];

pub fn check(file: &Dockerfile, report: &mut Report) {
    for stage in &file.stages {
        for index in stage.range.clone().filter(|&index| file.instructions[index].is(Keyword::Copy)) {
            let copy = &file.instructions[index];
            let mut sources = copy.context_sources();
            let Some(source) = sources.find(|word| ENDINGS.iter().any(|ending| word.text.ends_with(ending))) else {
                continue;
            };
            let name = source.text.rsplit('/').next().unwrap_or("");
            let later = (index + 1..stage.range.end).filter(|&later| file.instructions[later].is(Keyword::Run));
            let mut commands = later.flat_map(|later| file.commands_of(later));
            let Some(tar) = commands.find(|command| unpacks(*command, name)) else { continue };
            let finding = report.at(source.span, "This archive is copied to be unpacked, and so is in the image twice");
            finding.related(tar.span(), "Here it is unpacked");
            if let Some(edits) = add(file, index, tar, name) {
                finding.fix("Let ADD unpack it", edits).declares(&[Change::Instructions]);
            }
        }
    }
}

/// Whether a command takes an archive of this name apart.
fn unpacks(command: Command<'_>, name: &str) -> bool {
    let words = command.texts();
    let extracts = words.get(1).is_some_and(|word| !word.starts_with("--") && word.contains('x'))
        || command.has_option(&["-x", "--extract", "--get"]);
    let has_name = |word: &&str| word.rsplit(['/', '=']).next().is_some_and(|file| file == name);
    command.is("tar") && extracts && words.iter().skip(2).any(has_name)
}

/// The edits that leave the archive to ADD: where tar does nothing but unpack it somewhere, and nobody else touches it.
fn add(file: &Dockerfile, index: usize, tar: Command<'_>, name: &str) -> Option<Vec<Edit>> {
    let copy = &file.instructions[index];
    let [_, destination] = copy.arguments.words() else { return None };
    let (is_plain, is_said_once) =
        (matches!(copy.arguments, Arguments::Words(_)), file.source().matches(name).count() == 2);
    let flags_are_fine = copy.flags.iter().all(|flag| matches!(flag.name.text.as_str(), "chown" | "link"));
    if !is_plain || !is_said_once || !flags_are_fine || tar.starter().is_some() || !tar.redirections().is_empty() {
        return None;
    }
    let words = tar.words();
    let mut folder = None;
    let mut at = 1;
    while let Some(word) = words.get(at) {
        let letters = word.text.strip_prefix('-').unwrap_or(&word.text);
        at += 1;
        if word.text == "-C" || word.text == "--directory" {
            folder = Some(words.get(at)?.literal()?.to_owned());
            at += 1;
        } else if let Some(path) = word.text.strip_prefix("--directory=") {
            folder = Some(path.to_owned());
        } else if at == 2 && letters.chars().all(|c| "xvfzjJap".contains(c)) && letters.ends_with('f') {
            at += 1;
        } else {
            return None;
        }
    }
    let folder = match folder {
        Some(folder) if folder.starts_with('/') => format!("{}/", folder.trim_end_matches('/')),
        // Relative to a folder that a `cd` may have changed.
        Some(_) => return None,
        None if file.commands_of(tar.shell.instruction).iter().any(|command| command.is("cd")) => return None,
        None => "./".to_owned(),
    };
    let removed = remove_command_or_run(file, tar)?;
    let keyword = if copy.name.text.chars().all(char::is_lowercase) { "add" } else { "ADD" };
    Some(vec![replace(copy.name.span, keyword), replace(destination.span, folder), removed])
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{findings, fixed, marked};

    #[test]
    fn tar_goes_from_the_line_that_it_stands_in() {
        let source = "FROM a\nWORKDIR /x\nCOPY --chown=1 b/app.tgz .\nRUN tar xzf app.tgz && ./configure\n";
        let mended = "FROM a\nWORKDIR /x\nADD --chown=1 b/app.tgz ./\nRUN ./configure\n";
        assert_eq!(fixed("copied-archive", source).as_deref(), Some(mended));
    }

    #[test]
    fn what_else_is_done_with_the_archive_stays() {
        for line in ["tar xzf /a.tgz --strip-components=1", "tar xzf /a.tgz && rm /a.tgz", "tar xzf /a.tgz b c"] {
            let found = findings("copied-archive", &format!("FROM a\nCOPY a.tgz /\nRUN {line}\n"));
            assert!(found.len() == 1 && found[0].fixes.is_empty(), "{line}");
        }
    }

    #[test]
    fn an_archive_that_nobody_unpacks_is_cargo() {
        for rest in
            ["COPY a.tgz /\nRUN ls", "COPY a.tgz /\nRUN tar czf b.tgz c", "COPY --from=b a.tgz /\nRUN tar xf a.tgz"]
        {
            assert!(marked("copied-archive", &format!("FROM a\n{rest}\n")).is_empty(), "{rest}");
        }
    }
}
