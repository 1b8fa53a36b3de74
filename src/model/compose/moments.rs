//! Dates: where a text is wanted, Compose prints what Go makes of them.

/// A date as `fmt.Sprint` writes it: `2001-01-01 00:00:00 +0000 UTC`.
pub(super) fn text(written: &str) -> String {
    let Moment { date, time, zone } = moment(written);
    match zone.as_deref() {
        None => format!("{date} {time} +0000 UTC"),
        Some(zone) => {
            let offset = zone.replace(':', "");
            format!("{date} {time} {offset} {offset}")
        }
    }
}

/// A date as JSON has it: `2001-01-01T00:00:00Z`.
pub(super) fn json(written: &str) -> String {
    let Moment { date, time, zone } = moment(written);
    format!("{date}T{time}{}", zone.as_deref().unwrap_or("Z"))
}

struct Moment {
    date: String,
    time: String,
    /// `+01:00`; `None` for UTC.
    zone: Option<String>,
}

/// The parts of a date, each with all its digits.
fn moment(written: &str) -> Moment {
    let (date, rest) = written.split_once(['T', 't', ' ']).unwrap_or((written, "0:0:0"));
    let rest = rest.trim();
    let zone_at = rest.find(['Z', '+', '-']).unwrap_or(rest.len());
    let (time, zone) = (rest[..zone_at].trim(), rest[zone_at..].trim_start_matches('Z'));
    let padded = |part: &str| format!("{part:0>2}");
    let (clock, fraction) = time.split_once('.').unwrap_or((time, ""));
    let clock = clock.split(':').map(padded).collect::<Vec<_>>().join(":");
    let fraction = fraction.trim_end_matches('0');
    let time = if fraction.is_empty() { clock } else { format!("{clock}.{fraction}") };
    let date = date.split('-').map(padded).collect::<Vec<_>>().join("-");
    Moment { date, time, zone: (!zone.is_empty() && !zone.ends_with("00:00")).then(|| zone.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_a_moment() {
        assert_eq!(text("2001-1-2"), "2001-01-02 00:00:00 +0000 UTC");
        assert_eq!(text("2001-01-02T03:04:05.10Z"), "2001-01-02 03:04:05.1 +0000 UTC");
        assert_eq!(text("2001-01-02 03:04:05"), "2001-01-02 03:04:05 +0000 UTC");
        assert_eq!(json("2001-01-02t3:4:5+01:00"), "2001-01-02T03:04:05+01:00");
        assert_eq!(json("2001-01-02"), "2001-01-02T00:00:00Z");
    }
}
