//! Two programs for one job.

use crate::rules::edits::{changes_inside, remove_words};
use crate::rules::prelude::*;
use crate::syntax::shell::{Body, Connector, Element};

rule! {
    /// The stage downloads with curl and with wget.
    ///
    /// Either can do what the other does. Both together are a package more in the image, with its holes, and two sets of
    /// options for the reader.
    ///
    /// The fix says for curl what the stage says for wget, where curl is there before and every call is plain enough; and takes
    /// wget out of the list of packages.
    ///
    /// ```dockerfile
    /// FROM debian:12-slim
    /// RUN apt-get update && apt-get install -y curl wget
    /// RUN curl -fsSL https://example.com/a -o /a
    /// RUN wget -q https://example.com/b
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM debian:12-slim
    /// RUN apt-get update && apt-get install -y curl
    /// RUN curl -fsSL https://example.com/a -o /a
    /// RUN curl -fsSLO https://example.com/b
    /// ```
    "wget-and-curl", Hint, Ask,
    groups: [Size],
    aka: ["hadolint:DL4001", "trivy:DS-0014", "kics:fc775e75-fcfb-4c98-b2f2-910c5858b359"],
    concerns: ["wget-and-curl"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    if !file.source().contains("wget") || !file.source().contains("curl") {
        return;
    }
    for stage in &file.stages {
        let runs = stage.range.clone().filter(|&index| file.instructions[index].is(Keyword::Run));
        let downloads = runs.flat_map(|index| file.downloads_of(index)).filter(|it| !is_choice(it));
        let downloads: Vec<Download<'_>> = downloads.collect();
        let (curls, wgets): (Vec<_>, Vec<_>) = downloads.into_iter().partition(|it| it.fetcher == Fetcher::Curl);
        let (Some(_), Some(first)) = (curls.first(), wgets.first()) else { continue };
        let finding =
            report.at(first.command.word_span(0), "The stage downloads with wget here, and with curl elsewhere");
        finding.related(curls[0].command.word_span(0), "Here it is curl");
        if let Some(edits) = say_for_curl(file, stage, &wgets) {
            finding.fix("Download with curl", edits);
            wgets.iter().for_each(|wget| {
                finding.declares(changes_inside(wget.command));
            });
        }
    }
}

/// Whether the script takes what there is: `curl … || wget …`.
fn is_choice(download: &Download<'_>) -> bool {
    let script = &download.command.shell.script;
    let fetches = |element: &Element| match element.body {
        Body::Command(at) => {
            let name = script.commands.get(at).and_then(|command| command.words.first());
            name.is_some_and(|name| matches!(name.text.as_str(), "curl" | "wget"))
        }
        Body::Compound(_) => false,
    };
    let own = download.command.element();
    let before = own.previous.and_then(|at| script.elements.get(at)).filter(|before| before.after == Connector::Or);
    let after = own.next.filter(|_| own.after == Connector::Or).and_then(|at| script.elements.get(at));
    before.into_iter().chain(after).any(fetches)
}

/// The edits that make every wget of a stage a curl; `None` where one of them cannot be said so, or comes before curl does.
fn say_for_curl(file: &Dockerfile, stage: &Stage, wgets: &[Download<'_>]) -> Option<Vec<Edit>> {
    let first = wgets.first()?.command.span().start;
    let calls: Vec<Invocation<'_>> = stage.range.clone().flat_map(|index| file.invocations_of(index)).collect();
    let installs = |name: &str, call: &Invocation<'_>| {
        call.installs() && call.packages().iter().any(|package| package.text == name)
    };
    let is_installed = calls.iter().any(|call| call.command.span().start < first && installs("curl", call));
    let is_in_image =
        file.image_under(stage).is_some_and(|image| image.has_tool("curl") == crate::reference::images::Knowledge::Yes);
    if !is_installed && !is_in_image {
        return None;
    }
    let mut edits = Vec::new();
    for wget in wgets {
        let holds_comment = file.comments.iter().any(|comment| comment.overlaps(wget.command.span()));
        if holds_comment || wget.command.is_exec() || !wget.command.assignments().is_empty() {
            return None;
        }
        let words = wget.command.words();
        let whole = wget.command.word_span(0).to(wget.command.word_span(words.len() - 1));
        edits.push(replace(whole, as_curl(file, wget)?));
    }
    for call in calls.iter().filter(|call| installs("wget", call)) {
        let at = (0..call.command.words().len())
            .find(|&at| at > call.name_word() && call.command.words()[at].text == "wget")?;
        if call.packages().len() > 1 {
            edits.push(remove_words(file, call.command, at..at + 1)?);
        }
    }
    Some(edits)
}

/// The same download in the words of curl; `None` where wget is told more than that.
fn as_curl(file: &Dockerfile, wget: &Download<'_>) -> Option<String> {
    let [address] = wget.addresses.as_slice() else { return None };
    let written = file.text(wget.command.word_span(*address));
    let is_quiet = wget.has(&["q", "quiet", "nv", "no-verbose"]);
    let mut insecure = "";
    let mut output = None;
    for option in &wget.options {
        match option.name {
            "q" | "quiet" | "nv" | "no-verbose" | "progress" | "show-progress" => {}
            "no-check-certificate" => insecure = "k",
            "O" | "output-document" => output = Some(option.value?),
            _ => return None,
        }
    }
    let silent = if is_quiet { "sS" } else { "" };
    let url = &wget.command.words()[*address];
    match output {
        Some("-") => Some(format!("curl -f{silent}L{insecure} {written}")),
        Some(path) if is_plain(path) => Some(format!("curl -f{silent}L{insecure} -o {path} {written}")),
        // curl names the file as the address does, wget adds what follows a `?`.
        None if url
            .literal()
            .is_some_and(|url| is_plain(url) && !url.ends_with('/') && url.matches('/').count() > 2) =>
        {
            Some(format!("curl -f{silent}L{insecure}O {written}"))
        }
        _ => None,
    }
}

/// Whether a word means the same wherever it stands, without quotes.
fn is_plain(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "/._-+:@%=~".contains(c))
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{findings, fixed, marked};

    #[test]
    fn a_script_may_take_what_there_is() {
        let said = |line: &str| marked("wget-and-curl", &format!("FROM a\nRUN {line}\n")).len();
        assert_eq!(said("(curl -L https://a/b || wget -qO- https://a/b) | sh"), 0);
        assert_eq!(said("curl -L https://a/b || true; wget -q https://a/c"), 1);
    }

    #[test]
    fn every_call_is_said_anew() {
        let source = "FROM buildpack-deps:bookworm\nRUN curl https://a/x\nRUN wget -O /b --no-check-certificate \"https://a/$V\" \\\n  && wget -qO- https://a/c | tar x\n";
        let mended = "FROM buildpack-deps:bookworm\nRUN curl https://a/x\nRUN curl -fLk -o /b \"https://a/$V\" \\\n  && curl -fsSL https://a/c | tar x\n";
        assert_eq!(fixed("wget-and-curl", source).as_deref(), Some(mended));
    }

    #[test]
    fn what_is_not_plain_is_only_told() {
        for line in
            ["wget -r https://a/b/", "wget https://a/b https://a/c", "wget https://a/b?c=d", "wget -O $F https://a/b"]
        {
            let source = format!("FROM debian\nRUN apt-get install -y curl && curl https://a && {line}\n");
            let found = findings("wget-and-curl", &source);
            assert!(found.len() == 1 && found[0].fixes.is_empty(), "{line}");
        }
    }

    #[test]
    fn one_of_them_a_stage_is_fine() {
        assert!(marked("wget-and-curl", "FROM a\nRUN curl https://a\nFROM b\nRUN wget https://a\n").is_empty());
        assert!(marked("wget-and-curl", "FROM a\nRUN apt-get install -y curl wget && curl https://a\n").is_empty());
    }
}
