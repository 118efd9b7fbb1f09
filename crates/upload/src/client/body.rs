//! Three shared pieces -> a request body that knows how much of it was taken.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use tokio::time::{Instant, Sleep, sleep};

use crate::client::watch::Watch;

/// Slices of the recording; small enough that progress is seen at 20 kB/s within the idle limit.
const SLICE_BYTES: usize = 64 * 1024;
/// hyper holds at most 16 buffers that are not yet written (`MAX_BUF_LIST_BUFFERS` of its io.rs).
/// As many one-byte slices at the end mean: when the last is taken, all but these went to the socket.
const LAST_SLICES: usize = 17;

/// A body in slices that share their bytes; nothing is copied.
pub(crate) struct SlicedBody {
    slices: VecDeque<Bytes>,
    left_bytes: u64,
    guard: Duration,
    hold: Option<Pin<Box<Sleep>>>,
    progress: Arc<Progress>,
    watch: Option<Watch>,
}

/// How far a body has got; shared with the task that waits for the answer.
pub(crate) struct Progress {
    started: Instant,
    all_bytes: u64,
    left_bytes: AtomicU64,
    last_move_millis: AtomicU64,
    stopped: Mutex<(bool, Option<Waker>)>,
}

impl SlicedBody {
    /// The last bytes are held back until `guard` after the first were taken, so that an answer
    /// that comes at once meets a request that is certainly not whole.
    pub(crate) fn new(
        pieces: &[Bytes; 3],
        guard: Duration,
        watch: Option<Watch>,
    ) -> (SlicedBody, Arc<Progress>) {
        let mut slices = VecDeque::new();
        for piece in pieces {
            let mut rest = piece.clone();
            while !rest.is_empty() {
                slices.push_back(rest.split_to(rest.len().min(SLICE_BYTES)));
            }
        }
        if let Some(mut last) = slices.pop_back() {
            let mut tail = last.split_off(last.len().saturating_sub(LAST_SLICES));
            slices.push_back(last);
            while !tail.is_empty() {
                slices.push_back(tail.split_to(1));
            }
        }
        slices.retain(|slice| !slice.is_empty());
        let left_bytes = slices.iter().map(|slice| slice.len() as u64).sum();
        let progress = Arc::new(Progress {
            started: Instant::now(),
            all_bytes: left_bytes,
            left_bytes: AtomicU64::new(left_bytes),
            last_move_millis: AtomicU64::new(0),
            stopped: Mutex::new((false, None)),
        });
        let body = SlicedBody {
            slices,
            left_bytes,
            guard,
            hold: None,
            progress: Arc::clone(&progress),
            watch,
        };
        (body, progress)
    }
}

impl SlicedBody {
    /// Whether it is too early for the last bytes; the time runs from the first poll.
    fn is_held(&mut self, cx: &mut Context<'_>) -> bool {
        if self.guard.is_zero() {
            return false;
        }
        let guard = self.guard;
        let hold = self.hold.get_or_insert_with(|| Box::pin(sleep(guard)));
        self.left_bytes <= LAST_SLICES as u64 && hold.as_mut().poll(cx).is_pending()
    }
}

impl Body for SlicedBody {
    type Data = Bytes;
    type Error = Stopped;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Stopped>>> {
        if self.progress.is_stopped(cx) {
            return Poll::Ready(Some(Err(Stopped)));
        }
        if self.is_held(cx) {
            return Poll::Pending;
        }
        let Some(slice) = self.slices.pop_front() else {
            return Poll::Ready(None);
        };
        self.left_bytes -= slice.len() as u64;
        self.progress
            .left_bytes
            .store(self.left_bytes, Ordering::Release);
        self.progress.moved();
        // Of the last slices, which are bytes, only the very last is told.
        if let Some(watch) = &self.watch
            && (slice.len() > 1 || self.left_bytes == 0)
        {
            watch.tell(self.progress.taken_bytes(), self.progress.all_bytes);
        }
        Poll::Ready(Some(Ok(Frame::data(slice))))
    }

    fn is_end_stream(&self) -> bool {
        self.slices.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left_bytes)
    }
}

impl Progress {
    /// Whether every byte was taken for sending.
    pub(crate) fn is_whole(&self) -> bool {
        self.left_bytes.load(Ordering::Acquire) == 0
    }

    /// Whether sending the body has begun.
    pub(crate) fn has_begun(&self) -> bool {
        self.taken_bytes() > 0
    }

    /// Bytes that were taken for sending.
    pub(crate) fn taken_bytes(&self) -> u64 {
        self.all_bytes
            .saturating_sub(self.left_bytes.load(Ordering::Acquire))
    }

    /// When a byte last moved.
    pub(crate) fn last_move(&self) -> Instant {
        self.started + Duration::from_millis(self.last_move_millis.load(Ordering::Acquire))
    }

    /// No further byte of the body is given; the connection it was on is closed.
    pub(crate) fn stop(&self) {
        if let Ok(mut stopped) = self.stopped.lock() {
            stopped.0 = true;
            if let Some(waker) = stopped.1.take() {
                waker.wake();
            }
        }
    }

    fn is_stopped(&self, cx: &Context<'_>) -> bool {
        self.stopped.lock().is_ok_and(|mut stopped| {
            stopped.1 = Some(cx.waker().clone());
            stopped.0
        })
    }

    fn moved(&self) {
        let millis = u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.last_move_millis.store(millis, Ordering::Release);
    }
}

/// Why a body gives no more: its answer has come or its call has ended.
#[derive(Debug)]
pub(crate) struct Stopped;

impl std::fmt::Display for Stopped {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("sending was stopped")
    }
}

impl std::error::Error for Stopped {}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn slices_are_the_pieces_in_order(lens in prop::array::uniform3(0_usize..200_000)) {
            let pieces = lens.map(|len| Bytes::from((0..len).map(|i| [7, 1, 5][i % 3]).collect::<Vec<_>>()));
            let (mut body, progress) = SlicedBody::new(&pieces, Duration::ZERO, None);
            prop_assert_eq!(body.size_hint().exact(), Some(lens.iter().sum::<usize>() as u64));
            let mut taken = Vec::new();
            let mut cx = Context::from_waker(Waker::noop());
            while let Poll::Ready(Some(Ok(frame))) = Pin::new(&mut body).poll_frame(&mut cx) {
                prop_assert!(!progress.is_whole() || body.is_end_stream());
                taken.extend_from_slice(&frame.into_data().unwrap());
            }
            prop_assert!(progress.is_whole());
            prop_assert_eq!(taken, pieces.concat());
        }
    }

    #[test]
    fn a_stopped_body_gives_nothing_more() {
        let (mut body, progress) = SlicedBody::new(
            &[Bytes::from_static(b"a voice"), Bytes::new(), Bytes::new()],
            Duration::ZERO,
            None,
        );
        progress.stop();
        let mut cx = Context::from_waker(Waker::noop());
        assert!(matches!(
            Pin::new(&mut body).poll_frame(&mut cx),
            Poll::Ready(Some(Err(Stopped)))
        ));
        assert!(!progress.is_whole());
    }
}
