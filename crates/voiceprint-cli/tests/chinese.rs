//! The program told in Chinese: help, and what it says itself when something is wrong.

#![expect(
    clippy::unwrap_used,
    reason = "a panic is the failure report of a test"
)]

mod support;

use support::{fixture, read, scratch, speech, voiceprint};

/// Standard output and standard error of a run that ends with `code`.
fn told(command: &mut assert_cmd::Command, code: i32) -> (String, String) {
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let (stdout, stderr) = (text(output.stdout), text(output.stderr));
    assert_eq!(output.status.code(), Some(code), "{stdout}{stderr}");
    (stdout, stderr)
}

#[test]
fn help_follows_flag_config_and_environment() {
    let (_folder, config) = scratch("config.toml");
    std::fs::write(&config, "lang = \"zh\"\n").unwrap();
    let help = |words: &[&str], (name, value): (&str, &str)| {
        let mut command = voiceprint(&["update", "--help"]);
        told(command.args(words).env(name, value), 0).0
    };
    let (none, zh) = (("LC_ALL", ""), ("LC_ALL", "zh_CN.UTF-8"));
    let of_config = ("VOICEPRINT_CONFIG", config.to_str().unwrap());
    for (words, variable) in [
        (&["--lang", "zh"][..], none),
        (&["--lang=zh"], none),
        (&[], zh),
        (&[], of_config),
    ] {
        let text = help(words, variable);
        assert!(text.starts_with("检查、转换录音并更新一个声纹"), "{text}");
    }
    let english = help(&["--lang", "en"], zh);
    assert!(english.starts_with("Check, normalize"), "{english}");
}

#[test]
fn wrong_configs_and_policies_are_told() {
    let (_folder, file) = scratch("wrong.toml");
    let wrong = file.to_str().unwrap();
    for (text, words) in [
        (
            "langauge = \"zh\"\n",
            ["配置文件", "无效", "未知的键 `langauge`", "是否想写 `lang`"],
        ),
        (
            "token = \"pat_x\"\n",
            [
                "配置文件",
                "无效",
                "`token` 不应写在配置文件里",
                "token_file",
            ],
        ),
    ] {
        std::fs::write(&file, text).unwrap();
        let mut command = voiceprint(&["--lang", "zh", "check", &speech()]);
        let (_, stderr) = told(command.env("VOICEPRINT_CONFIG", wrong), 2);
        assert!(words.iter().all(|word| stderr.contains(word)), "{stderr}");
        assert!(!stderr.contains("pat_x"), "{stderr}");
    }
    std::fs::write(&file, "min_snr = 3\n").unwrap();
    let mut command = voiceprint(&["--lang", "zh", "check", &speech(), "--policy", wrong]);
    let (_, stderr) = told(&mut command, 2);
    let words = ["错误：策略文件", "无效：是否想写 `min_snr_db`"];
    assert!(words.iter().all(|word| stderr.contains(word)), "{stderr}");
    let mut command = voiceprint(&["--lang", "zh", "check", &speech(), "--policy", "gone.toml"]);
    let (_, stderr) = told(&mut command, 2);
    assert!(
        stderr.contains("无法读取：没有这个文件或文件夹"),
        "{stderr}"
    );
}

#[test]
fn what_a_command_cannot_do_is_told() {
    let (_folder, clip) = scratch("clip.wav");
    std::fs::write(&clip, "kept").unwrap();
    let out = clip.to_str().unwrap();
    let zh = |args: &[&str]| told(voiceprint(&["--lang", "zh"]).args(args), 2).1;
    assert!(zh(&["normalize", &speech(), "-o", out]).contains("已存在；加上 --force 可覆盖"));
    assert!(zh(&["check", &speech(), "--report", "page.png"]).contains("不以 .html 结尾"));
    let (_folder, rows) = scratch("rows.csv");
    std::fs::write(&rows, "fiel,group\na.wav,1\n").unwrap();
    let stderr = zh(&["batch", rows.to_str().unwrap(), "--stand-in"]);
    assert!(stderr.contains("未知的列 \"fiel\""), "{stderr}");
    assert_eq!(std::fs::read_to_string(&clip).unwrap(), "kept");
}

#[test]
fn programs_get_the_same_words() {
    let mut command = voiceprint(&["update", &fixture("wav/silence.wav"), "--lang", "zh"]);
    let ids = [
        "--group",
        "1",
        "--feature",
        "2",
        "--yes-i-have-consent",
        "--json",
    ];
    let run = read(command.args(ids));
    assert_eq!(run.lines[1]["error"]["kind"], "rejected");
    let mut command = voiceprint(&["update", &speech(), "--lang", "zh"]);
    let run = read(command.args(ids));
    assert_eq!(run.lines[1]["error"]["kind"], "no-token");
    let message = run.lines[1]["error"]["message"].as_str().unwrap();
    assert!(message.starts_with("没有访问令牌"), "{message}");
}
