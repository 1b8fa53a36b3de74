"""Runs the program as a team's other tools do. The reports are those over every example of every rule, under names that try to
break out of them, and are read as strictly as their schemas allow. Called by `try`, which fetches what is needed."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import tomllib
from functools import partial
from hashlib import sha256
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import jsonschema
import yaml
from lxml import etree

PROGRAM, TOOLS = sys.argv[1], Path(sys.argv[2])
HERE = Path(__file__).parent
ROOT = HERE.parent.parent
NAMES = {"dockerfile": "Dockerfile", "yaml": "compose.yaml", "text": ".dockerignore"}
# Folders whose names are markup, paths, controls, line ends, or no text at all.
HOSTILE = [b"a & b <c> \"d\" 'e'", b"%0A::error::x", b"]]>", b"{0}[x](y)", b"c:,d", b"\x01\x1b[31m\x7f", b"two\nlines", b"caf\xe9",
           "größer 🚀\u202e".encode(), b"\xef\xbf\xbe"]
passed, failed, skipped = 0, 0, 0


def run(*arguments, folder, stdin=""):
    """What the program prints, and its exit status. Nothing of the machine's reaches into it."""
    environment = {"PATH": "/nowhere", "XDG_CONFIG_HOME": str(TOOLS / "none")}
    answer = subprocess.run([PROGRAM, *arguments], cwd=folder, env=environment, input=stdin.encode(), capture_output=True)
    return answer.stdout, answer.returncode


def tell(name, problems):
    global passed, failed
    if problems:
        failed += 1
        print(f"not ok - {name}")
        for problem in problems[:5]:
            print(f"  {problem}")
    else:
        passed += 1
        print(f"ok - {name}")


def examples(folder):
    """Writes the first example of every rule, each into a folder of its own, and a few files that hold hostile text."""
    book, _ = run("rules", "--format", "markdown", folder=folder)
    count = 0
    for section in re.split(r"^### ", book.decode(), flags=re.M)[1:]:
        for language, text in re.findall(r"^```(dockerfile|yaml|text)\n(.*?)^```", section, flags=re.M | re.S)[:1]:
            place = os.path.join(os.fsencode(folder), HOSTILE[count % len(HOSTILE)], str(count).encode())
            os.makedirs(place)
            with open(os.path.join(place, NAMES[language].encode()), "w", newline="") as file:
                file.write(text)
            count += 1
    for number, text in enumerate([
        "FROM a\nMAINTAINER \x1b]0;x\x07 <&\"'>]]> %0A ::error::\u2028\ufffe\uffff\x00\n",
        "FROM a AS b\nRUN echo \x08\x0c \U0001f680 && cd 'x\nFROM {0} AS {1}\nENV a b\\\n",
        "FROM \x1b[31m\nCOPY --from=<x> --bad=\"&\" ]]> /\nFOO\x01BAR\n",
    ]):
        place = folder / f"text-{number}"
        place.mkdir()
        (place / "Dockerfile").write_text(text, newline="")
    place = folder / "yaml"
    place.mkdir()
    (place / "compose.yaml").write_text('services:\n  "a<&>\\u001b\\n\\u0085":\n    imge: "]]>"\n    ports: ["\\u0007:<"]\n')
    return count


def of_json(schema, report):
    checker = jsonschema.validators.validator_for(schema)
    checker.check_schema(schema)
    validator = checker(schema, format_checker=checker.FORMAT_CHECKER)
    return [f"{error.json_path}: {error.message[:300]}" for error in validator.iter_errors(report)]


def of_xml(schema, report):
    schema = etree.XMLSchema(etree.parse(schema))
    try:
        document = etree.fromstring(report)
    except etree.XMLSyntaxError as error:
        return [str(error)]
    return [] if schema.validate(document) else [str(error) for error in schema.error_log]


def gitlab(report):
    report = json.loads(report)
    names = [issue["fingerprint"] for issue in report]
    twice = sorted({name for name in names if names.count(name) > 1})
    return of_json(json.loads((HERE / "gitlab.json").read_text()), report) + [f"two findings are called {name}" for name in twice]


def sarif(report):
    report = json.loads(report)
    problems = of_json(json.loads((TOOLS / "sarif.json").read_text()), report)
    for one in report["runs"]:
        rules = [rule["id"] for rule in one["tool"]["driver"]["rules"]]
        problems += [f"ruleIndex of {result['ruleId']}" for result in one["results"] if rules[result["ruleIndex"]] != result["ruleId"]]
    return problems


def checkstyle(report):
    return of_xml(HERE / "checkstyle.xsd", report)


def junit(report):
    problems = of_xml(TOOLS / "junit.xsd", report)
    for suite in etree.fromstring(report).iter("testsuite"):
        for attribute, element in [("tests", "testcase"), ("failures", "failure"), ("skipped", "skipped")]:
            if int(suite.get(attribute)) != len(list(suite.iter(element))):
                problems.append(f"{suite.get('name')}: {attribute} counts something else")
    return problems


def github(report):
    """Each line is one command, however the file is called; nothing in it reaches a terminal."""
    lines = report.decode().split("\n")
    well_formed = re.compile(r"::(error|warning|notice) file=[^:,\n]+,line=\d+,(col=\d+,endColumn|endLine)=\d+,title=[a-zA-Z0-9-]+::[^\x00-\x1f\x7f]+")
    return [repr(line) for line in lines[:-1] if not well_formed.fullmatch(line)] + lines[-1:][: bool(lines[-1])]


def reports(folder, count):
    checks = {"sarif": (sarif, "sarif.json"), "junit": (junit, "junit.xsd"), "checkstyle": (checkstyle, None), "gitlab": (gitlab, None),
              "github": (github, None)}
    for form, (check, needs) in checks.items():
        if needs and not (TOOLS / needs).exists():
            global skipped
            skipped += 1
            print(f"skipped - {form}: its schema could not be fetched")
            continue
        for what, arguments in {
            f"the examples of {count} rules": ["--select=all", "."],
            "what fails from hints on": ["--select=all", "--fail-on=hint", "."],
            "paths with dots": ["./text-0/Dockerfile", str(folder / "text-1" / "Dockerfile")],
            "nothing": ["empty"],
        }.items():
            report, status = run("check", "--no-config", f"--format={form}", *arguments, folder=folder)
            problems = [] if status in (0, 1) else [f"exit status {status}"]
            if "rules" in what and report.count(b"unpinned-base-image") < 3:
                problems.append("it holds no findings")
            tell(f"{form}: {what}", check(report) + problems)
        report, _ = run("check", "--no-config", f"--format={form}", "-", folder=folder, stdin="FROM a\nMAINTAINER b\n")
        tell(f"{form}: standard input", check(report))


# Configurations, and whether they are right.
CONFIGURATIONS = [
    ("", True),
    ('select = ["all", "security", "root-user", "DL3008", "hadolint:DL3002", "SC2086", "DS002", "AVD-DS-0002"]', True),
    ('ignore = ["no-such-rule"]', False),
    ('ignore = "root-user"', False),
    ('fail-on = "never"', True),
    ('fail-on = "sometimes"', False),
    ("max-lines = 0", True),
    ("max-lines = -1", False),
    ("strict-labels = 1", False),
    ('trusted-registries = ["docker.io", 1]', False),
    ('[severity]\nroot-user = "off"\nDL3008 = "hint"', True),
    ('[severity]\nsecurity = "off"', False),
    ('[severity]\nroot-user = "loud"', False),
    ('[per-path]\n"tests/" = ["all"]', True),
    ('[per-path]\n"tests/" = "all"', False),
    ('[label-schema]\n"a.b" = "semver"', True),
    ('[label-schema]\n"a.b" = "number"', False),
    ('[format]\ndockerfile-indent = "tab"\ncompose-indent = 2\nkeyword-case = "keep"\nblank-lines = 0', True),
    ("[format]\ndockerfile-indent = 17", False),
    ("[format]\ncompose-indent = 0", False),
    ('[format]\nkeyword-case = "Upper"', False),
    ("[format]\nblank-line = 1", False),
    ("selct = []", False),
]


def configuration(folder):
    """The schema of our configuration says of each file what the program says of it."""
    schema = json.loads(run("schema", folder=folder)[0])
    tell("configuration: the schema is one", of_json(schema, {}))
    page = (ROOT / "docs" / "configuration.md").read_text()
    first, _ = run("init", folder=folder)
    texts = [(text, True) for text in re.findall(r"^```toml\n(.*?)^```", page, flags=re.M | re.S)]
    texts.append(((folder / first.decode().strip()).read_text(), True))
    for text, is_right in texts + CONFIGURATIONS:
        (folder / "tried.toml").write_text(text)
        _, status = run("check", "--config=tried.toml", "empty", folder=folder)
        problems = of_json(schema, tomllib.loads(text))
        expected = (is_right, status == 0) == (not problems, is_right)
        name = text.strip().replace("\n", " ")[:60]
        tell(f"configuration: {name!r}", [] if expected else [f"exit status {status}", *problems, "expected: " + ("right" if is_right else "wrong")])


# Names, ours and others, that differ in little.
FILES = ["Dockerfile", "dockerfile", "Dockerfile.dev", "Dockerfile-dev", "api.Dockerfile", "x.y.containerfile", "Containerfile", "Dockerfile.md",
         "Dockerfile_test.py", "dockerfiles", "mydockerfile", ".dockerignore", "api.Dockerfile.dockerignore", ".containerignore", "compose.yaml", "compose.yml",
         "docker-compose.yml", "docker-compose.prod.yml", "podman-compose.yaml", "shop-compose.yaml", "compose_dev.yaml", "composer.yaml", "compose.json",
         "docker-compose.yml.md", "values.yaml", "README.md"]
# Endings by which a name is about a Dockerfile, or becomes one.
FILES += [f"Dockerfile.{ending}" for ending in "txt json sh py go rs js ts html lock toml template tmpl tpl j2 jinja jinja2 erb mustache".split()]


def hooks(folder):
    """The hooks take the files that the program takes by itself, and a real pre-commit runs them."""
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    place = folder / "names"
    place.mkdir()
    for name in FILES:
        (place / name).write_text("services: {}\n" if name.endswith("ml") else "FROM scratch\n")
    listed = json.loads(run("check", "--format=json", "--no-config", folder=place)[0])["files"]
    ours = {file["path"] for file in listed}
    for hook in hooks:
        theirs = {name for name in FILES if re.search(hook["files"], name) and not re.search(hook["exclude"], name)}
        tell(f"{hook['id']}: takes the files that the program takes", sorted(ours ^ theirs))

    project = folder / "project"
    project.mkdir()
    (project / "api").mkdir()
    (project / "api" / "Dockerfile").write_text("FROM debian:13\n\n\n\nMAINTAINER Ada\nUSER 1000\n")
    (project / "README.md").write_text("FROM nothing\n")
    programs = folder / "programs"
    programs.mkdir()
    (programs / "dunnage").symlink_to(PROGRAM)
    environment = {"PATH": f"{programs}:{os.environ['PATH']}", "HOME": str(folder), "PRE_COMMIT_HOME": str(folder / "pre-commit")}

    def call(*arguments):
        answer = subprocess.run(arguments, cwd=project, env=environment, capture_output=True, text=True)
        return answer.returncode, answer.stdout + answer.stderr

    call("git", "init", "--quiet")
    call("git", "add", ".")
    pre_commit = str(Path(sys.executable).parent / "pre-commit")

    def hook(name):
        call("git", "add", ".")
        return call(pre_commit, "try-repo", str(ROOT), name, "--all-files", "--verbose")

    status, said = hook("dunnage-check-system")
    tell("pre-commit: findings stop a commit", [] if status == 1 and "maintainer-deprecated" in said and "README" not in said else [said])
    status, said = hook("dunnage-fix-system")
    mended = "LABEL" in (project / "api" / "Dockerfile").read_text()
    tell("pre-commit: what is mended stops it once", [] if status == 1 and mended and "modified" in said else [said])
    status, said = hook("dunnage-format-system")
    laid_out = (project / "api" / "Dockerfile").read_text().startswith("FROM debian:13\n\nLABEL")
    tell("pre-commit: what is laid out stops it once", [] if status == 1 and laid_out else [said])
    for name in ["dunnage-fix-system", "dunnage-format-system", "dunnage-check-system"]:
        status, said = hook(name)
        tell(f"pre-commit: then {name} lets it pass", [] if status == 0 else [said])


def action(folder):
    """The steps of action.yml, with what they fetch on this machine."""
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    version = action["inputs"]["version"]["default"]
    name = f"dunnage-{version}-x86_64-unknown-linux-musl.tar.gz"
    releases = folder / "web" / "dunnage" / "dunnage" / "releases" / "download" / version
    releases.mkdir(parents=True)
    (folder / "packed").mkdir()
    (folder / "packed" / "dunnage").write_text(f'#!/bin/sh\nexec "{PROGRAM}" "$@"\n')
    (folder / "packed" / "dunnage").chmod(0o755)
    subprocess.run(["tar", "-czf", releases / name, "-C", folder / "packed", "dunnage"], check=True)
    checksum = sha256((releases / name).read_bytes()).hexdigest()
    (releases / f"{name}.sha256").write_text(f"{checksum}  {name}\n")

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder / "web"))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    project = folder / "checked-out"
    project.mkdir()
    (project / "Dockerfile").write_text("FROM debian:13\nMAINTAINER Ada\nUSER 1000\n")

    def job(machine="X64", **chosen):
        inputs = {name: value["default"] for name, value in action["inputs"].items()} | chosen
        contexts = {f"inputs.{name}": value for name, value in inputs.items()}
        contexts["github.server_url"] = f"http://127.0.0.1:{server.server_port}"
        contexts["github.action_repository || 'dunnage/dunnage'"] = "dunnage/dunnage"
        runner = folder / f"runner-{len(list(folder.glob('runner-*')))}"
        runner.mkdir()
        log = ""
        for step in action["runs"]["steps"]:
            fill = lambda text: re.sub(r"\$\{\{ (.*?) \}\}", lambda match: contexts[match[1]], text)
            environment = {name: fill(value) for name, value in step["env"].items()}
            environment |= {"RUNNER_OS": "Linux", "RUNNER_ARCH": machine, "RUNNER_TEMP": str(runner), "GITHUB_PATH": str(runner / "path"),
                            "PATH": os.environ["PATH"], "HOME": str(folder)}
            # As GitHub calls bash.
            answer = subprocess.run(["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]], cwd=project, env=environment,
                                    capture_output=True, text=True)
            log += answer.stdout + answer.stderr
            if answer.returncode:
                return answer.returncode, log
        return 0, log

    annotation = "::warning file=Dockerfile,line=2,"
    status, log = job()
    tell("action: a finding is an annotation and fails the job", [] if status == 1 and annotation in log else [status, log])
    status, log = job(**{"fail-on": "never", "format": "sarif", "output": "out.sarif", "paths": "Dockerfile\n\n."})
    written = json.loads((project / "out.sarif").read_text() or "null")
    tell("action: a report goes into a file", [] if status == 0 and written["version"] == "2.1.0" else [status, log])
    status, log = job(version="v0.0.9")
    tell("action: a release that is not there fails it", [] if status not in (0, 1) else [status, log])
    status, log = job(machine="RISCV")
    tell("action: a machine without a release is told", [] if status == 2 and "::error::" in log else [status, log])
    (releases / f"{name}.sha256").write_text(f"{'0' * 64}  {name}\n")
    status, log = job()
    tell("action: a file that is not the one released is not run", [] if status == 1 and annotation not in log else [status, log])
    server.shutdown()


with tempfile.TemporaryDirectory() as scratch:
    scratch = Path(scratch)
    (scratch / "empty").mkdir()
    configuration(scratch)
    if shutil.which("git"):
        hooks(scratch)
    if all(map(shutil.which, ["bash", "curl", "tar", "sha256sum"])):
        action(scratch)
    reports(scratch, examples(scratch))

print(f"{passed} passed, {failed} failed, {skipped} skipped")
sys.exit(failed > 0)
