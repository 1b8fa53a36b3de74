//! What the Bake files around say of a Dockerfile: where they spell the names of its stages, arguments and contexts, and why
//! one of those names could not be changed there.
//!
//! A Bake file is no document of ours, so nothing starts from one: it is led to, and it is changed along with a Dockerfile. A
//! name that it has by an expression, or spells for several Dockerfiles at once, keeps the rename from happening.

use super::Site;
use super::near::Near;
use crate::ide::names::Role;
use crate::model::Dockerfile;
use crate::model::bake::{Bake, Named, Place, Target};
use crate::model::builders::bakes_around;
use std::path::{Path, PathBuf};

/// Visits the Bake files of each folder around a Dockerfile.
fn each(near: &Near<'_>, dockerfile: &Path, mut visit: impl FnMut(&Bake)) {
    let own = near.own();
    if near.own_path() == Some(dockerfile) {
        bakes_around(own.snapshot().surroundings()).iter().for_each(visit);
    } else {
        let around = own.snapshot().surroundings().of_neighbour(dockerfile.to_owned());
        bakes_around(&around).iter().for_each(&mut visit);
    }
}

fn site(near: &Near<'_>, bake: &Bake, place: Place, role: Role) -> Option<Site> {
    let site = Site::at(near, &bake.files.get(place.file)?.path, place.span, role);
    // Without a file it would be a place of the document itself.
    site.file.is_some().then_some(site)
}

/// The stages that a target names: what it asks for, and what it does not cache.
fn stages(target: &Target) -> impl Iterator<Item = &Named> {
    target.target.iter().chain(&target.filtered)
}

/// The places that name the stage at `index`.
pub(super) fn stage_sites(near: &Near<'_>, dockerfile: &Path, file: &Dockerfile, index: usize) -> Vec<Site> {
    let mut sites = Vec::new();
    each(near, dockerfile, |bake| {
        for named in bake.building(dockerfile).flat_map(stages) {
            let Some(stage) = file.stage_named(&named.name).filter(|stage| stage.index == index) else { continue };
            let role = if stage.is_named(&named.name) { Role::Use } else { Role::Indirect };
            sites.extend(named.places.iter().filter_map(|place| site(near, bake, *place, role)));
        }
    });
    sites
}

/// The places that give an argument.
pub(super) fn argument_sites(near: &Near<'_>, dockerfile: &Path, name: &str) -> Vec<Site> {
    let mut sites = Vec::new();
    each(near, dockerfile, |bake| {
        let arguments = bake.building(dockerfile).flat_map(|target| &target.arguments);
        for argument in arguments.filter(|argument| argument.named.name == name) {
            sites.extend(argument.named.places.iter().filter_map(|place| site(near, bake, *place, Role::Use)));
        }
    });
    sites
}

/// The places that say what a named context is.
pub(super) fn context_sites(near: &Near<'_>, dockerfile: &Path, name: &str) -> Vec<Site> {
    let mut sites = Vec::new();
    each(near, dockerfile, |bake| {
        let contexts = bake.building(dockerfile).flat_map(|target| &target.contexts);
        for context in contexts.filter(|context| context.name == name) {
            sites.extend(context.places.iter().filter_map(|place| site(near, bake, *place, Role::Declaration)));
        }
    });
    sites
}

/// Whether a stage may lose its name as far as Bake goes.
pub(super) fn check_stage(near: &Near<'_>, dockerfile: &Path, file: &Dockerfile, index: usize) -> Result<(), String> {
    let mut verdict = Ok(());
    each(near, dockerfile, |bake| {
        for target in bake.building(dockerfile) {
            if target.is_target_unknown {
                set(&mut verdict, by_expression(bake, target, "a stage"));
            }
            let means = |named: &&Named| {
                file.stage_named(&named.name).is_some_and(|it| it.index == index && it.is_named(&named.name))
            };
            for named in stages(target).filter(means) {
                let name = &named.name;
                if named.places.is_empty() {
                    set(&mut verdict, by_expression(bake, target, &format!("the stage `{name}`")));
                }
                for other in shared(near, bake, dockerfile, name, |other| stages(other).any(|it| overlap(it, named))) {
                    set(&mut verdict, other);
                }
            }
            let is_taken = |name: &str| target.contexts.iter().any(|context| context.name.eq_ignore_ascii_case(name));
            if let Some(name) = file.stages[index].name.as_ref().filter(|name| is_taken(&name.text)) {
                set(
                    &mut verdict,
                    format!("{} puts a context in place of the stage `{}`.", at(bake, target), name.text),
                );
            }
        }
    });
    verdict
}

/// Whether an argument may be called otherwise, as far as Bake goes.
pub(super) fn check_argument(near: &Near<'_>, dockerfile: &Path, name: &str) -> Result<(), String> {
    let mut verdict = Ok(());
    each(near, dockerfile, |bake| {
        for target in bake.building(dockerfile) {
            let given = target.arguments.iter().find(|argument| argument.named.name == name);
            let is_hidden = given.is_some_and(|given| given.named.places.is_empty());
            // `target.web.args.NAME` means it from elsewhere.
            let ways = [format!(".args.{name}"), format!("args[\"{name}\"]")];
            let is_read = ways.iter().any(|way| bake.files.iter().any(|file| has_word(&file.text, way)));
            let may_be = target.are_arguments_open && bake.files.iter().any(|file| has_word(&file.text, name));
            if is_hidden || may_be || (given.is_some() && is_read) {
                set(&mut verdict, by_expression(bake, target, &format!("`{name}`")));
            }
            let Some(given) = given else { continue };
            let is_shared = |other: &Target| other.arguments.iter().any(|it| overlap(&it.named, &given.named));
            for other in shared(near, bake, dockerfile, name, is_shared) {
                set(&mut verdict, other);
            }
        }
    });
    verdict
}

/// Whether no target gives an argument of this name yet.
pub(super) fn check_free_argument(near: &Near<'_>, dockerfile: &Path, name: &str) -> Result<(), String> {
    let mut verdict = Ok(());
    each(near, dockerfile, |bake| {
        let gives = |target: &&Target| target.arguments.iter().any(|argument| argument.named.name == name);
        if let Some(target) = bake.building(dockerfile).find(gives) {
            set(&mut verdict, format!("{} gives an argument `{name}` already.", at(bake, target)));
        }
    });
    verdict
}

fn overlap(one: &Named, other: &Named) -> bool {
    one.places.iter().any(|place| other.places.contains(place))
}

/// Why a place that other Dockerfiles are built by too cannot be changed: those of them that may have the name.
fn shared(
    near: &Near<'_>,
    bake: &Bake,
    dockerfile: &Path,
    name: &str,
    shares: impl Fn(&Target) -> bool,
) -> Vec<String> {
    let has_name = |path: &PathBuf| near.text(path).is_some_and(|text| has_word(&text, name));
    let others = bake.targets.iter().filter(|it| !it.is_pattern && it.dockerfile.as_deref() != Some(dockerfile));
    let concerned = others.filter(|other| shares(other) && other.dockerfile.as_ref().is_none_or(has_name));
    concerned
        .map(|other| format!("{} says `{name}` to another Dockerfile by the same line.", at(bake, other)))
        .collect()
}

fn by_expression(bake: &Bake, target: &Target, what: &str) -> String {
    format!("{} names {what} by an expression, which a rename cannot follow.", at(bake, target))
}

/// `Bake target web (docker-bake.hcl)`
fn at(bake: &Bake, target: &Target) -> String {
    let file = bake.files.get(target.place.file).and_then(|file| file.path.file_name());
    let file = file.map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    format!("The Bake target `{}` ({file})", target.name)
}

/// Keeps the first reason.
fn set(verdict: &mut Result<(), String>, reason: String) {
    if verdict.is_ok() {
        *verdict = Err(reason);
    }
}

/// Whether a text has these characters and no others of a name right beside them.
fn has_word(text: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back().filter(|_| word.starts_with(is_part));
        !before.is_some_and(is_part) && !text[at + word.len()..].starts_with(is_part)
    })
}

#[cfg(test)]
mod tests {
    use crate::ide::navigation::{definition, references, rename};
    use crate::model::{Language, MemoryFiles, Snapshot};
    use crate::text::apply_edits;

    const SOURCE: &str = "ARG V=1\nFROM a:$V AS dev\nFROM ctx\nCOPY --from=dev /a /a\n";

    fn with(others: &[(&str, &str)]) -> Snapshot {
        let files = others.iter().copied().chain([("/p/Dockerfile", SOURCE)]);
        let around = MemoryFiles::new(files).around("/p/Dockerfile");
        Snapshot::of(Language::Dockerfile, SOURCE).with_surroundings(around)
    }

    fn renamed(bake: &str, word: &str, name: &str) -> Result<String, String> {
        let others = [("/p/docker-bake.hcl", bake), ("/p/other.Dockerfile", "ARG V\nFROM b AS dev\n")];
        let snapshot = with(&others);
        let files = rename(&snapshot, SOURCE.find(word).expect("the word"), name)?;
        let changed = files.into_iter().find(|(file, _)| file.is_some());
        Ok(changed.map_or_else(|| bake.to_owned(), |(_, edits)| apply_edits(bake, &edits)))
    }

    #[test]
    fn a_rename_changes_the_bake_file_too() {
        let bake = "target \"_c\" { args = { V = 1 } }\ntarget \"web\" {\n  inherits = [\"_c\"]\n  args = { \"V\" = 2 }\n  target = \"dev\"\n  \
                    no-cache-filter = [\"dev\"]\n}\n";
        assert_eq!(renamed(bake, "V", "W").as_deref(), Ok(bake.replace('V', "W").as_str()));
        assert_eq!(renamed(bake, "dev", "test").as_deref(), Ok(bake.replace("dev", "test").as_str()));
        let json = r#"{"target": {"web": {"args": {"V": "1"}, "target": "dev"}}}"#;
        let snapshot = with(&[("/p/docker-bake.json", json)]);
        let sites = references(&snapshot, 4);
        assert_eq!(
            sites.iter().filter_map(|site| site.file.as_ref().map(|file| site.span.of(&file.text))).collect::<Vec<_>>(),
            ["V"]
        );
    }

    #[test]
    fn a_rename_that_bake_would_not_follow_is_refused() {
        let refused = [
            ("variable \"T\" { default = \"dev\" }\ntarget \"web\" { target = T }\n", "dev", "by an expression"),
            ("target \"web\" { args = merge({ V = 1 }, {}) }\n", "V", "by an expression"),
            (
                "target \"web\" { args = { V = 1 } }\ntarget \"api\" { args = { W = target.web.args.V } }\n",
                "V",
                "expression",
            ),
            (
                "target \"_c\" { args = { V = 1 } }\ntarget \"web\" { inherits = [\"_c\"] }\n\
                 target \"api\" {\n  inherits = [\"_c\"]\n  dockerfile = \"other.Dockerfile\"\n}\n",
                "V",
                "another Dockerfile by the same line",
            ),
            ("target \"web\" { args = { V = 1, W = 2 } }\n", "V", "gives an argument `W` already"),
        ];
        for (bake, word, reason) in refused {
            let verdict = renamed(bake, word, "W");
            assert!(verdict.as_ref().is_err_and(|sentence| sentence.contains(reason)), "{bake}{verdict:?}");
        }
        let elsewhere = "target \"api\" { dockerfile = \"other.Dockerfile\", args = { V = 1 } }\n";
        assert_eq!(renamed(elsewhere, "V", "W").as_deref(), Ok(elsewhere));
    }

    #[test]
    fn a_named_context_leads_to_the_line_that_gives_it() {
        let bake = "target \"web\" { contexts = { ctx = \"target:base\" } }\n";
        let snapshot = with(&[("/p/docker-bake.hcl", bake)]);
        let found = definition(&snapshot, SOURCE.find("ctx").expect("the word")).expect("a definition");
        assert_eq!(found.targets[0].span.of(bake), "ctx");
    }
}
