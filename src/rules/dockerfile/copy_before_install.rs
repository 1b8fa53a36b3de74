//! Sources that are copied before the dependencies are installed.

use crate::model::dockerfile::installs::{ManifestInstall, below, join};
use crate::reference::packages::{Action, Ecosystem};
use crate::rules::prelude::*;

rule! {
    /// All sources are copied before the dependencies are installed.
    ///
    /// A layer is built anew when something above it changed. With `COPY . .` above `npm ci`, every change of any file
    /// installs everything again. Copy the manifest and the lock file alone, install, and copy the rest then: as long as those
    /// two stay the same, the installation comes from the cache.
    ///
    /// The fix copies what the installation reads: the files that the project has, where it is at hand, else the usual names,
    /// with a `*` where one may be missing. Then it moves the big `COPY` below the installation. It is not offered where
    /// something in between needs the sources, nor where the installation itself does (a `postinstall` script, a workspace,
    /// `pip install .`), as far as the file and the manifests at hand tell. See that `.dockerignore` names `node_modules` and its like: what is
    /// copied after the installation would replace it.
    ///
    /// ```dockerfile
    /// FROM node:24-slim
    /// WORKDIR /srv
    /// COPY . .
    /// RUN npm ci
    /// CMD ["node", "server.js"]
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM node:24-slim
    /// WORKDIR /srv
    /// COPY package*.json .npmrc* ./
    /// RUN npm ci
    /// COPY . .
    /// CMD ["node", "server.js"]
    /// ```
    "copy-before-install", Warning, Ask,
    groups: [Performance],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    file.stages.iter().for_each(|stage| check_stage(file, stage, report));
}

/// A COPY or ADD of a whole folder of the context.
struct Broad<'a> {
    index: usize,
    instruction: &'a Instruction,
    source: &'a Word,
    /// The folder of the context, with a slash at its end; empty for the whole of it.
    folder: String,
    /// Where it goes.
    destination: String,
}

fn check_stage(file: &Dockerfile, stage: &Stage, report: &mut Report) {
    let mut broad: Vec<Broad> = Vec::new();
    for index in stage.range.clone() {
        let workdir = file.workdir_before(index);
        match file.instructions[index].keyword {
            Keyword::Copy | Keyword::Add => broad.extend(read_broad(file, index, workdir)),
            Keyword::Run if !broad.is_empty() => {
                for install in file.manifest_installs_of(index, workdir) {
                    let covers = |broad: &Broad| below(&broad.destination, &install.folder).is_some();
                    let Some(at) = broad.iter().rposition(covers) else { continue };
                    let broad = broad.remove(at);
                    report_early(file, stage, &broad, index, &install, report);
                }
            }
            _ => {}
        }
    }
}

fn read_broad<'a>(file: &'a Dockerfile, index: usize, workdir: &str) -> Option<Broad<'a>> {
    let instruction = &file.instructions[index];
    let [source, destination] = instruction.arguments.words() else { return None };
    if instruction.flag("from").is_some() || !instruction.heredocs.is_empty() || destination.text.contains(['"', '\''])
    {
        return None;
    }
    let folder = match source.text.trim_start_matches("./").trim_end_matches('/') {
        "" | "." | "*" => String::new(),
        path if is_folder(file, source, path) => format!("{path}/"),
        _ => return None,
    };
    let destination = join(workdir, &destination.text);
    Some(Broad { index, instruction, source, folder, destination })
}

/// Whether a source is surely a folder: by its slash, or because the context has it.
fn is_folder(file: &Dockerfile, source: &Word, path: &str) -> bool {
    if path.contains(['*', '?', '[', '$', '"', '\'', ':']) || path.starts_with('/') {
        return false;
    }
    source.text.ends_with('/') || file.context_holds(&format!("{path}/")).unwrap_or(false)
}

fn report_early(
    file: &Dockerfile,
    stage: &Stage,
    broad: &Broad,
    index: usize,
    install: &ManifestInstall,
    report: &mut Report,
) {
    let what = if broad.folder.is_empty() { "every change of a file" } else { "every change below it" };
    let keyword = broad.instruction.keyword.name();
    let finding = report.at(
        broad.source.span,
        format!("This {keyword} stands before `{}`, which therefore runs again after {what}", install.spelled),
    );
    finding.related(install.command.span(), "the installation");
    let Some(lines) = manifest_copy(file, stage, broad, index, install) else { return };
    if !may_swap(file, broad, index, install) {
        return;
    }
    let edits = swap(file, broad, index, &lines);
    finding.fix("Install first, copy the rest after", edits).declares(&[Change::Instructions]);
}

/// Takes the COPY away, puts `lines` before the RUN and the COPY after it. Blank lines stay as they divide things now.
fn swap(file: &Dockerfile, broad: &Broad, index: usize, lines: &str) -> Vec<Edit> {
    let run = &file.instructions[index];
    let from = file.start_with_comments(broad.instruction);
    let mut moved = Span::new(from, file.whole_lines(broad.instruction.span).end);
    let text = file.text(moved).trim_end_matches(['\r', '\n']).to_owned();
    let run_start = file.start_with_comments(run).max(moved.end);
    let after = file.whole_lines(run.span).end;
    let is_blank = |span: Span| !span.is_empty() && file.text(span).trim().is_empty();
    let next_line = file.whole_lines(Span::at(moved.end));
    let stands_apart = is_blank(next_line);
    let is_next = broad.index + 1 == index && !lines.is_empty();
    let before = &file.source()[..from];
    if !is_next && stands_apart && (before.ends_with("\n\n") || before.ends_with("\n\r\n")) {
        moved = moved.to(next_line);
    }
    let ends_open = !file.source()[..after].ends_with('\n');
    let gap = if stands_apart && is_next { "\n" } else { "" };
    let copy = if ends_open { format!("\n{gap}{text}") } else { format!("{gap}{text}\n") };
    if is_next {
        return vec![replace(moved, lines), insert(after, copy)];
    }
    let mut edits = vec![delete(moved), insert(after, copy)];
    if !lines.is_empty() {
        edits.push(insert(run_start.max(moved.end), lines));
    }
    edits
}

/// Whether the two can change places: nothing in between, nor in the RUN itself, needs what is copied.
fn may_swap(file: &Dockerfile, broad: &Broad, index: usize, install: &ManifestInstall) -> bool {
    let words = broad.instruction.arguments.words();
    let names_variable = words.iter().any(|word| word.text.contains('$'));
    let goes_to_workdir = words.last().is_some_and(|destination| !destination.text.starts_with('/'));
    let between = (broad.index + 1..index).all(|at| match file.instructions[at].keyword {
        Keyword::Run => is_indifferent(file, at, None),
        Keyword::Workdir => !goes_to_workdir,
        Keyword::Env | Keyword::Arg => !names_variable,
        Keyword::Label | Keyword::Expose | Keyword::User | Keyword::Shell => true,
        _ => false,
    });
    let is_parents = broad.instruction.flag("parents").is_some();
    // What is not ignored would be copied over what was installed.
    let would_be_replaced = ["node_modules/", "vendor/", ".venv/"].iter().any(|folder| {
        let folder = format!("{}{folder}", broad.folder);
        file.context_holds(&folder) == Some(true)
    });
    between && !is_parents && !would_be_replaced && !install.needs_sources && is_indifferent(file, index, Some(install))
}

/// Whether a RUN does nothing that looks at the sources, apart from the installation itself.
fn is_indifferent(file: &Dockerfile, index: usize, install: Option<&ManifestInstall>) -> bool {
    let commands = file.commands_of(index);
    !commands.is_empty()
        && commands.iter().all(|command| {
            let is_install = install.is_some_and(|install| install.command.span() == command.span());
            is_install || is_indifferent_command(*command)
        })
}

fn is_indifferent_command(command: Command) -> bool {
    const INDIFFERENT: [&str; 24] = [
        "addgroup", "adduser", "apt-mark", "apk", "cd", "corepack", "curl", "echo", "exit", "export", "gosu",
        "groupadd", "mkdir", "printf", "rm", "set", "sleep", "sudo", "test", "true", "umask", "useradd", "usermod",
        "wget",
    ];
    if let Some(invocation) = Invocation::read(command) {
        let is_local = |text: &str| text.starts_with(['.', '/']) || text.contains("file:");
        let names_only = !invocation.packages().is_empty()
            && invocation.packages().iter().all(|package| !is_local(package.text))
            && !invocation.has(&["-r", "--requirement", "-e", "--editable"]);
        return invocation.manager.ecosystem == Ecosystem::System
            || match invocation.action() {
                Some(Action::Clean | Action::Query) => true,
                Some(Action::Install | Action::Upgrade) => names_only,
                _ => invocation.verb().is_empty() && invocation.arguments().first() == Some(&"config"),
            };
    }
    command.name().is_some_and(|name| INDIFFERENT.contains(&name))
}

/// The COPY of what the installation reads, as lines; empty where it is there already, `None` where that cannot be told.
fn manifest_copy(
    file: &Dockerfile,
    stage: &Stage,
    broad: &Broad,
    index: usize,
    install: &ManifestInstall,
) -> Option<String> {
    let inner = below(&broad.destination, &install.folder)?;
    let folder = match inner {
        "" => broad.folder.clone(),
        inner => format!("{}{inner}/", broad.folder),
    };
    let reads = file.with_following(stage, index, install);
    if file.needs_sources(&folder, &reads) {
        return None;
    }
    let brought = file.brought_before(stage, broad.index, index, install);
    if install.reads.is_served_by(&brought) {
        return Some(String::new());
    }
    let mut files = file.files_to_copy(&folder, &reads)?;
    if brought.iter().any(|name| name == "package.json")
        && let Some(both) = files.iter_mut().find(|name| *name == "package*.json")
    {
        *both = "package-lock.json*".to_owned();
    }
    files.retain(|name| !brought.contains(name));
    let destination = match below(file.workdir_before(index), &install.folder) {
        Some("") => "./".to_owned(),
        Some(inside) => format!("{inside}/"),
        None if install.folder.starts_with('/') => format!("{}/", install.folder.trim_end_matches('/')),
        None => return None,
    };
    let kept = ["chown", "chmod", "link"];
    let flags = broad.instruction.flags.iter().filter(|flag| kept.contains(&flag.name.text.as_str()));
    let flags: String = flags.map(|flag| format!("{} ", file.text(flag.span))).collect();
    let mut lines = String::new();
    let (folders, plain): (Vec<&String>, Vec<&String>) = files.iter().partition(|name| name.ends_with('/'));
    if !plain.is_empty() {
        let sources: Vec<String> = plain.iter().map(|name| format!("{folder}{name}")).collect();
        lines.push_str(&format!("COPY {flags}{} {destination}\n", sources.join(" ")));
    }
    for name in folders {
        lines.push_str(&format!("COPY {flags}{folder}{name} {}{name}\n", destination.trim_start_matches("./")));
    }
    Some(lines)
}

#[cfg(test)]
mod tests {
    use crate::model::{Language, Snapshot, Surroundings};
    use crate::rules::settings::Selector;
    use crate::rules::testing::{findings, findings_among, fixed};
    use crate::rules::{Settings, check};
    use crate::text::apply_edits;
    use std::sync::Arc;

    const NAME: &str = "copy-before-install";

    /// The file after the fix, with a project at hand.
    fn fixed_in(context: &[&str], source: &str) -> Option<String> {
        let mut context: Vec<String> = context.iter().map(|&path| path.to_owned()).collect();
        context.sort();
        let surroundings = Surroundings { context: Some(context.into()), ..Surroundings::default() };
        let snapshot = Snapshot::of(Language::Dockerfile, source).with_surroundings(Arc::new(surroundings));
        let only = Settings { select: Some(vec![Selector::Rule(NAME)]), ..Settings::default() };
        let findings = check(&snapshot, &only);
        Some(apply_edits(source, &findings.first()?.fixes.first()?.edits))
    }

    #[test]
    fn the_files_that_the_project_has_are_copied() {
        let source = "FROM node:24\nWORKDIR /srv\nCOPY --chown=node . .\nRUN yarn install --frozen-lockfile\n";
        assert_eq!(
            fixed_in(&["package.json", "yarn.lock", ".yarnrc", "src/a.js", "patches/x.patch"], source).as_deref(),
            Some(
                "FROM node:24\nWORKDIR /srv\nCOPY --chown=node package.json yarn.lock .yarnrc ./\n\
                 RUN yarn install --frozen-lockfile\nCOPY --chown=node . .\n"
            )
        );
        assert_eq!(fixed_in(&["package.json", "packages/a/package.json"], source), None, "a workspace");
        assert_eq!(fixed_in(&["package.json", "node_modules/a/index.js"], source), None, "would be replaced");
        let guessed = fixed_in(&["src/a.js"], source).expect("another context is the real one");
        assert!(guessed.contains("COPY --chown=node package.json yarn.lock* .yarnrc* .npmrc* ./"), "{guessed}");
    }

    #[test]
    fn comments_move_along_and_folders_are_respected() {
        let source = "FROM python:3.13\n# all of it\nCOPY . /app\nWORKDIR /app\nRUN pip install -r requirements.txt";
        assert_eq!(
            fixed(NAME, source).as_deref(),
            Some(
                "FROM python:3.13\nWORKDIR /app\nCOPY requirements.txt ./\nRUN pip install -r requirements.txt\n\
                 # all of it\nCOPY . /app"
            )
        );
        let source = "FROM node:24\nWORKDIR /srv\nCOPY web/ web/\nRUN cd web && npm ci\n";
        assert_eq!(
            fixed(NAME, source).as_deref(),
            Some(
                "FROM node:24\nWORKDIR /srv\nCOPY web/package*.json web/.npmrc* web/\nRUN cd web && npm ci\nCOPY web/ web/\n"
            )
        );
    }

    #[test]
    fn no_blank_line_is_left_over() {
        let source = "FROM python:3.13\n\nADD ./ /x\n\nWORKDIR /x\n\nRUN pip install -r a.txt\n";
        let mended = "FROM python:3.13\n\nWORKDIR /x\n\nCOPY a.txt ./\nRUN pip install -r a.txt\nADD ./ /x\n";
        assert_eq!(fixed(NAME, source).as_deref(), Some(mended));
        assert_eq!(fixed(NAME, &source.replace('\n', "\r\n")), Some(mended.replace('\n', "\r\n")));
    }

    #[test]
    fn what_a_list_may_include_comes_with_it() {
        let source = "FROM python:3.13\nWORKDIR /x\nCOPY . .\nRUN pip install -r requirements.txt\n\
                      RUN pip install -r requirements-dev.txt -c pins.txt\n";
        let fixed = fixed_in(&[], source).expect("a fix");
        assert!(fixed.contains("COPY requirements*.txt pins.txt ./\nRUN pip install -r requirements.txt"), "{fixed}");
        let source = source.replace("RUN pip install -r requirements.txt\n", "");
        let fixed = fixed_in(&[], &source).expect("a fix");
        assert!(fixed.contains("COPY requirements*.txt pins.txt ./\nRUN"), "{fixed}");
    }

    #[test]
    fn what_is_there_already_is_not_copied_again() {
        let copied = |before: &str| {
            let source = format!("FROM node:24\nWORKDIR /x\n{before}\nCOPY . .\nRUN npm install\n");
            let fixed = fixed(NAME, &source).expect("a fix");
            fixed
                .replace(&format!("FROM node:24\nWORKDIR /x\n{before}\n"), "")
                .replace("RUN npm install\nCOPY . .\n", "")
        };
        assert_eq!(copied("COPY package*.json ."), "");
        assert_eq!(copied("COPY package.json package-lock.json /x/"), "");
        assert_eq!(copied("COPY package.json ."), "COPY package-lock.json* .npmrc* ./\n");
        assert_eq!(copied("COPY package*.json /elsewhere/"), "COPY package*.json .npmrc* ./\n");
        let lists = "FROM a\nWORKDIR /x\nCOPY a.txt .\nCOPY . .\nRUN pip install -r a.txt -r b.txt\n";
        assert_eq!(
            fixed(NAME, lists).as_deref(),
            Some("FROM a\nWORKDIR /x\nCOPY a.txt .\nCOPY b.txt ./\nRUN pip install -r a.txt -r b.txt\nCOPY . .\n")
        );
    }

    #[test]
    fn a_manifest_that_asks_for_the_sources_is_heard() {
        let offers = |manifest: &str| {
            let source = "FROM node:24\nWORKDIR /x\nCOPY . .\nRUN npm ci\n";
            let files = [("package.json", manifest), ("Dockerfile", source)];
            findings_among(NAME, &files, source).iter().map(|finding| finding.fixes.len()).collect::<Vec<_>>()
        };
        assert_eq!(offers("{}"), [1]);
        assert_eq!(offers(r#"{"scripts": {"postinstall": "node a.js"}}"#), [0]);
    }

    #[test]
    fn what_needs_the_sources_keeps_them_where_they_are() {
        for rest in [
            "RUN npm ci && npm run build",
            "RUN make generate\nRUN npm ci",
            "WORKDIR /x/y\nWORKDIR /x\nRUN npm ci",
            "RUN poetry install",
            "RUN composer install",
        ] {
            let source = format!("FROM a\nWORKDIR /x\nCOPY . .\n{rest}\n");
            assert_eq!((findings(NAME, &source).len(), fixed(NAME, &source)), (1, None), "{rest}");
        }
    }

    #[test]
    fn silence_where_the_order_is_right() {
        for source in [
            "FROM a\nCOPY package.json .\nRUN npm ci\nCOPY . .\nRUN npm run build\n",
            "FROM a\nCOPY . .\nRUN npm install -g pnpm\n",
            "FROM a\nCOPY . .\nRUN pip install .\n",
            "FROM a\nCOPY --from=b . .\nRUN npm ci\n",
            "FROM a\nCOPY a.conf /etc/\nRUN npm ci\n",
            "FROM a\nWORKDIR /x\nCOPY . .\nRUN cd /y && npm ci\n",
            "FROM a\nCOPY . /x\nFROM b\nWORKDIR /x\nRUN npm ci\n",
        ] {
            assert!(findings(NAME, source).is_empty(), "{source}");
        }
    }
}
