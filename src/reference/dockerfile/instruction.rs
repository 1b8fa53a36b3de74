//! The 18 instructions.

use super::{Snippet, snippet};

/// Who replaces `$variables` in the arguments of an instruction, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expands {
    /// The builder, in every word.
    Words,
    /// The builder, from arguments before the first `FROM` and the predefined platform arguments only.
    GlobalArguments,
    /// The builder, in the default after `=`, when the caller sets no other value.
    Defaults,
    /// Not the builder: the shell that runs the command. The exec form has no shell, hence no variables.
    InShell,
    /// When the image is built upon, as the instruction behind it says.
    OnTrigger,
    Never,
}

/// A part of a synopsis, and what goes there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter {
    /// Text that stands in the synopsis.
    pub label: &'static str,
    pub doc: &'static str,
}

/// One way of writing an instruction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Synopsis {
    pub form: &'static str,
    /// In the order in which they stand in the form.
    pub parameters: &'static [Parameter],
}

/// One instruction of the language.
#[derive(Debug, PartialEq, Eq)]
pub struct Instruction {
    /// In capitals.
    pub name: &'static str,
    /// What it does, in a line.
    pub summary: &'static str,
    /// Markdown: what it does, what it defaults to, where it bites.
    pub doc: &'static str,
    pub synopses: &'static [Synopsis],
    /// It may stand behind `ONBUILD`.
    pub in_onbuild: bool,
    pub expands: Expands,
    /// The bracketed form is read as JSON.
    pub takes_json: bool,
    /// `<<WORD` starts a here-document in it.
    pub takes_heredocs: bool,
    /// Why not to use it any more; empty for the others.
    pub deprecated: &'static str,
    pub anchor: &'static str,
    pub snippets: &'static [Snippet],
}

impl Instruction {
    /// Its section of the official reference.
    pub fn link(&self) -> String {
        super::link(self.anchor)
    }
}

/// The instruction of that name, in any case.
///
/// ```
/// use dunnage::reference::dockerfile::instruction;
/// assert_eq!(instruction("copy").unwrap().link(), "https://docs.docker.com/reference/dockerfile/#copy");
/// assert!(instruction("INCLUDE").is_none());
/// ```
pub fn instruction(name: &str) -> Option<&'static Instruction> {
    INSTRUCTIONS.iter().find(|instruction| instruction.name.eq_ignore_ascii_case(name))
}

const fn part(label: &'static str, doc: &'static str) -> Parameter {
    Parameter { label, doc }
}

const fn form(form: &'static str, parameters: &'static [Parameter]) -> Synopsis {
    Synopsis { form, parameters }
}

const SHELL_COMMAND: Parameter =
    part("command", "A line for the shell, `/bin/sh -c` unless SHELL or the base image says otherwise.");
const PROGRAM: Parameter =
    part("\"program\"", "The file to run. No shell looks at it: no variables, no `&&`, no globs.");
const PROGRAM_ARGUMENTS: Parameter = part("\"argument\"", "Handed over exactly as written, without the quotes.");
const EXEC: &[Parameter] = &[PROGRAM, PROGRAM_ARGUMENTS];

/// All of them, in alphabetical order.
pub static INSTRUCTIONS: [Instruction; 18] = [
    Instruction {
        name: "ADD",
        summary: "Add local files, archives, downloads or a Git repository",
        doc: "Does what `COPY` does, and more: it fetches `http(s)` URLs and Git repositories, and it unpacks local tar \
              archives. Where none of that is meant, `COPY` says so.\n\n\
              - Owner and group are `0:0` unless `--chown` says otherwise, whatever `USER` is in force.\n\
              - A local archive is unpacked, a downloaded one is not; `--unpack` decides explicitly.\n\
              - A download gets mode `0600`, and its name is the last part of the URL's path.\n\
              - `--checksum` makes a download verifiable; without it, whatever the server sends is taken.",
        synopses: &[
            form(
                "ADD [flags] source… destination",
                &[
                    part(
                        "source",
                        "A path in the build context, a URL, a Git repository (`….git#ref:folder`), or `<<NAME` for text that follows.",
                    ),
                    part("destination", "Where it goes; relative to `WORKDIR`. A trailing `/` makes it a directory."),
                ],
            ),
            form(
                "ADD [flags] [\"source\", … \"destination\"]",
                &[
                    part("\"source\"", "As in the plain form; the quotes allow blanks in a path."),
                    part("\"destination\"", "The last element is where everything goes."),
                ],
            ),
        ],
        in_onbuild: true,
        expands: Expands::Words,
        takes_json: true,
        takes_heredocs: true,
        deprecated: "",
        anchor: "add",
        snippets: &[
            snippet(
                "ADD a download with checksum",
                "ADD --checksum=sha256:${1:digest} ${2:https://example.com/file.tar.gz} ${3:/tmp/}",
            ),
            snippet("ADD a Git repository", "ADD ${1:https://github.com/owner/repository.git}#${2:v1.0.0} ${3:/src}"),
            snippet("ADD a local archive", "ADD ${1:archive.tar.gz} ${2:/}"),
        ],
    },
    Instruction {
        name: "ARG",
        summary: "Declare a build argument, with an optional default",
        doc: "Declares a variable that `docker build --build-arg NAME=value` may set. It exists while the image is built \
              and not in the container.\n\n\
              - Before the first `FROM` it is global: usable in `FROM` lines, and inside a stage only after a bare \
              `ARG NAME` there.\n\
              - From its line on it is part of the cache key of every `RUN` in the stage.\n\
              - An `ENV` of the same name wins over it.\n\
              - Its value is readable in the image's history: never pass a secret this way, use \
              `RUN --mount=type=secret`.",
        synopses: &[form(
            "ARG NAME[=default] …",
            &[
                part("NAME", "Letters, digits and `_`. Without a default it is unset unless the build sets it."),
                part("default", "Used when the build sets nothing; may refer to arguments declared above."),
            ],
        )],
        in_onbuild: true,
        expands: Expands::Defaults,
        takes_json: false,
        takes_heredocs: false,
        deprecated: "",
        anchor: "arg",
        snippets: &[snippet("ARG with a default", "ARG ${1:NAME}=${2:value}"), snippet("ARG", "ARG ${1:NAME}")],
    },
    Instruction {
        name: "CMD",
        summary: "Set the default command of the container, or the default arguments of ENTRYPOINT",
        doc: "What the container runs when `docker run` names no command. With an `ENTRYPOINT` in exec form it supplies \
              that program's default arguments instead.\n\n\
              - The last one of a stage counts; earlier ones have no effect.\n\
              - The shell form puts `/bin/sh -c` in front of the program, which then may not receive the stop signal; the \
              exec form runs the program as process 1.\n\
              - Nothing runs while the image is built.",
        synopses: &[
            form("CMD [\"program\", \"argument\", …]", EXEC),
            form("CMD command", &[SHELL_COMMAND]),
            form("CMD [\"argument\", …]", &[part("\"argument\"", "Default argument of an `ENTRYPOINT` in exec form.")]),
        ],
        in_onbuild: true,
        expands: Expands::InShell,
        takes_json: true,
        takes_heredocs: false,
        deprecated: "",
        anchor: "cmd",
        snippets: &[
            snippet("CMD, exec form", "CMD [\"${1:program}\", \"${2:argument}\"]"),
            snippet("CMD, shell form", "CMD ${1:command}"),
        ],
    },
    Instruction {
        name: "COPY",
        summary: "Copy files from the build context, a stage or an image",
        doc: "Copies files and directories into the image, from the build context or, with `--from`, from a stage, a named \
              context or another image.\n\n\
              - A directory as source copies its content, not the directory itself; `--parents` keeps the path.\n\
              - Several sources want a destination that ends in `/`.\n\
              - Files belong to `0:0` unless `--chown` says otherwise, whatever `USER` is in force.\n\
              - The layer is rebuilt when any copied file changes: copy manifests first, sources later.\n\
              - What `.dockerignore` excludes is not there to be copied.",
        synopses: &[
            form(
                "COPY [flags] source… destination",
                &[
                    part(
                        "source",
                        "A path in the build context or in what `--from` names; `*`, `?` and `[…]` match names. `<<NAME` takes the text that follows.",
                    ),
                    part("destination", "Where it goes; relative to `WORKDIR`. A trailing `/` makes it a directory."),
                ],
            ),
            form(
                "COPY [flags] [\"source\", … \"destination\"]",
                &[
                    part("\"source\"", "As in the plain form; the quotes allow blanks in a path."),
                    part("\"destination\"", "The last element is where everything goes."),
                ],
            ),
        ],
        in_onbuild: true,
        expands: Expands::Words,
        takes_json: true,
        takes_heredocs: true,
        deprecated: "",
        anchor: "copy",
        snippets: &[
            snippet("COPY", "COPY ${1:source} ${2:destination}"),
            snippet("COPY from a stage", "COPY --from=${1:build} ${2:/src/app} ${3:/usr/local/bin/}"),
            snippet("COPY with an owner", "COPY --chown=${1:user}:${2:group} ${3:.} ${4:.}"),
            snippet("COPY a file from here", "COPY <<EOF ${1:/etc/app.conf}\n${2:content}\nEOF"),
        ],
    },
    Instruction {
        name: "ENTRYPOINT",
        summary: "Set the program that the container always runs",
        doc: "The program of the container. Arguments of `docker run`, or else those of `CMD`, are appended to it.\n\n\
              - In shell form nothing is appended: `CMD` and the arguments of `docker run` are ignored, and the shell, not \
              the program, is process 1. `exec` in front of the program mends the signal half of that.\n\
              - The last one of a stage counts, and setting it clears a `CMD` that came from the base image.\n\
              - `docker run --entrypoint` replaces it.",
        synopses: &[
            form("ENTRYPOINT [\"program\", \"argument\", …]", EXEC),
            form("ENTRYPOINT command", &[SHELL_COMMAND]),
        ],
        in_onbuild: true,
        expands: Expands::InShell,
        takes_json: true,
        takes_heredocs: false,
        deprecated: "",
        anchor: "entrypoint",
        snippets: &[
            snippet("ENTRYPOINT, exec form", "ENTRYPOINT [\"${1:program}\"]"),
            snippet("ENTRYPOINT, shell form", "ENTRYPOINT exec ${1:command}"),
        ],
    },
    Instruction {
        name: "ENV",
        summary: "Set environment variables, for the build and the container",
        doc: "Sets variables for every later instruction of the stage and for the container that runs the image.\n\n\
              - Values take effect after the instruction: `ENV a=2 b=$a` gives `b` the old `a`.\n\
              - They stay in the image and are shown by `docker inspect`: never a place for secrets.\n\
              - A variable needed by one command only belongs into that `RUN`, or into an `ARG`.\n\
              - The form without `=`, `ENV name rest of line`, is legacy: it sets one variable to all the rest, so \
              the value of `A` in `ENV A = 1` is `= 1`.",
        synopses: &[
            form(
                "ENV NAME=value …",
                &[
                    part("NAME", "The variable's name."),
                    part("value", "Quotes and `\\` allow blanks; `$other` is replaced."),
                ],
            ),
            form(
                "ENV NAME value",
                &[
                    part("NAME", "The variable's name."),
                    part("value", "The whole rest of the line. Legacy: prefer `=`."),
                ],
            ),
        ],
        in_onbuild: true,
        expands: Expands::Words,
        takes_json: false,
        takes_heredocs: false,
        deprecated: "",
        anchor: "env",
        snippets: &[
            snippet("ENV", "ENV ${1:NAME}=${2:value}"),
            snippet("ENV, prepend to PATH", "ENV PATH=${1:/app/bin}:\\$PATH"),
        ],
    },
    Instruction {
        name: "EXPOSE",
        summary: "Document the ports that the container listens on",
        doc: "Notes which ports the program listens on. It publishes nothing: `docker run -p` does, and `-P` publishes \
              exactly the exposed ones.\n\n\
              - The protocol is `tcp` unless `/udp` or `/sctp` follows.\n\
              - A range is `8000-8010`; ports run from 0 to 65535.\n\
              - An address or a host port (`8080:80`) has no effect here and will be refused in future.",
        synopses: &[form(
            "EXPOSE port[-end][/protocol] …",
            &[
                part("port", "The port inside the container."),
                part("end", "The last port of a range."),
                part("protocol", "`tcp`, `udp` or `sctp`; `tcp` if left out."),
            ],
        )],
        in_onbuild: true,
        expands: Expands::Words,
        takes_json: false,
        takes_heredocs: false,
        deprecated: "",
        anchor: "expose",
        snippets: &[
            snippet("EXPOSE", "EXPOSE ${1:8080}"),
            snippet("EXPOSE with a protocol", "EXPOSE ${1:53}/${2|udp,tcp,sctp|}"),
        ],
    },
    Instruction {
        name: "FROM",
        summary: "Start a stage from an image, an earlier stage or nothing",
        doc: "Starts a new stage. The image is an earlier stage of this file, else a named context, else a registry's image; \
              `scratch` is the empty one.\n\n\
              - The last stage is what gets built unless `--target` names another; only stages that it needs are built.\n\
              - Without a tag `latest` is meant, which changes from day to day; a digest never does.\n\
              - Only arguments declared before the first `FROM`, and the predefined platform arguments, may appear in it.\n\
              - Stage names are stored in lower case, but looked up as written here: `FROM Build` does not find \
              `AS Build`.",
        synopses: &[form(
            "FROM [--platform=platform] image[:tag|@digest] [AS name]",
            &[
                part("platform", "`linux/amd64`, `$BUILDPLATFORM` …; the target platform if left out."),
                part("image", "A stage of this file, a named context, or an image reference."),
                part("tag", "`latest` if left out."),
                part("digest", "`sha256:…`: exactly this content."),
                part(
                    "name",
                    "What later `FROM` and `--from` call this stage: a lower-case letter, then letters, digits, `-`, `_`, `.`.",
                ),
            ],
        )],
        in_onbuild: false,
        expands: Expands::GlobalArguments,
        takes_json: false,
        takes_heredocs: false,
        deprecated: "",
        anchor: "from",
        snippets: &[
            snippet("FROM", "FROM ${1:image}:${2:tag}"),
            snippet("FROM with a stage name", "FROM ${1:image}:${2:tag} AS ${3:build}"),
            snippet("FROM on the build platform", "FROM --platform=\\$BUILDPLATFORM ${1:image}:${2:tag} AS ${3:build}"),
        ],
    },
    Instruction {
        name: "HEALTHCHECK",
        summary: "Tell how to see whether the container still works",
        doc: "A command that the engine runs in the container every now and then: exit status 0 is healthy, 1 is unhealthy. \
              `NONE` switches off the check that the base image brings.\n\n\
              - Defaults: `--interval=30s --timeout=30s --start-period=0s --start-interval=5s --retries=3`.\n\
              - The last one of a stage counts.\n\
              - The builder replaces no variables in it, and the flags take none; the shell form sees the container's \
              environment.\n\
              - The tool that it calls, often `curl` or `wget`, must be in the image. The first 4096 bytes of its output \
              are kept.",
        synopses: &[
            form(
                "HEALTHCHECK [flags] CMD command",
                &[part("command", "A line for the shell. Exit status 0 is healthy, 1 is unhealthy, 2 is reserved.")],
            ),
            form("HEALTHCHECK [flags] CMD [\"program\", \"argument\", …]", EXEC),
            form("HEALTHCHECK NONE", &[part("NONE", "No check, even if the base image has one.")]),
        ],
        in_onbuild: true,
        expands: Expands::Never,
        takes_json: true,
        takes_heredocs: false,
        deprecated: "",
        anchor: "healthcheck",
        snippets: &[
            snippet(
                "HEALTHCHECK",
                "HEALTHCHECK --interval=${1:30s} --timeout=${2:3s} --start-period=${3:10s} --retries=${4:3} CMD ${5:command}",
            ),
            snippet("HEALTHCHECK NONE", "HEALTHCHECK NONE"),
        ],
    },
    Instruction {
        name: "LABEL",
        summary: "Attach facts about the image: source, version, licence",
        doc: "Writes key and value into the image's metadata, where `docker inspect`, registries and scanners read them. \
              The keys `org.opencontainers.image.…` are the common ones.\n\n\
              - Keys of a base image are inherited; the last value of a key wins.\n\
              - Quote values with blanks. The form without `=` is legacy.\n\
              - Prefixes `com.docker.`, `io.docker.` and `org.dockerproject.` are reserved.",
        synopses: &[form(
            "LABEL key=value …",
            &[
                part("key", "Lower case, best with the reversed name of a domain in front."),
                part("value", "Text; quotes allow blanks, `$variables` are replaced."),
            ],
        )],
        in_onbuild: true,
        expands: Expands::Words,
        takes_json: false,
        takes_heredocs: false,
        deprecated: "",
        anchor: "label",
        snippets: &[
            snippet("LABEL", "LABEL ${1:key}=\"${2:value}\""),
            snippet(
                "LABEL, the usual ones",
                "LABEL org.opencontainers.image.source=\"${1:https://github.com/owner/repository}\" \\\\\n      org.opencontainers.image.licenses=\"${2:MIT}\"",
            ),
        ],
    },
    Instruction {
        name: "MAINTAINER",
        summary: "Name the author. Deprecated: use a label",
        doc: "Sets the author field of the image. It is deprecated, because the label `org.opencontainers.image.authors` \
              carries the same fact and every tool can read it.",
        synopses: &[form("MAINTAINER name", &[part("name", "The whole rest of the line.")])],
        in_onbuild: false,
        expands: Expands::Never,
        takes_json: false,
        takes_heredocs: false,
        deprecated: "`LABEL org.opencontainers.image.authors=…` carries the same fact.",
        anchor: "maintainer-deprecated",
        snippets: &[snippet("LABEL instead of MAINTAINER", "LABEL org.opencontainers.image.authors=\"${1:name}\"")],
    },
    Instruction {
        name: "ONBUILD",
        summary: "Leave an instruction for images that build on this one",
        doc: "Stores an instruction that runs right after the `FROM` of whatever is built on this image, also when that is a \
              later stage of the same file. Images built on that one do not inherit it again.\n\n\
              - `FROM`, `MAINTAINER` and `ONBUILD` may not stand behind it.\n\
              - What is behind it is only checked when it runs: a misspelled instruction passes here.\n\
              - It surprises those who build on the image; say so in the tag.",
        synopses: &[form(
            "ONBUILD INSTRUCTION arguments",
            &[
                part("INSTRUCTION", "Any but `FROM`, `MAINTAINER` and `ONBUILD`."),
                part("arguments", "As that instruction takes them; variables are replaced when it runs."),
            ],
        )],
        in_onbuild: false,
        expands: Expands::OnTrigger,
        takes_json: false,
        takes_heredocs: true,
        deprecated: "",
        anchor: "onbuild",
        snippets: &[snippet("ONBUILD", "ONBUILD ${1:COPY . /app}")],
    },
    Instruction {
        name: "RUN",
        summary: "Run a command while the image is built",
        doc: "Runs a command in the image as it is so far and keeps what it changed as a layer.\n\n\
              - The shell form goes through `/bin/sh -c`, or what `SHELL` says; the exec form through no shell.\n\
              - A step is taken from the cache while its text and everything before it are unchanged; it does not notice \
              that a server has something newer.\n\
              - What one step deletes still fills the layer of the step that wrote it: clean up in the same `RUN`.\n\
              - `--mount` gives it caches, secrets, keys and other stages' files without leaving them in the image.\n\
              - In a pipe only the last program's failure counts, unless the shell runs with `pipefail`.",
        synopses: &[
            form("RUN [flags] command", &[SHELL_COMMAND]),
            form("RUN [flags] [\"program\", \"argument\", …]", EXEC),
            form(
                "RUN [flags] <<NAME",
                &[part(
                    "NAME",
                    "The lines up to one that is exactly this word form a script; if they start with `#!`, that program runs them.",
                )],
            ),
        ],
        in_onbuild: true,
        expands: Expands::InShell,
        takes_json: true,
        takes_heredocs: true,
        deprecated: "",
        anchor: "run",
        snippets: &[
            snippet("RUN", "RUN ${1:command}"),
            snippet("RUN several commands", "RUN <<EOF\nset -e\n${1:commands}\nEOF"),
            snippet("RUN with a cache", "RUN --mount=type=cache,target=${1:/root/.cache} ${2:command}"),
            snippet("RUN with a secret", "RUN --mount=type=secret,id=${1:token},env=${2:TOKEN} ${3:command}"),
            snippet(
                "RUN apt-get install",
                "RUN apt-get update \\\\\n    && apt-get install -y --no-install-recommends ${1:package} \\\\\n    && rm -rf /var/lib/apt/lists/*",
            ),
            snippet("RUN apk add", "RUN apk add --no-cache ${1:package}"),
        ],
    },
    Instruction {
        name: "SHELL",
        summary: "Choose the shell that runs shell forms",
        doc: "Replaces the shell that later shell forms of `RUN`, `CMD` and `ENTRYPOINT` use, and that the container uses \
              for a `HEALTHCHECK` in shell form. The default is `[\"/bin/sh\", \"-c\"]` on Linux and \
              `[\"cmd\", \"/S\", \"/C\"]` on Windows.\n\n\
              - Only the JSON form is accepted, and it must not be empty.\n\
              - `[\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]` makes a pipe fail when any of its programs fails; the shell must be \
              in the image.",
        synopses: &[form(
            "SHELL [\"program\", \"option\", …]",
            &[
                part("\"program\"", "The shell."),
                part("\"option\"", "What stands before the command line, for most shells `-c` as the last."),
            ],
        )],
        in_onbuild: true,
        expands: Expands::Never,
        takes_json: true,
        takes_heredocs: false,
        deprecated: "",
        anchor: "shell",
        snippets: &[
            snippet("SHELL bash with pipefail", "SHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]"),
            snippet("SHELL ash with pipefail", "SHELL [\"/bin/ash\", \"-o\", \"pipefail\", \"-c\"]"),
            snippet("SHELL PowerShell", "SHELL [\"powershell\", \"-Command\", \"\\$ErrorActionPreference = 'Stop';\"]"),
        ],
    },
    Instruction {
        name: "STOPSIGNAL",
        summary: "Choose the signal that asks the container to stop",
        doc: "The signal that `docker stop` sends to process 1, `SIGTERM` unless set. After the grace period of ten seconds \
              the container is killed.\n\n\
              - A name works with or without `SIG`, in any case; a number works too, and any number but 0 is accepted.\n\
              - Several servers shut down cleanly on another signal: nginx and PHP-FPM on `SIGQUIT`, Apache on `SIGWINCH`, \
              PostgreSQL on `SIGINT`. Their images set it already.",
        synopses: &[form("STOPSIGNAL signal", &[part("signal", "A name such as `SIGTERM`, or a number.")])],
        in_onbuild: true,
        expands: Expands::Words,
        takes_json: false,
        takes_heredocs: false,
        deprecated: "",
        anchor: "stopsignal",
        snippets: &[snippet("STOPSIGNAL", "STOPSIGNAL ${1|SIGTERM,SIGINT,SIGQUIT,SIGWINCH,SIGUSR1|}")],
    },
    Instruction {
        name: "USER",
        summary: "Choose who runs the following steps and the container",
        doc: "The user, and optionally the group, that later `RUN` steps and the container run as. Without it that is what \
              the base image says, mostly `root`.\n\n\
              - The account must exist when a name is given; a number works without one.\n\
              - With a user but no group, the account's own group is used, or 0 if there is no such account.\n\
              - `COPY` and `ADD` ignore it: use `--chown`. `WORKDIR` heeds it when it creates the directory.\n\
              - A number lets orchestrators verify that the container is not root.",
        synopses: &[form(
            "USER user[:group]",
            &[part("user", "A name, or a number."), part("group", "A name, or a number.")],
        )],
        in_onbuild: true,
        expands: Expands::Words,
        takes_json: false,
        takes_heredocs: false,
        deprecated: "",
        anchor: "user",
        snippets: &[snippet("USER", "USER ${1:app}"), snippet("USER by number", "USER ${1:10001}:${2:10001}")],
    },
    Instruction {
        name: "VOLUME",
        summary: "Declare directories that hold data outside the image",
        doc: "Makes a directory a mount point: a container that mounts nothing there gets a new anonymous volume, filled with \
              what the image holds.\n\n\
              - It cannot be undone by an image built on this one, and forgotten anonymous volumes pile up.\n\
              - The host's side cannot be chosen here; `docker run -v` or Compose does that.\n\
              - With the older builder, later changes of the directory in the file were lost; do them before this line.",
        synopses: &[
            form("VOLUME path …", &[part("path", "A directory in the container.")]),
            form(
                "VOLUME [\"path\", …]",
                &[part("\"path\"", "A directory in the container; the list must not be empty.")],
            ),
        ],
        in_onbuild: true,
        expands: Expands::Words,
        takes_json: true,
        takes_heredocs: false,
        deprecated: "",
        anchor: "volume",
        snippets: &[snippet("VOLUME", "VOLUME [\"${1:/data}\"]")],
    },
    Instruction {
        name: "WORKDIR",
        summary: "Change to a directory, creating it if needed",
        doc: "The directory in which later `RUN`, `CMD`, `ENTRYPOINT`, `COPY` and `ADD` work, and in which the container \
              starts. `/` unless the base image sets another.\n\n\
              - A missing directory is created, mode 0755, owned by the `USER` in force.\n\
              - A relative path builds on the previous `WORKDIR`, so on the base image's if this file has none: prefer \
              absolute paths.\n\
              - The whole rest of the line is the path; a comment cannot follow it.",
        synopses: &[form(
            "WORKDIR path",
            &[part("path", "Absolute, or relative to the previous one. Blanks need no quotes.")],
        )],
        in_onbuild: true,
        expands: Expands::Words,
        takes_json: false,
        takes_heredocs: false,
        deprecated: "",
        anchor: "workdir",
        snippets: &[snippet("WORKDIR", "WORKDIR ${1:/app}")],
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::dockerfile::plain_text;

    /// BuildKit `frontend/dockerfile/command/command.go`.
    const BUILDKIT: [&str; 18] = [
        "ADD",
        "ARG",
        "CMD",
        "COPY",
        "ENTRYPOINT",
        "ENV",
        "EXPOSE",
        "FROM",
        "HEALTHCHECK",
        "LABEL",
        "MAINTAINER",
        "ONBUILD",
        "RUN",
        "SHELL",
        "STOPSIGNAL",
        "USER",
        "VOLUME",
        "WORKDIR",
    ];

    #[test]
    fn the_instructions_are_those_of_buildkit() {
        assert_eq!(INSTRUCTIONS.each_ref().map(|instruction| instruction.name), BUILDKIT);
    }

    #[test]
    fn every_instruction_is_documented_and_linked() {
        for instruction in &INSTRUCTIONS {
            let sentences = instruction.doc.matches(['.', ':']).count();
            assert!(sentences >= 2 && instruction.doc.ends_with('.'), "{}", instruction.name);
            assert!(!instruction.summary.is_empty() && !instruction.summary.ends_with('.'), "{}", instruction.name);
            assert!(instruction.anchor.starts_with(&instruction.name.to_lowercase()), "{}", instruction.name);
        }
    }

    #[test]
    fn every_parameter_stands_in_its_form_in_order() {
        for synopsis in INSTRUCTIONS.iter().flat_map(|instruction| instruction.synopses) {
            let mut rest = synopsis.form;
            for parameter in synopsis.parameters {
                let found = rest.split_once(parameter.label);
                let (_, after) = found.unwrap_or_else(|| panic!("{} lacks {}", synopsis.form, parameter.label));
                rest = after;
                assert!(parameter.doc.ends_with('.'), "{}", parameter.doc);
            }
        }
    }

    #[test]
    fn snippets_start_with_their_instruction() {
        for instruction in INSTRUCTIONS.iter().filter(|instruction| instruction.deprecated.is_empty()) {
            assert!(!instruction.snippets.is_empty(), "{}", instruction.name);
            for snippet in instruction.snippets {
                let text = plain_text(snippet.body).expect("a well-formed snippet");
                assert!(text.starts_with(instruction.name), "{text}");
            }
        }
    }

    #[test]
    fn a_continued_snippet_inserts_a_backslash() {
        let apt = instruction("RUN").unwrap().snippets.iter().find(|snippet| snippet.label == "RUN apt-get install");
        let text = plain_text(apt.expect("the snippet").body).expect("a well-formed snippet");
        assert!(text.starts_with("RUN apt-get update \\\n"), "{text}");
    }
}
