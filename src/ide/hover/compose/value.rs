//! A value: what it says, by what the table knows of its place.

use super::cursor::{Cursor, Stride, steps};
use super::{argument, command, environment, name, path, port, resolved, table};
use crate::ide::Hover;
use crate::ide::hover::dockerfile;
use crate::ide::hover::image;
use crate::ide::hover::page::{Page, code};
use crate::ide::hover::words;
use crate::model::Compose;
use crate::model::compose::{Published, Section, Service, bytes, duration};
use crate::model::dockerfile::ImageReference;
use crate::reference::compose::{self, Entry, Meaning, Place, Value as Known, values};
use crate::reference::dockerfile as language;
use crate::reference::ports::known_port;
use crate::text::Span;

/// A scalar under the cursor.
struct Scalar<'a> {
    file: &'a Compose,
    /// The service that it stands in.
    service: Option<Service<'a>>,
    /// As YAML reads it.
    written: &'a str,
    /// With its variables put in.
    text: String,
    span: Span,
    offset: usize,
}

pub(super) fn hover(
    file: &Compose,
    cursor: &Cursor<'_>,
    path: &[Stride],
    place: Place,
    offset: usize,
) -> Option<Hover> {
    let written = match cursor.value {
        Some(value) => value.text()?,
        None => cursor.span.of(file.source()),
    };
    let text = resolved::filled(file, written);
    let service = cursor.service().and_then(|name| file.service(name));
    if let Some(found) = referred(file, service, offset) {
        return Some(found);
    }
    let meaning = place.shape.scalar.map(|scalar| scalar.meaning);
    if matches!(meaning, Some(Meaning::Command | Meaning::HealthCheck))
        && let Some(found) = service.and_then(|service| command::hover(file, service, path, offset))
    {
        return Some(found);
    }
    let scalar = Scalar { file, service, written, text, span: cursor.span, offset };
    let found = place
        .shape
        .scalar
        .and_then(|known| scalar.known(known.values).or_else(|| scalar.by_meaning(known.meaning, path)));
    if let Some(page) = found {
        return page.about(cursor.span);
    }
    by_key(&scalar, path, place).about(cursor.span)
}

/// The name of something else that stands under the cursor, where the model takes it for one.
fn referred(file: &Compose, service: Option<Service<'_>>, offset: usize) -> Option<Hover> {
    let reference = service?.references().iter().find(|reference| reference.span.touches(offset))?;
    name::page(file, reference.section, &reference.name).about(reference.span)
}

/// What is said where the value itself says nothing: its key.
fn by_key(scalar: &Scalar<'_>, path: &[Stride], place: Place) -> Page {
    if matches!(place.entry, Entry::Extension) {
        return Page::of("A part of an extension, which Compose leaves alone.");
    }
    if matches!(place.entry, Entry::Unknown)
        && let Some(at) = path.iter().rposition(|stride| matches!(stride, Stride::Key(_)))
        && let Stride::Key(name) = &path[at]
    {
        return table::unknown(&path[..=at], name);
    }
    let written = code(scalar.written);
    let here = match scalar.text == scalar.written {
        true => written,
        false => format!("{written}, here {}", code(&scalar.text)),
    };
    for length in (1..=path.len()).rev() {
        match compose::resolve(&steps(&path[..length])).map(|place| place.entry) {
            Some(Entry::Key(known)) => {
                return table::document(known, Page::of(format!("{}: {here}", code(known.name))));
            }
            Some(Entry::Free(free)) => return Page::of(here).add(free.doc),
            _ => {}
        }
    }
    Page::of(here)
}

impl<'a> Scalar<'a> {
    /// A word that the table knows, or the beginning of one.
    fn known(&self, values: &[Known]) -> Option<Page> {
        let text = self.text.as_str();
        let told = |known: &Known| Page::of(format!("{}: {}", code(known.text), known.doc));
        let same = |known: &&Known| known.rest.is_none() && known.text.eq_ignore_ascii_case(text);
        if let Some(known) = values.iter().find(same) {
            return Some(told(known));
        }
        let known = values.iter().find(|known| known.rest.is_some() && text.starts_with(known.text))?;
        if let Some(Meaning::Reference(section)) = known.rest {
            return Some(name::page(self.file, section, &text[known.text.len()..]));
        }
        Some(told(known))
    }

    fn by_meaning(&self, meaning: Meaning, path: &[Stride]) -> Option<Page> {
        let text = self.text.as_str();
        let told = |words: String| Some(Page::of(format!("{}: {words}", code(text))));
        match meaning {
            Meaning::Duration => {
                let words = words::duration(duration(text)?);
                let is_echo = words.split(' ').eq([
                    text.trim_end_matches(char::is_alphabetic),
                    text.trim_start_matches(|c: char| !c.is_alphabetic()),
                ]);
                let page = Page::of(if is_echo { code(text) } else { format!("{}: {words}", code(text)) });
                Some(match self.around_check(path) {
                    Some(check) => page.add(check).add(self.key_doc(path)),
                    None => page.add(self.key_doc(path)),
                })
            }
            Meaning::Bytes => {
                let page = Page::of(format!("{}: {}", code(text), words::size(bytes(text)?)));
                Some(page.add(self.key_doc(path)))
            }
            Meaning::Microseconds => {
                let amount = text.parse::<f64>().ok().map(|micro| micro * 1e3).or_else(|| duration(text))?;
                Some(Page::of(format!("{}: {}", code(text), words::duration(amount))).add(self.key_doc(path)))
            }
            Meaning::Image => Some(self.image()),
            Meaning::PublishedPort => self.published(),
            Meaning::ExposedPort | Meaning::Port | Meaning::HostPort => {
                let number = text.split(['/', '-']).next()?.parse().ok()?;
                let usual = known_port(number).map_or(String::new(), |known| format!(", usually {}", known.service));
                Some(Page::of(format!("port {}{usual}", code(text))).add(self.key_doc(path)))
            }
            Meaning::Mount => path::mount(self.file, self.service, text),
            Meaning::Tmpfs => {
                let (at, options) = text.split_once(':').unwrap_or((text, ""));
                let limits = if options.is_empty() { String::new() } else { format!(", with {}", code(options)) };
                told(format!("an empty file system in memory at {}{limits}; it goes with the container", code(at)))
            }
            Meaning::Signal => {
                let usual = language::usual_signal_name(text);
                let known = language::signal(text).or_else(|| language::signal(&usual?))?;
                told(format!("{} ({}): {}", code(known.name), known.number, known.doc))
            }
            Meaning::FileMode => told(words::permissions(text)?),
            Meaning::User => told(self.user(text)),
            Meaning::Platform => {
                let platform = language::platform::Platform::parse(text)?;
                let system = words::capitalized(&platform.os);
                told(format!(
                    "{system} on {}. Another architecture than the machine's own is emulated, slowly.",
                    code(&platform.architecture)
                ))
            }
            Meaning::Stage => self.stage(text),
            Meaning::BuildArgument => {
                let name = text.split('=').next().unwrap_or(text);
                match path.last() {
                    Some(Stride::Key(argument)) => argument::page(self.file, self.service_name(), argument),
                    _ => argument::page(self.file, self.service_name(), name),
                }
            }
            Meaning::EnvironmentEntry => Some(match path.last() {
                Some(Stride::Key(variable)) => {
                    environment::page(self.file, self.service_name(), variable, Some(self.written))
                }
                _ => {
                    let (name, value) = self.pair();
                    environment::page(self.file, self.service_name(), name, value)
                }
            }),
            Meaning::Label | Meaning::Sysctl => {
                let (name, value) = self.pair();
                let values = if meaning == Meaning::Label { values::LABELS } else { values::SYSCTLS };
                let known = values.iter().find(|known| known.text == name)?;
                let value = value.map(|value| format!("\n\nHere: {}", code(value))).unwrap_or_default();
                Some(Page::of(format!("{}: {}{value}", code(name), known.doc)))
            }
            Meaning::Subnet => told(subnet(text)?),
            Meaning::Reference(section) => Some(name::page(self.file, section, text)),
            Meaning::Link | Meaning::VolumesFrom => {
                Some(name::page(self.file, Section::Services, text.split(':').next().unwrap_or(text)))
            }
            Meaning::Profile => Some(self.profile(text)),
            Meaning::File
            | Meaning::Directory
            | Meaning::Path
            | Meaning::ComposeFile
            | Meaning::BuildContext
            | Meaning::Dockerfile => {
                let page = path::file(self.file, self.service, meaning, text)?;
                Some(page.add(self.key_doc(path)))
            }
            _ => None,
        }
    }

    fn service_name(&self) -> Option<&'a str> {
        self.service.map(|service| service.name)
    }

    /// `NAME=value` of a list.
    fn pair(&self) -> (&'a str, Option<&'a str>) {
        self.written.split_once('=').map_or((self.written, None), |(name, value)| (name, Some(value)))
    }

    /// What the key of the value does, in its first paragraph.
    fn key_doc(&self, path: &[Stride]) -> String {
        let known = (1..=path.len()).rev().find_map(|length| compose::key_at(&steps(&path[..length])));
        known.map_or_else(String::new, |known| {
            let doc = known.doc.split("\n\n").next().unwrap_or("");
            format!("{}: {doc}", code(known.name))
        })
    }

    /// The health check around a duration.
    fn around_check(&self, path: &[Stride]) -> Option<String> {
        let is_in_check = matches!(path, [.., Stride::Key(check), Stride::Key(_)] if check == "healthcheck");
        let check = self.service?.get("healthcheck").filter(|check| is_in_check && check.is_mapping())?;
        Some(resolved::healthcheck(self.file, check))
    }

    fn image(&self) -> Page {
        let reference = ImageReference::parse(&self.text, self.span);
        if self.service.is_some_and(|service| service.build().is_some()) {
            return Page::of(format!("{}: the name that the image gets when it is built.", code(&self.text)));
        }
        let page = image::page(&reference);
        if self.text == self.written { page } else { page.add(format!("Written {}.", code(self.written))) }
    }

    fn published(&self) -> Option<Page> {
        let service = self.service?;
        let port: Published<'_> = service.ports().find(|port| port.value.span().touches(self.offset))?;
        Some(Page::of(words::capitalized(&port::published(self.file, &port)) + "."))
    }

    fn user(&self, text: &str) -> String {
        let (user, group) = text.split_once(':').map_or((text, None), |(user, group)| (user, Some(group)));
        let group = group.map(|group| format!(", group {}", code(group))).unwrap_or_default();
        if matches!(user, "root" | "0") {
            return format!("root{group}");
        }
        let image = self.service.and_then(Service::known_image);
        if let Some(account) = image.and_then(|image| image.account(user)) {
            return format!("uid {}{group}, the account {} of the image", account.id, code(account.name));
        }
        match user.bytes().all(|byte| byte.is_ascii_digit()) {
            true => format!("uid {user}{group}; a number needs no account in the image"),
            false => format!("the account {}{group}, which the image must have", code(user)),
        }
    }

    fn stage(&self, text: &str) -> Option<Page> {
        let build = self.file.build_of(self.service?)?;
        let dockerfile = build.dockerfile()?;
        let place = build.place();
        let stage = dockerfile.stage_named(text);
        Some(match stage {
            Some(stage) => Page::of(format!("stage {} of {place}", code(text)))
                .add(dockerfile::stage_page(dockerfile, stage).text()),
            None => Page::of(format!("{place} has no stage {}.", code(text))),
        })
    }

    fn profile(&self, text: &str) -> Page {
        let has = |service: &Service<'_>| service.profiles().any(|profile| profile.text() == Some(text));
        let services: Vec<String> =
            self.file.services().iter().filter(|service| has(service)).map(|service| code(service.name)).collect();
        let is_on = self.file.setting().environment.turns_on([text]);
        let state = if is_on {
            "`COMPOSE_PROFILES` turns it on."
        } else {
            "Off unless `--profile` or `COMPOSE_PROFILES` names it."
        };
        Page::of(format!("profile {}: {}", code(text), words::joined(&services))).add(state)
    }
}

/// The addresses of a subnet, in words.
fn subnet(text: &str) -> Option<String> {
    let (address, length) = text.split_once('/')?;
    let length: u32 = length.parse().ok()?;
    match address.parse::<std::net::IpAddr>().ok()? {
        std::net::IpAddr::V4(address) if length <= 32 => {
            let mask = u32::MAX.checked_shl(32 - length).unwrap_or(0);
            let first = u32::from(address) & mask;
            let (low, high) = (std::net::Ipv4Addr::from(first), std::net::Ipv4Addr::from(first | !mask));
            Some(format!("{low} to {high}, {} addresses", 1u64 << (32 - length)))
        }
        std::net::IpAddr::V6(_) if length <= 128 => Some(format!("IPv6, the first {length} bits are fixed")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{says, says_among};

    fn service(line: &str) -> String {
        format!("services:\n  web:\n    image: postgres:17\n    {line}\n  db:\n    image: x\n")
    }

    #[test]
    fn quantities_are_told_in_words() {
        says(&service("stop_grace_period: 1m$030s"), "1m30s", "`1m30s`: 1 min 30 s");
        says(&service("mem_limit: 15$036m"), "1536m", "`1536m`: 1.5 GiB");
        says(&service("healthcheck: {test: x, interval: 5$0s}"), "5s", "`5s`\n\n**Here:** Asks every 5 s");
        says(&service("user: \"10$001\""), "\"1001\"", "uid 1001; a number needs no account");
        says(&service("stop_signal: SIG$0INT"), "SIGINT", "`SIGINT`: Interrupt");
        says(&service("expose: [\"54$032\"]"), "\"5432\"", "usually PostgreSQL");
        says(&service("platform: linux/ar$0m64"), "linux/arm64", "64-bit ARM");
        says(
            "networks:\n  a:\n    ipam: {config: [{subnet: 10.1.2.0/2$04}]}\n",
            "10.1.2.0/24",
            "10.1.2.0 to 10.1.2.255, 256",
        );
    }

    #[test]
    fn words_of_the_engine_are_told() {
        says(&service("cap_add: [NET_AD$0MIN]"), "NET_ADMIN", "firewall rules");
        says(&service("pull_policy: alw$0ays"), "always", "`always`:");
        says(&service("depends_on: {db: {condition: service_hea$0lthy}}"), "service_healthy", "`service_healthy`:");
        says(&service("init: tr$0ue"), "true", "`init`: `true`");
        says(&service("profiles: [de$0v]"), "dev", "profile `dev`: `web`");
    }

    #[test]
    fn images_are_told() {
        says("services:\n  db:\n    image: post$0gres:17\n", "postgres:17", "official image on Docker Hub");
        let built = "services:\n  db:\n    build: .\n    image: me$0/x\n";
        says(built, "me/x", "the name that the image gets when it is built");
    }

    #[test]
    fn a_build_leads_to_its_dockerfile() {
        let files = [("/p/Dockerfile", "FROM a AS dev\nARG V=1\nFROM b\n")];
        let source = "services:\n  web:\n    build: {context: ., target: de$0v}\n";
        says_among(&files, source, "dev", "stage `dev` of Dockerfile\n\n```dockerfile\nFROM a AS dev");
        let source = "services:\n  web:\n    build: {context: ., args: [V=2$0]}\n";
        says_among(&files, source, "V=2", "build argument `V` = `2`\n\n- `ARG V=1` on line 2 of Dockerfile");
        let source = "services:\n  web:\n    build: {context: ., args: [W=2$0]}\n";
        says_among(&files, source, "W=2", "No `ARG` of Dockerfile declares it");
    }
}
