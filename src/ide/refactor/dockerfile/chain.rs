//! RUN: several to one and one to several, as a chain of `&&` or as a script.

use super::Here;
use crate::ide::refactor::Offer;
use crate::model::dockerfile::Keyword;
use crate::rules::Change;
use crate::text::Edit;

const CHANGES: &[Change] = &[Change::Instructions, Change::Heredocs, Change::Comments];

pub(super) fn offers(here: Here<'_>) -> Vec<Offer> {
    let Here { file, index, instruction, span } = here;
    if !instruction.is(Keyword::Run) {
        return Vec::new();
    }
    let mut offers = Vec::new();
    let mut offer = |title: String, edits: Option<Vec<Edit>>| {
        let edits = edits.filter(|edits| !edits.is_empty());
        offers.extend(edits.map(|edits| Offer::rewrite(title, edits).changing(CHANGES)));
    };
    let above = index.checked_sub(1).map(|above| above..index + 1);
    offer("Merge with the RUN above".to_owned(), above.and_then(|pair| file.merge_runs(pair)));
    let below = Some(index..index + 2).filter(|pair| pair.end <= file.instructions.len());
    offer("Merge with the RUN below".to_owned(), below.and_then(|pair| file.merge_runs(pair)));
    offer(
        "Write it as a script, in a heredoc".to_owned(),
        file.merge_runs_as_script(index..index + 1).map(|edit| vec![edit]),
    );
    offer("Write it as a chain of commands".to_owned(), file.run_without_heredoc(index).map(|edit| vec![edit]));
    let joints = file.run_joints(index);
    let near = joints.iter().find(|joint| joint.gap.touches(span.start)).filter(|_| joints.len() > 1);
    offer("Split the RUN here".to_owned(), near.map(|joint| vec![joint.edit.clone()]));
    let count = joints.len() + 1;
    offer(format!("Split it into {count} RUN instructions"), Some(joints.into_iter().map(|it| it.edit).collect()));
    offers
}

#[cfg(test)]
mod tests {
    use crate::ide::refactor::testing::{applied, offered};
    use crate::model::{Language, Snapshot};
    use crate::rules::{self, Settings};
    use crate::text::Span;

    fn titles(marked: &str) -> Vec<String> {
        offered(Language::Dockerfile, marked).into_iter().map(|(title, _)| title).collect()
    }

    #[test]
    fn neighbours_can_be_merged_where_the_cursor_is() {
        let runs = |make: &str, chain: &str| {
            format!("# syntax=docker/dockerfile:1\nFROM a\nRUN {make}\nRUN {chain}\nUSER d\nRUN e\n")
        };
        assert_eq!(titles(&runs("ma|ke", "b && c"))[0], "Merge with the RUN below");
        assert_eq!(
            titles(&runs("make", "b| && c"))[..3],
            ["Merge with the RUN above", "Write it as a script, in a heredoc", "Split it into 2 RUN instructions"]
        );
    }

    #[test]
    fn what_a_finding_offers_is_not_offered_again() {
        let source = "FROM a\nRUN apt-get update\nRUN apt-get install -y b\n";
        let snapshot = Snapshot::of(Language::Dockerfile, source);
        let findings = rules::check(&snapshot, &Settings::default());
        let second = Span::at(source.rfind("RUN").expect("two of them"));
        let offers = crate::ide::refactor::refactorings(&snapshot, &findings, second);
        assert!(offers.iter().all(|offer| !offer.title.starts_with("Merge")), "{offers:?}");
    }

    #[test]
    fn a_chain_is_split_at_the_cursor_or_everywhere() {
        let source = "FROM a\nRUN b |&& c \\\n    && d\n";
        let text = |title: &str| applied(Language::Dockerfile, source, title);
        assert_eq!(text("Split the RUN here").as_deref(), Some("FROM a\nRUN b\nRUN c \\\n    && d\n"));
        assert_eq!(text("Split it into 3 RUN instructions").as_deref(), Some("FROM a\nRUN b\nRUN c\nRUN d\n"));
    }

    #[test]
    fn a_script_becomes_a_chain_and_a_script_again() {
        let chain = "# syntax=docker/dockerfile:1\nFROM x\nRUN |a \\\n    # why\n    && b\n";
        let script = applied(Language::Dockerfile, chain, "Write it as a script, in a heredoc").expect("a script");
        assert_eq!(script, "# syntax=docker/dockerfile:1\nFROM x\nRUN <<EOF\nset -e\na\n# why\nb\nEOF\n");
        let back = applied(Language::Dockerfile, &script.replace("RUN", "RU|N"), "Write it as a chain of commands");
        assert_eq!(back, Some(chain.replace('|', "")));
    }
}
