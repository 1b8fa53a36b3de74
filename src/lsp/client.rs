//! What was agreed with the client when it introduced itself.

use crate::text::Encoding;
use std::path::PathBuf;
use tower_lsp::ls_types::{
    CompletionItemTag, InitializeParams, InsertTextMode, PositionEncodingKind, ResourceOperationKind,
};

/// What this client can do, as far as any answer depends on it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Client {
    /// The folders that it works on, absolute and plain.
    pub folders: Vec<PathBuf>,
    /// The unit of its columns.
    pub encoding: Encoding,
    /// It asks for diagnostics itself, so none are pushed; and it can be told to ask again. One that cannot, such as Neovim
    /// 0.11, would never learn of what changes outside of its document: a setting, a neighbour, ShellCheck's remarks.
    pub pulls_diagnostics: bool,
    /// It takes edits that name the version they are for.
    pub versioned_edits: bool,
    /// Its edits may make files.
    pub creates_files: bool,
    /// How many folds of a document it takes; `None` where it does not mind.
    pub fold_limit: Option<usize>,
    /// It shows a tree of symbols rather than a list.
    pub symbol_tree: bool,
    /// It shows which word a link starts from.
    pub links: bool,
    /// It understands tab stops in completions.
    pub snippets: bool,
    /// It asks for the page beside a completion when it shows it.
    pub asks_for_pages: bool,
    /// It lets the user choose whether a completion replaces the rest of the word behind the cursor.
    pub insert_or_replace: bool,
    /// It strikes deprecated completions through: by a tag, or by the older flag.
    pub deprecated_tag: bool,
    pub deprecated_flag: bool,
    /// It asks for the edits of a code action when the user chooses it.
    pub asks_for_edits: bool,
    /// It takes a completion when one of the entry's own characters is typed.
    pub commit_characters: bool,
    /// It shows a few words beside every label, not only beside the chosen one.
    pub label_details: bool,
    /// It knows VS Code's command that opens the menu again.
    pub reopens_menu: bool,
    /// It indents the lines of a completion when told to.
    pub adjusts_indentation: bool,
    /// It answers `workspace/configuration`.
    pub answers_configuration: bool,
    /// It watches files on request.
    pub watches_files: bool,
    /// It shows how far a long work is, also where it did not ask for it.
    pub shows_progress: bool,
    /// It announces changes of configuration on request.
    pub announces_configuration: bool,
}

impl Client {
    pub fn introduced_by(params: &InitializeParams) -> Client {
        let general = params.capabilities.general.as_ref();
        let offered = general.and_then(|general| general.position_encodings.as_deref()).unwrap_or_default();
        let document = params.capabilities.text_document.as_ref();
        let workspace = params.capabilities.workspace.as_ref();
        let entries = document.and_then(|it| it.completion.as_ref()?.completion_item.as_ref());
        let yes = |answer: Option<bool>| answer.unwrap_or(false);
        Client {
            folders: Vec::new(),
            encoding: agree_on_encoding(offered),
            pulls_diagnostics: document.is_some_and(|it| it.diagnostic.is_some())
                && yes(workspace.and_then(|it| it.diagnostics.as_ref()?.refresh_support)),
            versioned_edits: yes(workspace.and_then(|it| it.workspace_edit.as_ref()?.document_changes)),
            creates_files: workspace.and_then(|it| it.workspace_edit.as_ref()).is_some_and(|edit| {
                let operations = edit.resource_operations.as_deref().unwrap_or_default();
                edit.document_changes == Some(true) && operations.contains(&ResourceOperationKind::Create)
            }),
            fold_limit: document.and_then(|it| Some(it.folding_range.as_ref()?.range_limit? as usize)),
            symbol_tree: yes(document.and_then(|it| it.document_symbol.as_ref()?.hierarchical_document_symbol_support)),
            links: yes(document.and_then(|it| it.definition.as_ref()?.link_support)),
            snippets: yes(entries.and_then(|it| it.snippet_support)),
            asks_for_pages: entries
                .and_then(|it| it.resolve_support.as_ref())
                .is_some_and(|it| it.properties.iter().any(|property| property == "documentation")),
            asks_for_edits: document
                .and_then(|it| it.code_action.as_ref()?.resolve_support.as_ref())
                .is_some_and(|it| it.properties.iter().any(|property| property == "edit")),
            insert_or_replace: yes(entries.and_then(|it| it.insert_replace_support)),
            deprecated_tag: entries
                .and_then(|it| it.tag_support.as_ref())
                .is_some_and(|it| it.value_set.contains(&CompletionItemTag::DEPRECATED)),
            deprecated_flag: yes(entries.and_then(|it| it.deprecated_support)),
            commit_characters: yes(entries.and_then(|it| it.commit_characters_support)),
            reopens_menu: params
                .client_info
                .as_ref()
                .is_some_and(|it| REOPENING.iter().any(|name| it.name.starts_with(name))),
            label_details: yes(entries.and_then(|it| it.label_details_support)),
            adjusts_indentation: entries
                .and_then(|it| it.insert_text_mode_support.as_ref())
                .is_some_and(|it| it.value_set.contains(&InsertTextMode::ADJUST_INDENTATION)),
            answers_configuration: yes(workspace.and_then(|it| it.configuration)),
            watches_files: yes(workspace.and_then(|it| it.did_change_watched_files.as_ref()?.dynamic_registration)),
            shows_progress: yes(params.capabilities.window.as_ref().and_then(|it| it.work_done_progress)),
            announces_configuration: yes(
                workspace.and_then(|it| it.did_change_configuration.as_ref()?.dynamic_registration)
            ),
        }
    }
}

/// Editors that are VS Code, by the names under which they introduce themselves.
const REOPENING: [&str; 4] = ["Visual Studio Code", "VSCodium", "Cursor", "Windsurf"];

/// Bytes where the client offers them, for they need no counting; else the first of its offers that we know.
fn agree_on_encoding(offered: &[PositionEncodingKind]) -> Encoding {
    let known = |kind: &PositionEncodingKind| match kind.as_str() {
        "utf-8" => Some(Encoding::Utf8),
        "utf-16" => Some(Encoding::Utf16),
        "utf-32" => Some(Encoding::Utf32),
        _ => None,
    };
    let mut offers = offered.iter().filter_map(known);
    let first = offers.next().unwrap_or_default();
    if offers.any(|offer| offer == Encoding::Utf8) { Encoding::Utf8 } else { first }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_preferred_and_utf_16_is_what_silence_means() {
        let agreed = |offers: &[&'static str]| {
            agree_on_encoding(&offers.iter().map(|offer| PositionEncodingKind::new(offer)).collect::<Vec<_>>())
        };
        assert_eq!(agreed(&[]), Encoding::Utf16);
        assert_eq!(agreed(&["utf-16", "utf-8"]), Encoding::Utf8);
        assert_eq!(agreed(&["utf-32", "utf-16"]), Encoding::Utf32);
        assert_eq!(agreed(&["utf-7", "utf-16"]), Encoding::Utf16);
        assert_eq!(agreed(&["utf-7"]), Encoding::Utf16);
    }

    #[test]
    fn who_cannot_be_told_to_ask_again_is_told_everything() {
        let pulls = |capabilities: serde_json::Value| {
            let introduction = serde_json::json!({ "capabilities": capabilities });
            let params = serde_json::from_value(introduction).expect("an introduction");
            Client::introduced_by(&params).pulls_diagnostics
        };
        let document = serde_json::json!({ "diagnostic": {} });
        let workspace = serde_json::json!({ "diagnostics": { "refreshSupport": true } });
        assert!(pulls(serde_json::json!({ "textDocument": document, "workspace": workspace })));
        assert!(!pulls(serde_json::json!({ "textDocument": document })));
        assert!(!pulls(serde_json::json!({ "workspace": workspace })));
    }
}
