//! Linear values -> decibels. The only dB arithmetic; silence is [`SILENCE_DBFS`].

/// What silence reads: below the rounding noise of 16 bits (-101 dBFS), and finite.
pub(crate) const SILENCE_DBFS: f64 = -120.0;

/// Mean square (full scale 1.0) to dBFS, where a full-scale square wave reads 0 dBFS.
pub(crate) fn power_dbfs(mean_square: f64) -> f64 {
    if mean_square > 1e-12 {
        10.0 * mean_square.log10()
    } else {
        SILENCE_DBFS
    }
}

/// Absolute sample value (full scale 1.0) to dBFS.
pub(crate) fn amplitude_dbfs(amplitude: f64) -> f64 {
    power_dbfs(amplitude * amplitude)
}

/// A gain in dB to the factor for samples.
pub(crate) fn gain_factor(gain_db: f64) -> f64 {
    10.0_f64.powf(gain_db / 20.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_levels_read_as_they_should() {
        for (mean_square, dbfs) in [(1.0, 0.0), (0.5, -3.0103), (0.01, -20.0), (0.0, -120.0)] {
            assert!((power_dbfs(mean_square) - dbfs).abs() < 1e-3);
        }
        assert!((amplitude_dbfs(0.5) + 6.0206).abs() < 1e-3);
        assert!((gain_factor(-20.0) - 0.1).abs() < 1e-12);
    }
}
