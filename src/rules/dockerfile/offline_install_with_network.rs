//! An installation that wants no network, and has it.

use crate::rules::prelude::*;

rule! {
    /// An installation without network is given the network.
    ///
    /// `bundle install --local`, `npm ci --offline`, `pip install --no-index` take what is in the image already. The scripts that packages
    /// run meanwhile could still fetch or send anything; `RUN --network=none` makes sure that they do not.
    ///
    /// ```dockerfile
    /// FROM ruby:3.4
    /// COPY . .
    /// RUN bundle install --local
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM ruby:3.4
    /// COPY . .
    /// RUN --network=none bundle install --local
    /// ```
    "offline-install-with-network", Hint, Ask,
    default: off,
    groups: [Security],
    aka: ["tally:tally/ruby/prefer-network-none-install"],
    concerns: ["ruby-network-none"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for (index, run) in file.instructions.iter().enumerate().filter(|(_, it)| it.is(Keyword::Run)) {
        let calls = file.invocations_of(index);
        let mut offline = calls.iter().filter(|call| is_offline(call));
        let Some(first) = offline.next() else { continue };
        let others = calls.iter().any(|call| call.installs() && !is_offline(call));
        let fetches = !file.downloads_of(index).is_empty() || file.commands_of(index).iter().any(|it| it.is("git"));
        if others || fetches || run.flag("network").is_some() {
            continue;
        }
        report
            .at(first.verb_span(), format!("`{}` wants no network here, and the step has it", first.spelled()))
            .fix("Take the network away", insert(run.name.span.end, " --network=none"));
    }
}

/// Whether the call is told to stay away from the network.
fn is_offline(call: &Invocation<'_>) -> bool {
    let options: &[&str] = match call.manager.name {
        "bundle" => &["--local"],
        "npm" | "yarn" | "pnpm" | "uv" | "gradle" => &["--offline"],
        "cargo" => &["--offline", "--frozen"],
        "pip" => &["--no-index"],
        "mvn" => &["-o", "--offline"],
        _ => return false,
    };
    call.has(options)
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::marked;

    #[test]
    fn a_step_that_fetches_something_else_keeps_the_network() {
        for line in [
            "RUN pip install --no-index x && npm ci",
            "RUN curl -O https://a/b && pip install --no-index x",
            "RUN --network=none cargo build --offline",
            "RUN npm ci",
        ] {
            assert!(marked("offline-install-with-network", &format!("FROM a\n{line}\n")).is_empty(), "{line}");
        }
        assert_eq!(marked("offline-install-with-network", "FROM a\nRUN npm ci --offline\n"), ["ci"]);
    }
}
