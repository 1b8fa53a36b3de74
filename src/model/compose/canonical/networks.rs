//! How a container is reached and what it reaches: its networks, resolvers and hosts.

use super::super::project::{Content, Datum, Entry};
use super::form::{Form, Shape};
use super::reading::Kind::{Distinct, Pairs, Text, Whole};
use super::reading::{Field, distinct, field, list, named, texts};
use super::scope::Scope;

static SERVICE_NETWORK: &[Field] = &[
    field("aliases", Distinct),
    field("driver_opts", Pairs),
    field("gw_priority", Whole),
    field("interface_name", Text),
    field("ipv4_address", Text),
    field("ipv6_address", Text),
    field("link_local_ips", Distinct),
    field("mac_address", Text),
    field("priority", Whole),
];

/// The network of whoever names none.
pub(super) const DEFAULT: &str = "default";

/// The networks of a container; the default one where it names none and does not live in another's.
pub(super) fn of_container(container: &Datum, scope: &Scope<'_>) -> Option<Form> {
    let given = container.get("networks").and_then(|networks| named(SERVICE_NETWORK, networks, scope));
    if given.is_some() || container.get("network_mode").is_some() || container.get("provider").is_some() {
        return given;
    }
    let default = (DEFAULT.to_owned(), Form::added(Shape::Null));
    Some(Form::added(Shape::Map(vec![default])))
}

/// Name servers, each once; an empty text is none.
pub(super) fn resolvers(given: &Datum, _: &Scope<'_>) -> Option<Form> {
    let mut resolvers = distinct(texts(given));
    resolvers.retain(|resolver| resolver.as_text() != Some(""));
    list(given, resolvers)
}

/// Addresses by host, each as `host=address`, sorted.
pub(super) fn hosts(given: &Datum, _: &Scope<'_>) -> Option<Form> {
    let mut hosts = Vec::new();
    for Entry { name: host, value: addresses, .. } in given.entries() {
        let addresses = match addresses.content() {
            Content::Null => vec![Form::text("", addresses.origins())],
            _ => texts(addresses),
        };
        hosts.extend(addresses.iter().map(|address| with_address(host, address)));
    }
    for item in texts(given).into_iter().filter(|_| given.is_list()) {
        let Some((host, addresses)) = item.as_text().and_then(|text| text.split_once('=').or(text.split_once(':')))
        else {
            continue;
        };
        hosts.extend(addresses.split(',').map(|address| with_address(host, &Form::text(address, &item.origins))));
    }
    hosts.sort_by(|one, other| one.as_text().cmp(&other.as_text()));
    list(given, hosts)
}

fn with_address(host: &str, address: &Form) -> Form {
    let text = address.as_text().unwrap_or_default();
    let bare = text.strip_prefix('[').and_then(|inner| inner.strip_suffix(']')).filter(|inner| !inner.is_empty());
    Form::text(format!("{host}={}", bare.unwrap_or(text)), &address.origins)
}

#[cfg(test)]
mod tests {
    use super::super::testing::key;
    use serde_json::json;

    #[test]
    fn nobody_is_without_a_network_unless_it_says_so() {
        assert_eq!(key("networks", "[b, a]"), json!({"a": null, "b": null}));
        assert_eq!(key("networks", "{}"), json!({"default": null}));
        assert_eq!(key("networks", "{a: {aliases: [x, x], priority: 0}}"), json!({"a": {"aliases": ["x"]}}));
        let alone = super::super::testing::model("services: {a: {image: x, network_mode: host}}\n");
        assert_eq!((&alone["services"]["a"]["networks"], &alone["networks"]), (&json!(null), &json!(null)));
    }

    #[test]
    fn hosts_are_told_by_address() {
        let expected = json!(["a=1.1.1.1", "a=2.2.2.2", "b=::1", "c=::2"]);
        assert_eq!(key("extra_hosts", "['b:[::1]', 'c=::2', 'a:2.2.2.2,1.1.1.1']"), expected);
        assert_eq!(key("extra_hosts", "{c: '::2', a: [1.1.1.1, 2.2.2.2], b: '[::1]'}"), expected);
    }
}
