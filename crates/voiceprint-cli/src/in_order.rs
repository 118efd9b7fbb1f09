//! Many items -> their results, worked on by all cores and handed over in order.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;

/// Calls `work` on every item, several at a time, and `take` on each result in the order of
/// `items`. Ends early when `take` fails.
pub(crate) fn map<T: Sync, R: Send>(
    items: &[T],
    work: impl Fn(&T) -> R + Sync,
    mut take: impl FnMut(&T, R) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    if items.len() < 2 || cores < 2 {
        return items.iter().try_for_each(|item| take(item, work(item)));
    }
    let next = AtomicUsize::new(0);
    let over = AtomicBool::new(false);
    let (send, receive) = mpsc::channel();
    std::thread::scope(|scope| {
        for _ in 0..cores.min(items.len()) {
            let send = send.clone();
            scope.spawn(|| {
                let send = send;
                while !over.load(Ordering::Relaxed) {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(item) = items.get(index) else { return };
                    if send.send((index, work(item))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(send);
        let mut early = BTreeMap::new();
        let mut turn = 0;
        for (index, result) in receive {
            early.insert(index, result);
            while let Some(result) = early.remove(&turn) {
                if let Err(error) = take(&items[turn], result) {
                    over.store(true, Ordering::Relaxed);
                    return Err(error);
                }
                turn += 1;
            }
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order_however_long_each_takes() {
        let items: Vec<u64> = (0..40).rev().collect();
        let work = |item: &u64| {
            std::thread::sleep(std::time::Duration::from_micros(item * 50));
            item * 2
        };
        let mut seen = Vec::new();
        map(&items, work, |_, result| {
            seen.push(result);
            Ok(())
        })
        .unwrap();
        assert_eq!(seen, items.iter().map(|item| item * 2).collect::<Vec<_>>());
    }

    #[test]
    fn the_first_failure_of_the_taker_ends_it() {
        let items = [1, 2, 3, 4];
        let failed = map(
            &items,
            |item| *item,
            |_, item| {
                anyhow::ensure!(item < 3, "enough");
                Ok(())
            },
        );
        assert!(failed.is_err());
    }
}
