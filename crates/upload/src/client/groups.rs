//! Groups: arguments -> calls over the network.

use crate::api::groups::{self, Group, GroupFilter, GroupUpdate};
use crate::client::Client;
use crate::client::pages::Pages;
use crate::client::send::Repeat;
use crate::error::Error;
use crate::receipt::Receipt;
use crate::response;

impl Client {
    /// All groups that pass a filter.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) when an id is not decimal; what fails later comes as an item.
    pub fn list_groups(&self, filter: &GroupFilter) -> Result<Pages<Group>, Error> {
        filter.request(1, 1)?;
        let filter = filter.clone();
        Ok(Pages::new(self.clone(), move |page, page_size| {
            filter.request(page, page_size)
        }))
    }

    /// Changes a group's name, description or both.
    ///
    /// # Errors
    /// The failure of the last try.
    pub async fn update_group(
        &self,
        group_id: &str,
        update: &GroupUpdate,
    ) -> Result<Receipt, Error> {
        let request = update.request(group_id)?;
        let mut call = self.call()?;
        let receipt = call
            .send(&request, Repeat::Always, response::read_receipt)
            .await?;
        Ok(call.proven(receipt))
    }

    /// Deletes a group with all its voiceprints. One that a lost try has already deleted counts as deleted.
    ///
    /// # Errors
    /// The failure of the last try.
    pub async fn delete_group(&self, group_id: &str) -> Result<Receipt, Error> {
        self.delete_by(&groups::delete_request(group_id)?).await
    }
}
