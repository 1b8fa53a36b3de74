//! What kind of program a stage starts, as far as its command line, what is installed beside it and its settings tell.
//!
//! Programs that have to start as root, or that their package gives an account of its own, are known by name. What a program
//! writes cannot be seen in a Dockerfile: one that serves a project under development, or is known to keep its state beside its
//! code, is taken to write to its working directory.

use super::installs::{below, join};
use super::{Command, Dockerfile, Invocation, Runtime, Stage, is_root};

/// What is known of the program that a stage starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nature {
    Plain,
    /// It writes to its working directory.
    WritesBesideItself,
    /// A shell or an interpreter that waits for input: the image is a tool box, or the base of others.
    Interactive,
    /// It starts as root, and changes its user by itself.
    StepsDown,
    /// It has to start as root, or its package has made an account for it.
    NeedsItsOwn,
    /// It is built when the container starts, with the caches of the user that built the image.
    BuildsItself,
    /// What it runs lies below `/root`, which nobody else may enter.
    LivesInRoot,
    /// Nothing can run: on `scratch`, what it names is no program. The image only carries files.
    Carrier,
}

/// Programs that change their user, or start others under one.
const STEPPING: [&str; 9] =
    ["chpst", "gosu", "runuser", "s6-setuidgid", "setpriv", "setuidgid", "su", "su-exec", "sudo"];

/// Programs that start as root, for they send packets of their own making or change their user, or whose package makes an
/// account for them.
const OWN_ACCOUNT: [&str; 123] = [
    "activemq",
    "anacron",
    "apache2",
    "apache2-foreground",
    "apache2ctl",
    "apachectl",
    "arp-scan",
    "arping",
    "asterisk",
    "bind",
    "bind9",
    "catalina.sh",
    "certbot",
    "chronyd",
    "containerd",
    "couchdb",
    "cron",
    "crond",
    "cups",
    "cupsd",
    "debootstrap",
    "dhcpd",
    "dnsmasq",
    "dockerd",
    "dovecot",
    "ejabberdctl",
    "elasticsearch",
    "exim",
    "exim4",
    "fail2ban-server",
    "freeradius",
    "gparted",
    "haproxy",
    "hostapd",
    "httpd",
    "httpd-foreground",
    "icecast2",
    "influxd",
    "influxdb",
    "init",
    "insmod",
    "ipsec",
    "iptables",
    "kafka-server-start.sh",
    "keepalived",
    "kubelet",
    "libvirtd",
    "lighttpd",
    "mariadb-server",
    "mariadbd",
    "masscan",
    "memcached",
    "modprobe",
    "mongod",
    "mongodb-org",
    "mqbroker",
    "mqnamesrv",
    "murmurd",
    "mysql-server",
    "mysqld",
    "mysqld_safe",
    "named",
    "nethogs",
    "nginx",
    "nmap",
    "nmbd",
    "nomad",
    "ntopng",
    "ntpd",
    "openresty",
    "opensmtpd",
    "openssh-server",
    "openvpn",
    "php-fpm",
    "postfix",
    "postgres",
    "postgresql",
    "postmaster",
    "privoxy",
    "proftpd",
    "prosody",
    "qemu-system-x86_64",
    "qpidd",
    "rabbitmq-server",
    "radiusd",
    "radvd",
    "redis-server",
    "rsyslogd",
    "runsvdir",
    "s6-svscan",
    "samba",
    "service",
    "shorewall",
    "slapd",
    "smbd",
    "smtpd",
    "snmpd",
    "snort",
    "solr",
    "squid",
    "sshd",
    "standalone.sh",
    "start-stop-daemon",
    "supervisor",
    "supervisord",
    "suricata",
    "syslog-ng",
    "systemctl",
    "systemd",
    "tcpdump",
    "tor",
    "tshark",
    "varnishd",
    "virtualbox",
    "vsftpd",
    "watchtower",
    "webmin",
    "wg",
    "wg-quick",
    "xinetd",
    "xrdp",
    "zabbix_server",
    "zkServer.sh",
];

/// Packages whose programs work only for root: they speak to Docker, whose socket is root's, or look into the kernel.
const FOR_ROOT: [&str; 10] = [
    "bcc-tools",
    "bpfcc-tools",
    "bpftrace",
    "docker",
    "docker-ce",
    "docker-ce-cli",
    "docker-cli",
    "docker.io",
    "moby-cli",
    "moby-engine",
];

/// Parts of the paths of servers that write all over their own folder.
const APPLICATION_SERVERS: [&str; 6] = ["coldfusion", "glassfish", "jboss", "karaf", "weblogic", "wildfly"];

/// Programs that build what they run.
const BUILDERS: [&str; 14] = [
    "cabal",
    "gradle",
    "gradlew",
    "lein",
    "make",
    "mill",
    "mix",
    "mvn",
    "mvnw",
    "nix",
    "nix-shell",
    "sbt",
    "stack",
    "swift",
];

/// Shells and interpreters that wait for input when nothing follows them.
const INTERACTIVE: [&str; 23] = [
    "ash",
    "bash",
    "bun",
    "deno",
    "erl",
    "fish",
    "ghci",
    "groovysh",
    "iex",
    "irb",
    "jshell",
    "julia",
    "lua",
    "node",
    "perl",
    "php",
    "powershell",
    "pwsh",
    "python",
    "python2",
    "python3",
    "sh",
    "zsh",
];

/// Words of a command line that tell of a development server, or of a framework that keeps logs and caches in its folder.
const WRITING: [&str; 17] = [
    "artisan",
    "dev",
    "develop",
    "jupyter",
    "jupyter-lab",
    "jupyter-notebook",
    "ng",
    "nodemon",
    "parcel",
    "rails",
    "react-scripts",
    "serve:dev",
    "start:dev",
    "strapi",
    "vite",
    "watch",
    "webpack-dev-server",
];

impl Dockerfile {
    /// What kind of program the stage starts.
    pub fn nature_of(&self, stage: &Stage, runtime: &Runtime) -> Nature {
        let starts = runtime.entrypoint.into_iter().chain(runtime.cmd);
        let commands = starts.flat_map(|index| self.commands_of(index)).collect();
        let program = Program { file: self, stage, runtime, commands };
        if program.changes_user() {
            Nature::StepsDown
        } else if program.is_none() {
            Nature::Carrier
        } else if program.needs_root() {
            Nature::NeedsItsOwn
        } else if program.lives_in_root() {
            Nature::LivesInRoot
        } else if program.builds_itself() {
            Nature::BuildsItself
        } else if program.waits() {
            Nature::Interactive
        } else if program.writes_beside_itself() {
            Nature::WritesBesideItself
        } else {
            Nature::Plain
        }
    }
}

/// What a stage starts, where it does.
struct Program<'a> {
    file: &'a Dockerfile,
    stage: &'a Stage,
    runtime: &'a Runtime,
    /// Of the ENTRYPOINT, then of the CMD.
    commands: Vec<Command<'a>>,
}

impl Program<'_> {
    fn words(&self) -> impl Iterator<Item = &str> {
        self.commands.iter().flat_map(|command| command.words()).map(|word| word.text.as_str())
    }

    fn names(&self, known: &[&str]) -> bool {
        self.words().any(|word| is_one_of(word, known))
    }

    fn env(&self, name: &str) -> &str {
        self.runtime.env.get(name).map_or("", String::as_str)
    }

    fn lineage(&self) -> Vec<(&Stage, usize)> {
        self.file.lineage(self.stage, self.stage.range.end)
    }

    fn is_unpacked(&self) -> bool {
        self.file.is_unpacked_in(self.stage, &self.runtime.workdir)
    }

    /// Whether it starts with something that changes the user, or is told one to change to.
    fn changes_user(&self) -> bool {
        let has_user = |name: &str| self.file.image_under(self.stage).is_some_and(|it| it.has_user(name) == Some(true));
        let is_told_user = |command: &Command<'_>| {
            let names_user =
                |pair: &[&str]| matches!(pair, ["-u" | "--uid" | "--user", user] if has_user(user) && !is_root(user));
            command.texts().windows(2).any(names_user)
        };
        self.names(&STEPPING) || self.installs_stepper() || self.commands.iter().any(is_told_user)
    }

    fn is_none(&self) -> bool {
        self.file.stands_on_scratch(self.stage) && self.words().next().is_none_or(is_no_program)
    }

    /// Whether it has to start as root, or has a user of its own, as far as its name, its ports and what lies about it tell.
    fn needs_root(&self) -> bool {
        // `start && tail -f log`: a daemon that was put where it likes.
        let shows_log = |command: &Command<'_>| {
            command.is("tail") && command.texts().iter().any(|word| word.contains('/') && *word != "/dev/null")
        };
        let workdir = &self.runtime.workdir;
        let goes_to_unpacked = |command: &Command<'_>| {
            let target = command.texts().get(1).map(|path| join(workdir, path));
            command.is("cd") && target.is_some_and(|it| it != *workdir && self.file.is_unpacked_in(self.stage, &it))
        };
        self.names(&OWN_ACCOUNT)
            || self.words().any(|word| word.contains("/etc/ssh/") || names_application_server(word))
            || self.commands.iter().any(|command| shows_log(command) || goes_to_unpacked(command))
            || self.runtime.exposed.iter().any(|port| is_of_the_system(port))
            || self.runtime.labels.values().any(|value| value.contains("--privileged"))
            || self.env("PATH").contains("/bcc/")
            || self.installs_one_of(&FOR_ROOT)
            || self.makes_host_keys()
            || self.is_script()
                && (self.installs_one_of(&OWN_ACCOUNT) || !self.is_unpacked() && self.brings_server_elsewhere())
    }

    /// Whether it is a script that starts something else.
    fn is_script(&self) -> bool {
        const STARTING: [&str; 5] = ["bootstrap", "entrypoint", "init", "run", "start"];
        let starts_others = |name: &str| STARTING.iter().any(|it| name.contains(it));
        let first = self.words().find(|word| !is_one_of(word, &["bash", "sh"]));
        first.is_some_and(|word| word.ends_with(".sh") || starts_others(word.rsplit('/').next().unwrap_or("")))
    }

    fn lives_in_root(&self) -> bool {
        let in_root = |path: &str| path == "/root" || path.starts_with("/root/") || path.starts_with('~');
        self.words().any(in_root)
            || in_root(&self.runtime.workdir)
            || self.env("PATH").contains("/root/")
            || in_root(self.env("HOME"))
            || is_root(self.env("USER"))
            || self.file.keeps_in_home_of_root(self.stage, self.runtime)
    }

    fn builds_itself(&self) -> bool {
        let runs_tool = |command: &Command<'_>| {
            let texts = command.texts();
            matches!(texts.as_slice(), ["cargo" | "go" | "dotnet" | "flutter", "run" | "watch" | "test", ..])
        };
        let compiles =
            |word: &str| word.ends_with(".sh") && ["build", "compile"].iter().any(|part| word.contains(part));
        self.names(&BUILDERS) || self.commands.iter().any(runs_tool) || self.words().any(compiles)
    }

    fn waits(&self) -> bool {
        let waits = |index: usize| {
            let commands = self.file.commands_of(index);
            let words: Vec<&str> = commands.iter().flat_map(|it| it.words()).map(|word| word.text.as_str()).collect();
            matches!(words.as_slice(), [only] | [only, "-a" | "-l" | "-i" | "--login"] if is_one_of(only, &INTERACTIVE))
        };
        let idles = self.words().any(|word| matches!(word, "infinity" | "/dev/null"));
        // Where a CMD follows an ENTRYPOINT, that is a script which ends in it.
        idles || self.runtime.cmd.or(self.runtime.entrypoint).is_some_and(waits)
    }

    fn writes_beside_itself(&self) -> bool {
        // Workerman keeps its log, and Play its process number, beside the program.
        let is_workerman = |command: &Command<'_>| command.is("php") && command.texts().last() == Some(&"start");
        let serves_sources = |command: &Command<'_>| {
            matches!(command.name(), Some("npm" | "pnpm" | "yarn"))
                && (command.texts().last() == Some(&"serve") || self.is_in_development())
        };
        let changes_files = |command: &Command<'_>| {
            matches!(command.name(), Some("cp" | "mkdir" | "mv" | "rm" | "sed" | "tee" | "touch"))
        };
        let writes = |word: &str| {
            word.contains("/universal/stage/") || WRITING.contains(&word.rsplit('/').next().unwrap_or(word))
        };
        self.commands.iter().any(|it| is_workerman(it) || serves_sources(it) || changes_files(it))
            || self.words().any(writes)
            || self.is_unpacked()
    }

    /// Whether the image is for those who write the program: front ends keep the caches of their compilers in `node_modules` then.
    fn is_in_development(&self) -> bool {
        let is_meant = |name: &str| name.to_ascii_lowercase().starts_with("dev");
        self.env("NODE_ENV") == "development"
            || self.lineage().iter().any(|(stage, _)| stage.name.as_ref().is_some_and(|name| is_meant(&name.text)))
    }

    /// Whether the stage brings a program whose one purpose is to change the user before another starts.
    fn installs_stepper(&self) -> bool {
        let text = self.file.source();
        if !["gosu", "su-exec", "s6-overlay"].iter().any(|name| text.contains(name)) {
            return false;
        }
        self.lineage().iter().any(|(stage, end)| {
            self.file.instructions[stage.range.start..*end].iter().any(|instruction| {
                let text = self.file.text(instruction.span);
                ["gosu", "su-exec", "s6-overlay"].iter().any(|name| text.contains(name))
            })
        })
    }

    /// Whether the stage makes the keys of an SSH server, which only root may read.
    fn makes_host_keys(&self) -> bool {
        self.file.source().contains("ssh-keygen")
            && self.stage.range.clone().flat_map(|index| self.file.commands_of(index)).any(|command| {
                let names_them = |word: &&str| *word == "-A" || word.contains("/etc/ssh/");
                command.is("ssh-keygen") && command.texts().iter().any(names_them)
            })
    }

    /// Whether the stage puts together a server that only a script knows how to start: an application server, or whatever is
    /// unpacked where servers live.
    fn brings_server_elsewhere(&self) -> bool {
        let names_server = names_application_server(self.file.source());
        self.stage.range.clone().any(|index| {
            let target = self.file.instructions[index].arguments.words().last().map(|word| word.text.as_str());
            let commands = self.file.commands_of(index);
            let words = commands.iter().flat_map(|command| command.texts());
            let is_application_server = || target.into_iter().chain(words).any(names_application_server);
            let is_kept = |path: &str| {
                !commands
                    .iter()
                    .any(|command| command.is("rm") && command.texts().iter().any(|it| below(it, path).is_some()))
            };
            let is_for_servers = |path: &String| {
                let path = self.file.path_with_value(index, path);
                ["/mnt", "/opt", "/srv"].iter().any(|it| below(it, &path).is_some_and(|rest| !rest.is_empty()))
                    && is_kept(&path)
            };
            names_server && is_application_server() || self.file.unpacked_by(index).iter().any(is_for_servers)
        })
    }

    /// Whether one of these packages is installed.
    fn installs_one_of(&self, packages: &[&str]) -> bool {
        let commands = self.stage.range.clone().flat_map(|index| self.file.commands_of(index));
        let mut calls = commands.filter_map(Invocation::read);
        calls.any(|call| {
            call.installs()
                && call.packages().iter().any(|package| {
                    let name = package.text.split('=').next().unwrap_or("");
                    // `mysql55-mysql-server`: collections put their own name before.
                    let is_of_collection = |it: &&str| name.strip_suffix(*it).is_some_and(|rest| rest.ends_with('-'));
                    is_one_of(name, packages) || packages.iter().any(is_of_collection)
                })
        })
    }
}

fn names_application_server(text: &str) -> bool {
    APPLICATION_SERVERS.iter().any(|name| text.contains(name))
}

/// Whether a port is one of those below 1024 that mail, names, printers or directories are served at, by daemons that start as
/// root and leave it by themselves. The web is served by anybody.
fn is_of_the_system(port: &str) -> bool {
    let digits = port.split(|c: char| !c.is_ascii_digit()).next().unwrap_or("");
    digits.parse::<u16>().is_ok_and(|port| port > 0 && port < 1024 && !matches!(port, 80 | 443))
}

/// Whether a path ends like a document, a package or an archive, which no kernel runs.
fn is_no_program(path: &str) -> bool {
    const ENDINGS: [&str; 20] = [
        "aab", "apk", "css", "deb", "gz", "html", "ipa", "jar", "js", "json", "md", "pdf", "rpm", "tar", "tgz", "txt",
        "war", "whl", "xz", "zip",
    ];
    path.rsplit_once('.').is_some_and(|(_, ending)| ENDINGS.contains(&ending))
}

/// Whether a word of a command line is one of these programs, in whatever folder and version.
fn is_one_of(word: &str, programs: &[&str]) -> bool {
    let name = word.rsplit('/').next().unwrap_or(word);
    let unversioned = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    programs.contains(&name) || programs.contains(&unversioned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Language, Snapshot};

    fn nature(rest: &str) -> Nature {
        let snapshot = Snapshot::of(Language::Dockerfile, &format!("FROM debian:12\n{rest}\n"));
        let file = snapshot.dockerfile().expect("a Dockerfile");
        let stage = file.final_stage().expect("a stage");
        file.nature_of(stage, &file.runtime_of(stage))
    }

    #[test]
    fn on_scratch_files_may_be_all_there_is() {
        let of = |rest: &str| {
            let snapshot = Snapshot::of(Language::Dockerfile, &format!("FROM scratch\nCOPY a /a\n{rest}\n"));
            let file = snapshot.dockerfile().expect("a Dockerfile");
            let stage = file.final_stage().expect("a stage");
            file.nature_of(stage, &file.runtime_of(stage))
        };
        assert_eq!(of(""), Nature::Carrier);
        assert_eq!(of("ENTRYPOINT [\"/app.apk\"]"), Nature::Carrier);
        assert_eq!(of("ENTRYPOINT [\"/app\"]"), Nature::Plain);
    }

    #[test]
    fn a_command_line_tells_what_a_program_is() {
        for (rest, expected) in [
            ("CMD [\"python3\", \"app.py\"]", Nature::Plain),
            ("ENTRYPOINT [\"/entrypoint.sh\"]\nCMD [\"node\"]", Nature::Interactive),
            ("CMD sleep infinity", Nature::Interactive),
            ("CMD [\"/usr/sbin/php-fpm8.2\", \"-F\"]", Nature::NeedsItsOwn),
            ("RUN apt-get install -y rabbitmq-server\nCMD [\"/start.sh\"]", Nature::NeedsItsOwn),
            ("RUN yum install -y httpd\nCMD [\"/bin/bash\", \"/start.sh\"]", Nature::NeedsItsOwn),
            ("RUN yum install -y mysql55-mysql-server\nCMD [\"/entrypoint.sh\"]", Nature::NeedsItsOwn),
            ("RUN apt-get install -y docker.io\nCMD [\"a\"]", Nature::NeedsItsOwn),
            ("ENV HOME=/root\nCMD [\"a\"]", Nature::LivesInRoot),
            ("EXPOSE 53/udp 8080\nCMD [\"a\"]", Nature::NeedsItsOwn),
            ("EXPOSE 80 443/tcp $P\nCMD [\"a\"]", Nature::Plain),
            ("RUN apt-get install -y gosu\nCMD [\"/start.sh\"]", Nature::StepsDown),
            ("CMD [\"a\", \"-u\", \"www-data\"]", Nature::StepsDown),
            ("CMD [\"python\", \"-u\", \"app.py\"]", Nature::Plain),
            ("CMD mkdir -p a && ./b", Nature::WritesBesideItself),
            ("CMD [\"npm\", \"run\", \"dev\"]", Nature::WritesBesideItself),
            ("CMD php server.php start", Nature::WritesBesideItself),
            ("CMD yarn run serve", Nature::WritesBesideItself),
            ("ENV NODE_ENV=development\nCMD npm start", Nature::WritesBesideItself),
            ("RUN pip install supervisor==3\nCMD [\"/start.sh\"]", Nature::NeedsItsOwn),
            ("CMD /opt/a/bin/a start && tail -f /opt/a/logs/a.log", Nature::NeedsItsOwn),
            ("RUN tar xf a.tgz -C /opt/a\nCMD [\"/start.sh\"]", Nature::NeedsItsOwn),
            ("RUN tar xf a.tgz -C /opt/a && rm -r /opt/a\nCMD [\"/start.sh\"]", Nature::Plain),
            ("RUN tar xf a.tgz -C /a\nCMD cd /a/b && ./c", Nature::NeedsItsOwn),
            ("RUN mkdir /.vnc\nCMD [\"vncserver\"]", Nature::LivesInRoot),
            ("CMD ./compile.sh", Nature::BuildsItself),
            ("CMD go run .", Nature::BuildsItself),
            ("ENV PATH=/root/.cargo/bin:$PATH\nCMD [\"a\"]", Nature::LivesInRoot),
            ("RUN mkdir /root/.aws && echo a > /root/.aws/config\nCMD [\"a\"]", Nature::LivesInRoot),
            ("CMD [\"a\", \"--key=/etc/ssh/ssh_host_rsa_key\"]", Nature::NeedsItsOwn),
            ("RUN ssh-keygen -A\nCMD [\"/serve\"]", Nature::NeedsItsOwn),
            ("CMD [\"/opt/jboss/bin/run.sh\"]", Nature::NeedsItsOwn),
            ("LABEL RUN=\"docker run --privileged IMAGE\"\nCMD [\"a\"]", Nature::NeedsItsOwn),
            ("WORKDIR /opt/a\nRUN curl https://b/a.tgz | tar xz\nCMD [\"bin/a\"]", Nature::WritesBesideItself),
        ] {
            assert_eq!(nature(rest), expected, "{rest}");
        }
    }
}
