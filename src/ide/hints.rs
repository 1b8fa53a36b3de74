//! What a reader would otherwise work out: the image behind a variable, the stage behind a number, the folder that a
//! relative path ends in.

use crate::model::dockerfile::{Base, Keyword};
use crate::model::{Dockerfile, Snapshot};

/// A few words shown after the text that ends at `offset`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    pub offset: usize,
    pub label: String,
    /// Why that is so.
    pub tooltip: &'static str,
}

/// The hints of a file, in order.
pub fn hints(snapshot: &Snapshot) -> Vec<Hint> {
    let mut hints = match snapshot.dockerfile() {
        Some(file) => of_dockerfile(file),
        None => Vec::new(),
    };
    hints.sort_by_key(|hint| hint.offset);
    hints
}

fn of_dockerfile(file: &Dockerfile) -> Vec<Hint> {
    let mut hints = Vec::new();
    for stage in &file.stages {
        let written = &stage.base_word;
        if let Base::Image(image) = &stage.base
            && image.text != written.text
            && !image.has_variable()
        {
            let tooltip = "The image, with the defaults of the arguments above.";
            hints.push(Hint { offset: written.span.end, label: format!("= {}", image.text), tooltip });
        }
        for reference in &stage.references {
            let name = &reference.name;
            let Some(meant) = file.stage_named(&name.text).filter(|meant| !meant.is_named(&name.text)) else {
                continue;
            };
            let label = match (&meant.name, &meant.base) {
                (Some(name), _) => &name.text,
                (None, Base::Image(image)) => &image.text,
                (None, _) => &meant.base_word.text,
            };
            let tooltip = "The stage of this number. A name would survive a change of their order.";
            hints.push(Hint { offset: name.span.end, label: format!("= {label}"), tooltip });
        }
    }
    for stage in &file.stages {
        for index in stage.range.clone().filter(|&index| file.instructions[index].is(Keyword::Workdir)) {
            let Some(path) = file.instructions[index].arguments.words().first() else { continue };
            let is_last = index + 1 == stage.range.end;
            let runtime = if is_last { file.runtime_of(stage) } else { file.runtime_before(index + 1) };
            let folder = runtime.workdir;
            if !path.text.starts_with('/') && folder.starts_with('/') && !folder.contains('$') {
                let tooltip = "Where a relative WORKDIR leads from the one before it.";
                hints.push(Hint { offset: path.span.end, label: format!("= {folder}"), tooltip });
            }
        }
    }
    hints
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Language;

    fn of(source: &str) -> Vec<(usize, String)> {
        let line = |offset: usize| source[..offset].matches('\n').count() + 1;
        let hints = hints(&Snapshot::of(Language::Dockerfile, source));
        hints.into_iter().map(|hint| (line(hint.offset), hint.label)).collect()
    }

    #[test]
    fn variables_numbers_and_relative_folders_are_spelt_out() {
        let source = "ARG V=3.20\nFROM alpine:$V\nWORKDIR /srv\nWORKDIR app\nFROM x\nCOPY --from=0 / /\n";
        assert_eq!(of(source), [(2, "= alpine:3.20".into()), (4, "= /srv/app".into()), (6, "= alpine:3.20".into())]);
    }

    #[test]
    fn what_stands_there_is_not_repeated() {
        assert!(of("FROM alpine AS a\nWORKDIR rel\nFROM $UNSET\nCOPY --from=a / /\n").is_empty());
    }
}
