//! The first word of a line: instructions, in the order in which people go on, with ready forms behind them.

use super::{Here, health};
use crate::ide::CompletionKind;
use crate::ide::completion::items::Menu;
use crate::model::dockerfile::Keyword;
use crate::reference::dockerfile::INSTRUCTIONS;

/// What most often follows an instruction, the most frequent first. Counted in 1,700 public Dockerfiles; what is missing
/// from a line follows in the order of [`USUAL`].
const FOLLOWERS: [(Keyword, &[Keyword]); 13] = {
    use Keyword::*;
    [
        (From, &[Run, Workdir, Arg, Env, Label, Copy]),
        (Run, &[Run, Copy, Env, Workdir, Expose, Cmd, Entrypoint, From]),
        (Copy, &[Copy, Run, Expose, Entrypoint, Workdir, Env, Cmd, From]),
        (Add, &[Run, Workdir, Add, Env, Copy]),
        (Env, &[Env, Run, Copy, Workdir, Expose]),
        (Arg, &[Arg, Run, Env, Copy, Workdir]),
        (Workdir, &[Copy, Run, Env, Cmd, Expose]),
        (Label, &[Run, Copy, Env, Label, Arg]),
        (User, &[Run, Entrypoint, Workdir, Copy, Env, Cmd]),
        (Expose, &[Cmd, Entrypoint, Healthcheck, Workdir, Copy]),
        (Volume, &[Entrypoint, Expose, Run, Cmd]),
        (Entrypoint, &[Cmd, From, Expose, Healthcheck]),
        (Healthcheck, &[Cmd, Entrypoint, Expose, From]),
    ]
};

/// All but MAINTAINER, by how often they are used.
const USUAL: [Keyword; 17] = {
    use Keyword::*;
    [
        Run,
        Copy,
        Env,
        Workdir,
        Arg,
        From,
        Cmd,
        Expose,
        Label,
        Entrypoint,
        User,
        Add,
        Healthcheck,
        Volume,
        Shell,
        Stopsignal,
        Onbuild,
    ]
};

/// Below the names come the ready forms.
const FORMS: u16 = 60;

pub(super) fn offer(here: Here, after_onbuild: bool, menu: &mut Menu) {
    let order = Order::at(here, after_onbuild);
    let is_lower = here.writes_lower();
    // Where arguments follow already, only the word is exchanged.
    let is_alone = here.behind(menu).trim().is_empty();
    for instruction in INSTRUCTIONS.iter().filter(|it| it.in_onbuild || !after_onbuild) {
        let in_case = |text: &str| {
            if is_lower {
                text.replacen(instruction.name, &instruction.name.to_lowercase(), 1)
            } else {
                text.to_owned()
            }
        };
        let rank = order.rank(Keyword::parse(instruction.name));
        let topic = format!("dockerfile instruction {}", instruction.name);
        menu.plain(CompletionKind::Keyword, &in_case(instruction.name), rank)
            .detail(instruction.summary)
            .deprecated(!instruction.deprecated.is_empty())
            .topic(&topic);
        for form in instruction.snippets.iter().filter(|_| is_alone) {
            menu.snippet(form.label, &in_case(form.body), FORMS + rank).filter(instruction.name).topic(&topic);
        }
    }
    if is_alone && !after_onbuild && !order.is_before_stages {
        health::instructions(here, FORMS + order.rank(Keyword::Healthcheck), menu);
    }
}

/// How likely each instruction is at a place.
struct Order {
    followers: &'static [Keyword],
    /// Those of which a stage has one, and this one has it already.
    done: Vec<Keyword>,
    is_before_stages: bool,
    after_onbuild: bool,
}

impl Order {
    fn at(here: Here, after_onbuild: bool) -> Self {
        let file = here.file;
        let first_from = file.stages.first().map(|first| file.instructions[first.range.start].span.start);
        let is_before_stages = first_from.is_none_or(|start| here.offset <= start);
        let above = file.instructions.partition_point(|it| it.span.end < here.offset);
        let previous = file.instructions[..above].last().map(|it| it.keyword);
        let followers = FOLLOWERS.iter().find(|(keyword, _)| Some(*keyword) == previous).map_or(&[][..], |row| row.1);
        let single = |keyword: &Keyword| matches!(keyword, Keyword::Cmd | Keyword::Entrypoint | Keyword::Healthcheck);
        let own = here.stage().map_or(&[][..], |stage| file.instructions_of(stage));
        let others = own.iter().filter(|it| !it.span.touches(here.offset));
        let done = others.map(|it| it.keyword).filter(single).collect();
        Order { followers, done, is_before_stages, after_onbuild }
    }

    fn rank(&self, keyword: Keyword) -> u16 {
        let place = |list: &[Keyword]| list.iter().position(|&it| it == keyword).and_then(|at| u16::try_from(at).ok());
        if self.is_before_stages && !self.after_onbuild {
            match keyword {
                Keyword::From => return 0,
                Keyword::Arg => return 1,
                _ => {}
            }
        }
        let usual = place(&USUAL).unwrap_or(30);
        match place(self.followers) {
            _ if self.done.contains(&keyword) => 20 + usual,
            Some(likely) => likely,
            None => 10 + usual,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{at, begins, inserted, offers, withholds};

    #[test]
    fn instructions_come_in_the_order_in_which_people_go_on() {
        begins("^", &["FROM", "ARG"]);
        begins("FROM a\n^", &["RUN", "WORKDIR", "ARG"]);
        begins("FROM a\nWORKDIR /app\n^", &["COPY", "RUN"]);
        begins("FROM a\nENTRYPOINT [\"a\"]\n^", &["CMD", "FROM"]);
        let after_cmd = at("FROM a\nCMD x\nEXPOSE 1\n^");
        assert_ne!(after_cmd[0].label, "CMD", "a stage has one");
    }

    #[test]
    fn they_follow_the_case_of_the_file() {
        offers("from a\nrun b\n^", &["healthcheck"]);
        offers("FROM a\nrun b\n^", &["HEALTHCHECK"]);
    }

    #[test]
    fn behind_onbuild_only_some_may_stand() {
        offers("FROM a\nONBUILD ^", &["RUN", "COPY"]);
        withholds("FROM a\nONBUILD ^", &["FROM", "ONBUILD", "MAINTAINER"]);
    }

    #[test]
    fn forms_are_for_a_line_without_arguments() {
        let forms = |marked| at(marked).iter().filter(|item| item.filter.as_deref() == Some("HEALTHCHECK")).count();
        assert!(forms("FROM a\nHEA^") > 1);
        assert_eq!(forms("FROM a\nHEA^ --interval=5s CMD x"), 0);
        assert_eq!(inserted(&at("FROM a\nHEA^LTH CMD x"), "HEALTHCHECK"), "HEALTHCHECK");
    }
}
