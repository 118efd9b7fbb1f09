//! CPU time of a thread or of the process -> seconds of audio per second, as criterion reports it.

use std::time::Duration;

use cpu_time::{ProcessTime, ThreadTime};
use criterion::measurement::{Measurement, ValueFormatter};
use criterion::{Criterion, Throughput};

/// Measures CPU time, so that other work on the machine counts less; announces throughput as
/// seconds of audio per second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CpuClock {
    /// Of the thread that runs the bench: a server beside it does not count.
    ThisThread,
    /// Of all threads: the voice networks use several.
    AllThreads,
}

impl CpuClock {
    /// Benches by this clock, a few seconds each.
    pub fn criterion(self) -> Criterion<CpuClock> {
        Criterion::default()
            .with_measurement(self)
            .sample_size(10)
            .warm_up_time(Duration::from_millis(300))
            .measurement_time(Duration::from_secs(2))
    }
}

/// The throughput of work on `secs` of audio.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a length in whole milliseconds"
)]
pub fn audio(secs: f64) -> Throughput {
    Throughput::Elements((secs * 1e3) as u64)
}

impl Measurement for CpuClock {
    type Intermediate = Duration;
    type Value = Duration;

    fn start(&self) -> Duration {
        match self {
            CpuClock::ThisThread => ThreadTime::now().as_duration(),
            CpuClock::AllThreads => ProcessTime::now().as_duration(),
        }
    }

    fn end(&self, start: Duration) -> Duration {
        self.start().saturating_sub(start)
    }

    fn add(&self, a: &Duration, b: &Duration) -> Duration {
        *a + *b
    }

    fn zero(&self) -> Duration {
        Duration::ZERO
    }

    fn to_f64(&self, value: &Duration) -> f64 {
        value.as_secs_f64()
    }

    fn formatter(&self) -> &dyn ValueFormatter {
        self
    }
}

impl ValueFormatter for CpuClock {
    fn scale_values(&self, typical: f64, values: &mut [f64]) -> &'static str {
        let (factor, unit) = match typical {
            secs if secs < 1e-6 => (1e9, "ns"),
            secs if secs < 1e-3 => (1e6, "us"),
            secs if secs < 1.0 => (1e3, "ms"),
            _ => (1.0, "s"),
        };
        values.iter_mut().for_each(|value| *value *= factor);
        unit
    }

    fn scale_throughputs(
        &self,
        _typical: f64,
        throughput: &Throughput,
        values: &mut [f64],
    ) -> &'static str {
        let (amount, unit) = match throughput {
            Throughput::Elements(millis) => (*millis as f64 / 1e3, "s of audio per s"),
            Throughput::Bytes(bytes) => (*bytes as f64 / 1e6, "MB/s"),
            _ => (1.0, "runs/s"),
        };
        values.iter_mut().for_each(|value| *value = amount / *value);
        unit
    }

    fn scale_for_machines(&self, _values: &mut [f64]) -> &'static str {
        "s"
    }
}
