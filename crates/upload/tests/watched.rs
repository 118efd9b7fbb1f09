//! Uploads that are watched -> every try is told from its first byte to its last.

mod support;

use std::sync::{Arc, Mutex};

use support::voice::{client, id, quick, update_of};
use support::{Fault, Server, answer, ok};
use upload::{Consent, Sent};

#[tokio::test]
async fn each_try_rises_to_the_whole_body() {
    let busy = answer(503, "", "");
    let server = Server::start(vec![Fault::Say(busy), Fault::Say(ok())]).await;
    let told: Arc<Mutex<Vec<Sent>>> = Arc::default();
    let keep = Arc::clone(&told);
    let plain = client(&server.base(), quick());
    let watched = plain.watched(move |sent| keep.lock().unwrap().push(sent));
    let consent = Consent::confirmed_by_caller();
    let receipt = watched.update(&id(), &update_of(1_000_000), consent).await;
    assert_eq!(receipt.unwrap().attempts, 2);
    let told = std::mem::take(&mut *told.lock().unwrap());
    let whole = server.seen()[1].body.len() as u64;
    for attempt in [1, 2] {
        let of_try: Vec<&Sent> = told.iter().filter(|sent| sent.attempt == attempt).collect();
        assert!((16..40).contains(&of_try.len()), "{}", of_try.len());
        assert!(
            of_try
                .iter()
                .map(|sent| sent.bytes)
                .is_sorted_by(|a, b| a < b)
        );
        assert!(of_try.iter().all(|sent| sent.of_bytes == whole));
        assert_eq!(of_try.last().unwrap().bytes, whole);
    }
    // Names are no uploads, and the client it was made from is not watched.
    watched.rename(&id(), Some("n"), None).await.unwrap();
    plain
        .update(&id(), &update_of(1000), consent)
        .await
        .unwrap();
}
