//! Code -> what to do next.

use super::{Both, half};
use crate::judge::finding::{Code, Lang};

/// What to do next; empty where nothing needs to be done.
pub(in crate::judge) fn hint(code: Code, lang: Lang) -> &'static str {
    half(both(code), lang)
}

fn both(code: Code) -> Both {
    match code {
        Code::Resampled | Code::Downmixed | Code::Requantized | Code::GainApplied => ("", ""),
        Code::Trimmed => (
            "Nothing to do; to have another part, cut the recording yourself.",
            "无需处理；如需其他部分，请自行裁剪录音。",
        ),
        Code::WavTruncated => (
            "Record again if the end matters.",
            "如果结尾重要，请重新录音。",
        ),
        Code::WavLengthUnknown | Code::WavLengthZero | Code::WavHeaderInconsistent => (
            "Nothing to do; the recorder should finish its files properly.",
            "无需处理；录音程序应正确写完文件。",
        ),
        Code::ContainerMismatch => (
            "Nothing to do here; rename the file so that other programs read it too.",
            "这里无需处理；请修改文件扩展名，以便其他程序也能正确读取。",
        ),
        Code::SeveralDataChunks => (
            "Save the recording again as one piece.",
            "请将录音重新保存为一个整体。",
        ),
        Code::StreamDamaged | Code::StreamTruncated => (
            "Record again if the missing part matters.",
            "如果缺失的部分重要，请重新录音。",
        ),
        Code::FormatChanges => (
            "Record in one piece with one device.",
            "请使用同一设备一次录完。",
        ),
        Code::HeAacCoreOnly => (
            "Record as WAV, or choose AAC-LC.",
            "请录制为 WAV，或选择 AAC-LC 编码。",
        ),
        Code::MaybeWrongEncoding => (
            "Check the PCM description (encoding, rate, channels).",
            "请检查 PCM 格式说明（编码、采样率、声道数）。",
        ),
        Code::NonfiniteSamples => (
            "Check the program that wrote the file.",
            "请检查生成该文件的程序。",
        ),
        Code::Empty | Code::Silent => (
            "Check that the microphone is connected, chosen and not muted, then record again.",
            "请检查麦克风是否已连接、已选中且未静音，然后重新录音。",
        ),
        Code::NoSpeech => (
            "Speak while it records; check that the right microphone is chosen.",
            "请在录音时说话，并确认选对了麦克风。",
        ),
        Code::TooLittleSpeech => (
            "Keep speaking in full sentences until enough is recorded.",
            "请用完整的句子多说一会儿，直到录够为止。",
        ),
        Code::TooQuiet => (
            "Move closer to the microphone, or raise its level.",
            "请靠近麦克风，或调高录音音量。",
        ),
        Code::Clipped => (
            "Lower the microphone level or move back a little, then record again.",
            "请调低录音音量或稍微离远一点，然后重新录音。",
        ),
        Code::DcOffset => (
            "The microphone or its driver has a fault; try another input.",
            "麦克风或驱动有问题，请换一个输入设备。",
        ),
        Code::Noisy => (
            "Go to a quieter place, close the window, switch off fans, and speak close by.",
            "请换到安静的地方，关好窗户，关掉风扇，并靠近麦克风说话。",
        ),
        Code::ImpulsiveNoise => (
            "Do not type, tap or touch the microphone while speaking.",
            "说话时请不要打字、敲击或触碰麦克风。",
        ),
        Code::Hum => (
            "Unplug the charger or move away from power supplies.",
            "请拔掉充电器，或远离电源适配器。",
        ),
        Code::Reverberant => (
            "Move closer to the microphone; a room with curtains or carpets echoes less.",
            "请靠近麦克风；有窗帘或地毯的房间回声更小。",
        ),
        Code::FarMicrophone => (
            "Keep the microphone within 50 cm of the mouth.",
            "请让麦克风离嘴不超过 50 厘米。",
        ),
        Code::Music => ("Switch off music and television.", "请关掉音乐和电视。"),
        Code::Whispered => (
            "Speak aloud, with your normal voice.",
            "请用平常的嗓音出声说话，不要耳语。",
        ),
        Code::UnnaturalVoice => (
            "Speak naturally, without effects or voice changers.",
            "请自然地说话，不要使用变声器或音效。",
        ),
        Code::SeveralVoices => (
            "Someone else is speaking: record again where only you can be heard.",
            "有其他人在说话：请在只能听到您一个人的地方重新录音。",
        ),
        Code::DeadChannel => (
            "Check the cable, or record in mono.",
            "请检查连接线，或改用单声道录音。",
        ),
        Code::ChannelsCancel => (
            "One plug is wired the wrong way round; record in mono.",
            "有一个接头的极性接反了，请改用单声道录音。",
        ),
        Code::ChannelsDiffer => (
            "Record one person with one microphone.",
            "请只用一个麦克风录一个人的声音。",
        ),
        Code::Narrowband => (
            "Do not record over the phone or a Bluetooth headset; choose at least 16 kHz.",
            "请不要通过电话或蓝牙耳机录音，采样率至少选择 16 kHz。",
        ),
        Code::Glitches => (
            "Close other programs or use larger audio buffers, then record again.",
            "请关闭其他程序，或加大音频缓冲区，然后重新录音。",
        ),
        Code::WrongSampleRate | Code::WrongChannelCount | Code::WrongEncoding => (
            "Leave out strict mode to have it converted, or record 16 kHz mono 16-bit.",
            "请关闭严格模式以自动转换，或直接录制 16 kHz 单声道 16 位音频。",
        ),
        Code::TooLarge => (
            "Leave out strict mode to have the best part kept, or record less.",
            "请关闭严格模式以保留最好的部分，或缩短录音。",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hints_are_whole_sentences_in_both_languages_or_in_none() {
        for &code in Code::ALL {
            let (en, zh) = both(code);
            assert!(en.is_ascii(), "{en}");
            assert_eq!(en.is_empty(), zh.is_empty(), "{en} {zh}");
            assert!(en.is_empty() || en.ends_with('.'), "{en}");
            assert!(zh.is_empty() || zh.ends_with('。'), "{zh}");
        }
    }
}
