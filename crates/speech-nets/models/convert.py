"""Published weights -> the files built into this crate.

    pip install silero-vad==6.2.3 onnx numpy
    python convert.py silero

`silero` reads `silero_vad_16k_sequence.onnx` of the package `silero-vad` (MIT), the weights of its
default network at 16 kHz (its `silero_vad_16k.safetensors` holds others), and writes
`silero_vad_16k.f32`: little-endian f32, layer after layer as src/vad/network.rs reads them.
"""

import importlib.util
import pathlib
import sys

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent


def in_package(package, name):
    root = pathlib.Path(importlib.util.find_spec(package).origin).parent
    return next(root.rglob(name))


def blocks(weights, bias, width):
    """[out][in] -> blocks of `width` outputs, each a bias row and one row per input."""
    rows = np.concatenate([bias[None, :], weights.T])
    return np.concatenate([rows[:, i : i + width].ravel() for i in range(0, rows.shape[1], width)])


def silero():
    import onnx
    from onnx import numpy_helper

    graph = onnx.load(in_package("silero_vad", "silero_vad_16k_sequence.onnx")).graph
    w = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    cell = next(node for node in graph.node if node.op_type == "LSTM")
    from_input, from_state, bias = (w[name][0] for name in cell.input[1:4])
    n = np.arange(256)
    window = 0.5 - 0.5 * np.cos(2 * np.pi * n / 256)
    turn = 2 * np.pi * np.arange(129)[:, None] * n / 256
    basis = np.concatenate([np.cos(turn), -np.sin(turn)]) * window
    # Its first layer is a Hann-windowed Fourier transform, so the crate computes it by FFT.
    assert np.abs(w["stft.forward_basis_buffer"][:, 0] - basis).max() < 1e-6

    def convolution(layer, taps, width):
        # Taps left out only ever meet the zeros of the padding.
        weights = w[f"{layer}.weight"][:, :, taps].transpose(0, 2, 1)
        return blocks(weights.reshape(len(weights), -1), w[f"{layer}.bias"], width)

    parts = [
        convolution("encoder.0", [0, 1, 2], 32),
        convolution("encoder.1", [0, 1, 2], 64),
        convolution("encoder.2", [1, 2], 64),
        convolution("encoder.3", [1], 128),
        blocks(
            np.concatenate([from_input, from_state], axis=1),
            bias[:512] + bias[512:],
            128,
        ),
        w["output.weight"].ravel(),
        w["output.bias"],
    ]
    np.concatenate(parts).astype("<f4").tofile(HERE / "silero_vad_16k.f32")


if __name__ == "__main__":
    {"silero": silero}[sys.argv[1]]()
