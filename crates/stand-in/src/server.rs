//! Settings to a listening service, until it is shut down.

use std::io;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};

use crate::config::{Account, Config};
use crate::door;
use crate::faults::{Fault, UnknownFault};
use crate::record::RecordedRequest;
use crate::seed::Seed;
use crate::service::Service;
use crate::wire::{Link, LinkStream};

/// A running stand-in. It ends when this value is dropped or shut down.
///
/// ```
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// use stand_in::{Config, Server};
///
/// let server = Server::start(Config::default()).await?;
/// assert!(server.base_url().starts_with("http://127.0.0.1:"));
/// assert_eq!(server.seed().group_id.len(), 19);
/// server.shutdown().await;
/// # Ok::<(), std::io::Error>(()) }).unwrap();
/// ```
pub struct Server {
    service: Arc<Service>,
    seed: Seed,
    stop: watch::Sender<bool>,
    accepting: JoinHandle<()>,
}

impl Server {
    /// Binds 127.0.0.1 and serves in the background of the current Tokio runtime.
    ///
    /// # Errors
    ///
    /// The port is taken, or the database file cannot be used.
    pub async fn start(config: Config) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, config.port)).await?;
        let elsewhere = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let (address, other) = (listener.local_addr()?, elsewhere.local_addr()?);
        let service = Arc::new(Service::new(config, address, other)?);
        let seed = service.seed()?;
        let (stop, stopped) = watch::channel(false);
        let accepting = tokio::spawn({
            let service = Arc::clone(&service);
            async move {
                let here = accept(listener, Arc::clone(&service), stopped.clone(), true);
                tokio::join!(here, accept(elsewhere, service, stopped, false));
            }
        });
        Ok(Self {
            service,
            seed,
            stop,
            accepting,
        })
    }

    /// `http://127.0.0.1:PORT`, without a slash at the end.
    pub fn base_url(&self) -> String {
        self.service.base_url()
    }

    /// `127.0.0.1:PORT`.
    pub fn address(&self) -> std::net::SocketAddr {
        self.service.address
    }

    /// The access token of the first account.
    pub fn token(&self) -> &str {
        &self.service.config.token
    }

    /// A group and a voiceprint that are ready for an update.
    pub fn seed(&self) -> Seed {
        self.seed.clone()
    }

    /// The requests so far, oldest first; control requests are not among them.
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.service.recorder.requests()
    }

    /// The requests that reached the port redirects lead to; a good client sends none there.
    pub fn requests_elsewhere(&self) -> Vec<RecordedRequest> {
        self.service.elsewhere_recorder.requests()
    }

    /// Makes one more token good.
    pub fn grant(&self, account: Account) {
        self.service.tokens.grant(account);
    }

    /// Makes a token bad from now on.
    pub fn revoke(&self, token: &str) {
        self.service.tokens.revoke(token);
    }

    /// Queues faults such as `"503,429~ra=1,ok"`; each is met by one request.
    ///
    /// # Errors
    ///
    /// A name is not in the table of faults; none is queued then.
    pub fn inject(&self, faults: &str) -> Result<(), UnknownFault> {
        let faults: Vec<Fault> = crate::faults::parse_list(faults)?;
        self.service.faults.push(faults);
        Ok(())
    }

    /// A base URL whose requests meet these faults and no others, the last one again and again.
    pub fn base_url_with(&self, faults: &str) -> String {
        format!("{}/_faults/{faults}", self.base_url())
    }

    /// Stops accepting, ends all connections and closes the database file.
    pub async fn shutdown(mut self) {
        let _ = self.stop.send(true);
        let _ = (&mut self.accepting).await;
        // A call that is being carried out ends first, so that the database file is free again.
        for _ in 0..500 {
            if Arc::strong_count(&self.service) == 1 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Serves until the runtime ends or the listener fails.
    pub async fn wait(mut self) {
        let _ = (&mut self.accepting).await;
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.stop.send(true);
    }
}

async fn accept(
    listener: TcpListener,
    service: Arc<Service>,
    mut stopped: watch::Receiver<bool>,
    here: bool,
) {
    // Dropped at the end, which ends every connection.
    let mut connections = JoinSet::new();
    let mut number = 0_u64;
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stopped.changed() => return,
            Some(_) = connections.join_next() => continue,
        };
        let Ok((stream, _)) = accepted else {
            // Out of file descriptors: some will be given back.
            tokio::time::sleep(Duration::from_millis(20)).await;
            continue;
        };
        let link = Link::new(stream, number);
        number = number.saturating_add(1);
        match here.then(|| service.faults.take_at_accept()).flatten() {
            Some(fault) if fault.name().starts_with("reset") => link.reset_when_dropped(),
            Some(_) => link.finish_writing(),
            None => drop(connections.spawn(connection(Arc::clone(&service), link, here))),
        }
    }
}

async fn connection(service: Arc<Service>, link: Arc<Link>, here: bool) {
    let stream = TokioIo::new(LinkStream(Arc::clone(&link)));
    let serve = service_fn(move |request| {
        door::serve(Arc::clone(&service), Arc::clone(&link), request, here)
    });
    // What ends a connection is the client's business and was recorded.
    let _ = http1::Builder::new()
        .timer(TokioTimer::new())
        // Who has said everything may still listen.
        .half_close(true)
        .max_buf_size(64 * 1024)
        .serve_connection(stream, serve)
        .await;
}
