//! Health checks, ready to be taken: for the service that the stage runs, with a tool that its image has.

use super::Here;
use crate::ide::CompletionKind;
use crate::ide::completion::items::Menu;
use crate::reference::images::health::for_image;
use crate::text::Span;

/// How many are shown among the instructions; behind HEALTHCHECK stand all.
const FEW: usize = 3;

/// Whole instructions, among the others.
pub(super) fn instructions(here: Here, sort: u16, menu: &mut Menu) {
    whole(here, sort, FEW, "HEALTHCHECK", menu);
}

fn whole(here: Here, sort: u16, count: usize, filter: &str, menu: &mut Menu) {
    let port = exposed_port(here);
    for (rank, check) in (0..).zip(for_image(here.image())).take(count) {
        let body = check.dockerfile_snippet(port.as_deref());
        let body = body.replacen("HEALTHCHECK", &here.in_case("HEALTHCHECK"), 1);
        menu.snippet(&check.title, &body.replacen(" CMD ", &here.in_case(" CMD "), 1), sort + rank)
            .filter(filter)
            .detail(&format!("needs {}", check.tool))
            .document(&format!("```dockerfile\n{}\n```", check.dockerfile(port.as_deref())));
    }
}

/// What may follow HEALTHCHECK and its flags.
pub(super) fn kinds(here: Here, menu: &mut Menu) {
    menu.plain(CompletionKind::Keyword, &here.in_case("CMD"), 1)
        .detail("the command that tells whether the container is well");
    menu.plain(CompletionKind::Keyword, &here.in_case("NONE"), 90)
        .detail("switches off the check that the base image brings");
    let Some(instruction) = here.instruction() else { return };
    let typed = Span::new(instruction.name.span.start, here.offset);
    let is_begun = here.file.text(typed).contains(['\n', '=']);
    if !is_begun {
        let word = menu.word();
        menu.aim(Span::new(typed.start, word.end.max(here.offset)));
        whole(here, 100, usize::MAX, here.file.text(typed), menu);
        menu.aim(word);
    }
}

/// What may follow `HEALTHCHECK CMD`.
pub(super) fn commands(here: Here, menu: &mut Menu) {
    let port = exposed_port(here);
    for (rank, check) in (0..).zip(for_image(here.image())) {
        let whole = check.dockerfile_snippet(port.as_deref());
        let Some((_, command)) = whole.split_once(" CMD ") else { continue };
        // Whoever begins to type the tool's name shall find it too.
        menu.snippet(&check.title, command, rank)
            .filter(&format!("{} {}", check.tool, check.title))
            .detail(&format!("needs {}", check.tool));
    }
}

/// The port that the stage exposes, where it is one number.
fn exposed_port(here: Here) -> Option<String> {
    let runtime = here.file.runtime_of(here.stage()?);
    let port = runtime.exposed.first()?.split('/').next()?;
    port.parse::<u16>().ok().map(|port| port.to_string())
}

#[cfg(test)]
mod tests {
    use super::super::testing::{at, begins, inserted, labels, offers};

    #[test]
    fn flags_kinds_and_whole_checks() {
        offers("FROM postgres:17\nHEALTHCHECK ^", &["--interval", "CMD", "NONE", "Ask PostgreSQL"]);
        assert!(
            inserted(&at("FROM postgres:17\nHEALTHCHECK ^"), "Ask PostgreSQL").starts_with("HEALTHCHECK --interval=")
        );
        begins("FROM postgres:17\nHEALTHCHECK CMD ^", &["Ask PostgreSQL"]);
        begins("FROM postgres:17\nHEALTHCHECK --interval=5s \\\n  CMD ^", &["Ask PostgreSQL"]);
    }

    #[test]
    fn the_tool_is_one_that_the_image_has() {
        let items = at("FROM node:24-slim\nEXPOSE 3000\nHEALTHCHECK CMD ^");
        let titles = labels(&items);
        assert!(
            titles.contains(&"Ask by HTTP with Node.js") && !titles.contains(&"Ask by HTTP with curl"),
            "{titles:?}"
        );
        assert!(inserted(&items, "Ask by HTTP with Node.js").contains("3000"));
    }
}
