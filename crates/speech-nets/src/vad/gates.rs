//! Gate sums of an LSTM cell -> its next state.

/// Advances cell and hidden state by one step: the LSTM equations of ONNX.
///
/// `gates` are the sums in ONNX's order: input, output, forget, cell.
#[inline(always)]
pub(super) fn step<const N: usize>(gates: &[[f32; N]; 4], cell: &mut [f32; N], hidden: &mut [f32]) {
    let [input, output, forget, candidate] = gates;
    for i in 0..N {
        cell[i] = sigmoid(forget[i]) * cell[i] + sigmoid(input[i]) * tanh(candidate[i]);
    }
    for (i, hidden) in hidden.iter_mut().enumerate() {
        *hidden = sigmoid(output[i]) * tanh(cell[i]);
    }
}

#[inline(always)]
pub(super) fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + exp(-x))
}

#[inline(always)]
fn tanh(x: f32) -> f32 {
    2.0 / (1.0 + exp(-2.0 * x)) - 1.0
}

/// e^x within 1e-6 of itself, without branches or calls so that a loop of it vectorises.
///
/// x = (n + f) ln 2 with whole n and |f| <= 1/2: the Taylor polynomial of 2^f, times 2^n by adding n
/// to the exponent bits.
#[inline(always)]
fn exp(x: f32) -> f32 {
    // Adding 1.5 * 2^23 leaves the nearest whole number in the low bits of the float.
    const ROUND: f32 = 12_582_912.0;
    // Beyond these 2^n leaves the range of a float; both gates are flat long before.
    let turns = x.clamp(-87.0, 87.0) * std::f32::consts::LOG2_E;
    let rounded = turns + ROUND;
    let f = (turns - (rounded - ROUND)) * std::f32::consts::LN_2;
    let taylor = [
        1.0 / 720.0,
        1.0 / 120.0,
        1.0 / 24.0,
        1.0 / 6.0,
        0.5,
        1.0,
        1.0,
    ];
    let power = taylor.iter().fold(0.0, |sum, factor| sum * f + factor);
    f32::from_bits(power.to_bits().wrapping_add(rounded.to_bits() << 23))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exp_agrees_with_the_standard_library() {
        for step in -8_700_i16..8_700 {
            let x = f32::from(step) / 100.0;
            let expected = f64::from(x).exp();
            assert!(
                (f64::from(exp(x)) / expected - 1.0).abs() < 5e-6,
                "exp({x})"
            );
        }
    }

    #[test]
    fn gates_are_flat_far_out_and_exact_in_the_middle() {
        assert!(sigmoid(1e30) > 0.999_999 && sigmoid(-1e30) < 1e-6);
        assert!(tanh(1e30) > 0.999_999 && tanh(-1e30) < -0.999_999);
        for x in [-3.0_f32, -0.5, -1e-3, 0.0, 1e-3, 0.5, 3.0] {
            assert!((tanh(x) - x.tanh()).abs() < 1e-6, "tanh({x})");
        }
    }
}
