//! Durations and sizes as Compose reads them.

/// The nanoseconds of a duration such as `1m30s`; `None` where Compose refuses the text.
///
/// Source: go-str2duration: a sign, then numbers with the units `ns us µs ms s m h d w`, fractions allowed, no blanks.
pub fn duration(text: &str) -> Option<f64> {
    let (sign, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest == "0" {
        return Some(0.0);
    }
    if rest.is_empty() {
        return None;
    }
    let mut total = 0.0;
    while !rest.is_empty() {
        let number = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let amount: f64 = rest[..number].parse().ok()?;
        let after = &rest[number..];
        let unit = after.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(after.len());
        let nanoseconds = match &after[..unit] {
            "ns" => 1.0,
            "us" | "µs" | "μs" => 1e3,
            "ms" => 1e6,
            "s" => 1e9,
            "m" => 60e9,
            "h" => 3_600e9,
            "d" => 86_400e9,
            "w" => 604_800e9,
            _ => return None,
        };
        total += amount * nanoseconds;
        rest = &after[unit..];
    }
    Some(sign * total)
}

/// The bytes of a size such as `512m`; `None` where Compose refuses the text.
///
/// Source: go-units `RAMInBytes`: a number, at most one blank, and a unit in powers of 1024 in any case; or any whole number.
pub fn bytes(text: &str) -> Option<f64> {
    if let Ok(whole) = text.parse::<i64>() {
        return Some(whole as f64);
    }
    let digits = text.rfind(|c: char| c.is_ascii_digit() || c == '.')? + 1;
    let (number, rest) = match text.as_bytes().get(digits) {
        Some(b' ') => (&text[..digits], &text[digits + 1..]),
        _ => (&text[..digits], &text[digits..]),
    };
    let amount: f64 = number.parse().ok().filter(|amount| *amount >= 0.0)?;
    let unit = rest.to_ascii_lowercase();
    let letter = match unit.as_str() {
        "" | "b" => return Some(amount),
        _ => unit.strip_suffix("ib").or_else(|| unit.strip_suffix('b')).unwrap_or(&unit),
    };
    let power = ["k", "m", "g", "t", "p"].iter().position(|known| *known == letter)?;
    Some(amount * 1024f64.powi(power as i32 + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_units() {
        for text in ["1m30s", "1.5h", "1d", "1w", "0s", "1us", "-1s", "1ms", "0"] {
            assert!(duration(text).is_some(), "{text}");
        }
        for text in ["", "10", "1M", "1 s", "s", "1.2.3s", "1y", "-"] {
            assert!(duration(text).is_none(), "{text}");
        }
        assert_eq!(duration("1m30s"), Some(90e9));
    }

    #[test]
    fn sizes_may_have_units() {
        for text in ["1g", "1gb", "1GiB", "512", "1.5g", "1 g", "-1", "1KB", "10b"] {
            assert!(bytes(text).is_some(), "{text}");
        }
        for text in ["", "1Gi", "1x", "10kk", "g", "1  g", "1 g "] {
            assert!(bytes(text).is_none(), "{text}");
        }
        assert_eq!(bytes("1.5k"), Some(1536.0));
    }
}
