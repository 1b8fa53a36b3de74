//! What some kinds of text look like: addresses, points in time, versions, commits.
//!
//! Each question is answered from the text alone, by the standard that its function names; nothing is looked up.

/// A URL: a scheme, and behind it something without blanks. One of the web names a host. Source: RFC 3986.
pub fn is_url(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    let is_clean = rest
        .chars()
        .all(|c| c.is_ascii_graphic() && !matches!(c, '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}'));
    let on_the_web = ["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known));
    let has_host =
        rest.strip_prefix("//").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '['));
    is_scheme && is_clean && !rest.is_empty() && (has_host || !on_the_web)
}

/// A date and a time with its offset: `2026-01-31T09:00:00Z`. Source: RFC 3339, which lets a blank stand for the `T`.
pub fn is_time(text: &str) -> bool {
    let bytes = text.as_bytes();
    let number = |from: usize, len: usize| -> Option<u32> {
        let digits = text.get(from..from + len).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
        digits.parse().ok()
    };
    let stands = |at: usize, allowed: &[u8]| bytes.get(at).is_some_and(|byte| allowed.contains(byte));
    let is_spaced = stands(4, b"-") && stands(7, b"-") && stands(10, b"Tt ") && stands(13, b":") && stands(16, b":");
    let (Some(year), Some(month), Some(day)) = (number(0, 4), number(5, 2), number(8, 2)) else { return false };
    let (Some(hour), Some(minute), Some(second)) = (number(11, 2), number(14, 2), number(17, 2)) else { return false };
    let is_in_range = (1..=days_of(year, month)).contains(&day) && hour < 24 && minute < 60 && second <= 60;
    let rest = &text[19..];
    let offset = match rest.strip_prefix('.') {
        Some(fraction) => {
            let offset = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
            if offset.len() == fraction.len() {
                return false;
            }
            offset
        }
        None => rest,
    };
    is_spaced && is_in_range && is_offset(offset)
}

fn is_offset(text: &str) -> bool {
    let Some(clock) = text.strip_prefix(['+', '-']) else { return matches!(text, "Z" | "z") };
    let part = |part: &str, limit: u32| part.len() == 2 && part.parse::<u32>().is_ok_and(|number| number < limit);
    clock.split_once(':').is_some_and(|(hour, minute)| part(hour, 24) && part(minute, 60))
}

/// The days of a month; 0 where there is no such month.
fn days_of(year: u32, month: u32) -> u32 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 0,
    }
}

/// A version: `1.4.2`, `1.4.2-rc.1+build.5`. Source: Semantic Versioning 2.0.0.
pub fn is_semantic_version(text: &str) -> bool {
    let (text, build) = text.split_once('+').map_or((text, None), |(text, build)| (text, Some(build)));
    let (core, before) = text.split_once('-').map_or((text, None), |(core, before)| (core, Some(before)));
    let is_number = |part: &str| {
        let is_plain = part == "0" || !part.starts_with('0');
        !part.is_empty() && is_plain && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let is_identifier =
        |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let has_letter = |part: &str| part.bytes().any(|byte| !byte.is_ascii_digit());
    let is_core = core.split('.').count() == 3 && core.split('.').all(is_number);
    let is_before = before
        .is_none_or(|list| list.split('.').all(|part| is_identifier(part) && (has_letter(part) || is_number(part))));
    is_core && is_before && build.is_none_or(|list| list.split('.').all(is_identifier))
}

/// A commit of Git: 7 to 40 hexadecimal digits in lower case.
pub fn is_commit(text: &str) -> bool {
    (7..=40).contains(&text.len()) && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// An address of electronic mail, without a name around it. Source: RFC 5322 (`addr-spec`), without comments.
pub fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let is_atom = |part: &str| {
        let is_letter = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c) || !c.is_ascii();
        !part.is_empty() && part.chars().all(is_letter)
    };
    let is_quoted = local.len() > 2 && local.starts_with('"') && local.ends_with('"');
    let is_literal = domain.starts_with('[') && domain.ends_with(']');
    (is_quoted || local.split('.').all(is_atom)) && (is_literal || domain.split('.').all(is_atom))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Which of the texts are of the kind.
    fn those<'a>(is: fn(&str) -> bool, texts: &[&'a str]) -> Vec<&'a str> {
        texts.iter().copied().filter(|text| is(text)).collect()
    }

    #[test]
    fn urls() {
        let texts =
            ["https://a.example/b?c#d", "mailto:a@b", "git@host:x/y", "example.com", "https:///x", "https://a b"];
        assert_eq!(those(is_url, &texts), ["https://a.example/b?c#d", "mailto:a@b"]);
    }

    #[test]
    fn times() {
        let sound = ["2026-01-31T09:00:00Z", "2024-02-29 23:59:60.5+01:00", "2026-01-31t09:00:00z"];
        assert_eq!(those(is_time, &sound), sound);
        let odd = [
            "2026-01-31",
            "2026-02-29T09:00:00Z",
            "2026-01-31T09:00:00",
            "2026-01-31T09:00:00.Z",
            "2026-13-01T00:00:00Z",
            "é026-01-31T09:00:00Z",
        ];
        assert!(those(is_time, &odd).is_empty());
    }

    #[test]
    fn versions() {
        let sound = ["0.1.0", "1.4.2-rc.1+build.05", "1.0.0--1"];
        assert_eq!(those(is_semantic_version, &sound), sound);
        assert!(
            those(is_semantic_version, &["v1.0.0", "1.0", "01.0.0", "1.0.0-", "1.0.0-01", "latest", "1.0.0+"])
                .is_empty()
        );
    }

    #[test]
    fn commits_and_addresses() {
        assert_eq!(those(is_commit, &["3f2c9ab", "3F2C9AB", "main", "abc123"]), ["3f2c9ab"]);
        let texts = ["ada@example.com", "\"a b\"@c", "Ada <ada@example.com>", "ada", "a..b@c", "a@b c", "@c"];
        assert_eq!(those(is_email, &texts), ["ada@example.com", "\"a b\"@c"]);
    }
}
