//! No input gives an error, however broken; and it costs no more than its length.

mod common;

use common::{Chance, assert_total, mutate, parse, seeds};
use std::time::{Duration, Instant};

#[test]
fn nasty_texts() {
    let texts: &[&[u8]] = &[
        b"",
        b"\n",
        b" ",
        b"\r",
        b"\0",
        b"\xFF\xFE",
        b"\xEF\xBB\xBF",
        b"\xEF\xBB\xBF\xEF\xBB\xBFFROM a",
        b"\\",
        b"\\\n\\\n\\",
        b"\\\r\n \\\r\r\n\\ \t\n",
        b"#",
        b"#\r\n#=\r\n# escape=\r\n",
        b"# escape=`\r\nRUN a `\r\nb",
        b"FROM",
        b"FROM\xC2\xA0alpine",
        b"FROM a AS b\xC2\xA0\nCMD\xE3\x80\x80",
        b"RUN \xC3",
        b"RUN\\\n\xE3\x80\x80a",
        b"LABEL a=\"\xE9",
        b"COPY ${a:-\"${b:-'${c",
        b"ENV \"a=b\" =c '=",
        b"ENV \"${a:-\"b\"}\"",
        b"RUN --mount=\"type=,=,,,='\n--",
        b"RUN -\\\n-x --y\\\n=z",
        b"COPY -- -- --",
        b"CMD [\"a\\\n\", \"\\u12\\\n34\"]",
        b"CMD [[[[",
        b"CMD [\"a\"",
        b"RUN <<",
        b"RUN <<''",
        b"RUN <<EOF",
        b"RUN <<EOF\\\n\nEOF",
        b"RUN <<\"E\\\"F\" <<'",
        b"RUN <<\xFF\n\xFF\n",
        b"COPY <<E\\\nOF\\\n<<F /x\nEOF\nF",
        b"ONBUILD ONBUILD ONBUILD",
        b"ONBUILD \\\n# c\n\nRUN <<A\nA",
        b"HEALTHCHECK --a CMD\\\n[\"x\"]",
        b"\x7FELF\x02\x01\x01\0\0\0",
    ];
    for text in texts {
        assert_total(&parse(text), text);
    }
}

#[test]
fn every_beginning_of_every_example() {
    for seed in seeds() {
        for end in 0..seed.len() {
            assert_total(&parse(&seed[..end]), &seed[..end]);
        }
    }
}

#[test]
fn thousands_of_mutations() {
    let (seeds, mut chance) = (seeds(), Chance::new(1));
    for _ in 0..2_000 {
        let mut text = seeds[chance.below(seeds.len())].clone();
        for _ in 0..4 {
            mutate(&mut text, &mut chance);
            assert_total(&parse(&text), &text);
        }
    }
}

#[test]
fn noise() {
    let mut chance = Chance::new(2);
    for _ in 0..200 {
        let text: Vec<u8> = (0..chance.below(400)).map(|_| chance.below(256) as u8).collect();
        assert_total(&parse(&text), &text);
    }
}

#[test]
fn large_texts_take_linear_time() {
    let repeated = |head: &str, part: &str, times: usize| format!("FROM a\n{head}{}\nUSER x\n", part.repeat(times));
    let texts = [
        repeated("RUN ", "echo && ", 200_000),
        repeated("RUN true", " \\\n && x", 50_000),
        repeated("LABEL ", "a=\"b\" ", 30_000),
        repeated("LABEL a=", "\"'[{(`$", 20_000),
        repeated("USER ", "${a:-", 20_000),
        repeated("RUN <<X ", "${a:-", 100_000),
        repeated("FROM ", "a:", 200_000),
        repeated("RUN", " <<A", 20_000),
        repeated("COPY <<EOF /x\n", "0123456789abcdef\n", 100_000) + "EOF\n",
        (0..5_000).map(|n| format!("RUN <<E{n}\n")).collect(),
    ];
    for text in texts {
        let start = Instant::now();
        assert_total(&parse(&text), text.as_bytes());
        // A quadratic scan would take minutes; the bound is generous, for slow machines.
        assert!(start.elapsed() < Duration::from_secs(10), "{:.40} took {:?}", text, start.elapsed());
    }
}
