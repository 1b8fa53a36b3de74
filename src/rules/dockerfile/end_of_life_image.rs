//! A base image whose software gets no fixes any more.

use crate::reference::images::support::{ended, given_up};
use crate::rules::prelude::*;

rule! {
    /// The image's software gets no fixes of security any more.
    ///
    /// Every hole that is found from now on stays open, and the packages of old distributions move to an archive, where `apt-get
    /// update` and `yum install` no longer look: one day the build fails as well.
    ///
    /// Known are the releases of the common distributions, languages, databases and servers, by the tag, and the distribution
    /// that a tag names besides (`python:3.13-buster`). An end is compared with the day on which the table was made, not with
    /// today's date: the program says the same of a file until it is updated. Images that Docker Hub calls deprecated count too. An
    /// end that is more than two years old is said louder.
    ///
    /// The fix takes a release that is still supported, with the same variant. Test what you build on it. For databases
    /// nothing is offered: their data has to be brought along.
    ///
    /// ```dockerfile
    /// FROM node:14-alpine
    /// COPY server.js /srv/
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM node:24-alpine
    /// COPY server.js /srv/
    /// ```
    "end-of-life-image", Hint, Ask,
    groups: [Security],
    aka: ["tally:ruby/eol-ruby-version"],
    concerns: ["base-image-end-of-life"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for (image, word) in file.image_references() {
        let tag = image.tag.as_deref().unwrap_or("latest");
        if image.name.contains('$') || tag.contains('$') {
            continue;
        }
        let is_literal = word.text == image.text;
        if let Some(ended) = ended(&image.name, tag) {
            let at = image.name.len() + 1;
            let has_place = is_literal && image.tag.is_some();
            let span = if has_place { word.part(at + ended.place.start..at + ended.place.end) } else { word.span };
            let finding = report.at(span, format!("{} has had no fixes since {}", ended.what, ended.since));
            if ended.is_long_ago() {
                finding.severity(Info);
            }
            if let Some(tag_now) = ended.successor.filter(|_| has_place && image.digest.is_none()) {
                let place = word.part(at..at + tag.len());
                finding.fix(format!("Take `{}:{tag_now}`", image.short_name()), replace(place, tag_now));
            }
        } else if let Some((since, instead)) = given_up(&image.name) {
            let message =
                format!("The image `{}` is deprecated since {since}; `{instead}` took its place", image.short_name());
            report.at(word.span, message);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{findings, fixed, marked};

    const RULE: &str = "end-of-life-image";

    #[test]
    fn bases_and_sources_of_copies_are_looked_at() {
        let source = "ARG V=14\nFROM node:$V AS a\nFROM a\nFROM debian:buster-slim\nCOPY --from=nginx:1.13 /a /a\n";
        assert_eq!(marked(RULE, source), ["node:$V", "buster", "1.13"]);
        assert_eq!(findings(RULE, "FROM openjdk:17-slim\nFROM $B\nFROM node:24\nFROM alpine\n").len(), 1);
    }

    #[test]
    fn a_digest_is_nothing_to_replace() {
        let hex = "0".repeat(64);
        assert_eq!(fixed(RULE, &format!("FROM node:14@sha256:{hex}\n")), None);
        assert_eq!(fixed(RULE, "FROM ubuntu:18.04\n").as_deref(), Some("FROM ubuntu:24.04\n"));
    }
}
