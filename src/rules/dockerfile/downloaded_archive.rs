//! An archive that a command downloads and unpacks.

use crate::rules::prelude::*;

rule! {
    /// An archive is downloaded and unpacked by hand.
    ///
    /// `ADD --unpack` does both since version 1.17 of the Dockerfile language: without curl and tar in the image, side by side with
    /// other steps, and again only when the server says that the file has changed. With `--checksum=sha256:…` it also refuses any
    /// other file.
    ///
    /// ADD has no retries and takes no password, so this is a choice, and the rule is off by default.
    ///
    /// ```dockerfile
    /// FROM debian:12-slim
    /// RUN curl -fsSL https://example.com/tool.tar.gz | tar -xz -C /opt
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM debian:12-slim
    /// ADD --unpack=true https://example.com/tool.tar.gz /opt/
    /// ```
    "downloaded-archive", Hint, Ask,
    default: off,
    groups: [Size, Performance],
    aka: ["tally:tally/prefer-add-unpack"],
    concerns: ["add-unpack-for-downloads"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    if !file.source().contains("tar") {
        return;
    }
    for stage in &file.stages {
        check_stage(file, stage, report);
    }
}

/// Looks for what is unpacked where it is downloaded, or in a later RUN of the stage.
fn check_stage(file: &Dockerfile, stage: &Stage, report: &mut Report) {
    let mut downloads: Vec<(usize, Download<'_>)> = Vec::new();
    for index in stage.range.clone().filter(|&index| file.instructions[index].is(Keyword::Run)) {
        let commands = file.commands_of(index);
        let own = commands.iter().filter_map(|&command| Download::read(command));
        downloads.extend(own.take(MOST - downloads.len().min(MOST)).map(|download| (index, download)));
        let Some((at, tar)) = commands.iter().filter(|command| is_unpacking(**command)).find_map(|&tar| {
            let is_its = |(from, download): &(usize, Download<'_>)| {
                *from == index && feeds(download, tar) || saves_for(download, tar)
            };
            Some((downloads.iter().position(is_its)?, tar))
        }) else {
            continue;
        };
        let (from, download) = downloads.remove(at);
        let finding = report.at(download.command.word_span(0), "ADD can download this archive and unpack it");
        finding.related(tar.span(), "Here it is unpacked");
        if from == index
            && let Some(line) = as_add(file, index, &download, tar)
        {
            let edit = replace(file.instructions[index].span, line);
            finding.fix("Use ADD --unpack", edit).declares(&[Change::Instructions]);
        }
    }
}

/// More downloads than a stage makes.
const MOST: usize = 100;

fn is_unpacking(command: Command<'_>) -> bool {
    let words = command.texts();
    let in_cluster = words.get(1).is_some_and(|word| !word.starts_with("--") && word.contains('x'));
    command.is("tar") && (in_cluster || command.has_option(&["--extract", "--get"]))
}

/// Whether tar reads what is downloaded through a pipe.
fn feeds(download: &Download<'_>, tar: Command<'_>) -> bool {
    let before = tar.element().previous.and_then(|at| tar.shell.script.elements.get(at));
    download.is_piped() && before.is_some_and(|before| std::ptr::eq(before, download.command.element()))
}

/// Whether tar names the file that the download leaves.
fn saves_for(download: &Download<'_>, tar: Command<'_>) -> bool {
    let named = download.value_of(&["o", "output", "output-document"]).or_else(|| match download.fetcher {
        Fetcher::Wget => download.value_of(&["O"]),
        Fetcher::Curl => None,
    });
    let by_address = || download.address().and_then(|address| address.rsplit('/').next());
    let path = named.or_else(by_address).unwrap_or("");
    !path.is_empty() && path != "-" && tar.texts().iter().skip(2).any(|word| *word == path)
}

/// The ADD that does what the step does: where it only pipes a download into tar, as root.
fn as_add(file: &Dockerfile, index: usize, download: &Download<'_>, tar: Command<'_>) -> Option<String> {
    const HARMLESS: [&str; 15] = [
        "f",
        "s",
        "S",
        "L",
        "q",
        "nv",
        "fail",
        "silent",
        "show-error",
        "location",
        "quiet",
        "retry",
        "progress",
        "no-verbose",
        "O",
    ];
    let instruction = &file.instructions[index];
    let is_root = file.user_before(index).is_none_or(|user| is_root(&user.text));
    let is_plain = instruction.flags.is_empty() && instruction.heredocs.is_empty() && instruction.comments.is_empty();
    let script = &tar.shell.script;
    let is_pipeline = script.top().count() == script.commands.len() && feeds(download, tar) && !script.broken;
    let is_harmless = download.options.iter().all(|option| HARMLESS.contains(&option.name));
    if !is_root || !is_plain || !is_pipeline || !is_harmless {
        return None;
    }
    let folder = folder_of(tar)?;
    let makes_it = |command: &Command<'_>| {
        let words = command.texts();
        words.first() == Some(&"mkdir") && words.last().map(|last| last.trim_end_matches('/')) == Some(&folder)
    };
    let commands = file.commands_of(index);
    let (last_two, before) =
        commands.split_at_checked(commands.len().checked_sub(2)?).map(|(before, it)| (it, before))?;
    let is_all = last_two[0].span() == download.command.span() && last_two[1].span() == tar.span();
    if !is_all || before.len() > 1 || !before.iter().all(makes_it) {
        return None;
    }
    let [address] = download.addresses.as_slice() else { return None };
    let address = &download.command.words()[*address];
    let known = file.variables_before(index);
    let is_known = address.variables.iter().all(|name| known.contains_key(name));
    let is_word = !address.text.contains([' ', '`', '"', '\'', '\\']) && !address.text.contains("$(");
    let is_address = address.text.starts_with("https://") || address.text.starts_with("http://");
    let keyword = if instruction.name.text.chars().all(char::is_lowercase) { "add" } else { "ADD" };
    (is_known && is_word && is_address).then(|| format!("{keyword} --unpack=true {} {folder}/", address.text))
}

/// Where tar puts what it reads from the pipe, without a slash at the end; `None` where it is told more than that.
fn folder_of(tar: Command<'_>) -> Option<String> {
    let words = tar.words();
    let mut folder = ".".to_owned();
    let mut at = 1;
    while let Some(word) = words.get(at) {
        let letters = word.text.strip_prefix('-').unwrap_or(&word.text);
        at += 1;
        if word.text == "-C" || word.text == "--directory" {
            folder = words.get(at)?.literal()?.trim_end_matches('/').to_owned();
            at += 1;
        } else if let Some(path) = word.text.strip_prefix("--directory=") {
            folder = path.trim_end_matches('/').to_owned();
        } else if at == 2 && letters.chars().all(|c| "xvfzjJ".contains(c)) {
            let reads = words.get(at).is_some_and(|word| word.text == "-");
            if letters.contains('f') && !reads {
                return None;
            }
            at += usize::from(reads);
        } else {
            return None;
        }
    }
    tar.redirections().is_empty().then_some(folder)
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{findings, fixed, marked};

    #[test]
    fn variables_of_the_build_may_stand_in_the_address() {
        let source = "FROM a\nARG V=1\nRUN mkdir -p /opt/x && wget -qO- https://a/b-$V.tgz | tar xzf - -C /opt/x\n";
        let mended = "FROM a\nARG V=1\nADD --unpack=true https://a/b-$V.tgz /opt/x/\n";
        assert_eq!(fixed("downloaded-archive", source).as_deref(), Some(mended));
    }

    #[test]
    fn a_step_that_does_more_is_only_told() {
        for line in [
            "curl https://a/b.tgz | tar xz --strip-components=1",
            "curl https://a/b-$(uname -m).tgz | tar xz",
            "curl -u me https://a/b.tgz | tar xz",
            "curl https://a/b.tgz | tar xz && make",
            "curl -o b.tgz https://a/b.tgz && tar xzf b.tgz",
            "wget https://a/b.tgz && tar xzf b.tgz",
        ] {
            let found = findings("downloaded-archive", &format!("FROM a\nRUN {line}\n"));
            assert!(found.len() == 1 && found[0].fixes.is_empty(), "{line}: {found:?}");
        }
    }

    #[test]
    fn a_later_run_may_unpack_it() {
        let said = |source: &str| marked("downloaded-archive", source).len();
        assert_eq!(said("FROM a\nRUN wget https://a/b.tgz\nRUN echo\nRUN tar xf b.tgz\n"), 1);
        assert_eq!(said("FROM a\nRUN wget https://a/b.tgz\nFROM c\nRUN tar xf b.tgz\n"), 0);
        assert_eq!(said("FROM a\nRUN tar xf b.tgz\nRUN wget https://a/b.tgz\n"), 0);
    }

    #[test]
    fn other_archives_are_not_downloaded() {
        for line in ["tar xzf /b.tgz && curl https://a/c", "curl https://a/b | sh && tar xf x"] {
            assert!(marked("downloaded-archive", &format!("FROM a\nRUN {line}\n")).is_empty(), "{line}");
        }
    }
}
