//! Finding -> what is so, with the number.

use super::{Both, half};
use crate::judge::finding::{Code, Confidence, Finding, Lang};

/// What is so, with the number.
pub(in crate::judge) fn message(finding: &Finding, lang: Lang) -> String {
    let (number, both) = template(finding);
    let text = half(both, lang);
    let text = fill(text, "{value}", number, finding.value);
    fill(&text, "{limit}", number, finding.limit)
}

/// How the numbers of a message are written.
#[derive(Clone, Copy)]
enum Number {
    Whole,
    Tenth,
    /// A share of 1, as a percentage of two digits.
    Percent,
}

const fn whole(en: &'static str, zh: &'static str) -> (Number, Both) {
    (Number::Whole, (en, zh))
}

const fn tenth(en: &'static str, zh: &'static str) -> (Number, Both) {
    (Number::Tenth, (en, zh))
}

const fn percent(en: &'static str, zh: &'static str) -> (Number, Both) {
    (Number::Percent, (en, zh))
}

fn fill(text: &str, place: &str, number: Number, value: Option<f64>) -> String {
    if !text.contains(place) {
        return text.to_owned();
    }
    let written = value.map_or("?".to_owned(), |value| match number {
        Number::Whole => format!("{value:.0}"),
        Number::Tenth => format!("{value:.1}"),
        Number::Percent => percent_text(100.0 * value),
    });
    text.replace(place, &written)
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

/// What is said of a finding, with places for its numbers and how these are written.
fn template(finding: &Finding) -> (Number, Both) {
    let certain = finding.confidence == Confidence::Certain;
    match finding.code {
        Code::Resampled => whole(
            "Converted from {value} Hz to 16 kHz.",
            "采样率已从 {value} Hz 转换为 16 kHz。",
        ),
        Code::Downmixed => whole(
            "{value} channels became one.",
            "{value} 个声道已合并为单声道。",
        ),
        Code::Requantized if finding.value.is_some() => whole(
            "Rounded from {value} to 16 bits.",
            "位深已从 {value} 位转换为 16 位。",
        ),
        Code::Requantized => whole("Rounded to 16 bits.", "位深已转换为 16 位。"),
        Code::Trimmed => tenth(
            "Too long to be sent whole: the best {value} s of {limit} s were kept.",
            "录音太长，无法全部发送：已从 {limit} 秒中保留最好的 {value} 秒。",
        ),
        Code::GainApplied => tenth(
            "The level was changed by {value} dB.",
            "音量已调整 {value} dB。",
        ),
        Code::WavTruncated => whole(
            "The file ends {value} bytes early; what is there was used.",
            "文件缺少末尾 {value} 字节，已使用现有部分。",
        ),
        Code::WavLengthUnknown => whole(
            "The header does not know the length; read to the end of the file.",
            "文件头没有给出长度，已读到文件末尾。",
        ),
        Code::WavLengthZero => whole(
            "The header says length zero, as a crashed recorder leaves it; read to the end.",
            "文件头中的长度为零（录音程序可能异常退出），已读到文件末尾。",
        ),
        Code::WavHeaderInconsistent => whole(
            "Fields of the header contradict each other; the samples are not affected.",
            "文件头的字段相互矛盾，但不影响音频数据。",
        ),
        Code::ContainerMismatch => whole(
            "The file name promises another format than the content has.",
            "文件扩展名与内容的格式不一致。",
        ),
        Code::SeveralDataChunks => whole(
            "More than one chunk of audio: the first was read, {value} bytes were left out.",
            "文件含有多段音频数据：只读取了第一段，忽略了 {value} 字节。",
        ),
        Code::StreamDamaged => whole(
            "Damaged parts were left out; packets lost: {value}.",
            "忽略了损坏的部分；丢失数据包 {value} 个。",
        ),
        Code::StreamTruncated => whole(
            "The stream ends early; what is there was used.",
            "音频流提前结束，已使用现有部分。",
        ),
        Code::FormatChanges => whole(
            "Sample rate or channels change on the way; the part before was used.",
            "采样率或声道数中途改变，只使用了之前的部分。",
        ),
        Code::HeAacCoreOnly => whole(
            "HE-AAC: only the lower half of the spectrum can be read.",
            "HE-AAC 编码：只能读取频谱的下半部分。",
        ),
        Code::MaybeWrongEncoding => whole(
            "Read as described this is noise; read in another way it is sound.",
            "按所给的格式读出来只是噪声，换一种格式则是声音。",
        ),
        Code::NonfiniteSamples => whole(
            "Samples that were not numbers: {value}; silence took their place.",
            "{value} 个采样不是有效数值，已用静音代替。",
        ),
        Code::Empty => whole("There is no audio in it.", "其中没有音频。"),
        Code::Silent => tenth(
            "Nothing but silence (peak {value} dBFS).",
            "只有静音（峰值 {value} dBFS）。",
        ),
        Code::NoSpeech => tenth(
            "Nobody can be heard speaking ({value} s of speech).",
            "没有听到说话声（语音 {value} 秒）。",
        ),
        Code::TooLittleSpeech => tenth(
            "{value} s of speech; {limit} s are wanted.",
            "语音只有 {value} 秒，应不少于 {limit} 秒。",
        ),
        Code::TooQuiet => tenth(
            "The voice is quiet ({value} dBFS; {limit} wanted).",
            "声音太小（{value} dBFS，应不低于 {limit} dBFS）。",
        ),
        Code::Clipped if certain => percent(
            "Too loud: the wave is cut off in {value} of the samples.",
            "声音过大，出现削波：{value} 的采样被截断。",
        ),
        Code::Clipped => percent(
            "Probably too loud: the wave seems to be clipped or limited (likelihood {value}).",
            "声音可能过大：波形像是被削波或限幅过（可能性 {value}）。",
        ),
        Code::DcOffset => percent(
            "The signal is offset by {value} of full scale.",
            "信号有直流偏移，为满幅的 {value}。",
        ),
        Code::Noisy => tenth(
            "Noisy: SNR {value} dB; {limit} dB are wanted.",
            "噪声偏大：信噪比 {value} dB，应不低于 {limit} dB。",
        ),
        Code::ImpulsiveNoise => percent(
            "Keys, clicks or taps in {value} of the time.",
            "{value} 的时间里有键盘声、点击声或敲击声。",
        ),
        Code::Hum => tenth(
            "Mains hum, {value} dB relative to the voice.",
            "有电源哼声，相对于人声 {value} dB。",
        ),
        Code::Reverberant => tenth(
            "The room echoes: C50 {value} dB; {limit} dB are wanted.",
            "房间混响偏大：C50 为 {value} dB，应不低于 {limit} dB。",
        ),
        Code::FarMicrophone => whole(
            "The microphone seems to be far from the mouth.",
            "麦克风似乎离嘴太远。",
        ),
        Code::Music => percent(
            "There is probably music in the background (likelihood {value}).",
            "背景中可能有音乐（可能性 {value}）。",
        ),
        Code::Whispered => percent(
            "This sounds whispered (likelihood {value}).",
            "听起来像是在耳语（可能性 {value}）。",
        ),
        Code::UnnaturalVoice => percent(
            "The voice may be disguised or synthetic (likelihood {value}).",
            "声音可能经过变声或合成（可能性 {value}）。",
        ),
        Code::SeveralVoices => percent(
            "More than one person seems to speak (likelihood {value}).",
            "似乎不止一个人在说话（可能性 {value}）。",
        ),
        Code::DeadChannel => whole(
            "One channel carries nothing; the other one was used.",
            "有一个声道没有声音，已使用另一个声道。",
        ),
        Code::ChannelsCancel => whole(
            "The channels cancel each other; one of them was used.",
            "两个声道相互抵消，已只使用其中一个。",
        ),
        Code::ChannelsDiffer => whole(
            "The channels carry different sound; the better one was used.",
            "各声道的内容不同，已使用较好的一个。",
        ),
        Code::Narrowband => whole(
            "The sound ends at {value} Hz; {limit} Hz are wanted.",
            "声音的频带只到 {value} Hz，应达到 {limit} Hz。",
        ),
        Code::Glitches => whole(
            "Dropouts, repeats or clicks: {value}.",
            "有 {value} 处断续、重复或爆音。",
        ),
        Code::WrongSampleRate => whole(
            "The sample rate is {value} Hz, not 16000 Hz.",
            "采样率是 {value} Hz，不是 16000 Hz。",
        ),
        Code::WrongChannelCount => whole(
            "{value} channels, not one.",
            "有 {value} 个声道，不是单声道。",
        ),
        Code::WrongEncoding => whole("The samples are not 16-bit PCM.", "采样不是 16 位 PCM。"),
        Code::TooLarge => whole(
            "{value} bytes; {limit} are allowed.",
            "有 {value} 字节，最多允许 {limit} 字节。",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::finding::Severity;

    fn finding(code: Code, confidence: Confidence, value: Option<f64>) -> Finding {
        Finding {
            code,
            severity: Severity::Info,
            confidence,
            value,
            limit: Some(0.5),
        }
    }

    #[test]
    fn every_code_speaks_both_languages_and_tells_its_numbers() {
        for &code in Code::ALL {
            for confidence in [Confidence::Certain, Confidence::Probable] {
                let finding = finding(code, confidence, Some(0.25));
                let (en, zh) = (finding.message(Lang::En), finding.message(Lang::Zh));
                assert!(en.is_ascii() && en.ends_with('.'), "{en}");
                assert!(zh.ends_with('。') && !zh.is_ascii(), "{zh}");
                let numbers = |text: &str| -> Vec<String> {
                    let parts = text.split(|c: char| !c.is_ascii_digit() && c != '.');
                    let mut numbers: Vec<String> = parts
                        .map(|part| part.trim_matches('.').to_owned())
                        .filter(|part| !part.is_empty())
                        .collect();
                    numbers.sort();
                    numbers
                };
                assert_eq!(numbers(&en), numbers(&zh), "{en} {zh}");
                assert!(!en.contains(['?', '{']) && !zh.contains(['?', '{']), "{en}");
            }
        }
    }

    #[test]
    fn numbers_are_written_as_people_write_them() {
        let text = |code, value| finding(code, Confidence::Certain, value).message(Lang::En);
        assert!(text(Code::Noisy, Some(12.345)).contains("SNR 12.3 dB; 0.5 dB"));
        assert!(text(Code::Clipped, Some(0.001_23)).contains("0.12 %"));
        assert!(text(Code::Music, Some(0.934)).contains("93 %"));
        assert_eq!(text(Code::Requantized, None), "Rounded to 16 bits.");
        assert!(text(Code::Noisy, None).contains("SNR ? dB"));
    }
}
