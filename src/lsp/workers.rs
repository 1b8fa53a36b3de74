//! The threads that do the work: a few, fixed, so that a slow file neither delays the others nor costs memory.
//!
//! Questions that an editor waits for go before analyses, and one thread takes nothing else: a long analysis never
//! stands before a completion.

use super::STACK;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// Something to do, once.
pub type Job = Box<dyn FnOnce() + Send>;

/// Whether somebody waits for the outcome of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Urgency {
    /// A request: its thread is always there.
    Asked,
    /// An analysis that nobody asked for.
    Unasked,
}

/// A handle on the threads; they end when it is dropped.
pub struct Workers {
    board: Arc<Board>,
}

#[derive(Default)]
struct Board {
    jobs: Mutex<Jobs>,
    posted: Condvar,
}

#[derive(Default)]
struct Jobs {
    asked: VecDeque<Job>,
    unasked: VecDeque<Job>,
    closed: bool,
}

impl Workers {
    /// Starts `count` threads, two at least.
    pub fn start(count: usize) -> Self {
        let board = Arc::new(Board::default());
        for number in 0..count.max(2) {
            let board = board.clone();
            let takes_analyses = number > 0;
            let thread = std::thread::Builder::new().name(format!("worker {number}")).stack_size(STACK);
            if let Err(error) = thread.spawn(move || board.work(takes_analyses)) {
                tracing::error!("cannot start a worker: {error}");
            }
        }
        Workers { board }
    }

    pub fn post(&self, urgency: Urgency, job: Job) {
        let mut jobs = self.board.lock();
        match urgency {
            Urgency::Asked => jobs.asked.push_back(job),
            Urgency::Unasked => jobs.unasked.push_back(job),
        }
        drop(jobs);
        // All are woken: the one that takes no analyses may be the only one to hear a single call.
        self.board.posted.notify_all();
    }

    /// Lets go of something large where nobody waits for that.
    pub fn discard<T: Send + 'static>(&self, large: Option<T>) {
        if let Some(large) = large {
            self.post(Urgency::Unasked, Box::new(move || drop(large)));
        }
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        self.board.lock().closed = true;
        self.board.posted.notify_all();
    }
}

impl Board {
    fn lock(&self) -> MutexGuard<'_, Jobs> {
        // Jobs run outside the lock, so a panic cannot have left it half changed.
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn work(&self, takes_analyses: bool) {
        while let Some(job) = self.next(takes_analyses) {
            // The panic hook has logged what happened. What the job held is dropped, and whoever waits for it learns that.
            let _ = catch_unwind(AssertUnwindSafe(job));
        }
    }

    fn next(&self, takes_analyses: bool) -> Option<Job> {
        let mut jobs = self.lock();
        loop {
            if jobs.closed {
                return None;
            }
            let job = jobs.asked.pop_front();
            let job = job.or_else(|| if takes_analyses { jobs.unasked.pop_front() } else { None });
            if job.is_some() {
                return job;
            }
            jobs = self.posted.wait(jobs).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    #[test]
    fn a_panic_costs_one_job() {
        let workers = Workers::start(2);
        let (done, results) = mpsc::channel();
        for number in 0..4 {
            let done = done.clone();
            let job = move || {
                assert!(number != 1, "this one is meant to fail");
                done.send(number).expect("the test listens");
            };
            workers.post(Urgency::Asked, Box::new(job));
        }
        drop(done);
        let mut results: Vec<i32> = results.iter().collect();
        results.sort_unstable();
        assert_eq!(results, [0, 2, 3]);
    }

    #[test]
    fn a_question_is_answered_while_analyses_run() {
        let workers = Workers::start(2);
        let (release, held) = mpsc::channel::<()>();
        let (done, answers) = mpsc::channel();
        workers.post(Urgency::Unasked, Box::new(move || assert!(held.recv().is_err())));
        workers.post(Urgency::Asked, Box::new(move || done.send("answer").expect("the test listens")));
        assert_eq!(answers.recv(), Ok("answer"));
        drop(release);
    }
}
