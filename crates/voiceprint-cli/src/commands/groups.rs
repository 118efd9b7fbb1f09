//! `groups`: list, create, update, delete.

use crate::args::api::{
    GroupsCommand, GroupsCreateArgs, GroupsDeleteArgs, GroupsListArgs, GroupsUpdateArgs,
};
use crate::delivery;
use crate::exit::Exit;
use crate::output::{Closed, Output};
use crate::render::listing;
use crate::render::outcome::{About, Failure};
use crate::service::Service;
use serde_json::Map;
use voiceprint::upload::{GroupFilter, GroupUpdate, NewGroup, Receipt, Request, api};

pub(crate) fn run(command: &GroupsCommand, out: &Output) -> anyhow::Result<Exit> {
    let mut about = About::default();
    let (what, ended) = match command {
        GroupsCommand::List(args) => ("", list(args, out)),
        GroupsCommand::Create(args) => {
            delivery::warn_of_texts(out, Some(&args.name), args.desc.as_deref());
            (out.say("created", "已创建"), create(args, &mut about))
        }
        GroupsCommand::Update(args) => {
            delivery::warn_of_texts(out, args.name.as_deref(), args.desc.as_deref());
            (out.say("updated", "已更新"), update(args, &mut about))
        }
        GroupsCommand::Delete(args) => (out.say("deleted", "已删除"), delete(args, &mut about)),
    };
    match ended {
        Ok(Ended::Listed) => Ok(Exit::Done),
        Ok(Ended::Done(receipt)) => delivery::delivered(out, what, &about, &receipt, Map::new()),
        Ok(Ended::Shown(request)) => delivery::dry_run(out, &about, &request),
        Err(Failure::Closed) => Err(Closed.into()),
        Err(failure) => delivery::failed(out, &about, &failure),
    }
}

enum Ended {
    Listed,
    Done(Receipt),
    Shown(String),
}

fn shown(service: &Service, request: &Request) -> Result<Ended, Failure> {
    Ok(Ended::Shown(request.to_text(service.base_url())?))
}

fn list(args: &GroupsListArgs, out: &Output) -> Result<Ended, Failure> {
    let service = Service::find(&args.service)?;
    let filter = GroupFilter {
        name_prefix: args.name.clone(),
        group_id: args.group.clone(),
        ..GroupFilter::default()
    };
    if args.service.dry_run {
        return shown(&service, &filter.request(1, 100)?);
    }
    let mut groups = service.client()?.list_groups(&filter)?;
    service.run(async {
        while let Some(group) = groups.next().await {
            let group = group?;
            match out.json {
                true => out.json(&listing::group_json(&group))?,
                false => out.text(&listing::group_text(&group))?,
            }
        }
        Ok(Ended::Listed)
    })
}

fn create(args: &GroupsCreateArgs, about: &mut About) -> Result<Ended, Failure> {
    let service = Service::find(&args.service)?;
    let new = NewGroup {
        name: args.name.clone(),
        description: args.desc.clone(),
        ..NewGroup::default()
    };
    if args.service.dry_run {
        return shown(&service, &new.request()?);
    }
    let client = service.client()?;
    let created = service.run(client.create_group(&new))?;
    about.group_id = Some(created.id);
    Ok(Ended::Done(created.receipt))
}

fn update(args: &GroupsUpdateArgs, about: &mut About) -> Result<Ended, Failure> {
    let service = Service::find(&args.service)?;
    about.group_id = args.group.id.clone();
    let group = service.group(about)?;
    let update = GroupUpdate {
        name: args.name.clone(),
        description: args.desc.clone(),
    };
    if args.service.dry_run {
        return shown(&service, &update.request(&group)?);
    }
    let client = service.client()?;
    Ok(Ended::Done(
        service.run(client.update_group(&group, &update))?,
    ))
}

fn delete(args: &GroupsDeleteArgs, about: &mut About) -> Result<Ended, Failure> {
    let service = Service::find(&args.service)?;
    about.group_id = args.group.id.clone();
    let group = service.group(about)?;
    if args.service.dry_run {
        return shown(&service, &api::groups::delete_request(&group)?);
    }
    let client = service.client()?;
    Ok(Ended::Done(service.run(client.delete_group(&group))?))
}
