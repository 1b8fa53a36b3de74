//! What the server tells the client of its own accord, in order, and without anybody waiting for it to be read.

use super::wire::{Wire, Written};
use serde_json::Value;
use std::collections::BTreeSet;
use std::future::Future;
use std::sync::{Mutex, PoisonError};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};
use tower_lsp::Client;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::notification::{Notification, Progress as ProgressNotification, PublishDiagnostics};
use tower_lsp::ls_types::request::WorkDoneProgressCreate;
use tower_lsp::ls_types::{
    ConfigurationItem, MessageType, ProgressParams, ProgressParamsValue, ProgressToken, Registration, WorkDoneProgress,
    WorkDoneProgressCreateParams,
};

/// One thing to tell the client.
#[derive(Debug)]
pub enum Letter {
    /// The parameters of `textDocument/publishDiagnostics`.
    Diagnostics(Written),
    /// Diagnostics that the client pulled earlier no longer hold.
    RefreshDiagnostics,
    /// How far a long work is, until it ends.
    Progress {
        token: ProgressToken,
        /// The client did not ask: it must first agree to the token.
        must_be_created: bool,
        values: UnboundedReceiver<WorkDoneProgress>,
    },
    Register(Vec<Registration>),
    /// Ask for the settings.
    AskConfiguration,
    /// Something about a configuration that the user must mend: shown, not only logged.
    Warn(String),
}

/// What the user is told about configurations, each sentence once: they are read again whenever a file is saved.
#[derive(Debug)]
pub struct Complaints {
    outbox: UnboundedSender<Letter>,
    told: Mutex<BTreeSet<String>>,
}

impl Complaints {
    pub fn new(outbox: UnboundedSender<Letter>) -> Self {
        Complaints { outbox, told: Mutex::default() }
    }

    pub fn tell(&self, sentence: String) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if told.insert(sentence.clone()) {
            // Nobody reads letters any more once the client has left.
            let _ = self.outbox.send(Letter::Warn(sentence));
        }
    }
}

/// Delivers letters until nobody writes any more. The client's settings, where it was asked for them, go to `configure`.
pub async fn deliver(
    client: Client,
    wire: Wire,
    mut letters: UnboundedReceiver<Letter>,
    configure: impl Fn(Value) + Clone + Send + 'static,
) {
    while let Some(letter) = letters.recv().await {
        let client = client.clone();
        match letter {
            Letter::Diagnostics(diagnostics) => {
                wire.send(diagnostics.into_notification(PublishDiagnostics::METHOD)).await;
            }
            Letter::Warn(text) => client.show_message(MessageType::WARNING, text).await,
            Letter::Progress { token, must_be_created, mut values } => ask(async move {
                if must_be_created {
                    client
                        .send_request::<WorkDoneProgressCreate>(WorkDoneProgressCreateParams { token: token.clone() })
                        .await?;
                }
                while let Some(value) = values.recv().await {
                    let params = ProgressParams { token: token.clone(), value: ProgressParamsValue::WorkDone(value) };
                    client.send_notification::<ProgressNotification>(params).await;
                }
                Ok(())
            }),
            Letter::RefreshDiagnostics => ask(async move { client.workspace_diagnostic_refresh().await }),
            Letter::Register(registrations) => ask(async move { client.register_capability(registrations).await }),
            Letter::AskConfiguration => {
                let configure = configure.clone();
                ask(async move {
                    let item = ConfigurationItem { scope_uri: None, section: Some("dunnage".into()) };
                    let answer = client.configuration(vec![item]).await?;
                    configure(answer.into_iter().next().unwrap_or_default());
                    Ok(())
                });
            }
        }
    }
}

/// A question to the client runs beside the letters: its answer may be long in coming, or never come.
fn ask(question: impl Future<Output = Result<()>> + Send + 'static) {
    tokio::spawn(async move {
        if let Err(error) = question.await {
            tracing::debug!("the client did not answer: {error}");
        }
    });
}
