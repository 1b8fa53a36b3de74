//! Mounts in their long form, and the options of volumes that are mounts themselves.

use super::super::mount::is_host_path;
use super::super::project::Datum;
use super::super::{Mount, MountPart};
use super::form::{Form, Shape};
use super::paths::clean;
use super::reading::Kind::{By, Fields, Flag, OptOut, Pairs, Size, Text, Whole};
use super::reading::{Field, field, list, map, sorted, text, unique};
use super::scope::Scope;

static MOUNT: &[Field] = &[
    field("type", Text),
    field("source", Text),
    field("target", By(target)),
    field("read_only", Flag),
    field("consistency", Text),
    field("bind", Fields(BIND)),
    field("volume", Fields(VOLUME_MOUNT)),
    field("tmpfs", Fields(TMPFS)),
    field("image", Fields(IMAGE_MOUNT)),
];

static BIND: &[Field] =
    &[field("selinux", Text), field("propagation", Text), field("create_host_path", OptOut), field("recursive", Text)];

static VOLUME_MOUNT: &[Field] = &[field("labels", Pairs), field("nocopy", Flag), field("subpath", Text)];

static TMPFS: &[Field] = &[field("size", Size), field("mode", Whole)];

static IMAGE_MOUNT: &[Field] = &[field("subpath", Text)];

/// The mounts of a container; of two on one path the later one stays.
pub(super) fn mounts(given: &Datum, scope: &Scope<'_>) -> Option<Form> {
    let read = |item: &Datum| if item.is_mapping() { Some(map(MOUNT, item, scope)) } else { short(item) };
    let mounts = given.items().iter().filter_map(read).map(|mount| at_home(mount, scope));
    let target = |mount: &Form| mount.get("target").and_then(Form::as_text).map(str::to_owned);
    list(given, unique(mounts.collect(), target))
}

/// A mount with its source made absolute where that is a path of the host.
fn at_home(mut mount: Form, scope: &Scope<'_>) -> Form {
    let binds = mount.get("type").and_then(Form::as_text) == Some("bind");
    if let Shape::Map(fields) = &mut mount.shape
        && binds
        && let Some((_, source)) = fields.iter_mut().find(|(name, _)| name == "source")
        && let Shape::Text(path) = &mut source.shape
    {
        *path = scope.base.mounted(path);
    }
    mount
}

pub(super) fn target(given: &Datum, _: &Scope<'_>) -> Option<Form> {
    text(given).map(|target| Form::text(clean(&target), given.origins()))
}

/// A mount in its short form.
fn short(item: &Datum) -> Option<Form> {
    let written = text(item)?;
    let mount = Mount::parse(&written).ok()?;
    let part = |part: &MountPart| Form::text(&written[part.clone()], item.origins());
    let source = mount.source.as_ref().map(part);
    let options: Vec<&str> = mount.options.map_or(Vec::new(), |options| written[options].split(',').collect());
    let binds = source.as_ref().and_then(Form::as_text).is_some_and(is_host_path);
    let set = |key: &str, shape: Shape| (key.to_owned(), Form::new(shape, item.origins()));
    let read_only = options.iter().rev().find(|option| ["ro", "rw"].contains(option)) == Some(&"ro");
    let nocopy = options.contains(&"nocopy");
    let last_of = |known: &[&str]| options.iter().rev().find(|option| known.contains(option)).copied();
    let bind: Vec<(String, Form)> = [("selinux", last_of(&RELABELLINGS)), ("propagation", last_of(&PROPAGATIONS))]
        .into_iter()
        .filter_map(|(key, option)| Some(set(key, Shape::Text(option?.to_owned()))))
        .collect();
    let mut fields = vec![set("type", Shape::Text(if binds { "bind" } else { "volume" }.to_owned()))];
    fields.extend(source.map(|source| ("source".to_owned(), source)));
    fields.push(("target".to_owned(), Form::text(clean(&written[mount.target]), item.origins())));
    fields.extend(read_only.then(|| set("read_only", Shape::Flag(true))));
    if binds || !bind.is_empty() {
        fields.push(("bind".to_owned(), Form::new(Shape::Map(bind), item.origins())));
    }
    // Compose takes no second look at a text this short.
    if nocopy || !binds && written.len() > 2 {
        let nocopy = nocopy.then(|| set("nocopy", Shape::Flag(true)));
        fields.push(("volume".to_owned(), Form::new(Shape::Map(nocopy.into_iter().collect()), item.origins())));
    }
    Some(Form::new(Shape::Map(fields), item.origins()))
}

const RELABELLINGS: [&str; 2] = ["z", "Z"];
const PROPAGATIONS: [&str; 6] = ["rprivate", "private", "rshared", "shared", "rslave", "slave"];

/// The options of a volume's driver. A local volume that binds a path of the host names it absolutely.
pub(super) fn driver_options(volume: &Datum, scope: &Scope<'_>) -> Option<Form> {
    let options = volume.get("driver_opts")?;
    let is = |map: &Datum, key: &str, value: &str| map.get(key).and_then(text).as_deref() == Some(value);
    let binds = is(volume, "driver", "local") && is(options, "o", "bind");
    let mut entries = super::reading::entries(options, Some(""));
    for (key, value) in &mut entries {
        if binds
            && key == "device"
            && let Shape::Text(path) = &mut value.shape
        {
            *path = scope.base.mounted(path);
        }
    }
    sorted(options, entries)
}

#[cfg(test)]
mod tests {
    use super::super::testing::key;
    use serde_json::json;

    #[test]
    fn a_short_mount_tells_what_it_is() {
        let mounts = key("volumes", "['./a/../b:/x/:ro,z', 'data:/d:nocopy', '/anon', 'v:/y', 'v']");
        let expected = json!([
            {"type": "bind", "source": "/shop/b", "target": "/x", "read_only": true, "bind": {"selinux": "z"}},
            {"type": "volume", "source": "data", "target": "/d", "volume": {"nocopy": true}},
            {"type": "volume", "target": "/anon", "volume": {}},
            {"type": "volume", "target": "v:/y", "volume": {}},
            {"type": "volume", "target": "v"},
        ]);
        assert_eq!(mounts, expected);
    }

    #[test]
    fn the_later_mount_on_a_path_stays() {
        let long = "{type: bind, source: ./new, target: /x/, bind: {create_host_path: false}}";
        let mounts = key("volumes", &format!("['old:/x', '/y', {long}]"));
        let bind = json!({"create_host_path": false});
        assert_eq!(mounts[0], json!({"type": "bind", "source": "/shop/new", "target": "/x", "bind": bind}));
        assert_eq!(mounts.as_array().map(Vec::len), Some(2));
    }

    #[test]
    fn a_local_volume_that_binds_names_its_path() {
        let source = "\
services: {a: {image: x, volumes: [\"data:/d\"]}}
volumes: {data: {driver: local, driver_opts: {type: none, o: bind, device: ./data}}}
";
        assert_eq!(super::super::testing::model(source)["volumes"]["data"]["driver_opts"]["device"], "/shop/data");
    }
}
