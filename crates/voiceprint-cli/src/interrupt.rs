//! Ctrl-C, a kill or a closed terminal -> a flag; the second time, the end.

use crate::service;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// What shells say of a program that ended by Ctrl-C.
const INTERRUPTED: i32 = 130;

/// Becomes true at the first interrupt, so that what is there can be kept.
pub(crate) fn flag() -> anyhow::Result<Arc<AtomicBool>> {
    let flag = Arc::new(AtomicBool::new(false));
    let runtime = service::runtime()?;
    let raised = Arc::clone(&flag);
    std::thread::spawn(move || {
        while runtime.block_on(next()) {
            if raised.swap(true, Ordering::Relaxed) {
                std::process::exit(INTERRUPTED);
            }
        }
    });
    Ok(flag)
}

/// Waits for the next one; false if none can ever come.
#[cfg(unix)]
async fn next() -> bool {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut kill), Ok(mut hangup)) = (
        signal(SignalKind::terminate()),
        signal(SignalKind::hangup()),
    ) else {
        return tokio::signal::ctrl_c().await.is_ok();
    };
    tokio::select! {
        result = tokio::signal::ctrl_c() => result.is_ok(),
        came = kill.recv() => came.is_some(),
        came = hangup.recv() => came.is_some(),
    }
}

#[cfg(not(unix))]
async fn next() -> bool {
    tokio::signal::ctrl_c().await.is_ok()
}
