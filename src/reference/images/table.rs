//! The rows, read once from the table beside this file. Its first line names the columns; `-` stands for nothing, lists
//! are separated by blanks. Rows of an image stand together, and their order matters.

use super::{Account, Confidence, Image, Libc, PackageManager, Shell};
use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

static TABLE: OnceLock<Table> = OnceLock::new();

struct Table {
    images: Vec<Image>,
    exact: HashMap<&'static str, Range<usize>>,
    /// Names that end in `*`, without it, the longest first.
    prefixes: Vec<(&'static str, Range<usize>)>,
}

fn table() -> &'static Table {
    TABLE.get_or_init(|| {
        let images: Vec<Image> = include_str!("table.tsv").lines().filter_map(row).collect();
        let mut exact = HashMap::new();
        let mut prefixes = Vec::new();
        let mut start = 0;
        for group in images.chunk_by(|one, next| one.name == next.name) {
            let place = start..start + group.len();
            start = place.end;
            match group[0].name.strip_suffix('*') {
                Some(prefix) => prefixes.push((prefix, place)),
                None => {
                    exact.insert(group[0].name, place);
                }
            }
        }
        prefixes.sort_by_key(|(prefix, _)| std::cmp::Reverse(prefix.len()));
        Table { images, exact, prefixes }
    })
}

pub(super) fn images() -> &'static [Image] {
    &table().images
}

/// The rows of an image, by its name in the table's spelling.
pub(super) fn rows(name: &str) -> Option<&'static [Image]> {
    let table = table();
    let by_prefix = || table.prefixes.iter().find(|(prefix, _)| name.starts_with(prefix)).map(|(_, place)| place);
    let place = table.exact.get(name).or_else(by_prefix)?;
    table.images.get(place.clone())
}

/// One line of the table; `None` for a comment, or a line that is not a row.
fn row(line: &'static str) -> Option<Image> {
    if line.starts_with('#') {
        return None;
    }
    let mut cells = line.split('\t').map(|cell| if cell == "-" { "" } else { cell });
    let mut cell = || cells.next();
    Some(Image {
        name: cell()?,
        tags: cell()?,
        distribution: cell()?,
        libc: libc(cell()?)?,
        package_manager: package_manager(cell()?)?,
        shell: shell(cell()?)?,
        default_user: cell()?,
        accounts: cell()?.split(',').filter(|text| !text.is_empty()).map(account).collect::<Option<_>>()?,
        tools: list(cell()?),
        ports: list(cell()?),
        environment: list(cell()?),
        entrypoint: cell()?,
        command: cell()?,
        working_directory: cell()?,
        volumes: list(cell()?),
        data_directory: given(cell()?),
        stop_signal: given(cell()?),
        has_healthcheck: cell()? == "yes",
        drops_root: cell()? == "yes",
        file_variables: list(cell()?),
        healthcheck: given(cell()?),
        confidence: confidence(cell()?)?,
    })
}

fn list(cell: &'static str) -> Vec<&'static str> {
    cell.split_ascii_whitespace().collect()
}

fn given(cell: &'static str) -> Option<&'static str> {
    (!cell.is_empty()).then_some(cell)
}

fn account(text: &'static str) -> Option<Account> {
    let (name, id) = text.split_once(':')?;
    Some(Account { name, id: id.parse().ok()? })
}

fn libc(cell: &str) -> Option<Libc> {
    Some(match cell {
        "glibc" => Libc::Glibc,
        "musl" => Libc::Musl,
        "musl-or-uclibc" => Libc::MuslOrUclibc,
        "windows" => Libc::Windows,
        "none" => Libc::None,
        _ => return None,
    })
}

fn package_manager(cell: &str) -> Option<PackageManager> {
    Some(match cell {
        "apk" => PackageManager::Apk,
        "apt" => PackageManager::Apt,
        "dnf" => PackageManager::Dnf,
        "microdnf" => PackageManager::Microdnf,
        "pacman" => PackageManager::Pacman,
        "tdnf" => PackageManager::Tdnf,
        "yum" => PackageManager::Yum,
        "zypper" => PackageManager::Zypper,
        "none" => PackageManager::None,
        _ => return None,
    })
}

fn shell(cell: &'static str) -> Option<Shell> {
    Some(match cell {
        "none" => Shell::None,
        "powershell" => Shell::PowerShell,
        windows if windows.ends_with("cmd.exe") => Shell::Cmd,
        path if path.starts_with('/') => Shell::Posix(path),
        _ => return None,
    })
}

fn confidence(cell: &str) -> Option<Confidence> {
    Some(match cell {
        "source" => Confidence::Source,
        "derived" => Confidence::Derived,
        "memory" => Confidence::Memory,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::SURVEYED_TOOLS;
    use super::*;

    #[test]
    fn every_line_is_a_row() {
        let lines = include_str!("table.tsv").lines().filter(|line| !line.starts_with('#'));
        for line in lines {
            assert!(row(line).is_some(), "{line}");
            assert_eq!(line.split('\t').count(), 22, "{line}");
        }
    }

    #[test]
    fn rows_of_an_image_stand_together() {
        let table = table();
        assert_eq!(
            table.exact.values().chain(table.prefixes.iter().map(|(_, place)| place)).map(Range::len).sum::<usize>(),
            table.images.len()
        );
        assert!(table.images.windows(2).all(|pair| pair[0].name <= pair[1].name), "sorted by name");
    }

    #[test]
    fn every_image_answers_some_tag_last() {
        for group in images().chunk_by(|one, next| one.name == next.name) {
            assert_eq!(group.last().map(|image| image.tags), Some(".*"), "{}", group[0].name);
        }
    }

    #[test]
    fn cells_hold_what_their_column_says() {
        for image in images() {
            assert!(image.tools.iter().all(|tool| SURVEYED_TOOLS.contains(tool)), "{}: {:?}", image.name, image.tools);
            let is_port = |port: &&str| {
                port.split('/').next().is_some_and(|range| range.split('-').all(|number| number.parse::<u16>().is_ok()))
            };
            assert!(image.ports.iter().all(is_port), "{}: {:?}", image.name, image.ports);
            assert!(image.data_directory.is_none_or(|path| path.starts_with(['/', 'C'])), "{}", image.name);
            let is_json = |text: &str| serde_json::from_str::<Vec<String>>(text).is_ok();
            assert!(image.healthcheck.is_none_or(is_json), "{}: {:?}", image.name, image.healthcheck);
        }
    }
}
