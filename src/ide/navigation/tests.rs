use super::*;
use crate::model::{Language, MemoryFiles};
use crate::text::apply_edits;
use std::collections::BTreeMap;

/// Files in the folder `/p`; the first with a `|` in it is the one at hand.
fn opened(files: &[(&str, &str)]) -> (Snapshot, usize, BTreeMap<String, String>) {
    let marked = files.iter().find(|(_, text)| text.contains('|')).expect("a cursor");
    let offset = marked.1.find('|').expect("a cursor");
    let texts: BTreeMap<String, String> =
        files.iter().map(|(name, text)| (format!("/p/{name}"), text.replacen('|', "", 1))).collect();
    let path = format!("/p/{}", marked.0);
    let language = Language::of_name(path.rsplit('/').next().unwrap_or("")).unwrap_or(Language::Dotenv);
    let around = MemoryFiles::new(texts.iter().map(|(path, text)| (path.as_str(), text.as_str()))).around(&path);
    (Snapshot::of(language, &texts[&path]).with_surroundings(around), offset, texts)
}

/// `file:line:text`, the file left out for the one at hand, declarations with a star.
fn shown(snapshot: &Snapshot, site: &Site) -> String {
    let (name, text) = match &site.file {
        None => (String::new(), snapshot.source()),
        Some(file) => (format!("{}:", file.path.strip_prefix("/p").unwrap_or(&file.path).display()), &*file.text),
    };
    let line = text[..site.span.start].matches('\n').count() + 1;
    let star = if site.role == Role::Declaration { "*" } else { "" };
    format!("{name}{line}:{}{star}", site.span.of(text))
}

fn uses(files: &[(&str, &str)]) -> Vec<String> {
    let (snapshot, offset, _) = opened(files);
    references(&snapshot, offset).iter().map(|site| shown(&snapshot, site)).collect()
}

fn leads_to(files: &[(&str, &str)]) -> Vec<String> {
    let (snapshot, offset, _) = opened(files);
    let found = definition(&snapshot, offset).map(|found| found.targets).unwrap_or_default();
    found.iter().map(|site| shown(&snapshot, site)).collect()
}

/// The texts that a rename changes, by name, as `name=text`.
fn renamed(files: &[(&str, &str)], new_name: &str) -> Result<Vec<String>, String> {
    let (snapshot, offset, texts) = opened(files);
    let changed = rename(&snapshot, offset, new_name)?;
    let own = snapshot.surroundings().path.clone().expect("a path");
    let text = |(file, edits): &rename::FileEdits| {
        let path = file.as_ref().map_or(own.clone(), |file| file.path.clone());
        let path = path.display().to_string();
        format!("{}={}", &path[3..], apply_edits(&texts[&path], edits))
    };
    Ok(changed.iter().map(text).collect())
}

#[test]
fn a_target_is_a_stage_of_the_dockerfile() {
    let dockerfile = ("app/Dockerfile", "FROM a AS Dev\nFROM dev\nCOPY --from=dev / /\n");
    let compose = (
        "compose.yaml",
        "services:\n  web: {build: {context: app, target: d|ev}}\n  api: {build: {context: app, target: '0'}}\n",
    );
    assert_eq!(leads_to(&[compose, dockerfile]), ["app/Dockerfile:1:Dev*"]);
    assert_eq!(
        uses(&[compose, dockerfile]),
        ["2:dev", "3:0", "app/Dockerfile:1:Dev*", "app/Dockerfile:2:dev", "app/Dockerfile:3:dev"]
    );
    assert_eq!(
        renamed(&[compose, dockerfile], "Base").expect("a new name"),
        [
            "compose.yaml=services:\n  web: {build: {context: app, target: Base}}\n  api: {build: {context: app, target: '0'}}\n",
            "app/Dockerfile=FROM a AS Base\nFROM base\nCOPY --from=Base / /\n"
        ]
    );
}

#[test]
fn a_build_argument_is_one_name_with_what_services_give() {
    let dockerfile = ("Dockerfile", "ARG |V=1\nFROM a:$V\nFROM b\nARG V\nRUN echo $V\n");
    let compose = (
        "compose.yaml",
        "services:\n  web: {build: {context: ., args: {V: '2'}}}\n  api: {build: {context: ., args: [V=3]}}\n",
    );
    assert_eq!(uses(&[dockerfile, compose]), ["1:V*", "2:V", "4:V*", "5:V", "compose.yaml:2:V", "compose.yaml:3:V"]);
    assert_eq!(
        leads_to(&[
            ("Dockerfile", "ARG V\nFROM a\nARG V\n"),
            ("compose.yaml", "services: {a: {build: {args: [V|=1]}}}\n")
        ]),
        ["Dockerfile:1:V*"]
    );
}

#[test]
fn a_name_that_takes_its_value_from_outside_keeps_taking_it() {
    let env = (".env", "V=1\n");
    let dockerfile = ("Dockerfile", "FROM a\nARG V\n");
    let compose = ("compose.yaml", "services: {a: {build: {args: [|V]}}, b: {build: {args: {V: }}}}\n");
    let changed = renamed(&[compose, dockerfile, env], "W").expect("a new name");
    let expected = "services: {a: {build: {args: [\"W=${V}\"]}}, b: {build: {args: {W: \"${V}\" }}}}\n";
    assert_eq!(changed[0], format!("compose.yaml={expected}"));
}

#[test]
fn a_service_has_one_name_in_all_files_of_its_project() {
    let base = ("compose.yaml", "include: [db/compose.yaml]\nservices:\n  web: {image: a, depends_on: [d|b]}\n");
    let over = (
        "compose.override.yaml",
        "services:\n  db: {restart: always}\n  web: {environment: {DB_HOST: db, NAME: db, U: 'x://db:5/db'}}\n",
    );
    let included = ("db/compose.yaml", "services:\n  db: {image: postgres, env_file: db.env}\n");
    let env = ("db/db.env", "URL=postgres://db:db@db/db\n");
    let other = ("other.compose.yaml", "services:\n  db: {image: mysql}\n");
    let prod = ("compose.prod.yaml", "services:\n  db: {user: x}\n  web: {user: x}\n");
    let extending = ("sub/compose.yaml", "services:\n  x: {extends: {file: ../db/compose.yaml, service: db}}\n");
    let files = [base, over, included, env, other, prod, extending];
    assert_eq!(
        uses(&files),
        [
            "3:db",
            "compose.override.yaml:2:db*",
            "compose.override.yaml:3:db",
            "compose.override.yaml:3:db",
            "compose.prod.yaml:2:db*",
            "db/compose.yaml:2:db*",
            "db/db.env:1:db",
            "sub/compose.yaml:2:db",
        ]
    );
    assert_eq!(leads_to(&files), ["compose.override.yaml:2:db*", "compose.prod.yaml:2:db*", "db/compose.yaml:2:db*"]);
    assert!(renamed(&files, "web").is_err());
    let changed = renamed(&files, "store").expect("a new name");
    assert!(changed.contains(&"db/db.env=URL=postgres://db:db@store/db\n".to_owned()), "{changed:?}");
    assert!(changed.iter().any(|it| it.contains("{DB_HOST: store, NAME: db, U: 'x://store:5/db'}")), "{changed:?}");
}

#[test]
fn a_variable_of_compose_is_a_line_of_its_env_file() {
    let env = (".env", "TAG=1\nIMAGE=x:${TAG}\n");
    let compose = (
        "compose.yaml",
        "services:\n  a: {image: \"x:${T|AG:-2}\", environment: [TAG, A=$TAG]}\n  b: {image: y, environment: {TAG: }}\n",
    );
    assert_eq!(leads_to(&[compose, env]), [".env:1:TAG*"]);
    assert_eq!(uses(&[compose, env]), ["2:TAG", "2:TAG", "2:TAG", "3:TAG", ".env:1:TAG*", ".env:2:TAG"]);
    assert_eq!(
        renamed(&[compose, env], "VERSION").expect("a new name"),
        [
            "compose.yaml=services:\n  a: {image: \"x:${VERSION:-2}\", environment: [\"TAG=${VERSION}\", A=$VERSION]}\n  b: {image: y, environment: {TAG: \"${VERSION}\" }}\n",
            ".env=VERSION=1\nIMAGE=x:${VERSION}\n"
        ]
    );
    assert!(renamed(&[compose, env], "IMAGE").is_err());
    let other = ("compose.yaml", "services: {a: {image: 'x:$TAG'}}\n");
    assert_eq!(uses(&[(".env", "T|AG=1\nX=$TAG\n"), other]), ["1:TAG*", "2:TAG", "compose.yaml:1:TAG"]);
    let compose =
        ("compose.yaml", "services: {a: {image: '$V|', environment: [\"TAG=${V}\"], command: [\"TAG=${V}\"]}}\n");
    let changed = renamed(&[compose, (".env", "V=1\n")], "TAG").expect("a new name");
    assert!(changed[0].contains("environment: [TAG], command: [\"TAG=${TAG}\"]"), "back to where it was: {changed:?}");
    assert!(renamed(&[("compose.yaml", "services: {a: {image: '$COMPOSE_|PROJECT_NAME'}}\n")], "X").is_err());
}

#[test]
fn profiles_and_resources_are_named_across_files() {
    let compose =
        ("compose.yaml", "services:\n  a: {image: x, profiles: [de|v, test]}\n  b: {image: x, profiles: [dev]}\n");
    let env = (".env", "COMPOSE_PROFILES=dev,test\n");
    assert_eq!(uses(&[compose, env]), ["2:dev", "3:dev", ".env:1:dev"]);
    let base = (
        "compose.yaml",
        "services: {a: {image: x, volumes: ['da|ta:/x', {type: volume, source: data, target: /y}]}}\n",
    );
    let over = ("compose.override.yaml", "volumes:\n  data:\n");
    assert_eq!(leads_to(&[base, over]), ["compose.override.yaml:2:data*"]);
    assert!(renamed(&[base, over], "x").is_err(), "one letter is a drive");
    assert!(renamed(&[base, ("compose.override.yaml", "volumes:\n  data: {external: true}\n")], "store").is_err());
    assert!(renamed(&[base], "store").is_err(), "no file declares it");
}

#[test]
fn paths_lead_to_what_they_mean() {
    let compose = ("compose.yaml", "services: {a: {build: ./a|pp, env_file: x.env}}\n");
    assert_eq!(leads_to(&[compose, ("app/Dockerfile", "FROM a\n")]), ["app/Dockerfile:1:*"]);
    let files = |dockerfile| [("Dockerfile", dockerfile), ("src/main.c", "int main;\n")];
    assert_eq!(leads_to(&files("FROM a\nCOPY ./src/ma|in.c /x\n")), ["src/main.c:1:*"]);
    assert_eq!(leads_to(&files("FROM a\nRUN useradd -m app\nUSER ap|p\n")), ["2:app*"]);
    for (made, line) in [
        ("RUN gcc -o bin/tool x.c", "3:bin/tool*"),
        ("COPY x /out/bin/tool", "3:/out/bin/tool*"),
        ("RUN make", "2:/out*"),
    ] {
        let source = format!("FROM a AS b\nWORKDIR /out\n{made}\nFROM c\nCOPY --from=b /out/bin/to|ol /\n");
        assert_eq!(leads_to(&[("Dockerfile", &source)]), [line]);
    }
}

#[test]
fn a_named_context_is_what_compose_says() {
    let compose = ("compose.yaml", "services: {a: {build: {context: ., additional_contexts: {lib: ../lib}}}}\n");
    assert_eq!(leads_to(&[("Dockerfile", "FROM l|ib\n"), compose]), ["compose.yaml:1:lib*"]);
}

#[test]
fn a_secret_is_also_the_file_that_it_becomes() {
    let compose = "services:\n  a:\n    build: {context: ., secrets: [key]}\n    secrets: [k|ey]\n    environment: [KEY_FILE=/run/secrets/key, K=/run/secrets/key2]\nsecrets: {key: {file: key}}\n";
    let dockerfile =
        "FROM a\nRUN --mount=type=secret,id=key cat /run/secrets/key\nRUN --mount=type=secret,id=other true\n";
    let files = [("compose.yaml", compose), ("Dockerfile", dockerfile)];
    assert_eq!(uses(&files), ["3:key", "4:key", "5:key", "6:key*", "Dockerfile:2:key", "Dockerfile:2:key"]);
    let changed = renamed(&files, "token").expect("a new name");
    assert!(changed[0].contains("[KEY_FILE=/run/secrets/token, K=/run/secrets/key2]\nsecrets: {token: {file: key}}"));
    assert_eq!(leads_to(&[("compose.yaml", "services: {a: {image: x, environment: [|X]}}\n")]), Vec::<String>::new());
    assert!(renamed(&[("compose.yaml", "services: {a: {image: x, environment: [|X]}}\n")], "Y").is_err());
}
