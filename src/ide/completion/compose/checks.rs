//! Ready health checks, each with a tool that the image has.

use super::{File, services};
use crate::reference::images::health;
use crate::syntax::outline::Part;

/// How many whole health checks are offered among the keys of a service.
const MAX_CHECKS: usize = 3;

impl File<'_> {
    /// Ready checks with a tool that the image has: as a test, or as the whole of a health check.
    pub(super) fn health_checks(&mut self) {
        let way = self.way();
        if let (["services", _], Part::Key, Some(image)) = (&way[..], self.cursor.part, self.own_image()) {
            if !self.given().contains(&"healthcheck") && !self.in_flow() {
                let mut menu = self.menu();
                for (at, check) in (0..).zip(health::for_image(Some(image)).into_iter().take(MAX_CHECKS)) {
                    let test = check.compose_snippet(None);
                    let whole = format!("healthcheck:\n  test: {test}\n{}", services::TIMING.replace("    ", "  "));
                    menu.snippet(&format!("healthcheck: {}", check.title), &self.indented(&whole), 90 + at)
                        .filter("healthcheck")
                        .detail(&format!("needs {}", check.tool));
                }
                self.take(menu);
            }
            return;
        }
        let as_value = way.ends_with(&["healthcheck", "test"]) && self.cursor.part == Part::Value;
        let as_key = way.ends_with(&["healthcheck"]) && self.cursor.part == Part::Key;
        if !as_value && !as_key {
            return;
        }
        let mut menu = self.menu();
        for (at, check) in (0..).zip(health::for_image(self.own_image())) {
            let test = check.compose_snippet(None);
            let body = if as_value { test } else { format!("test: {test}") };
            menu.snippet(&check.title, &body, 100 + at).filter("test").detail(&format!("needs {}", check.tool));
        }
        self.take(menu);
    }
}
