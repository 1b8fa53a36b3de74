//! What a `chmod` tells of those who are to use a file: modes as POSIX `chmod` takes them, in octal digits or as clauses
//! like `ug+rw`.
//!
//! The mode that a file had before is not known here, so only what a mode says by itself is read. `755` and `u=rwx,go=rx` say
//! nothing of anybody: they are what files have anyway.

/// What a mode says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Mode {
    /// The owner or the group may do what others may not: write, run or read. Whoever is to use the file must be one of them.
    pub reserves: bool,
    /// Not even the owner may read: nobody can but root, whom modes do not hold.
    pub shuts_out: bool,
}

const READ: u32 = 4;
const WRITE: u32 = 2;
const RUN: u32 = 1;

impl Mode {
    /// Reads a mode; one that is neither digits nor clauses, a variable perhaps, says nothing.
    pub fn read(text: &str) -> Self {
        match u32::from_str_radix(text, 8) {
            Ok(bits) => Self::of_bits(bits >> 6 & 7, bits >> 3 & 7, bits & 7),
            Err(_) => Self::of_clauses(text).unwrap_or_default(),
        }
    }

    fn of_bits(owner: u32, group: u32, others: u32) -> Self {
        // That only the owner writes is no wish: it is so everywhere.
        let reserves = group & !others != 0 || owner & !WRITE & !others != 0;
        Self { reserves, shuts_out: owner & READ == 0 }
    }

    fn of_clauses(text: &str) -> Option<Self> {
        let (mut owner, mut group, mut others) = (0, 0, 0);
        let (mut is_set, mut takes_away) = (false, false);
        for clause in text.split(',') {
            let at = clause.find(['+', '-', '='])?;
            let (who, what) = clause.split_at(at);
            let bits = what[1..].bytes().fold(0, |bits, letter| {
                bits | match letter {
                    b'r' => READ,
                    b'w' => WRITE,
                    b'x' | b'X' => RUN,
                    // `g=u`: whatever the owner has.
                    b'u' => READ | WRITE,
                    _ => 0,
                }
            });
            let is_meant = |class: char| who.is_empty() || who.contains(['a', class]);
            if what.starts_with('-') {
                takes_away |= is_meant('o') && !is_meant('u') && bits & (READ | RUN) != 0;
                continue;
            }
            is_set |= what.starts_with('=');
            for (class, of) in [('u', &mut owner), ('g', &mut group), ('o', &mut others)] {
                *of |= if is_meant(class) { bits } else { 0 };
            }
        }
        // `u+rwX,go+rX` puts right what an archive brought; `u+w` alone is for somebody who writes.
        let may_write = if is_set || others != 0 { WRITE } else { 0 };
        let reserves = takes_away || group & !others != 0 || owner & !may_write & !others != 0;
        Some(Self { reserves, shuts_out: false })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_modes_are_for_owner_and_group_alone() {
        for mode in
            ["775", "0770", "600", "744", "640", "2775", "ug+rwx", "u+x", "u+w", "g=u", "go-rwx", "o-r", "u=rw,g=r"]
        {
            assert!(Mode::read(mode).reserves, "{mode}");
        }
    }

    #[test]
    fn others_say_nothing_of_anybody() {
        for mode in [
            "755",
            "0644",
            "777",
            "1777",
            "+x",
            "a+rwx",
            "u=rwx,go=rx",
            "u+rwX,go+rX,go-w",
            "+s",
            "go-w",
            "$MODE",
            "",
            "9",
        ] {
            assert_eq!(Mode::read(mode), Mode::default(), "{mode}");
        }
    }

    #[test]
    fn a_file_that_its_owner_cannot_read_is_for_root() {
        assert!(Mode::read("111").shuts_out);
        assert!(!Mode::read("400").shuts_out);
    }
}
