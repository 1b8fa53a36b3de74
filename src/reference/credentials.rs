//! What credentials look like: the shapes that issuers give their tokens so that they can be found.
//!
//! Only shapes that are hard to meet by chance are known, so a text without a finding is not a text without a secret. What is
//! plainly a placeholder (`AKIAIOSFODNN7EXAMPLE`, `ghp_xxxx…`, `user:password@`) is none.
//!
//! Sources: the issuers' documentation of their formats (AWS "Unique identifiers", GitHub "About authentication", GitLab "Token
//! overview", Slack "Token types", Google Cloud "API keys", npm "About access tokens", Stripe "API keys"), RFC 7468 (PEM),
//! RFC 7519 (JWT), RFC 3986 section 3.2.1 (user information).

use std::ops::Range;

/// A credential in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential {
    /// Such as `a GitHub token`.
    pub what: &'static str,
    /// In bytes of the text.
    pub range: Range<usize>,
    /// It opens something that only neighbours reach: the password of a host without a domain.
    pub is_local: bool,
}

/// The shape of a token: a start that nothing else has, and how many letters, digits, `_` and `-` follow at least.
struct Shape {
    start: &'static str,
    least: usize,
    what: &'static str,
}

const fn shape(start: &'static str, least: usize, what: &'static str) -> Shape {
    Shape { start, least, what }
}

static SHAPES: [Shape; 26] = [
    shape("AKIA", 16, "an AWS access key"),
    shape("ASIA", 16, "an AWS access key"),
    shape("AIza", 35, "a Google API key"),
    shape("SG.", 40, "a SendGrid key"),
    shape("dckr_pat_", 20, "a Docker Hub token"),
    shape("dp.pt.", 40, "a Doppler token"),
    shape("ghp_", 36, "a GitHub token"),
    shape("gho_", 36, "a GitHub token"),
    shape("ghu_", 36, "a GitHub token"),
    shape("ghs_", 36, "a GitHub token"),
    shape("ghr_", 36, "a GitHub token"),
    shape("github_pat_", 60, "a GitHub token"),
    shape("glpat-", 20, "a GitLab token"),
    shape("glptt-", 20, "a GitLab token"),
    shape("hf_", 34, "a Hugging Face token"),
    shape("npm_", 36, "an npm token"),
    shape("pypi-AgE", 50, "a PyPI token"),
    shape("rubygems_", 48, "a RubyGems key"),
    shape("rk_live_", 24, "a Stripe key"),
    shape("sk_live_", 24, "a Stripe key"),
    shape("sk-ant-", 40, "an Anthropic key"),
    shape("sk-proj-", 40, "an OpenAI key"),
    shape("xoxb-", 20, "a Slack token"),
    shape("xoxp-", 20, "a Slack token"),
    shape("xoxa-", 20, "a Slack token"),
    shape("xoxr-", 20, "a Slack token"),
];

/// Finds every credential in a text, from left to right.
///
/// ```
/// use dunnage::reference::credentials::credentials;
/// let found = credentials("ENV DB=postgres://app:hunter2@db.acme.io/shop");
/// assert_eq!((found[0].what, &found[0].range), ("a password", &(22..29)));
/// ```
pub fn credentials(text: &str) -> Vec<Credential> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let starts_word = at == 0 || !is_token(bytes[at - 1]);
        let credential = match bytes[at] {
            b'A' | b'S' | b'd' | b'g' | b'h' | b'n' | b'p' | b'r' | b's' | b'x' if starts_word => token(text, at),
            b'e' if starts_word => web_token(text, at),
            b'-' => private_key(text, at),
            b':' => password_in_url(text, at),
            _ => None,
        };
        match credential {
            Some(credential) => {
                at = credential.range.end.max(at + 1);
                found.push(credential);
            }
            None => at += 1,
        }
    }
    found
}

fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

fn token(text: &str, at: usize) -> Option<Credential> {
    let bytes = &text.as_bytes()[at..];
    let shape = SHAPES.iter().find(|shape| bytes.starts_with(shape.start.as_bytes()))?;
    let is_part = |byte: &&u8| is_token(**byte) || (shape.start.contains('.') && **byte == b'.');
    let length = bytes[shape.start.len()..].iter().take_while(is_part).count();
    let is_aws = shape.start == "AKIA" || shape.start == "ASIA";
    let fits = if is_aws { length == shape.least } else { length >= shape.least };
    let range = at..at + shape.start.len() + length;
    let body = &text[at + shape.start.len()..range.end];
    let is_upper = body.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    (fits && (!is_aws || is_upper) && is_random(body)).then_some(Credential {
        what: shape.what,
        range,
        is_local: false,
    })
}

/// Whether a text looks drawn by lot: many different characters, and none of the words that placeholders are made of.
fn is_random(body: &str) -> bool {
    let mut seen = [false; 128];
    body.bytes().filter(|byte| byte.is_ascii()).for_each(|byte| seen[usize::from(byte)] = true);
    let kinds = seen.iter().filter(|seen| **seen).count();
    let lower = body.to_ascii_lowercase();
    kinds >= 8
        && !["example", "xxxx", "your", "placeholder", "changeme", "dummy"].iter().any(|word| lower.contains(word))
}

/// Three parts of base64url with points between; the first two are JSON, so they start with `eyJ`.
fn web_token(text: &str, at: usize) -> Option<Credential> {
    let rest = text.get(at..).filter(|rest| rest.starts_with("eyJ"))?;
    let length = rest.bytes().take_while(|&byte| is_token(byte) || byte == b'.').count();
    let parts: Vec<&str> = rest[..length].trim_end_matches('.').split('.').collect();
    let [header, payload, signature] = parts.as_slice() else { return None };
    let fits = header.len() >= 16 && payload.starts_with("eyJ") && signature.len() >= 20 && is_random(signature);
    let end = at + header.len() + payload.len() + signature.len() + 2;
    fits.then_some(Credential { what: "a signed web token", range: at..end, is_local: false })
}

/// The first line of a private key, with some of the key behind it.
fn private_key(text: &str, at: usize) -> Option<Credential> {
    let rest = text.get(at..)?.strip_prefix("-----BEGIN ")?;
    let label = rest.split_once("-----")?.0;
    let is_key = label.len() < 40 && (label.ends_with("PRIVATE KEY") || label.ends_with("PRIVATE KEY BLOCK"));
    let end = at + "-----BEGIN ".len() + label.len() + "-----".len();
    let body = text[end..].trim_start_matches(['\\', 'n', '\r', '\n', ' ', '"', '\'']);
    let length = body.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || b"+/=".contains(byte)).count();
    (is_key && length >= 32).then_some(Credential { what: "a private key", range: at..end, is_local: false })
}

/// `scheme://user:password@host`, of which the password is marked. `at` is the colon behind the scheme.
fn password_in_url(text: &str, at: usize) -> Option<Credential> {
    let rest = text.get(at..)?.strip_prefix("://")?;
    let has_scheme = at > 0 && text.as_bytes()[at - 1].is_ascii_alphanumeric();
    let authority = rest.split(['/', ' ', '\t', '\n', '"', '\'', '?', '#', '\\', '`', ')', '>', '|', ';']).next()?;
    let (user_info, host) = authority.rsplit_once('@')?;
    let (user, password) = user_info.split_once(':')?;
    let is_open = !password.is_empty() && !password.contains(['$', '<', '{', '%', '*', ':', '@', ',']);
    let is_own = host.starts_with("localhost") || host.starts_with("127.") || host.starts_with("example.");
    if !has_scheme || !is_open || is_own || host.is_empty() || is_placeholder(user, password) {
        return None;
    }
    let start = at + "://".len() + user.len() + 1;
    let is_local = !host.contains('.');
    Some(Credential { what: "a password", range: start..start + password.len(), is_local })
}

/// Passwords that stand for one, or that keep nothing secret.
fn is_placeholder(user: &str, password: &str) -> bool {
    const WORDS: [&str; 26] = [
        "admin",
        "changeme",
        "db",
        "default",
        "demo",
        "dev",
        "development",
        "dummy",
        "example",
        "fake",
        "guest",
        "local",
        "mysql",
        "oauth2",
        "pass",
        "passwd",
        "password",
        "placeholder",
        "postgres",
        "root",
        "secret",
        "test",
        "token",
        "user",
        "x",
        "x-oauth-basic",
    ];
    let lower = password.to_ascii_lowercase();
    let is_word = |text: &str| WORDS.contains(&text.trim_end_matches(|c: char| c.is_ascii_digit()));
    let is_repeated = lower.bytes().all(|byte| Some(byte) == lower.bytes().next());
    password.eq_ignore_ascii_case(user) || is_repeated || is_word(&lower) || lower.split(['_', '-']).all(is_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(&'static str, String)> {
        credentials(text).into_iter().map(|it| (it.what, text[it.range].to_owned())).collect()
    }

    /// A body of that length, drawn by no lot at all. Whole tokens stand in no test, so that nobody has to look twice.
    fn body(length: usize) -> String {
        "a1B2c3D4e5F6g7H8".chars().cycle().take(length).collect()
    }

    #[test]
    fn every_shape_is_found_in_a_sentence() {
        for shape in &SHAPES {
            let body = if shape.least == 16 { body(16).to_uppercase() } else { body(shape.least) };
            let token = format!("{}{body}", shape.start);
            assert_eq!(found(&format!("RUN x \"{token}\" y")), [(shape.what, token.clone())]);
            assert!(found(&format!("RUN x z{token} y")).is_empty(), "{token} inside a word");
            assert!(found(&token[..token.len() - 1]).is_empty(), "{token} is too short");
        }
    }

    #[test]
    fn keys_and_web_tokens_are_found() {
        let web = format!("eyJ{}.eyJ{}.{}", body(20), body(20), body(30));
        assert_eq!(found(&format!("curl -H 'Bearer {web}'")), [("a signed web token", web.clone())]);
        let start = "-----BEGIN RSA PRIVATE KEY-----";
        assert_eq!(found(&format!("{start}\n{}\n", body(64))), [("a private key", start.to_owned())]);
        assert!(found(&format!("grep -q '{start}' key.pem")).is_empty());
        assert!(found(&format!("-----BEGIN PUBLIC KEY-----\n{}", body(64))).is_empty());
    }

    #[test]
    fn passwords_stand_in_urls() {
        assert_eq!(found("git clone https://bob:hunter2!@git.acme.io/x"), [("a password", "hunter2!".to_owned())]);
        for text in [
            "https://git.acme.io/a:b@c",
            "https://$USER:$PASSWORD@git.acme.io",
            "https://oauth2:${TOKEN}@git.acme.io",
            "postgres://user:password@db/x",
            "postgres://app:app@db/x",
            "redis://:x@y",
            "amqp://a:hunter2@localhost/",
            "https://user:<password>@host",
            "http://proxy:8080",
        ] {
            assert!(found(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn placeholders_are_no_secrets() {
        for text in ["AKIAIOSFODNN7EXAMPLE", "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"] {
            assert!(found(text).is_empty(), "{text}");
        }
    }
}
