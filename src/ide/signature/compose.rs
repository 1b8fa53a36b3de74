//! The short forms of Compose: one text that holds several things, `127.0.0.1:8080:80/tcp`.
//!
//! Where the cursor is, the lines tell: the item or value it stands in, and the key above with less indent. So a file that is
//! half typed has the same answers.

use super::{Form, Parameter, Signatures};
use crate::model::Compose;

/// A short form of a key.
struct Short {
    key: &'static str,
    /// Whether it is an item of a list, or the value of the key itself.
    is_item: bool,
    label: &'static str,
    documentation: &'static str,
    /// Texts that stand in the label, in its order, each with what goes there.
    parts: &'static [(&'static str, &'static str)],
}

const MODE: (&str, &str) = ("MODE", "`ro`, `rw`, `z`, `Z`, `nocopy` …, joined by commas; `rw` where nothing is said.");

static SHORTS: &[Short] = &[
    Short {
        key: "ports",
        is_item: true,
        label: "[[IP:]HOST:]CONTAINER[/PROTOCOL]",
        documentation: "Publishes a port of the container, or a range of them. Quote it: YAML reads `22:22` as a number.",
        parts: &[
            ("IP", "The address of the host that listens; all of them where none is given."),
            ("HOST", "The port of the host; a free one where none is given."),
            ("CONTAINER", "The port that the program in the container listens on."),
            ("PROTOCOL", "`tcp`, `udp` or `sctp`; `tcp` where nothing is said."),
        ],
    },
    Short {
        key: "expose",
        is_item: true,
        label: "PORT[/PROTOCOL]",
        documentation: "A port that other services reach; nothing is published on the host.",
        parts: &[("PORT", "A port of the container, or a range."), ("PROTOCOL", "`tcp` or `udp`.")],
    },
    Short {
        key: "volumes",
        is_item: true,
        label: "[SOURCE:]TARGET[:MODE]",
        documentation: "Mounts a volume, or a file or folder of the host.",
        parts: &[
            (
                "SOURCE",
                "A name is a volume, a path that begins with `.`, `/` or `~` is of the host; nothing is an anonymous volume.",
            ),
            ("TARGET", "Where it appears in the container; absolute."),
            MODE,
        ],
    },
    Short {
        key: "volumes_from",
        is_item: true,
        label: "SERVICE[:MODE]",
        documentation: "Mounts all volumes of another service, or of `container:NAME`.",
        parts: &[("SERVICE", "The service whose volumes are mounted."), ("MODE", "`ro` or `rw`.")],
    },
    Short {
        key: "devices",
        is_item: true,
        label: "HOST[:CONTAINER[:PERMISSIONS]]",
        documentation: "Gives the container a device of the host.",
        parts: &[
            ("HOST", "The device on the host, or a CDI name such as `vendor.com/class=name`."),
            ("CONTAINER", "Its path in the container; the same where nothing is said."),
            ("PERMISSIONS", "Of `r`, `w` and `m` (make nodes); all where nothing is said."),
        ],
    },
    Short {
        key: "links",
        is_item: true,
        label: "SERVICE[:ALIAS]",
        documentation: "Reaches another service under one more name.",
        parts: &[("SERVICE", "A service of the project."), ("ALIAS", "The host name that stands for it.")],
    },
    Short {
        key: "extra_hosts",
        is_item: true,
        label: "NAME=ADDRESS",
        documentation: "A line for `/etc/hosts` of the container.",
        parts: &[("NAME", "The host name."), ("ADDRESS", "Its address; `host-gateway` is the host itself.")],
    },
    Short {
        key: "environment",
        is_item: true,
        label: "NAME[=VALUE]",
        documentation: "A variable of the container.",
        parts: &[("NAME", "The variable."), ("VALUE", "Its value; without one, that of the environment of Compose.")],
    },
    Short {
        key: "args",
        is_item: true,
        label: "NAME[=VALUE]",
        documentation: "A value for an `ARG` of the Dockerfile.",
        parts: &[("NAME", "The argument."), ("VALUE", "Its value; without one, that of the environment of Compose.")],
    },
    Short {
        key: "labels",
        is_item: true,
        label: "KEY=VALUE",
        documentation: "A label of the container.",
        parts: &[("KEY", "Best with the reversed name of a domain in front."), ("VALUE", "Any text.")],
    },
    Short {
        key: "additional_contexts",
        is_item: true,
        label: "NAME=SOURCE",
        documentation: "A context that the Dockerfile takes files from by name.",
        parts: &[
            ("NAME", "As `FROM` and `--from` call it."),
            ("SOURCE", "A folder, an address, `docker-image://…`, `service:NAME`."),
        ],
    },
    Short {
        key: "tmpfs",
        is_item: true,
        label: "PATH[:OPTIONS]",
        documentation: "A folder in memory.",
        parts: &[
            ("PATH", "Where it appears in the container."),
            ("OPTIONS", "`size=64m`, `mode=1777` …, joined by commas."),
        ],
    },
    Short {
        key: "test",
        is_item: true,
        label: "[KIND, COMMAND, ARGUMENT…]",
        documentation: "The check of a service's health: exit status 0 is healthy.",
        parts: &[
            (
                "KIND",
                "`CMD` runs a program with its arguments, `CMD-SHELL` one text in a shell, `NONE` nothing at all.",
            ),
            ("COMMAND", "The program, or behind `CMD-SHELL` the whole command line."),
            ("ARGUMENT", "Handed over as written; only behind `CMD`."),
        ],
    },
    Short {
        key: "user",
        is_item: false,
        label: "USER[:GROUP]",
        documentation: "Who runs the program in the container.",
        parts: &[("USER", "A name that the image knows, or a number."), ("GROUP", "A name or a number.")],
    },
    Short {
        key: "restart",
        is_item: false,
        label: "POLICY[:RETRIES]",
        documentation: "When the engine starts the container again.",
        parts: &[
            ("POLICY", "`no`, `always`, `unless-stopped` or `on-failure`."),
            ("RETRIES", "How often at most; only behind `on-failure`."),
        ],
    },
];

pub(super) fn signatures(file: &Compose, offset: usize) -> Option<Signatures> {
    let Place { key, is_item, typed, items } = place(file.source(), offset)?;
    let short = SHORTS.iter().find(|short| short.key == key && short.is_item == is_item)?;
    let mut from = 0;
    let parameter = |(text, doc): &(&str, &str)| {
        let start = from + short.label[from..].find(text)?;
        from = start + text.len();
        Some(Parameter { range: start..from, documentation: (*doc).to_owned() })
    };
    let parameters: Vec<Parameter> = short.parts.iter().filter_map(parameter).collect();
    let active = active(short, typed, items).min(parameters.len().saturating_sub(1));
    let form = Form { label: short.label.to_owned(), documentation: short.documentation.to_owned(), parameters };
    Some(Signatures { forms: vec![form], active: 0, parameter: Some(active) })
}

/// The part of a form in which what was typed ends.
fn active(short: &Short, typed: &str, items: usize) -> usize {
    let typed = typed.trim_start_matches(['"', '\'']);
    let colons = without_variables(typed).matches(':').count();
    match short.key {
        "test" => items,
        // What a lone number means is known only when something follows it: it may yet be any of them.
        "ports" if typed.contains('/') => 3,
        "ports" => match (colons, typed.contains('.') || typed.starts_with('[')) {
            (0, true) => 0,
            (0, false) => 2,
            (1, false) => 2,
            (1, true) => 1,
            _ => 2,
        },
        "expose" => usize::from(typed.contains('/')),
        "volumes" if colons == 0 => usize::from(typed.starts_with('/') && typed.len() > 1),
        "environment" | "args" | "labels" | "additional_contexts" => usize::from(typed.contains('=')),
        "extra_hosts" => usize::from(typed.contains(['=', ':'])),
        _ => colons,
    }
}

/// The text without what stands in `${…}`, whose colons are its own.
fn without_variables(typed: &str) -> String {
    let mut depth = 0usize;
    let is_outside = |c: &char| {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => return depth == 0,
        }
        false
    };
    typed.chars().filter(is_outside).collect()
}

/// What the lines say of the place of the cursor.
struct Place<'a> {
    key: &'a str,
    is_item: bool,
    /// What was typed of the value.
    typed: &'a str,
    /// How many items stand before it in its list, where the list is in brackets or the items are counted.
    items: usize,
}

fn place(source: &str, offset: usize) -> Option<Place<'_>> {
    let start = source.get(..offset)?.rfind('\n').map_or(0, |at| at + 1);
    let line = &source[start..offset];
    let text = line.trim_start();
    let indent = line.len() - text.len();
    if let Some(item) = text.strip_prefix('-') {
        let (key, items) = key_above(source, start, indent)?;
        let typed = item.strip_prefix(' ')?.trim_start();
        return Some(Place { key, is_item: true, typed, items });
    }
    let (key, value) = text.split_once(':').filter(|(_, value)| value.starts_with(' '))?;
    // Top-level sections share their names with the keys of services.
    let (key, value) = (key.trim(), value.trim_start());
    if indent == 0 || value.starts_with('#') {
        return None;
    }
    let Some(list) = value.strip_prefix('[') else {
        return Some(Place { key, is_item: false, typed: value, items: 0 });
    };
    let items = list.matches(',').count();
    let typed = list.rsplit(',').next().unwrap_or("").trim_start();
    (!list.contains(']')).then_some(Place { key, is_item: true, typed, items })
}

/// The key whose list has items with this indent, and how many of them stand above the line.
fn key_above(source: &str, line: usize, indent: usize) -> Option<(&str, usize)> {
    let mut items = 0;
    for above in source[..line].lines().rev() {
        let text = above.trim_start();
        let depth = above.len() - text.len();
        if text.is_empty() || text.starts_with('#') || depth > indent {
            continue;
        }
        if depth == indent && text.starts_with('-') {
            items += 1;
            continue;
        }
        let key = text.split(" #").next().unwrap_or(text).trim_end().strip_suffix(':')?;
        return (depth > 0).then(|| (key.trim_matches(['"', '\'']), items));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::tests::of;
    use crate::model::Language;

    fn typed(text: &str) -> Option<String> {
        of(Language::Compose, text)
    }

    /// The part of the form that is being typed behind `key:` in a service.
    fn part(key: &str, value: &str) -> Option<String> {
        let answer = typed(&format!("services:\n  web:\n    {key}:\n      - {value}"))?;
        Some(answer.split_once(" | ")?.1.to_owned())
    }

    #[test]
    fn a_short_form_shows_its_parts() {
        let form = "[[IP:]HOST:]CONTAINER[/PROTOCOL]";
        let expected = |part: &str| Some(format!("{form} | {part}"));
        assert_eq!(typed("services:\n  web:\n    ports:\n      - \"80:"), expected("CONTAINER"));
        assert_eq!(typed("services:\n  web:\n    ports: [\"80:80\", \"127.0.0.1:"), expected("HOST"));
        assert_eq!(part("ports", "127.0.0.1:80:80/u").as_deref(), Some("PROTOCOL"));
        assert_eq!(part("ports", "${PORT:-80}:").as_deref(), Some("CONTAINER"));
        assert_eq!(part("volumes", "dat").as_deref(), Some("SOURCE"));
        assert_eq!(part("volumes", "data:/v").as_deref(), Some("TARGET"));
        assert_eq!(part("volumes", "data:/v:r").as_deref(), Some("MODE"));
        assert_eq!(part("environment", "A=").as_deref(), Some("VALUE"));
        assert_eq!(typed("services:\n  web:\n    user: a:").as_deref(), Some("USER[:GROUP] | GROUP"));
    }

    #[test]
    fn the_parts_of_a_health_check_are_its_items() {
        let test = "services:\n  web:\n    healthcheck:\n      test: ";
        let part = |list: &str| typed(&format!("{test}{list}")).and_then(|it| Some(it.split_once(" | ")?.1.to_owned()));
        assert_eq!(part("[").as_deref(), Some("KIND"));
        assert_eq!(part("[\"CMD\", \"cu").as_deref(), Some("COMMAND"));
        assert_eq!(part("[\"CMD\", \"curl\", \"-f\", \"x").as_deref(), Some("ARGUMENT"));
        assert_eq!(part("\n        - CMD\n        - cu").as_deref(), Some("COMMAND"));
    }

    #[test]
    fn other_places_have_none() {
        for text in
            ["volumes:\n  - a:", "services:\n  web:\n    image: a:", "ports", "", "services:\n  web:\n    ports: [80] "]
        {
            assert_eq!(typed(text), None, "{text}");
        }
    }
}
