//! A listing in pages -> one stream of items.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_core::Stream;
use serde::de::DeserializeOwned;

use crate::api::groups::Group;
use crate::api::page::Page;
use crate::api::voiceprints::Voiceprint;
use crate::client::Client;
use crate::client::send::Repeat;
use crate::error::Error;
use crate::kind::{ErrorKind, Outcome};
use crate::request::Request;

/// Something that is listed in pages.
pub trait Listed: DeserializeOwned + Send + Unpin + 'static {
    /// Its id, by which a page that comes twice is noticed.
    fn id(&self) -> &str;
}

impl Listed for Voiceprint {
    fn id(&self) -> &str {
        &self.id
    }
}

impl Listed for Group {
    fn id(&self) -> &str {
        &self.id
    }
}

type Fetch<T> = Pin<Box<dyn Future<Output = Result<Page<T>, Error>> + Send>>;

/// The items of a listing, fetched page by page as they are asked for; ends after the first error.
///
/// Items that are made or deleted meanwhile may be seen twice or not at all: the service numbers its pages.
///
/// ```
/// # tokio::runtime::Runtime::new()?.block_on(async {
/// # let server = stand_in::Server::start(stand_in::Config::default()).await?;
/// # let token = upload::ApiToken::new(server.token())?;
/// # let client = upload::Client::new(&server.base_url(), token)?;
/// # let group_id = server.seed().group_id;
/// let mut voiceprints = client.list(&group_id)?;
/// while let Some(voiceprint) = voiceprints.next().await {
///     println!("{}", voiceprint?.name);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(()) })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Pages<T> {
    client: Client,
    request: Arc<dyn Fn(u32, u32) -> Result<Request, Error> + Send + Sync>,
    page: u32,
    seen: u64,
    last_ids: Vec<String>,
    items: VecDeque<T>,
    fetch: Option<Fetch<T>>,
    done: bool,
}

impl<T: Listed> Pages<T> {
    pub(crate) fn new(
        client: Client,
        request: impl Fn(u32, u32) -> Result<Request, Error> + Send + Sync + 'static,
    ) -> Pages<T> {
        Pages {
            client,
            request: Arc::new(request),
            page: 1,
            seen: 0,
            last_ids: Vec::new(),
            items: VecDeque::new(),
            fetch: None,
            done: false,
        }
    }

    /// The next item; `None` after the last one and after an error.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }

    /// All items that are left.
    ///
    /// # Errors
    /// The first failure; what came before it is dropped.
    pub async fn try_collect(mut self) -> Result<Vec<T>, Error> {
        let mut all = Vec::new();
        while let Some(item) = self.next().await {
            all.push(item?);
        }
        Ok(all)
    }

    fn page_size(&self) -> u32 {
        self.client.inner.options.page_size.clamp(1, 200)
    }

    fn begin(&self) -> Fetch<T> {
        let client = self.client.clone();
        let request = Arc::clone(&self.request);
        let (page, page_size) = (self.page, self.page_size());
        Box::pin(async move {
            let request = request(page, page_size)?;
            client
                .call()?
                .send(&request, Repeat::Always, Page::read)
                .await
        })
    }

    fn take(&mut self, page: Page<T>) -> Result<(), Error> {
        let ids: Vec<String> = page.items.iter().map(|item| item.id().to_owned()).collect();
        if !ids.is_empty() && ids == self.last_ids {
            let what = (
                "the service gives the same page again and again",
                "服务反复返回同一页",
            );
            return Err(Error::new(ErrorKind::BadAnswer, Outcome::Unknown, what));
        }
        self.last_ids = ids;
        let count = page.items.len() as u64;
        self.seen += count;
        self.page = self.page.saturating_add(1);
        let all_seen = match page.total {
            Some(total) => self.seen >= total,
            None => count < u64::from(self.page_size()),
        };
        self.done = count == 0 || all_seen;
        self.items.extend(page.items);
        Ok(())
    }
}

impl<T: Listed> Stream for Pages<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(item) = self.items.pop_front() {
                return Poll::Ready(Some(Ok(item)));
            }
            if self.done {
                return Poll::Ready(None);
            }
            let mut fetch = match self.fetch.take() {
                Some(fetch) => fetch,
                None => self.begin(),
            };
            let result = match fetch.as_mut().poll(cx) {
                Poll::Ready(result) => result,
                Poll::Pending => {
                    self.fetch = Some(fetch);
                    return Poll::Pending;
                }
            };
            if let Err(error) = result.and_then(|page| self.take(page)) {
                self.done = true;
                return Poll::Ready(Some(Err(error)));
            }
        }
    }
}
