//! Certificates that nobody looks at.

use crate::rules::edits::{changes_inside, remove_command_or_run, remove_from_list, remove_words};
use crate::rules::prelude::*;

rule! {
    /// The server's certificate is not verified.
    ///
    /// Whoever sits between the build and the server can then answer in its place, and what is installed is what they sent.
    /// The option is there to get around a missing root certificate, and the certificate is the better way: install
    /// `ca-certificates`, or copy your company's own into the image and run `update-ca-certificates`.
    ///
    /// Known are the options and variables of curl, wget, pip, uv, Python, Node.js, npm, Yarn, Git, yum, dnf, apt and conda.
    /// A health check that asks its own container is left alone: nobody sits between.
    ///
    /// ```dockerfile
    /// FROM debian:12
    /// RUN curl -fsSLk -o /usr/local/bin/tool https://example.com/tool
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM debian:12
    /// RUN curl -fsSL -o /usr/local/bin/tool https://example.com/tool
    /// ```
    "tls-verification-off", Warning, Ask,
    groups: [Security],
    aka: [
        "checkov:CKV2_DOCKER_2",
        "checkov:CKV2_DOCKER_3",
        "checkov:CKV2_DOCKER_4",
        "checkov:CKV2_DOCKER_5",
        "checkov:CKV2_DOCKER_6",
        "checkov:CKV2_DOCKER_12",
        "checkov:CKV2_DOCKER_13",
        "checkov:CKV2_DOCKER_14",
        "checkov:CKV2_DOCKER_15",
        "checkov:CKV2_DOCKER_16",
    ],
    concerns: [
        "tls-off-curl",
        "tls-off-wget",
        "tls-off-pip",
        "tls-off-python",
        "tls-off-node",
        "tls-off-npm",
        "tls-off-git",
        "tls-off-yum-dnf",
    ],
}

/// Where one of these stands, it is worth reading the commands.
const TRACES: [&str; 13] = [
    "curl",
    "no-check-certificate",
    "trusted-host",
    "insecure-host",
    "strict-ssl",
    "sslverify",
    "sslVerify",
    "Verify-Peer",
    "ssl_verify",
    "REJECT_UNAUTHORIZED",
    "PYTHONHTTPSVERIFY",
    "GIT_SSL_NO_VERIFY",
    "STRICT_SSL",
];

pub fn check(file: &Dockerfile, report: &mut Report) {
    check_variables(file, report);
    if !TRACES.iter().any(|trace| file.source().contains(trace)) {
        return;
    }
    for index in 0..file.instructions.len() {
        for command in file.commands_of(index) {
            check_assignments(command, report);
            check_command(file, command, report);
        }
    }
}

/// ENV and ARG.
fn check_variables(file: &Dockerfile, report: &mut Report) {
    for instruction in &file.instructions {
        match (&instruction.arguments, instruction.keyword) {
            (Arguments::Pairs { pairs, .. }, Keyword::Env) => {
                for (at, pair) in pairs.iter().enumerate() {
                    if turns_off(&pair.key.text, pair.value.text.trim_matches(['"', '\''])) {
                        let places: Vec<Span> = pairs.iter().map(|pair| pair.key.span.to(pair.value.span)).collect();
                        report
                            .at(places[at], variable_message(&pair.key.text))
                            .fix("Verify certificates", remove_from_list(file, instruction, &places, at))
                            .declares(&[Change::Env, Change::Instructions]);
                    }
                }
            }
            (Arguments::Words(words), Keyword::Arg) => {
                for (at, word) in words.iter().enumerate() {
                    let Some((name, value)) = word.text.split_once('=') else { continue };
                    if turns_off(name, value.trim_matches(['"', '\''])) {
                        let places: Vec<Span> = words.iter().map(|word| word.span).collect();
                        report
                            .at(word.span, variable_message(name))
                            .fix("Verify certificates", remove_from_list(file, instruction, &places, at))
                            .declares(&[Change::Instructions]);
                    }
                }
            }
            _ => {}
        }
    }
}

/// `NODE_TLS_REJECT_UNAUTHORIZED=0 npm ci`, and the same as an argument of `export` or `env`.
fn check_assignments(command: Command<'_>, report: &mut Report) {
    for word in command.assignments() {
        if let Some((name, _)) = word.text.split_once('=').filter(|(name, value)| turns_off(name, value)) {
            let span = command.shell.text.span(word.range.clone());
            let next = command.assignments().iter().map(|word| word.range.start);
            let next = next.chain(command.words().iter().map(|word| word.range.start));
            let next = next.filter(|&start| start >= word.range.end).min();
            let edit = next.map(|next| delete(Span::new(span.start, command.shell.text.offset(next))));
            report.at(span, variable_message(name)).fix("Verify certificates", edit).declares(changes_inside(command));
        }
    }
    if command.is("export") {
        for (at, word) in command.words().iter().enumerate().skip(1) {
            if let Some((name, _)) = word.text.split_once('=').filter(|(name, value)| turns_off(name, value)) {
                report.at(command.word_span(at), variable_message(name));
            }
        }
    }
}

fn check_command(file: &Dockerfile, command: Command<'_>, report: &mut Report) {
    let Some(name) = command.name() else { return };
    let words = command.texts();
    match name {
        "curl" => check_curl(file, command, report),
        "wget" => {
            if let Some(at) = position(&words, |word| word == "--no-check-certificate") {
                remove(file, command, at..at + 1, "wget does not verify whom it talks to", report);
            }
        }
        "git" => check_git(file, command, report),
        "npm" | "yarn" | "pnpm" => check_npm(file, command, report),
        "yum" | "dnf" | "microdnf" | "tdnf" | "yum-config-manager" => {
            if let Some(at) = position(&words, |word| sets_off(word, "sslverify")) {
                let from = if words[at].starts_with('-') { at } else { at - 1 };
                remove(file, command, from..at + 1, "Packages come from servers that nobody verifies", report);
            }
        }
        "apt" | "apt-get" => {
            if let Some(at) = position(&words, |word| sets_off(word, "verify-peer")) {
                let from = if words[at - 1] == "-o" { at - 1 } else { at };
                remove(file, command, from..at + 1, "Packages come from servers that nobody verifies", report);
            }
        }
        "conda" | "mamba" => {
            if let [_, "config", "--set", "ssl_verify", value] = words.as_slice()
                && is_off(value)
            {
                remove_whole(file, command, "conda does not verify whom it talks to from here on", report);
            }
        }
        "echo" | "printf" | "sed" => {
            if let Some(at) = position(&words, |word| word.contains("sslverify") && sets_off(word, "sslverify")) {
                report.at(command.word_span(at), "Packages come from servers that nobody verifies from here on");
            }
        }
        _ if is_python_installer(name) => check_pip(file, command, report),
        _ => {}
    }
}

fn check_curl(file: &Dockerfile, command: Command<'_>, report: &mut Report) {
    let words = command.texts();
    let is_own = |word: &&str| ["//localhost", "//127.", "//[::1]", "//0.0.0.0"].iter().any(|host| word.contains(host));
    if words.iter().any(is_own) {
        return;
    }
    let Some(at) = position(&words, |word| word == "--insecure" || insecure_letter(word).is_some()) else { return };
    let message = "curl does not verify whom it talks to";
    match insecure_letter(words[at]) {
        // One letter among others goes alone.
        Some(letter) if words[at].len() > 2 => {
            let span = command.word_span(at);
            let finding = report.at(span, message);
            if span.len() == words[at].len() {
                let place = Span::new(span.start + letter, span.start + letter + 1);
                finding.fix("Verify the certificate", delete(place)).declares(changes_inside(command));
            }
        }
        _ => remove(file, command, at..at + 1, message, report),
    }
}

/// Where the `k` of a cluster such as `-fsSLk` stands. A letter that takes a value ends the cluster.
fn insecure_letter(word: &str) -> Option<usize> {
    let letters = word.strip_prefix('-').filter(|letters| !letters.starts_with('-'))?;
    let end = letters.find(|c| "AbcCdDeEFhHKmoPQrtTuUwxXyYz".contains(c)).unwrap_or(letters.len());
    letters[..end].find('k').map(|at| at + 1)
}

fn check_git(file: &Dockerfile, command: Command<'_>, report: &mut Report) {
    let words = command.texts();
    let message = "Git does not verify whom it talks to";
    if let Some(at) = position(&words, |word| sets_off(word, "sslverify")).filter(|&at| words[at - 1] == "-c") {
        remove(file, command, at - 1..at + 1, message, report);
    }
    let Some(at) = position(&words, |word| word.to_ascii_lowercase().ends_with("sslverify")) else { return };
    if words.contains(&"config") && words.get(at + 1).is_some_and(|value| is_off(value)) {
        remove_whole(file, command, message, report);
    }
}

fn check_npm(file: &Dockerfile, command: Command<'_>, report: &mut Report) {
    let words = command.texts();
    let message = "Packages come from servers that nobody verifies";
    if let Some(at) = position(&words, |word| word == "--no-strict-ssl" || sets_off(word, "--strict-ssl")) {
        return remove(file, command, at..at + 1, message, report);
    }
    let sets = matches!(words.get(1..3), Some(["config" | "c", "set"])) || words.get(1) == Some(&"set");
    let pair = words.windows(2).any(|pair| pair[0].eq_ignore_ascii_case("strict-ssl") && is_off(pair[1]));
    if sets && (pair || words.iter().any(|word| sets_off(word, "strict-ssl"))) {
        remove_whole(file, command, message, report);
    }
}

fn is_python_installer(name: &str) -> bool {
    let stem = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    matches!(stem, "pip" | "python" | "uv" | "pipenv" | "poetry")
}

fn check_pip(file: &Dockerfile, command: Command<'_>, report: &mut Report) {
    let words = command.texts();
    if words.contains(&"config") && words.iter().any(|word| word.ends_with("trusted-host")) {
        return remove_whole(file, command, "pip does not verify this server from here on", report);
    }
    let is_option = |word: &str| matches!(word, "--trusted-host" | "--allow-insecure-host");
    let mut at = 1;
    while at < words.len() {
        let takes_next = is_option(words[at]);
        if takes_next || words[at].split_once('=').is_some_and(|(name, _)| is_option(name)) {
            let end = (at + 1 + usize::from(takes_next)).min(words.len());
            remove(file, command, at..end, "pip does not verify this server", report);
            at = end;
        } else {
            at += 1;
        }
    }
}

/// The first word behind the name for which this holds.
fn position(words: &[&str], holds: impl Fn(&str) -> bool) -> Option<usize> {
    words.iter().skip(1).position(|word| holds(word)).map(|at| at + 1)
}

/// `…name=false` in any case, blanks around the sign allowed.
fn sets_off(word: &str, name: &str) -> bool {
    word.split(['\n', ',']).filter_map(|part| part.rsplit_once('=')).any(|(key, value)| {
        key.trim_end().to_ascii_lowercase().ends_with(name) && is_off(value.trim().trim_end_matches("\\n"))
    })
}

fn is_off(value: &str) -> bool {
    ["0", "false", "no", "off"].iter().any(|off| value.eq_ignore_ascii_case(off))
}

/// Whether a variable of that name and value keeps a program from verifying certificates.
fn turns_off(name: &str, value: &str) -> bool {
    match name {
        "NODE_TLS_REJECT_UNAUTHORIZED" | "PYTHONHTTPSVERIFY" => value == "0",
        "GIT_SSL_NO_VERIFY" => !value.is_empty() && !is_off(value) && !value.contains('$'),
        "PIP_TRUSTED_HOST" | "UV_INSECURE_HOST" => !value.is_empty(),
        "YARN_ENABLE_STRICT_SSL" | "CONDA_SSL_VERIFY" => is_off(value),
        _ if name.eq_ignore_ascii_case("NPM_CONFIG_STRICT_SSL") => is_off(value),
        _ => false,
    }
}

fn variable_message(name: &str) -> String {
    format!("`{name}` keeps certificates from being verified")
}

/// Reports words of a command that can simply go.
fn remove(file: &Dockerfile, command: Command<'_>, words: std::ops::Range<usize>, message: &str, report: &mut Report) {
    let span = command.word_span(words.start).to(command.word_span(words.end - 1));
    report
        .at(span, message)
        .fix("Verify the certificate", remove_words(file, command, words))
        .declares(changes_inside(command));
}

/// Reports a command that does nothing else.
fn remove_whole(file: &Dockerfile, command: Command<'_>, message: &str, report: &mut Report) {
    report
        .at(command.span(), message)
        .fix("Verify certificates", remove_command_or_run(file, command))
        .declares(changes_inside(command))
        .declares(&[Change::Instructions]);
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    const NAME: &str = "tls-verification-off";

    fn mended(line: &str) -> Option<String> {
        let after = fixed(NAME, &format!("FROM a\n{line}\n"))?;
        Some(after.trim_start_matches("FROM a\n").trim_end().to_owned())
    }

    #[test]
    fn options_go_and_the_rest_stays() {
        for (before, after) in [
            ("RUN curl -k -o x https://a.example/x", "RUN curl -o x https://a.example/x"),
            ("RUN curl -sSkL https://a.example", "RUN curl -sSL https://a.example"),
            ("RUN [\"curl\", \"--insecure\", \"https://a.example\"]", "RUN [\"curl\", \"https://a.example\"]"),
            ("RUN wget \\\n    --no-check-certificate \\\n    https://a", "RUN wget \\\n    https://a"),
            ("RUN pip install --trusted-host pypi.org -r r.txt", "RUN pip install -r r.txt"),
            ("RUN pip3 install x --trusted-host=pypi.org", "RUN pip3 install x"),
            ("RUN npm config set strict-ssl false && npm ci", "RUN npm ci"),
            ("RUN yarn --strict-ssl=false", "RUN yarn"),
            ("RUN git -c http.sslVerify=false clone https://a", "RUN git clone https://a"),
            ("RUN git config --global http.sslverify false && git clone https://a", "RUN git clone https://a"),
            ("RUN git config --global http.sslVerify false", ""),
            ("RUN yum -y --setopt=sslverify=False install x", "RUN yum -y install x"),
            ("RUN apt-get -o Acquire::https::Verify-Peer=false update", "RUN apt-get update"),
            ("RUN GIT_SSL_NO_VERIFY=1 git clone https://a", "RUN git clone https://a"),
            ("ENV A=1 NODE_TLS_REJECT_UNAUTHORIZED=0 B=2", "ENV A=1 B=2"),
            ("ENV PYTHONHTTPSVERIFY 0", ""),
            ("ARG PIP_TRUSTED_HOST=pypi.org", ""),
        ] {
            assert_eq!(mended(before).as_deref(), Some(after), "{before}");
        }
    }

    #[test]
    fn several_hosts_are_several_findings() {
        let source = "FROM a\nRUN pip install --trusted-host a --trusted-host b x\n";
        assert_eq!(marked(NAME, source), ["--trusted-host a", "--trusted-host b"]);
    }

    #[test]
    fn what_verifies_is_left_alone() {
        for line in [
            "RUN curl -fsSL -o k https://a",
            "RUN curl -fsok https://a",
            "HEALTHCHECK CMD curl -k https://localhost:8443/health",
            "RUN git config --global http.sslVerify true",
            "RUN npm config set strict-ssl true",
            "RUN dnf --setopt=sslverify=1 install -y x",
            "ENV NODE_TLS_REJECT_UNAUTHORIZED=1 PIP_TRUSTED_HOST= GIT_SSL_NO_VERIFY=false",
            "RUN echo curl -k",
        ] {
            assert!(marked(NAME, &format!("FROM a\n{line}\n")).is_empty(), "{line}");
        }
    }
}
