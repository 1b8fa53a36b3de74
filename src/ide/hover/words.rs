//! Quantities as one says them: durations, sizes, counts, permissions, points in time of a crontab.

/// A duration, given in nanoseconds: `1 min 30 s`.
pub fn duration(nanoseconds: f64) -> String {
    const UNITS: [(f64, &str); 6] =
        [(86_400e9, "d"), (3_600e9, "h"), (60e9, "min"), (1e9, "s"), (1e6, "ms"), (1e3, "µs")];
    if nanoseconds < 0.0 {
        return format!("minus {}", duration(-nanoseconds));
    }
    let mut left = nanoseconds.round();
    let mut parts = Vec::new();
    for (size, unit) in UNITS {
        let whole = (left / size).floor();
        if whole >= 1.0 {
            parts.push(format!("{whole} {unit}"));
            left -= whole * size;
        }
    }
    if left >= 1.0 {
        parts.push(format!("{left} ns"));
    }
    if parts.is_empty() { "0 s".to_owned() } else { parts.join(" ") }
}

/// A size in bytes: `1.5 GiB`.
pub fn size(bytes: f64) -> String {
    const UNITS: [&str; 6] = ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB"];
    let mut amount = bytes;
    let mut unit = 0;
    while amount.abs() >= 1024.0 && unit + 1 < UNITS.len() {
        amount /= 1024.0;
        unit += 1;
    }
    if unit == 0 && amount == 1.0 {
        return "1 byte".to_owned();
    }
    format!("{} {}", rounded(amount), UNITS[unit])
}

/// At most two decimals, none that say nothing.
fn rounded(amount: f64) -> String {
    let text = format!("{amount:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// `no files`, `1 file`, `3 files`.
pub fn count(number: usize, singular: &str) -> String {
    let plural = match singular.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'i', 'o', 'u']) => format!("{stem}ies"),
        _ => format!("{singular}s"),
    };
    match number {
        0 => format!("no {plural}"),
        1 => format!("1 {singular}"),
        _ => format!("{number} {plural}"),
    }
}

/// `a`, `a and b`, `a, b and c`.
pub fn joined(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// A text with its first letter in capitals.
pub fn capitalized(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

/// Permission bits, given in octal: `rw-r--r-- (owner reads and writes, all others read)` without the second part.
pub fn permissions(octal: &str) -> Option<String> {
    let digits = octal.strip_prefix("0o").unwrap_or(octal);
    if digits.is_empty() || digits.len() > 5 {
        return None;
    }
    let bits = u32::from_str_radix(digits, 8).ok().filter(|bits| *bits <= 0o7777)?;
    let letters = |shift: u32, special: u32, set: char| {
        let three = (bits >> shift) & 7;
        let executes = match (three & 1 != 0, bits & special != 0) {
            (true, false) => 'x',
            (true, true) => set,
            (false, true) => set.to_ascii_uppercase(),
            (false, false) => '-',
        };
        let letter = |mask: u32, name: char| if three & mask != 0 { name } else { '-' };
        [letter(4, 'r'), letter(2, 'w'), executes].iter().collect::<String>()
    };
    Some(format!("{}{}{}", letters(6, 0o4000, 's'), letters(3, 0o2000, 's'), letters(0, 0o1000, 't')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_told_in_their_units() {
        assert_eq!(duration(90e9), "1 min 30 s");
        assert_eq!(duration(1.5e9), "1 s 500 ms");
        assert_eq!(duration(0.0), "0 s");
        assert_eq!(duration(90_000e9), "1 d 1 h");
    }

    #[test]
    fn sizes_are_told_in_the_largest_unit() {
        assert_eq!(size(1536.0 * 1024.0 * 1024.0), "1.5 GiB");
        assert_eq!(size(1.0), "1 byte");
        assert_eq!(size(1000.0), "1000 bytes");
        assert_eq!(size(1024.0), "1 KiB");
    }

    #[test]
    fn counts_have_their_plural() {
        assert_eq!(
            [count(0, "file"), count(1, "file"), count(2, "entry"), count(2, "key")],
            ["no files", "1 file", "2 entries", "2 keys"]
        );
        assert_eq!(joined(&["a".into(), "b".into(), "c".into()]), "a, b and c");
    }

    #[test]
    fn permissions_are_told_in_letters() {
        assert_eq!(permissions("0644").as_deref(), Some("rw-r--r--"));
        assert_eq!(permissions("4755").as_deref(), Some("rwsr-xr-x"));
        assert_eq!(permissions("1777").as_deref(), Some("rwxrwxrwt"));
        assert_eq!(permissions("u+x"), None);
    }
}
