//! `normalize`: a recording -> a WAV file of 16 kHz, mono, 16-bit.

use crate::args::NormalizeArgs;
use crate::commands::check;
use crate::exit::Exit;
use crate::input::{self, Ear};
use crate::output::Output;
use crate::problem::Problem;
use crate::progress::Progress;
use crate::write::{self, Target};
use std::time::Instant;
use voiceprint::Verdict;

pub(crate) fn run(args: &NormalizeArgs, out: &Output) -> anyhow::Result<Exit> {
    let ear = Ear::of_flags(&args.audio)?;
    let to_stdout = input::is_stdin(&args.output);
    if to_stdout && (args.whole || out.json) {
        return Err(Problem::error((
            "--whole and --json need a file: write -o OUT.wav",
            "--whole 和 --json 需要写入文件：请写 -o OUT.wav",
        )));
    }
    if args.whole && ear.policy.target_lufs.is_some() {
        return Err(Problem::error((
            "--whole leaves the level alone: take target_lufs out of the policy",
            "--whole 不改变音量：请从策略中去掉 target_lufs",
        )));
    }
    let target = Target::new(&args.output, args.force || to_stdout)?;
    let progress = Progress::over(out, [args.input.as_path()]);
    let start = Instant::now();
    let mut stream = match args.whole {
        true => Some(target.stream()?),
        false => None,
    };
    let checked = match &mut stream {
        Some(stream) => ear.check(
            &args.input,
            &progress,
            Some(&mut |samples| stream.push(samples)),
        ),
        None => ear.check(&args.input, &progress, None),
    };
    progress.finish();
    let took = start.elapsed();
    let shown = checked.as_ref().map(|checked| &checked.report);
    if !to_stdout {
        check::show(out, &args.input, &shown, took)?;
    }
    let checked = match checked {
        Ok(checked) => checked,
        Err(error) if to_stdout => return Err(error.into()),
        Err(_) => return Ok(Exit::Failed),
    };
    ear.draw(&args.input, &checked, out)?;
    if args.gate && checked.report.verdict() == Verdict::Rejected {
        return Ok(Exit::Rejected);
    }
    match stream {
        Some(stream) => target.finish(stream)?,
        None if to_stdout => out.bytes(&write::wav_bytes(&checked.clip))?,
        None => target.write(&write::wav_bytes(&checked.clip))?,
    }
    if !out.json && !to_stdout {
        let written = out.say("written:", "已写入：");
        out.remark(&format!("  {written} {}", args.output.display()));
    }
    Ok(Exit::Done)
}
