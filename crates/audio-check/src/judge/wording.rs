//! Code -> message and hint, English and Chinese side by side.
//!
//! A message says what is so, with the number; a hint says what to do next.

use super::finding::{Code, Confidence, Finding, Lang};

/// What is so, with the number.
pub(super) fn message(finding: &Finding, lang: Lang) -> String {
    let Finding {
        code,
        value,
        limit,
        confidence,
        ..
    } = finding;
    let certain = *confidence == Confidence::Certain;
    let whole = |number: &Option<f64>| number.map_or("?".to_owned(), |x| format!("{x:.0}"));
    let tenth = |number: &Option<f64>| number.map_or("?".to_owned(), |x| format!("{x:.1}"));
    let percent = |number: &Option<f64>| number.map_or("?".to_owned(), |x| percent_text(100.0 * x));
    let (en, zh) = match code {
        Code::Resampled => (
            format!("Converted from {} Hz to 16 kHz.", whole(value)),
            format!("采样率已从 {} Hz 转换为 16 kHz。", whole(value)),
        ),
        Code::Downmixed => (
            format!("{} channels became one.", whole(value)),
            format!("{} 个声道已合为单声道。", whole(value)),
        ),
        Code::Requantized => match value {
            Some(bits) => (
                format!("Rounded from {bits:.0} to 16 bits."),
                format!("位深已从 {bits:.0} 位转换为 16 位。"),
            ),
            None => ("Rounded to 16 bits.".into(), "位深已转换为 16 位。".into()),
        },
        Code::Trimmed => (
            format!(
                "Kept the best {} s of {} s, so that it fits.",
                tenth(value),
                tenth(limit)
            ),
            format!(
                "为满足大小限制，从 {} 秒中保留了最好的 {} 秒。",
                tenth(limit),
                tenth(value)
            ),
        ),
        Code::GainApplied => (
            format!("The level was changed by {} dB.", tenth(value)),
            format!("音量已调整 {} dB。", tenth(value)),
        ),
        Code::WavTruncated => (
            format!(
                "The file ends {} bytes early; what is there was used.",
                whole(value)
            ),
            format!("文件缺少末尾 {} 字节，已使用现有部分。", whole(value)),
        ),
        Code::WavLengthUnknown => (
            "The header does not know the length; read to the end of the file.".into(),
            "文件头没有给出长度，已读到文件末尾。".into(),
        ),
        Code::WavLengthZero => (
            "The header says length zero, as a crashed recorder leaves it; read to the end.".into(),
            "文件头中的长度为零（录音程序可能异常退出），已读到文件末尾。".into(),
        ),
        Code::WavHeaderInconsistent => (
            "Fields of the header contradict each other; the samples are not affected.".into(),
            "文件头的字段相互矛盾，但不影响音频数据。".into(),
        ),
        Code::ContainerMismatch => (
            "The file name promises another format than the content has.".into(),
            "文件扩展名与内容的格式不一致。".into(),
        ),
        Code::SeveralDataChunks => (
            format!(
                "More than one chunk of audio; {} bytes were left out.",
                whole(value)
            ),
            format!("文件含有多段音频数据，忽略了 {} 字节。", whole(value)),
        ),
        Code::StreamDamaged => (
            format!("{} damaged packets were left out.", whole(value)),
            format!("忽略了 {} 个损坏的数据包。", whole(value)),
        ),
        Code::StreamTruncated => (
            "The stream ends early; what is there was used.".into(),
            "音频流提前结束，已使用现有部分。".into(),
        ),
        Code::FormatChanges => (
            "Sample rate or channels change on the way; the part before was used.".into(),
            "采样率或声道数中途改变，只使用了之前的部分。".into(),
        ),
        Code::HeAacCoreOnly => (
            "HE-AAC: only the lower half of the spectrum can be read.".into(),
            "HE-AAC 编码：只能读取频谱的下半部分。".into(),
        ),
        Code::MaybeWrongEncoding => (
            "Read as described this is noise; read in another way it is sound.".into(),
            "按所给的格式读取只是噪声，按另一种格式读取则是声音。".into(),
        ),
        Code::NonfiniteSamples => (
            format!(
                "{} samples were not numbers; silence took their place.",
                whole(value)
            ),
            format!("{} 个采样不是有效数值，已用静音代替。", whole(value)),
        ),
        Code::Empty => ("There is no audio in it.".into(), "其中没有音频。".into()),
        Code::Silent => (
            format!("Nothing but silence (peak {} dBFS).", tenth(value)),
            format!("只有静音（峰值 {} dBFS）。", tenth(value)),
        ),
        Code::NoSpeech => (
            format!("Nobody speaks ({} s of speech).", tenth(value)),
            format!("没有人说话（语音 {} 秒）。", tenth(value)),
        ),
        Code::TooLittleSpeech => (
            format!(
                "{} s of speech; {} s are wanted.",
                tenth(value),
                tenth(limit)
            ),
            format!("语音只有 {} 秒，需要 {} 秒。", tenth(value), tenth(limit)),
        ),
        Code::TooQuiet => (
            format!(
                "The voice is quiet ({} dBFS; {} wanted).",
                tenth(value),
                tenth(limit)
            ),
            format!("声音太小（{} dBFS，需要 {}）。", tenth(value), tenth(limit)),
        ),
        Code::Clipped if certain => (
            format!(
                "The wave is cut off: {} of the samples are clipped.",
                percent(value)
            ),
            format!("出现削波：{} 的采样被截断。", percent(value)),
        ),
        Code::Clipped => (
            format!(
                "The recording was probably clipped or limited ({}).",
                percent(value)
            ),
            format!("录音可能被削波或限幅过（{}）。", percent(value)),
        ),
        Code::DcOffset => (
            format!("The signal is offset by {} of full scale.", percent(value)),
            format!("信号有 {} 满幅的直流偏移。", percent(value)),
        ),
        Code::Noisy => (
            format!(
                "Noisy: SNR {} dB; {} dB are wanted.",
                tenth(value),
                tenth(limit)
            ),
            format!(
                "噪声太大：信噪比 {} dB，需要 {} dB。",
                tenth(value),
                tenth(limit)
            ),
        ),
        Code::ImpulsiveNoise => (
            format!("Keys, clicks or taps in {} of the time.", percent(value)),
            format!("{} 的时间里有键盘声、点击声或敲击声。", percent(value)),
        ),
        Code::Hum => (
            format!("Mains hum, {} dB relative to the voice.", tenth(value)),
            format!("有电源哼声，相对于人声 {} dB。", tenth(value)),
        ),
        Code::Reverberant => (
            format!(
                "The room echoes: C50 {} dB; {} dB are wanted.",
                tenth(value),
                tenth(limit)
            ),
            format!(
                "房间混响太大：C50 为 {} dB，需要 {} dB。",
                tenth(value),
                tenth(limit)
            ),
        ),
        Code::FarMicrophone => (
            "The microphone seems to be far from the mouth.".into(),
            "麦克风似乎离嘴太远。".into(),
        ),
        Code::Music => (
            format!(
                "There is probably music in the background ({}).",
                percent(value)
            ),
            format!("背景中可能有音乐（{}）。", percent(value)),
        ),
        Code::Whispered => (
            format!("This sounds whispered ({}).", percent(value)),
            format!("听起来像耳语（{}）。", percent(value)),
        ),
        Code::UnnaturalVoice => (
            format!(
                "The voice may be disguised or synthetic ({}).",
                percent(value)
            ),
            format!("声音可能经过变声或合成（{}）。", percent(value)),
        ),
        Code::SeveralVoices => (
            format!("More than one person seems to speak ({}).", percent(value)),
            format!("似乎不止一个人在说话（{}）。", percent(value)),
        ),
        Code::DeadChannel => (
            "One channel carries nothing; the other one was used.".into(),
            "有一个声道没有声音，已使用另一个声道。".into(),
        ),
        Code::ChannelsCancel => (
            "The channels cancel each other; one of them was used.".into(),
            "两个声道相互抵消，已只使用其中一个。".into(),
        ),
        Code::ChannelsDiffer => (
            "The channels carry different sound; the better one was used.".into(),
            "两个声道的内容不同，已使用较好的一个。".into(),
        ),
        Code::Narrowband => (
            format!(
                "The sound ends at {} Hz; {} Hz are wanted.",
                whole(value),
                whole(limit)
            ),
            format!(
                "声音频带只到 {} Hz，需要 {} Hz。",
                whole(value),
                whole(limit)
            ),
        ),
        Code::Glitches => (
            format!("{} dropouts, repeats or clicks.", whole(value)),
            format!("有 {} 处断续、重复或爆音。", whole(value)),
        ),
        Code::WrongSampleRate => (
            format!("The sample rate is {} Hz, not 16000 Hz.", whole(value)),
            format!("采样率是 {} Hz，不是 16000 Hz。", whole(value)),
        ),
        Code::WrongChannelCount => (
            format!("{} channels, not one.", whole(value)),
            format!("有 {} 个声道，不是单声道。", whole(value)),
        ),
        Code::WrongEncoding => (
            "The samples are not 16-bit PCM.".into(),
            "采样不是 16 位 PCM。".into(),
        ),
        Code::TooLarge => (
            format!("{} bytes; {} are allowed.", whole(value), whole(limit)),
            format!("有 {} 字节，最多允许 {} 字节。", whole(value), whole(limit)),
        ),
    };
    match lang {
        Lang::En => en,
        Lang::Zh => zh,
    }
}

/// What to do next; empty where nothing needs to be done.
pub(super) fn hint(code: Code, lang: Lang) -> &'static str {
    let (en, zh) = match code {
        Code::Resampled | Code::Downmixed | Code::Requantized | Code::GainApplied => ("", ""),
        Code::Trimmed => (
            "Shorter recordings are kept whole.",
            "较短的录音会完整保留。",
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
            "The content was believed; rename the file.",
            "已按内容读取，请修改文件扩展名。",
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
            "请换到安静的地方，关上窗户和风扇，并靠近麦克风说话。",
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
            "请让麦克风距离嘴 50 厘米以内。",
        ),
        Code::Music => ("Switch off music and television.", "请关掉音乐和电视。"),
        Code::Whispered => ("Speak with your normal voice.", "请用正常的声音说话。"),
        Code::UnnaturalVoice => (
            "Speak naturally, without effects or voice changers.",
            "请自然地说话，不要使用变声器或音效。",
        ),
        Code::SeveralVoices => (
            "Someone else is speaking: only one person may be heard.",
            "有其他人在说话：录音中只能有一个人的声音。",
        ),
        Code::DeadChannel => (
            "Check the cable, or record in mono.",
            "请检查连接线，或使用单声道录音。",
        ),
        Code::ChannelsCancel => (
            "One plug is wired the wrong way round; record in mono.",
            "有一个接头极性接反了，请使用单声道录音。",
        ),
        Code::ChannelsDiffer => (
            "Record one person on one channel.",
            "请只用一个声道录一个人的声音。",
        ),
        Code::Narrowband => (
            "Do not record over the phone or a Bluetooth headset; choose at least 16 kHz.",
            "请不要通过电话或蓝牙耳机录音，采样率至少选择 16 kHz。",
        ),
        Code::Glitches => (
            "Close other programs while recording, or use larger audio buffers.",
            "录音时请关闭其他程序，或加大音频缓冲区。",
        ),
        Code::WrongSampleRate | Code::WrongChannelCount | Code::WrongEncoding => (
            "Leave out strict mode to have it converted, or record 16 kHz mono 16-bit.",
            "请关闭严格模式以自动转换，或直接录制 16 kHz 单声道 16 位音频。",
        ),
        Code::TooLarge => (
            "Leave out strict mode to have the best part kept, or record less.",
            "请关闭严格模式以保留最好的部分，或缩短录音。",
        ),
    };
    match lang {
        Lang::En => en,
        Lang::Zh => zh,
    }
}

/// Two significant digits, as a person would write it.
fn percent_text(percent: f64) -> String {
    match percent.abs() {
        size if size >= 10.0 => format!("{percent:.0} %"),
        size if size >= 1.0 => format!("{percent:.1} %"),
        size if size >= 0.1 => format!("{percent:.2} %"),
        _ => format!("{percent:.3} %"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::finding::Severity;

    #[test]
    fn every_code_speaks_both_languages() {
        for &code in Code::ALL {
            for confidence in [Confidence::Certain, Confidence::Probable] {
                let (value, limit) = (Some(0.25), Some(0.5));
                let finding = Finding {
                    code,
                    severity: Severity::Info,
                    confidence,
                    value,
                    limit,
                };
                let (en, zh) = (finding.message(Lang::En), finding.message(Lang::Zh));
                assert!(en.is_ascii() && en.ends_with('.'), "{en}");
                assert!(zh.ends_with('。') && !zh.is_ascii(), "{zh}");
                assert!(!en.contains('?') && !zh.contains('?'), "{en} {zh}");
                assert_eq!(
                    hint(code, Lang::En).is_empty(),
                    hint(code, Lang::Zh).is_empty()
                );
                assert!(hint(code, Lang::En).is_ascii());
            }
        }
    }
}
