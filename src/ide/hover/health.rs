//! What the timings of a health check come to: how often it asks, and how long until a service counts as unhealthy.
//!
//! Source: moby `daemon/health.go`: the interval runs from the end of one attempt to the start of the next, and failures while
//! the service starts do not count.

use super::words::{count, duration};

/// The timings of a check, in nanoseconds, as far as they are given.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Timings {
    pub interval: Option<f64>,
    pub timeout: Option<f64>,
    pub start_period: Option<f64>,
    pub start_interval: Option<f64>,
    pub retries: Option<u32>,
}

impl Timings {
    /// In one or two sentences; what is not given, or given as zero, has the engine's default.
    pub fn in_words(self) -> String {
        let or = |given: Option<f64>, default: f64| given.filter(|given| *given > 0.0).unwrap_or(default);
        let interval = or(self.interval, 30e9);
        let timeout = or(self.timeout, 30e9);
        let retries = self.retries.filter(|retries| *retries > 0).unwrap_or(3);
        let least = interval * f64::from(retries);
        let most = (interval + timeout) * f64::from(retries);
        let mut text = format!(
            "Asks every {}, and gives each attempt {}. Unhealthy after {} in a row: {}, or {} where every attempt hangs.",
            duration(interval),
            duration(timeout),
            count(retries as usize, "failure"),
            duration(least),
            duration(most),
        );
        if let Some(period) = self.start_period.filter(|period| *period > 0.0) {
            let every = duration(or(self.start_interval, 5e9));
            text.push_str(&format!(
                " In the first {} failures do not count, and it asks every {every} until the first success.",
                duration(period)
            ));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_stand_in_for_what_is_not_given() {
        let text = Timings::default().in_words();
        assert!(text.starts_with("Asks every 30 s"), "{text}");
        assert!(text.contains("3 failures in a row: 1 min 30 s, or 3 min"), "{text}");
        let text = Timings { retries: Some(5), start_period: Some(10e9), ..Timings::default() }.in_words();
        assert!(text.contains("5 failures") && text.contains("In the first 10 s"), "{text}");
    }
}
