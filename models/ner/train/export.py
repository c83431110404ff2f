"""A trained state becomes model.onnx: opset 17, dynamically quantised to int8 per channel, with config.json beside it."""

from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

import weights

MOST_BYTES = 95 * 1024 * 1024


class Logits(torch.nn.Module):
    """The classifier with plain tensors in and out."""

    def __init__(self, m):
        super().__init__()
        self.m = m

    def forward(self, input_ids, attention_mask):
        return self.m(input_ids, attention_mask).logits


def export(state, out):
    """Writes `model-fp32.onnx`, `model.onnx` and `config.json`."""
    out = Path(out)
    model = weights.load(state).eval()
    ids = torch.ones(2, 16, dtype=torch.long)
    plain = out / "model-fp32.onnx"
    axes = {0: "batch", 1: "sequence"}
    torch.onnx.export(
        Logits(model),
        (ids, torch.ones_like(ids)),
        str(plain),
        input_names=["input_ids", "attention_mask"],
        output_names=["logits"],
        dynamic_axes={"input_ids": axes, "attention_mask": axes, "logits": axes},
        opset_version=17,
        do_constant_folding=True,
    )
    # Per tensor, the same weights lose half of their F1.
    quantize_dynamic(str(plain), str(out / "model.onnx"), per_channel=True, weight_type=QuantType.QInt8)
    weights.write_config(out)
    if (size := (out / "model.onnx").stat().st_size) > MOST_BYTES:
        raise ValueError(f"model.onnx has {size} bytes, over the limit of {MOST_BYTES}")


if __name__ == "__main__":
    import sys

    export(sys.argv[1], sys.argv[2])
