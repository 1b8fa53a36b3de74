//! How a file continues its RUNs over several lines.

/// How continued lines look.
#[derive(Debug, Clone)]
pub struct Style {
    indent: String,
    /// `&&` begins a line rather than ending one.
    leads: bool,
}

const DEFAULT: &str = "    ";

/// The furthest that a command is put in because arguments are, in bytes.
const MOST: usize = 4;

impl Default for Style {
    fn default() -> Self {
        Style { indent: DEFAULT.to_owned(), leads: true }
    }
}

impl Style {
    /// What the continued lines of some instructions tell; `None` where they have none.
    pub(super) fn read<'a>(heads: impl Iterator<Item = &'a str>) -> Option<Style> {
        let (mut leading, mut trailing) = (0usize, 0usize);
        let mut indents: [Option<&str>; 2] = [None, None];
        for head in heads {
            let mut after_operator = head.lines().next().is_some_and(ends_in_operator);
            trailing += usize::from(after_operator);
            for line in head.lines().skip(1) {
                let text = line.trim_start();
                if text.is_empty() || text.starts_with('#') {
                    continue;
                }
                let indent = &line[..line.len() - text.len()];
                let starts_command = text.starts_with("&&") || after_operator;
                leading += usize::from(text.starts_with("&&"));
                indents[usize::from(!starts_command)].get_or_insert(indent);
                after_operator = ends_in_operator(line);
                trailing += usize::from(after_operator);
            }
        }
        // Arguments may stand further in than commands do.
        let of_arguments = || indents[1].map(|indent| if indent.len() > MOST { DEFAULT } else { indent });
        let indent = indents[0].or_else(of_arguments)?.to_owned();
        Some(Style { indent, leads: leading >= trailing })
    }

    /// What stands between two parts: the end of the first, the comments, the beginning of the second.
    pub(super) fn joint(&self, close: &str, comments: &[&str], open: &str) -> String {
        let Style { indent, leads } = self;
        let comments: String = comments.iter().map(|comment| format!("{indent}{comment}\n")).collect();
        match leads {
            true => format!("{close} \\\n{comments}{indent}&& {open}"),
            false => format!("{close} && \\\n{comments}{indent}{open}"),
        }
    }
}

fn ends_in_operator(line: &str) -> bool {
    line.trim_end().strip_suffix('\\').is_some_and(|line| line.trim_end().ends_with("&&"))
}
