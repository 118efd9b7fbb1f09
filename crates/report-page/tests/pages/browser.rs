//! Pages -> what headless Chromium shows of them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Chromium by any of its names, or the one of `CHROMIUM`; `None` where there is none.
pub(crate) fn find() -> Option<PathBuf> {
    let named = std::env::var_os("CHROMIUM").map(PathBuf::from);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let names = ["chromium", "chromium-browser", "google-chrome", "chrome"];
    let known = std::env::split_paths(&path).flat_map(|folder| names.map(|name| folder.join(name)));
    named.into_iter().chain(known).find(|it| it.is_file())
}

/// Runs the browser in `folder`; gives what it says and what stood on its console.
fn run(browser: &Path, folder: &Path, arguments: &[&str]) -> (String, String) {
    let output = Command::new(browser)
        .args(["--headless=new", "--no-sandbox", "--disable-gpu"])
        .args([
            "--disable-background-networking",
            "--disable-component-update",
        ])
        .args(["--disable-sync", "--no-first-run", "--hide-scrollbars"])
        .args(["--allow-file-access-from-files", "--enable-logging=stderr"])
        .arg(format!(
            "--user-data-dir={}",
            folder.join("profile").display()
        ))
        .args(arguments)
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    (text(output.stdout), text(output.stderr))
}

/// Opens every page of `pages` (name and HTML) on a phone and on a desk, in both languages, and
/// returns what the probe told of each visit, and the lines of the console.
pub(crate) fn visit(
    browser: &Path,
    folder: &Path,
    pages: &[(String, String)],
) -> (Vec<serde_json::Value>, Vec<String>) {
    let probe = include_str!("probe.js");
    for (name, html) in pages {
        let probed = html.replace("<script>", &format!("<script>{probe}</script><script>"));
        fs::write(folder.join(name), probed).unwrap();
    }
    let names: Vec<&String> = pages.iter().map(|(name, _)| name).collect();
    let names = serde_json::to_string(&names).unwrap();
    let visit = include_str!("visit.html").replace("PAGES", &names);
    let visit_at = folder.join("visit.html");
    fs::write(&visit_at, visit).unwrap();
    let url = format!("file://{}", visit_at.display());
    let (dom, console) = run(
        browser,
        folder,
        &[
            "--window-size=1400,1000",
            "--timeout=120000",
            "--virtual-time-budget=600000",
            "--dump-dom",
            &url,
        ],
    );
    let lines = console.lines().filter(|line| line.contains("CONSOLE"));
    let lines = lines.map(str::to_owned).collect();
    let told = dom
        .split_once("<pre id=\"told\">")
        .and_then(|(_, rest)| rest.split_once("</pre>"));
    let told = told.map(|(told, _)| {
        told.replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&amp;", "&")
    });
    let told = serde_json::from_str(&told.unwrap_or_default());
    (told.unwrap_or_else(|e| panic!("{e}: {dom}")), lines)
}

/// A picture of the whole page, `width` pixels wide and `height` high.
pub(crate) fn screenshot(
    browser: &Path,
    folder: &Path,
    html: &str,
    (width, height): (u32, u32),
    to: &Path,
) {
    let page = folder.join("shown.html");
    fs::write(&page, html).unwrap();
    let size = format!("--window-size={width},{height}");
    let target = format!("--screenshot={}", to.display());
    run(
        browser,
        folder,
        &[&size, &target, &format!("file://{}", page.display())],
    );
}
