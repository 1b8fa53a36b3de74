//! Lists of packages in no order.

use crate::reference::packages::Action;
use crate::rules::edits::changes_inside;
use crate::rules::prelude::*;

rule! {
    /// A list of packages is in no order.
    ///
    /// In a sorted list nobody installs a package twice, and a review shows one line for one package. Managers do not care
    /// about the order of what they are asked for at once.
    ///
    /// The fix sorts the packages by name and leaves options where they are. It is not offered where a comment stands between
    /// them, or where a word is a variable or takes a package away.
    ///
    /// ```dockerfile
    /// FROM alpine:3.20
    /// RUN apk add --no-cache \
    ///     git \
    ///     curl
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM alpine:3.20
    /// RUN apk add --no-cache \
    ///     curl \
    ///     git
    /// ```
    "unsorted-packages", Info, Safe,
    default: off,
    groups: [Style],
    aka: ["tally:tally/sort-packages"],
    concerns: ["sort-packages"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for call in file.invocations().filter(|call| call.action() == Some(Action::Install)) {
        let packages = call.packages();
        let mut sorted = packages.clone();
        sorted.sort_by_key(|package| (package.text.to_lowercase(), package.text));
        let Some(at) = (0..packages.len()).find(|&at| packages[at] != sorted[at]) else { continue };
        // Variables may hold anything; what stands around them has an order of its own.
        if packages.iter().any(|package| package.varies) {
            continue;
        }
        let finding = report.at(packages[at].span, format!("`{}` would come first in a sorted list", sorted[at].text));
        let (first, last) = (packages[0].span, packages[packages.len() - 1].span);
        let holds_comment = file.comments.iter().any(|comment| comment.overlaps(first.to(last)));
        let takes_away = |package: &Package<'_>| package.text.ends_with(['-', '+']) || package.text.starts_with('!');
        // Only a word that stands in the file as it is read can be put elsewhere.
        let is_plain = |package: &Package<'_>| !file.text(package.span).contains(['\n', '\\']);
        if holds_comment || packages.iter().any(takes_away) || !packages.iter().all(is_plain) {
            continue;
        }
        let moved = packages.iter().zip(&sorted).filter(|(old, new)| old != new);
        let edits: Vec<Edit> = moved.map(|(old, new)| replace(old.span, file.text(new.span))).collect();
        finding.fix("Sort the packages", edits).declares(changes_inside(call.command));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    #[test]
    fn options_stay_where_they_are() {
        let source = "FROM a\nRUN apt-get install -y zip -t sid 'b=1' \\\n    a \\\n    --no-install-recommends c\n";
        assert_eq!(
            fixed("unsorted-packages", source).as_deref(),
            Some("FROM a\nRUN apt-get install -y a -t sid 'b=1' \\\n    c \\\n    --no-install-recommends zip\n")
        );
    }

    #[test]
    fn comments_keep_their_neighbours() {
        assert_eq!(fixed("unsorted-packages", "FROM a\nRUN apk add \\\n  c \\\n  # for a\n  b\n"), None);
        assert_eq!(marked("unsorted-packages", "FROM a\nRUN apk add \\\n  c \\\n  # for a\n  b\n"), ["c"]);
        assert!(marked("unsorted-packages", "FROM a\nRUN apk add a B c\n").is_empty());
        assert!(marked("unsorted-packages", "FROM a\nRUN apk add b $A a\n").is_empty());
    }
}
