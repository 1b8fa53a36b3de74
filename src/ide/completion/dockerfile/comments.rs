//! Comments that mean something: parser directives at the top, and the lists of rules that other comments silence.

use super::Here;
use super::place::Whose;
use crate::ide::CompletionKind;
use crate::ide::completion::items::Menu;
use crate::model::Language;
use crate::reference::dockerfile::{CHECKS, DIRECTIVES, directive};
use crate::rules::RULES;

/// How a comment may begin.
pub(super) fn begin(here: Here, at_top: bool, menu: &mut Menu) {
    let start = menu.word().start;
    for directive in DIRECTIVES.iter().filter(|_| at_top) {
        let given = here.file.directives.iter().filter(|given| given.span.end < start);
        if given.into_iter().any(|given| given.name.key() == directive.name) {
            continue;
        }
        for (rank, form) in (0..).zip(directive.snippets) {
            let sort = rank + if directive.name == "syntax" { 0 } else { 2 };
            menu.snippet(form.label, form.body, sort)
                .filter(&format!("# {}", directive.name))
                .detail(&format!("default: {}", directive.default))
                .topic(&format!("dockerfile directive {}", directive.name));
        }
    }
    for (rank, (label, detail)) in (10..).zip([
        ("# dunnage ignore=", "silences rules for the next instruction"),
        ("# dunnage ignore-file=", "silences rules for the whole file"),
        ("# hadolint ignore=", "the same in hadolint's words"),
        ("# check=skip=", "silences BuildKit's checks"),
    ]) {
        // Snippets are for whole constructs; this is a beginning, after which the list is asked for.
        menu.plain(CompletionKind::Keyword, label, rank).detail(detail);
    }
}

pub(super) fn directive_values(name: &str, menu: &mut Menu) {
    let Some(directive) = directive(name) else { return };
    for (rank, choice) in (0..).zip(directive.values) {
        menu.plain(CompletionKind::Value, choice.value, rank).detail(choice.doc.trim_end_matches('.'));
    }
}

/// The names that a list may go on with.
pub(super) fn rules(here: Here, whose: Whose, given: &[String], menu: &mut Menu) {
    let is_new = |name: &str| given.iter().all(|given| given != name);
    let typed = here.typed(menu).to_ascii_lowercase();
    let rules = RULES.iter().filter(|rule| rule.language() == Language::Dockerfile);
    match whose {
        Whose::Ours => {
            // There are hundreds: whoever has begun to type gets those that hold what was typed.
            menu.is_partial = !typed.is_empty();
            let holds = |name: &str| name.contains(&typed);
            for rule in rules.filter(|rule| is_new(rule.meta.name) && holds(rule.meta.name)) {
                menu.plain(CompletionKind::Rule, rule.meta.name, 0)
                    .detail(rule.meta.summary())
                    .topic(&format!("dockerfile rule {}", rule.meta.name));
            }
        }
        Whose::BuildKit => {
            for (rank, check) in (0..).zip(CHECKS.iter().filter(|check| is_new(check.name))) {
                menu.plain(CompletionKind::Rule, check.name, rank).topic(&format!("dockerfile check {}", check.name));
            }
            if given.is_empty() {
                menu.plain(CompletionKind::Rule, "all", 100).detail("every check");
            }
        }
        Whose::Hadolint => {
            for rule in rules {
                for code in rule.meta.aka.iter().filter_map(|code| code.strip_prefix("hadolint:")) {
                    if is_new(code) {
                        menu.plain(CompletionKind::Rule, code, 0)
                            .detail(rule.meta.summary())
                            .topic(&format!("dockerfile rule {}", rule.meta.name));
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{begins, offers, withholds};

    #[test]
    fn directives_stand_at_the_top() {
        begins("# ^\nFROM a", &["syntax", "check, fail on findings"]);
        offers("#^\nFROM a", &["syntax", "escape"]);
        withholds("# syntax=x\n# ^\nFROM a", &["syntax"]);
        withholds("FROM a\n# ^", &["syntax"]);
        offers("FROM a\n# ^", &["# dunnage ignore=", "# hadolint ignore="]);
        begins("# syntax=^\nFROM a", &["docker/dockerfile:1"]);
        offers("# escape=^\nFROM a", &["`"]);
        offers("# check=^\nFROM a", &["skip=", "error=true"]);
        offers("# check=skip=JSONArgsRecommended;^\nFROM a", &["error=true"]);
    }

    #[test]
    fn lists_of_rules_go_on_with_what_is_not_there() {
        offers("FROM a\n# dunnage ignore=^\nUSER x", &["maintainer-deprecated"]);
        offers("FROM a\n# dunnage ignore=dep^\nUSER x", &["maintainer-deprecated"]);
        withholds("FROM a\n# dunnage ignore=dep^\nUSER x", &["root-user"]);
        withholds("FROM a\n# dunnage ignore=^\nUSER x", &["anonymous-volume"]);
        withholds("FROM a\n# dunnage ignore=maintainer-deprecated,^\nUSER x", &["maintainer-deprecated"]);
        offers("FROM a\n# hadolint ignore=^", &["DL3008", "DL4000"]);
        offers("# check=skip=^\nFROM a", &["StageNameCasing", "all"]);
        withholds("# check=skip=StageNameCasing,^\nFROM a", &["StageNameCasing", "all"]);
        offers("FROM a\n# check=skip=^\nRUN x", &["StageNameCasing"]);
    }
}
