//! A microphone at 48 kHz stereo, 10 ms at a time -> share of a core and the worst push.

#![expect(clippy::print_stdout, reason = "the table is what a bench is for")]

use std::time::{Duration, Instant};

use audio_check::{Checker, Depth, Policy};
use benches::source::{Format, Storage};
use cpu_time::ProcessTime;

const SECS: u32 = 60;

fn main() {
    let format = Format::new(48_000, 2, Storage::F32);
    let heard = format.period_f32();
    println!("live, 48k stereo in pushes of 10 ms; the meter reads the last 400 ms every 100 ms");
    println!(
        "{:8} {:>12} {:>14} {:>13} {:>14}",
        "depth", "of one core", "mean push us", "worst us", "meter read us"
    );
    for (name, depth) in [
        ("basic", Depth::Basic),
        ("speech", Depth::Speech),
        ("full", Depth::Full),
    ] {
        let policy = Policy {
            depth,
            ..Policy::default()
        };
        let mut checker =
            Checker::new("f32:48000:2".parse().expect("a spec"), policy).expect("a supported rate");
        let (mut pushes, mut cpu, mut worst) = (0_u32, Duration::ZERO, Duration::ZERO);
        let (mut reads, mut reading) = (0_u32, Duration::ZERO);
        for block in heard.chunks(2 * 480).cycle().take(SECS as usize * 100) {
            let (start, start_wall) = (ProcessTime::now(), Instant::now());
            checker.push_f32(block).expect("within the limit");
            // Another process may have run in between: that is not ours.
            let (spent, wall) = (start.elapsed(), start_wall.elapsed());
            cpu += spent;
            worst = worst.max(spent.min(wall));
            pushes += 1;
            if pushes.is_multiple_of(10) {
                let start = ProcessTime::now();
                std::hint::black_box(checker.last(Duration::from_millis(400)));
                reading += start.elapsed();
                reads += 1;
            }
        }
        let micros = |time: Duration| time.as_secs_f64() * 1e6;
        let share = 100.0 * (cpu + reading).as_secs_f64() / f64::from(SECS);
        println!(
            "{name:8} {share:>10.2} % {:>14.1} {:>13.0} {:>14.1}",
            micros(cpu) / f64::from(pushes),
            micros(worst),
            micros(reading) / f64::from(reads),
        );
    }
}
