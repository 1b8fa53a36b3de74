//! What a heredoc has swallowed.
//!
//! While the line that ends it is missing or mistyped, a heredoc goes on to the next such line, or to the end of the file.
//! Whoever types an instruction below means an instruction: then the file is read as if the heredoc were not there.

use crate::model::{Dockerfile, Snapshot};
use crate::reference::dockerfile::instruction;
use std::sync::Arc;

/// The snapshot with the heredoc around the cursor blanked out, every offset as before; `None` where the cursor is in none, or
/// its line begins with no instruction in capitals.
pub(in crate::ide::completion) fn mend(snapshot: &Snapshot, file: &Dockerfile, offset: usize) -> Option<Snapshot> {
    let holder = file.instruction_at(offset)?;
    let around = holder.heredocs.iter().find(|heredoc| heredoc.body.touches(offset))?;
    let source = snapshot.source();
    let line_start = source[around.body.start..offset].rfind('\n').map_or(0, |at| at + 1) + around.body.start;
    let (word, _) = source[line_start..offset].split_once([' ', '\t'])?;
    let is_capital = !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_uppercase());
    instruction(word).filter(|_| is_capital)?;
    let mut text = source.to_owned();
    for marker in holder.heredocs.iter().map(|heredoc| heredoc.marker) {
        text.replace_range(marker.start..marker.end, &" ".repeat(marker.len()));
    }
    Some(Snapshot::of(snapshot.language(), &text).with_surroundings(Arc::clone(snapshot.surroundings())))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{at, begins, offers};

    #[test]
    fn an_instruction_below_a_heredoc_without_an_end_is_one() {
        begins("FROM a AS x\nRUN <<EOF\nmake\nE\nFROM b\nCOPY --from=^", &["x"]);
        offers("FROM a\nRUN <<EOF\nmake\n\nCOPY --fr^", &["--from"]);
        offers("FROM a\nRUN <<E\nmake\ne\nRUN --mount=t^\nRUN <<E\nx\nE\n", &["type", "target"]);
        let inside = at("FROM a AS x\nRUN <<EOF\nmake\nfrom b ^");
        assert!(inside.iter().all(|item| item.label != "x"));
    }
}
