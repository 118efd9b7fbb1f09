//! One TCP connection, shared by the HTTP engine that serves it and by a fault that misuses it.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use socket2::SockRef;
use tokio::io::{AsyncRead, AsyncWrite, Interest, ReadBuf};
use tokio::net::TcpStream;

/// The connection below HTTP: bytes may be written past the engine, and it can end in any way.
pub(crate) struct Link {
    stream: TcpStream,
    /// Counts connections from 0.
    pub(crate) number: u64,
    reset_at_next_byte: AtomicBool,
    resetting: AtomicBool,
}

impl Link {
    pub(crate) fn new(stream: TcpStream, number: u64) -> Arc<Self> {
        // Small answers must not wait for an acknowledgement.
        let _ = stream.set_nodelay(true);
        Arc::new(Self {
            stream,
            number,
            reset_at_next_byte: AtomicBool::new(false),
            resetting: AtomicBool::new(false),
        })
    }

    /// Writes bytes past the HTTP engine.
    pub(crate) async fn write_all(&self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            self.stream.writable().await?;
            match self.stream.try_write(bytes) {
                Ok(written) => bytes = bytes.get(written..).unwrap_or_default(),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Reads and throws away until the peer closes or the time is over; how many bytes it were.
    pub(crate) async fn drain(&self, longest: Duration) -> u64 {
        let mut read = 0_u64;
        let mut buffer = vec![0; 64 * 1024];
        let _ = tokio::time::timeout(longest, async {
            while self.stream.readable().await.is_ok() {
                match self.stream.try_read(&mut buffer) {
                    Ok(0) => break,
                    Ok(bytes) => read = read.saturating_add(u64::try_from(bytes).unwrap_or(0)),
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                    Err(_) => break,
                }
            }
        })
        .await;
        read
    }

    /// Waits until the peer has said that it is done, or is gone.
    pub(crate) async fn peer_done(&self) {
        while let Ok(ready) = self.stream.ready(Interest::READABLE).await {
            if ready.is_read_closed() {
                return;
            }
            // Something waits to be read, and nobody does.
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Says that nothing more will be written (FIN).
    pub(crate) fn finish_writing(&self) {
        let _ = SockRef::from(&self.stream).shutdown(std::net::Shutdown::Write);
    }

    /// Ends both directions, as a server does with a connection that was idle too long.
    pub(crate) fn close(&self) {
        let _ = SockRef::from(&self.stream).shutdown(std::net::Shutdown::Both);
    }

    /// Makes the end of the connection a reset (RST) instead of a FIN.
    pub(crate) fn reset_when_dropped(&self) {
        self.resetting.store(true, Ordering::Relaxed);
        let _ = SockRef::from(&self.stream).set_linger(Some(Duration::ZERO));
    }

    /// Resets the connection as soon as the peer uses it again.
    pub(crate) fn reset_at_next_byte(&self) {
        self.reset_at_next_byte.store(true, Ordering::Relaxed);
    }
}

/// The link as the HTTP engine uses it.
pub(crate) struct LinkStream(pub(crate) Arc<Link>);

impl AsyncRead for LinkStream {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        loop {
            ready!(self.0.stream.poll_read_ready(cx))?;
            match self.0.stream.try_read(buffer.initialize_unfilled()) {
                Ok(bytes) => {
                    if bytes > 0 && self.0.reset_at_next_byte.load(Ordering::Relaxed) {
                        self.0.reset_when_dropped();
                        return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
                    }
                    buffer.advance(bytes);
                    return Poll::Ready(Ok(()));
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(error) => return Poll::Ready(Err(error)),
            }
        }
    }
}

impl AsyncWrite for LinkStream {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        loop {
            ready!(self.0.stream.poll_write_ready(cx))?;
            match self.0.stream.try_write(bytes) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                result => return Poll::Ready(result),
            }
        }
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        // A FIN would come before the reset and hide it.
        if !self.0.resetting.load(Ordering::Relaxed) {
            self.0.finish_writing();
        }
        Poll::Ready(Ok(()))
    }
}
