//! A form to the fields and the file of a voice.

use super::Received;
use crate::answer::Refusal;
use crate::audio::{self, PcmFields};
use crate::config::Config;
use crate::form::{self, Form, Part};
use crate::similarity::Recording;

/// What came with a voice.
pub(super) struct VoiceFields {
    pub(super) name: Option<String>,
    pub(super) desc: Option<String>,
    pub(super) top_k: Option<u64>,
    pub(super) file: Option<Recording>,
}

/// Whether a call can do without a file or a name.
#[derive(Clone, Copy)]
pub(super) struct Needs {
    pub(super) file: bool,
    pub(super) name: bool,
}

/// Reads the form of a create, update or identify call.
pub(super) fn voice_fields(
    request: &Received,
    needs: Needs,
    config: &Config,
) -> Result<VoiceFields, Refusal> {
    if form::is_form(request.content_type()) {
        request.within_limit()?;
    }
    let form = announced_form(request, needs)?;
    if form.broken.is_some() {
        let file_came = form.parts.iter().any(|part| part.name == "file");
        return Err(if needs.file && !file_came {
            audio::no_file()
        } else {
            broken()
        });
    }
    let files: Vec<&Part> = form
        .parts
        .iter()
        .filter(|part| part.name == "file")
        .collect();
    if files
        .iter()
        .any(|file| file.file_name.as_ref().is_none_or(String::is_empty))
    {
        return Err(Refusal::parameter("file", "file"));
    }
    let fields = text_fields(form, needs)?;
    let file = audio::check_file(&files, fields.pcm, config.max_file_bytes)?;
    if needs.file && file.is_none() {
        return Err(audio::no_file());
    }
    Ok(VoiceFields {
        name: fields.name,
        desc: fields.desc,
        top_k: fields.top_k,
        file,
    })
}

/// The form, or what a body without one is answered with.
fn announced_form(request: &Received, needs: Needs) -> Result<&Form, Refusal> {
    match &request.form {
        Some(form) => Ok(form),
        None if needs.file => Err(audio::no_file()),
        None => Err(Refusal::parameter("Content-Type", "multipart/form-data")),
    }
}

fn broken() -> Refusal {
    Refusal::parameter("body", "multipart/form-data")
}

struct TextFields {
    name: Option<String>,
    desc: Option<String>,
    top_k: Option<u64>,
    pcm: PcmFields,
}

fn text_fields(form: &Form, needs: Needs) -> Result<TextFields, Refusal> {
    let fields = TextFields {
        name: text(form, "name")?,
        desc: text(form, "desc")?,
        top_k: positive(form, "top_k")?,
        pcm: PcmFields {
            sample_rate_hz: positive(form, "sample_rate")?,
            channels: positive(form, "channel")?,
        },
    };
    let nameless = fields.name.as_ref().map_or(needs.name, String::is_empty);
    if nameless {
        Err(Refusal::parameter("name", "a string that is not empty"))
    } else {
        Ok(fields)
    }
}

/// A text part; of a repeated one the last counts.
fn text(form: &Form, name: &str) -> Result<Option<String>, Refusal> {
    let Some(part) = form.parts.iter().rev().find(|part| part.name == name) else {
        return Ok(None);
    };
    let text =
        std::str::from_utf8(&part.bytes).map_err(|_| Refusal::parameter(name, "UTF-8 text"))?;
    Ok(Some(text.to_owned()))
}

fn positive(form: &Form, name: &str) -> Result<Option<u64>, Refusal> {
    let Some(text) = text(form, name)? else {
        return Ok(None);
    };
    let number = text.parse().ok().filter(|&number: &u64| number > 0);
    number
        .map(Some)
        .ok_or_else(|| Refusal::parameter(name, "a positive integer"))
}
