//! A variable of a service's environment: its value, what the image makes of it, which service its host is.

use super::{declared, path, resolved, variable};
use crate::ide::hover::page::{Page, code};
use crate::model::Compose;
use crate::model::compose::Section;

/// The page of a variable; `given` is what the file writes behind its name, if anything.
pub(super) fn page(file: &Compose, service: Option<&str>, variable: &str, given: Option<&str>) -> Page {
    let mut page = match given {
        Some(value) => {
            let filled = resolved::filled(file, value);
            let written = if filled == value { String::new() } else { format!(", written {}", code(value)) };
            let shown = if filled.is_empty() { "empty".to_owned() } else { code(&filled) };
            Page::of(format!("{} = {shown}{written}", code(variable)))
        }
        None => Page::of("Handed on from the environment in which Compose runs, and from `.env`.")
            .add(variable::head(file.setting(), variable)),
    };
    let Some(service) = service.and_then(|name| file.service(name)) else { return page };
    if let Some(host) = given.and_then(|value| host(file, &resolved::filled(file, value))) {
        let line = declared::line(file, &host).map(|line| format!(", line {line}")).unwrap_or_default();
        page = page.add(format!("The host {} is the service of that name{line}.", code(&host)));
    }
    if let (Some(image), Some(reference)) = (service.known_image(), service.image()) {
        let image_name = code(&reference.text);
        if image.sets_variable(variable) {
            page = page.add(format!("{image_name} sets it too; this takes its place."));
        }
        let by_file = format!("{variable}_FILE");
        let fits = |known: &&str| match known.split_once('*') {
            Some((front, back)) => by_file.starts_with(front) && by_file.ends_with(back),
            None => *known == by_file,
        };
        if image.file_variables.iter().any(fits) {
            let name = code(&by_file);
            page = page
                .add(format!("{image_name} also reads {name}: the path of a file, such as a secret, with the value."));
        }
    }
    page.add_some(path::in_env_files(file, service, variable))
}

/// The service whose name stands as a host in a text: alone, before a port, or in an address.
fn host(file: &Compose, text: &str) -> Option<String> {
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    let rest = rest.split(['/', '?']).next().unwrap_or(rest);
    let rest = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
    let is_address = rest.len() < text.len();
    let (host, port) = rest.split_once(':').map_or((rest, None), |(host, port)| (host, Some(port)));
    let has_port = port.is_some_and(|port| port.bytes().all(|byte| byte.is_ascii_digit()));
    let is_meant = is_address || has_port || port.is_none();
    (is_meant && file.declaration(Section::Services, host).is_some()).then(|| host.to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::testing::{says, says_among};

    fn service(line: &str) -> String {
        format!("services:\n  web:\n    image: postgres:17\n    {line}\n  db:\n    image: x\n")
    }

    #[test]
    fn an_environment_variable_tells_what_becomes_of_it() {
        let source = service("environment: [\"URL=postgres://u:p@d$0b:5432/x\"]");
        says(&source, "\"URL=postgres://u:p@db:5432/x\"", "The host `db` is the service of that name, line 5.");
        let source = service("environment: [POSTGRES_PASS$0WORD=x]");
        says(&source, "POSTGRES_PASSWORD=x", "also reads `POSTGRES_PASSWORD_FILE`");
        let env = [("/p/web.env", "A=1\nB=2\n")];
        let source = service("environment: [B$0=3]\n    env_file: web.env");
        says_among(&env, &source, "B=3", "web.env, line 2, says `2`");
        says_among(&[("/p/.env", "B=5")], &service("environment: [B$0]"), "B", "`B` = `5`");
    }
}
