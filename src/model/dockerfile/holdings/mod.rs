//! Who owns the folders and files that the instructions of a stage make, and so who may write there.
//!
//! This is how things stand at some point of a stage; what each instruction and command changes is told in `walk`. Where a script
//! or a pattern could have given a place to somebody else, the place is nobody's that we know, and whoever asks stays silent.
//! What the base image brings is known only as far as every image has it: `/`, `/etc`, `/opt` belong to root.

mod walk;

use super::installs::below;
use crate::text::Span;
use std::collections::BTreeMap;

/// Whose something is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holder {
    Root,
    /// By name or number, as written.
    User(String),
    Unknown,
}

/// What made a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Maker {
    Workdir,
    Copy,
    Command,
    Volume,
}

/// A folder or file that the stage has made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub holder: Holder,
    pub maker: Maker,
    /// The position of the instruction that made it.
    pub instruction: usize,
    /// Where the path stands in the file.
    pub span: Span,
    /// Group or others may write there.
    pub open: bool,
    /// Something was put there after it was made.
    pub filled: bool,
    /// A `chmod` let its owner or group do more there than others: somebody of them is to use it.
    pub reserved: Option<Reach>,
}

/// How far a change of rights goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    Itself,
    /// With all that it holds.
    Whole,
}

/// The state of the world at some point of a stage.
#[derive(Debug, Clone)]
pub struct Holdings {
    /// Who runs the next step.
    pub user: Holder,
    /// The folder that it runs in; `cd` inside a RUN counts.
    pub folder: String,
    places: BTreeMap<String, Place>,
    /// The image starts as root and nobody but root owns its upper folders.
    is_plain_image: bool,
    /// A package was installed, which may have brought folders of the system with owners of their own.
    has_packages: bool,
    /// Too much is unknown to say anything more.
    is_opaque: bool,
    /// A `chmod` has kept something for root that another user will miss, and that cannot be named to be given to it.
    keeps_for_root: bool,
}

/// More places than any stage makes.
const MAX_PLACES: usize = 500;

/// The longest path that is followed.
const MAX_PATH: usize = 1024;

/// Folders that root owns in every image that starts as root.
const ROOTS: [&str; 12] =
    ["/", "/etc", "/lib", "/mnt", "/opt", "/srv", "/usr", "/usr/bin", "/usr/lib", "/usr/share", "/var", "/var/lib"];

/// Where packages make folders.
const SYSTEM: [&str; 6] = ["/etc", "/opt", "/run", "/srv", "/usr", "/var"];

impl Holdings {
    /// The places, by path.
    pub fn places(&self) -> impl Iterator<Item = (&str, &Place)> {
        self.places.iter().map(|(path, place)| (path.as_str(), place))
    }

    /// Whether nothing can be said of anything.
    pub fn is_opaque(&self) -> bool {
        self.is_opaque
    }

    /// Whether a user other than root will miss something here, even where everything that can be named is given to it.
    pub fn keeps_for_root(&self) -> bool {
        self.keeps_for_root
    }

    /// Whether a user other than root would be refused to make something in this folder: the place to blame, or `None` for a
    /// folder of the image.
    pub fn refuses(&self, folder: &str) -> Option<Option<(&str, &Place)>> {
        match self.place_around(folder) {
            Some((path, place)) => (place.holder == Holder::Root && !place.open).then_some(Some((path, place))),
            None => (self.is_plain_image && ROOTS.contains(&folder)).then_some(None),
        }
    }

    /// The place at a path, or the nearest one that holds it.
    pub fn place_around(&self, path: &str) -> Option<(&str, &Place)> {
        let mut path = path;
        loop {
            if let Some((path, place)) = self.places.get_key_value(path) {
                return Some((path, place));
            }
            path = parent(path)?;
        }
    }

    fn put(&mut self, path: String, holder: Holder, maker: Maker, instruction: usize, span: Span) {
        if self.places.len() >= MAX_PLACES || path.len() > MAX_PATH {
            self.is_opaque = true;
            return;
        }
        let place = Place { holder, maker, instruction, span, open: false, filled: false, reserved: None };
        self.places.insert(path, place);
    }

    /// Makes a folder, unless it is there. Its new parents are made with it.
    fn make_folder(&mut self, path: &str, holder: &Holder, maker: Maker, instruction: usize, span: Span) {
        if !path.starts_with('/') || path == "/" || path.contains(['$', '*', '?']) || self.places.contains_key(path) {
            return;
        }
        let brought = ["/tmp", "/home", "/var/www", "/var/tmp", "/dev", "/run", "/root"];
        if brought.contains(&path)
            || ROOTS.contains(&path)
            || path.starts_with("/usr/local") && path.matches('/').count() == 2
        {
            return;
        }
        if let Some(parent) = parent(path) {
            self.make_folder(parent, holder, maker, instruction, span);
        }
        let may_be_there = self.has_packages && SYSTEM.iter().any(|folder| below(folder, path).is_some());
        let holder = if may_be_there { Holder::Unknown } else { holder.clone() };
        self.put(path.to_owned(), holder, maker, instruction, span);
    }

    /// Says that something was put there.
    fn fill(&mut self, path: &str) {
        let mut path = path;
        loop {
            if let Some(place) = self.places.get_mut(path) {
                place.filled = true;
            }
            let Some(upper) = parent(path) else { return };
            path = upper;
        }
    }

    /// Whatever was known of owners is known no longer.
    fn forget(&mut self) {
        self.places.values_mut().for_each(|place| place.holder = Holder::Unknown);
        self.is_plain_image = false;
    }

    fn reserve(&mut self, path: &str, reach: Reach, instruction: usize, span: Span) {
        if !self.places.contains_key(path) {
            // What lies in a place came with it.
            let holder = self.place_around(path).map_or(Holder::Unknown, |(_, place)| place.holder.clone());
            self.put(path.to_owned(), holder, Maker::Command, instruction, span);
            self.fill(path);
        }
        if let Some(place) = self.places.get_mut(path) {
            place.reserved = Some(reach);
        }
    }
}

/// The folder that holds an absolute path.
pub fn parent(path: &str) -> Option<&str> {
    match path.rsplit_once('/') {
        Some(("", "")) | None => None,
        Some(("", _)) => Some("/"),
        Some((folder, _)) => Some(folder),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Language, Snapshot};

    /// `path holder`, with a `+` where others may write and a `.` where something lies in it.
    fn held(source: &str) -> Vec<String> {
        let snapshot = Snapshot::of(Language::Dockerfile, &format!("FROM node:24\n{source}\n"));
        let file = snapshot.dockerfile().expect("a Dockerfile");
        let holdings = file.walk_holdings(file.final_stage().expect("a stage"), |_, _| {});
        let told = |(path, place): (&str, &Place)| {
            let holder = match &place.holder {
                Holder::Root => "root",
                Holder::User(name) => name,
                Holder::Unknown => "?",
            };
            let marks =
                [(place.open, "+"), (place.filled, ".")].into_iter().filter(|(is, _)| *is).map(|(_, mark)| mark);
            format!("{path} {holder}{}", marks.collect::<String>())
        };
        holdings.places().map(told).collect()
    }

    #[test]
    fn every_maker_gives_its_owner() {
        assert_eq!(held("WORKDIR /srv/app"), ["/srv/app root"]);
        assert_eq!(held("USER node\nWORKDIR /srv/app"), ["/srv/app node"]);
        assert_eq!(held("USER node\nCOPY a.sh /srv/x/"), ["/srv/x root.", "/srv/x/a.sh root"]);
        assert_eq!(held("COPY --chown=node a.sh /srv/b.sh"), ["/srv/b.sh node"]);
        assert_eq!(
            held("RUN mkdir -p /data /x/y && chown -R node:node /x && chmod 777 /data"),
            ["/data root+", "/x node", "/x/y node"]
        );
        assert_eq!(held("RUN useradd -m app\nVOLUME /v"), ["/home/app app", "/v root"]);
    }

    #[test]
    fn what_could_be_anybodys_is_nobodys() {
        assert_eq!(held("WORKDIR /srv/app\nRUN chown -R node /srv/*"), ["/srv/app ?"]);
        assert_eq!(held("WORKDIR /srv/app\nRUN ./setup.sh"), ["/srv/app ?"]);
        assert_eq!(held("WORKDIR /srv/app\nRUN find . -exec chown node {} +"), ["/srv/app ?"]);
    }

    #[test]
    fn refusals_name_the_place() {
        let snapshot =
            Snapshot::of(Language::Dockerfile, "FROM node:24\nWORKDIR /srv/app\nRUN mkdir /data\nUSER node\n");
        let file = snapshot.dockerfile().expect("a Dockerfile");
        let holdings = file.walk_holdings(&file.stages[0], |_, _| {});
        assert_eq!(holdings.refuses("/srv/app/node_modules").flatten().map(|(path, _)| path), Some("/srv/app"));
        assert!(holdings.refuses("/").is_some_and(|place| place.is_none()));
        assert!(holdings.refuses("/home/node").is_none());
    }
}
