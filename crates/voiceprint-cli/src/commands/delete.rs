//! `delete`: ids -> a voiceprint less.

use crate::args::api::DeleteArgs;
use crate::delivery;
use crate::exit::Exit;
use crate::output::Output;
use crate::render::outcome::{About, Failure};
use crate::service::Service;
use serde_json::Map;
use voiceprint::VoiceprintId;
use voiceprint::upload::{Receipt, api};

pub(crate) fn run(args: &DeleteArgs, out: &Output) -> anyhow::Result<Exit> {
    let mut about = About {
        group_id: args.id.group.clone(),
        feature_id: args.id.feature.clone(),
    };
    match send(args, &mut about) {
        Ok(Ok(receipt)) => {
            let what = out.say("deleted", "已删除");
            delivery::delivered(out, what, &about, &receipt, Map::new())
        }
        Ok(Err(request)) => delivery::dry_run(out, &about, &request),
        Err(failure) => delivery::failed(out, &about, &failure),
    }
}

/// The receipt, or the request that was not sent.
fn send(args: &DeleteArgs, about: &mut About) -> Result<Result<Receipt, String>, Failure> {
    let service = Service::find(&args.service)?;
    let id = VoiceprintId::new(service.group(about)?, service.feature(about)?);
    if args.service.dry_run {
        let request = api::voiceprints::delete_request(&id)?;
        return Ok(Err(request.to_text(service.base_url())?));
    }
    let client = service.client()?;
    Ok(Ok(service.run(client.delete(&id))?))
}
