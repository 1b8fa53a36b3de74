//! What somebody meant who wrote a name that does not exist: the one nearest to it, or none.
//!
//! Distance is counted in slips of the hand: a character left out, put in, mistaken, or swapped with its neighbour. It
//! knows nothing of what names mean; a table of former or foreign names is the caller's business.

/// The one candidate that `name` was most likely meant to be. `None` where nothing is near enough to be worth saying:
/// one slip is allowed in up to four characters, two in up to eight, three in more. A candidate that differs only in case
/// or in `-` and `_` is no distance away. Among equals the first wins.
pub fn suggest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = plain(name);
    let allowed = match wanted.len() {
        0 | 1 => return None,
        2..=4 => 1,
        5..=8 => 2,
        _ => 3,
    };
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let slips = distance(&wanted, &plain(candidate));
            (slips <= allowed).then_some((slips, candidate))
        })
        .min_by_key(|(slips, _)| *slips)
        .map(|(_, candidate)| candidate)
}

/// A name without what people mix up most: case, and which dash it was.
fn plain(name: &str) -> Vec<char> {
    name.chars().map(|c| if c == '_' { '-' } else { c.to_ascii_lowercase() }).collect()
}

/// The least number of characters to leave out, put in, exchange or swap with their neighbour on the way from `a` to `b`,
/// where no stretch is touched twice (optimal string alignment).
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before = vec![0; b.len() + 1];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let exchange = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = exchange.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::suggest;

    const KEYS: [&str; 8] =
        ["environment", "env_file", "volumes", "volumes_from", "ports", "command", "container_name", "image"];

    #[test]
    fn a_slip_of_the_hand_finds_the_name() {
        for (typed, meant) in [
            ("enviroment", "environment"),
            ("enviornment", "environment"),
            ("port", "ports"),
            ("prots", "ports"),
            ("volume", "volumes"),
            ("Image", "image"),
            ("container-name", "container_name"),
            ("envfile", "env_file"),
            ("comand", "command"),
        ] {
            assert_eq!(suggest(typed, KEYS), Some(meant), "{typed}");
        }
    }

    #[test]
    fn what_is_nothing_alike_finds_nothing() {
        for typed in ["", "x", "replicas", "restart", "ip", "日本"] {
            assert_eq!(suggest(typed, KEYS), None, "{typed}");
        }
    }

    #[test]
    fn the_nearest_wins_and_among_equals_the_first() {
        assert_eq!(suggest("volums", KEYS), Some("volumes"));
        assert_eq!(suggest("ba", ["bar", "baz"]), Some("bar"));
    }
}
