//! Durations as Go writes them, and the ones that `HEALTHCHECK` accepts.
//!
//! Source: Go `time.ParseDuration`; BuildKit `instructions/parse.go` (`parseOptInterval`).

use std::fmt;

/// Why a duration is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DurationError {
    Empty,
    /// Not a number with a unit.
    Malformed,
    /// A number without a unit; only `0` may stand alone.
    NoUnit,
    /// A unit that Go does not have, such as `d`.
    UnknownUnit,
    /// Longer than about 292 years.
    TooLong,
    /// Below one millisecond and not zero, negatives among them. For `HEALTHCHECK` only.
    TooShort,
}

impl fmt::Display for DurationError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            DurationError::Empty => "a duration needs a number and a unit",
            DurationError::Malformed => "a duration is numbers with units, such as 1m30s",
            DurationError::NoUnit => "a duration needs a unit: ns, us, ms, s, m or h",
            DurationError::UnknownUnit => "the units of a duration are ns, us, ms, s, m and h",
            DurationError::TooLong => "the duration is too long",
            DurationError::TooShort => "the duration must be 0 or at least 1ms",
        })
    }
}

/// Nanoseconds of a duration, as Go reads it: an optional sign, then numbers with units and perhaps a fraction, without
/// blanks: `1m30s`, `.5s`, `-2h`. `0` needs no unit.
pub fn nanoseconds(text: &str) -> Result<i64, DurationError> {
    let (negative, mut rest) = match text.as_bytes().first() {
        Some(b'-') => (true, &text[1..]),
        Some(b'+') => (false, &text[1..]),
        _ => (false, text),
    };
    if rest == "0" {
        return Ok(0);
    }
    if rest.is_empty() {
        return Err(if text.is_empty() { DurationError::Empty } else { DurationError::Malformed });
    }
    let mut total: i128 = 0;
    while !rest.is_empty() {
        let (value, after) = part(rest)?;
        total += value;
        rest = after;
    }
    // Go's range is one larger on the negative side.
    let limit = i128::from(i64::MAX) + i128::from(negative);
    if total > limit {
        return Err(DurationError::TooLong);
    }
    let signed = if negative { -total } else { total };
    i64::try_from(signed).map_err(|_| DurationError::TooLong)
}

/// Nanoseconds of a `HEALTHCHECK` interval. Zero stands for the default; anything else is at least a millisecond.
///
/// ```
/// use dunnage::reference::dockerfile::duration::{DurationError, interval};
/// assert_eq!(interval("1m30s"), Ok(90_000_000_000));
/// assert_eq!(interval("30"), Err(DurationError::NoUnit));
/// ```
pub fn interval(text: &str) -> Result<i64, DurationError> {
    // An empty value is read as zero before Go's rules apply.
    if text.is_empty() {
        return Ok(0);
    }
    match nanoseconds(text)? {
        0 => Ok(0),
        short if short < 1_000_000 => Err(DurationError::TooShort),
        long => Ok(long),
    }
}

/// One number with its unit, in nanoseconds, and what follows it.
fn part(text: &str) -> Result<(i128, &str), DurationError> {
    let digits = |text: &str| text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let whole_length = digits(text);
    let (whole, rest) = text.split_at(whole_length);
    let (fraction, rest) = match rest.strip_prefix('.') {
        Some(rest) => rest.split_at(digits(rest)),
        None => ("", rest),
    };
    if whole.is_empty() && fraction.is_empty() {
        return Err(DurationError::Malformed);
    }
    let unit_length = rest.find(|c: char| c == '.' || c.is_ascii_digit()).unwrap_or(rest.len());
    let (unit, rest) = rest.split_at(unit_length);
    let unit: i128 = match unit {
        "" => return Err(DurationError::NoUnit),
        "ns" => 1,
        "us" | "µs" | "μs" => 1_000,
        "ms" => 1_000_000,
        "s" => 1_000_000_000,
        "m" => 60_000_000_000,
        "h" => 3_600_000_000_000,
        _ => return Err(DurationError::UnknownUnit),
    };
    // Nineteen digits hold Go's largest value; more can only be too long, or leading zeros.
    let whole = whole.trim_start_matches('0');
    if whole.len() > 19 {
        return Err(DurationError::TooLong);
    }
    let whole: i128 = if whole.is_empty() { 0 } else { whole.parse().map_err(|_| DurationError::TooLong)? };
    let mut fractional = 0;
    let mut weight = unit;
    for digit in fraction.bytes().take(19) {
        fractional += weight * i128::from(digit - b'0') / 10;
        weight /= 10;
        if weight == 0 {
            break;
        }
    }
    Ok((whole * unit + fractional, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_as_go_reads_them() {
        assert_eq!(nanoseconds("1h15m30.918s"), Ok(4_530_918_000_000));
        assert_eq!(nanoseconds(".5s"), Ok(500_000_000));
        assert_eq!(nanoseconds("1.s"), Ok(1_000_000_000));
        assert_eq!(nanoseconds("5µs"), Ok(5_000));
        assert_eq!(nanoseconds("-2h"), Ok(-7_200_000_000_000));
        assert_eq!(nanoseconds("0"), Ok(0));
        assert_eq!(nanoseconds("+0"), Ok(0));
        assert_eq!(nanoseconds("9223372036854775807ns"), Ok(i64::MAX));
        assert_eq!(nanoseconds("-9223372036854775808ns"), Ok(i64::MIN));
    }

    #[test]
    fn what_go_refuses_is_refused() {
        assert_eq!(nanoseconds(""), Err(DurationError::Empty));
        assert_eq!(nanoseconds("30"), Err(DurationError::NoUnit));
        assert_eq!(nanoseconds("00"), Err(DurationError::NoUnit));
        assert_eq!(nanoseconds("1d"), Err(DurationError::UnknownUnit));
        assert_eq!(nanoseconds("1 s"), Err(DurationError::UnknownUnit));
        assert_eq!(nanoseconds("30S"), Err(DurationError::UnknownUnit));
        assert_eq!(nanoseconds("s"), Err(DurationError::Malformed));
        assert_eq!(nanoseconds("-"), Err(DurationError::Malformed));
        assert_eq!(nanoseconds("."), Err(DurationError::Malformed));
        assert_eq!(nanoseconds("$T"), Err(DurationError::Malformed));
        assert_eq!(nanoseconds("9223372036854775808ns"), Err(DurationError::TooLong));
        assert_eq!(nanoseconds("99999999999999999999h"), Err(DurationError::TooLong));
    }

    #[test]
    fn a_health_check_wants_zero_or_a_millisecond() {
        assert_eq!(interval("0s"), Ok(0));
        assert_eq!(interval(""), Ok(0));
        assert_eq!(interval("1ms"), Ok(1_000_000));
        assert_eq!(interval("999us"), Err(DurationError::TooShort));
        assert_eq!(interval("-1s"), Err(DurationError::TooShort));
    }
}
