//! Credentials in the text of the file.

use crate::reference::credentials::credentials;
use crate::rules::prelude::*;

rule! {
    /// A secret stands in the file.
    ///
    /// Everybody who can read the repository has it, and so has everybody who can pull the image, since the history of an image
    /// repeats its instructions. Removing the line is not enough: revoke the secret where it was issued. A build gets its
    /// secrets from a mount (`RUN --mount=type=secret,id=token,env=TOKEN …`), a container from its environment.
    ///
    /// Known are the shapes that issuers give their tokens (AWS, GitHub, GitLab, Slack, Google, npm, PyPI, Stripe and more),
    /// private keys, signed web tokens, and passwords in addresses. Placeholders are none, and comments are not read. The password
    /// of a host without a domain, as containers call each other, is said more quietly.
    ///
    /// ```dockerfile
    /// FROM node:24-slim
    /// RUN npm config set registry https://ci:q7Rz0pfw@npm.example.org/ && npm ci
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM node:24-slim
    /// RUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci
    /// ```
    "secret-value", Warning,
    groups: [Security],
    aka: ["tally:secrets-in-code", "kics:c3e1b6ae"],
    concerns: ["secret-values"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for instruction in &file.instructions {
        for credential in credentials(file.text(instruction.span)) {
            let place = Span::from(credential.range).shift(instruction.span.start);
            if file.comments.iter().any(|comment| comment.contains(place)) {
                continue;
            }
            let message = format!("This looks like {}, and everybody who has the file can read it", credential.what);
            let finding = report.at(place, message);
            if credential.is_local {
                finding.severity(Info);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::marked;

    #[test]
    fn any_instruction_may_hold_one_and_comments_are_not_read() {
        let token = format!("glpat-{}", "a1B2c3D4e5F6g7H8i9J0");
        let source =
            format!("# {token}\nFROM a\nLABEL t={token}\nRUN x \\\n  # {token}\n  y\nCOPY <<E /f\n{token}\nE\n");
        assert_eq!(marked("secret-value", &source), [token.as_str(), token.as_str()]);
    }
}
