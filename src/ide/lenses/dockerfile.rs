//! The lenses of a Dockerfile.

use super::{Lens, LensKind, listed};
use crate::model::Dockerfile;
use crate::model::builders::builders;
use crate::model::dockerfile::{Base, Instruction, Keyword, Stage, context_path};
use crate::text::Span;

/// How many names a sentence lists.
const MOST: usize = 3;

pub(super) fn lenses(file: &Dockerfile, wants: &dyn Fn(LensKind) -> bool) -> Vec<Lens> {
    let mut lenses = Vec::new();
    if wants(LensKind::Builders) {
        lenses.extend(of_builders(file));
    }
    if wants(LensKind::References) {
        lenses.extend(of_references(file));
    }
    if wants(LensKind::Layers) {
        lenses.extend(of_layers(file));
    }
    if wants(LensKind::Cache) {
        file.stages.iter().for_each(|stage| of_cache(file, stage, &mut lenses));
    }
    lenses
}

fn place(file: &Dockerfile, stage: &Stage) -> Span {
    file.instructions[stage.range.start].name.span
}

/// Which services of which Compose files build each stage.
fn of_builders(file: &Dockerfile) -> Vec<Lens> {
    let builders = if file.stages.is_empty() { &[] } else { builders(file) };
    let lens = |stage: &Stage| {
        let building = builders.iter().filter(|builder| builder.builds(file, stage));
        let mut names: Vec<String> = Vec::new();
        for builder in building {
            let name = format!("{} ({})", builder.name, builder.file_name());
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let title = format!("Built by {}", listed(&names, MOST));
        let span = place(file, stage);
        (!names.is_empty()).then_some(Lens { span, title, kind: LensKind::Builders, places: Vec::new() })
    };
    file.stages.iter().filter_map(lens).collect()
}

/// How often each stage is built upon or copied from.
fn of_references(file: &Dockerfile) -> Vec<Lens> {
    let mut places: Vec<Vec<Span>> = vec![Vec::new(); file.stages.len()];
    for stage in &file.stages {
        if let Base::Stage(base) = stage.base {
            places[base].push(stage.base_word.span);
        }
        for reference in &stage.references {
            if let Some(named) = file.stage_named(&reference.name.text) {
                places[named.index].push(reference.name.span);
            }
        }
    }
    let lens = |(stage, places): (&Stage, Vec<Span>)| {
        let title = match places.len() {
            // Nobody needs to use the last.
            0 if stage.index + 1 == file.stages.len() => return None,
            0 => "No references".to_owned(),
            1 => "1 reference".to_owned(),
            many => format!("{many} references"),
        };
        Some(Lens { span: place(file, stage), title, kind: LensKind::References, places })
    };
    file.stages.iter().zip(places).filter_map(lens).collect()
}

/// How many layers each stage adds to what it stands on.
fn of_layers(file: &Dockerfile) -> Vec<Lens> {
    let mut totals: Vec<usize> = Vec::new();
    let lens = |stage: &Stage| {
        let own = file.layers_of(stage);
        let below = match stage.base {
            Base::Stage(base) => totals.get(base).copied(),
            _ => None,
        };
        totals.push(own + below.unwrap_or(0));
        let layers = |count: usize| match count {
            0 => "No layers".to_owned(),
            1 => "1 layer".to_owned(),
            many => format!("{many} layers"),
        };
        let title = match (&stage.base, below) {
            (Base::Stage(_), Some(below)) if own + below > 0 => format!("{}, {own} of its own", layers(own + below)),
            _ => layers(own),
        };
        let on = match file.foundation(stage) {
            Base::Image(image) => format!(", on those of {}", image.text),
            _ => String::new(),
        };
        Lens { span: place(file, stage), title: format!("{title}{on}"), kind: LensKind::Layers, places: Vec::new() }
    };
    file.stages.iter().map(lens).collect()
}

/// What makes the layers of a stage be built again: whatever COPY and ADD above them take.
fn of_cache(file: &Dockerfile, stage: &Stage, lenses: &mut Vec<Lens>) {
    let mut inputs: Vec<String> = Vec::new();
    let instructions = file.instructions_of(stage);
    for (at, instruction) in instructions.iter().enumerate() {
        let below = instructions[at + 1..].iter().filter(|it| it.makes_layer()).count();
        let mut lens = |title| {
            lenses.push(Lens { span: instruction.name.span, title, kind: LensKind::Cache, places: Vec::new() });
        };
        match instruction.keyword {
            Keyword::Copy | Keyword::Add => {
                let own = inputs_of(file, instruction);
                if own.is_empty() {
                    continue;
                }
                let layers = match below {
                    0 => String::new(),
                    1 => " and the layer below".to_owned(),
                    many => format!(" and the {many} layers below"),
                };
                lens(format!("A change of {} rebuilds this{layers}", listed(&own, MOST)));
                inputs.extend(own.into_iter().filter(|input| !inputs.contains(input)).collect::<Vec<_>>());
            }
            Keyword::Run if !inputs.is_empty() => {
                lens(format!("Runs again after a change of {}", listed(&inputs, MOST)));
            }
            _ => {}
        }
    }
}

/// What a COPY or ADD takes, in words: files of the context, stages, addresses.
fn inputs_of(file: &Dockerfile, instruction: &Instruction) -> Vec<String> {
    if let Some(from) = instruction.flag("from").and_then(|flag| flag.value.as_ref()) {
        let kind = if file.stage_named(&from.text).is_some() { "stage" } else { "image" };
        return vec![format!("{kind} {}", from.text)];
    }
    let in_words = |source: &str| {
        let path = context_path(source);
        let Some(context) = file.surroundings().context.as_ref().filter(|_| !source.contains(['*', '?', '[', '$']))
        else {
            return if path.is_empty() { "any file of the context".to_owned() } else { source.to_owned() };
        };
        let folder = format!("{path}/");
        let count = context.iter().filter(|it| path.is_empty() || it.starts_with(&folder)).count();
        match (path.is_empty(), count) {
            (true, _) => format!("any of the {count} entries of the context"),
            (false, 0) => source.to_owned(),
            (false, 1) => format!("{source} (1 entry)"),
            (false, _) => format!("{source} ({count} entries)"),
        }
    };
    instruction.context_sources().filter(|word| !word.text.is_empty()).map(|word| in_words(&word.text)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::LensKind;
    use super::super::tests::of;
    use crate::model::{Language, MemoryFiles, Snapshot, Surroundings};
    use std::sync::Arc;

    #[test]
    fn a_stage_says_which_services_build_it() {
        let source = "FROM a AS dev\nFROM b\n";
        let compose = "services:\n  web: {build: {context: ., target: dev}}\n  api: {build: .}\n  db: {image: x}\n";
        let files = [("/p/Dockerfile", source), ("/p/compose.yaml", compose)];
        let around = MemoryFiles::new(files).around("/p/Dockerfile");
        let snapshot = Snapshot::of(Language::Dockerfile, source).with_surroundings(around);
        let expected = ["1:Built by web (compose.yaml)", "2:Built by api (compose.yaml)"];
        assert_eq!(of(&snapshot, LensKind::Builders), expected);
    }

    #[test]
    fn a_stage_counts_who_uses_it() {
        let snapshot = Snapshot::of(Language::Dockerfile, "FROM a AS b\nFROM b AS c\nFROM d\nCOPY --from=0 / /\n");
        assert_eq!(of(&snapshot, LensKind::References), ["1:2 references", "2:No references"]);
    }

    #[test]
    fn a_stage_counts_its_layers_and_those_below() {
        let source = "FROM a AS b\nRUN c\nWORKDIR /d\nFROM b\nCOPY e f\nFROM scratch\nADD g h\n";
        let snapshot = Snapshot::of(Language::Dockerfile, source);
        let expected = ["1:2 layers, on those of a", "4:3 layers, 1 of its own, on those of a", "6:1 layer"];
        assert_eq!(of(&snapshot, LensKind::Layers), expected);
    }

    #[test]
    fn layers_say_what_builds_them_again() {
        let source = "FROM a\nRUN b\nCOPY go.mod go.sum ./\nRUN c\nCOPY . .\nRUN d\nCOPY --from=e /f /g\n";
        let context = ["go.mod", "go.sum", "main.go"].map(str::to_owned);
        let around = Surroundings { context: Some(Arc::from(context)), ..Surroundings::default() };
        let snapshot = Snapshot::of(Language::Dockerfile, source).with_surroundings(Arc::new(around));
        assert_eq!(
            of(&snapshot, LensKind::Cache),
            [
                "3:A change of go.mod and go.sum rebuilds this and the 4 layers below",
                "4:Runs again after a change of go.mod and go.sum",
                "5:A change of any of the 3 entries of the context rebuilds this and the 2 layers below",
                "6:Runs again after a change of go.mod, go.sum and any of the 3 entries of the context",
                "7:A change of image e rebuilds this",
            ]
        );
    }
}
