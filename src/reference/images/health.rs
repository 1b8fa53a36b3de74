//! Ready health checks: what to ask a service, with the tools that its image has.
//!
//! Every check is offered in two spellings of one command: for a Dockerfile's `HEALTHCHECK` and for `test` in Compose. They
//! are starting points that nobody ran on the file at hand: port and path are places to fill in.

use super::{Image, Knowledge};
use crate::reference::dockerfile::plain_text;

/// What a health check talks to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asks {
    /// A page, by HTTP; an error status is a failure.
    Http,
    /// Whether something listens.
    Port,
    /// The service itself, with its own program.
    Service,
}

/// One way to see whether a service works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HealthCheck {
    /// What it does, such as `Ask by HTTP with curl`.
    pub title: String,
    /// The program that must be in the image.
    pub tool: String,
    pub asks: Asks,
    /// The command's words; `<port>` and `<path>` stand for what only the author knows.
    words: Vec<String>,
    /// The words are one line for a shell.
    needs_shell: bool,
    /// What the port probably is.
    port: String,
}

/// A check of the catalogue. In the words `<url>` is `http://127.0.0.1:<port><path>`.
struct Kind {
    title: &'static str,
    tool: &'static str,
    asks: Asks,
    port: &'static str,
    words: &'static [&'static str],
}

const fn http(title: &'static str, tool: &'static str, words: &'static [&'static str]) -> Kind {
    Kind { title, tool, asks: Asks::Http, port: "8080", words }
}

const fn port(title: &'static str, tool: &'static str, words: &'static [&'static str]) -> Kind {
    Kind { title, tool, asks: Asks::Port, port: "8080", words }
}

const fn service(title: &'static str, tool: &'static str, port: &'static str, words: &'static [&'static str]) -> Kind {
    Kind { title, tool, asks: Asks::Service, port, words }
}

/// The catalogue, each group in the order of preference.
static KINDS: [Kind; 33] = [
    http("Ask by HTTP with curl", "curl", &["curl", "-fsS", "-o", "/dev/null", "<url>"]),
    http("Ask by HTTP with wget", "wget", &["wget", "-q", "--spider", "<url>"]),
    http(
        "Ask by HTTP with Node.js",
        "node",
        &["node", "-e", "fetch('<url>').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"],
    ),
    http("Ask by HTTP with Bun", "bun", &["bun", "-e", "const r=await fetch('<url>');process.exit(r.ok?0:1)"]),
    http("Ask by HTTP with Deno", "deno", &["deno", "eval", "const r=await fetch('<url>');Deno.exit(r.ok?0:1)"]),
    http(
        "Ask by HTTP with Python",
        "python3",
        &["python3", "-c", "import urllib.request as u;u.urlopen('<url>',timeout=3)"],
    ),
    http("Ask by HTTP with PHP", "php", &["php", "-r", "exit(@file_get_contents('<url>')===false?1:0);"]),
    http(
        "Ask by HTTP with Ruby",
        "ruby",
        &["ruby", "-rnet/http", "-e", "exit Net::HTTP.get_response(URI('<url>')).is_a?(Net::HTTPSuccess)"],
    ),
    http(
        "Ask by HTTP with PowerShell",
        "powershell",
        &["powershell", "-Command", "try{exit [int]((iwr -UseBasicParsing '<url>').StatusCode -ge 400)}catch{exit 1}"],
    ),
    port("See whether the port is open, with bash", "bash", &["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/<port>"]),
    port("See whether the port is open, with nc", "nc", &["nc", "-z", "127.0.0.1", "<port>"]),
    port("See whether the port is open, with PHP", "php", &["php", "-r", "exit(@fsockopen('127.0.0.1',<port>)?0:1);"]),
    port(
        "See whether the port is open, with Python",
        "python3",
        &["python3", "-c", "import socket;socket.create_connection(('127.0.0.1',<port>),3)"],
    ),
    service("Ask a gRPC service", "grpc_health_probe", "50051", &["grpc_health_probe", "-addr=127.0.0.1:<port>"]),
    service("Ask PostgreSQL", "pg_isready", "5432", &["pg_isready", "-h", "127.0.0.1", "-U", "postgres"]),
    service("Ask Redis", "redis-cli", "6379", &["redis-cli", "ping"]),
    service("Ask Valkey", "valkey-cli", "6379", &["valkey-cli", "ping"]),
    service("Ask MySQL", "mysqladmin", "3306", &["mysqladmin", "ping", "-h", "127.0.0.1"]),
    service("Ask MariaDB", "healthcheck.sh", "3306", &["healthcheck.sh", "--connect", "--innodb_initialized"]),
    service("Ask MongoDB", "mongosh", "27017", &["mongosh", "--quiet", "--eval", "db.adminCommand('ping').ok"]),
    service("Ask RabbitMQ", "rabbitmq-diagnostics", "5672", &["rabbitmq-diagnostics", "-q", "ping"]),
    service(
        "Ask Kafka",
        "kafka-broker-api-versions.sh",
        "9092",
        &["/opt/kafka/bin/kafka-broker-api-versions.sh", "--bootstrap-server", "127.0.0.1:<port>"],
    ),
    service("Ask ZooKeeper", "zkServer.sh", "2181", &["zkServer.sh", "status"]),
    service("Ask Cassandra", "cqlsh", "9042", &["cqlsh", "-e", "SELECT now() FROM system.local"]),
    service("Ask ClickHouse", "clickhouse-client", "9000", &["clickhouse-client", "--query", "SELECT 1"]),
    service(
        "Ask SQL Server",
        "sqlcmd",
        "1433",
        &[
            "/bin/sh",
            "-c",
            "/opt/mssql-tools18/bin/sqlcmd -C -S 127.0.0.1 -U sa -P \"$MSSQL_SA_PASSWORD\" -Q 'SELECT 1' -b",
        ],
    ),
    service("Ask etcd", "etcdctl", "2379", &["etcdctl", "endpoint", "health"]),
    service("Ask Consul", "consul", "8500", &["consul", "members"]),
    service("Ask Vault", "vault", "8200", &["vault", "status", "-address=http://127.0.0.1:<port>"]),
    service("Ask InfluxDB", "influx", "8086", &["influx", "ping"]),
    service("Ask MinIO", "mc", "9000", &["mc", "ready", "local"]),
    service("Ask the Docker engine", "docker", "2375", &["docker", "info"]),
    service("Ask Ollama", "ollama", "11434", &["ollama", "list"]),
];

/// Health checks for a service in this image, the fitting ones first.
///
/// For a known image: what is recommended for it, then every general check whose tool is known to be there. For an unknown
/// one: the whole catalogue, general checks first, since nothing says which tool is missing.
///
/// ```
/// use dunnage::reference::images::{health::for_image, lookup};
/// let checks = for_image(lookup("postgres:17"));
/// assert!(checks[0].dockerfile(None).ends_with(r#"CMD ["pg_isready", "-h", "127.0.0.1", "-U", "postgres"]"#));
/// ```
pub fn for_image(image: Option<&Image>) -> Vec<HealthCheck> {
    let Some(image) = image else {
        return KINDS.iter().map(|kind| HealthCheck::of(kind, kind.port)).collect();
    };
    let probable = image.ports.iter().find(|port| !port.contains(['/', '-'])).copied();
    let mut checks: Vec<HealthCheck> = recommended(image, probable).into_iter().collect();
    // An image that is one service and has its own check does not speak HTTP on that port.
    let speaks_http = checks.first().is_none_or(|own| own.asks == Asks::Http || own.places() > 0);
    for kind in KINDS.iter().filter(|kind| kind.asks == Asks::Port || (kind.asks == Asks::Http && speaks_http)) {
        if image.has_tool(kind.tool) != Knowledge::Yes {
            continue;
        }
        let check = HealthCheck::of(kind, probable.unwrap_or(kind.port));
        // The recommended check of most images is one of these, sometimes at a better place.
        let is_there = checks.iter().any(|other| other.tool == check.tool && other.asks == check.asks);
        if !is_there {
            checks.push(check);
        }
    }
    checks
}

/// The check that the image's row recommends.
fn recommended(image: &Image, probable: Option<&str>) -> Option<HealthCheck> {
    let mut words: Vec<String> = serde_json::from_str(image.healthcheck?).ok()?;
    let form = (!words.is_empty()).then(|| words.remove(0))?;
    for word in &mut words {
        // Compose doubles the dollar sign.
        *word = word.replace("$$", "$").replace("127.0.0.1:<port>/", "127.0.0.1:<port><path>");
    }
    let first = words.first()?.split(' ').next().unwrap_or("");
    let tool = first.rsplit('/').next().unwrap_or(first).to_owned();
    let says = |parts: &[&str]| words.iter().any(|word| parts.iter().any(|part| word.contains(part)));
    let asks = match tool.as_str() {
        "vault" => Asks::Service,
        _ if says(&["http://", "https://", "GET /"]) => Asks::Http,
        _ if tool == "nc" || says(&["/dev/tcp/", "fsockopen"]) => Asks::Port,
        _ => Asks::Service,
    };
    let generic = KINDS.iter().find(|kind| kind.tool == tool && kind.asks == asks);
    let title = match (generic, asks) {
        (Some(kind), _) => kind.title.to_owned(),
        (None, Asks::Http) => format!("Ask by HTTP with {tool}"),
        (None, Asks::Port) => format!("See whether the port is open, with {tool}"),
        (None, Asks::Service) => format!("Ask with {tool}"),
    };
    let port = probable.unwrap_or("8080").to_owned();
    Some(HealthCheck { title, tool, asks, words, needs_shell: form == "CMD-SHELL", port })
}

impl HealthCheck {
    fn of(kind: &Kind, port: &str) -> Self {
        let words = kind.words.iter().map(|word| word.replace("<url>", "http://127.0.0.1:<port><path>")).collect();
        HealthCheck {
            title: kind.title.to_owned(),
            tool: kind.tool.to_owned(),
            asks: kind.asks,
            words,
            needs_shell: false,
            port: port.to_owned(),
        }
    }

    /// The instruction as a snippet: port and path first, then the timing. A port that is known is offered as the default.
    pub fn dockerfile_snippet(&self, port: Option<&str>) -> String {
        let places = self.places();
        let command = self.command(port, "$");
        let [interval, timeout, start, retries] = [places + 1, places + 2, places + 3, places + 4];
        format!(
            "HEALTHCHECK --interval=${{{interval}:30s}} --timeout=${{{timeout}:3s}} --start-period=${{{start}:10s}} \
             --retries=${{{retries}:3}} CMD {command}"
        )
    }

    /// The instruction as plain text.
    pub fn dockerfile(&self, port: Option<&str>) -> String {
        plain_text(&self.dockerfile_snippet(port)).unwrap_or_default()
    }

    /// The value of `healthcheck.test` in Compose, as a snippet.
    pub fn compose_snippet(&self, port: Option<&str>) -> String {
        let command = self.command(port, "$$");
        if self.needs_shell {
            return format!("[\"CMD-SHELL\", {}]", self.quoted(&self.words.join(" "), port, "$$"));
        }
        command.replacen('[', "[\"CMD\", ", 1)
    }

    /// The value of `healthcheck.test` in Compose, as plain text.
    pub fn compose(&self, port: Option<&str>) -> String {
        plain_text(&self.compose_snippet(port)).unwrap_or_default()
    }

    /// How many places the command itself has.
    fn places(&self) -> usize {
        let has = |place: &str| usize::from(self.words.iter().any(|word| word.contains(place)));
        has("<port>") + has("<path>")
    }

    /// The command in exec form, or as a line for the shell where it needs one; a snippet either way.
    fn command(&self, port: Option<&str>, dollar: &str) -> String {
        if self.needs_shell {
            return self.filled(&escaped(&self.words.join(" "), dollar), port);
        }
        let words: Vec<String> = self.words.iter().map(|word| self.quoted(word, port, dollar)).collect();
        format!("[{}]", words.join(", "))
    }

    fn quoted(&self, word: &str, port: Option<&str>, dollar: &str) -> String {
        let json = serde_json::Value::from(word).to_string();
        self.filled(&escaped(&json, dollar), port)
    }

    fn filled(&self, text: &str, port: Option<&str>) -> String {
        let port = port.unwrap_or(&self.port);
        let path = 1 + usize::from(text.contains("<port>"));
        text.replace("<port>", &format!("${{1:{port}}}")).replace("<path>", &format!("${{{path}:/}}"))
    }
}

/// Text as a snippet holds it, each dollar sign written as asked.
fn escaped(text: &str, dollar: &str) -> String {
    let mut snippet = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '$' => snippet.push_str(&dollar.replace('$', "\\$")),
            '\\' | '}' => snippet.extend(['\\', character]),
            _ => snippet.push(character),
        }
    }
    snippet
}

#[cfg(test)]
mod tests {
    use super::super::{images, lookup};
    use super::*;

    fn titles(reference: &str) -> Vec<String> {
        for_image(lookup(reference)).into_iter().map(|check| check.title).collect()
    }

    #[test]
    fn only_tools_of_the_image_are_offered() {
        assert_eq!(titles("node:20-slim"), ["Ask by HTTP with Node.js", "See whether the port is open, with bash"]);
        assert_eq!(titles("alpine:3.20"), ["Ask by HTTP with wget", "See whether the port is open, with nc"]);
        assert_eq!(titles("redis:7-alpine"), ["Ask Redis", "See whether the port is open, with nc"]);
        assert_eq!(titles("mysql:8"), ["Ask MySQL", "See whether the port is open, with bash"]);
        assert_eq!(titles("quay.io/keycloak/keycloak")[0], "Ask by HTTP with bash");
        assert!(titles("gcr.io/distroless/static").is_empty());
        assert!(titles("scratch").is_empty());
    }

    #[test]
    fn an_unknown_image_gets_the_whole_catalogue() {
        let checks = for_image(None);
        assert_eq!(checks.len(), KINDS.len());
        assert_eq!(checks[0].tool, "curl");
    }

    #[test]
    fn one_command_has_two_spellings() {
        let nginx = &for_image(lookup("nginx:1.27"))[0];
        let timing = "HEALTHCHECK --interval=30s --timeout=3s --start-period=10s --retries=3 CMD";
        let curl = r#""curl", "-fsS", "-o", "/dev/null", "http://127.0.0.1:80/"]"#;
        assert_eq!(nginx.dockerfile(None), format!("{timing} [{curl}"));
        assert_eq!(nginx.compose(None), format!("[\"CMD\", {curl}"));
    }

    #[test]
    fn a_known_port_is_used() {
        let golang = &for_image(lookup("golang:1.22"))[0];
        assert!(golang.dockerfile(Some("3000")).contains("http://127.0.0.1:3000/"), "{golang:?}");
        assert!(golang.compose_snippet(Some("3000")).contains("http://127.0.0.1:${1:3000}${2:/}"), "{golang:?}");
    }

    #[test]
    fn compose_doubles_the_dollar_sign() {
        let sql = for_image(None).into_iter().find(|check| check.tool == "sqlcmd").expect("SQL Server");
        assert!(sql.compose(None).contains(r#"\"$$MSSQL_SA_PASSWORD\""#), "{}", sql.compose(None));
        assert!(sql.dockerfile(None).contains(r#"\"$MSSQL_SA_PASSWORD\""#), "{}", sql.dockerfile(None));
    }

    #[test]
    fn every_check_of_every_image_is_sound_in_both_spellings() {
        let known = images().iter().flat_map(|image| for_image(Some(image)));
        for check in known.chain(for_image(None)) {
            let dockerfile = plain_text(&check.dockerfile_snippet(None)).expect("a well-formed snippet");
            assert!(!dockerfile.contains("<p"), "{dockerfile}");
            let compose: Vec<String> = serde_json::from_str(&check.compose(None)).expect("a JSON array");
            assert!(compose[0].starts_with("CMD"), "{compose:?}");
            if !check.needs_shell {
                let (_, command) = dockerfile.split_once(" CMD ").expect("a command");
                let words: Vec<String> = serde_json::from_str(command).expect("exec form");
                let undoubled: Vec<String> = compose[1..].iter().map(|word| word.replace("$$", "$")).collect();
                assert_eq!(words, undoubled);
            }
        }
    }
}
