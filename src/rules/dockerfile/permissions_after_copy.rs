//! Modes and owners that are set in a layer of their own.

use crate::model::dockerfile::installs::{below, join};
use crate::rules::prelude::*;
use crate::syntax::shell::Connector;

rule! {
    /// The mode or the owner of copied files is changed in a later layer.
    ///
    /// A layer holds whole files: one whose mode or owner a RUN changes is in the image twice. `COPY --chmod` and
    /// `COPY --chown` set both while the files are copied.
    ///
    /// The fix gives the mode to the COPY and takes the command away. It is safe for a number (`chmod 755`) on a copied file;
    /// `+x` becomes 755, which is what it makes of a file that everybody may read, and with it an owner is a decision. BuildKit
    /// only.
    ///
    /// ```dockerfile
    /// FROM debian:12
    /// COPY entrypoint.sh /usr/local/bin/entrypoint.sh
    /// RUN chmod 755 /usr/local/bin/entrypoint.sh
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM debian:12
    /// COPY --chmod=755 entrypoint.sh /usr/local/bin/entrypoint.sh
    /// ```
    "permissions-after-copy", Info, Safe,
    groups: [Size],
    aka: ["tally:tally/prefer-copy-chmod"],
    concerns: ["copy-chmod-instead-of-run"],
}

/// A command that changes files, read.
struct Rights<'a> {
    command: Command<'a>,
    /// `chmod` or `chown`.
    flag: &'static str,
    value: &'a str,
    recursive: bool,
    paths: Vec<String>,
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for (index, run) in file.instructions.iter().enumerate().filter(|(_, each)| each.is(Keyword::Run)) {
        let text = run.rest.text();
        if !(text.contains("chmod") || text.contains("chown")) || !run.flags.is_empty() || !run.heredocs.is_empty() {
            continue;
        }
        let commands = file.commands_of(index);
        let Some(first) = commands.first() else { continue };
        let Some(change) = read(file, index, *first) else { continue };
        let Some(copies) = copies_of(file, index, &change) else { continue };
        let [copy, ..] = copies.as_slice() else { continue };
        let what = if change.flag == "chmod" { "mode" } else { "owner" };
        let place = if change.command.is_exec() { run.rest.whole() } else { change.command.span() };
        let finding = report.at(place, format!("This puts what was copied into another layer, with another {what}"));
        finding.related(copy.name.span, "copied here");
        if reaches_further(file, index, &change, &copies) {
            continue;
        }
        let Some(removal) = removal(file, index, &commands) else { continue };
        let Some((kind, value)) = flag_value(&change, &copies) else { continue };
        let mut edits: Vec<Edit> = copies
            .iter()
            .map(|copy| {
                let end = copy.flags.last().map_or(copy.name.span, |flag| flag.span).end;
                insert(end, format!(" --{}={value}", change.flag))
            })
            .collect();
        edits.push(removal);
        let title = format!("Use {} --{}", copy.keyword.name(), change.flag);
        finding.offer(kind, title, edits).declares(&[Change::Instructions]);
    }
}

/// Reads `chmod` and `chown` with plain words.
fn read<'a>(file: &Dockerfile, index: usize, command: Command<'a>) -> Option<Rights<'a>> {
    let flag = match command.name()? {
        "chmod" => "chmod",
        "chown" => "chown",
        _ => return None,
    };
    let words: Vec<&str> = command.words().iter().skip(1).map(|word| word.literal()).collect::<Option<_>>()?;
    let is_option =
        |word: &&str| word.starts_with("--") || (word.starts_with('-') && flag == "chown") || **word == *"-R";
    let options: Vec<&str> = words.iter().copied().filter(is_option).collect();
    let recursive = options.iter().any(|option| matches!(*option, "-R" | "--recursive"));
    let mut operands = words.into_iter().filter(|word| !is_option(word));
    let value = operands.next()?;
    let paths: Vec<String> = operands.map(|path| join(&folder_for(file, index, path), path)).collect();
    let is_known =
        options.len() == usize::from(recursive) && command.is_at_top() && command.output_files().next().is_none();
    let is_absolute = paths.iter().all(|path| path.starts_with('/') && path.len() > 1);
    (is_known && is_absolute && !paths.is_empty()).then_some(Rights { command, flag, value, recursive, paths })
}

/// The working directory, for a path that needs one: it takes a walk through the stage.
fn folder_for(file: &Dockerfile, index: usize, path: &str) -> String {
    if path.starts_with('/') { String::new() } else { file.workdir_before(index).to_owned() }
}

/// The COPY instructions between the last RUN and this one that brought what is changed; `None` where something else did.
fn copies_of<'a>(file: &'a Dockerfile, index: usize, change: &Rights<'_>) -> Option<Vec<&'a Instruction>> {
    let stage = file.stage_of(index)?;
    let start = (stage.range.start..index).rev().find(|&at| file.instructions[at].is(Keyword::Run));
    let mut copies: Vec<&Instruction> = Vec::new();
    let mut brought: Vec<String> = Vec::new();
    for at in start.unwrap_or(stage.range.start) + 1..index {
        let copy = &file.instructions[at];
        let copies_something = matches!(copy.keyword, Keyword::Copy | Keyword::Add) && copy.flag(change.flag).is_none();
        if !copies_something {
            continue;
        }
        let targets = targets(copy, &folder_for(file, at, &copy.copy_destination()?.text), change.recursive)?;
        let is_changed = |target: &String| {
            change.paths.iter().any(|path| target == path || change.recursive && below(path, target).is_some())
        };
        let changed = targets.iter().filter(|target| is_changed(target)).count();
        if changed == 0 {
            continue;
        }
        // What the flag would give to the rest as well stays as it is.
        if changed < targets.len() {
            return None;
        }
        brought.extend(targets);
        copies.push(copy);
    }
    let is_brought = |path: &String| {
        brought.iter().any(|target| target == path || change.recursive && below(path, target).is_some())
    };
    change.paths.iter().all(is_brought).then_some(copies)
}

/// Where the files of a COPY end up; for a folder, its own place. `None` where that cannot be told.
fn targets(copy: &Instruction, folder: &str, folders: bool) -> Option<Vec<String>> {
    let destination = copy.copy_destination()?;
    let words = copy.arguments.words();
    let sources = &words[..words.len().checked_sub(1)?];
    if words.iter().any(|word| word.text.contains(['$', '*', '?', '['])) || copy.keyword == Keyword::Add && folders {
        return None;
    }
    let path = join(folder, &destination.text);
    let is_folder =
        destination.text.ends_with('/') || matches!(destination.text.as_str(), "." | "..") || sources.len() > 1;
    if folders {
        return Some(vec![path]);
    }
    sources
        .iter()
        .map(|source| {
            let name = source.text.trim_end_matches('/').rsplit('/').next().filter(|name| !name.is_empty())?;
            let is_archive = copy.is(Keyword::Add) && !source.text.contains("://") && name.contains(".t");
            let path = if is_folder { join(&path, name) } else { path.clone() };
            (!source.text.ends_with('/') && !matches!(name, "." | "..") && !is_archive).then_some(path)
        })
        .collect()
}

/// Whether the command changes more than what was copied: a folder that may hold other files as well.
fn reaches_further(file: &Dockerfile, index: usize, change: &Rights<'_>, copies: &[&Instruction]) -> bool {
    let fills = |copy: &&Instruction, path: &String| {
        let words = copy.arguments.words();
        let [source, destination] = words else { return false };
        let name = source.text.trim_end_matches('/').rsplit('/').next().unwrap_or("");
        let is_folder = !name.trim_matches('.').contains('.');
        is_folder && join(&folder_for(file, index, &destination.text), &destination.text) == *path
    };
    change.recursive && !change.paths.iter().all(|path| copies.iter().any(|copy| fills(copy, path)))
}

/// What the flag says, and whether that is certainly the same.
fn flag_value(change: &Rights<'_>, copies: &[&Instruction]) -> Option<(Applicability, String)> {
    let value = change.value;
    if change.flag == "chown" {
        // `chown 33.33` is an old spelling, which the flag does not know.
        let numbers = value.split_once('.').filter(|(user, group)| [user, group].iter().all(|it| is_number(it)));
        return match numbers {
            Some((user, group)) => Some((Ask, format!("{user}:{group}"))),
            None => Some((Ask, value.to_owned())),
        };
    }
    let is_octal = (3..=4).contains(&value.len()) && value.chars().all(|c| ('0'..='7').contains(&c));
    let are_files = copies.iter().all(|copy| {
        let words = copy.arguments.words();
        words[..words.len().saturating_sub(1)].iter().all(|source| is_surely_file(&source.text))
    });
    match value {
        _ if change.recursive => None,
        _ if is_octal && are_files => Some((Safe, value.to_owned())),
        _ if is_octal => Some((Ask, value.to_owned())),
        "+x" | "a+x" | "ugo+x" | "+rx" | "a+rx" | "u+x,g+x,o+x" => Some((Ask, "755".to_owned())),
        _ => None,
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a source is a file by its name: folders seldom have such endings.
fn is_surely_file(source: &str) -> bool {
    const ENDINGS: [&str; 14] =
        ["sh", "bash", "py", "pl", "rb", "js", "php", "conf", "cfg", "json", "xml", "yml", "yaml", "jar"];
    source.rsplit_once('.').is_some_and(|(_, ending)| ENDINGS.contains(&ending))
}

/// Takes the first command of a step away, and with it the step where nothing else is in it.
fn removal(file: &Dockerfile, index: usize, commands: &[Command<'_>]) -> Option<Edit> {
    let run = &file.instructions[index];
    let [first, rest @ ..] = commands else { return None };
    match rest.first() {
        None => Some(remove_instruction(file, run)),
        Some(next) if first.element().after == Connector::And && next.is_at_top() => {
            let between = Span::new(first.span().start, next.span().start);
            let has_comment =
                run.comments.iter().any(|comment| between.start <= comment.start && comment.end <= between.end);
            let is_next =
                first.element().next.is_some_and(|at| next.shell.script.elements[at].range == next.element().range);
            (!has_comment && is_next).then(|| delete(between))
        }
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::Applicability::{Ask, Safe};
    use crate::rules::testing::{findings, fixed, marked};

    const NAME: &str = "permissions-after-copy";

    fn after(rest: &str) -> Option<String> {
        fixed(NAME, &format!("FROM a\nWORKDIR /w\n{rest}\n"))
            .map(|text| text.trim_start_matches("FROM a\nWORKDIR /w\n").to_owned())
    }

    #[test]
    fn the_flag_takes_the_place_of_the_command() {
        assert_eq!(
            after("COPY a b /x/\nRUN chmod +x /x/a /x/b && /x/a").as_deref(),
            Some("COPY --chmod=755 a b /x/\nRUN /x/a\n")
        );
        assert_eq!(
            after("COPY --link a.sh .\nRUN chmod 0700 a.sh").as_deref(),
            Some("COPY --link --chmod=0700 a.sh .\n")
        );
        assert_eq!(
            after("COPY . /app\nENV A=b\nRUN chown -R u:g /app").as_deref(),
            Some("COPY --chown=u:g . /app\nENV A=b\n")
        );
        assert_eq!(after("COPY k /k\nRUN chown 33.33 /k").as_deref(), Some("COPY --chown=33:33 k /k\n"));
        let last = fixed(NAME, "FROM a\nCOPY b.sh /b.sh\n\nRUN chmod 755 /b.sh");
        assert_eq!(last.as_deref(), Some("FROM a\nCOPY --chmod=755 b.sh /b.sh"), "the last line stays without an end");
        let kind = |run: &str| {
            let source = format!("FROM a\nCOPY a.sh /a.sh\nRUN {run} /a.sh\n");
            findings(NAME, &source).first().and_then(|it| it.fixes.first().map(|fix| fix.kind))
        };
        assert_eq!(
            (kind("chmod 755"), kind("chmod +x"), kind("chown u"), kind("chmod u=rwx")),
            (Some(Safe), Some(Ask), Some(Ask), None)
        );
    }

    #[test]
    fn a_folder_with_other_files_keeps_its_command() {
        for rest in ["COPY a.conf /etc/a/\nRUN chown -R u /etc/a", "COPY a.conf /etc/a/b\nRUN chown -R u /etc/a"] {
            assert_eq!(after(rest), None, "{rest}");
        }
    }

    #[test]
    fn silence_where_something_else_is_changed() {
        for rest in [
            "COPY a b /x/\nRUN chmod +x /x/a",
            "COPY a /x\nRUN chmod +x /y",
            "COPY a /x\nRUN make\nRUN chmod +x /x",
            "COPY a /x\nRUN make && chmod +x /x",
            "COPY a* /x/\nRUN chmod +x /x/ab",
            "COPY bin/ /x\nRUN chmod 755 /x",
            "COPY --chmod=755 a /x\nRUN chmod 755 /x",
            "RUN chmod 755 /x",
        ] {
            assert!(marked(NAME, &format!("FROM a\n{rest}\n")).is_empty(), "{rest}");
        }
    }
}
