"""Runs the program over every example of every rule, under names that try to break out of a report, and reads the reports as
strictly as their schemas allow. Called by `validate`, which fetches the schemas."""

import json
import os
import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

import jsonschema
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
            if "rules" in what and report.count(b"root-user") < 3:
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


with tempfile.TemporaryDirectory() as scratch:
    scratch = Path(scratch)
    (scratch / "empty").mkdir()
    configuration(scratch)
    reports(scratch, examples(scratch))

print(f"{passed} passed, {failed} failed, {skipped} skipped")
sys.exit(failed > 0)
