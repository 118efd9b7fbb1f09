//! What `--device` said -> which of the devices that there are.

use std::fmt::Write;
use voiceprint::Lang;

/// A device as far as choosing goes.
pub(super) struct Named {
    /// For people, as "USB Microphone".
    pub(super) name: String,
    /// For machines, as "alsa:plughw:1,0".
    pub(super) id: String,
}

/// The index of the device that `wish` means: its number, its id, its name, or a part of one name.
///
/// # Errors
/// Says what there is to choose from.
pub(super) fn choose(devices: &[Named], wish: &str, lang: Lang) -> Result<usize, String> {
    let zh = lang == Lang::Zh;
    let listed = || listed(devices, zh);
    if let Ok(index) = wish.parse::<usize>() {
        return match index {
            _ if index < devices.len() => Ok(index),
            _ if zh => Err(format!("没有 {index} 号设备{}", listed())),
            _ => Err(format!("there is no device {index}{}", listed())),
        };
    }
    let wish = wish.to_lowercase();
    let lower = |text: &str| text.to_lowercase();
    let exact = |device: &Named| {
        let id = lower(&device.id);
        id == wish
            || id.split_once(':').is_some_and(|(_, id)| id == wish)
            || lower(&device.name) == wish
    };
    if let Some(index) = devices.iter().position(exact) {
        return Ok(index);
    }
    let holding: Vec<usize> = (0..devices.len())
        .filter(|&index| {
            lower(&devices[index].name).contains(&wish) || lower(&devices[index].id).contains(&wish)
        })
        .collect();
    match holding[..] {
        [only] => Ok(only),
        [] if zh => Err(format!("没有名为“{wish}”的设备{}", listed())),
        [] => Err(format!("no device is called \"{wish}\"{}", listed())),
        _ if zh => Err(format!("有多个设备符合“{wish}”，请用编号指定{}", listed())),
        _ => Err(format!(
            "\"{wish}\" may be any of several devices: name one by its number{}",
            listed()
        )),
    }
}

fn listed(devices: &[Named], zh: bool) -> String {
    let start = match (devices.is_empty(), zh) {
        (true, false) => "; no device can record",
        (true, true) => "；没有可以录音的设备",
        (false, false) => "; these can record:",
        (false, true) => "；可以录音的有：",
    };
    let mut text = start.to_owned();
    for (index, device) in devices.iter().enumerate() {
        let _ = write!(text, "\n  {index}  {}  ({})", device.name, device.id);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(wish: &str) -> Result<usize, String> {
        let named = |name: &str, id: &str| Named {
            name: name.to_owned(),
            id: id.to_owned(),
        };
        choose(
            &[
                named("Default", "alsa:default"),
                named("USB Microphone", "alsa:hw:CARD=1,DEV=0"),
                named("USB Microphone", "alsa:plughw:CARD=1,DEV=0"),
                named("Webcam", "alsa:hw:CARD=2,DEV=0"),
            ],
            wish,
            Lang::En,
        )
    }

    #[test]
    fn numbers_ids_names_and_parts_of_names_choose() {
        assert_eq!(check("3"), Ok(3));
        assert_eq!(check("alsa:plughw:CARD=1,DEV=0"), Ok(2));
        assert_eq!(check("plughw:card=1,dev=0"), Ok(2));
        assert_eq!(check("webcam"), Ok(3));
        assert_eq!(check("usb microphone"), Ok(1));
        assert_eq!(check("CARD=2"), Ok(3));
    }

    #[test]
    fn what_is_not_there_or_not_clear_names_the_choices() {
        for wish in ["4", "headset", "usb mic"] {
            let why = check(wish).unwrap_err();
            assert!(why.contains("1  USB Microphone"), "{why}");
        }
    }
}
