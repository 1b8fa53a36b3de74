//! What a service opens to the world outside its container: the paths that it mounts and the ports that it publishes, in
//! whichever form they are written.
//!
//! Parts that hold a variable are told as written: they are unknown, and whoever asks stays silent about them.

use super::{Mount, Port, Service, Value, has_variable, mount};

/// An entry of `volumes`.
#[derive(Debug, Clone, Copy)]
pub struct Mounted<'a> {
    /// The entry.
    pub value: Value<'a>,
    pub kind: MountKind,
    /// A path of the host, or the name of a volume.
    pub source: Option<&'a str>,
    /// The path in the container.
    pub target: &'a str,
    pub read_only: bool,
    /// The third part of the short form: `ro,z`.
    pub options: &'a str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MountKind {
    /// A path of the host.
    Bind,
    /// A named volume.
    Volume,
    /// A volume without a name.
    Anonymous,
    Tmpfs,
    /// `npipe`, `image`, `cluster`, or what a variable decides.
    Other,
}

/// An entry of `ports`.
#[derive(Debug, Clone, Copy)]
pub struct Published<'a> {
    /// The entry.
    pub value: Value<'a>,
    /// The address of the host, without brackets; `None` means every one.
    pub host_ip: Option<&'a str>,
    /// The port or ports of the host; `None` where the engine picks one.
    pub published: Option<&'a str>,
    /// The port or ports of the container.
    pub target: &'a str,
    /// As written; `tcp` where nothing is.
    pub protocol: &'a str,
}

impl Published<'_> {
    /// Whether every address of the host listens; a variable that may hold an address counts as one.
    pub fn is_open_to_all(&self) -> bool {
        self.host_ip.is_none_or(|ip| ip.is_empty() || matches!(ip, "0.0.0.0" | "::" | "[::]"))
    }

    /// The ports of the container, first and last; `None` where a variable decides.
    pub fn target_ports(&self) -> Option<(u16, u16)> {
        ports(self.target)
    }

    /// The ports of the host, first and last; `None` where the engine or a variable decides.
    pub fn published_ports(&self) -> Option<(u16, u16)> {
        ports(self.published?)
    }
}

fn ports(text: &str) -> Option<(u16, u16)> {
    Port::parse(text).ok().map(|port| port.target.1)
}

impl<'a> Service<'a> {
    /// What `volumes` mounts, in order; entries that Compose refuses are left out.
    pub fn mounts(self) -> impl Iterator<Item = Mounted<'a>> {
        self.get("volumes").into_iter().flat_map(Value::items).filter_map(mounted)
    }

    /// What `ports` publishes, in order; entries that are one variable are left out.
    pub fn ports(self) -> impl Iterator<Item = Published<'a>> {
        self.get("ports").into_iter().flat_map(Value::items).filter_map(published)
    }
}

fn mounted(value: Value<'_>) -> Option<Mounted<'_>> {
    if value.is_mapping() {
        let kind = match value.get("type")?.text()? {
            "bind" => MountKind::Bind,
            "volume" if value.get("source").is_none() => MountKind::Anonymous,
            "volume" => MountKind::Volume,
            "tmpfs" => MountKind::Tmpfs,
            _ => MountKind::Other,
        };
        let read_only = value.get("read_only").and_then(Value::text).is_some_and(|text| text != "false");
        let source = value.get("source").and_then(Value::text);
        return Some(Mounted { value, kind, source, target: value.get("target")?.text()?, read_only, options: "" });
    }
    let text = value.as_str()?;
    let parts = Mount::parse(text).ok()?;
    let source = parts.source.clone().map(|range| &text[range]);
    let options = parts.options.clone().map_or("", |range| &text[range]);
    let kind = match source {
        None if has_variable(text) => MountKind::Other,
        None => MountKind::Anonymous,
        Some(source) if mount::is_host_path(source) => MountKind::Bind,
        Some(source) if source.starts_with('$') => MountKind::Other,
        Some(_) => MountKind::Volume,
    };
    let read_only = options.split(',').any(|option| option == "ro" || option.starts_with('$'));
    Some(Mounted { value, kind, source, target: &text[parts.target], read_only, options })
}

fn published(value: Value<'_>) -> Option<Published<'_>> {
    if value.is_mapping() {
        let part = |key| value.get(key).and_then(Value::text);
        return Some(Published {
            value,
            host_ip: part("host_ip"),
            published: part("published"),
            target: part("target")?,
            protocol: part("protocol").unwrap_or("tcp"),
        });
    }
    let text = value.text()?;
    let (front, target) = match last_colon(text) {
        Some(at) => (Some(&text[..at]), &text[at + 1..]),
        None if has_variable(text) => return None,
        None => (None, text),
    };
    let (host_ip, published) = match front.map(|front| (front, last_colon(front))) {
        Some((front, Some(at))) => (Some(&front[..at]), Some(&front[at + 1..])),
        Some((front, None)) => (None, Some(front)),
        None => (None, None),
    };
    let (target, protocol) = target.rsplit_once('/').unwrap_or((target, "tcp"));
    let protocol = if protocol.is_empty() { "tcp" } else { protocol };
    Some(Published { value, host_ip, published: published.filter(|text| !text.is_empty()), target, protocol })
}

/// The last colon that stands in no `${…}` and no brackets.
fn last_colon(text: &str) -> Option<usize> {
    let mut open = 0usize;
    text.bytes().enumerate().rev().find_map(|(at, byte)| {
        match byte {
            b'}' | b']' => open += 1,
            b'{' | b'[' => open = open.saturating_sub(1),
            _ => {}
        }
        (byte == b':' && open == 0).then_some(at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Language, Snapshot};

    #[test]
    fn ports_of_either_form_fall_into_their_parts() {
        let source = "services:\n  a:\n    image: x\n    ports: [80, \"8080:80\", \"127.0.0.1:${P:-1}:443/udp\", \"${ALL}\", \
                      {target: 90, published: \"91\"}]\n";
        let snapshot = Snapshot::of(Language::Compose, source);
        let service = snapshot.compose().and_then(|file| file.service("a")).expect("a service");
        let ports: Vec<_> = service.ports().map(|port| (port.host_ip, port.published, port.target)).collect();
        let local = (Some("127.0.0.1"), Some("${P:-1}"), "443");
        assert_eq!(ports, [(None, None, "80"), (None, Some("8080"), "80"), local, (None, Some("91"), "90")]);
    }

    #[test]
    fn mounts_of_either_form_have_their_kind() {
        let source = "services:\n  a:\n    image: x\n    volumes: [./a:/a:ro, bb:/b, /c, $D:/d, {type: bind, source: /e, target: /e, \
                      read_only: true}]\n";
        let snapshot = Snapshot::of(Language::Compose, source);
        let service = snapshot.compose().and_then(|file| file.service("a")).expect("a service");
        let mounts: Vec<_> = service.mounts().map(|mount| (mount.kind, mount.target, mount.read_only)).collect();
        use MountKind::*;
        assert_eq!(
            mounts,
            [
                (Bind, "/a", true),
                (Volume, "/b", false),
                (Anonymous, "/c", false),
                (Other, "/d", false),
                (Bind, "/e", true)
            ]
        );
    }
}
