//! Paths of a file that stands elsewhere: what it says relative to its own folder, made absolute.
//!
//! Source: compose-go `paths/resolve.go`, which does so for an included project and for the file of an extended service.

use super::datum::{Content, Datum};
use crate::model::compose::Mount;
use crate::model::compose::mount::is_host_path;
use crate::model::surroundings::plain;
use std::path::Path;

/// Makes the paths of a whole model absolute.
pub(super) fn model(root: &mut Datum, folder: &Path) {
    if let Some(services) = root.get_mut("services") {
        services.entries_mut().iter_mut().for_each(|entry| service(&mut entry.value, folder));
    }
    for section in ["configs", "secrets"] {
        for entry in root.get_mut(section).into_iter().flat_map(Datum::entries_mut) {
            entry.value.get_mut("file").into_iter().for_each(|file| path(file, folder));
        }
    }
    for entry in root.get_mut("volumes").into_iter().flat_map(Datum::entries_mut) {
        let Some(options) = entry.value.get_mut("driver_opts") else { continue };
        let binds = options.get("o").and_then(Datum::as_text) == Some("bind");
        if let Some(device) = options.get_mut("device").filter(|_| binds) {
            path(device, folder);
        }
    }
}

/// Makes the paths of a service absolute.
pub(super) fn service(service: &mut Datum, folder: &Path) {
    if let Some(build) = service.get_mut("build") {
        if build.is_mapping() {
            build.get_mut("context").into_iter().for_each(|it| context(it, folder));
            build.get_mut("additional_contexts").into_iter().for_each(|it| contexts(it, folder));
        } else {
            context(build, folder);
        }
    }
    for key in ["env_file", "label_file"] {
        let Some(files) = service.get_mut(key) else { continue };
        match &mut files.content {
            Content::Text(_) => path(files, folder),
            _ => files.items_mut().iter_mut().for_each(|file| match file.get_mut("path") {
                Some(inner) => path(inner, folder),
                None => path(file, folder),
            }),
        }
    }
    let watched = service.get_mut("develop").and_then(|develop| develop.get_mut("watch"));
    for watch in watched.into_iter().flat_map(Datum::items_mut) {
        watch.get_mut("path").into_iter().for_each(|it| path(it, folder));
    }
    for mount in service.get_mut("volumes").into_iter().flat_map(Datum::items_mut) {
        if mount.is_mapping() {
            let binds = mount.get("type").and_then(Datum::as_text) == Some("bind");
            if let Some(source) = mount.get_mut("source").filter(|_| binds) {
                path(source, folder);
            }
        } else if let Content::Text(text) = &mut mount.content
            && let Some(source) = Mount::parse(text).ok().and_then(|mount| mount.source)
            && is_host_path(&text[source.clone()])
        {
            let absolute = joined(&text[source.clone()], folder);
            text.replace_range(source, &absolute);
        }
    }
    if let Some(file) = service.get_mut("extends").and_then(|extends| extends.get_mut("file")) {
        path(file, folder);
    }
}

fn path(datum: &mut Datum, folder: &Path) {
    if let Content::Text(text) = &mut datum.content
        && !text.is_empty()
    {
        *text = joined(text, folder);
    }
}

fn context(datum: &mut Datum, folder: &Path) {
    if datum.as_text().is_some_and(|text| !is_elsewhere(text)) {
        path(datum, folder);
    }
}

fn contexts(datum: &mut Datum, folder: &Path) {
    for entry in datum.entries_mut() {
        context(&mut entry.value, folder);
    }
    for item in datum.items_mut() {
        let Content::Text(text) = &mut item.content else { continue };
        if let Some((name, place)) = text.split_once('=').filter(|(_, place)| !is_elsewhere(place)) {
            *text = format!("{name}={}", joined(place, folder));
        }
    }
}

/// Whether a context is not a folder of this machine.
fn is_elsewhere(context: &str) -> bool {
    let schemes = ["https://", "http://", "git://", "ssh://", "github.com/", "git@", "service:"];
    context.contains("://") || schemes.iter().any(|scheme| context.starts_with(scheme))
}

/// Home folders are left as they are: whose they are is not known here.
fn joined(path: &str, folder: &Path) -> String {
    if path.starts_with('~') {
        return path.to_owned();
    }
    plain(&folder.join(path)).to_string_lossy().into_owned()
}
