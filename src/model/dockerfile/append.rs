//! Adding a command to the end of a RUN, in the style of the lines that are there.

use super::{Dockerfile, Instruction};
use crate::syntax::shell::Connector;
use crate::text::{Edit, insert};

/// How long a line may grow before it is better continued, in bytes.
const WIDTH: usize = 80;

impl Dockerfile {
    /// The edit that makes a RUN end in `&& command`. `None` where that could mean something else: in a heredoc or JSON form,
    /// behind a `&` or a comment, in a script that was not understood.
    pub fn append_command(&self, index: usize, command: &str) -> Option<Edit> {
        let instruction = self.instructions.get(index)?;
        self.append(index, &[command], instruction.lines.0 == instruction.lines.1)
    }

    /// As [`append_command`](Self::append_command), with several: on one line where all of it fits, else each on its own.
    pub fn append_commands(&self, index: usize, commands: &[&str]) -> Option<Edit> {
        let instruction = self.instructions.get(index)?;
        let width = commands.iter().fold(instruction.span.len(), |width, command| width + " && ".len() + command.len());
        self.append(index, commands, instruction.lines.0 == instruction.lines.1 && width <= WIDTH)
    }

    fn append(&self, index: usize, commands: &[&str], on_one_line: bool) -> Option<Edit> {
        let instruction = self.instructions.get(index)?;
        let [shell] = self.shell_texts_of(index) else { return None };
        let script = &shell.script;
        if shell.is_heredoc
            || shell.is_exec
            || script.broken
            || !script.comments.is_empty()
            || !script.heredocs.is_empty()
        {
            return None;
        }
        let last = script.top().last()?;
        let joins =
            |connector| matches!(connector, Connector::And | Connector::Or | Connector::Semicolon | Connector::End);
        let is_simple = script.top().all(|element| joins(element.after) || element.after.is_pipe());
        // Nothing may stand behind the last command: a `;` or `&` there would come between.
        let ends_there = shell.text.text()[last.range.end..].trim().is_empty() && last.after == Connector::End;
        if !is_simple || !ends_there {
            return None;
        }
        let end = shell.text.offset(last.range.end);
        let joint = if on_one_line {
            " && ".to_owned()
        } else {
            format!(" {}\n{}&& ", self.escape.character(), self.continuation_indent(instruction))
        };
        Some(insert(end, commands.iter().map(|command| format!("{joint}{command}")).collect::<String>()))
    }

    /// How far the continued lines of an instruction are indented: as those that start with `&&`, else as the first.
    pub fn continuation_indent(&self, instruction: &Instruction) -> String {
        let text = self.text(instruction.head);
        let continued =
            || text.lines().skip(1).filter(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#'));
        let line = continued().find(|line| line.trim_start().starts_with("&&")).or_else(|| continued().next());
        line.map_or("    ".to_owned(), |line| line[..line.len() - line.trim_start().len()].to_owned())
    }
}
