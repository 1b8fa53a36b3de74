//! The real program on real folders: what a user sees, to the letter.

mod support;

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::Stdio;
use support::folder::{Answer, Folder};

/// Only the rule that these tests are about: what others say may change.
const ONE: &str = "--select=maintainer-deprecated";

const OLD: &str = "FROM alpine:3.20\nMAINTAINER ada\nUSER 1000\n";
const NEW: &str = "FROM alpine:3.20\nLABEL org.opencontainers.image.authors=\"ada\"\nUSER 1000\n";

#[test]
fn a_finding_is_shown_with_its_line_and_the_advice() {
    let folder = Folder::new(&[("api/Dockerfile", OLD), ("web/Dockerfile", "FROM alpine:3.20\n")]);
    let answer = folder.run(&["check", ONE]);
    assert_eq!(
        answer.out,
        "\
warning[maintainer-deprecated]: MAINTAINER is deprecated
 --> api/Dockerfile:2:1
  |
2 | MAINTAINER ada
  | ^^^^^^^^^^^^^^
  |
  = help: Use a label (safe fix)

1 warning in 1 of 2 files; 1 can be fixed with --fix
"
    );
    assert_eq!((answer.status, answer.err.as_str()), (1, ""));
}

#[test]
fn the_compact_form_is_one_line_a_finding() {
    let folder = Folder::new(&[("Dockerfile", OLD)]);
    let answer = folder.run(&["check", ONE, "--format", "compact"]);
    assert_eq!(answer.out, "Dockerfile:2:1: warning: MAINTAINER is deprecated [maintainer-deprecated]\n");
}

#[test]
fn json_counts_from_one_and_in_characters() {
    let folder = Folder::new(&[("Dockerfile", "FROM a\r\n# é\r ONBUILD RUN x\rmaintainer 🚀\n")]);
    let answer = folder.run(&["check", ONE, "--format", "json"]);
    assert_eq!(answer.status, 0, "a lone CR ends no line of BuildKit's: {}", answer.out);
    folder.write("Dockerfile", "\u{feff}FROM a\r\n\t maintainer 🚀é\r\n".as_bytes());
    let answer = folder.run(&["check", ONE, "--format", "json"]);
    assert_eq!(
        answer.out,
        r#"{
  "version": 1,
  "files": [
    {
      "path": "Dockerfile",
      "language": "dockerfile",
      "findings": [
        {
          "rule": "maintainer-deprecated",
          "aka": [
            "hadolint:DL4000",
            "buildkit:MaintainerDeprecated",
            "trivy:DS-0022",
            "checkov:CKV_DOCKER_6"
          ],
          "severity": "warning",
          "message": "MAINTAINER is deprecated",
          "start": {
            "line": 2,
            "column": 3
          },
          "end": {
            "line": 2,
            "column": 16
          },
          "fixes": [
            {
              "kind": "safe",
              "title": "Use a label",
              "edits": [
                {
                  "start": {
                    "line": 2,
                    "column": 3
                  },
                  "end": {
                    "line": 2,
                    "column": 16
                  },
                  "text": "LABEL org.opencontainers.image.authors=\"🚀é\""
                }
              ]
            }
          ],
          "url": "https://github.com/dunnage/dunnage/blob/main/docs/rules.md#maintainer-deprecated"
        }
      ]
    }
  ],
  "summary": {
    "files": 1,
    "error": 0,
    "warning": 1,
    "info": 0,
    "hint": 0,
    "fixable": 1
  }
}
"#
    );
}

#[test]
fn fixes_are_written_or_shown() {
    let folder = Folder::new(&[("Dockerfile", OLD), ("clean/Dockerfile", NEW)]);
    let diff = "\
--- a/Dockerfile
+++ b/Dockerfile
@@ -1,3 +1,3 @@
 FROM alpine:3.20
-MAINTAINER ada
+LABEL org.opencontainers.image.authors=\"ada\"
 USER 1000
";
    let answer = folder.run(&["check", ONE, "--diff"]);
    assert_eq!((answer.status, answer.out.as_str(), folder.read("Dockerfile").as_str()), (1, diff, OLD));
    let answer = folder.run(&["check", ONE, "--fix"]);
    assert_eq!((answer.status, answer.out.as_str()), (0, "nothing to report in 2 files; 1 fix applied\n"));
    assert_eq!(folder.read("Dockerfile"), NEW);
    let answer = folder.run(&["check", ONE, "--fix"]);
    assert_eq!(answer.out, "nothing to report in 2 files\n");
}

#[cfg(unix)]
#[test]
fn a_mended_file_keeps_its_permissions_and_links_to_it_stay() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = Folder::new(&[("real/Dockerfile", OLD)]);
    let real = folder.path("real/Dockerfile");
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).expect("permissions");
    symlink("real/Dockerfile", folder.path("Dockerfile")).expect("a link");
    let answer = folder.run(&["check", ONE, "--fix", "Dockerfile"]);
    assert_eq!((answer.status, folder.read("real/Dockerfile").as_str()), (0, NEW));
    assert_eq!(fs::metadata(&real).expect("the file").permissions().mode() & 0o777, 0o640);
    assert!(fs::symlink_metadata(folder.path("Dockerfile")).expect("the link").is_symlink());
    assert_eq!(fs::read_dir(folder.path("real")).expect("the folder").count(), 1, "nothing is left beside it");
}

#[test]
fn standard_input_is_checked_and_mended() {
    let folder = Folder::new(&[]);
    let answer = folder.run_with(&["check", ONE, "--format=compact", "--stdin-filename=a/Dockerfile", "-"], OLD);
    let line = "a/Dockerfile:2:1: warning: MAINTAINER is deprecated [maintainer-deprecated]\n";
    assert_eq!((answer.status, answer.out.as_str()), (1, line));
    let answer = folder.run_with(&["check", ONE, "--fix", "-"], OLD);
    assert_eq!((answer.status, answer.out.as_str()), (0, NEW));
    let answer = folder.run_with(&["check", ONE, "--fix", "-"], "not a file of ours\n");
    assert_eq!((answer.status, answer.out.as_str()), (2, "not a file of ours\n"));
}

#[test]
fn what_was_there_before_is_forgiven() {
    let folder = Folder::new(&[("a/Dockerfile", OLD)]);
    let check = |arguments: &[&str]| {
        let all = ["check", ONE, "--format=compact", "--baseline", "known.json"];
        folder.run(&all.iter().chain(arguments).copied().collect::<Vec<_>>())
    };
    assert_eq!(check(&[]).status, 2, "there is no baseline yet");
    let written = check(&["--write-baseline"]);
    assert_eq!((written.status, written.out.as_str()), (0, "1 finding is in known.json\n"));
    let known = check(&[]);
    assert_eq!((known.status, known.err.as_str()), (0, ""), "{}", known.out);
    folder.write("a/Dockerfile", format!("# moved\n\n{OLD}MAINTAINER another\n").as_bytes());
    let more = check(&[]);
    assert_eq!((more.status, more.out.lines().filter(|line| line.contains("MAINTAINER")).count()), (1, 1));
    folder.write("a/Dockerfile", NEW.as_bytes());
    let less = check(&[]);
    assert_eq!(less.status, 0);
    assert_eq!(less.err, "note: 1 finding of the baseline is gone; `--write-baseline` takes that down\n");
}

#[test]
fn what_cannot_be_read_is_named_and_the_rest_is_checked() {
    let folder = Folder::new(&[("Dockerfile", OLD), ("notes.txt", "hello\n")]);
    folder.write("image.Dockerfile", &[0, 1, 2, 0, 0, 0]);
    folder.write("latin.Dockerfile", b"FROM alpine:3.20\n# caf\xe9\nMAINTAINER x\n");
    let answer = folder.run(&["check", ONE, "--format=compact", "--fix", ".", "missing/Dockerfile", "notes.txt"]);
    assert_eq!(
        answer.err,
        "\
error: missing/Dockerfile: there is no such file or folder
error: image.Dockerfile: this is a binary file
error: latin.Dockerfile:2: byte 0xE9 is not UTF-8; the file is checked with its stray bytes replaced, and not mended
error: notes.txt: neither its name nor its content says whether this is a Dockerfile or a Compose file
"
    );
    assert_eq!(
        (answer.status, answer.out.as_str()),
        (2, "latin.Dockerfile:3:1: warning: MAINTAINER is deprecated [maintainer-deprecated]\n")
    );
    assert_eq!(folder.read("Dockerfile"), NEW, "the others are mended");
}

#[test]
fn a_terminal_is_safe_from_what_files_hold() {
    let folder = Folder::new(&[("Dockerfile", "FROM a\nMAINTAINER \x1b]0;x\x07\t\u{202e}b\n")]);
    let answer = folder.run(&["check", ONE, "--color", "always"]);
    let plain = answer.out.replace("\x1b[", "");
    assert!(!plain.contains(['\x1b', '\x07', '\u{202e}']), "{plain:?}");
    assert!(plain.contains("MAINTAINER ␛]0;x␇"), "{plain}");
}

#[test]
fn ignore_files_keep_files_out_and_hidden_folders_are_looked_into() {
    let folder = Folder::new(&[
        (".gitignore", "vendor/\n"),
        ("vendor/Dockerfile", OLD),
        (".git/Dockerfile", OLD),
        (".devcontainer/Dockerfile", OLD),
        ("b/Dockerfile.dev", OLD),
        ("a/Containerfile", OLD),
        ("a/Dockerfile.md", OLD),
    ]);
    let answer = folder.run(&["check", ONE, "--format=compact"]);
    let paths: Vec<&str> = answer.out.lines().filter_map(|line| line.split(':').next()).collect();
    assert_eq!(paths, [".devcontainer/Dockerfile", "a/Containerfile", "b/Dockerfile.dev"]);
    let answer = folder.run(&["check", ONE, "--format=compact", "vendor/Dockerfile"]);
    assert_eq!(answer.status, 1, "a file that is named is checked");
}

#[test]
fn the_output_is_the_same_on_any_number_of_threads() {
    let files: Vec<(String, &str)> = (0..40).map(|at| (format!("{at}/Dockerfile"), OLD)).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, content)| (path.as_str(), *content)).collect();
    let folder = Folder::new(&files);
    let one = folder.run(&["check", ONE, "--threads=1"]);
    for threads in ["--threads=2", "--threads=7"] {
        assert_eq!(folder.run(&["check", ONE, threads]), one);
    }
}

#[test]
fn the_nearest_configuration_holds() {
    let folder = Folder::new(&[
        (".dunnage.toml", "ignore = [\"DL4000\"]\n[per-path]\n\"old/\" = [\"all\"]\n"),
        ("Dockerfile", OLD),
        ("near/dunnage.toml", "[severity]\nmaintainer-deprecated = \"info\"\n"),
        ("near/Dockerfile", OLD),
        ("near/compose/Dockerfile", OLD),
    ]);
    let select = ["check", "--extend-select=style", "--format=compact"];
    let lines = "\
near/Dockerfile:2:1: info: MAINTAINER is deprecated [maintainer-deprecated]
near/compose/Dockerfile:2:1: info: MAINTAINER is deprecated [maintainer-deprecated]
";
    let said = |answer: &Answer| -> String {
        answer.out.lines().filter(|line| line.contains("maintainer")).map(|line| format!("{line}\n")).collect()
    };
    assert_eq!(said(&folder.run(&select)), lines);
    let answer = folder.run(&["check", ONE, "--format=compact", "--no-config", "Dockerfile"]);
    assert_eq!(answer.status, 1);
    let answer = folder.run(&["check", ONE, "--format=compact", "Dockerfile"]);
    assert_eq!(answer.status, 1, "what the command line selects by name is not ignored");
    let answer = folder.run(&["check", ONE, "--config=near/dunnage.toml", "near/Dockerfile"]);
    assert_eq!(answer.status, 0, "an info does not fail");
    let answer = folder.run(&["check", ONE, "--config=near/dunnage.toml", "--fail-on=info", "near/Dockerfile"]);
    assert_eq!(answer.status, 1);
}

#[test]
fn the_users_own_configuration_lies_below_the_projects() {
    let folder = Folder::new(&[
        ("home/dunnage/dunnage.toml", "fail-on = \"never\"\n"),
        ("a/Dockerfile", OLD),
        ("b/Dockerfile", OLD),
        ("b/dunnage.toml", "fail-on = \"warning\"\n"),
    ]);
    assert_eq!(folder.run(&["check", ONE, "a"]).status, 0);
    assert_eq!(folder.run(&["check", ONE, "b"]).status, 1);
}

#[test]
fn a_broken_configuration_is_told_once_and_the_files_are_checked() {
    let folder = Folder::new(&[
        (".dunnage.toml", "ignore = [\"DL9999\"]\nfail-at = \"info\"\n"),
        ("a/Dockerfile", OLD),
        ("b/Dockerfile", OLD),
    ]);
    let answer = folder.run(&["check", ONE, "--format=compact"]);
    assert_eq!(
        answer.err,
        "\
error: .dunnage.toml:1: there is no rule, group or alias `DL9999`
error: .dunnage.toml:2: there is no key `fail-at`; did you mean `fail-on`?
"
    );
    assert_eq!((answer.status, answer.out.lines().count()), (2, 2));
    let answer = folder.run(&["check", "--config=none.toml"]);
    assert_eq!((answer.status, answer.err.as_str()), (2, "error: none.toml: there is no such file or folder\n"));
}

#[test]
fn hadolints_configuration_is_honoured_where_there_is_none_of_ours() {
    let folder = Folder::new(&[
        (".hadolint.yaml", "ignored: [DL4000]\n"),
        ("a/Dockerfile", OLD),
        ("b/Dockerfile", OLD),
        ("b/.dunnage.toml", ""),
    ]);
    let answer = folder.run(&["check", "--extend-select=style", "--format=compact"]);
    let said: Vec<&str> = answer.out.lines().filter(|line| line.contains("maintainer-deprecated")).collect();
    assert_eq!(said, ["b/Dockerfile:2:1: warning: MAINTAINER is deprecated [maintainer-deprecated]"]);
}

#[test]
fn the_command_line_is_explained_where_it_is_wrong() {
    let folder = Folder::new(&[("Dockerfile", OLD)]);
    let answer = folder.run(&["check", "--select", "maintainer-deprecate"]);
    assert_eq!(
        (answer.status, answer.err.as_str()),
        (2, "error: there is no rule, group or alias `maintainer-deprecate`; did you mean `maintainer-deprecated`?\n")
    );
    let answer = folder.run(&["explain", "DL400O"]);
    assert_eq!(answer.status, 2);
    for wrong in [
        &["check", "--fail-on", "sometimes"][..],
        &["check", "--unsafe-fixes"],
        &["check", "-", "Dockerfile"],
        &["check", "--watch", "-"],
        &["check", "--config=a.toml", "--no-config"],
    ] {
        let answer = folder.run(wrong);
        assert_eq!((answer.status, answer.out.as_str(), answer.err.starts_with("error: ")), (2, "", true), "{wrong:?}");
    }
    assert_eq!(folder.run(&[]).status, 2);
    assert_eq!(folder.run(&["--version"]).out, format!("dunnage {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn a_page_is_explained_by_any_of_its_names() {
    let folder = Folder::new(&[]);
    let answer = folder.run(&["explain", "DL4000"]);
    assert!(answer.out.starts_with("maintainer-deprecated\n"), "{}", answer.out);
    assert!(answer.out.contains("\n    MAINTAINER Ada Lovelace"), "{}", answer.out);
    assert_eq!(answer.out, folder.run(&["explain", "buildkit:MaintainerDeprecated"]).out);
}

#[test]
fn all_rules_are_listed() {
    let folder = Folder::new(&[]);
    let answer = folder.run(&["rules", "--format", "json"]);
    let rules: serde_json::Value = serde_json::from_str(&answer.out).expect("JSON");
    let first = rules.as_array().and_then(|rules| rules.iter().find(|rule| rule["name"] == "maintainer-deprecated"));
    let first = first.expect("the rule is listed");
    let keys: Vec<&str> = first.as_object().expect("an object").keys().map(String::as_str).collect();
    assert_eq!(keys, ["aka", "concerns", "default", "fix", "groups", "language", "name", "severity", "summary"]);
    assert_eq!((&first["fix"], &first["language"]), (&"safe".into(), &"dockerfile".into()));
    assert!(folder.run(&["rules"]).out.contains("maintainer-deprecated"));
}

#[test]
fn the_tree_is_buildkits() {
    let source =
        "# escape=`\nFROM alpine AS base\nENV a=1 b 2\nONBUILD COPY --link `\n  # note\n  <<EOF /x\n\thi\nEOF\n";
    let folder = Folder::new(&[("Dockerfile", source)]);
    let answer = folder.run(&["tree", "Dockerfile", "--format", "json"]);
    let tree: serde_json::Value = serde_json::from_str(&answer.out).expect("JSON");
    assert_eq!(tree["error"], "Syntax error - can't find = in \"b\". Must be of the form: name=value");
    assert_eq!(tree["ast"][2]["heredocs"][0]["content"], "\thi\n");
    assert_eq!(
        tree["ast"][2]["args"],
        serde_json::json!([{"children": [{
            "value": "COPY", "flags": ["--link"], "original": "COPY --link   <<EOF /x",
            "args": [{"value": "<<EOF"}, {"value": "/x"}],
        }]}])
    );
    let answer = folder.run(&["tree", "Dockerfile"]);
    assert!(answer.out.contains("stage 0 `base` on image alpine\n"), "{}", answer.out);
}

#[test]
fn the_tree_of_a_compose_file_is_its_canonical_model() {
    let source =
        "name: shop\nservices:\n  web:\n    extends: base\n    ports: [\"${PORT:-80}:90\"]\n  base:\n    image: <x>\n";
    let folder = Folder::new(&[("compose.yaml", source), (".env", "PORT=81\n")]);
    let answer = folder.run(&["tree", "compose.yaml", "--format", "json"]);
    assert!(answer.out.contains(r#""image": "\u003cx\u003e""#), "{}", answer.out);
    let tree: serde_json::Value = serde_json::from_str(&answer.out).expect("JSON");
    assert_eq!(tree["networks"], serde_json::json!({"default": {"name": "shop_default", "ipam": {}}}));
    assert_eq!(
        tree["services"]["web"],
        serde_json::json!({
            "command": null, "entrypoint": null, "image": "<x>", "networks": {"default": null},
            "ports": [{"mode": "ingress", "target": 90, "published": "81", "protocol": "tcp"}],
        })
    );
    let answer = folder.run(&["tree", "compose.yaml", "--origins"]);
    let line = |start: &str| answer.out.lines().find(|line| line.trim_start().starts_with(start)).unwrap_or_default();
    assert!(line("published: \"81\" ").ends_with("# compose.yaml:5"), "{}", answer.out);
    assert!(line("- mode: ingress ").ends_with("# added by Compose"), "{}", answer.out);
}

#[test]
fn statistics_count_rules() {
    let folder = Folder::new(&[("a/Dockerfile", OLD), ("b/Dockerfile", OLD)]);
    let answer = folder.run(&["check", ONE, "--statistics"]);
    assert_eq!(
        answer.out,
        "     2  warning  maintainer-deprecated  in 2 files, 2 fixable\n2 warnings in 2 files; 2 can be fixed with --fix\n"
    );
}

#[test]
fn a_large_file_is_checked_in_a_moment() {
    let folder = Folder::new(&[("Dockerfile", &("FROM a\n".to_owned() + &"RUN b \\\n  c\n".repeat(20_000)))]);
    assert_eq!(folder.run(&["check", ONE]).status, 0);
}

#[test]
fn build_servers_get_the_form_that_they_read() {
    let folder = Folder::new(&[("a & b/Dockerfile", OLD), ("Dockerfile", "FROM alpine:3.20\n")]);
    let as_format = |format: &str| folder.run(&["check", ONE, "--format", format]);
    assert_eq!(
        as_format("github").out,
        "::warning file=a & b/Dockerfile,line=2,col=1,endColumn=15,title=maintainer-deprecated::MAINTAINER is deprecated\n"
    );
    assert_eq!(
        as_format("checkstyle").out,
        r#"<?xml version="1.0" encoding="UTF-8"?>
<checkstyle version="10.0">
  <file name="a &amp; b/Dockerfile">
    <error line="2" column="1" severity="warning" message="MAINTAINER is deprecated" source="dunnage.maintainer-deprecated"/>
  </file>
</checkstyle>
"#
    );
    assert_eq!(
        as_format("junit").out,
        r#"<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="dunnage" tests="2" failures="1" errors="0">
  <testsuite name="Dockerfile" tests="1" failures="0" errors="0" skipped="0">
    <testcase classname="Dockerfile" name="check"/>
  </testsuite>
  <testsuite name="a &amp; b/Dockerfile" tests="1" failures="1" errors="0" skipped="0">
    <testcase classname="a &amp; b/Dockerfile" name="maintainer-deprecated 2:1">
      <failure type="warning" message="MAINTAINER is deprecated">a &amp; b/Dockerfile:2:1: MAINTAINER is deprecated</failure>
    </testcase>
  </testsuite>
</testsuites>
"#
    );
    assert_eq!(
        as_format("markdown").out,
        "\
**Dunnage**: 1 warning in 1 of 2 files; 1 can be fixed with --fix

| severity | place | finding | rule |
|---|---|---|---|
| warning | `a & b/Dockerfile:2` | MAINTAINER is deprecated | \
[maintainer-deprecated](https://github.com/dunnage/dunnage/blob/main/docs/rules.md#maintainer-deprecated) |
"
    );
    let json = |format: &str| -> serde_json::Value { serde_json::from_str(&as_format(format).out).expect("JSON") };
    let issue = &json("gitlab")[0];
    assert_eq!((&issue["severity"], &issue["check_name"]), (&"major".into(), &"maintainer-deprecated".into()));
    assert_eq!(issue["location"], serde_json::json!({"path": "a & b/Dockerfile", "lines": {"begin": 2}}));
    let before = issue["fingerprint"].clone();
    folder.write("a & b/Dockerfile", format!("# one more line\n{OLD}").as_bytes());
    assert_eq!(json("gitlab")[0]["fingerprint"], before, "a finding keeps its name when it moves");
    let run = &json("sarif")["runs"][0];
    assert_eq!(run["tool"]["driver"]["rules"][0]["id"], "maintainer-deprecated");
    let described = run["tool"]["driver"]["rules"][0]["fullDescription"]["text"].as_str().expect("a description");
    assert!(described.contains("deprecated") && !described.contains('\n') && !described.contains("```"), "{described}");
    let place = &run["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "a%20%26%20b/Dockerfile");
    assert_eq!(place["region"], serde_json::json!({"startLine": 3, "startColumn": 1, "endLine": 3, "endColumn": 15}));
    assert_eq!(run["results"][0]["fixes"][0]["description"]["text"], "Use a label");
    assert_eq!(folder.run(&["check", "--statistics", "--format=sarif"]).status, 2);
}

#[test]
fn comments_silence_findings_and_idle_ones_are_told() {
    let source = "\
FROM alpine:3.20
# dunnage ignore=DL4000 the old registry wants it
MAINTAINER ada
# hadolint ignore=DL4000
MAINTAINER bob
# check=skip=MaintainerDeprecated
MAINTAINER eve
# dunnage ignore=DL4000
USER 1000
";
    let folder = Folder::new(&[("Dockerfile", source)]);
    let select = "--select=maintainer-deprecated,unused-suppression";
    let answer = folder.run(&["check", select]);
    assert_eq!(
        (answer.status, answer.out.as_str()),
        (
            0,
            "hint[unused-suppression]: `DL4000` has nothing to silence here (Dockerfile:8:1)\n\n\
             1 hint in 1 file; 1 can be fixed with --fix\n"
        )
    );
    assert_eq!(folder.run(&["check", select, "--fix"]).status, 0);
    assert_eq!(folder.read("Dockerfile"), source.replace("# dunnage ignore=DL4000\n", ""));
}

#[test]
fn buildkits_directive_makes_errors() {
    let folder = Folder::new(&[("Dockerfile", &format!("# check=error=true\n{OLD}"))]);
    let answer = folder.run(&["check", ONE, "--format=compact", "--fail-on=error"]);
    let line = "Dockerfile:3:1: error: MAINTAINER is deprecated [maintainer-deprecated]\n";
    assert_eq!((answer.status, answer.out.as_str()), (1, line));
}

#[test]
fn the_page_on_configuration_is_true() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/configuration.md");
    let page = fs::read_to_string(page).expect("the page");
    let example = |language: &str| -> String {
        let fence = format!("```{language}\n");
        let (_, rest) = page.split_once(&fence).expect("an example");
        rest.split("```").next().unwrap_or("").to_owned()
    };
    let folder = Folder::new(&[
        ("dunnage.toml", &example("toml")),
        ("Dockerfile", &example("dockerfile")),
        ("compose.yaml", &example("yaml")),
    ]);
    assert_eq!(folder.run(&["check", "Dockerfile"]).err, "", "every key and rule of the example is understood");
    let told = folder.run(&["check", "--no-config", "--format=compact"]).out;
    for silenced in ["unpinned-base-image", "unpinned-image", "undefined-network", "no rule"] {
        assert!(!told.contains(silenced), "{told}");
    }
}

#[test]
fn a_shell_learns_to_complete_the_command_line() {
    let folder = Folder::new(&[]);
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let answer = folder.run(&["completions", shell]);
        assert_eq!(answer.status, 0, "{shell}");
        assert!(answer.out.contains("dunnage") && answer.out.contains("unsafe-fixes"), "{shell}");
    }
    assert_eq!(folder.run(&["completions", "dos"]).status, 2);
}

#[test]
fn a_first_configuration_is_written_once() {
    let folder = Folder::new(&[("Dockerfile", OLD)]);
    let before = folder.run(&["check"]);
    let answer = folder.run(&["init"]);
    assert_eq!(answer, Answer { status: 0, out: ".dunnage.toml\n".to_owned(), err: String::new() });
    let text = folder.read(".dunnage.toml");
    assert!(text.starts_with("#:schema https://") && text.contains("# extend-select = ["), "{text}");
    assert_eq!(folder.run(&["check"]), before, "it changes nothing by itself");
    let again = folder.run(&["init"]);
    assert_eq!(
        (again.status, again.err.as_str()),
        (2, "error: `.dunnage.toml` is there already, and stays as it is\n")
    );
    fs::rename(folder.path(".dunnage.toml"), folder.path("dunnage.toml")).expect("the file is there");
    assert_eq!(folder.run(&["init"]).status, 2, "the other name counts as well");
}

#[test]
fn a_first_configuration_says_what_hadolint_was_told() {
    let folder =
        Folder::new(&[("Dockerfile", OLD), (".hadolint.yaml", "ignored: [DL4000]\nfailure-threshold: error\n")]);
    let before = folder.run(&["check"]);
    let answer = folder.run(&["init"]);
    assert_eq!(
        (answer.status, answer.err.as_str()),
        (0, "note: it says what .hadolint.yaml says, which is not read here any more\n")
    );
    let text = folder.read(".dunnage.toml");
    assert!(
        text.contains("\nignore = [\"maintainer-deprecated\"]\n") && text.contains("\nfail-on = \"error\"\n"),
        "{text}"
    );
    assert_eq!(folder.run(&["check"]), before);
}

#[test]
fn the_schema_of_the_configuration_is_the_one_in_the_book() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/dunnage.schema.json");
    let page = fs::read_to_string(page).expect("the schema");
    let printed = Folder::new(&[]).run(&["schema"]).out;
    assert!(page == printed, "`cargo run -- schema > docs/dunnage.schema.json` brings it up to date");
}

#[test]
fn there_is_a_manual_page_for_every_command() {
    let folder = Folder::new(&[]);
    let answer = folder.run(&["manual", "--write", "man"]);
    assert_eq!(answer.status, 0, "{}", answer.err);
    for page in ["dunnage.1", "dunnage-check.1", "dunnage-init.1", "dunnage-lsp.1"] {
        assert!(answer.out.lines().any(|line| line == page), "{}", answer.out);
    }
    assert_eq!(folder.read("man/dunnage-check.1"), folder.run(&["manual", "check"]).out);
    assert!(folder.run(&["manual"]).out.contains("EXIT STATUS"));
    assert_eq!(folder.run(&["manual", "mend"]).status, 2);
}

#[test]
fn who_wants_quiet_hears_findings_and_what_went_wrong() {
    let folder = Folder::new(&[("Dockerfile", OLD), ("a.Dockerfile", "from a\n")]);
    let loud = folder.run(&["check", ONE]);
    let quiet = folder.run(&["check", ONE, "--quiet"]);
    assert!(loud.out.starts_with(&quiet.out) && loud.out.len() > quiet.out.len() + 20, "{}", quiet.out);
    assert_eq!(folder.run(&["-q", "check", "--select=none-such", "Dockerfile"]).status, 2);
    let broken = folder.run(&["check", ONE, "-q", "missing"]);
    assert_eq!((broken.status, broken.err.as_str()), (2, "error: missing: there is no such file or folder\n"));
    let would = folder.run(&["format", "-q", "--check"]);
    assert_eq!((would.status, would.out.as_str()), (1, "would format a.Dockerfile\n"));
    assert_eq!(folder.run(&["format", "-q"]), Answer { status: 0, out: String::new(), err: String::new() });
}

#[test]
fn the_environment_chooses_colours_and_the_command_line_goes_before_it() {
    let folder = Folder::new(&[("Dockerfile", OLD)]);
    let is_coloured = |variables: &[(&str, &str)], arguments: &[&str]| {
        let mut command = folder.command(&[&["check", ONE], arguments].concat());
        for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
            command.env_remove(name);
        }
        let output = command.envs(variables.iter().copied()).output().expect("the program runs");
        output.stdout.contains(&0x1b)
    };
    assert!(!is_coloured(&[], &[]), "a pipe is no terminal");
    assert!(is_coloured(&[("FORCE_COLOR", "1")], &[]) && !is_coloured(&[("FORCE_COLOR", "0")], &[]));
    assert!(is_coloured(&[("CLICOLOR_FORCE", "1")], &[]));
    assert!(!is_coloured(&[("FORCE_COLOR", "1"), ("NO_COLOR", "1")], &[]));
    assert!(is_coloured(&[("NO_COLOR", "1")], &["--color=always"]));
    assert!(!is_coloured(&[("FORCE_COLOR", "1")], &["--color=never"]));
}

#[test]
fn rules_are_links_where_a_terminal_knows_links() {
    let folder = Folder::new(&[("Dockerfile", OLD)]);
    let linked = folder.command(&["check", ONE]).env("FORCE_HYPERLINK", "1").output().expect("the program runs");
    let text = String::from_utf8_lossy(&linked.stdout).into_owned();
    let link = "warning[\x1b]8;;https://github.com/dunnage/dunnage/blob/main/docs/rules.md#maintainer-deprecated\x1b\\\
                maintainer-deprecated\x1b]8;;\x1b\\]: ";
    assert!(text.starts_with(link), "{text:?}");
}

#[test]
fn a_configuration_that_is_named_is_read_even_where_nothing_is_checked() {
    let folder = Folder::new(&[("own.toml", "selct = []\n")]);
    assert_eq!(folder.run(&["check", "--config=own.toml"]).status, 2);
    assert_eq!(folder.run(&["format", "--config=missing.toml"]).status, 2);
}

#[test]
fn services_get_paths_within_the_repository() {
    let folder = Folder::new(&[("a/Dockerfile", OLD)]);
    let absolute = folder.path("a").canonicalize().expect("the folder").join("Dockerfile");
    let absolute = absolute.to_str().expect("a path");
    for path in ["a/Dockerfile", "./a/Dockerfile", absolute] {
        let answer = folder.run(&["check", ONE, "--format=gitlab", path]).out;
        assert!(answer.contains("\"path\": \"a/Dockerfile\""), "{answer}");
        let answer = folder.run(&["check", ONE, "--format=github", path]).out;
        assert!(answer.starts_with("::warning file=a/Dockerfile,"), "{answer}");
        let answer = folder.run(&["check", ONE, "--format=sarif", path]).out;
        assert!(answer.contains("\"uri\": \"a/Dockerfile\""), "{answer}");
    }
}

#[test]
fn a_watch_sees_files_configurations_and_neighbours_change() {
    let folder = Folder::new(&[("Dockerfile", OLD), ("compose.yaml", "services:\n  a:\n    image: ${NAME}\n")]);
    let mut watch =
        folder.command(&["check", "--select=maintainer-deprecated,unset-variable", "--watch", "--format=compact"]);
    let mut watch = watch.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
    let mut rounds = BufReader::new(watch.stderr.take().expect("a pipe")).lines();
    let mut findings = BufReader::new(watch.stdout.take().expect("a pipe")).lines();
    // Findings are written before the round ends, and the sentence that ends it stands on the other pipe.
    let mut round = |count: usize| -> Vec<String> {
        assert!(rounds.next().expect("a round").expect("text").starts_with("watching for changes"));
        (0..count).map(|_| findings.next().expect("a finding").expect("text")).collect()
    };
    assert_eq!(round(2).len(), 2);
    folder.write(".env", b"NAME=nginx:1.29\n");
    assert!(round(1)[0].starts_with("Dockerfile:2:1"), "a neighbour came");
    folder.write("a.Dockerfile", OLD.as_bytes());
    assert_eq!(round(2).len(), 2, "a file came");
    folder.write(".dunnage.toml", b"[per-path]\n\"a.Dockerfile\" = [\"all\"]\n");
    assert_eq!(round(1).len(), 1, "a configuration came");
    watch.kill().expect("it can be stopped");
    watch.wait().expect("it ends");
}

#[test]
fn the_ladder_names_the_rung_and_the_next_steps() {
    let folder = Folder::new(&[
        ("Dockerfile", "FROM alpine\nMAINTAINER me\nUSER 1000\nCMD [\"x\"]\n"),
        (".dockerignore", ".git\n"),
    ]);
    let answer = folder.run(&["ladder"]);
    let expected = "Dockerfile: below beginner\n  to be beginner:\n    - bases are pinned to a version (line 1, with a fix)\n    \
                    - nothing deprecated is used (line 2, with a fix)\n";
    assert_eq!((answer.out.as_str(), answer.status), (expected, 0), "{}", answer.err);
    let json = folder.run(&["ladder", "--format", "json"]).out;
    assert!(json.contains("\"rung\": null") && json.contains("\"rung\": \"beginner\""), "{json}");
}

#[test]
fn a_project_gets_its_files_and_keeps_those_that_it_has() {
    let folder =
        Folder::new(&[("go.mod", "module x\n\ngo 1.26\n"), ("main.go", ""), ("compose.yaml", "services: {}\n")]);
    let shown = folder.run(&["containerize"]);
    assert!(
        shown.status == 0 && shown.out.starts_with("==> Dockerfile <==\n# syntax=docker/dockerfile:1\n"),
        "{shown:?}"
    );
    assert!(!folder.path("Dockerfile").exists(), "nothing is written unless asked for");
    let written = folder.run(&["containerize", "--write"]);
    assert_eq!((written.out.as_str(), written.err.as_str()), ("Dockerfile\n.dockerignore\n", "Found: Go.\n"));
    assert_eq!(fs::read_to_string(folder.path("compose.yaml")).expect("a file"), "services: {}\n");
    let again = folder.run(&["containerize", "--write"]);
    assert_eq!((again.status, again.out.as_str()), (0, ""));
    assert_eq!(Folder::new(&[]).run(&["containerize"]).status, 2);
}
