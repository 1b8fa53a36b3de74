//! Signals that `STOPSIGNAL`, Compose's `stop_signal` and `docker kill` take.
//!
//! Source: moby/sys `signal/signal_linux.go`; the numbers are those of Linux on x86 and ARM.

/// One signal.
#[derive(Debug, PartialEq, Eq)]
pub struct Signal {
    /// With `SIG`; both forms are accepted, in any case.
    pub name: &'static str,
    pub number: u8,
    pub aliases: &'static [&'static str],
    /// Worth offering for a service that stops cleanly.
    pub for_stopping: bool,
    pub doc: &'static str,
}

/// The named signal, with or without `SIG`, in any case. Real-time signals have numbers only.
pub fn signal(name: &str) -> Option<&'static Signal> {
    let upper = name.to_ascii_uppercase();
    let bare = upper.strip_prefix("SIG").unwrap_or(&upper);
    let is = |known: &str| known.strip_prefix("SIG") == Some(bare);
    SIGNALS.iter().find(|signal| is(signal.name) || signal.aliases.iter().any(|alias| is(alias)))
}

/// The number behind a name or a number, as the engine reads it; `None` is what it refuses. Any whole number but 0
/// passes, also those that no signal has.
///
/// ```
/// use dunnage::reference::dockerfile::signal_number;
/// assert_eq!(signal_number("sigquit"), Some(3));
/// assert_eq!(signal_number("RTMIN+3"), Some(37));
/// assert_eq!(signal_number("0"), None);
/// ```
pub fn signal_number(text: &str) -> Option<i64> {
    if let Ok(number) = text.parse::<i64>() {
        return (number != 0).then_some(number);
    }
    if let Some(signal) = signal(text) {
        return Some(i64::from(signal.number));
    }
    let upper = text.to_ascii_uppercase();
    let real_time = upper.strip_prefix("SIG").unwrap_or(&upper);
    match real_time {
        "RTMIN" => return Some(34),
        "RTMAX" => return Some(64),
        _ => {}
    }
    let offset = |digits: &str| digits.parse::<i64>().ok().filter(|_| !digits.starts_with(['0', '+', '-']));
    if let Some(offset) = real_time.strip_prefix("RTMIN+").and_then(offset) {
        return (offset <= 15).then_some(34 + offset);
    }
    let offset = real_time.strip_prefix("RTMAX-").and_then(offset)?;
    (offset <= 14).then_some(64 - offset)
}

/// The usual name of a signal that is written in any way that the engine takes: in capitals, with `SIG`, no number.
///
/// ```
/// use dunnage::reference::dockerfile::usual_signal_name;
/// assert_eq!(usual_signal_name("quit").as_deref(), Some("SIGQUIT"));
/// assert_eq!(usual_signal_name("37").as_deref(), Some("SIGRTMIN+3"));
/// assert_eq!(usual_signal_name("999"), None);
/// ```
pub fn usual_signal_name(text: &str) -> Option<String> {
    match signal_number(text)? {
        number @ 1..=31 => SIGNALS.get(usize::try_from(number - 1).ok()?).map(|signal| signal.name.to_owned()),
        34 => Some("SIGRTMIN".to_owned()),
        64 => Some("SIGRTMAX".to_owned()),
        number @ 35..=49 => Some(format!("SIGRTMIN+{}", number - 34)),
        number @ 50..=63 => Some(format!("SIGRTMAX-{}", 64 - number)),
        _ => None,
    }
}

const fn row(name: &'static str, number: u8, doc: &'static str) -> Signal {
    Signal { name, number, aliases: &[], for_stopping: false, doc }
}

const fn stopping(name: &'static str, number: u8, doc: &'static str) -> Signal {
    Signal { name, number, aliases: &[], for_stopping: true, doc }
}

/// The named ones, by number.
pub static SIGNALS: [Signal; 31] = [
    stopping("SIGHUP", 1, "Hang-up. Many servers read their configuration again instead of ending."),
    stopping("SIGINT", 2, "Interrupt, as Ctrl-C sends it. PostgreSQL shuts down fast but cleanly on it."),
    stopping(
        "SIGQUIT",
        3,
        "Quit. nginx and PHP-FPM finish their requests first; the JVM prints its threads and goes on.",
    ),
    row("SIGILL", 4, "Illegal instruction."),
    row("SIGTRAP", 5, "A debugger's breakpoint."),
    Signal { name: "SIGABRT", number: 6, aliases: &["SIGIOT"], for_stopping: false, doc: "Abort, with a core dump." },
    row("SIGBUS", 7, "Access to memory that is not there."),
    row("SIGFPE", 8, "Arithmetic error, such as a division by zero."),
    stopping("SIGKILL", 9, "Kill at once. It cannot be caught, so nothing is saved and no connection is closed."),
    stopping("SIGUSR1", 10, "Free for the program. HAProxy stops after its last connection on it."),
    row("SIGSEGV", 11, "Access to memory that is not the program's."),
    stopping("SIGUSR2", 12, "Free for the program."),
    row("SIGPIPE", 13, "Write to a pipe that nobody reads."),
    row("SIGALRM", 14, "A timer has run out."),
    stopping("SIGTERM", 15, "Please end: the default, and what most programs understand."),
    row("SIGSTKFLT", 16, "Unused by Linux."),
    Signal {
        name: "SIGCHLD",
        number: 17,
        aliases: &["SIGCLD"],
        for_stopping: false,
        doc: "A child process has ended.",
    },
    row("SIGCONT", 18, "Go on after a stop."),
    row("SIGSTOP", 19, "Stop, that is pause; it cannot be caught, and the process does not end."),
    row("SIGTSTP", 20, "Pause, as Ctrl-Z sends it."),
    row("SIGTTIN", 21, "A background process reads from the terminal."),
    row("SIGTTOU", 22, "A background process writes to the terminal."),
    row("SIGURG", 23, "Urgent data on a socket."),
    row("SIGXCPU", 24, "The limit of processor time is reached."),
    row("SIGXFSZ", 25, "The limit of a file's size is reached."),
    row("SIGVTALRM", 26, "A timer of processor time has run out."),
    row("SIGPROF", 27, "A profiler's timer has run out."),
    stopping("SIGWINCH", 28, "The terminal's size has changed. Apache takes it as: finish the requests, then end."),
    Signal {
        name: "SIGIO",
        number: 29,
        aliases: &["SIGPOLL"],
        for_stopping: false,
        doc: "Input or output is possible.",
    },
    stopping("SIGPWR", 30, "Power is failing. LXC and some init systems shut down on it."),
    row("SIGSYS", 31, "A system call that does not exist or is not allowed."),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_run_without_a_gap() {
        let numbers = SIGNALS.each_ref().map(|signal| usize::from(signal.number));
        assert!(numbers.into_iter().eq(1..=31));
        assert!(SIGNALS.iter().all(|signal| signal.doc.ends_with('.') && signal.name.starts_with("SIG")));
    }

    #[test]
    fn names_are_read_as_the_engine_reads_them() {
        assert_eq!(signal_number("SIGTERM"), Some(15));
        assert_eq!(signal_number("term"), Some(15));
        assert_eq!(signal_number("Iot"), Some(6));
        assert_eq!(signal_number("999"), Some(999));
        assert_eq!(signal_number("-1"), Some(-1));
        assert_eq!(signal_number("SIGRTMAX-14"), Some(50));
        for refused in ["0", "", "SIG", "TERMINATE", "RTMIN+16", "RTMAX-15", "RTMIN+0", "SIG9"] {
            assert_eq!(signal_number(refused), None, "{refused}");
        }
    }
}
