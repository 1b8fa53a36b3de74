//! Durations, sizes and numbers in the one form in which Compose prints them.
//!
//! Source: Go's `time.Duration.String`, `fmt.Sprint` and `encoding/json`, as they show in the answers of Compose 5.6.

use serde_json::Number;

/// A span of time, from nanoseconds: `1m30s`, `1.5s`, `200ms`, `0s`.
pub(super) fn duration(nanoseconds: i64) -> String {
    let sign = if nanoseconds < 0 { "-" } else { "" };
    let all = nanoseconds.unsigned_abs();
    let small = [("ns", 1), ("µs", 1_000), ("ms", 1_000_000)];
    if all == 0 {
        return "0s".to_owned();
    }
    if all < SECOND {
        let (unit, size) = small.into_iter().rev().find(|(_, size)| all >= *size).unwrap_or(("ns", 1));
        return format!("{sign}{}{unit}", decimal(all, size));
    }
    let (hours, minutes) = (all / (3_600 * SECOND), all / (60 * SECOND) % 60);
    let seconds = decimal(all % (60 * SECOND), SECOND);
    match (hours, minutes) {
        (0, 0) => format!("{sign}{seconds}s"),
        (0, _) => format!("{sign}{minutes}m{seconds}s"),
        _ => format!("{sign}{hours}h{minutes}m{seconds}s"),
    }
}

/// In nanoseconds.
const SECOND: u64 = 1_000_000_000;

/// A whole number of small units, told in larger ones: no zeros at the end.
fn decimal(amount: u64, unit: u64) -> String {
    let digits = unit.ilog10() as usize;
    let (whole, rest) = (amount / unit, amount % unit);
    if rest == 0 {
        return whole.to_string();
    }
    let rest = format!("{rest:0digits$}");
    format!("{whole}.{}", rest.trim_end_matches('0'))
}

/// A number with a fraction, as text: `1.1`, `1000`; from a million on, and below a ten-thousandth, `1e+06`, `1e-05`.
pub(super) fn text(number: f64) -> String {
    let scientific = format!("{number:e}");
    let Some((digits, exponent)) = scientific.split_once('e') else {
        return scientific;
    };
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if (-4..6).contains(&exponent) {
        return number.to_string();
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{digits}e{sign}{:02}", exponent.abs())
}

/// A number with a fraction, for JSON: one that is whole has no point.
pub(super) fn number(number: f64) -> Option<Number> {
    // Its shortest digits, and zeros after them.
    let whole = (number.fract() == 0.0).then(|| number.to_string().parse::<i64>());
    whole.and_then(Result::ok).map(Number::from).or_else(|| Number::from_f64(number))
}

/// The digits of a whole number that is too large for an integer, and that JSON does not show with an exponent yet.
pub(super) fn digits(number: &Number) -> Option<i128> {
    let number = number.as_f64().filter(|_| number.is_f64())?;
    // Shortest digits, and zeros after them.
    (number.fract() == 0.0 && number.abs() < 1e21).then(|| number.to_string().parse().ok()).flatten()
}

/// What remains of a number that is kept in single precision, such as a share of processors.
pub(super) fn single(number: f64) -> f64 {
    // By way of the shortest text, so that 0.1 stays 0.1.
    (number as f32).to_string().parse().unwrap_or(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_show_their_units() {
        for (nanoseconds, shown) in [
            (0, "0s"),
            (1, "1ns"),
            (1_500, "1.5µs"),
            (200_000_000, "200ms"),
            (1_500_000_000, "1.5s"),
            (90_000_000_000, "1m30s"),
            (60_000_000_000, "1m0s"),
            (604_800_000_000_000, "168h0m0s"),
            (-1_000_000_000, "-1s"),
        ] {
            assert_eq!(duration(nanoseconds), shown);
        }
    }

    #[test]
    fn numbers_have_no_digit_too_many() {
        assert_eq!([1.1, 1.0, 123456.7, 1e6, 1e-6].map(text), ["1.1", "1", "123456.7", "1e+06", "1e-06"]);
        let written = |it: f64| number(it).map(|shown| shown.to_string()).unwrap_or_default();
        assert_eq!(
            [1.0, -2.0, 1.5, 1e18, 1.2345678901234567e18].map(written),
            ["1", "-2", "1.5", "1000000000000000000", "1234567890123456800"]
        );
        let large = |it: f64| number(it).as_ref().and_then(digits);
        assert_eq!([1e20, -1e19].map(large), [Some(100_000_000_000_000_000_000), Some(-10_000_000_000_000_000_000)]);
        assert_eq!([1e21, 1.5, 1e18].map(large), [None; 3]);
        assert_eq!(number(single(0.1)).map(|shown| shown.to_string()).as_deref(), Some("0.1"));
    }
}
