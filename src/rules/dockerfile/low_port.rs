//! A port below 1024 for a user that is not root.

use crate::rules::prelude::*;

rule! {
    /// A port below 1024 is exposed, and the container does not run as root.
    ///
    /// Docker has let every user of a container listen on any port since 20.10: it sets `net.ipv4.ip_unprivileged_port_start`
    /// to 0. Podman does not, and Kubernetes only where its runtime is told to, as containerd is from 2.0 on. A port from 1024 on works
    /// everywhere; `ports: "80:8080"` or a Service brings it to the number that the world expects.
    ///
    /// ```dockerfile
    /// FROM node:24-slim
    /// EXPOSE 80
    /// USER node
    /// CMD ["node", "server.js"]
    /// ```
    "low-port", Hint,
    groups: [Correctness],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    let Some(stage) = file.final_stage() else { return };
    if file.all(Keyword::Expose).next().is_none() || file.all(Keyword::User).next().is_none() {
        return;
    }
    let Some(user) = file.runtime_of(stage).user.filter(|user| !is_root(&user.text) && !user.text.contains('$')) else {
        return;
    };
    for expose in file.instructions_of(stage).iter().filter(|it| it.is(Keyword::Expose)) {
        for word in expose.arguments.words() {
            let port = word.text.split('/').next().unwrap_or("");
            if port.parse::<u16>().is_ok_and(|port| (1..1024).contains(&port)) {
                let name = split_owner(&user.text).0;
                report
                    .at(
                        word.span,
                        format!(
                            "`{name}` may listen on port {port} under Docker, not everywhere under Podman or Kubernetes"
                        ),
                    )
                    .related(user.span, "the user of the container");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::marked;

    #[test]
    fn only_low_ports_of_other_users() {
        let source = "FROM a\nEXPOSE 80/tcp 443 8080 $PORT\nUSER app\n";
        assert_eq!(marked("low-port", source), ["80/tcp", "443"]);
        assert!(marked("low-port", "FROM a\nUSER app\nEXPOSE 80\nUSER root\n").is_empty());
        assert!(marked("low-port", "FROM a\nEXPOSE 80\n").is_empty());
    }
}
