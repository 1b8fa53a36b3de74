//! Entries of `ports`, `volumes`, `secrets` and `configs`, in one line or spelt out.

use super::place::{PROVEN, Place};
use super::writing::{Entry, plain, quoted, recast};
use crate::ide::refactor::Offer;
use crate::model::compose::{MountKind, Mounted, Published, Value, has_variable};
use crate::rules::amend::{Yaml, replace_item};
use crate::text::{Edit, replace};

pub(super) fn offers(place: &Place<'_>) -> Vec<Offer> {
    let ["services", _, key @ ("ports" | "volumes" | "secrets" | "configs")] = *place.names else { return Vec::new() };
    if !place.value.is_sequence() || !place.is_own() {
        return Vec::new();
    }
    let one = match key {
        "ports" => "port",
        "volumes" => "mount",
        _ => key.trim_end_matches('s'),
    };
    let mut offers = Vec::new();
    let mut offer = |title: String, edits: Option<Vec<Edit>>| {
        let edits = edits.and_then(|edits| place.proven(edits));
        offers.extend(edits.map(|edits| Offer::rewrite(title, edits).changing(PROVEN)));
    };
    if let Some(item) = place.item() {
        match item.is_mapping() {
            true => offer(format!("Write this {one} in the short form"), shortened(place, key, item)),
            false => offer(format!("Write this {one} in the long form"), spelt_out(place, key, item)),
        }
    }
    let (long, short): (Vec<Value<'_>>, Vec<Value<'_>>) = place.value.items().partition(|item| item.is_mapping());
    let all = |items: &[Value<'_>], edits: &dyn Fn(Value<'_>) -> Option<Vec<Edit>>| {
        Some(items.iter().map(|item| edits(*item)).collect::<Option<Vec<_>>>()?.concat())
    };
    if short.len() > 1 {
        offer(
            format!("Write all {key} in the long form"),
            all_at_once(place, key).or_else(|| all(&short, &|it| spelt_out(place, key, it))),
        );
    }
    if long.len() > 1 {
        offer(format!("Write all {key} in the short form"), all(&long, &|it| shortened(place, key, it)));
    }
    offers
}

/// All entries of a list between brackets.
fn all_at_once(place: &Place<'_>, key: &str) -> Option<Vec<Edit>> {
    if !place.value.is_flow() {
        return None;
    }
    let entries: Option<Vec<Entry>> =
        place.value.items().map(|item| Some(Entry::Item(Yaml::Map(long_form(place, key, item)?)))).collect();
    recast(place, &entries?)
}

fn spelt_out(place: &Place<'_>, key: &str, item: Value<'_>) -> Option<Vec<Edit>> {
    let long = Yaml::Map(long_form(place, key, item)?);
    Some(vec![replace_item(place.file, item, &long)?])
}

fn long_form(place: &Place<'_>, key: &str, item: Value<'_>) -> Option<Vec<(String, Yaml)>> {
    let service = place.service()?;
    let entries = match key {
        "ports" => port(place, &service.ports().find(|port| port.value.id() == item.id())?)?,
        "volumes" => mount(place, &service.mounts().find(|mount| mount.value.id() == item.id())?)?,
        _ => vec![("source", Yaml::text(plain(place, item.as_str()?)))],
    };
    Some(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

fn port(place: &Place<'_>, port: &Published<'_>) -> Option<Vec<(&'static str, Yaml)>> {
    let (target, last) = port.target_ports()?;
    if target != last {
        return None;
    }
    let mut entries = vec![("target", Yaml::text(target.to_string()))];
    if let Some(published) = port.published {
        entries.push(("published", Yaml::text(quoted(place.file, published))));
    }
    if let Some(ip) = port.host_ip.filter(|ip| !ip.is_empty()) {
        entries.push(("host_ip", Yaml::text(plain(place, ip.trim_matches(['[', ']'])))));
    }
    if !port.protocol.eq_ignore_ascii_case("tcp") {
        entries.push(("protocol", Yaml::text(plain(place, port.protocol))));
    }
    Some(entries)
}

fn mount(place: &Place<'_>, mount: &Mounted<'_>) -> Option<Vec<(&'static str, Yaml)>> {
    let kind = match mount.kind {
        MountKind::Bind => "bind",
        MountKind::Volume | MountKind::Anonymous => "volume",
        MountKind::Tmpfs | MountKind::Other => return None,
    };
    let mut entries = vec![("type", Yaml::text(kind))];
    if let Some(source) = mount.source {
        entries.push(("source", Yaml::text(plain(place, source))));
    }
    entries.push(("target", Yaml::text(plain(place, mount.target))));
    let mut bind = vec![];
    let mut volume = vec![];
    for option in mount.options.split(',').filter(|option| !option.is_empty()) {
        match option {
            "rw" => {}
            "ro" => entries.push(("read_only", Yaml::text("true"))),
            "nocopy" => volume.push(("nocopy".to_owned(), Yaml::text("true"))),
            "z" | "Z" => bind.push(("selinux".to_owned(), Yaml::text(option))),
            _ if kind == "bind" => bind.push(("propagation".to_owned(), Yaml::text(option))),
            _ => return None,
        }
    }
    if kind == "bind" {
        // The short form makes the path of the host where it is missing.
        bind.insert(0, ("create_host_path".to_owned(), Yaml::text("true")));
    }
    entries.extend((!bind.is_empty()).then_some(("bind", Yaml::Map(bind))));
    entries.extend((!volume.is_empty()).then_some(("volume", Yaml::Map(volume))));
    Some(entries)
}

fn shortened(place: &Place<'_>, key: &str, item: Value<'_>) -> Option<Vec<Edit>> {
    if super::writing::holds_comment(place.file, item.whole()) {
        return None;
    }
    let text = short_form(place, key, item)?;
    Some(vec![replace(item.whole(), text)])
}

/// A long entry in one text; `None` where it says more than a text can. (What it may not say unseen, the proof finds.)
fn short_form(place: &Place<'_>, key: &str, item: Value<'_>) -> Option<String> {
    let part = |key: &str| item.get(key).and_then(Value::text);
    let only = |known: &[&str]| item.own_entries().all(|pair| pair.key.text().is_some_and(|key| known.contains(&key)));
    match key {
        "ports" => {
            if !only(&["target", "published", "host_ip", "protocol", "mode"]) {
                return None;
            }
            let ip = part("host_ip").map(|ip| if ip.contains(':') { format!("[{ip}]:") } else { format!("{ip}:") });
            let published = match (part("published"), &ip) {
                (Some(published), _) => format!("{published}:"),
                (None, Some(_)) => ":".to_owned(),
                (None, None) => String::new(),
            };
            let protocol = part("protocol").filter(|it| !it.eq_ignore_ascii_case("tcp")).map(|it| format!("/{it}"));
            let text = [&ip.unwrap_or_default(), &published, part("target")?, &protocol.unwrap_or_default()].concat();
            Some(quoted(place.file, &text))
        }
        "volumes" => {
            let kind = part("type").filter(|kind| matches!(*kind, "bind" | "volume"))?;
            if !only(&["type", "source", "target", "read_only", "bind", "volume"]) {
                return None;
            }
            let mut options: Vec<&str> = Vec::new();
            if part("read_only") == Some("true") {
                options.push("ro");
            }
            let nested = |key: &str, option: &str| item.get(key).and_then(|it| it.get(option)).and_then(Value::text);
            options.extend(nested("bind", "selinux"));
            options.extend(nested("bind", "propagation"));
            options.extend((nested("volume", "nocopy") == Some("true")).then_some("nocopy"));
            let source = part("source");
            let target = part("target")?;
            let is_divided = |text: &str| text.contains(':') && !has_variable(text);
            if source.is_some_and(is_divided) || is_divided(target) || (kind == "bind" && source.is_none()) {
                return None;
            }
            let mut text = source.map_or_else(String::new, |source| format!("{source}:"));
            text.push_str(target);
            if !options.is_empty() {
                text.push_str(&format!(":{}", options.join(",")));
            }
            Some(plain(place, &text))
        }
        _ => only(&["source"]).then(|| part("source")).flatten().map(|source| plain(place, source)),
    }
}

#[cfg(test)]
mod tests {
    use crate::ide::refactor::testing::{applied, offered};
    use crate::model::Language;

    fn with(key: &str, items: &str) -> String {
        format!("services:\n  a:\n    image: x\n    {key}:\n{items}")
    }

    fn after(key: &str, items: &str, title: &str) -> Option<String> {
        let text = applied(Language::Compose, &with(key, items), title)?;
        Some(text.split_once(&format!("{key}:\n"))?.1.to_owned())
    }

    #[test]
    fn one_entry_goes_there_and_back() {
        let short = "      - \"127.0.0.1:8080:|80/udp\" # why\n      - 443:443\n";
        let long = "      - target: 80 # why\n        published: \"8080\"\n        host_ip: 127.0.0.1\n        protocol: udp\n      - 443:443\n";
        assert_eq!(after("ports", short, "Write this port in the long form").as_deref(), Some(long));
        let marked = long.replace(" # why", "").replace("target", "tar|get");
        assert_eq!(
            after("ports", &marked, "Write this port in the short form"),
            Some(short.replace('|', "").replace(" # why", ""))
        );
    }

    #[test]
    fn mounts_of_each_kind() {
        let short = "      - ./a:/a:ro,z\n      - |data:/d\n      - /x\n";
        let long = "      - type: bind\n        source: ./a\n        target: /a\n        read_only: true\n        bind:\n          create_host_path: true\n          selinux: z\n      - type: volume\n        source: data\n        target: /d\n      - type: volume\n        target: /x\n";
        assert_eq!(after("volumes", short, "Write all volumes in the long form").as_deref(), Some(long));
        let marked = long.replacen("bind", "b|ind", 1);
        assert_eq!(after("volumes", &marked, "Write all volumes in the short form"), Some(short.replace('|', "")));
        assert_eq!(
            after(
                "volumes",
                "      - type: bi|nd\n        source: ./a\n        target: /a\n",
                "Write this mount in the short form"
            ),
            None
        );
        assert_eq!(after("volumes", "      - $D:|/a\n", "Write this mount in the long form"), None);
    }

    #[test]
    fn lists_between_brackets_and_grants() {
        assert_eq!(
            after("secrets", "      - to|ken # why\n", "Write this secret in the long form").as_deref(),
            Some("      - source: token # why\n")
        );
        let flow = "services:\n  a: {image: x, ports: [\"80:|80\", 443]}\n";
        assert_eq!(
            applied(Language::Compose, flow, "Write all ports in the long form").as_deref(),
            Some("services:\n  a: {image: x, ports: [{target: 80, published: \"80\"}, {target: 443}]}\n")
        );
        assert!(offered(Language::Compose, &with("ports", "      - 80-|81:80-81\n")).is_empty());
    }
}
