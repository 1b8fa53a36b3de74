//! The way out to the client: standard output, which takes whole messages, one after another.
//!
//! The framework makes a tree of values of every answer before it makes text of the tree. For an outline of a thousand
//! entries that costs several times as much as the text itself, on the one thread that everything passes through. So an
//! answer is written as text where it is computed, by a [`worker`](super::workers), and left beside the reply of its handler;
//! [`Scribe`] puts the two together. Errors, and whatever else the framework says, take the framework's own way.

use serde::Serialize;
use std::cell::Cell;
use std::collections::VecDeque;
use std::fs::File;
use std::future::Future;
use std::io::{self, Write};
use std::pin::Pin;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;
use tokio::io::AsyncWrite;
use tower_lsp::jsonrpc::{Id, Request, Response};
use tower_service::Service;

/// What may wait for a client that reads slowly, in bytes; more has its writers wait as well.
const MAX_WAITING: usize = 1 << 20;

/// How long a client that has said goodbye is given to read what was told before.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// A value of the protocol as JSON text.
#[derive(Debug)]
pub struct Written(Vec<u8>);

impl Written {
    /// `None` where the value has no text, which is a mistake of ours and told to the log.
    pub fn of(value: &impl Serialize) -> Option<Written> {
        let text = serde_json::to_vec(value);
        text.inspect_err(|error| tracing::error!("a value has no text: {error}")).ok().map(Written)
    }

    /// The notification that has this value for its parameters.
    pub fn into_notification(self, method: &str) -> Vec<u8> {
        let start = format!(r#"{{"jsonrpc":"2.0","method":"{method}","params":"#);
        message(&[start.as_bytes(), &self.0, b"}"])
    }

    fn into_answer(self, id: &Id) -> serde_json::Result<Vec<u8>> {
        let id = serde_json::to_vec(id)?;
        Ok(message(&[br#"{"jsonrpc":"2.0","id":"#, &id, br#","result":"#, &self.0, b"}"]))
    }
}

/// A message with the header that the protocol wants, in one piece.
fn message(parts: &[&[u8]]) -> Vec<u8> {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let header = format!("Content-Length: {length}\r\n\r\n");
    let mut message = Vec::with_capacity(header.len() + length);
    message.extend_from_slice(header.as_bytes());
    parts.iter().for_each(|part| message.extend_from_slice(part));
    message
}

tokio::task_local! {
    /// The answer that a handler leaves for the scribe.
    static LEFT: Cell<Option<Written>>;
}

/// Leaves the answer to the request that is being handled; what its handler replies is then not sent, unless it is an error.
pub fn leave(answer: Written) {
    if LEFT.try_with(|left| left.set(Some(answer))).is_err() {
        tracing::error!("an answer was left where nobody asked");
    }
}

/// The service of the framework, whose handlers may leave their answers as text.
#[derive(Debug)]
pub struct Scribe<S> {
    service: S,
    wire: Wire,
}

impl<S> Scribe<S> {
    pub fn new(service: S, wire: Wire) -> Self {
        Scribe { service, wire }
    }
}

impl<S> Service<Request> for Scribe<S>
where
    S: Service<Request, Response = Option<Response>>,
    S::Future: Send + 'static,
{
    type Response = Option<Response>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.service.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let (wire, handled) = (self.wire.clone(), self.service.call(request));
        Box::pin(LEFT.scope(Cell::default(), async move {
            let reply = handled.await?;
            let (Some(answer), Some(ok)) = (LEFT.with(Cell::take), reply.as_ref().filter(|reply| reply.is_ok())) else {
                return Ok(reply);
            };
            match answer.into_answer(ok.id()) {
                Ok(message) => {
                    wire.send(message).await;
                    Ok(None)
                }
                Err(error) => {
                    tracing::error!("cannot write an answer: {error}");
                    Ok(reply)
                }
            }
        }))
    }
}

/// A handle on the way out. Each message that is put onto it arrives in one piece.
#[derive(Debug, Clone)]
pub struct Wire(Arc<Line>);

#[derive(Debug, Default)]
struct Line {
    queue: Mutex<Queue>,
    news: Condvar,
}

#[derive(Debug, Default)]
struct Queue {
    messages: VecDeque<Vec<u8>>,
    /// The bytes of all messages that are not written yet.
    waiting: usize,
    writers: Vec<Waker>,
    /// Nobody reads any more.
    is_cut: bool,
}

impl Wire {
    /// The way to standard output, with a thread that writes to it. Nothing else may.
    ///
    /// # Errors
    /// There is no standard output, or no thread to be had.
    pub fn to_standard_output() -> io::Result<Wire> {
        Wire::to(standard_output()?)
    }

    fn to(out: impl Write + Send + 'static) -> io::Result<Wire> {
        let wire = Wire(Arc::default());
        let line = wire.0.clone();
        std::thread::Builder::new().name("wire".into()).spawn(move || line.carry(out))?;
        Ok(wire)
    }

    /// Puts a message onto the wire; waits only while a lot of it has not been read.
    pub async fn send(&self, message: Vec<u8>) {
        let mut message = Some(message);
        std::future::poll_fn(|context| self.0.put(context, || message.take().unwrap_or_default()).map(drop)).await;
    }

    /// Gives the client a moment to read what it was told.
    pub fn finish(&self) {
        let queue = self.0.lock();
        let _ = self.0.news.wait_timeout_while(queue, LAST_WORDS, |queue| queue.waiting > 0 && !queue.is_cut);
    }
}

impl Line {
    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a message unless too much is waiting; whether it will be written.
    fn put(&self, context: &mut Context<'_>, message: impl FnOnce() -> Vec<u8>) -> Poll<bool> {
        let mut queue = self.lock();
        if queue.is_cut {
            return Poll::Ready(false);
        }
        if queue.waiting > MAX_WAITING {
            queue.writers.push(context.waker().clone());
            return Poll::Pending;
        }
        let message = message();
        queue.waiting += message.len();
        queue.messages.push_back(message);
        drop(queue);
        self.news.notify_all();
        Poll::Ready(true)
    }

    /// Writes what comes, until nobody reads any more.
    fn carry(&self, mut out: impl Write) {
        loop {
            let queue = self.news.wait_while(self.lock(), |queue| queue.messages.is_empty());
            let Some(message) = queue.unwrap_or_else(PoisonError::into_inner).messages.pop_front() else { continue };
            let outcome = out.write_all(&message).and_then(|()| out.flush());
            let mut queue = self.lock();
            queue.waiting -= message.len();
            queue.is_cut = outcome.is_err();
            let writers = std::mem::take(&mut queue.writers);
            drop(queue);
            self.news.notify_all();
            writers.into_iter().for_each(Waker::wake);
            if let Err(error) = outcome {
                tracing::info!("the client does not listen any more: {error}");
                return;
            }
        }
    }
}

/// The framework hands over what it says here: always whole messages.
impl AsyncWrite for Wire {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.0.put(context, || bytes.to_vec()).map(|is_taken| match is_taken {
            true => Ok(bytes.len()),
            false => Err(io::ErrorKind::BrokenPipe.into()),
        })
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

/// Standard output without the buffer that the library keeps for lines.
#[cfg(unix)]
fn standard_output() -> io::Result<File> {
    use std::os::fd::AsFd;
    io::stdout().as_fd().try_clone_to_owned().map(File::from)
}

#[cfg(windows)]
fn standard_output() -> io::Result<File> {
    use std::os::windows::io::AsHandle;
    io::stdout().as_handle().try_clone_to_owned().map(File::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::{Receiver, Sender, channel};
    use tower_lsp::jsonrpc::Error;

    /// Hands on what is written, each write on its own; stands still until it is let go.
    struct Reader {
        heard: Sender<String>,
        gate: Receiver<()>,
    }

    impl Write for Reader {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.gate.recv().map_err(|_| io::ErrorKind::BrokenPipe)?;
            self.heard.send(String::from_utf8_lossy(bytes).into_owned()).map_err(|_| io::ErrorKind::BrokenPipe)?;
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn reader() -> (Reader, Sender<()>, Receiver<String>) {
        let ((heard, ears), (open, gate)) = (channel(), channel());
        (Reader { heard, gate }, open, ears)
    }

    fn runtime() -> tokio::runtime::Runtime {
        tokio::runtime::Builder::new_current_thread().build().expect("a runtime")
    }

    /// Leaves an answer, and replies as it was told.
    struct Handler(Result<(), Error>);

    impl Service<Request> for Handler {
        type Response = Option<Response>;
        type Error = std::convert::Infallible;
        type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

        fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
            Poll::Ready(Ok(()))
        }

        fn call(&mut self, request: Request) -> Self::Future {
            let reply = self.0.clone();
            Box::pin(async move {
                leave(Written::of(&["an answer"]).expect("text"));
                Ok(request.id().cloned().map(|id| Response::from_parts(id, reply.map(|()| serde_json::Value::Null))))
            })
        }
    }

    fn answer(handler: Handler) -> (Option<Response>, Receiver<String>) {
        let (reader, open, ears) = reader();
        let wire = Wire::to(reader).expect("a thread");
        open.send(()).expect("the wire listens");
        let mut scribe = Scribe::new(handler, wire.clone());
        let reply = runtime().block_on(scribe.call(Request::build("x").id(7).finish())).expect("a reply");
        wire.finish();
        (reply, ears)
    }

    #[test]
    fn what_a_handler_leaves_is_the_answer() {
        let (reply, ears) = answer(Handler(Ok(())));
        assert_eq!(reply, None);
        let heard = "Content-Length: 47\r\n\r\n{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":[\"an answer\"]}";
        assert_eq!(ears.recv().as_deref(), Ok(heard));
    }

    #[test]
    fn an_error_goes_before_what_was_left() {
        let (reply, ears) = answer(Handler(Err(Error::request_cancelled())));
        assert!(reply.is_some_and(|reply| reply.is_error()));
        assert!(ears.try_recv().is_err());
    }

    #[test]
    fn who_reads_slowly_has_the_writers_wait_and_loses_nothing() {
        let (reader, open, ears) = reader();
        let wire = Wire::to(reader).expect("a thread");
        let mut context = Context::from_waker(Waker::noop());
        let mut put = |text: &str| wire.0.put(&mut context, || text.as_bytes().to_vec());
        let large = "x".repeat(MAX_WAITING + 1);
        assert_eq!(put(&large), Poll::Ready(true));
        assert_eq!(put("second"), Poll::Pending);
        open.send(()).expect("the wire listens");
        assert_eq!(ears.recv().map(|heard| heard.len()), Ok(large.len()));
        wire.finish();
        assert_eq!(put("second"), Poll::Ready(true));
        open.send(()).expect("the wire listens");
        assert_eq!(ears.recv().as_deref(), Ok("second"));
    }

    #[test]
    fn nobody_waits_for_a_client_that_is_gone() {
        let (reader, open, _) = reader();
        let wire = Wire::to(reader).expect("a thread");
        drop(open);
        runtime().block_on(wire.send(b"a".to_vec()));
        wire.finish();
        let mut context = Context::from_waker(Waker::noop());
        assert_eq!(wire.0.put(&mut context, Vec::new), Poll::Ready(false));
    }
}
