//! `list`: groups -> their voiceprints, as they are found.

use crate::args::api::ListArgs;
use crate::delivery;
use crate::exit::Exit;
use crate::output::Output;
use crate::render::listing;
use crate::render::outcome::{About, Failure};
use crate::service::Service;
use voiceprint::upload::{Client, GroupFilter, api};

pub(crate) fn run(args: &ListArgs, out: &Output) -> anyhow::Result<Exit> {
    let about = About {
        group_id: args.group.clone(),
        feature_id: None,
    };
    let listed = Service::find(&args.service)
        .map_err(Failure::from)
        .and_then(|service| list(args, &service, out));
    match listed {
        Ok(None) => Ok(Exit::Done),
        Ok(Some(request)) => delivery::dry_run(out, &about, &request),
        Err(Failure::Closed) => Err(crate::output::Closed.into()),
        Err(failure) => delivery::failed(out, &about, &failure),
    }
}

fn list(args: &ListArgs, service: &Service, out: &Output) -> Result<Option<String>, Failure> {
    if args.service.dry_run {
        let request = match &args.group {
            Some(group) => api::voiceprints::list_request(group, 1, 100)?,
            None => GroupFilter::default().request(1, 100)?,
        };
        return Ok(Some(request.to_text(service.base_url())?));
    }
    let client = service.client()?;
    service.run(async {
        if let Some(group) = &args.group {
            return one_group(&client, group, out).await;
        }
        let mut groups = client.list_groups(&GroupFilter::default())?;
        while let Some(group) = groups.next().await {
            one_group(&client, &group?.id, out).await?;
        }
        Ok(())
    })?;
    Ok(None)
}

async fn one_group(client: &Client, group: &str, out: &Output) -> Result<(), Failure> {
    let mut voiceprints = client.list(group)?;
    while let Some(voiceprint) = voiceprints.next().await {
        let voiceprint = voiceprint?;
        match out.json {
            true => out.json(&listing::voiceprint_json(group, &voiceprint))?,
            false => out.text(&listing::voiceprint_text(group, &voiceprint))?,
        }
    }
    Ok(())
}
