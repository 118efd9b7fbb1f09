//! Groups of voiceprints: a creation, a listing, a change, a deletion -> requests; answers -> groups.

use http::Method;
use serde::{Deserialize, Serialize};

use crate::api::user::User;
use crate::api::voiceprints::page_query;
use crate::error::Error;
use crate::ids::{self, decimal};
use crate::lenient;
use crate::names::{Length, checked_description, checked_name};
use crate::request::Request;

/// A group to be made.
#[derive(Clone, Debug, Default, Serialize)]
pub struct NewGroup {
    /// Its name, 1 to 20 characters.
    pub name: String,
    /// Its description, at most 500 characters.
    #[serde(rename = "desc", skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// An account to make it in; not in the public pages, sent only when given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coze_account_id: Option<String>,
}

impl NewGroup {
    /// The request that creates it.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) when a text is too long or cannot be sent.
    pub fn request(&self) -> Result<Request, Error> {
        checked_name(&self.name, Length::Limited)?;
        if let Some(description) = &self.description {
            checked_description(description, Length::Limited)?;
        }
        if let Some(account) = &self.coze_account_id {
            decimal("account id", account)?;
        }
        let request = Request::bare(Method::POST, ids::groups_path(), "createVoiceprintGroup");
        Ok(request.json(to_json(self)?))
    }
}

/// What to change in a group; what is `None` keeps its value.
#[derive(Clone, Debug, Default, Serialize)]
pub struct GroupUpdate {
    /// A new name, 1 to 20 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// A new description, at most 500 characters.
    #[serde(rename = "desc", skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

impl GroupUpdate {
    /// The request that makes this change.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) when nothing is to be changed,
    /// the id is not decimal, or a text is too long or cannot be sent.
    pub fn request(&self, group_id: &str) -> Result<Request, Error> {
        if self.name.is_none() && self.description.is_none() {
            return Err(Error::invalid((
                "the update changes nothing: give a name or a description",
                "没有要更新的内容：请提供名称或描述",
            )));
        }
        if let Some(name) = &self.name {
            checked_name(name, Length::Limited)?;
        }
        if let Some(description) = &self.description {
            checked_description(description, Length::Limited)?;
        }
        let path = ids::group_path(group_id)?;
        Ok(Request::bare(Method::PUT, path, "updateVoiceprintGroup").json(to_json(self)?))
    }
}

/// Which groups to list; the default lists all of the team.
#[derive(Clone, Debug, Default)]
pub struct GroupFilter {
    /// Only names that begin with this.
    pub name_prefix: Option<String>,
    /// Only groups this user made; the service takes only the caller's own id.
    pub user_id: Option<String>,
    /// Only this group.
    pub group_id: Option<String>,
    /// Only groups of this account; not in the public pages, sent only when given.
    pub coze_account_id: Option<String>,
}

impl GroupFilter {
    /// The request for one page; `page` counts from 1, `page_size` is 1 to 200.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) when an id is not decimal.
    pub fn request(&self, page: u32, page_size: u32) -> Result<Request, Error> {
        let mut request = Request::bare(Method::GET, ids::groups_path(), "listVoiceprintGroup");
        request.query = page_query(page, page_size);
        if let Some(prefix) = &self.name_prefix {
            request
                .query
                .push(("name", checked_name(prefix, Length::Free)?.to_owned()));
        }
        for (name, id) in [
            ("user_id", &self.user_id),
            ("group_id", &self.group_id),
            ("coze_account_id", &self.coze_account_id),
        ] {
            if let Some(id) = id {
                request.query.push((name, decimal(name, id)?.to_owned()));
            }
        }
        Ok(request)
    }
}

/// The request that deletes a group with all its voiceprints.
///
/// # Errors
/// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) when the id is not decimal.
pub fn delete_request(group_id: &str) -> Result<Request, Error> {
    Ok(Request::bare(
        Method::DELETE,
        ids::group_path(group_id)?,
        "deleteVoiceprintGroup",
    ))
}

fn to_json(value: &impl Serialize) -> Result<String, Error> {
    serde_json::to_string(value)
        .map_err(|_| Error::invalid("the request cannot be written as JSON"))
}

/// A group as the service lists it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Group {
    /// Its id, decimal text.
    #[serde(deserialize_with = "lenient::id")]
    pub id: String,
    /// Its name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: String,
    /// Its description, empty when unset.
    #[serde(default, rename = "desc", deserialize_with = "lenient::text")]
    pub description: String,
    /// Address of its picture.
    #[serde(default, deserialize_with = "lenient::text")]
    pub icon_url: String,
    /// Who made it.
    #[serde(
        default,
        rename = "user_info",
        deserialize_with = "lenient::if_readable"
    )]
    pub user: Option<User>,
    /// When it was made, Unix seconds.
    #[serde(default, deserialize_with = "lenient::unix_secs")]
    pub created_at: Option<u64>,
    /// When it was last changed, Unix seconds.
    #[serde(default, deserialize_with = "lenient::unix_secs")]
    pub updated_at: Option<u64>,
    /// How many voiceprints it holds.
    #[serde(default, deserialize_with = "lenient::count")]
    pub feature_count: Option<u64>,
}
