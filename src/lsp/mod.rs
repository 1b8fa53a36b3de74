//! The language server: the editor's face of Dunnage.
//!
//! A few rooms, and one rule that shapes them: **an answer reflects exactly the edits before its question on the wire.**
//!
//! - `server` hears the client. Every handler's first statement puts a message into the mailbox, without waiting: the
//!   framework first polls handlers in wire order and interleaves them at every await, so order survives only up to there.
//! - `world` reads the mailbox on one thread, each `message` in its turn, and owns every `document`. It applies edits in order and hands out `view`s:
//!   one version of one document, immutable, with everything needed to answer about it.
//! - `workers` answer from views, by what `features` and `navigation` tell. A panic there costs one answer, never the server.
//! - `writing` holds back what would be said of words that somebody is still typing.
//! - `scripts` shows the scripts of Dockerfiles to ShellCheck, where there is one, when everything else is done.
//! - `convert` is the only place where our words become the protocol's, and bytes become lines and columns.
//!
//! Nobody in here waits for the client; what the client is told goes through `outbox`, and whatever is large goes out by the
//! `wire`, as text.

mod analysis;
mod client;
mod configuration;
mod convert;
mod document;
mod features;
mod log;
mod message;
mod navigation;
mod neighbours;
mod outbox;
mod registration;
mod scripts;
mod sent;
mod server;
mod task;
mod tokens;
mod view;
mod wire;
mod workers;
mod workspace;
mod world;
mod writing;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::mpsc;

/// How the server is started.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// A file that receives a detailed log. Without one, warnings go to standard error.
    pub log: Option<PathBuf>,
}

/// The stack of the threads that read files, in bytes: room for any nesting that the parsers allow. Only what is used
/// is ever touched.
const STACK: usize = 16 << 20;

/// Serves one client on standard input and output until it says `exit` or closes the pipe.
///
/// The status is 0 where the client said `shutdown` first, as the protocol has it, else 1.
pub fn run(options: Options) -> ExitCode {
    share_one_heap();
    share_rules();
    if let Err(error) = log::start(options.log.as_deref()) {
        eprintln!("dunnage: cannot write the log: {error}");
        return ExitCode::from(2);
    }
    let wire = match wire::Wire::to_standard_output() {
        Ok(wire) => wire,
        Err(error) => {
            eprintln!("dunnage: cannot write to standard output: {error}");
            return ExitCode::from(2);
        }
    };
    let runtime = match tokio::runtime::Builder::new_current_thread().max_blocking_threads(4).build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("dunnage: cannot start: {error}");
            return ExitCode::from(2);
        }
    };
    let was_shut_down = runtime.block_on(serve(wire.clone()));
    wire.finish();
    // Standard input may still be open, with a thread reading it: nobody waits for that.
    runtime.shutdown_background();
    if was_shut_down { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// glibc gives each thread a heap of its own and keeps what each frees; a server whose threads take turns needs one.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn share_one_heap() {
    // SAFETY: `mallopt` sets a number inside the allocator, before any other thread is started.
    unsafe {
        libc::mallopt(libc::M_ARENA_MAX, 1);
    }
}

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
fn share_one_heap() {}

/// How many threads share the rules on a large file, at most.
const MAX_SHARE: usize = 4;

/// Prepares the threads that share the rules on large files: few, for a keystroke is soon answered.
fn share_rules() {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(MAX_SHARE);
    if let Err(error) = rayon::ThreadPoolBuilder::new().num_threads(threads).stack_size(STACK).build_global() {
        tracing::warn!("the rules have one thread: {error}");
    }
}

/// Serves until the client leaves; whether it said `shutdown`.
async fn serve(wire: wire::Wire) -> bool {
    let (mailbox, messages) = mpsc::channel();
    let (outbox, letters) = tokio::sync::mpsc::unbounded_channel();
    let world = world::World::new(mailbox.clone(), outbox);
    let started = std::thread::Builder::new().name("world".into()).stack_size(STACK).spawn(move || world.run(messages));
    if let Err(error) = started {
        tracing::error!("cannot start a thread: {error}");
        return false;
    }
    let ending = server::Ending::default();
    let (service, socket) = tower_lsp::LspService::build(|client| {
        let answers = mailbox.clone();
        let configure = move |settings| {
            // The world may have ended meanwhile; then nobody needs the answer.
            let _ = answers.send(message::Message::Configure(settings));
        };
        tokio::spawn(outbox::deliver(client, wire.clone(), letters, configure));
        server::Server::new(mailbox, ending.clone())
    })
    .custom_method("dunnage/version", server::Server::version)
    .finish();
    let service = wire::Scribe::new(service, wire.clone());
    tower_lsp::Server::new(tokio::io::stdin(), wire, socket)
        // A handler costs nothing while it waits, and a low limit would keep cancellations waiting behind it.
        .concurrency_level(1_000_000)
        .serve(service)
        .await;
    ending.was_shut_down()
}
