//! Well-known ports: which service one expects behind a number.
//!
//! Sources: IANA, Service Name and Transport Protocol Port Number Registry; where a project is better known for a port than the
//! registry is, the project's own documentation. A number is a habit, never a proof.

/// A port that people recognise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownPort {
    pub number: u16,
    /// What usually listens there, to stand after "usually".
    pub service: &'static str,
}

/// What usually listens on a port.
///
/// ```
/// use dunnage::reference::ports::known_port;
/// assert_eq!(known_port(5432).unwrap().service, "PostgreSQL");
/// assert!(known_port(5431).is_none());
/// ```
pub fn known_port(number: u16) -> Option<&'static KnownPort> {
    let at = PORTS.binary_search_by_key(&number, |port| port.number).ok()?;
    PORTS.get(at)
}

const fn port(number: u16, service: &'static str) -> KnownPort {
    KnownPort { number, service }
}

/// By number.
pub static PORTS: [KnownPort; 118] = [
    port(20, "FTP, data"),
    port(21, "FTP, control"),
    port(22, "SSH"),
    port(23, "Telnet"),
    port(25, "SMTP between mail servers"),
    port(53, "DNS"),
    port(67, "DHCP, server"),
    port(69, "TFTP"),
    port(80, "HTTP"),
    port(88, "Kerberos"),
    port(110, "POP3"),
    port(111, "ONC RPC port mapper"),
    port(123, "NTP"),
    port(137, "NetBIOS name service"),
    port(139, "SMB over NetBIOS"),
    port(143, "IMAP"),
    port(161, "SNMP"),
    port(162, "SNMP traps"),
    port(179, "BGP"),
    port(389, "LDAP"),
    port(443, "HTTPS"),
    port(445, "SMB"),
    port(465, "SMTP submission over TLS"),
    port(514, "syslog"),
    port(587, "SMTP submission"),
    port(631, "IPP, printing"),
    port(636, "LDAP over TLS"),
    port(853, "DNS over TLS"),
    port(873, "rsync"),
    port(993, "IMAP over TLS"),
    port(995, "POP3 over TLS"),
    port(1080, "SOCKS proxy"),
    port(1194, "OpenVPN"),
    port(1433, "Microsoft SQL Server"),
    port(1521, "Oracle Database"),
    port(1883, "MQTT"),
    port(2019, "Caddy's administration"),
    port(2049, "NFS"),
    port(2181, "ZooKeeper"),
    port(2222, "SSH in place of 22"),
    port(2375, "the Docker engine without TLS"),
    port(2376, "the Docker engine over TLS"),
    port(2377, "Docker swarm management"),
    port(2379, "etcd, clients"),
    port(2380, "etcd, peers"),
    port(3000, "HTTP in development: Node.js, Rails, Grafana"),
    port(3001, "HTTP in development"),
    port(3100, "Loki"),
    port(3128, "Squid proxy"),
    port(3306, "MySQL or MariaDB"),
    port(3389, "RDP"),
    port(3478, "STUN and TURN"),
    port(4000, "HTTP in development: Phoenix, Jekyll"),
    port(4200, "HTTP in development: Angular"),
    port(4222, "NATS"),
    port(4317, "OpenTelemetry over gRPC"),
    port(4318, "OpenTelemetry over HTTP"),
    port(4321, "HTTP in development: Astro"),
    port(4369, "Erlang's port mapper"),
    port(4444, "Selenium"),
    port(5000, "HTTP in development: Flask; a container registry"),
    port(5001, "HTTP in development"),
    port(5044, "Logstash, Beats input"),
    port(5060, "SIP"),
    port(5173, "HTTP in development: Vite"),
    port(5201, "iperf3"),
    port(5353, "multicast DNS"),
    port(5432, "PostgreSQL"),
    port(5555, "Celery Flower; Android debug bridge"),
    port(5601, "Kibana"),
    port(5672, "AMQP, RabbitMQ"),
    port(5678, "debugpy; n8n"),
    port(5900, "VNC"),
    port(5984, "CouchDB"),
    port(6006, "TensorBoard; Storybook"),
    port(6379, "Redis or Valkey"),
    port(6443, "the Kubernetes API server"),
    port(6667, "IRC"),
    port(7474, "Neo4j, HTTP"),
    port(7687, "Neo4j, Bolt"),
    port(7946, "Docker swarm gossip"),
    port(8000, "HTTP in place of 80: Django, Uvicorn"),
    port(8008, "HTTP in place of 80"),
    port(8080, "HTTP in place of 80"),
    port(8081, "HTTP in place of 80"),
    port(8083, "Kafka Connect"),
    port(8086, "InfluxDB"),
    port(8088, "HTTP in place of 80"),
    port(8123, "ClickHouse, HTTP; Home Assistant"),
    port(8125, "StatsD"),
    port(8200, "Vault"),
    port(8443, "HTTPS in place of 443"),
    port(8500, "Consul"),
    port(8529, "ArangoDB"),
    port(8883, "MQTT over TLS"),
    port(8888, "Jupyter; HTTP in place of 80"),
    port(8983, "Solr"),
    port(9000, "PHP-FPM; MinIO; SonarQube; Portainer"),
    port(9001, "MinIO's console"),
    port(9042, "Cassandra, CQL"),
    port(9090, "Prometheus"),
    port(9092, "Kafka"),
    port(9093, "Alertmanager; Kafka over TLS"),
    port(9100, "the Prometheus node exporter; raw printing"),
    port(9187, "the Prometheus exporter for PostgreSQL"),
    port(9200, "Elasticsearch or OpenSearch, HTTP"),
    port(9229, "Node.js inspector"),
    port(9300, "Elasticsearch or OpenSearch, between nodes"),
    port(9411, "Zipkin"),
    port(9443, "HTTPS in place of 443; Portainer"),
    port(11211, "memcached"),
    port(11434, "Ollama"),
    port(15672, "RabbitMQ's management"),
    port(16686, "Jaeger's web pages"),
    port(19530, "Milvus"),
    port(25565, "Minecraft"),
    port(27017, "MongoDB"),
    port(51820, "WireGuard"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order() {
        assert!(PORTS.windows(2).all(|pair| pair[0].number < pair[1].number));
        assert!(PORTS.iter().all(|port| !port.service.is_empty() && !port.service.ends_with('.')));
    }
}
