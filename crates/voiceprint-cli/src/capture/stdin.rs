//! Standard input -> blocks of bytes, read on a thread of its own.

use super::Sound;
use std::io::{self, Read};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::Duration;
use zeroize::Zeroizing;

/// Bytes that are read at one time at most.
const READ_BYTES: usize = 16 * 1024;
/// Blocks that may wait: a few seconds, should the meter ever stall.
const WAITING: usize = 64;

/// A reader of its own, so that Ctrl-C is seen while nothing comes.
pub(crate) struct Stdin(Receiver<io::Result<Zeroizing<Vec<u8>>>>);

impl Stdin {
    /// Starts to read.
    pub(crate) fn read() -> Stdin {
        let (send, receive) = sync_channel(WAITING);
        std::thread::spawn(move || {
            let mut stdin = io::stdin().lock();
            loop {
                let mut block = Zeroizing::new(vec![0; READ_BYTES]);
                let block = match stdin.read(&mut block) {
                    Ok(0) => return,
                    Ok(count) => {
                        block.truncate(count);
                        Ok(block)
                    }
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                    Err(error) => Err(error),
                };
                let failed = block.is_err();
                if send.send(block).is_err() || failed {
                    return;
                }
            }
        });
        Stdin(receive)
    }

    pub(crate) fn next(&mut self, wait: Duration) -> Sound {
        match self.0.recv_timeout(wait) {
            Ok(Ok(block)) => Sound::Pcm(block),
            Ok(Err(error)) => Sound::End(Some(error.to_string())),
            Err(RecvTimeoutError::Timeout) => Sound::Nothing,
            Err(RecvTimeoutError::Disconnected) => Sound::End(None),
        }
    }
}
