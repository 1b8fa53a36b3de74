//! Neighbouring RUN lines that are one step.

use crate::rules::prelude::*;

rule! {
    /// RUN lines that belong together are apart.
    ///
    /// Every RUN is a layer, and a layer never shrinks: what the next one deletes still ships. And every layer is cached on its
    /// own, so an index that one fetches grows old under the installation in another.
    ///
    /// Only neighbours that a reviewer would join are meant: an update and the installation that needs it, a clean-up and what
    /// it cleans, calls of one package manager, small errands in a row. The first two are mended safely. The others cost
    /// a choice, since one layer is also cached, and built again, as one.
    ///
    /// The merged RUN does what the two did: a part that changes its shell (`cd`, `export`, `set`) or ends in `|| true` is put
    /// into `( … )`, and comments stay where they are.
    ///
    /// ```dockerfile
    /// FROM debian:12
    /// RUN apt-get update
    /// # for the health check
    /// RUN apt-get install -y curl
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM debian:12
    /// RUN apt-get update \
    ///     # for the health check
    ///     && apt-get install -y curl
    /// ```
    "consecutive-runs", Info, Safe,
    groups: [Size, Performance],
    aka: ["hadolint:DL3059", "tally:tally/prefer-run-heredoc"],
    concerns: ["run-heredoc"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    let bonds = file.bonds();
    let mut start = 0;
    while start < bonds.len() {
        let Some(first) = bonds[start] else {
            start += 1;
            continue;
        };
        // What is sure and what is a choice are told apart, so that the one does not wait for the other.
        let mut end = start + 1;
        // What can be merged two by two can be merged as a whole.
        while bonds.get(end).copied().flatten().is_some_and(|next| kind(next) == kind(first)) {
            end += 1;
        }
        if let Some(edits) = file.merge_runs(start..end + 1) {
            let count = end + 1 - start;
            let all_same = bonds[start..end].iter().all(|bond| *bond == Some(first));
            let finding = report.at(file.instructions[start + 1].name.span, message(first, count, all_same));
            if kind(first) == Ask {
                finding.severity(Hint);
            }
            for index in (start..=end).filter(|index| *index != start + 1) {
                finding.related(file.instructions[index].name.span, "This belongs to it");
            }
            let title =
                if count == 2 { "Merge with the RUN above".to_owned() } else { format!("Merge the {count} RUN lines") };
            finding.offer(kind(first), title, edits).declares(&[Change::Instructions]);
            if let Some(script) = file.merge_runs_as_script(start..end + 1) {
                let changes = [Change::Instructions, Change::Heredocs, Change::Comments];
                finding.show("Merge them as a script, in a heredoc", script).declares(&changes);
            }
        }
        start = end;
    }
}

/// Whether a reviewer would join them without a thought, or weigh it.
fn kind(bond: Bond) -> Applicability {
    if matches!(bond, Bond::Index | Bond::CleanUp) { Safe } else { Ask }
}

fn message(bond: Bond, count: usize, all_same: bool) -> String {
    match bond {
        Bond::Index => {
            "This installs from an index that the RUN above fetched, and that grows old in its layer".to_owned()
        }
        Bond::CleanUp => "This deletes what the RUN above left, whose layer keeps it".to_owned(),
        Bond::Manager(name) if all_same => format!("{count} RUN lines in a row call {name} and nothing else"),
        Bond::Errands if all_same => {
            format!("{count} RUN lines in a row are small errands, each in a layer of its own")
        }
        Bond::Download if all_same => {
            "This works on what the RUN above downloaded, which stays in its layer".to_owned()
        }
        Bond::Sources if all_same => "Sources of packages, and what installs from them, are one step".to_owned(),
        Bond::Prepared if all_same => "This runs what the RUN above only made ready, in a layer of its own".to_owned(),
        _ => format!("These {count} RUN lines in a row are one step"),
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::Applicability::{self, Ask, Safe};
    use crate::rules::testing::{findings, fixed};

    fn kinds(body: &str) -> Vec<Applicability> {
        let findings = findings("consecutive-runs", &format!("FROM a\n{body}"));
        findings.iter().flat_map(|finding| finding.fixes.iter().map(|fix| fix.kind)).collect()
    }

    fn merged(body: &str) -> String {
        let text = fixed("consecutive-runs", &format!("FROM a\n{body}")).expect("a fix");
        text.trim_start_matches("FROM a\n").to_owned()
    }

    #[test]
    fn only_what_belongs_together_is_joined() {
        assert_eq!(kinds("RUN apt-get update\nRUN apt-get install -y b\n"), [Safe]);
        assert_eq!(kinds("RUN apt-get install -y b\nRUN rm -rf /var/lib/apt/lists/*\n"), [Safe]);
        assert_eq!(kinds("RUN dnf install -y b\nRUN dnf clean all\n"), [Safe]);
        assert_eq!(kinds("RUN curl -o b.tgz https://c/b.tgz && tar xf b.tgz\nRUN rm b.tgz\n"), [Safe]);
        assert_eq!(kinds("RUN apk add b\nRUN apk add c\n"), [Ask]);
        assert_eq!(kinds("RUN mkdir /b\nRUN chown c /b\nRUN chmod 700 /b\n"), [Ask]);
        assert_eq!(kinds("RUN wget https://c/b.tgz\nRUN tar xf b.tgz\n"), [Ask]);
        assert_eq!(kinds("RUN git clone https://c/b.git x/b\nRUN cd x/b && git checkout v1\n"), [Ask]);
        assert_eq!(kinds("RUN chmod +x ./gradlew\nRUN ./gradlew build\n"), [Ask]);
        let sources =
            "RUN apt-get install -y b\nRUN add-apt-repository c && apt-get update\nRUN apt-get install -y d\n";
        assert_eq!(kinds(sources), [Ask]);
        assert_eq!(kinds("RUN wget https://c/b.tgz\nRUN tar xf b.tgz\nRUN rm b.tgz\n"), [Ask]);
        for moved in ["RUN mv b /opt/\nRUN rm -f b.tgz", "RUN mv b /opt/ && rm b.tgz\nRUN ln -s /opt/b /b"] {
            let runs = format!("RUN wget -q https://c/b.tgz\nRUN tar xf b.tgz\n{moved}\n");
            assert_eq!((kinds(&runs).len(), merged(&runs).matches("RUN").count()), (1, 1), "{runs}");
        }
        assert_eq!(kinds("RUN apt-get update\nRUN apt-get install -y b\nRUN apt-get install -y c\n"), [Safe, Ask]);
        for apart in [
            "RUN npm ci\nRUN npm run build\n",
            "RUN apt-get update && apt-get install -y b && rm -rf /var/lib/apt/lists/*\n\
             RUN apt-get update && apt-get install -y c && rm -rf /var/lib/apt/lists/*\n",
            "RUN pip install -r requirements.txt\nRUN pip install b\n",
            "RUN make\nRUN make install\n",
            "RUN mkdir /b\n\n# the user\nRUN useradd c\n",
            "RUN apt-get update\nUSER b\nRUN apt-get install -y c\n",
            "RUN apt-get install -y b\nRUN rm -rf /srv\n",
            "RUN apt-get install -y b\nRUN rm -rf $CACHE\n",
            "RUN sh /tmp/b.sh\nRUN rm /tmp/b.sh\n",
        ] {
            assert!(kinds(apart).is_empty(), "{apart}");
        }
    }

    #[test]
    fn a_group_is_merged_at_once() {
        assert_eq!(
            merged("RUN mkdir /b\nRUN chown c /b || true\nRUN \\\n  chmod 700 /b\n"),
            "RUN mkdir /b \\\n  && (chown c /b || true) \\\n  && chmod 700 /b\n"
        );
    }

    #[test]
    fn what_may_not_be_merged_is_not_spoken_of() {
        for apart in [
            "RUN --mount=type=cache,target=/var/cache/apt apt-get update\nRUN apt-get install -y b\n",
            "RUN apt-get update\n# hadolint ignore=DL3008\nRUN apt-get install -y b\n",
            "RUN apt-get update\nRUN <<EOF\napt-get install -y b\nEOF\n",
            "RUN apt-get update\nRUN [\"apt-get\", \"install\", \"-y\", \"b\"]\n",
        ] {
            assert!(kinds(apart).is_empty(), "{apart}");
        }
    }
}
