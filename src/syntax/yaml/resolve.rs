//! What a scalar without quotes means to go-yaml: null, boolean, number, date or text.
//!
//! Source: go-yaml v4, `resolver.go`. YAML 1.2 booleans only, octal numbers old and new, underscores, no base 60.

/// A scalar's value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Resolved {
    Null,
    Boolean(bool),
    Integer(i128),
    Float(f64),
    Timestamp,
    /// The text itself.
    Text,
}

impl Resolved {
    /// What a text means where it stands without quotes.
    pub fn plain(text: &str) -> Resolved {
        plain(text)
    }
}

/// The value of a plain scalar.
pub(super) fn plain(text: &str) -> Resolved {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Resolved::Null,
        "true" | "True" | "TRUE" => return Resolved::Boolean(true),
        "false" | "False" | "FALSE" => return Resolved::Boolean(false),
        ".nan" | ".NaN" | ".NAN" => return Resolved::Float(f64::NAN),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => return Resolved::Float(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => return Resolved::Float(f64::NEG_INFINITY),
        "-0" | "-0.0" => return Resolved::Float(-0.0),
        _ => {}
    }
    let number = match text.as_bytes()[0] {
        b'.' => float(text),
        b'+' | b'-' | b'0'..=b'9' if is_timestamp(text) => Some(Resolved::Timestamp),
        b'+' | b'-' | b'0'..=b'9' => {
            let digits = text.replace('_', "");
            integer(&digits).map(Resolved::Integer).or_else(|| float(&digits))
        }
        _ => None,
    };
    number.unwrap_or(Resolved::Text)
}

/// The value of a scalar with an explicit tag of the core schema; `None` where go-yaml refuses the pair.
pub(super) fn tagged(tag: &str, text: &str, quoted: bool) -> Option<Resolved> {
    let value = if quoted && tag == "!!str" { Resolved::Text } else { plain(text) };
    match (tag, value) {
        ("!!str" | "!!binary", _) => Some(Resolved::Text),
        ("!!null", Resolved::Null)
        | ("!!bool", Resolved::Boolean(_))
        | ("!!int", Resolved::Integer(_))
        | ("!!float", Resolved::Float(_))
        | ("!!timestamp", Resolved::Timestamp) => Some(value),
        ("!!float", Resolved::Integer(whole)) => Some(Resolved::Float(whole as f64)),
        ("!!null" | "!!bool" | "!!int" | "!!float" | "!!timestamp", _) => None,
        _ => Some(Resolved::Text),
    }
}

/// Go's `strconv.ParseInt(…, 0, 64)`, then `ParseUint`.
fn integer(text: &str) -> Option<i128> {
    let (sign, digits) = match text.as_bytes().first()? {
        b'-' => (-1, &text[1..]),
        b'+' => (1, &text[1..]),
        _ => (1, text),
    };
    let prefix = digits.get(..2).map(str::to_ascii_lowercase);
    let (base, digits) = match prefix.as_deref() {
        Some("0x") => (16, &digits[2..]),
        Some("0b") => (2, &digits[2..]),
        Some("0o") => (8, &digits[2..]),
        _ if digits.len() > 1 && digits.starts_with('0') => (8, &digits[1..]),
        _ => (10, digits),
    };
    if !digits.chars().all(|digit| digit.is_digit(base)) {
        return None;
    }
    let value = i128::from_str_radix(digits, base).ok()?.checked_mul(sign)?;
    let signed = text.starts_with(['-', '+']);
    let greatest = if signed { i128::from(i64::MAX) } else { i128::from(u64::MAX) };
    (i128::from(i64::MIN)..=greatest).contains(&value).then_some(value)
}

/// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
fn float(text: &str) -> Option<Resolved> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.find(['e', 'E']) {
        Some(at) => (&unsigned[..at], Some(&unsigned[at + 1..])),
        None => (unsigned, None),
    };
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let mantissa_fits = match mantissa.split_once('.') {
        Some(("", fraction)) => !fraction.is_empty() && all_digits(fraction),
        Some((whole, fraction)) => all_digits(whole) && all_digits(fraction),
        None => !mantissa.is_empty() && all_digits(mantissa),
    };
    let exponent_fits = exponent.is_none_or(|exponent| {
        let digits = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
        !digits.is_empty() && all_digits(digits)
    });
    let value: f64 = if mantissa_fits && exponent_fits { text.parse().ok()? } else { return None };
    value.is_finite().then_some(Resolved::Float(value))
}

/// `2006-1-2`, alone, with a time after a blank, or with a time and zone after `T`.
fn is_timestamp(text: &str) -> bool {
    let Some((date, rest)) = text.split_at_checked(text.find(['T', 't', ' ']).unwrap_or(text.len())) else {
        return false;
    };
    let parts: Vec<&str> = date.split('-').collect();
    let [year, month, day] = parts[..] else {
        return false;
    };
    let (Some(month), Some(day)) = (small(month), small(day)) else {
        return false;
    };
    if year.len() != 4 || !year.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let year: u32 = year.parse().unwrap_or(0);
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return false,
    };
    if !(1..=days).contains(&day) {
        return false;
    }
    match rest.as_bytes().first() {
        None => true,
        Some(b' ') => is_clock(&rest[1..]),
        Some(_) => {
            let clock = &rest[1..];
            if let Some(utc) = clock.strip_suffix('Z') {
                return is_clock(utc);
            }
            let Some(at) = clock.rfind(['+', '-']) else {
                return false;
            };
            let zone = &clock[at + 1..];
            let zone_fits = zone.split_once(':').is_some_and(|(hours, minutes)| {
                hours.len() == 2 && minutes.len() == 2 && small(hours).is_some() && small(minutes).is_some()
            });
            zone_fits && is_clock(&clock[..at])
        }
    }
}

/// `15:4:5` with an optional fraction.
fn is_clock(text: &str) -> bool {
    let (clock, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let parts: Vec<Option<u32>> = clock.split(':').map(small).collect();
    let [Some(hours), Some(minutes), Some(seconds)] = parts[..] else {
        return false;
    };
    let fraction_fits = !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit());
    hours < 24 && minutes < 60 && seconds < 60 && fraction_fits
}

/// A number of one or two digits.
fn small(text: &str) -> Option<u32> {
    let fits = matches!(text.len(), 1 | 2) && text.bytes().all(|byte| byte.is_ascii_digit());
    fits.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::Resolved::*;
    use super::*;

    #[test]
    fn scalars_are_read_as_go_yaml_reads_them() {
        for (text, value) in [
            ("yes", Text),
            ("off", Text),
            ("n", Text),
            ("True", Boolean(true)),
            ("tRUE", Text),
            ("~", Null),
            ("12", Integer(12)),
            ("+5", Integer(5)),
            ("-1", Integer(-1)),
            ("017", Integer(15)),
            ("0o17", Integer(15)),
            ("0x1F", Integer(31)),
            ("0b11", Integer(3)),
            ("1_000", Integer(1000)),
            ("08", Float(8.0)),
            ("18446744073709551615", Integer(18_446_744_073_709_551_615)),
            ("22:22", Text),
            ("1.10", Float(1.1)),
            ("1e3", Float(1000.0)),
            (".5", Float(0.5)),
            ("1.", Float(1.0)),
            ("1.2.3", Text),
            (".inf", Float(f64::INFINITY)),
            ("2001-01-01", Timestamp),
            ("2001-1-1 1:02:03.5", Timestamp),
            ("2001-01-01T10:00:00Z", Timestamp),
            ("2001-01-01T10:00:00+02:00", Timestamp),
            ("2001-13-01", Text),
            ("2001-02-29", Text),
            ("2001-01", Text),
            ("-", Text),
            ("0x", Text),
            (".", Text),
            ("-.5", Float(-0.5)),
        ] {
            assert_eq!(plain(text), value, "{text}");
        }
    }

    #[test]
    fn tags_decide() {
        assert_eq!(tagged("!!str", "12", false), Some(Text));
        assert_eq!(tagged("!!float", "12", false), Some(Float(12.0)));
        assert_eq!(tagged("!!int", "abc", false), None);
        assert_eq!(tagged("!mine", "12", false), Some(Text));
    }
}
