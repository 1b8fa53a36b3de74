//! Bundler, installed beside the one that is there.

use crate::reference::packages::Action;
use crate::rules::edits::changes_inside;
use crate::rules::prelude::*;

rule! {
    /// Bundler is installed into an image that has it.
    ///
    /// Ruby brings Bundler since 2.6, and a Bundler of 2.3 or later changes by itself to the version that `Gemfile.lock` names
    /// under `BUNDLED WITH`. A second one costs a layer and a version that somebody has to look after.
    ///
    /// The fix takes the installation away.
    ///
    /// ```dockerfile
    /// FROM ruby:3.4-slim
    /// RUN gem install bundler && bundle install
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM ruby:3.4-slim
    /// RUN bundle install
    /// ```
    "redundant-bundler", Info, Ask,
    groups: [Size],
    aka: ["tally:tally/ruby/redundant-bundler-install"],
    concerns: ["ruby-redundant-bundler"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for call in file.invocations().filter(|call| call.manager.name == "gem" && call.action() == Some(Action::Install)) {
        let packages = call.packages();
        let [package] = packages.as_slice() else { continue };
        let is_bundler = package.text.split(':').next() == Some("bundler");
        let reference = file.stage_of(call.instruction()).and_then(|stage| file.image_reference_under(stage));
        if !is_bundler || !reference.is_some_and(brings_bundler) {
            continue;
        }
        let finding =
            report.at(call.command.span(), "The image has Bundler, which finds the version that the lock file wants");
        let instruction = &file.instructions[call.instruction()];
        if let Some(edit) = file.remove_command(call.command) {
            finding.fix("Remove the installation", edit).declares(changes_inside(call.command));
        } else if file.commands_of(call.instruction()).len() == 1 && instruction.heredocs.is_empty() {
            finding
                .fix("Remove the installation", remove_instruction(file, instruction))
                .declares(&[Change::Instructions]);
        }
    }
}

/// Whether it is the official image of a Ruby that has a Bundler of 2.3 or later: 3.1 and newer.
fn brings_bundler(reference: &ImageReference) -> bool {
    let is_official = matches!(reference.name.as_str(), "ruby" | "library/ruby" | "docker.io/library/ruby");
    let tag = reference.tag.as_deref().unwrap_or("latest");
    let version: String = tag.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    let mut numbers = version.split('.').map(str::parse::<u32>);
    let is_new = match (numbers.next(), numbers.next()) {
        (Some(Ok(3)), Some(Ok(minor))) => minor >= 1,
        (Some(Ok(major)), _) => major >= 3,
        _ => matches!(tag.split('-').next(), Some("latest" | "slim" | "alpine")),
    };
    is_official && is_new
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    #[test]
    fn a_step_of_its_own_goes_as_a_whole() {
        let source = "FROM ruby:3.3\nRUN gem install bundler -v 2.5.1\nRUN bundle install\n";
        assert_eq!(fixed("redundant-bundler", source).as_deref(), Some("FROM ruby:3.3\nRUN bundle install\n"));
    }

    #[test]
    fn old_or_other_images_and_other_gems_are_fine() {
        for source in [
            "FROM ruby:2.7\nRUN gem install bundler\n",
            "FROM ruby:3.0\nRUN gem install bundler\n",
            "FROM acme/ruby:3.4\nRUN gem install bundler\n",
            "FROM ruby:3.4\nRUN gem install rake\n",
            "FROM ruby:3.4\nRUN gem install bundler rake\n",
        ] {
            assert!(marked("redundant-bundler", source).is_empty(), "{source}");
        }
    }
}
