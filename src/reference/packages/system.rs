//! The package managers of the distributions. Paths and verbs from the manual pages and sources named in the parent;
//! yum on Enterprise Linux 7 and tdnf from general knowledge.

use super::{Action, BLANK, Deprecated, Lean, Manager, Pin, Sharing, Verb, cache, gone, lean, verb, verb_or};

pub(super) static MANAGERS: [&Manager; 10] =
    [&APT_GET, &APT, &APK, &DNF, &DNF5, &YUM, &MICRODNF, &TDNF, &ZYPPER, &PACMAN];

const APT_VERBS: &[Verb] = &[
    verb("install", Action::Install),
    verb("reinstall", Action::Install),
    verb("build-dep", Action::Install),
    verb("satisfy", Action::Install),
    verb("update", Action::Refresh),
    verb("upgrade", Action::Upgrade),
    verb_or("dist-upgrade", &["full-upgrade"], Action::Upgrade),
    verb("dselect-upgrade", Action::Upgrade),
    verb("remove", Action::Remove),
    verb("purge", Action::Remove),
    verb_or("autoremove", &["auto-remove", "autopurge"], Action::Remove),
    verb_or("clean", &["distclean", "dist-clean"], Action::Clean),
    verb_or("autoclean", &["auto-clean"], Action::Clean),
    verb("download", Action::Fetch),
    verb("source", Action::Fetch),
];

const APT_YES: &[&str] = &["-y", "--yes", "--assume-yes", "-qq", "APT::Get::Assume-Yes=true"];

const APT_LEAN: &[Lean] = &[lean("--no-install-recommends", "leaves out packages that are recommended but not needed")];

const APT_VALUES: &[&str] = &[
    "-t",
    "--target-release",
    "--default-release",
    "-o",
    "--option",
    "-c",
    "--config-file",
    "-a",
    "--host-architecture",
    "-P",
    "--build-profiles",
    "--with-source",
    "-e",
    "--error-on",
];

const APT_PIN: Pin = Pin { after: &["=", "/"], hyphen: false, options: &[], example: "curl=7.88.1-10+deb12u8" };

const APT_CACHES: &[super::Cache] = &[
    cache(
        "/var/cache/apt",
        Sharing::Locked,
        "Downloaded packages. Debian's and Ubuntu's images delete them after each call by the file \
         /etc/apt/apt.conf.d/docker-clean; remove that file first, or the cache stays empty.",
    ),
    cache("/var/lib/apt", Sharing::Locked, "The package lists that apt-get update fetches."),
];

const APT_OLD: &[Deprecated] = &[
    gone(
        "--force-yes",
        "--allow-downgrades, --allow-remove-essential or --allow-change-held-packages, whichever is meant",
    ),
    gone("apt-key", "a key file under /etc/apt/keyrings, named by signed-by in the source entry"),
];

static APT_GET: Manager = Manager {
    name: "apt-get",
    binaries: &["apt-get"],
    about: "The stable command line of Debian's and Ubuntu's packages. Lists are not in the images, so an installation \
            needs `apt-get update` in the same RUN, else an old cached layer decides what is found.",
    verbs: APT_VERBS,
    asks: true,
    assume_yes: APT_YES,
    lean: APT_LEAN,
    value_options: APT_VALUES,
    clusters: true,
    pin: APT_PIN,
    caches: APT_CACHES,
    moves_cache: &["-o Dir::Cache=", "-o Dir::State::lists="],
    clean: &["apt-get clean", "rm -rf /var/lib/apt/lists/*"],
    also_reads: &["/etc/apt/sources.list", "/etc/apt/sources.list.d", "/etc/apt/preferences.d", "/etc/apt/keyrings"],
    deprecated: APT_OLD,
    ..BLANK
};

static APT: Manager = Manager {
    name: "apt",
    binaries: &["apt"],
    about: "The interactive face of apt. Its manual says that its command line may change between versions, so scripts \
            belong to `apt-get`, which takes the same verbs and options.",
    verbs: APT_VERBS,
    asks: true,
    assume_yes: APT_YES,
    lean: APT_LEAN,
    value_options: APT_VALUES,
    clusters: true,
    pin: APT_PIN,
    caches: APT_CACHES,
    moves_cache: &["-o Dir::Cache=", "-o Dir::State::lists="],
    clean: &["apt-get clean", "rm -rf /var/lib/apt/lists/*"],
    also_reads: &["/etc/apt/sources.list", "/etc/apt/sources.list.d", "/etc/apt/preferences.d", "/etc/apt/keyrings"],
    deprecated: APT_OLD,
    ..BLANK
};

static APK: Manager = Manager {
    name: "apk",
    binaries: &["apk"],
    about: "Alpine's package manager. It never asks, and without /etc/apk/cache it keeps no packages; what `--no-cache` \
            saves is the index that an `apk update` or `--update` would leave behind.",
    verbs: &[
        verb("add", Action::Install),
        verb("fix", Action::Install),
        verb("update", Action::Refresh),
        verb("upgrade", Action::Upgrade),
        verb("del", Action::Remove),
        verb("fetch", Action::Fetch),
        verb("cache purge", Action::Clean),
        verb("cache clean", Action::Clean),
    ],
    lean: &[lean("--no-cache", "uses a fresh index and leaves none behind")],
    value_options: &[
        "-t",
        "--virtual",
        "-X",
        "--repository",
        "-p",
        "--root",
        "--arch",
        "--cache-dir",
        "--cache-max-age",
        "--keys-dir",
        "--repositories-file",
        "--repository-config",
        "--preupgrade-depends",
        "--progress-fd",
        "--timeout",
        "--wait",
        "--uvol-manager",
    ],
    clusters: true,
    pin: Pin {
        after: &[">=", "<=", "=~", "~=", "=", "~", ">", "<"],
        hyphen: false,
        options: &[],
        example: "curl=8.5.0-r0, or curl~8.5 for any build of 8.5",
    },
    caches: &[cache(
        "/var/cache/apk",
        Sharing::Locked,
        "Downloaded packages, but only when /etc/apk/cache links to it or --cache-dir with --cache-packages names it.",
    )],
    moves_cache: &["--cache-dir"],
    clean: &["rm -rf /var/cache/apk/*"],
    no_cache: &["--no-cache"],
    manifests: &["/etc/apk/world"],
    also_reads: &["/etc/apk/repositories", "/etc/apk/keys"],
    deprecated: &[
        gone("--no-chown", "running as root, or --usermode when creating a root as another user"),
        gone("--force", "the particular --force-… option that is meant"),
    ],
    ..BLANK
};

const DNF_VERBS: &[Verb] = &[
    verb("install", Action::Install),
    verb("localinstall", Action::Install),
    verb_or("groupinstall", &["group install"], Action::Install),
    verb("reinstall", Action::Install),
    verb_or("builddep", &["build-dep"], Action::Install),
    verb("swap", Action::Install),
    verb_or("module install", &["module enable"], Action::Install),
    verb_or("upgrade", &["update", "up"], Action::Upgrade),
    verb_or("distro-sync", &["distrosync", "dsync"], Action::Upgrade),
    verb_or("makecache", &["mc"], Action::Refresh),
    verb("check-update", Action::Refresh),
    verb_or("remove", &["erase", "rm"], Action::Remove),
    verb("autoremove", Action::Remove),
    verb_or("clean all", &["clean packages", "clean metadata", "clean dbcache", "clean expire-cache"], Action::Clean),
    verb("download", Action::Fetch),
];

const DNF_VALUES: &[&str] = &[
    "-c",
    "--config",
    "-d",
    "--debuglevel",
    "-e",
    "--errorlevel",
    "-x",
    "--exclude",
    "--excludepkgs",
    "-R",
    "--randomwait",
    "--repo",
    "--repoid",
    "--enablerepo",
    "--disablerepo",
    "--setopt",
    "--releasever",
    "--installroot",
    "--forcearch",
    "--repofrompath",
    "--downloaddir",
    "--destdir",
    "--disableexcludes",
    "--enableplugin",
    "--disableplugin",
    "--advisory",
    "--bz",
    "--cve",
    "--sec-severity",
    "--comment",
    "--color",
    "--rpmverbosity",
];

const RPM_PIN: Pin = Pin { after: &[], hyphen: true, options: &[], example: "curl-8.5.0, or curl-8.5.0-1.el9.x86_64" };

const WEAK_DEPENDENCIES: &str = "leaves out packages that are only recommended";

static DNF: Manager = Manager {
    name: "dnf",
    binaries: &["dnf", "dnf4", "dnf-3"],
    about: "The package manager of Fedora and Enterprise Linux 8 and later. It fetches its metadata by itself when it is \
            old, so no separate refresh is needed; on Fedora 41 and later `dnf` is dnf5.",
    verbs: DNF_VERBS,
    asks: true,
    assume_yes: &["-y", "--assumeyes"],
    lean: &[lean("--setopt=install_weak_deps=False", WEAK_DEPENDENCIES), lean("--nodocs", "leaves out documentation")],
    value_options: DNF_VALUES,
    clusters: true,
    pin: RPM_PIN,
    caches: &[cache(
        "/var/cache/dnf",
        Sharing::Locked,
        "Metadata; packages too, but only with keepcache=True in the configuration or by --setopt.",
    )],
    moves_cache: &["--setopt=cachedir="],
    clean: &["dnf clean all"],
    also_reads: &["/etc/dnf/dnf.conf", "/etc/yum.repos.d"],
    ..BLANK
};

static DNF5: Manager = Manager {
    name: "dnf5",
    binaries: &["dnf5"],
    about: "The rewritten dnf of Fedora 41 and later. Some options gained hyphens: documentation is left out by \
            `--no-docs`, not `--nodocs`, and repositories are named by `--enable-repo`.",
    verbs: DNF_VERBS,
    asks: true,
    assume_yes: &["-y", "--assumeyes"],
    lean: &[lean("--setopt=install_weak_deps=False", WEAK_DEPENDENCIES), lean("--no-docs", "leaves out documentation")],
    value_options: &[
        "--config",
        "--setopt",
        "--setvar",
        "--repo",
        "--repoid",
        "--enable-repo",
        "--disable-repo",
        "--enablerepo",
        "--disablerepo",
        "--enable-plugin",
        "--disable-plugin",
        "--releasever",
        "--releasever-major",
        "--releasever-minor",
        "--installroot",
        "--forcearch",
        "--repofrompath",
        "--comment",
        "--color",
        "-x",
        "--exclude",
        "--from-repo",
        "--from-vendor",
        "--advisories",
    ],
    clusters: true,
    pin: RPM_PIN,
    caches: &[cache(
        "/var/cache/libdnf5",
        Sharing::Locked,
        "Metadata; packages too, but only with keepcache=True in the configuration or by --setopt.",
    )],
    moves_cache: &["--setopt=system_cachedir="],
    clean: &["dnf5 clean all"],
    also_reads: &["/etc/dnf/dnf.conf", "/etc/yum.repos.d"],
    deprecated: &[gone("--nodocs", "--no-docs")],
    ..BLANK
};

static YUM: Manager = Manager {
    name: "yum",
    binaries: &["yum"],
    about: "On Enterprise Linux 7 and Amazon Linux 2 a program of its own; from version 8 on a second name of dnf. An \
            unknown package among several does not fail the old one.",
    verbs: DNF_VERBS,
    asks: true,
    assume_yes: &["-y", "--assumeyes"],
    lean: &[lean("--setopt=tsflags=nodocs", "leaves out documentation; works with the old yum and with dnf")],
    value_options: DNF_VALUES,
    clusters: true,
    pin: RPM_PIN,
    caches: &[cache("/var/cache/yum", Sharing::Locked, "Metadata; packages too where keepcache=1 is set.")],
    moves_cache: &["--setopt=cachedir="],
    clean: &["yum clean all"],
    also_reads: &["/etc/yum.conf", "/etc/yum.repos.d"],
    ..BLANK
};

static MICRODNF: Manager = Manager {
    name: "microdnf",
    binaries: &["microdnf"],
    about: "A small dnf without Python, found in the minimal images of Red Hat, Oracle and Fedora. It knows few verbs and \
            no groups, and takes `0`, not `False`, in its settings.",
    verbs: &[
        verb("install", Action::Install),
        verb("reinstall", Action::Install),
        verb("module enable", Action::Install),
        verb_or("upgrade", &["update"], Action::Upgrade),
        verb("distro-sync", Action::Upgrade),
        verb("makecache", Action::Refresh),
        verb("remove", Action::Remove),
        verb("clean all", Action::Clean),
        verb("download", Action::Fetch),
    ],
    asks: true,
    assume_yes: &["-y", "--assumeyes"],
    lean: &[lean("--nodocs", "leaves out documentation"), lean("--setopt=install_weak_deps=0", WEAK_DEPENDENCIES)],
    value_options: &[
        "--config",
        "--enablerepo",
        "--disablerepo",
        "--enableplugin",
        "--disableplugin",
        "--installroot",
        "--releasever",
        "--setopt",
    ],
    clusters: true,
    pin: RPM_PIN,
    caches: &[cache("/var/cache/yum", Sharing::Locked, "Metadata; packages too where keepcache is set.")],
    moves_cache: &["--setopt=cachedir="],
    clean: &["microdnf clean all"],
    also_reads: &["/etc/dnf/dnf.conf", "/etc/yum.repos.d"],
    ..BLANK
};

static TDNF: Manager = Manager {
    name: "tdnf",
    binaries: &["tdnf"],
    about: "A small dnf written in C, found in Photon OS and Azure Linux. It takes the common verbs and options of dnf.",
    verbs: DNF_VERBS,
    asks: true,
    assume_yes: &["-y", "--assumeyes"],
    lean: &[lean("--nodocs", "leaves out documentation")],
    value_options: &[
        "-c",
        "--config",
        "--enablerepo",
        "--disablerepo",
        "--repo",
        "--repoid",
        "--exclude",
        "--installroot",
        "--releasever",
        "--setopt",
    ],
    clusters: true,
    pin: RPM_PIN,
    caches: &[cache("/var/cache/tdnf", Sharing::Locked, "Metadata; packages too where keepcache is set.")],
    clean: &["tdnf clean all"],
    also_reads: &["/etc/tdnf/tdnf.conf", "/etc/yum.repos.d"],
    ..BLANK
};

static ZYPPER: Manager = Manager {
    name: "zypper",
    binaries: &["zypper"],
    about: "The package manager of openSUSE and SUSE. Its `-n` is a global option and must stand before the verb; `-y` \
            stands after it.",
    verbs: &[
        verb_or("install", &["in"], Action::Install),
        verb_or("source-install", &["si"], Action::Install),
        verb_or("install-new-recommends", &["inr"], Action::Install),
        verb_or("refresh", &["ref"], Action::Refresh),
        verb_or("update", &["up"], Action::Upgrade),
        verb_or("dist-upgrade", &["dup"], Action::Upgrade),
        verb("patch", Action::Upgrade),
        verb_or("remove", &["rm"], Action::Remove),
        verb_or("clean", &["cc"], Action::Clean),
        verb("download", Action::Fetch),
    ],
    asks: true,
    assume_yes: &["-n", "--non-interactive", "-y", "--no-confirm"],
    lean: &[lean("--no-recommends", "leaves out packages that are only recommended")],
    value_options: &[
        "-c",
        "--config",
        "-D",
        "--reposd-dir",
        "-C",
        "--cache-dir",
        "--raw-cache-dir",
        "--solv-cache-dir",
        "--pkg-cache-dir",
        "-p",
        "--plus-repo",
        "--plus-content",
        "--releasever",
        "-R",
        "--root",
        "--installroot",
        "-s",
        "--table-style",
        "--userdata",
        "-r",
        "--repo",
        "--from",
        "-t",
        "--type",
        "--solver-focus",
        "--download",
    ],
    clusters: true,
    pin: Pin { after: &[">=", "<=", "=", ">", "<"], hyphen: false, options: &[], example: "curl=8.5.0" },
    caches: &[cache("/var/cache/zypp", Sharing::Locked, "Metadata and solver files; packages where keeping is on.")],
    moves_cache: &["--cache-dir", "--pkg-cache-dir"],
    clean: &["zypper clean --all"],
    also_reads: &["/etc/zypp/zypp.conf", "/etc/zypp/repos.d"],
    ..BLANK
};

static PACMAN: Manager = Manager {
    name: "pacman",
    binaries: &["pacman"],
    about: "Arch Linux's package manager. The repositories hold one version of each package, so a version cannot be asked \
            for; `-Sy` without `u` mixes new packages with old libraries and may break the system.",
    verbs: &[
        verb_or("-S", &["--sync"], Action::Install),
        verb_or("-U", &["--upgrade"], Action::Install),
        verb_or("-R", &["--remove"], Action::Remove),
        verb("-Sc", Action::Clean),
        verb("-Sw", Action::Fetch),
        verb("-Ss", Action::Query),
        verb("-Si", Action::Query),
        verb("-Sl", Action::Query),
        verb("-Sg", Action::Query),
    ],
    asks: true,
    assume_yes: &["--noconfirm"],
    lean: &[lean("--needed", "skips what is already there in the same version")],
    value_options: &[
        "-b",
        "--dbpath",
        "-r",
        "--root",
        "--arch",
        "--cachedir",
        "--color",
        "--config",
        "--gpgdir",
        "--hookdir",
        "--logfile",
        "--sysroot",
        "--assume-installed",
        "--print-format",
        "--ignore",
        "--ignoregroup",
        "--overwrite",
    ],
    clusters: true,
    caches: &[cache("/var/cache/pacman/pkg", Sharing::Locked, "Downloaded packages.")],
    moves_cache: &["--cachedir"],
    clean: &["pacman -Scc --noconfirm"],
    also_reads: &["/etc/pacman.conf", "/etc/pacman.d/mirrorlist"],
    ..BLANK
};
