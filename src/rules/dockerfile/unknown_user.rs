//! A user that the image does not have.

use crate::rules::prelude::*;

rule! {
    /// The image has no user of this name.
    ///
    /// A name behind `USER` or `--chown` is looked up in the `/etc/passwd` of the image. Where it is missing, the container does
    /// not start, and `COPY --chown` fails in the build. `scratch` has no such file at all, and a stage that makes the user
    /// gives it to no other stage. A number needs no file.
    ///
    /// The rule speaks where it knows every user of the base image, and no step could have brought another: a package, a
    /// script, a copied `/etc/passwd`.
    ///
    /// ```dockerfile
    /// FROM golang:1.26 AS build
    /// RUN useradd --uid 10001 app && go build -o /api ./cmd/api
    ///
    /// FROM scratch
    /// COPY --from=build /api /api
    /// USER app
    /// ENTRYPOINT ["/api"]
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM golang:1.26 AS build
    /// RUN useradd --uid 10001 app && go build -o /api ./cmd/api
    ///
    /// FROM scratch
    /// COPY --from=build /api /api
    /// USER 10001
    /// ENTRYPOINT ["/api"]
    /// ```
    "unknown-user", Warning, Ask,
    groups: [Correctness],
    aka: ["tally:named-identity-in-passwdless-stage"],
    concerns: ["user-named-without-passwd"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    let names = |it: &Instruction| it.is(Keyword::User) || it.flag("chown").is_some();
    let Some(stage) = file.final_stage().filter(|_| file.instructions.iter().any(names)) else { return };
    let words = file.instructions_of(stage).iter().filter_map(owner_word);
    let mut unknown = words.filter(|word| is_missing(file, stage, split_owner(&word.text).0)).peekable();
    if unknown.peek().is_none() || file.may_bring_accounts(stage) {
        return;
    }
    let accounts = file.accounts_of(stage);
    for word in unknown {
        let (name, group) = split_owner(&word.text);
        if accounts.has_user(name) {
            continue;
        }
        let finding = report.at(word.span, format!("The image has no user `{name}`"));
        let elsewhere = file.stages.iter().take(stage.index).rev().find_map(|other| {
            let made = file.accounts_of(other);
            let user = made.users.iter().find(|user| user.name == name)?;
            Some((user.name_span, user.id.filter(|id| id.parse::<u32>().is_ok()).map(str::to_owned)))
        });
        if let Some((place, _)) = elsewhere {
            finding.related(place, "it is made in another stage, which keeps it for itself");
        }
        let number = elsewhere.and_then(|(_, id)| id);
        // 65532 is what distroless calls `nonroot`: high enough to be nobody else.
        let id = number.unwrap_or_else(|| "65532".to_owned());
        let text = if group.is_some() { format!("{id}:{id}") } else { id };
        if !word.text.contains(['"', '\'']) {
            finding
                .fix(format!("Use the number {text}"), replace(word.part(0..word.text.len()), text.clone()))
                .declares(&[Change::User]);
        }
    }
}

/// The word that names a user: of USER, or of `--chown`.
fn owner_word(instruction: &Instruction) -> Option<&Word> {
    match (instruction.keyword, &instruction.arguments) {
        (Keyword::User, Arguments::Text(word)) => Some(word),
        (Keyword::Copy | Keyword::Add, _) => instruction.flag("chown")?.value.as_ref(),
        _ => None,
    }
}

/// Whether neither the base image nor its distribution brings the user.
fn is_missing(file: &Dockerfile, stage: &Stage, name: &str) -> bool {
    let is_number = name.starts_with(|c: char| c.is_ascii_digit());
    if name.is_empty() || is_number || name.contains(['$', '\\']) {
        return false;
    }
    match file.image_under(stage) {
        Some(image) if image.is_windows() => false,
        Some(image) if image.name == "scratch" => true,
        Some(image) => image.has_user(name) == Some(false),
        None => file.stands_on_scratch(stage),
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    #[test]
    fn names_are_looked_up_in_the_image() {
        assert_eq!(
            marked("unknown-user", "FROM node:24-alpine\nCOPY --chown=app . /x\nUSER www-data\n"),
            ["app", "www-data"]
        );
        assert_eq!(
            fixed("unknown-user", "FROM scratch\nUSER app:app\n").as_deref(),
            Some("FROM scratch\nUSER 65532:65532\n")
        );
    }

    #[test]
    fn silence_where_somebody_may_have_made_it() {
        for source in [
            "FROM scratch\nCOPY --from=0 /etc/passwd /etc/passwd\nUSER app\n",
            "FROM scratch\nADD rootfs.tar.xz /\nUSER app\n",
            "FROM scratch\nUSER 1000\n",
            "FROM alpine\nRUN adduser -D app\nUSER app\n",
            "FROM alpine AS base\nRUN adduser -D app\nFROM base\nUSER app\n",
            "FROM debian:13\nRUN apt-get update && apt-get install -y postgresql\nUSER postgres\n",
            "FROM ghcr.io/acme/base\nUSER app\n",
            "FROM node:24\nUSER node\n",
            "FROM debian:13\nUSER www-data\n",
            "FROM debian:13\nRUN ./make-users.sh\nUSER app\n",
        ] {
            assert!(marked("unknown-user", source).is_empty(), "{source}");
        }
    }
}
