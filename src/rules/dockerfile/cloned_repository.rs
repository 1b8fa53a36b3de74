//! A repository that a command clones.

use crate::rules::edits::remove_command_or_run;
use crate::rules::prelude::*;

rule! {
    /// A repository is cloned by a command.
    ///
    /// The cache of the builder knows the words of the command, not what is in the repository: the clone of last month is used until
    /// somebody changes the line. `ADD` asks the server for the commit first, needs no git in the image, leaves the history
    /// out, and takes `#tag` or `--checksum=` behind the address.
    ///
    /// Credentials of git's own are not there for ADD, which knows build secrets and SSH; so this is a choice, and the rule is off by
    /// default.
    ///
    /// ```dockerfile
    /// FROM alpine:3.22
    /// RUN git clone --depth 1 --branch v1.2 https://github.com/acme/tool.git /src
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM alpine:3.22
    /// ADD https://github.com/acme/tool.git#v1.2 /src
    /// ```
    "cloned-repository", Hint, Ask,
    default: off,
    groups: [Reproducibility, Performance],
    aka: ["tally:tally/prefer-add-git"],
    concerns: ["add-git-instead-of-clone"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    if !file.source().contains("clone") {
        return;
    }
    for index in (0..file.instructions.len()).filter(|&index| file.instructions[index].is(Keyword::Run)) {
        for clone in file.commands_of(index).into_iter().filter_map(Clone::read) {
            let finding = report.at(clone.command.span(), "The cache does not notice when this repository changes");
            if let Some(edits) = clone.as_add(file, index) {
                finding.fix("Use ADD", edits).declares(&[Change::Instructions]);
            }
        }
    }
}

/// A `git clone`, and what it is told.
struct Clone<'a> {
    command: Command<'a>,
    address: &'a str,
    folder: Option<&'a str>,
    branch: Option<&'a str>,
    /// It is told something that ADD does not know.
    is_special: bool,
}

impl<'a> Clone<'a> {
    fn read(command: Command<'a>) -> Option<Self> {
        let words = command.words();
        if !command.is("git") || words.get(1)?.text != "clone" {
            return None;
        }
        let (mut operands, mut branch, mut is_special) = (Vec::new(), None, false);
        let mut at = 2;
        while let Some(word) = words.get(at) {
            let text = word.text.as_str();
            at += 1;
            match text {
                "-b" | "--branch" => {
                    branch = Some(words.get(at)?.text.as_str());
                    at += 1;
                }
                "--depth" | "-j" | "--jobs" => at += 1,
                "-q"
                | "--quiet"
                | "--single-branch"
                | "--no-tags"
                | "--recursive"
                | "--recurse-submodules"
                | "--shallow-submodules" => {}
                _ if text.starts_with("--branch=") => branch = text.split_once('=').map(|(_, branch)| branch),
                _ if text.starts_with("--depth=") || text.starts_with("--jobs=") || text.starts_with("-j") => {}
                _ if text.starts_with('-') => is_special = true,
                _ => operands.push(text),
            }
        }
        let (address, folder) = (*operands.first()?, operands.get(1).copied());
        Some(Clone { command, address, folder, branch, is_special: is_special || operands.len() > 2 })
    }

    /// The edits that put an ADD before the step, and take the clone out of it: where it is the first thing that a step of
    /// root does.
    fn as_add(&self, file: &Dockerfile, index: usize) -> Option<Vec<Edit>> {
        let instruction = &file.instructions[index];
        let runtime = file.runtime_before(index);
        let is_root = runtime.user.is_none_or(|user| is_root(&user.text));
        let commands = file.commands_of(index);
        let is_first = commands.first().is_some_and(|first| first.span() == self.command.span());
        let is_plain = instruction.heredocs.is_empty() && !self.is_special && self.command.is_at_top();
        if !is_root || !is_first || !is_plain || !instruction.flags.is_empty() {
            return None;
        }
        // What is done with the history afterwards would fail.
        let end = file.stage_of(index).map_or(index + 1, |stage| stage.range.end);
        let later = (index..end).flat_map(|later| file.commands_of(later));
        let uses_history = later.into_iter().any(|command| command.is("git") && Clone::read(command).is_none());
        let known = file.variables_before(index);
        let is_known = |text: &&str| !text.contains(['`', ' ', '"', '\'', '~']) && !text.contains("$(");
        let words = self.command.words();
        let are_known = words.iter().flat_map(|word| &word.variables).all(|name| known.contains_key(name));
        let texts = [Some(self.address), self.folder, self.branch];
        if uses_history || !are_known || !texts.iter().flatten().all(is_known) {
            return None;
        }
        let address = self.address.strip_suffix('/').unwrap_or(self.address);
        let is_forge =
            ["https://github.com/", "https://gitlab.com/", "https://codeberg.org/", "https://bitbucket.org/"]
                .iter()
                .any(|forge| address.starts_with(forge));
        let suffix = match address.ends_with(".git") {
            true if address.starts_with("https://") => "",
            false if is_forge => ".git",
            _ => return None,
        };
        let name = address.rsplit('/').next()?.trim_end_matches(".git");
        let folder = self.folder.map_or_else(|| format!("./{name}"), str::to_owned);
        let reference = self.branch.map_or(String::new(), |branch| format!("#{branch}"));
        let keyword = if instruction.name.text.chars().all(char::is_lowercase) { "add" } else { "ADD" };
        let line = format!("{keyword} {address}{suffix}{reference} {folder}\n");
        if commands.len() == 1 && instruction.comments.is_empty() {
            return Some(vec![replace(instruction.span, line.trim_end())]);
        }
        let removed = remove_command_or_run(file, self.command)?;
        Some(vec![insert(file.whole_lines(instruction.span).start, line), removed])
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{findings, fixed, marked};

    #[test]
    fn the_rest_of_the_step_stays() {
        let source = "FROM a\nARG V=1\nRUN git clone -b $V https://github.com/a/b && \\\n  cd b && \\\n  make\n";
        let mended = "FROM a\nARG V=1\nADD https://github.com/a/b.git#$V ./b\nRUN cd b && \\\n  make\n";
        assert_eq!(fixed("cloned-repository", source).as_deref(), Some(mended));
    }

    #[test]
    fn what_add_cannot_do_is_only_told() {
        for line in [
            "git clone https://git.example.com/a",
            "git clone git@github.com:a/b.git",
            "git clone https://github.com/a/b && cd b && git checkout x",
            "cd /x && git clone https://github.com/a/b",
            "git clone --filter=blob:none https://github.com/a/b",
            "git clone https://github.com/a/b-$(uname)",
        ] {
            let found = findings("cloned-repository", &format!("FROM a\nRUN {line}\n"));
            assert!(found.len() == 1 && found[0].fixes.is_empty(), "{line}");
        }
        assert!(marked("cloned-repository", "FROM a\nRUN git pull\n").is_empty());
    }
}
