//! A service that nobody can ask whether it is well.

use crate::reference::images::health;
use crate::rules::prelude::*;

rule! {
    /// A service without a `HEALTHCHECK`.
    ///
    /// A process that runs is not yet a service that answers. With a `HEALTHCHECK`, `docker ps` shows the difference, Compose
    /// can wait for it (`depends_on` with `condition: service_healthy`) and Swarm replaces what fails. Kubernetes has probes
    /// of its own and ignores it.
    ///
    /// The rule speaks of a last stage that exposes a port and starts something, on a base that is known to bring no check.
    /// The fix asks with a tool that the base image has; port and path are guesses to be looked at.
    ///
    /// ```dockerfile
    /// FROM nginx:1.29
    /// COPY site /usr/share/nginx/html
    /// EXPOSE 80
    /// CMD ["nginx", "-g", "daemon off;"]
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM nginx:1.29
    /// COPY site /usr/share/nginx/html
    /// EXPOSE 80
    /// HEALTHCHECK --interval=30s --timeout=3s --start-period=10s --retries=3 CMD ["curl", "-fsS", "-o", "/dev/null", "http://127.0.0.1:80/"]
    /// CMD ["nginx", "-g", "daemon off;"]
    /// ```
    "missing-healthcheck", Hint, Ask,
    groups: [Pedantic],
    aka: ["hadolint:DL3057", "trivy:DS-0026", "checkov:CKV_DOCKER_2"],
    concerns: ["healthcheck-missing"],
}

/// Ports of databases, brokers and the like, which do not speak HTTP.
const NO_HTTP: [&str; 15] = [
    "22", "25", "53", "1433", "1521", "1883", "2181", "3306", "5432", "5672", "6379", "9042", "9092", "11211", "27017",
];

pub fn check(file: &Dockerfile, report: &mut Report) {
    let Some(stage) = file.final_stage() else { return };
    let runtime = file.runtime_of(stage);
    let starts = [runtime.entrypoint, runtime.cmd].into_iter().flatten().filter(|&at| stage.range.contains(&at)).min();
    let (Some(start), None, false) = (starts, runtime.healthcheck, runtime.exposed.is_empty()) else { return };
    let image = file.image_under(stage);
    let is_known = image.is_some_and(|image| !image.has_healthcheck) || file.stands_on_scratch(stage);
    if !is_known {
        return;
    }
    let exposes = file.instructions_of(stage).iter().find(|instruction| instruction.is(Keyword::Expose));
    let instruction = &file.instructions[start];
    let place = exposes.unwrap_or(instruction).name.span;
    let finding = report.at(place, "The service listens, but no HEALTHCHECK tells whether it answers");
    let port =
        runtime.exposed.iter().filter_map(|port| port.split('/').next()).find(|port| port.parse::<u16>().is_ok());
    let Some(image) = image else { return };
    let speaks_http = !port.is_some_and(|port| NO_HTTP.contains(&port));
    for check in health::for_image(Some(image)).into_iter().filter(|it| speaks_http || it.asks != health::Asks::Http) {
        finding
            .fix(
                check.title.clone(),
                insert(file.start_with_comments(instruction), format!("{}\n", check.dockerfile(port))),
            )
            .declares(&[Change::Instructions, Change::Healthcheck]);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::findings;

    #[test]
    fn a_database_is_not_asked_by_http() {
        let titles = |port: u16| -> Vec<String> {
            let source = format!("FROM fedora:43\nEXPOSE {port}\nCMD [\"a\"]\n");
            findings("missing-healthcheck", &source)[0].fixes.iter().map(|fix| fix.title.clone()).collect()
        };
        assert!(titles(8080).iter().any(|title| title.contains("HTTP")));
        assert!(titles(27017).iter().all(|title| !title.contains("HTTP")));
    }

    #[test]
    fn only_services_of_known_images_are_asked() {
        for source in [
            "FROM alpine:3.22\nCMD [\"a\"]\n",
            "FROM alpine:3.22\nEXPOSE 80\n",
            "FROM alpine:3.22\nEXPOSE 80\nHEALTHCHECK NONE\nCMD [\"a\"]\n",
            "FROM ghcr.io/acme/base:1\nEXPOSE 80\nCMD [\"a\"]\n",
        ] {
            assert!(findings("missing-healthcheck", source).is_empty(), "{source}");
        }
        assert_eq!(findings("missing-healthcheck", "FROM scratch\nEXPOSE 80\nCMD [\"/a\"]\n").len(), 1);
    }
}
