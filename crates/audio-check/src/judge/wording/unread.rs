//! Why audio could not be read -> the same for people, English or Chinese.

use super::Lang;
use crate::error::{Error, ErrorKind};

impl Error {
    /// What is wrong and what to do. In Chinese by its kind, with the exact words behind it.
    ///
    /// ```
    /// use audio_check::{Lang, Policy, check_file};
    ///
    /// let error = check_file(b"these are no sounds", &Policy::default()).unwrap_err();
    /// assert!(error.text(Lang::Zh).starts_with("这不是音频文件"));
    /// assert_eq!(error.text(Lang::En), error.to_string());
    /// ```
    pub fn text(&self, lang: Lang) -> String {
        match lang {
            Lang::En => self.to_string(),
            Lang::Zh => format!("{}（{self}）", chinese(self.kind())),
        }
    }
}

fn chinese(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Empty => "文件中没有声音，请重新录音",
        ErrorKind::NotAudio => "这不是音频文件，请选择录音文件",
        ErrorKind::TruncatedHeader => "文件头不完整，请重新复制或重新录音",
        ErrorKind::NoFormat => "文件没有说明采样格式，请重新导出",
        ErrorKind::NoData => "文件中没有音频数据，请重新录音或导出",
        ErrorKind::BadFormat => "文件头自相矛盾或超出支持范围，请重新导出为 16 位 WAV",
        ErrorKind::UnsupportedCodec => "不支持这种编码，请转换为 16 位 WAV",
        ErrorKind::BrokenStructure => "文件结构已损坏，请重新导出或重新录音",
        ErrorKind::TooLarge => "录音过长或过大，请截取其中一段，几秒语音就够了",
        ErrorKind::OddPcm => "原始 PCM 的字节数不对，或者其实是 WAV 文件，请检查 --pcm 的设置",
        ErrorKind::Io => "读取失败，请检查文件和权限后重试",
    }
}
