//! `EXPOSE 8080:80`.

use crate::rules::prelude::*;

rule! {
    /// `EXPOSE` names an address or a port of the host.
    ///
    /// The image keeps only the container's port; which port of the host leads to it, is said when the container starts:
    /// `docker run -p 8080:80`. BuildKit drops the rest with a warning, and will refuse it some day.
    ///
    /// ```dockerfile
    /// FROM nginx:1.29
    /// EXPOSE 8080:80
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM nginx:1.29
    /// EXPOSE 80
    /// ```
    "exposed-host-port", Warning, Ask,
    groups: [Correctness],
    aka: ["buildkit:ExposeInvalidFormat", "dockerfilelint:expose_host_port"],
    concerns: ["expose-host-mapping"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    if file.all(Keyword::Expose).next().is_none() {
        return;
    }
    file.each_scope(|instruction, scope| {
        if !instruction.is(Keyword::Expose) {
            return;
        }
        for word in instruction.arguments.words() {
            check_word(word, scope, file.escape.character(), report);
        }
    });
}

fn check_word(word: &Word, scope: &Scope, escape: char, report: &mut Report) {
    if !word.text.contains(['$', ':']) {
        return;
    }
    let Evaluation::Text { words, .. } = scope.evaluate(&word.text, escape) else { return };
    for port in words {
        let Some((host, container)) = port.rsplit_once(':').filter(|(host, _)| !host.trim_matches(':').is_empty())
        else {
            continue;
        };
        if container.is_empty() {
            continue;
        }
        let is_literal = port == word.text;
        let span = if is_literal { word.part(0..host.len()) } else { word.span };
        let finding = report.at(span, format!("`{host}` belongs to the host; EXPOSE keeps only `{container}`"));
        if is_literal {
            finding
                .fix(format!("Expose {container}"), delete(word.part(0..host.len() + 1)))
                .declares(&[Change::Expose]);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    #[test]
    fn addresses_and_ports_of_the_host_are_meant() {
        assert_eq!(
            marked("exposed-host-port", "FROM a\nEXPOSE 80 127.0.0.1:80:81/tcp [::1]:1:2 :82 $P\n"),
            ["127.0.0.1:80", "[::1]:1"]
        );
        assert_eq!(
            fixed("exposed-host-port", "FROM a\nEXPOSE 127.0.0.1::81/tcp\n").as_deref(),
            Some("FROM a\nEXPOSE 81/tcp\n")
        );
        assert_eq!(marked("exposed-host-port", "FROM a\nENV P=80:80\nEXPOSE $P\n"), ["$P"]);
    }
}
