//! Every way to silence a rule, through the real program: the names and comments of other tools, and their configuration.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A file in which `maintainer-deprecated` speaks once and `several-cmd` once.
const FILE: &str = "FROM debian:13\nMAINTAINER me\nCMD [\"a\"]\nCMD [\"b\"]\n";

/// Which rules speak, each as often as it does and with its severity, in a folder of these files.
fn said(files: &[(&str, &str)], arguments: &[&str]) -> Vec<String> {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let name = format!("dunnage-silence-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let folder: PathBuf = std::env::temp_dir().join(name);
    fs::create_dir_all(&folder).expect("a temporary folder");
    for (path, content) in files {
        fs::write(folder.join(path), content).expect("a file");
    }
    let answer = Command::new(env!("CARGO_BIN_EXE_dunnage"))
        .args(["check", "--format", "json"])
        .args(arguments)
        .current_dir(&folder)
        .env("XDG_CONFIG_HOME", folder.join("home"))
        .env("PATH", "")
        .output()
        .expect("the program runs");
    fs::remove_dir_all(&folder).expect("the folder goes");
    let report: serde_json::Value = serde_json::from_slice(&answer.stdout)
        .unwrap_or_else(|_| panic!("{arguments:?}: {}", String::from_utf8_lossy(&answer.stderr)));
    let findings =
        report["files"].as_array().into_iter().flatten().filter_map(|file| file["findings"].as_array()).flatten();
    let rules =
        findings.filter(|finding| matches!(finding["rule"].as_str(), Some("maintainer-deprecated" | "several-cmd")));
    let text = |finding: &serde_json::Value, key: &str| finding[key].as_str().unwrap_or_default().to_owned();
    rules.map(|finding| format!("{} {}", text(finding, "severity"), text(finding, "rule"))).collect()
}

/// The same for one Dockerfile.
fn said_of(dockerfile: &str, arguments: &[&str]) -> Vec<String> {
    said(&[("Dockerfile", dockerfile)], arguments)
}

/// The names that other tools have for the one rule.
const NAMES: [&str; 10] = [
    "maintainer-deprecated",
    "DL4000",
    "hadolint:DL4000",
    "MaintainerDeprecated",
    "buildkit:MaintainerDeprecated",
    "DS-0022",
    "AVD-DS-0022",
    "DS022",
    "CKV_DOCKER_6",
    "checkov:CKV_DOCKER_6",
];

#[test]
fn nothing_is_silent_by_itself() {
    assert_eq!(said_of(FILE, &[]), ["warning maintainer-deprecated", "warning several-cmd"]);
}

#[test]
fn any_tools_name_silences_from_the_command_line() {
    for name in NAMES {
        assert_eq!(said_of(FILE, &["--ignore", name]), ["warning several-cmd"], "{name}");
        assert_eq!(said_of(FILE, &["--select", name]), ["warning maintainer-deprecated"], "{name}");
    }
    assert_eq!(said_of(FILE, &["--ignore", "MultipleInstructionsDisallowed"]), ["warning maintainer-deprecated"]);
}

#[test]
fn any_tools_name_silences_from_a_configuration() {
    for name in NAMES {
        for configuration in [
            format!("ignore = [\"{name}\"]"),
            format!("[severity]\n\"{name}\" = \"off\""),
            format!("[per-path]\n\"*\" = [\"{name}\"]"),
        ] {
            let files = [("Dockerfile", FILE), ("dunnage.toml", &configuration)];
            assert_eq!(said(&files, &[]), ["warning several-cmd"], "{configuration}");
        }
    }
}

#[test]
fn any_tools_name_silences_from_a_comment() {
    for name in NAMES {
        for comment in
            ["# dunnage ignore=", "# dunnage ignore-file=", "# hadolint ignore=", "# hadolint global ignore="]
        {
            let file = FILE.replace("MAINTAINER", &format!("{comment}{name}\nMAINTAINER"));
            assert_eq!(said_of(&file, &[]), ["warning several-cmd"], "{comment}{name}");
        }
    }
}

#[test]
fn the_comments_of_other_tools_are_heard() {
    let above = |comment: &str| said_of(&FILE.replace("MAINTAINER", &format!("{comment}\nMAINTAINER")), &[]);
    for comment in [
        "#trivy:ignore:AVD-DS-0022",
        "#trivy:ignore:DS-0022:exp:2030-01-01",
        "#checkov:skip=CKV_DOCKER_6: it was always there",
        "# hadolint stage ignore=DL4000",
        "# hadolint ignore=DL3008,DL4000 # both",
        "# check=skip=MaintainerDeprecated",
        "# check=skip=all",
    ] {
        assert_eq!(above(comment), ["warning several-cmd"], "{comment}");
    }
    assert_eq!(above("# hadolint ignore=DL3008").len(), 2);
    assert_eq!(above("# check=skip=JSONArgsRecommended").len(), 2);
}

#[test]
fn buildkits_directive_speaks_for_the_file() {
    let under = |directive: &str| said_of(&format!("# check={directive}\n{FILE}"), &[]);
    assert_eq!(under("skip=MaintainerDeprecated"), ["warning several-cmd"]);
    assert_eq!(under("skip=MaintainerDeprecated,MultipleInstructionsDisallowed"), [""; 0]);
    assert_eq!(under("skip=all;error=true"), [""; 0]);
    assert_eq!(under("skip=MultipleInstructionsDisallowed;error=true"), ["error maintainer-deprecated"]);
}

#[test]
fn hadolints_configuration_is_honoured() {
    let with = |configuration: &str| said(&[("Dockerfile", FILE), (".hadolint.yaml", configuration)], &[]);
    assert_eq!(with("ignored:\n  - DL4000\n"), ["warning several-cmd"]);
    assert_eq!(with("ignored: [CKV_DOCKER_6, DL9999]\n"), ["warning several-cmd"]);
    assert_eq!(with("override:\n  error: [DL4000]\n"), ["error maintainer-deprecated", "warning several-cmd"]);
    assert_eq!(with("override:\n  style: [DL4003]\n"), ["warning maintainer-deprecated", "hint several-cmd"]);
}

#[test]
fn a_project_may_forbid_comments() {
    let file = FILE.replace("MAINTAINER", "# hadolint ignore=DL4000\nMAINTAINER");
    let with = |name: &str, text: &str| said(&[("Dockerfile", &file), (name, text)], &[]).len();
    assert_eq!(with(".hadolint.yaml", "disable-ignore-pragma: true\n"), 2);
    assert_eq!(with("dunnage.toml", "disable-ignore-comments = true\n"), 2);
    assert_eq!(with("dunnage.toml", ""), 1);
}
