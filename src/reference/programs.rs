//! Programs that scripts of container files call, and what their usual options do.
//!
//! For readers, not for checks: nothing is concluded from what is not listed. Sources: the manual pages of coreutils 9.1, curl
//! 8.14, wget 1.21, GNU tar 1.34, shadow 4.13, adduser 3.134, git 2.39, findutils 4.9, sed 4.9, grep 3.8, gnupg 2.2, apt 2.6,
//! dnf 4.14, and the help of apk-tools 2.14, pip 23, uv 0.13, npm 11, pnpm 12, yarn 1.22, Composer 2.8, bundler 2.3, cargo 1.95,
//! go 1.27, BusyBox 1.37; POSIX.1-2017 for `set` and `test`.

/// A program.
#[derive(Debug, PartialEq, Eq)]
pub struct Program {
    /// The name, and others under which it goes.
    pub names: &'static [&'static str],
    /// What it does, as a sentence.
    pub about: &'static str,
    pub options: &'static [ProgramOption],
    /// Whether several letters may stand in one word: `-fsSL`.
    pub clusters: bool,
}

/// An option of a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProgramOption {
    /// Every spelling, dashes included.
    pub spellings: &'static [&'static str],
    /// What it does, to stand after a colon.
    pub doc: &'static str,
}

/// The program of that name, without its folder.
pub fn program(name: &str) -> Option<&'static Program> {
    PROGRAMS.iter().find(|program| program.names.contains(&name))
}

impl Program {
    /// The options that a word gives: one, or several in a cluster of letters; a value attached with `=` does not count.
    ///
    /// ```
    /// use dunnage::reference::programs::program;
    /// let docs = program("curl").unwrap().options_in("-fsS");
    /// assert_eq!(docs.len(), 3);
    /// assert!(docs[0].doc.contains("error"));
    /// ```
    pub fn options_in(&self, word: &str) -> Vec<&'static ProgramOption> {
        let bare = word.split('=').next().unwrap_or(word);
        let options: &'static [ProgramOption] = self.options;
        let named = |wanted: &str| options.iter().find(|option| option.spellings.contains(&wanted));
        if let Some(option) = named(bare) {
            return vec![option];
        }
        let letters = bare.strip_prefix('-').unwrap_or("");
        if !self.clusters || letters.starts_with('-') || letters.len() > MAX_CLUSTER {
            return Vec::new();
        }
        // A letter that is not known may take the rest for its value.
        letters.chars().map_while(|letter| named(&format!("-{letter}"))).collect()
    }
}

/// Letters in one word beyond which it is no cluster.
const MAX_CLUSTER: usize = 12;

const fn option(spellings: &'static [&'static str], doc: &'static str) -> ProgramOption {
    ProgramOption { spellings, doc }
}

const fn program_of(
    names: &'static [&'static str],
    clusters: bool,
    about: &'static str,
    options: &'static [ProgramOption],
) -> Program {
    Program { names, about, options, clusters }
}

/// By what they are for.
pub static PROGRAMS: &[Program] = &[
    program_of(
        &["set"],
        true,
        "Sets how the shell behaves from here on.",
        &[
            option(&["-e"], "stops at the first command that fails, save in conditions and before the last of a pipe"),
            option(&["-u"], "stops where a variable that is not set is used"),
            option(&["-x"], "shows each command before it runs: secrets in variables end up in the log"),
            option(&["-o"], "switches on what the next word names, such as `pipefail`"),
            option(&["pipefail"], "a pipe fails when any of its commands does; not in every `sh`"),
            option(&["-a"], "exports every variable that is set from here on"),
            option(&["-f"], "does not expand patterns of files"),
            option(&["-v"], "shows lines as they are read"),
        ],
    ),
    program_of(
        &["curl"],
        true,
        "Fetches what an address names, and writes it to its output.",
        &[
            option(&["-f", "--fail"], "an error of the server fails the command, in place of a page that tells of it"),
            option(&["-s", "--silent"], "shows neither progress nor errors"),
            option(&["-S", "--show-error"], "shows errors all the same, where `-s` is given"),
            option(&["-L", "--location"], "goes where a redirect points"),
            option(&["-o", "--output"], "writes to this file"),
            option(&["-O", "--remote-name"], "writes to a file named like the last part of the address"),
            option(&["-k", "--insecure"], "does not check the certificate: whoever stands between may answer"),
            option(&["-H", "--header"], "sends this header too"),
            option(&["-X", "--request"], "uses this method"),
            option(&["-d", "--data"], "sends this, by POST"),
            option(&["-u", "--user"], "names user and password; they stand in the history of the image"),
            option(&["-x", "--proxy"], "goes through this proxy"),
            option(&["-I", "--head"], "asks for the headers only"),
            option(&["-i", "--include"], "shows the headers too"),
            option(&["-v", "--verbose"], "tells what happens, credentials among it"),
            option(&["-w", "--write-out"], "writes this when it is done, such as the status"),
            option(&["-C", "--continue-at"], "goes on with a file that is there in part"),
            option(&["-J", "--remote-header-name"], "with `-O`: takes the name that the server gives"),
            option(&["-m", "--max-time"], "gives up after this many seconds"),
            option(&["--connect-timeout"], "gives up on connecting after this many seconds"),
            option(&["--retry"], "tries this often again after failures that may pass"),
            option(&["--retry-delay"], "waits this many seconds before each retry"),
            option(&["--retry-all-errors"], "retries after any failure"),
            option(&["--retry-connrefused"], "retries where nobody listens yet, too"),
            option(&["--proto"], "speaks only these protocols: `=https` means no other"),
            option(&["--tlsv1.2"], "wants TLS 1.2 at least"),
            option(&["--create-dirs"], "makes the folders that the output needs"),
            option(&["--compressed"], "asks for a compressed answer, and unpacks it"),
            option(&["--output-dir"], "writes below this folder"),
            option(&["--unix-socket"], "talks to this socket"),
            option(&["--no-progress-meter"], "shows no progress, but errors"),
        ],
    ),
    program_of(
        &["wget"],
        true,
        "Fetches what an address names into a file.",
        &[
            option(&["-q", "--quiet"], "says nothing"),
            option(&["-nv", "--no-verbose"], "says only what went wrong and what was fetched"),
            option(&["-O", "--output-document"], "writes to this file; `-` is the output"),
            option(&["-P", "--directory-prefix"], "writes below this folder"),
            option(&["-c", "--continue"], "goes on with a file that is there in part"),
            option(&["-t", "--tries"], "tries this often"),
            option(&["-T", "--timeout"], "gives up after this many seconds"),
            option(&["-N", "--timestamping"], "fetches only what is newer than the file at hand"),
            option(&["-r", "--recursive"], "follows links"),
            option(&["-S", "--server-response"], "shows what the server answers"),
            option(&["--no-check-certificate"], "does not check the certificate: whoever stands between may answer"),
            option(&["--spider"], "only asks whether it is there"),
            option(&["--progress"], "how progress is shown; `dot:giga` keeps logs short"),
            option(&["--show-progress"], "shows progress in spite of `-q`"),
            option(&["--https-only"], "follows only HTTPS"),
            option(&["--header"], "sends this header too"),
            option(&["--max-redirect"], "follows this many redirects"),
            option(&["--retry-connrefused"], "retries where nobody listens yet, too"),
        ],
    ),
    program_of(
        &["tar"],
        true,
        "Packs and unpacks archives.",
        &[
            option(&["-x", "--extract", "--get"], "unpacks"),
            option(&["-c", "--create"], "packs"),
            option(&["-t", "--list"], "lists"),
            option(&["-z", "--gzip"], "through gzip"),
            option(&["-j", "--bzip2"], "through bzip2"),
            option(&["-J", "--xz"], "through xz"),
            option(&["--zstd"], "through zstd"),
            option(&["-f", "--file"], "the archive; `-` is the input or output"),
            option(&["-C", "--directory"], "goes to this folder first"),
            option(&["-v", "--verbose"], "names every file"),
            option(&["-p", "--preserve-permissions"], "keeps the permissions of the archive; root does anyway"),
            option(&["-k", "--keep-old-files"], "replaces no file"),
            option(&["-h", "--dereference"], "packs what links point at"),
            option(&["--strip-components", "--strip"], "drops this many folders from the front of each name"),
            option(&["--no-same-owner"], "gives the files to whoever unpacks them, not to the numbers in the archive"),
            option(&["--exclude"], "leaves out what fits the pattern"),
            option(&["--wildcards"], "takes names as patterns"),
            option(&["--one-top-level"], "unpacks into a folder of the archive's name"),
        ],
    ),
    program_of(
        &["unzip"],
        true,
        "Unpacks a zip archive.",
        &[
            option(&["-q"], "says less"),
            option(&["-o"], "replaces files without asking"),
            option(&["-d"], "into this folder"),
            option(&["-j"], "without the folders of the archive"),
            option(&["-n"], "replaces no file"),
        ],
    ),
    program_of(
        &["rm"],
        true,
        "Removes files. What an earlier layer holds stays in the image all the same.",
        &[
            option(&["-r", "-R", "--recursive"], "folders and all that is in them"),
            option(&["-f", "--force"], "never asks, and does not mind what is not there"),
            option(&["-v", "--verbose"], "names what goes"),
        ],
    ),
    program_of(
        &["mkdir"],
        true,
        "Makes folders.",
        &[
            option(&["-p", "--parents"], "with those above, and without complaint where it is there"),
            option(&["-m", "--mode"], "with these permissions"),
            option(&["-v", "--verbose"], "names what it makes"),
        ],
    ),
    program_of(
        &["cp"],
        true,
        "Copies files.",
        &[
            option(&["-r", "-R", "--recursive"], "folders and all that is in them"),
            option(&["-a", "--archive"], "with links, owners, permissions and times, folders too"),
            option(&["-f", "--force"], "replaces what cannot be opened"),
            option(&["-p"], "keeps owner, permissions and times"),
            option(&["-v", "--verbose"], "names every file"),
            option(&["-n", "--no-clobber"], "replaces no file"),
            option(&["-L", "--dereference"], "copies what links point at"),
            option(&["-u", "--update"], "only what is newer"),
            option(&["-T", "--no-target-directory"], "takes the target as the name itself"),
        ],
    ),
    program_of(
        &["mv"],
        true,
        "Moves or renames files.",
        &[
            option(&["-f", "--force"], "replaces without asking"),
            option(&["-n", "--no-clobber"], "replaces no file"),
            option(&["-v", "--verbose"], "names every file"),
            option(&["-T", "--no-target-directory"], "takes the target as the name itself"),
        ],
    ),
    program_of(
        &["ln"],
        true,
        "Makes links.",
        &[
            option(&["-s", "--symbolic"], "by name rather than by file"),
            option(&["-f", "--force"], "replaces what is there"),
            option(&["-n", "--no-dereference"], "replaces a link to a folder rather than writing into the folder"),
            option(&["-r", "--relative"], "relative to where the link lies"),
            option(&["-v", "--verbose"], "names every link"),
        ],
    ),
    program_of(
        &["chmod"],
        true,
        "Changes permissions. In a layer of its own it stores each file once more.",
        &[
            option(&["-R", "--recursive"], "of all that is below too"),
            option(&["-v", "--verbose"], "names every file"),
            option(&["+x"], "whoever may read may run it"),
            option(&["--reference"], "as this file has them"),
        ],
    ),
    program_of(
        &["chown", "chgrp"],
        true,
        "Changes owner and group. In a layer of its own it stores each file once more.",
        &[
            option(&["-R", "--recursive"], "of all that is below too"),
            option(&["-h", "--no-dereference"], "of links rather than of what they point at"),
            option(&["-v", "--verbose"], "names every file"),
            option(&["--from"], "only of files that belong to this owner"),
            option(&["--reference"], "as this file has them"),
        ],
    ),
    program_of(
        &["install"],
        true,
        "Copies files and sets owner and permissions, or makes folders.",
        &[
            option(&["-d", "--directory"], "makes folders"),
            option(&["-m", "--mode"], "with these permissions"),
            option(&["-o", "--owner"], "for this owner"),
            option(&["-g", "--group"], "for this group"),
            option(&["-D"], "makes the folders that the target needs"),
            option(&["-v", "--verbose"], "names every file"),
        ],
    ),
    program_of(
        &["useradd"],
        true,
        "Makes a user (shadow-utils).",
        &[
            option(&["-m", "--create-home"], "makes the home directory"),
            option(&["-M", "--no-create-home"], "makes no home directory"),
            option(&["-r", "--system"], "a system account: a low number, no ageing, no home unless `-m` says so"),
            option(&["-u", "--uid"], "with this number"),
            option(&["-g", "--gid"], "with this primary group, which must exist"),
            option(&["-G", "--groups"], "also in these groups"),
            option(&["-U", "--user-group"], "with a group of the same name"),
            option(&["-N", "--no-user-group"], "without a group of the same name"),
            option(&["-d", "--home-dir", "--home"], "this is its home directory"),
            option(&["-s", "--shell"], "with this shell; `/usr/sbin/nologin` lets nobody log in"),
            option(&["-c", "--comment"], "with this remark"),
            option(&["-p", "--password"], "with this password, hashed already"),
            option(&["-l", "--no-log-init"], "does not touch lastlog: a high number would make that file huge"),
            option(&["-o", "--non-unique"], "the number may be taken"),
            option(&["-k", "--skel"], "fills the home from this folder"),
            option(&["-b", "--base-dir"], "puts the home below this folder"),
        ],
    ),
    program_of(
        &["groupadd"],
        true,
        "Makes a group (shadow-utils).",
        &[
            option(&["-r", "--system"], "a system group: a low number"),
            option(&["-g", "--gid"], "with this number"),
            option(&["-f", "--force"], "without complaint where it is there"),
            option(&["-o", "--non-unique"], "the number may be taken"),
        ],
    ),
    program_of(
        &["usermod"],
        true,
        "Changes a user (shadow-utils).",
        &[
            option(&["-a", "--append"], "with `-G`: keeps the groups that it is in"),
            option(&["-G", "--groups"], "puts it into these groups, and without `-a` out of all others"),
            option(&["-u", "--uid"], "gives it this number"),
            option(&["-g", "--gid"], "gives it this primary group"),
            option(&["-d", "--home"], "gives it this home directory"),
            option(&["-s", "--shell"], "gives it this shell"),
            option(&["-l", "--login"], "gives it this name"),
            option(&["-L", "--lock"], "locks its password"),
        ],
    ),
    program_of(
        &["adduser"],
        true,
        "Makes a user. Debian's and Alpine's programs of this name take different options.",
        &[
            option(&["-D", "--disabled-password"], "without a password"),
            option(&["-S", "--system"], "a system account"),
            option(&["-H", "--no-create-home"], "makes no home directory"),
            option(&["-u", "--uid"], "with this number"),
            option(&["-G", "--ingroup"], "with this primary group"),
            option(&["-h", "--home"], "this is its home directory"),
            option(&["-s", "--shell"], "with this shell"),
            option(&["-g"], "Alpine: with this remark"),
            option(&["--gid"], "Debian: with the primary group of this number"),
            option(&["--gecos", "--comment"], "Debian: with this remark, and no questions"),
            option(&["--group"], "Debian: with a group of the same name, for a system account"),
            option(&["--disabled-login"], "Debian: without any way to log in"),
            option(&["--quiet"], "Debian: says less"),
        ],
    ),
    program_of(
        &["addgroup"],
        true,
        "Makes a group, or puts a user into one. Debian's and Alpine's programs of this name take different options.",
        &[option(&["-S", "--system"], "a system group"), option(&["-g", "--gid"], "with this number")],
    ),
    program_of(
        &["git"],
        false,
        "Version control.",
        &[
            option(&["--depth"], "fetches only so many commits of the history"),
            option(&["-b", "--branch"], "takes this branch or tag"),
            option(&["--recursive", "--recurse-submodules"], "with its submodules"),
            option(&["--single-branch"], "fetches this branch only"),
            option(&["--global"], "in the settings of the user"),
            option(&["--system"], "in the settings of the machine"),
            option(&["-C"], "goes to this folder first"),
            option(&["-q", "--quiet"], "says less"),
            option(&["--filter"], "leaves out objects such as `blob:none` until they are needed"),
            option(&["--shallow-submodules"], "without the history of the submodules"),
        ],
    ),
    program_of(
        &["find"],
        false,
        "Looks for files below folders.",
        &[
            option(&["-name"], "whose name fits the pattern"),
            option(&["-iname"], "whose name fits the pattern, in any case"),
            option(&["-type"], "of this kind: `f` a file, `d` a folder, `l` a link"),
            option(&["-exec"], "runs the command on each; `{}` is the file, `;` or `+` ends it"),
            option(&["-delete"], "removes them"),
            option(&["-maxdepth"], "goes down this far"),
            option(&["-mindepth"], "leaves out what is nearer"),
            option(&["-path"], "whose path fits the pattern"),
            option(&["-prune"], "does not go into it"),
            option(&["-perm"], "with these permissions"),
            option(&["-user"], "of this owner"),
            option(&["-print0"], "ends each name with a zero byte, for `xargs -0`"),
            option(&["-depth"], "what is in a folder before the folder"),
            option(&["-o", "-or"], "or"),
            option(&["-a", "-and"], "and"),
            option(&["-not"], "not what follows"),
            option(&["-size"], "of this size"),
            option(&["-xdev"], "stays on the file system"),
        ],
    ),
    program_of(
        &["xargs"],
        true,
        "Runs a command with the words of its input.",
        &[
            option(&["-0", "--null"], "words end with a zero byte"),
            option(&["-r", "--no-run-if-empty"], "runs nothing where there are no words"),
            option(&["-n", "--max-args"], "so many words at a time"),
            option(&["-I"], "puts each line where this text stands"),
            option(&["-P", "--max-procs"], "so many at once"),
            option(&["-t", "--verbose"], "shows each command"),
            option(&["-L"], "so many lines at a time"),
        ],
    ),
    program_of(
        &["sed"],
        true,
        "Changes text line by line.",
        &[
            option(&["-i", "--in-place"], "changes the file itself"),
            option(&["-e", "--expression"], "this is a script; several may be given"),
            option(&["-r", "-E", "--regexp-extended"], "with extended regular expressions"),
            option(&["-n", "--quiet"], "shows only what the script prints"),
            option(&["-s", "--separate"], "each file by itself"),
            option(&["-z"], "lines end with a zero byte"),
        ],
    ),
    program_of(
        &["grep", "egrep", "fgrep"],
        true,
        "Finds lines; its status is 1 where there are none.",
        &[
            option(&["-q", "--quiet"], "only the status tells"),
            option(&["-E", "--extended-regexp"], "with extended regular expressions"),
            option(&["-F", "--fixed-strings"], "with plain texts"),
            option(&["-P", "--perl-regexp"], "with Perl's regular expressions; not in BusyBox"),
            option(&["-o", "--only-matching"], "shows only what fits"),
            option(&["-v", "--invert-match"], "the lines that do not fit"),
            option(&["-i", "--ignore-case"], "in any case"),
            option(&["-r", "-R", "--recursive"], "in all files below"),
            option(&["-c", "--count"], "counts them"),
            option(&["-l", "--files-with-matches"], "names the files"),
            option(&["-h", "--no-filename"], "without the names of the files"),
            option(&["-n", "--line-number"], "with the numbers of the lines"),
            option(&["-s", "--no-messages"], "says nothing of files that are not there"),
            option(&["-w", "--word-regexp"], "whole words"),
            option(&["-x", "--line-regexp"], "whole lines"),
            option(&["-e", "--regexp"], "this is the pattern"),
            option(&["-m", "--max-count"], "stops after so many"),
        ],
    ),
    program_of(
        &["gpg", "gpg2"],
        false,
        "Checks signatures, encrypts, keeps keys.",
        &[
            option(&["--batch"], "asks nothing"),
            option(&["--dearmor"], "turns text into binary, as apt's keyrings want it"),
            option(&["--verify"], "checks a signature"),
            option(&["--recv-keys", "--receive-keys"], "fetches keys from a server, by their numbers"),
            option(&["--keyserver"], "from this server"),
            option(&["--import"], "takes keys in"),
            option(&["-o", "--output"], "writes to this file"),
            option(&["--no-tty"], "without a terminal"),
            option(&["--yes"], "answers yes, such as to replacing a file"),
            option(&["--export"], "writes keys out"),
        ],
    ),
    program_of(
        &["sha256sum", "sha512sum", "sha1sum", "md5sum", "shasum"],
        true,
        "Computes digests, or checks them.",
        &[
            option(&["-c", "--check"], "checks the files that a list names with their digests"),
            option(&["-s", "--status"], "only the status tells"),
            option(&["--ignore-missing"], "passes over files that are not there"),
            option(&["-a", "--algorithm"], "of this many bits"),
            option(&["--strict"], "fails where a line of the list cannot be read"),
        ],
    ),
    program_of(
        &["echo"],
        true,
        "Writes its words.",
        &[
            option(&["-e"], "understands `\\n` and the like; not in every `sh`"),
            option(&["-n"], "without the line end"),
        ],
    ),
    program_of(
        &["make", "gmake"],
        true,
        "Builds what a Makefile says.",
        &[
            option(&["-j", "--jobs"], "so many jobs at once"),
            option(&["-C", "--directory"], "goes to this folder first"),
            option(&["-f", "--file"], "reads this file"),
            option(&["-s", "--silent"], "does not show the commands"),
            option(&["-k", "--keep-going"], "goes on with what does not need a failed part"),
            option(&["-B"], "builds everything anew"),
        ],
    ),
    program_of(
        &["apt-get", "apt"],
        true,
        "Debian's and Ubuntu's installer of packages.",
        &[
            option(&["-y", "--yes", "--assume-yes"], "answers yes, for a build has nobody to ask"),
            option(&["-q", "--quiet"], "says less; twice also means yes"),
            option(&["-qq"], "says almost nothing, and answers yes"),
            option(&["--no-install-recommends"], "leaves out packages that are recommended but not needed"),
            option(&["--install-recommends"], "installs recommended packages too"),
            option(&["--no-install-suggests"], "leaves out packages that are only suggested, as is the default"),
            option(&["-t", "--target-release", "--default-release"], "prefers this release"),
            option(&["-f", "--fix-broken"], "mends dependencies that are broken"),
            option(&["-m", "--fix-missing"], "goes on without packages that cannot be fetched"),
            option(&["-o", "--option"], "sets an option of apt's configuration"),
            option(&["--allow-unauthenticated"], "takes packages that nobody signed"),
            option(&["--allow-downgrades"], "may go back to an older version"),
            option(&["--allow-change-held-packages"], "may change packages that are held"),
            option(&["--allow-releaseinfo-change"], "accepts that a repository calls itself otherwise now"),
            option(&["--force-yes"], "answers yes to dangerous questions too; replaced by the `--allow-…` options"),
            option(&["--reinstall"], "installs again what is there"),
            option(&["--purge"], "with the configuration of the packages"),
            option(&["--auto-remove", "--autoremove"], "removes what is needed no more"),
            option(&["--only-upgrade"], "only packages that are installed"),
            option(&["-d", "--download-only"], "only fetches"),
            option(&["-s", "--simulate", "--dry-run"], "does nothing, and tells what it would do"),
            option(&["-V", "--verbose-versions"], "shows the versions"),
            option(&["--no-upgrade"], "leaves installed packages as they are"),
        ],
    ),
    program_of(
        &["dpkg"],
        true,
        "Installs single packages of Debian, without what they depend on.",
        &[
            option(&["-i", "--install"], "installs these files"),
            option(&["--print-architecture"], "tells the architecture: `amd64`, `arm64`"),
            option(&["--add-architecture"], "allows packages of another architecture"),
            option(&["-l", "--list"], "lists packages"),
            option(&["-r", "--remove"], "removes them"),
            option(&["-P", "--purge"], "removes them with their configuration"),
        ],
    ),
    program_of(
        &["apk"],
        false,
        "Alpine's installer of packages.",
        &[
            option(&["--no-cache"], "fetches the index anew and keeps neither it nor the packages"),
            option(&["-U", "--update-cache", "--update"], "fetches the index first, and keeps it"),
            option(&["-t", "--virtual"], "groups the packages under this name, by which they can be removed again"),
            option(&["-X", "--repository"], "from this repository too"),
            option(&["--allow-untrusted"], "takes packages that nobody signed"),
            option(&["-q", "--quiet"], "says less"),
            option(&["-u", "--upgrade"], "brings what is installed to newer versions"),
            option(&["-p", "--root"], "into the system below this folder"),
            option(&["--initdb"], "begins a new system"),
            option(&["--purge"], "with changed configuration files"),
            option(&["-l", "--latest"], "with `upgrade`: the newest version, whatever its repository"),
            option(&["-v", "--verbose"], "says more"),
        ],
    ),
    program_of(
        &["dnf", "yum", "microdnf", "tdnf", "dnf5"],
        true,
        "The installer of packages of Fedora, Red Hat and their kin.",
        &[
            option(&["-y", "--assumeyes"], "answers yes, for a build has nobody to ask"),
            option(&["-q", "--quiet"], "says less"),
            option(&["--nodocs"], "without manuals"),
            option(&["--setopt"], "sets an option, such as `install_weak_deps=False`"),
            option(&["--enablerepo", "--enable-repo"], "with this repository too"),
            option(&["--disablerepo", "--disable-repo"], "without this repository"),
            option(&["--allowerasing"], "may remove packages that stand in the way"),
            option(&["--best"], "fails rather than take an older version"),
            option(&["--nobest"], "takes an older version where the newest does not fit"),
            option(&["--nogpgcheck"], "takes packages that nobody signed"),
            option(&["--installroot"], "into the system below this folder"),
            option(&["--releasever"], "of this release"),
            option(&["--skip-broken"], "leaves out what does not fit"),
            option(&["--refresh"], "fetches the index anew"),
        ],
    ),
    program_of(
        &["rpm"],
        true,
        "Installs single packages of RPM systems, without what they depend on.",
        &[
            option(&["-i", "--install"], "installs"),
            option(&["-U", "--upgrade"], "installs, or brings to a newer version"),
            option(&["-v"], "says more"),
            option(&["-h", "--hash"], "shows progress"),
            option(&["-e", "--erase"], "removes"),
            option(&["--import"], "trusts this key"),
            option(&["--nodeps"], "does not look at dependencies"),
        ],
    ),
    program_of(
        &["pip", "pip3"],
        false,
        "Python's installer of packages.",
        &[
            option(&["--no-cache-dir"], "keeps neither downloads nor wheels"),
            option(&["-r", "--requirement"], "installs what this file lists"),
            option(&["-c", "--constraint"], "at the versions that this file allows"),
            option(&["-U", "--upgrade"], "brings what is installed to newer versions"),
            option(&["-e", "--editable"], "leaves the code where it is and links to it"),
            option(&["-t", "--target"], "into this folder"),
            option(&["-i", "--index-url"], "from this index instead of PyPI"),
            option(&["--extra-index-url"], "from this index too; who owns a name on either may deliver"),
            option(&["-f", "--find-links"], "from the archives that this page or folder lists"),
            option(&["--trusted-host"], "does not check the certificate of this host"),
            option(&["--user"], "into the home of the user"),
            option(&["--prefix"], "below this folder"),
            option(&["--no-deps"], "only what is named"),
            option(&["--require-hashes"], "only what fits a digest in the list"),
            option(&["--no-compile"], "writes no byte code"),
            option(&["--no-index"], "asks no index"),
            option(&["--no-build-isolation"], "builds with what is installed"),
            option(&["--only-binary"], "takes wheels only"),
            option(&["--no-binary"], "builds from source"),
            option(&["--pre"], "takes versions that are not final"),
            option(&["--ignore-installed", "-I"], "as if nothing were installed"),
            option(&["--break-system-packages"], "into the Python of the distribution, beside its own packages"),
            option(&["--root-user-action"], "`ignore`: no warning about root"),
            option(&["--disable-pip-version-check"], "does not ask for a newer pip"),
            option(&["--default-timeout", "--timeout"], "gives up after this many seconds"),
            option(&["-q", "--quiet"], "says less"),
            option(&["--force-reinstall"], "installs again what is there"),
            option(&["-w", "--wheel-dir"], "puts wheels here"),
            option(&["-y", "--yes"], "does not ask"),
            option(&["--no-input"], "asks nothing"),
        ],
    ),
    program_of(
        &["uv"],
        false,
        "An installer of Python packages and Pythons.",
        &[
            option(&["--system"], "into the Python of the system"),
            option(&["--frozen"], "takes the lock file as it is"),
            option(&["--locked"], "fails where the lock file is not up to date"),
            option(&["--no-dev"], "without development dependencies"),
            option(&["--no-install-project"], "only what the project depends on"),
            option(&["--no-install-workspace"], "without the projects of the workspace"),
            option(&["--no-editable"], "copies the project rather than linking to it"),
            option(&["--no-cache", "-n"], "keeps no cache"),
            option(&["--compile-bytecode"], "writes byte code, for a quicker start"),
            option(&["-r", "--requirements"], "what this file lists"),
            option(&["--extra"], "with this extra"),
            option(&["--all-extras"], "with every extra"),
            option(&["--group"], "with this group of dependencies"),
            option(&["--link-mode"], "`copy` where the cache lies on another file system"),
            option(&["-p", "--python"], "with this Python"),
        ],
    ),
    program_of(
        &["npm"],
        false,
        "Node.js' package manager.",
        &[
            option(&["-g", "--global"], "for the whole system"),
            option(&["--omit"], "leaves out a kind of dependencies, such as `dev`"),
            option(&["--include"], "with a kind of dependencies, such as `dev`"),
            option(&["--production", "--only"], "without development dependencies; `--omit=dev` is today's spelling"),
            option(&["--ignore-scripts"], "runs no script of any package"),
            option(&["--legacy-peer-deps"], "does not mind conflicts of peer dependencies"),
            option(&["--no-audit"], "does not ask for known vulnerabilities"),
            option(&["--no-fund"], "does not tell who wants funding"),
            option(&["--no-save"], "leaves package.json as it is"),
            option(&["--save-dev", "-D"], "as a development dependency"),
            option(&["--force", "-f"], "goes on against its own advice"),
            option(&["--prefix"], "in this folder"),
            option(&["--loglevel"], "says so much"),
            option(&["--silent", "-s"], "says nothing"),
            option(&["--unsafe-perm"], "runs scripts as root; without effect since npm 7"),
            option(&["--registry"], "from this registry"),
            option(&["--prefer-offline"], "asks the network only for what is not in the cache"),
            option(&["--workspace", "-w"], "in this workspace"),
            option(&["--no-optional"], "without optional dependencies; `--omit=optional` is today's spelling"),
            option(&["--verbose"], "says more"),
        ],
    ),
    program_of(
        &["yarn", "pnpm", "bun"],
        false,
        "A package manager for Node.js projects.",
        &[
            option(&["--frozen-lockfile"], "fails where the lock file would change"),
            option(&["--immutable"], "fails where the lock file would change"),
            option(&["--production", "--prod", "-P"], "without development dependencies"),
            option(&["--network-timeout"], "gives up after this many milliseconds"),
            option(&["--non-interactive"], "asks nothing"),
            option(&["--ignore-scripts"], "runs no script of any package"),
            option(&["--ignore-optional"], "without optional dependencies"),
            option(&["--ignore-engines"], "does not mind the wrong version of Node.js"),
            option(&["--offline"], "never asks the network"),
            option(&["--prefer-offline"], "asks the network only for what is not in the cache"),
            option(&["--cache-folder"], "keeps its cache here"),
            option(&["--filter", "-F"], "for these packages of the workspace"),
            option(&["-g", "--global"], "for the whole system"),
            option(&["--silent", "-s"], "says nothing"),
            option(&["-r", "--recursive"], "in every package of the workspace"),
        ],
    ),
    program_of(
        &["composer", "composer.phar"],
        false,
        "PHP's package manager.",
        &[
            option(&["--no-dev"], "without development dependencies"),
            option(&["-n", "--no-interaction"], "asks nothing"),
            option(&["-o", "--optimize-autoloader"], "writes a list of all classes, for a quicker start"),
            option(&["-a", "--classmap-authoritative"], "looks for classes in that list only"),
            option(&["--no-scripts"], "runs no scripts of composer.json"),
            option(&["--no-autoloader"], "writes no autoloader"),
            option(&["--prefer-dist"], "takes archives rather than repositories"),
            option(&["--no-progress"], "shows no progress"),
            option(&["--no-cache"], "keeps no cache"),
            option(&["--no-plugins"], "runs no plug-ins"),
            option(&["--ignore-platform-reqs"], "does not mind a PHP or an extension that lacks"),
            option(&["--ignore-platform-req"], "does not mind that this lacks"),
            option(&["-d", "--working-dir"], "in this folder"),
            option(&["-q", "--quiet"], "says nothing"),
        ],
    ),
    program_of(
        &["bundle", "bundler", "gem"],
        false,
        "Ruby's package managers.",
        &[
            option(&["-j", "--jobs"], "so many at once"),
            option(&["--without"], "without these groups; `bundle config set without` is today's way"),
            option(&["--deployment"], "as the lock file says, into `vendor/bundle`"),
            option(&["--retry"], "tries this often again"),
            option(&["--path"], "into this folder"),
            option(&["--no-document", "-N"], "without documentation"),
            option(&["-v", "--version"], "this version"),
            option(&["--local"], "only what is at hand"),
            option(&["--quiet", "-q"], "says less"),
        ],
    ),
    program_of(
        &["go"],
        false,
        "Go's tool.",
        &[
            option(&["-o"], "writes to this file"),
            option(&["-ldflags"], "for the linker: `-s -w` leaves symbols out, `-X` sets a variable"),
            option(&["-trimpath"], "leaves the paths of this machine out"),
            option(&["-mod"], "`vendor`, `readonly` or `mod`: where modules come from"),
            option(&["-tags"], "with these build tags"),
            option(&["-a"], "builds everything anew"),
            option(&["-v"], "names the packages"),
            option(&["-race"], "looks for races; needs cgo"),
            option(&["-installsuffix"], "keeps these objects apart from others"),
            option(&["-gcflags"], "for the compiler"),
            option(&["-buildvcs"], "whether the commit is put into the program"),
            option(&["-x"], "shows the commands"),
        ],
    ),
    program_of(
        &["cargo"],
        false,
        "Rust's package manager and build tool.",
        &[
            option(&["-r", "--release"], "optimized"),
            option(&["--locked"], "fails where Cargo.lock would change"),
            option(&["--frozen"], "as `--locked`, and without the network"),
            option(&["--offline"], "without the network"),
            option(&["--target"], "for this platform"),
            option(&["--bin"], "only this program"),
            option(&["-p", "--package"], "only this package"),
            option(&["-F", "--features"], "with these features"),
            option(&["--no-default-features"], "without the default features"),
            option(&["--root"], "below this folder"),
            option(&["--path"], "from this folder"),
            option(&["--workspace", "--all"], "every package of the workspace"),
            option(&["--git"], "from this repository"),
            option(&["--manifest-path"], "of this Cargo.toml"),
            option(&["--profile"], "with this profile"),
        ],
    ),
    program_of(
        &["update-ca-certificates"],
        true,
        "Rebuilds the list of trusted certificates from `/usr/local/share/ca-certificates`.",
        &[option(&["-f", "--fresh"], "from the ground up")],
    ),
    program_of(&["cd"], true, "Goes to a folder, for this RUN only: `WORKDIR` stays.", &[]),
    program_of(&["export"], true, "Hands a variable to the programs of this RUN only: `ENV` stays.", &[]),
    program_of(&["exec"], true, "Makes way for the program: it gets the shell's number, and its signals.", &[]),
    program_of(&["touch"], true, "Makes an empty file, or sets its time to now.", &[]),
    program_of(&["cat"], true, "Writes files to its output.", &[]),
    program_of(
        &["test", "["],
        false,
        "Is true or false.",
        &[
            option(&["-f"], "is a file"),
            option(&["-d"], "is a folder"),
            option(&["-e"], "is there"),
            option(&["-n"], "is not empty"),
            option(&["-z"], "is empty"),
            option(&["-x"], "can be run"),
            option(&["-s"], "is a file that is not empty"),
            option(&["-r"], "can be read"),
            option(&["-w"], "can be written"),
            option(&["-L", "-h"], "is a link"),
            option(&["-eq"], "are equal numbers"),
            option(&["-ne"], "are different numbers"),
            option(&["-gt"], "is greater"),
            option(&["-lt"], "is less"),
            option(&["-ge"], "is greater or equal"),
            option(&["-le"], "is less or equal"),
        ],
    ),
    program_of(&["true", ":"], false, "Does nothing, successfully.", &[]),
    program_of(&["sleep"], false, "Waits for so many seconds.", &[]),
    program_of(
        &["sudo"],
        true,
        "Runs a command as another user. A build has `USER` for that, and no password to type.",
        &[
            option(&["-u", "--user"], "runs it as this user"),
            option(&["-E", "--preserve-env"], "keeps the variables of the caller"),
        ],
    ),
    program_of(
        &["su"],
        true,
        "Runs a shell or a command as another user. A container that starts so keeps a process in between.",
        &[
            option(&["-c", "--command"], "hands this command to the shell"),
            option(&["-s", "--shell"], "starts this shell"),
        ],
    ),
    program_of(
        &["gosu", "su-exec"],
        false,
        "Runs a program as another user and makes way for it, so that it gets the signals.",
        &[],
    ),
    program_of(
        &["tini", "dumb-init"],
        false,
        "The first process of a container: passes signals on and buries orphans.",
        &[],
    ),
    program_of(
        &["sh", "bash", "ash", "dash", "zsh"],
        true,
        "A shell.",
        &[
            option(&["-c"], "runs the text that follows"),
            option(&["-e"], "stops at the first command that fails"),
            option(&["-u"], "stops where a variable that is not set is used"),
            option(&["-x"], "shows each command before it runs"),
            option(&["-l", "--login"], "as at a login: reads the profile files"),
            option(&["-o"], "switches on what the next word names, such as `pipefail`"),
            option(&["-i"], "as if somebody typed"),
            option(&["-s"], "reads commands from its input"),
        ],
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_program_stands_once_and_is_explained() {
        let mut names = BTreeSet::new();
        for program in PROGRAMS {
            assert!(program.names.iter().all(|name| names.insert(*name)), "{:?}", program.names);
            assert!(program.about.ends_with('.'), "{:?}", program.names);
            let mut spellings = BTreeSet::new();
            for option in program.options {
                assert!(option.spellings.iter().all(|it| spellings.insert(*it)), "{:?}", option.spellings);
                assert!(!option.doc.ends_with('.') && !option.doc.is_empty(), "{:?}", option.spellings);
            }
        }
    }

    #[test]
    fn clusters_fall_into_letters() {
        let docs = |name: &str, word: &str| program(name).map_or(0, |it| it.options_in(word).len());
        assert_eq!(docs("curl", "-fsSL"), 4);
        assert_eq!(docs("set", "-eux"), 3);
        assert_eq!(docs("pip", "-rU"), 0);
        assert_eq!(docs("tar", "--strip-components=1"), 1);
        assert_eq!(docs("rm", "-rf"), 2);
    }
}
