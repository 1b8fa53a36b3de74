//! Paths of COPY and ADD: what lies there, which line keeps it out of the build, where it ends up.
//!
//! The build context is taken to be the folder of the Dockerfile, as everywhere in the model; what lies there is what the
//! surroundings tell.

use super::{Place, line_of, user};
use crate::ide::Hover;
use crate::ide::hover::page::{Page, code, codes};
use crate::ide::hover::words::{self, count};
use crate::model::Dockerfile;
use crate::model::builders::builders;
use crate::model::dockerfile::installs::join;
use crate::model::dockerfile::{Base, Evaluation, Instruction, Keyword, Stage, Word, context_path};
use crate::model::surroundings::FileKind;
use crate::text::Span;
use std::path::Path;

/// What a COPY or ADD does, in a sentence.
pub(super) fn effect(place: Place<'_>) -> Option<String> {
    let Place { file, index, instruction, .. } = place;
    let stage = file.stage_of(index)?;
    let words = instruction.arguments.words();
    let (target, sources) = words.split_last()?;
    if sources.is_empty() {
        return None;
    }
    let what = codes(sources.iter().map(|word| word.text.as_str()), 4);
    let from = match instruction.flag("from").and_then(|flag| flag.value.as_ref()) {
        Some(name) if file.stage_named(&name.text).is_some() => format!("of the stage {}", code(&name.text)),
        Some(name) => format!("of {}", code(&name.text)),
        None if instruction.context_sources().next().is_some() => "of the build context".to_owned(),
        None => "from elsewhere".to_owned(),
    };
    let owner = match instruction.flag("chown").and_then(|flag| flag.value.as_ref()) {
        Some(owner) => user::in_words(file, stage, &owner.text),
        None => "root".to_owned(),
    };
    let path = destination(place, target);
    // A file goes into a folder that is there or that a slash asks for, and takes the place of anything else.
    let is_folder = sources.len() > 1
        || target.text.ends_with('/')
        || file.runtime_before(index).workdir.trim_end_matches('/') == path;
    let goes = if is_folder { "into" } else { "at" };
    Some(format!("puts {what} {from} {goes} {}; it belongs to {owner}.", code(&path)))
}

/// The path of a destination from the root on, as far as the file tells.
fn destination(place: Place<'_>, target: &Word) -> String {
    let runtime = place.file.runtime_before(place.index);
    let written = value(place, target).unwrap_or_else(|| target.text.clone());
    match runtime.workdir.as_str() {
        "" if !written.starts_with('/')
            && place.file.stage_of(place.index).is_some_and(|stage| place.file.stands_on_scratch(stage)) =>
        {
            join("/", &written)
        }
        workdir => join(workdir, &written),
    }
}

/// A word with its variables put in; `None` where one is not known.
fn value(place: Place<'_>, word: &Word) -> Option<String> {
    if !word.text.contains('$') {
        return Some(word.text.trim_matches(['"', '\'']).to_owned());
    }
    let mut found = None;
    place.file.each_scope(|instruction, scope| {
        if std::ptr::eq(instruction, &place.file.instructions[place.index]) {
            found = match scope.evaluate(&word.text, place.file.escape.character()) {
                Evaluation::Text { text, awaited, .. } if awaited.is_empty() => Some(text),
                _ => None,
            };
        }
    });
    found
}

pub(super) fn hover(place: Place<'_>, word: &Word) -> Option<Hover> {
    let words = place.instruction.arguments.words();
    let is_last = words.last().is_some_and(|last| last.span == word.span);
    if is_last && words.len() > 1 {
        let told = effect(place)?;
        return Page::of(words::capitalized(&told)).about(word.span);
    }
    if word.text.starts_with("<<") {
        return None;
    }
    let Some(path) = value(place, word) else {
        return Page::of(format!("{}: a path that a variable decides", code(&word.text))).about(word.span);
    };
    if let Some(name) = place.instruction.flag("from").and_then(|flag| flag.value.as_ref()) {
        return in_stage(place, &name.text, &path, word.span);
    }
    if place.instruction.context_sources().all(|source| source.span != word.span) {
        return remote(place.instruction, &path).about(word.span);
    }
    in_context(place.file, &path).about(word.span)
}

fn remote(instruction: &Instruction, path: &str) -> Page {
    let is_git = path.starts_with("git@") || path.split(['#', '?']).next().is_some_and(|it| it.ends_with(".git"));
    let is_checked = instruction.flag("checksum").is_some();
    let what = match (is_git, is_checked) {
        (true, _) => {
            "A Git repository: BuildKit clones it, without its history. What follows `#` is the branch, tag or \
                      commit, and after a colon a folder."
        }
        (false, true) => "A download, checked against the `--checksum`. It gets mode 0600 and is not unpacked.",
        (false, false) => {
            "A download; nothing checks what arrives, for there is no `--checksum`. It gets mode 0600 and is not unpacked."
        }
    };
    Page::of(code(path)).add(what)
}

/// Entries of a folder or matches of a pattern that are told by name.
const MAX_NAMES: usize = 8;

fn in_context(file: &Dockerfile, path: &str) -> Page {
    let wanted = context_path(path);
    let surroundings = file.surroundings();
    let ignored = ignoring_line(file, &wanted);
    let Some(context) = &surroundings.context else {
        return on_disk(file, &wanted, path).add(ignored);
    };
    let has_wildcard = path.contains(['*', '?', '[']);
    if has_wildcard {
        let matched: Vec<&str> = context.iter().map(String::as_str).filter(|known| glob(&wanted, known)).collect();
        let told = match matched.len() {
            0 => "matches nothing in the build context".to_owned(),
            number => format!("matches {}: {}", number, codes(matched, MAX_NAMES)),
        };
        return Page::of(format!("{} {told}.", code(path)));
    }
    let folder = if wanted.is_empty() { String::new() } else { format!("{wanted}/") };
    let inside: Vec<&str> = context
        .iter()
        .map(String::as_str)
        .filter(|known| known.starts_with(&folder) && known.len() > folder.len())
        .collect();
    let is_folder_of =
        |known: &str| inside.iter().any(|other| other.strip_prefix(known).is_some_and(|rest| rest.starts_with('/')));
    if wanted.is_empty() || !inside.is_empty() {
        let files =
            if inside.len() > 400 { None } else { Some(inside.iter().filter(|known| !is_folder_of(known)).count()) };
        let number = files.map_or_else(|| count(inside.len(), "entry"), |files| count(files, "file"));
        let what = if wanted.is_empty() { "the whole build context".to_owned() } else { "a folder".to_owned() };
        let mut top: Vec<&str> =
            inside.iter().map(|known| &known[folder.len()..]).filter_map(|it| it.split('/').next()).collect();
        top.dedup();
        let note = match file.ignore_file() {
            Some(ignore) => format!("What {} keeps out is not counted.", code(&ignore.name)),
            None => "No `.dockerignore` keeps anything out.".to_owned(),
        };
        return Page::of(format!("{}: {what}, {number}", code(path))).add(codes(top, MAX_NAMES)).add(note);
    }
    if surroundings.has(&wanted) == Some(true) {
        return on_disk(file, &wanted, path);
    }
    if !ignored.is_empty() {
        return Page::of(format!("{} is kept out of the build context.", code(path))).add(ignored);
    }
    if let Some(page) = in_context_of_builder(file, &wanted, path) {
        return page;
    }
    let folder = surroundings.folder().map(|folder| folder.to_string_lossy().into_owned());
    let place = folder.map(|folder| format!(", looked for in {}", code(&folder))).unwrap_or_default();
    Page::of(format!("{} is not in the build context{place}.", code(path)))
}

/// What lies at a path of another context: that in which a service of a Compose file or a Bake target builds.
fn in_context_of_builder(file: &Dockerfile, wanted: &str, written: &str) -> Option<Page> {
    let files = file.surroundings().files.as_ref()?;
    builders(file).iter().find_map(|builder| {
        let context = builder.context.as_ref()?;
        files.kind(&context.join(wanted))?;
        let service = format!(
            "In the build context of the {} {}: {}.",
            builder.kind.noun(),
            code(&builder.name),
            code(&context.to_string_lossy())
        );
        Some(lying_in(file, context, wanted, written).add(service))
    })
}

/// What lies at a path of the context, by the disk.
fn on_disk(file: &Dockerfile, wanted: &str, written: &str) -> Page {
    let folder = file.surroundings().folder().unwrap_or(Path::new(""));
    lying_in(file, folder, wanted, written)
}

fn lying_in(file: &Dockerfile, folder: &Path, wanted: &str, written: &str) -> Page {
    let told = || {
        let path = folder.join(wanted);
        let files = file.surroundings().files.as_ref()?;
        Some(match files.kind(&path) {
            Some(FileKind::Folder) => {
                let names = files.names(&path).unwrap_or_default();
                format!("a folder with {}", count(names.len(), "entry"))
            }
            Some(FileKind::File) => match files.read(&path) {
                Ok(text) => {
                    format!("a file, {}, {}", words::size(text.len() as f64), count(text.lines().count(), "line"))
                }
                Err(_) => "a file".to_owned(),
            },
            Some(FileKind::Other) => "neither a file nor a folder".to_owned(),
            None => format!("not there; looked for in {}", code(&folder.to_string_lossy())),
        })
    };
    match told() {
        Some(told) => Page::of(format!("{}: {told}", code(written))),
        None => Page::of(format!("{}: a path of the build context", code(written))),
    }
}

/// Which line of the ignore file keeps a path out; empty where none does.
fn ignoring_line(file: &Dockerfile, wanted: &str) -> String {
    let told = || {
        let ignore = file.ignore_file()?;
        let pattern = ignore.patterns.verdict(wanted).filter(|pattern| !pattern.brings_back())?;
        Some(format!("Line {} of {} keeps it out: {}", pattern.line + 1, ignore.name, code(&pattern.text)))
    };
    if wanted.is_empty() { String::new() } else { told().unwrap_or_default() }
}

/// Whether a path fits a pattern of COPY: `*` and `?` stop at slashes. What lies below a folder that fits is not counted.
fn glob(pattern: &str, path: &str) -> bool {
    if pattern.matches('/').count() != path.matches('/').count() {
        return false;
    }
    crate::syntax::dockerignore::Dockerignore::parse(pattern).keeps_out(path)
}

/// A path of another stage or image: the line that makes it.
fn in_stage(place: Place<'_>, name: &str, path: &str, span: Span) -> Option<Hover> {
    let file = place.file;
    let Some(stage) = file.stage_named(name) else {
        let page = Page::of(format!("{} of the image {}", code(path), code(name)));
        return page.about(span);
    };
    let page = Page::of(format!("{} of the stage {}", code(path), code(&stage.label())));
    let page = match maker(file, stage, path) {
        Some(instruction) => {
            let line = line_of(file, instruction.span.start);
            let text = file.text(instruction.head);
            let shown: Vec<&str> = text.lines().take(MAX_LINES).collect();
            let more = if text.lines().count() > MAX_LINES { "\n…" } else { "" };
            page.add(format!("Probably made on line {line}:")).block("dockerfile", &(shown.join("\n") + more))
        }
        None => page.add(match file.image_reference_under(stage) {
            Some(image) => format!("No line of the stage names it; it may come with the image {}.", code(&image.text)),
            None => "No line of the stage names it.".to_owned(),
        }),
    };
    page.about(span)
}

/// Lines of an instruction that are shown.
const MAX_LINES: usize = 12;

/// The last instruction of a stage, or of those below it, that speaks of a path or of a folder around it.
fn maker<'a>(file: &'a Dockerfile, stage: &'a Stage, path: &str) -> Option<&'a Instruction> {
    let path = path.trim_end_matches('/');
    let mut current = Some(stage);
    let mut lineage = Vec::new();
    while let Some(stage) = current {
        lineage.push(stage);
        current = match stage.base {
            Base::Stage(parent) if parent < stage.index => file.stages.get(parent),
            _ => None,
        };
    }
    let instructions = || lineage.iter().flat_map(|stage| file.instructions_of(stage).iter().rev());
    let makes = |instruction: &Instruction| {
        matches!(instruction.keyword, Keyword::Run | Keyword::Copy | Keyword::Add | Keyword::Workdir)
    };
    let names =
        |instruction: &&Instruction, wanted: &str| makes(instruction) && mentions(file.text(instruction.span), wanted);
    // The path itself; then its name, as a command in its folder would say it; then the folders around it.
    let name = Path::new(path).file_name().and_then(|name| name.to_str()).filter(|name| name.len() > 1);
    let by_path = instructions().find(|instruction| !path.is_empty() && names(instruction, path));
    let by_name = || {
        let name = name?;
        instructions().find(|instruction| instruction.is(Keyword::Run) && names(instruction, name))
    };
    let by_folder = || {
        let folders = Path::new(path).ancestors().skip(1).filter_map(Path::to_str).filter(|folder| folder.len() > 1);
        let found =
            folders.into_iter().find_map(|folder| instructions().find(|instruction| names(instruction, folder)))?;
        // A WORKDIR only says where; the last command that ran there made it.
        let later = instructions().find(|it| it.is(Keyword::Run) && it.span.start > found.span.start);
        Some(later.filter(|_| found.is(Keyword::Workdir)).unwrap_or(found))
    };
    by_path.or_else(by_name).or_else(by_folder)
}

/// Whether a text holds a path as a whole: not as a part of a longer name.
fn mentions(text: &str, path: &str) -> bool {
    let is_part = |character: char| character.is_ascii_alphanumeric() || matches!(character, '_' | '-' | '.');
    text.match_indices(path).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + path.len()..]);
        !before.ends_with(is_part) && !after.starts_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
    })
}

#[cfg(test)]
mod tests {
    use super::super::hover;
    use super::super::testing::says;
    use crate::model::{Language, MemoryFiles, Snapshot, Surroundings};
    use std::sync::Arc;

    fn with_files(source: &str, context: &[&str], word: &str) -> String {
        let files = [
            ("/p/Dockerfile", source),
            ("/p/.dockerignore", "# notes\n*.log\n"),
            ("/p/a.txt", "one\ntwo\n"),
            ("/p/src/b.txt", "x"),
        ];
        let around = MemoryFiles::new(files).around("/p/Dockerfile");
        let context = context.iter().map(|path| (*path).to_owned()).collect::<Vec<_>>();
        let around = Arc::new(Surroundings { context: Some(context.into()), ..Surroundings::clone(&around) });
        let snapshot = Snapshot::of(Language::Dockerfile, source).with_surroundings(around);
        let found = hover(snapshot.dockerfile().expect("a Dockerfile"), source.find(word).expect("a word"));
        found.expect("a hover").markdown
    }

    #[test]
    fn a_source_says_what_lies_there() {
        let context = ["a.txt", "c.txt", "src", "src/b.txt"];
        let of = |path: &str| with_files(&format!("FROM x\nCOPY {path} /y/\n"), &context, path);
        assert_eq!(of("./a.txt"), "`./a.txt`: a file, 8 bytes, 2 lines");
        assert!(of("src").starts_with("`src`: a folder, 1 file\n\n`b.txt`"), "{}", of("src"));
        assert_eq!(of("*.txt"), "`*.txt` matches 2: `a.txt`, `c.txt`.");
        assert_eq!(of("gone"), "`gone` is not in the build context, looked for in `/p`.");
        assert!(of("x.log").ends_with("Line 2 of .dockerignore keeps it out: `*.log`"), "{}", of("x.log"));
        assert!(of(".").starts_with("`.`: the whole build context, 3 files"), "{}", of("."));
    }

    #[test]
    fn a_path_of_a_stage_leads_to_the_line_that_makes_it() {
        let source = "FROM go AS b\nWORKDIR /src\nRUN go build -o /out/app .\nFROM x\nCOPY --from=b /out/a$0pp /bin/\n";
        says(source, "/out/app", "Probably made on line 3:\n\n```dockerfile\nRUN go build -o /out/app .\n```");
        says("FROM go AS b\nFROM x\nCOPY --from=b /et$0c/x /\n", "/etc/x", "it may come with the image `go`");
    }

    #[test]
    fn a_destination_is_told_from_the_root_on() {
        says(
            "FROM x\nWORKDIR /w\nCOPY a b/$0\n",
            "b/",
            "Puts `a` of the build context into `/w/b`; it belongs to root.",
        );
        says("FROM x\nWORKDIR /w\nCOPY a /w$0\n", "/w", "context into `/w`;");
        says("FROM x\nWORKDIR /w\nCOPY a /v$0\n", "/v", "context at `/v`;");
        says("FROM x\nADD https://e.x/a.tgz /$0\n", "/", "from elsewhere into `/`");
    }

    #[test]
    fn downloads_and_repositories_are_told() {
        says("FROM x\nADD https://e.x/a$0.tgz /\n", "https://e.x/a.tgz", "nothing checks what arrives");
        says("FROM x\nADD https://e.x/a$0.git#v1 /\n", "https://e.x/a.git#v1", "A Git repository");
    }
}
