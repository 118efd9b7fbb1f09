//! An uploaded file to a recording the service would keep, or the code of its refusal.

mod riff;

pub(crate) use riff::sound;

use crate::answer::Refusal;
use crate::form::Part;
use crate::similarity::Recording;

/// What the form said beside the file about raw PCM.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct PcmFields {
    pub(crate) sample_rate_hz: Option<u64>,
    pub(crate) channels: Option<u64>,
}

/// Checks the parts named `file` in the service's order.
///
/// `None` when there is no such part. A part without a filename was refused before.
pub(crate) fn check_file(
    files: &[&Part],
    pcm: PcmFields,
    max_file_bytes: u64,
) -> Result<Option<Recording>, Refusal> {
    let file = match files {
        [] => return Ok(None),
        [file] => *file,
        _ => {
            return Err(Refusal::new(
                4301,
                "Only one file can be uploaded at a time.",
            ));
        }
    };
    if file.bytes.is_empty() {
        return Err(no_file());
    }
    if u64::try_from(file.bytes.len()).unwrap_or(u64::MAX) > max_file_bytes {
        return Err(too_large(max_file_bytes));
    }
    let file_name = file.file_name.clone().unwrap_or_default();
    let recording = Recording {
        file_name,
        bytes: file.bytes.clone(),
    };
    check_content(&recording, pcm)?;
    Ok(Some(recording))
}

/// Code 4300.
pub(crate) fn no_file() -> Refusal {
    Refusal::new(
        4300,
        "The uploaded file is empty. Please check the file and its path.",
    )
}

/// Code 4302.
pub(crate) fn too_large(max_file_bytes: u64) -> Refusal {
    Refusal::new(
        4302,
        format!("The file is too large. At most {max_file_bytes} bytes are accepted."),
    )
}

fn check_content(recording: &Recording, pcm: PcmFields) -> Result<(), Refusal> {
    let invalid = |why: &str| Refusal::new(4304, format!("The uploaded file is invalid: {why}."));
    let extension = extension(&recording.file_name);
    let named_pcm = extension.as_deref() == Some("pcm");
    match riff::sound(&recording.bytes) {
        Err(riff::Fault::NotRiff) if named_pcm => {
            if pcm.sample_rate_hz.is_some_and(|rate| rate != 16_000) {
                return Err(Refusal::parameter("sample_rate", "16000 for pcm files"));
            }
            if pcm.channels.is_some_and(|channels| channels != 1) {
                return Err(Refusal::parameter("channel", "1 for pcm files"));
            }
            if recording.bytes.len() % 2 == 1 {
                return Err(invalid("16-bit pcm has an even number of bytes"));
            }
            Ok(())
        }
        Err(riff::Fault::NotRiff) => Err(Refusal::new(
            4303,
            "The file type is not supported. Supported types: wav, pcm.",
        )),
        // A file with no extension at all disagrees with nothing: cozepy calls bytes "upload".
        _ if extension.is_some_and(|extension| extension != "wav" && extension != "wave") => {
            Err(Refusal::parameter(
                "file content or filename",
                "the file extension matches the file content",
            ))
        }
        Err(riff::Fault::Broken(why)) => Err(invalid(why)),
        Ok(_) => Ok(()),
    }
}

fn extension(file_name: &str) -> Option<String> {
    let base = file_name.rsplit(['/', '\\']).next().unwrap_or(file_name);
    base.rsplit_once('.')
        .map(|(_, extension)| extension.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use riff::tests::wav;

    fn part(file_name: &str, bytes: Vec<u8>) -> Part {
        Part {
            name: "file".to_owned(),
            file_name: Some(file_name.to_owned()),
            headers: Vec::new(),
            bytes: bytes.into(),
        }
    }

    fn code(file_name: &str, bytes: Vec<u8>, pcm: PcmFields) -> i64 {
        match check_file(&[&part(file_name, bytes)], pcm, 4_194_304) {
            Ok(_) => 0,
            Err(refusal) => refusal.code,
        }
    }

    #[test]
    fn each_kind_of_file_has_its_code() {
        let plain = PcmFields::default();
        let cases: [(&str, Vec<u8>, i64); 14] = [
            ("a.wav", wav(100), 0),
            ("A.WAV", wav(100), 0),
            ("upload", wav(100), 0),
            ("a.pcm", vec![0; 100], 0),
            ("a.wav", Vec::new(), 4300),
            ("a.wav", vec![0; 4_194_305], 4302),
            ("a.mp3", b"ID3\x04 not a voice".to_vec(), 4303),
            ("a.wav", b"ID3\x04 not a voice".to_vec(), 4303),
            ("upload", vec![0; 100], 4303),
            ("a.pcm", wav(100), 4000),
            ("a.mp3", wav(100), 4000),
            ("a.wav", wav(100)[..60].to_vec(), 4304),
            ("a.wav", b"RIFF".to_vec(), 4304),
            ("a.pcm", vec![0; 101], 4304),
        ];
        for (name, bytes, expected) in cases {
            let head = bytes.len().min(12);
            assert_eq!(
                code(name, bytes.clone(), plain),
                expected,
                "{name} {:?}",
                &bytes[..head]
            );
        }
    }

    #[test]
    fn pcm_is_16_khz_mono_and_wav_ignores_the_fields() {
        let rate = PcmFields {
            sample_rate_hz: Some(48_000),
            channels: None,
        };
        let channels = PcmFields {
            sample_rate_hz: Some(16_000),
            channels: Some(2),
        };
        let right = PcmFields {
            sample_rate_hz: Some(16_000),
            channels: Some(1),
        };
        assert_eq!(code("a.pcm", vec![0; 4], rate), 4000);
        assert_eq!(code("a.pcm", vec![0; 4], channels), 4000);
        assert_eq!(code("a.pcm", vec![0; 4], right), 0);
        assert_eq!(code("a.wav", wav(4), rate), 0);
    }

    #[test]
    fn two_files_are_one_too_many() {
        let part = part("a.wav", wav(4));
        let refusal = check_file(&[&part, &part], PcmFields::default(), 1000).unwrap_err();
        assert_eq!(refusal.code, 4301);
        assert!(
            check_file(&[], PcmFields::default(), 1000)
                .unwrap()
                .is_none()
        );
    }
}
