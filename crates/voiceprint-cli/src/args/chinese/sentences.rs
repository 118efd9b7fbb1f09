//! A paragraph of help -> the same in Chinese.

/// Every paragraph of `english` in Chinese; `None` if one is not known.
pub(super) fn of(english: &str) -> Option<String> {
    let paragraphs: Option<Vec<String>> = english.split("\n\n").map(paragraph).collect();
    Some(paragraphs?.join("\n\n"))
}

/// Over a group of flags.
pub(super) fn heading(english: &str) -> Option<&'static str> {
    Some(match english {
        "Output" => "输出",
        "Recording" => "录音",
        "Service" => "服务",
        _ => return None,
    })
}

fn paragraph(english: &str) -> Option<String> {
    if let Some((_, chinese)) = TABLE.iter().find(|(known, _)| *known == english) {
        return Some((*chinese).to_owned());
    }
    // Commands are the same in every language.
    let (heading, commands) = english.split_once('\n')?;
    matches!(heading, "Example:" | "Examples:").then(|| format!("示例：\n{commands}"))
}

#[rustfmt::skip]
const TABLE: &[(&str, &str)] = &[
    ("Check voice recordings, normalize them to 16 kHz mono 16-bit, update Coze voiceprints", "检查语音录音，转换为 16 kHz 单声道 16 位，更新扣子（Coze）声纹"),
    ("Read, measure and judge recordings", "读取、测量并评判录音"),
    ("Write the recording as 16 kHz mono 16-bit WAV, the part that fits 4 MB", "把录音写成 16 kHz 单声道 16 位 WAV，保留 4 MB 放得下的部分"),
    ("Check, normalize and send a recording to a voiceprint", "检查、转换录音并更新一个声纹"),
    ("Check, normalize and send a recording as a new voiceprint", "检查、转换录音并新建一个声纹"),
    ("List voiceprints", "列出声纹"),
    ("Delete a voiceprint", "删除一个声纹"),
    ("Ask who of a group speaks in a recording; the service bills each call", "查询录音中是声纹组里的谁在说话；服务按次收费"),
    ("List, create, update or delete groups", "列出、新建、修改或删除声纹组"),
    ("Update many voiceprints from a manifest; run again to go on where it stopped", "按清单更新许多声纹；再次运行会从中断处继续"),
    ("Meter and advice while someone speaks, from a microphone or raw samples on standard input", "在人说话时显示电平和建议，声音来自麦克风或标准输入的原始采样"),
    ("Enter or Ctrl-C ends the recording and keeps it; a second Ctrl-C gives up.", "按回车或 Ctrl-C 结束并保留录音；再按一次 Ctrl-C 放弃。"),
    ("Log in by OAuth and keep the tokens in a file that renews itself", "通过 OAuth 登录，令牌保存在会自动续期的文件中"),
    ("See whether token, address, connection and clock are fine; costs one call, sends no voice", "检查令牌、地址、连接和时钟是否正常；调用一次接口，不发送声音"),
    ("Show what is in force when no flag says otherwise, and where it comes from", "显示不写参数时生效的设置及其来源"),
    ("Print completions for a shell", "输出命令行补全脚本"),
    ("Write the manual pages into a folder", "把手册页写入文件夹"),
    ("Start the stand-in service on 127.0.0.1, for trials and tests", "在 127.0.0.1 启动模拟服务，用于试用和测试"),
    ("Print this message or the help of the given subcommand(s)", "显示本帮助或某个命令的帮助"),
    ("Print help (see a summary with '-h')", "显示帮助（-h 只看概要）"),
    ("Print help (see more with '--help')", "显示帮助（--help 更详细）"),
    ("Print help", "显示帮助"),
    ("Print version", "显示版本"),
    // Output.
    ("One JSON object per line on standard output, nothing else there", "标准输出每行一个 JSON 对象，没有其他内容"),
    ("Language of messages; the default comes from LANG", "消息的语言；默认取自 LANG"),
    ("Only results, no remarks and no progress", "只显示结果，不显示说明和进度"),
    ("Every number that was measured", "显示测得的所有数值"),
    ("Overwrite an existing file", "覆盖已有的文件"),
    ("Where the clip goes; - is standard output", "转换后的片段写到哪里；- 表示标准输出"),
    ("Where the clip goes at the end", "结束时片段写到哪里"),
    ("Write nothing and exit 1 if the recording is rejected", "录音不合格时不写文件，退出码为 1"),
    ("Convert everything instead of the best part that fits 4 MB", "转换全部内容，而不是 4 MB 放得下的最佳部分"),
    // Recording.
    ("Recording in any format; - is standard input", "任意格式的录音；- 表示标准输入"),
    ("Recordings in any format; - is standard input", "任意格式的录音，可写多个；- 表示标准输入"),
    ("Recording in any format; without it only name or description change", "任意格式的录音；不写则只修改名称或描述"),
    ("Read raw samples: encoding:rate:channels, as s16:16000:1", "读取原始采样：编码:采样率:声道数，如 s16:16000:1"),
    ("Encodings: u8, s16, s24, s32, f32, f64, alaw, mulaw; little-endian. A .pcm or .raw file without it means s16:16000:1.", "编码：u8、s16、s24、s32、f32、f64、alaw、mulaw，小端序。.pcm 或 .raw 文件不写此项时按 s16:16000:1 读取。"),
    ("Limits from a TOML file", "从 TOML 文件读取各项限值（策略）"),
    ("Reject what is not already 16 kHz mono 16-bit", "凡不是 16 kHz 单声道 16 位的录音都判为不合格"),
    ("Write the report of one recording as a page with pictures", "把一个录音的报告写成带图的网页"),
    ("How much is measured; what is left out is unknown", "测量的深度；未测量的项目为未知"),
    ("Older recording of the same person; another voice is refused, exit code 1", "同一人较早的录音；声音不同则拒绝，退出码为 1"),
    ("Compared on this machine, nothing is sent. Similarity goes from -1 to 1 and must reach 0.40; docs/accuracy.md says how often that is wrong.", "在本机比较，不发送任何数据。相似度为 -1 到 1，须达到 0.40；出错的频率见 docs/accuracy.md。"),
    ("What another voice than in OLD means", "声音与 OLD 不同时怎么办"),
    ("Refuse another voice than before, and see that the new one is known; costs two identifications", "拒绝与之前不同的声音，并确认新声纹可以识别；需要两次识别调用"),
    ("Record from this device: its number in --list-devices, its name, or a part of it", "从此设备录音：--list-devices 中的编号、名称或名称的一部分"),
    ("Without it: standard input if something is piped in, else the default microphone.", "不写时：有管道输入就读标准输入，否则用默认麦克风。"),
    ("List the devices that can record, and end", "列出可以录音的设备后结束"),
    ("Stop as soon as enough good speech was heard", "听到足够的合格语音就停止"),
    // Service.
    ("Start the stand-in service in this process and send there", "在本进程内启动模拟服务并发送到那里"),
    ("Print the request, token hidden, and send nothing", "只显示请求（隐藏令牌），不发送"),
    ("Time for the whole call, seconds", "整个调用的时限，秒"),
    ("How often a failed request is tried again", "请求失败后重试的次数"),
    ("Requests a second at most", "每秒最多请求数"),
    ("File that holds the access token, or a login of voiceprint auth", "保存访问令牌的文件，或 voiceprint auth 的登录文件"),
    ("State that the recorded person agreed to this use of their voice", "声明被录音者同意这样使用其声音"),
    ("VOICEPRINT_CONSENT=1 in the environment says the same.", "环境变量 VOICEPRINT_CONSENT=1 作用相同。"),
    ("The group", "声纹组"),
    ("The group; the config may name it once for all", "声纹组；可以写在配置文件里"),
    ("Group of the voiceprint", "声纹所在的声纹组"),
    ("The voiceprint, which the API calls a feature", "声纹，接口中称为 feature"),
    ("The voiceprint to update", "要更新的声纹"),
    ("Then update a voiceprint of this group", "然后更新此声纹组中的一个声纹"),
    ("New name; agents compare it as exact text", "新名称；智能体按原文比较"),
    ("Name; agents compare it as exact text", "名称；智能体按原文比较"),
    ("Description", "描述"),
    ("New description", "新描述"),
    ("Only this group; without it the voiceprints of all groups", "只列出此声纹组；不写则列出所有组的声纹"),
    ("Only the best K", "只要最相似的 K 个"),
    ("List groups", "列出声纹组"),
    ("Make a group", "新建声纹组"),
    ("Change name or description of a group", "修改声纹组的名称或描述"),
    ("Delete a group and every voiceprint in it", "删除声纹组及其中所有声纹"),
    ("Only names that begin with this", "只列出以此开头的名称"),
    ("Only this group", "只列出此声纹组"),
    ("Name, at most 20 characters", "名称，最多 20 个字符"),
    ("Description, at most 500 characters", "描述，最多 500 个字符"),
    ("New name, at most 20 characters", "新名称，最多 20 个字符"),
    ("New description, at most 500 characters", "新描述，最多 500 个字符"),
    ("CSV with the columns file,group,feature,name,desc, or JSON Lines with these keys", "含 file,group,feature,name,desc 列的 CSV，或含这些键的 JSON Lines"),
    ("Files are looked for in the folder of the manifest, then in the current one. A row without a file changes only name or description.", "先在清单所在的文件夹查找文件，再在当前文件夹查找。没有文件的行只修改名称或描述。"),
    ("Where confirmed results are kept; MANIFEST.journal by default", "已确认的结果保存在哪里；默认为 MANIFEST.journal"),
    ("Updates on their way at one time", "同时进行的更新数"),
    ("Port on 127.0.0.1; 0 takes any free one", "127.0.0.1 上的端口；0 表示任意空闲端口"),
    ("Access token that it accepts", "它接受的访问令牌"),
    ("Database file that keeps groups and voiceprints; without it they live in memory", "保存声纹组和声纹的数据库文件；不写则只在内存中"),
    ("The shell", "哪种 shell"),
    ("An existing folder", "已有的文件夹"),
    // Logins.
    ("A token of a service app, by its private key; nobody needs to log in", "用私钥取得服务应用的令牌；无需有人登录"),
    ("A person's token, by a code that is entered on any device", "个人令牌：在任意设备上输入代码"),
    ("A person's token, by the consent page of the service in a browser", "个人令牌：在浏览器的授权页面同意"),
    ("Renew the tokens of a login file now", "立即续期登录文件中的令牌"),
    ("Print the access token of a login file", "显示登录文件中的访问令牌"),
    ("Login file, readable by you alone; --token-file and COZE_API_TOKEN_FILE take it", "登录文件，只有自己可读；--token-file 和 COZE_API_TOKEN_FILE 可使用它"),
    ("Login file that `voiceprint auth` wrote", "`voiceprint auth` 写出的登录文件"),
    ("The app's id", "应用 ID"),
    ("Fingerprint of its public key, as the console shows it", "公钥指纹，见控制台"),
    ("Its private key, PEM; it must stay there for renewals", "私钥（PEM）；续期时还要用到，请勿移走"),
    ("Token of this organisation or account", "此组织或账号的令牌"),
    ("Token of this enterprise", "此企业的令牌"),
    ("Keeps end users of the app apart", "用于区分应用的最终用户"),
    ("Life of a token, seconds", "令牌有效期，秒"),
    ("Client id of the app", "应用的客户端 ID"),
    ("Only this workspace", "只限此工作空间"),
    ("File with the client secret; it must stay there for renewals. Without it: PKCE", "保存客户端密钥的文件；续期时还要用到，请勿移走。不写则使用 PKCE"),
    ("Redirect address that the app is registered with", "应用登记的重定向地址"),
    ("An app with a secret proves itself by it, one without by PKCE. A redirect to this machine is\nreceived here; of any other one paste the address that the browser shows at the end.", "有密钥的应用用密钥证明身份，没有的用 PKCE。指向本机的重定向由本程序接收；\n其他重定向请粘贴浏览器最后显示的地址。"),
    ("people.csv:\n  file,group,feature,name,desc\n  mum.m4a,7511988408546279468,7513865283312000002,妈妈,", "people.csv：\n  file,group,feature,name,desc\n  mum.m4a,7511988408546279468,7513865283312000002,妈妈,"),
    ("Microphones need a build with the feature mic.", "使用麦克风需要启用 mic 特性的构建。"),
    // What stands below the commands.
    ("Examples:\n  voiceprint check voice.m4a\n  voiceprint normalize voice.m4a -o clip.wav\n  voiceprint update voice.m4a --stand-in              the whole way, without account or network\n  voiceprint update voice.m4a --group G --feature F --yes-i-have-consent",
     "示例：\n  voiceprint check voice.m4a\n  voiceprint normalize voice.m4a -o clip.wav\n  voiceprint update voice.m4a --stand-in              走完全程，无需账号和网络\n  voiceprint update voice.m4a --group G --feature F --yes-i-have-consent"),
    ("Environment:\n  COZE_API_TOKEN        access token (or COZE_API_TOKEN_FILE, a file that holds it or a login of voiceprint auth)\n  COZE_API_BASE         https://api.coze.cn by default; https://api.coze.com is the other region\n  VOICEPRINT_CONSENT=1  the same as --yes-i-have-consent\n  VOICEPRINT_CONFIG     the config; voiceprint/config.toml in the folder for configs otherwise\n  NO_COLOR=1            no colours",
     "环境变量：\n  COZE_API_TOKEN        访问令牌（或用 COZE_API_TOKEN_FILE 指定保存它的文件或 voiceprint auth 的登录文件）\n  COZE_API_BASE         默认 https://api.coze.cn；国际站为 https://api.coze.com\n  VOICEPRINT_CONSENT=1  与 --yes-i-have-consent 相同\n  VOICEPRINT_CONFIG     配置文件；默认为配置文件夹中的 voiceprint/config.toml\n  NO_COLOR=1            不用颜色"),
    ("Exit codes: 0 done or accepted, 1 audio rejected, 2 anything else.", "退出码：0 完成或合格，1 录音不合格，2 其他情况。"),
    ("The config is a TOML file: voiceprint/config.toml in $XDG_CONFIG_HOME or ~/.config, on Windows in\n%APPDATA%; VOICEPRINT_CONFIG names another one, and none if it is empty. Flags win over the\nenvironment, the environment over the config. Every key may be left out:",
     "配置是一个 TOML 文件：$XDG_CONFIG_HOME 或 ~/.config 中的 voiceprint/config.toml，Windows 上在 %APPDATA%；\nVOICEPRINT_CONFIG 可指定另一个文件，设为空则不用配置。参数优先于环境变量，环境变量优先于配置。\n每个键都可以不写："),
    ("  lang = \"zh\"                            # en or zh; wins over LANG\n  policy = \"limits.toml\"                 # beside the config, unless the path is absolute or in ~\n  depth = \"full\"                         # basic, speech or full\n  device = \"USB\"                         # of listen\n  base_url = \"https://api.coze.cn\"       # COZE_API_BASE\n  group = \"7511988408546279468\"          # of update, create, identify and listen\n  timeout = 60                             # seconds for a whole call\n  retries = 3\n  rate_limit = 5                           # requests a second\n  token_file = \"~/.coze-token\"           # never the token itself",
     "  lang = \"zh\"                            # en 或 zh；优先于 LANG\n  policy = \"limits.toml\"                 # 相对路径从配置文件所在处算起\n  depth = \"full\"                         # basic、speech 或 full\n  device = \"USB\"                         # 用于 listen\n  base_url = \"https://api.coze.cn\"       # COZE_API_BASE\n  group = \"7511988408546279468\"          # 用于 update、create、identify 和 listen\n  timeout = 60                             # 整个调用的秒数\n  retries = 3\n  rate_limit = 5                           # 每秒请求数\n  token_file = \"~/.coze-token\"           # 不是令牌本身"),
];
