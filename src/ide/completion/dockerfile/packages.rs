//! The packages that an installation may name: those that this file and the Dockerfiles beside it install, and those of the
//! distribution that are used most. What there is beyond that, only the distribution's own index knows.

use super::Here;
use crate::ide::CompletionKind;
use crate::ide::completion::items::Menu;
use crate::model::installed::installed_around;
use crate::reference::packages::{Action, Family, Manager, SYSTEM_PACKAGES, SystemPackage};
use std::collections::BTreeSet;

/// How many of the table are listed before anything is typed.
const UNASKED: usize = 60;

/// Behind the options, which sort below this.
const FIRST: u16 = 100;

/// Packages that the manager installs, but for those that the call names already.
pub(super) fn offer(here: Here, manager: &'static Manager, given: &BTreeSet<&str>, menu: &mut Menu) {
    let typed = here.typed(menu).to_ascii_lowercase();
    let family = Family::of(manager);
    let topic = |family: Family, name: &str| format!("dockerfile package {} {name}", family.title());
    let is_same = |other: &Manager| match family {
        Some(_) => Family::of(other) == family,
        None => other.ecosystem == manager.ecosystem,
    };
    let mut seen: BTreeSet<String> = given.iter().map(|name| (*name).to_owned()).collect();
    for (rank, (name, place)) in (FIRST..FIRST + 100).zip(used(here, is_same)) {
        if fits(&name, &typed) && seen.insert(name.clone()) {
            let item = menu.plain(CompletionKind::Value, &name, rank).detail(&place);
            if let Some(family) = family.filter(|_| SYSTEM_PACKAGES.iter().any(|it| it.name_in_any(&name))) {
                item.topic(&topic(family, &name));
            }
        }
    }
    let Some(family) = family else { return };
    let named = SYSTEM_PACKAGES.iter().filter_map(|package| Some((package, package.name_in(family)?)));
    let mut shown = 0;
    for (rank, (package, name)) in (FIRST + 100..).zip(named) {
        // Whoever knows it by the name of another family finds it too.
        let other = Family::ALL.iter().filter_map(|it| package.name_in(*it)).find(|it| it.starts_with(&typed));
        let by_other = other.filter(|_| !typed.is_empty() && !fits(name, &typed));
        if shown == UNASKED && typed.is_empty() {
            menu.is_partial = true;
            return;
        }
        if (fits(name, &typed) || by_other.is_some()) && seen.insert(name.to_owned()) {
            shown += 1;
            let item = menu.plain(CompletionKind::Value, name, rank).detail(package.about).topic(&topic(family, name));
            if let Some(other) = by_other {
                item.filter(other);
            }
        }
    }
}

/// The page of a package: what it holds, and what the other families call it.
pub(super) fn page(entry: &str) -> Option<String> {
    let (family, name) = entry.rsplit_once(' ')?;
    let family = Family::ALL.into_iter().find(|it| it.title() == family)?;
    crate::ide::hover::package(family, name)
}

/// Whether the letters typed stand in a name in this order, as editors match them.
fn fits(name: &str, typed: &str) -> bool {
    let mut letters = name.chars();
    typed.chars().all(|wanted| letters.any(|letter| letter.eq_ignore_ascii_case(&wanted)))
}

/// The packages that this file installs elsewhere, and then those of the Dockerfiles around, each with where that is.
fn used(here: Here, is_same: impl Fn(&Manager) -> bool) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    let mut add = |name: &str, place: &str| {
        let is_name = name.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '@') && !name.contains(['$', '*']);
        if is_name && found.iter().all(|(known, _)| known != name) {
            found.push((name.to_owned(), place.to_owned()));
        }
    };
    let typed = here.instruction().map(|it| it.span);
    let elsewhere = here.file.invocations().filter(|it| it.action() == Some(Action::Install) && is_same(it.manager));
    for package in elsewhere.flat_map(|it| it.packages()).filter(|it| !it.varies) {
        if typed.is_none_or(|typed| !typed.touches(package.span.start)) {
            add(package.text, "installed in this file");
        }
    }
    for other in installed_around(here.file.surroundings()) {
        let place = format!("installed in {}", other.file.file_name().unwrap_or_default().to_string_lossy());
        other.packages.iter().filter(|(manager, _)| is_same(manager)).for_each(|(_, name)| add(name, &place));
    }
    found
}

impl SystemPackage {
    fn name_in_any(&self, name: &str) -> bool {
        Family::ALL.iter().any(|family| self.name_in(*family) == Some(name))
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{among, at, begins, offers, withholds};
    use crate::ide::documentation;

    #[test]
    fn packages_are_those_of_the_distribution() {
        offers("FROM debian\nRUN apt-get install -y build^", &["build-essential"]);
        offers("FROM alpine\nRUN apk add --no-cache build^", &["build-base"]);
        offers("FROM fedora\nRUN dnf install -y \\\n    gcc-^", &["gcc-c++"]);
        withholds("FROM alpine\nRUN apk add git ^", &["git", "build-essential"]);
        withholds("FROM debian\nRUN apt-get remove ^", &["curl"]);
        begins("FROM debian\nRUN apt-get install -y --no-install-recommends ca^", &["ca-certificates"]);
    }

    #[test]
    fn the_name_of_another_distribution_leads_to_the_own_one() {
        let items = at("FROM alpine\nRUN apk add build-ess^");
        assert_eq!((items[0].label.as_str(), items[0].filter.as_deref()), ("build-base", Some("build-essential")));
    }

    #[test]
    fn what_is_installed_elsewhere_comes_first() {
        begins("FROM debian AS a\nRUN apt-get install -y zsh\nFROM debian\nRUN apt-get install -y z^", &["zsh"]);
        let other = "FROM debian\nRUN apt-get update && apt-get install -y \\\n  libfoo-dev curl\n";
        let files = [("/p/Dockerfile", ""), ("/p/Dockerfile.dev", other)];
        let items = among("FROM debian\nRUN apt-get install -y lib^", &files);
        assert_eq!(items[0].label, "libfoo-dev");
        assert_eq!(items[0].detail.as_deref(), Some("installed in Dockerfile.dev"));
    }

    #[test]
    fn other_managers_have_what_is_used_around() {
        offers("FROM a AS a\nRUN pip install flask\nFROM b\nRUN pip install f^", &["flask"]);
    }

    #[test]
    fn a_page_tells_what_the_others_call_it() {
        let page = documentation("dockerfile package Red Hat gcc-c++").expect("a page");
        assert!(page.contains("`g++` in Debian and Alpine"), "{page}");
    }
}
