//! Ctrl-C, a kill or a closed terminal -> a flag; another Ctrl-C, the end.

use crate::service;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// What shells say of a program that ended by Ctrl-C.
const INTERRUPTED: i32 = 130;

/// Becomes true at the first interrupt, so that what is there can be kept. Once it is true, a
/// Ctrl-C ends the program.
pub(crate) fn flag() -> anyhow::Result<Arc<AtomicBool>> {
    let flag = Arc::new(AtomicBool::new(false));
    let runtime = service::runtime()?;
    let raised = Arc::clone(&flag);
    std::thread::spawn(move || {
        while let Some(signal) = runtime.block_on(next()) {
            let is_again = raised.swap(true, Ordering::Relaxed);
            // Shells tell of a closed terminal several times, and nobody is in a hurry then.
            if is_again && signal == Signal::CtrlC {
                std::process::exit(INTERRUPTED);
            }
        }
    });
    Ok(flag)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Signal {
    CtrlC,
    #[cfg_attr(not(unix), expect(dead_code, reason = "there is only Ctrl-C"))]
    End,
}

/// Waits for the next one; `None` if none can ever come.
#[cfg(unix)]
async fn next() -> Option<Signal> {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut kill), Ok(mut hangup)) = (
        signal(SignalKind::terminate()),
        signal(SignalKind::hangup()),
    ) else {
        return ctrl_c().await;
    };
    tokio::select! {
        signal = ctrl_c() => signal,
        came = kill.recv() => came.map(|()| Signal::End),
        came = hangup.recv() => came.map(|()| Signal::End),
    }
}

#[cfg(not(unix))]
async fn next() -> Option<Signal> {
    ctrl_c().await
}

async fn ctrl_c() -> Option<Signal> {
    let came = tokio::signal::ctrl_c().await;
    came.is_ok().then_some(Signal::CtrlC)
}
