//! The packages of distributions that Dockerfiles install most, the most used first.
//!
//! The families call the same thing by different names, so a row holds one thing and its name in each. The names are those of
//! current releases: Debian 12 and 13, Alpine 3.20 and later, RHEL 9 and its kin with EPEL. A package that is not here is
//! not wrong, only rare.

use super::Manager;

/// Distributions that share the names of their packages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Family {
    /// Debian, Ubuntu and what is made of them.
    Debian,
    Alpine,
    /// Red Hat Enterprise Linux, Fedora, CentOS and their kin.
    RedHat,
}

impl Family {
    pub const ALL: [Family; 3] = [Family::Debian, Family::Alpine, Family::RedHat];

    /// The family whose packages a manager installs.
    pub fn of(manager: &Manager) -> Option<Family> {
        match manager.name {
            "apt-get" | "apt" | "aptitude" => Some(Family::Debian),
            "apk" => Some(Family::Alpine),
            "dnf" | "yum" | "microdnf" => Some(Family::RedHat),
            _ => None,
        }
    }

    /// How people call it.
    pub fn title(self) -> &'static str {
        match self {
            Family::Debian => "Debian",
            Family::Alpine => "Alpine",
            Family::RedHat => "Red Hat",
        }
    }
}

/// What a package holds, and what each family calls it.
#[derive(Debug)]
pub struct SystemPackage {
    /// By family, in the order of [`Family::ALL`]; empty where a family has no package that holds just this.
    names: [&'static str; 3],
    /// A few words, without a full stop.
    pub about: &'static str,
}

impl SystemPackage {
    /// The name in a family; `None` where that has no package that holds just this.
    pub fn name_in(&self, family: Family) -> Option<&'static str> {
        Some(self.names[family as usize]).filter(|name| !name.is_empty())
    }
}

/// The package that a family calls so.
pub fn system_package(family: Family, name: &str) -> Option<&'static SystemPackage> {
    SYSTEM_PACKAGES.iter().find(|package| package.name_in(family) == Some(name))
}

const fn package(
    debian: &'static str,
    alpine: &'static str,
    red_hat: &'static str,
    about: &'static str,
) -> SystemPackage {
    SystemPackage { names: [debian, alpine, red_hat], about }
}

const fn everywhere(name: &'static str, about: &'static str) -> SystemPackage {
    package(name, name, name, about)
}

const fn debian(name: &'static str, about: &'static str) -> SystemPackage {
    package(name, "", "", about)
}

const fn alpine(name: &'static str, about: &'static str) -> SystemPackage {
    package("", name, "", about)
}

const fn red_hat(name: &'static str, about: &'static str) -> SystemPackage {
    package("", "", name, about)
}

/// The most used first, over all families.
pub static SYSTEM_PACKAGES: &[SystemPackage] = &[
    everywhere("ca-certificates", "The certificate authorities that TLS clients trust"),
    everywhere("curl", "Fetches from and sends to URLs: HTTP, FTP and more"),
    everywhere("git", "Version control"),
    everywhere("wget", "Downloads files over HTTP and FTP"),
    everywhere("gcc", "The GNU compiler of C"),
    everywhere("make", "Builds what a Makefile describes"),
    package("build-essential", "build-base", "", "Compilers, make and headers: what building C and C++ needs"),
    package("g++", "g++", "gcc-c++", "The GNU compiler of C++"),
    everywhere("tar", "Packs and unpacks tar archives"),
    everywhere("unzip", "Unpacks zip archives"),
    package("gnupg", "gnupg", "gnupg2", "Encrypts and signs, and checks signatures: gpg"),
    everywhere("bash", "The GNU shell"),
    everywhere("python3", "The interpreter of Python 3"),
    everywhere("tzdata", "The time zones of the world"),
    package("zlib1g-dev", "zlib-dev", "zlib-devel", "Headers of zlib: deflate compression"),
    package("libssl-dev", "openssl-dev", "openssl-devel", "Headers of OpenSSL: TLS and cryptography"),
    package("xz-utils", "xz", "xz", "Packs and unpacks xz and lzma"),
    everywhere("openssl", "The command line of OpenSSL: keys, certificates, digests"),
    package("libffi-dev", "libffi-dev", "libffi-devel", "Headers of libffi: calls into foreign functions"),
    package("libpq-dev", "libpq-dev", "libpq-devel", "Headers of libpq: PostgreSQL's client library"),
    package("python3-pip", "py3-pip", "python3-pip", "Installs Python packages: pip"),
    package("python3-dev", "python3-dev", "python3-devel", "Headers of Python 3, to build extensions"),
    debian("python3-venv", "Virtual environments of Python: python3 -m venv"),
    package("pkg-config", "pkgconf", "pkgconf-pkg-config", "Tells compilers where libraries are"),
    everywhere("cmake", "Generates build systems of C and C++"),
    debian("software-properties-common", "add-apt-repository, to add other sources of packages"),
    package("procps", "procps", "procps-ng", "ps, top, free, pgrep and kin"),
    everywhere("nginx", "A web server and reverse proxy"),
    everywhere("jq", "Reads and changes JSON"),
    package("openssh-client", "openssh-client", "openssh-clients", "ssh, scp and ssh-keygen"),
    everywhere("openssh-server", "The SSH daemon"),
    everywhere("file", "Tells what kind of file something is"),
    package("libc6-dev", "musl-dev", "glibc-devel", "Headers of the C library"),
    alpine("libc-dev", "Headers of the C library: brings musl-dev"),
    package("", "linux-headers", "kernel-headers", "Headers of the Linux kernel for user programs"),
    alpine("libc6-compat", "Lets some programs built for glibc run on musl"),
    alpine("gcompat", "Runs programs built for glibc on musl"),
    package("libgcc-s1", "libgcc", "libgcc", "What programs built by GCC need at run time"),
    package("libstdc++6", "libstdc++", "libstdc++", "The C++ standard library, at run time"),
    package("libatomic1", "libatomic", "libatomic", "Atomic operations, at run time"),
    package("libpng-dev", "libpng-dev", "libpng-devel", "Headers of libpng: PNG images"),
    package("libjpeg-dev", "libjpeg-turbo-dev", "libjpeg-turbo-devel", "Headers of libjpeg: JPEG images"),
    debian("libjpeg62-turbo-dev", "Headers of libjpeg-turbo: JPEG images"),
    package("libfreetype6-dev", "freetype-dev", "freetype-devel", "Headers of FreeType: fonts"),
    package("libwebp-dev", "libwebp-dev", "libwebp-devel", "Headers of libwebp: WebP images"),
    package("libzip-dev", "libzip-dev", "libzip-devel", "Headers of libzip: zip archives"),
    package("libicu-dev", "icu-dev", "libicu-devel", "Headers of ICU: Unicode and locales"),
    package("", "icu-libs", "libicu", "ICU: Unicode and locales, at run time"),
    alpine("icu-data-full", "ICU's data for every language, not English alone"),
    package("libxml2-dev", "libxml2-dev", "libxml2-devel", "Headers of libxml2: XML"),
    package("libxslt1-dev", "libxslt-dev", "libxslt-devel", "Headers of libxslt: XSLT"),
    package("libsqlite3-dev", "sqlite-dev", "sqlite-devel", "Headers of SQLite"),
    package("sqlite3", "sqlite", "sqlite", "The shell of SQLite"),
    package("libreadline-dev", "readline-dev", "readline-devel", "Headers of readline: editing lines"),
    package("libbz2-dev", "bzip2-dev", "bzip2-devel", "Headers of bzip2: compression"),
    package("liblzma-dev", "xz-dev", "xz-devel", "Headers of liblzma: xz compression"),
    package("libzstd-dev", "zstd-dev", "libzstd-devel", "Headers of Zstandard: compression"),
    package("libncurses-dev", "ncurses-dev", "ncurses-devel", "Headers of ncurses: text screens"),
    debian("libncurses5-dev", "Headers of ncurses, by its older name"),
    debian("libncursesw5-dev", "Headers of ncurses for wide characters, by its older name"),
    package("libgdbm-dev", "gdbm-dev", "gdbm-devel", "Headers of GNU dbm: files of keys and values"),
    package("libdb-dev", "db-dev", "libdb-devel", "Headers of Berkeley DB"),
    package("uuid-dev", "util-linux-dev", "libuuid-devel", "Headers of libuuid: unique identifiers"),
    package("tk-dev", "tk-dev", "tk-devel", "Headers of Tk: windows for Tcl and Python"),
    package("tcl-dev", "tcl-dev", "tcl-devel", "Headers of Tcl"),
    package("libevent-dev", "libevent-dev", "libevent-devel", "Headers of libevent: waiting for events"),
    package("libuv1-dev", "libuv-dev", "libuv-devel", "Headers of libuv: asynchronous input and output"),
    package("libev-dev", "libev-dev", "libev-devel", "Headers of libev: an event loop"),
    package("libbluetooth-dev", "bluez-dev", "bluez-libs-devel", "Headers of BlueZ: Bluetooth"),
    package("libcurl4-openssl-dev", "curl-dev", "libcurl-devel", "Headers of libcurl: fetching URLs"),
    debian("libcurl4-gnutls-dev", "Headers of libcurl with GnuTLS"),
    package("libyaml-dev", "yaml-dev", "libyaml-devel", "Headers of libyaml: YAML"),
    package("libgmp-dev", "gmp-dev", "gmp-devel", "Headers of GMP: big numbers"),
    package("libldap2-dev", "openldap-dev", "openldap-devel", "Headers of OpenLDAP's client library"),
    package("libsasl2-dev", "cyrus-sasl-dev", "cyrus-sasl-devel", "Headers of Cyrus SASL: authentication"),
    package("libkrb5-dev", "krb5-dev", "krb5-devel", "Headers of Kerberos"),
    package("libpcre3-dev", "pcre-dev", "pcre-devel", "Headers of the first PCRE: regular expressions"),
    package("libpcre2-dev", "pcre2-dev", "pcre2-devel", "Headers of PCRE2: regular expressions"),
    package("libonig-dev", "oniguruma-dev", "oniguruma-devel", "Headers of Oniguruma: regular expressions"),
    package("libsodium-dev", "libsodium-dev", "libsodium-devel", "Headers of libsodium: cryptography"),
    package("libargon2-dev", "argon2-dev", "libargon2-devel", "Headers of Argon2: password hashes"),
    package("libgif-dev", "giflib-dev", "giflib-devel", "Headers of giflib: GIF images"),
    package("libtiff-dev", "tiff-dev", "libtiff-devel", "Headers of libtiff: TIFF images"),
    package("libcairo2-dev", "cairo-dev", "cairo-devel", "Headers of Cairo: drawing"),
    package("libpango1.0-dev", "pango-dev", "pango-devel", "Headers of Pango: laying out text"),
    package("librsvg2-dev", "librsvg-dev", "librsvg2-devel", "Headers of librsvg: SVG images"),
    package("libvips-dev", "vips-dev", "vips-devel", "Headers of libvips: image processing"),
    package("libglib2.0-dev", "glib-dev", "glib2-devel", "Headers of GLib"),
    package("libglib2.0-0", "glib", "glib2", "GLib, at run time"),
    package("libgl1", "mesa-gl", "mesa-libGL", "OpenGL, at run time; OpenCV asks for it"),
    package("libsm6", "libsm", "libSM", "X11 session management, at run time; OpenCV asks for it"),
    package("libxext6", "libxext", "libXext", "X11 extensions, at run time; OpenCV asks for it"),
    package("libxrender1", "libxrender", "libXrender", "X11 rendering, at run time"),
    package("libx11-6", "libx11", "libX11", "The X11 client library, at run time"),
    package("libgomp1", "libgomp", "libgomp", "OpenMP, at run time; numeric libraries ask for it"),
    debian("libfontconfig1", "Finds fonts, at run time"),
    everywhere("fontconfig", "Finds fonts: fc-list, fc-cache"),
    package("fonts-dejavu", "font-dejavu", "dejavu-sans-fonts", "The DejaVu fonts"),
    package("fonts-liberation", "font-liberation", "liberation-fonts", "Fonts as wide as Arial, Times and Courier"),
    package("fonts-noto-cjk", "font-noto-cjk", "google-noto-sans-cjk-fonts", "Fonts for Chinese, Japanese and Korean"),
    package("fonts-noto-color-emoji", "font-noto-emoji", "google-noto-emoji-color-fonts", "A font of colour emoji"),
    package("libpq5", "libpq", "libpq", "PostgreSQL's client library, at run time"),
    package("postgresql-client", "postgresql-client", "postgresql", "psql, pg_dump and kin"),
    package("default-mysql-client", "mysql-client", "mysql", "mysql and mysqldump"),
    package("mariadb-client", "mariadb-client", "mariadb", "mariadb and mariadb-dump"),
    package(
        "default-libmysqlclient-dev",
        "mariadb-dev",
        "mariadb-connector-c-devel",
        "Headers of the client library of MySQL and MariaDB",
    ),
    package("libmariadb-dev", "mariadb-connector-c-dev", "", "Headers of MariaDB's client library"),
    debian("redis-tools", "redis-cli and redis-benchmark"),
    package("redis-server", "redis", "redis", "Redis, a store in memory"),
    package("unixodbc", "unixodbc", "unixODBC", "ODBC: connections to databases, at run time"),
    package("unixodbc-dev", "unixodbc-dev", "unixODBC-devel", "Headers of ODBC: connections to databases"),
    package("freetds-dev", "freetds-dev", "freetds-devel", "Headers of FreeTDS: SQL Server and Sybase"),
    everywhere("autoconf", "Makes configure scripts"),
    everywhere("automake", "Makes Makefile.in files"),
    everywhere("libtool", "Builds shared libraries portably"),
    everywhere("bison", "Generates parsers"),
    everywhere("flex", "Generates scanners"),
    everywhere("re2c", "Generates scanners"),
    everywhere("m4", "A macro processor"),
    everywhere("patch", "Applies differences to files"),
    package("ninja-build", "ninja", "ninja-build", "Builds fast what CMake or Meson describe"),
    everywhere("meson", "A build system"),
    everywhere("ccache", "Caches what a compiler made"),
    everywhere("clang", "The LLVM compiler of C and C++"),
    everywhere("llvm", "LLVM's tools"),
    everywhere("lld", "LLVM's linker"),
    everywhere("nasm", "An assembler of x86"),
    everywhere("yasm", "An assembler of x86"),
    everywhere("gdb", "A debugger"),
    everywhere("lldb", "LLVM's debugger"),
    everywhere("strace", "Shows the system calls of a process"),
    everywhere("ltrace", "Shows the library calls of a process"),
    everywhere("valgrind", "Finds errors of memory"),
    package("gfortran", "gfortran", "gcc-gfortran", "The GNU compiler of Fortran"),
    package("libopenblas-dev", "openblas-dev", "openblas-devel", "Headers of OpenBLAS: linear algebra"),
    package("liblapack-dev", "lapack-dev", "lapack-devel", "Headers of LAPACK: linear algebra"),
    package("libboost-all-dev", "boost-dev", "boost-devel", "Headers of Boost, all of them"),
    debian("libboost-dev", "Headers of Boost that need no library"),
    package("libprotobuf-dev", "protobuf-dev", "protobuf-devel", "Headers of Protocol Buffers"),
    package("protobuf-compiler", "protoc", "protobuf-compiler", "protoc, the compiler of Protocol Buffers"),
    everywhere("nodejs", "Node.js"),
    everywhere("npm", "Node.js's package manager"),
    alpine("yarn", "Another package manager of Node.js"),
    package("golang", "go", "golang", "The Go toolchain"),
    everywhere("cargo", "Rust's package manager"),
    package("rustc", "rust", "rust", "The Rust compiler"),
    everywhere("ruby", "The interpreter of Ruby"),
    package("ruby-dev", "ruby-dev", "ruby-devel", "Headers of Ruby, to build gems"),
    everywhere("perl", "The interpreter of Perl"),
    package("php-cli", "php84", "php-cli", "PHP on the command line"),
    package("php-fpm", "php84-fpm", "php-fpm", "PHP behind a web server: FastCGI"),
    package("lua5.4", "lua5.4", "lua", "The interpreter of Lua"),
    debian("default-jre", "The default Java runtime"),
    debian("default-jre-headless", "The default Java runtime, without windows"),
    debian("default-jdk", "The default Java development kit"),
    package("openjdk-17-jdk", "openjdk17", "java-17-openjdk-devel", "The development kit of Java 17"),
    package(
        "openjdk-17-jre-headless",
        "openjdk17-jre-headless",
        "java-17-openjdk-headless",
        "The runtime of Java 17, without windows",
    ),
    package("openjdk-21-jdk", "openjdk21", "java-21-openjdk-devel", "The development kit of Java 21"),
    package(
        "openjdk-21-jre-headless",
        "openjdk21-jre-headless",
        "java-21-openjdk-headless",
        "The runtime of Java 21, without windows",
    ),
    everywhere("maven", "Builds Java projects by a pom.xml"),
    debian("python-is-python3", "Lets `python` be Python 3"),
    package("python3-setuptools", "py3-setuptools", "python3-setuptools", "Builds Python packages"),
    package("python3-wheel", "py3-wheel", "python3-wheel", "Builds wheels of Python packages"),
    package("python3-virtualenv", "py3-virtualenv", "python3-virtualenv", "Virtual environments of Python"),
    package("python3-numpy", "py3-numpy", "python3-numpy", "Arrays for Python"),
    package("python3-requests", "py3-requests", "python3-requests", "HTTP for Python"),
    package("python3-yaml", "py3-yaml", "python3-pyyaml", "YAML for Python"),
    everywhere("pipx", "Installs Python programs, each on its own"),
    package("ffmpeg", "ffmpeg", "", "Converts audio and video"),
    package("imagemagick", "imagemagick", "ImageMagick", "Converts images"),
    package("libmagickwand-dev", "imagemagick-dev", "ImageMagick-devel", "Headers of ImageMagick"),
    everywhere("ghostscript", "Reads PostScript and PDF"),
    everywhere("poppler-utils", "pdftotext, pdftoppm and kin"),
    debian("wkhtmltopdf", "Turns HTML into PDF"),
    everywhere("graphviz", "Draws graphs: dot"),
    everywhere("pandoc", "Converts documents"),
    package("tesseract-ocr", "tesseract-ocr", "tesseract", "Reads text in images"),
    everywhere("libreoffice", "An office suite; converts documents without a screen"),
    everywhere("chromium", "The Chromium browser"),
    package("chromium-driver", "chromium-chromedriver", "chromedriver", "Drives Chromium in tests"),
    package("firefox-esr", "firefox-esr", "firefox", "The Firefox browser"),
    package("xvfb", "xvfb", "xorg-x11-server-Xvfb", "An X server without a screen"),
    package("libnss3", "nss", "nss", "Network security services, at run time; browsers ask for it"),
    package("libasound2", "alsa-lib", "alsa-lib", "ALSA sound, at run time"),
    package("libgtk-3-0", "gtk+3.0", "gtk3", "GTK 3, at run time"),
    package("libgbm1", "mesa-gbm", "mesa-libgbm", "Graphics buffers, at run time; browsers ask for it"),
    package("dumb-init", "dumb-init", "", "A small init: reaps processes and passes signals on"),
    package("tini", "tini", "", "A small init: reaps processes and passes signals on"),
    debian("gosu", "Runs a program as another user"),
    alpine("su-exec", "Runs a program as another user"),
    everywhere("sudo", "Runs a program as another user, by rules"),
    package("", "shadow", "shadow-utils", "useradd, usermod and kin"),
    debian("passwd", "useradd, usermod and kin"),
    debian("adduser", "adduser and addgroup"),
    debian("locales", "Languages and regions of the C library"),
    red_hat("glibc-langpack-en", "English for the C library's locales"),
    alpine("musl-locales", "Languages and regions for musl"),
    debian("apt-transport-https", "Nothing any more: apt speaks HTTPS by itself"),
    debian("apt-utils", "apt-ftparchive, and what stills debconf's warning"),
    package("lsb-release", "lsb-release-minimal", "", "Tells the distribution: lsb_release"),
    debian("dirmngr", "Fetches keys for gpg"),
    package("gpg", "gpg", "", "gpg alone"),
    package("gpg-agent", "gpg-agent", "", "Keeps keys for gpg"),
    debian("debian-archive-keyring", "Debian's own signing keys"),
    package("", "dpkg-dev", "dpkg-dev", "Builds Debian packages; tells the architecture"),
    debian("netbase", "Names of services and protocols: /etc/services"),
    everywhere("coreutils", "ls, cp, sort and the other GNU basics"),
    everywhere("findutils", "find and xargs"),
    everywhere("diffutils", "diff, cmp and kin"),
    everywhere("grep", "Searches texts"),
    everywhere("sed", "Edits streams of text"),
    everywhere("gawk", "The GNU awk"),
    everywhere("util-linux", "mount, lsblk, flock and kin"),
    everywhere("moreutils", "sponge, ts, parallel and kin"),
    everywhere("parallel", "Runs commands side by side"),
    debian("bsdmainutils", "column, hexdump and kin, by an older name"),
    everywhere("bc", "Reckons with numbers of any length"),
    everywhere("less", "Shows texts page by page"),
    package("vim", "vim", "vim-enhanced", "An editor"),
    package("vim-tiny", "", "vim-minimal", "A small vim"),
    everywhere("nano", "An editor"),
    everywhere("emacs-nox", "Emacs without windows"),
    everywhere("tree", "Shows folders as trees"),
    everywhere("htop", "Shows processes"),
    everywhere("tmux", "Several terminals in one"),
    everywhere("screen", "Several terminals in one"),
    package("man-db", "mandoc", "man-db", "Shows manuals"),
    everywhere("bash-completion", "Completion for bash"),
    everywhere("zsh", "A shell"),
    everywhere("fish", "A shell"),
    everywhere("ripgrep", "Searches texts fast: rg"),
    package("fd-find", "fd", "fd-find", "Finds files"),
    everywhere("fzf", "Picks from lists"),
    everywhere("gzip", "Packs and unpacks gzip"),
    everywhere("bzip2", "Packs and unpacks bzip2"),
    everywhere("zip", "Packs zip archives"),
    everywhere("zstd", "Packs and unpacks Zstandard"),
    everywhere("pigz", "gzip on all cores"),
    everywhere("lz4", "Packs and unpacks LZ4"),
    package("p7zip-full", "7zip", "p7zip", "Packs and unpacks 7z"),
    everywhere("cpio", "Packs and unpacks cpio archives"),
    everywhere("rsync", "Copies files, sending differences only"),
    package("", "openssh", "openssh", "SSH, client and server"),
    everywhere("sshpass", "Gives ssh a password"),
    everywhere("git-lfs", "Keeps big files beside Git"),
    everywhere("subversion", "Version control: svn"),
    everywhere("mercurial", "Version control: hg"),
    package("iproute2", "iproute2", "iproute", "ip, ss and tc"),
    package("iputils-ping", "iputils-ping", "iputils", "ping"),
    everywhere("net-tools", "ifconfig, netstat and route: the older tools"),
    package("dnsutils", "bind-tools", "bind-utils", "dig and nslookup"),
    debian("bind9-dnsutils", "dig and nslookup"),
    everywhere("iptables", "Rules of the firewall"),
    everywhere("nftables", "Rules of the firewall"),
    everywhere("ethtool", "Shows and sets network cards"),
    everywhere("bridge-utils", "brctl"),
    everywhere("tcpdump", "Shows network packets"),
    everywhere("nmap", "Scans networks: open ports"),
    everywhere("socat", "Joins two streams of bytes"),
    package("netcat-openbsd", "netcat-openbsd", "nmap-ncat", "nc: connections by hand"),
    debian("netcat-traditional", "nc: connections by hand, the older one"),
    debian("netcat", "nc; newer releases have netcat-openbsd or netcat-traditional"),
    package("telnet", "busybox-extras", "telnet", "Connections by hand"),
    everywhere("traceroute", "Shows the way to a host"),
    everywhere("whois", "Asks who owns a domain; has mkpasswd"),
    everywhere("lsof", "Shows who has files and ports open"),
    everywhere("psmisc", "killall, fuser and pstree"),
    package("cron", "dcron", "cronie", "Runs jobs at times"),
    everywhere("supervisor", "Runs several processes in one container"),
    everywhere("logrotate", "Cuts logs"),
    everywhere("rsyslog", "Collects logs"),
    everywhere("dbus", "Messages between processes"),
    debian("systemd", "The system's init; seldom of use in a container"),
    everywhere("kmod", "Loads modules of the kernel"),
    package("udev", "eudev", "systemd-udev", "Devices of the kernel"),
    everywhere("usbutils", "lsusb"),
    everywhere("pciutils", "lspci"),
    package("apache2", "apache2", "httpd", "The Apache web server"),
    package("apache2-utils", "apache2-utils", "httpd-tools", "ab and htpasswd"),
    everywhere("haproxy", "Spreads connections over servers"),
    everywhere("memcached", "A cache in memory"),
    package("postgresql", "postgresql", "postgresql-server", "The PostgreSQL server"),
    package("mariadb-server", "mariadb", "mariadb-server", "The MariaDB server"),
    everywhere("certbot", "Gets certificates of Let's Encrypt"),
    package("docker.io", "docker", "", "Docker's engine and command line"),
    package("docker-ce-cli", "docker-cli", "docker-ce-cli", "Docker's command line alone"),
    everywhere("skopeo", "Copies images between registries"),
    everywhere("ansible", "Sets up machines over SSH"),
    everywhere("gettext", "Translations; gettext-base has envsubst"),
    package("gettext-base", "gettext-envsubst", "", "envsubst: puts variables into texts"),
    everywhere("dos2unix", "Turns line ends of Windows into those of Unix"),
    everywhere("xmlstarlet", "Reads and changes XML"),
    package("libxml2-utils", "libxml2-utils", "libxml2", "xmllint"),
    everywhere("yamllint", "Checks YAML"),
    package("shellcheck", "shellcheck", "ShellCheck", "Checks shell scripts"),
    everywhere("inotify-tools", "Waits for changes of files"),
    everywhere("pwgen", "Makes passwords"),
    package("uuid-runtime", "uuidgen", "", "uuidgen"),
    everywhere("acl", "getfacl and setfacl"),
    everywhere("attr", "getfattr and setfattr"),
    package("libcap2-bin", "libcap", "libcap", "setcap and getcap"),
    package("libseccomp-dev", "libseccomp-dev", "libseccomp-devel", "Headers of libseccomp: filters of system calls"),
    package("libcap-dev", "libcap-dev", "libcap-devel", "Headers of libcap: capabilities"),
    package("libelf-dev", "elfutils-dev", "elfutils-libelf-devel", "Headers of libelf"),
    package("libusb-1.0-0-dev", "libusb-dev", "libusb1-devel", "Headers of libusb"),
    package("libudev-dev", "eudev-dev", "systemd-devel", "Headers of udev"),
    package("libdbus-1-dev", "dbus-dev", "dbus-devel", "Headers of D-Bus"),
    package("libgtk-3-dev", "gtk+3.0-dev", "gtk3-devel", "Headers of GTK 3"),
    package("libmemcached-dev", "libmemcached-dev", "", "Headers of memcached's client library"),
    package("librdkafka-dev", "librdkafka-dev", "librdkafka-devel", "Headers of Kafka's client library"),
    package("libssh2-1-dev", "libssh2-dev", "libssh2-devel", "Headers of libssh2"),
    package("libgnutls28-dev", "gnutls-dev", "gnutls-devel", "Headers of GnuTLS"),
    package("libgcrypt20-dev", "libgcrypt-dev", "libgcrypt-devel", "Headers of libgcrypt: cryptography"),
    package("libsecret-1-dev", "libsecret-dev", "libsecret-devel", "Headers of libsecret: keyrings"),
    package("libexpat1-dev", "expat-dev", "expat-devel", "Headers of Expat: XML"),
    package("libnuma-dev", "numactl-dev", "numactl-devel", "Headers of libnuma: memory near processors"),
    package("libaio-dev", "libaio-dev", "libaio-devel", "Headers of libaio: asynchronous files"),
    package("liburing-dev", "liburing-dev", "liburing-devel", "Headers of io_uring"),
    package("libclang-dev", "clang-dev", "clang-devel", "Headers of libclang; bindgen asks for it"),
    package("libjemalloc2", "jemalloc", "jemalloc", "An allocator of memory, at run time"),
    package("libgeos-dev", "geos-dev", "geos-devel", "Headers of GEOS: geometry"),
    package("libproj-dev", "proj-dev", "proj-devel", "Headers of PROJ: map projections"),
    package("gdal-bin", "gdal-tools", "gdal", "GDAL: maps and rasters"),
    package("libgdal-dev", "gdal-dev", "gdal-devel", "Headers of GDAL: maps and rasters"),
    package("libhdf5-dev", "hdf5-dev", "hdf5-devel", "Headers of HDF5: large arrays"),
    everywhere("binutils", "ld, objdump, strip and kin"),
    debian("gcc-multilib", "Builds for other word sizes"),
    debian("musl-tools", "musl-gcc: programs without glibc"),
    package("upx-ucl", "upx", "upx", "Packs programs"),
    debian("crossbuild-essential-arm64", "Compilers and headers for 64-bit ARM"),
    debian("dpkg-dev", "Builds Debian packages; tells the architecture: dpkg-architecture"),
    debian("debhelper", "Builds Debian packages"),
    debian("devscripts", "Helps those who make Debian packages"),
    everywhere("fakeroot", "Pretends to be root"),
    debian("equivs", "Makes empty Debian packages"),
    package("rpm", "rpm", "rpm-build", "RPM packages"),
    alpine("alpine-sdk", "What building Alpine packages needs"),
    alpine("apk-tools", "apk itself"),
    alpine("gnupg-dirmngr", "Fetches keys for gpg"),
    package("", "ncurses-terminfo-base", "ncurses-base", "Descriptions of common terminals"),
    alpine("pax-utils", "scanelf: which libraries a program needs"),
    package("", "libnsl-dev", "libnsl2-devel", "Headers of libnsl: NIS"),
    package("", "libtirpc-dev", "libtirpc-devel", "Headers of libtirpc: remote procedure calls"),
    red_hat("epel-release", "More packages for RHEL and kin: EPEL"),
    red_hat("yum-utils", "yum-config-manager and kin"),
    red_hat("dnf-plugins-core", "dnf config-manager and kin"),
    red_hat("which", "Tells where a program is"),
    red_hat("hostname", "Shows the name of the host"),
    red_hat("glibc-locale-source", "Languages and regions, to be built by localedef"),
    red_hat("redhat-rpm-config", "Flags that building extensions of Python or Ruby asks for"),
    red_hat("initscripts", "The older start scripts"),
    red_hat("python3-libselinux", "SELinux for Python"),
    red_hat("policycoreutils", "SELinux: restorecon and kin"),
    red_hat("mod_ssl", "TLS for Apache"),
    red_hat("perl-core", "Perl with its core modules"),
    red_hat("gcc-toolset-13", "GCC 13 beside the system's"),
    red_hat("crypto-policies-scripts", "Sets which cryptography is allowed"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_name_of_a_family_stands_once_and_says_what_it_is() {
        for family in Family::ALL {
            let mut seen = HashSet::new();
            for name in SYSTEM_PACKAGES.iter().filter_map(|package| package.name_in(family)) {
                assert!(seen.insert(name), "{name} of {family:?} twice");
            }
            assert!((100..=400).contains(&seen.len()), "{family:?}: {}", seen.len());
        }
        let told = |package: &SystemPackage| !package.about.is_empty() && !package.about.ends_with('.');
        assert!(SYSTEM_PACKAGES.iter().all(told));
    }

    #[test]
    fn families_call_things_differently() {
        let compilers = system_package(Family::Debian, "build-essential").expect("a package");
        assert_eq!(compilers.name_in(Family::Alpine), Some("build-base"));
        assert_eq!(compilers.name_in(Family::RedHat), None);
    }
}
