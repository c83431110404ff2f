"""A trained state becomes model.onnx: opset 17, int8 weights, with config.json beside it.

Linear layers have a scale a column and are dynamically quantised, the table of sub-words has a scale a row.
"""

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

import mpnet
import weights

MOST_BYTES = 95 * 1024 * 1024


def by_rows(model):
    """Makes the table of sub-words int8 with a scale a row: a few rows have far larger numbers than all others."""
    graph = model.graph
    [name] = [tensor.name for tensor in graph.initializer if tensor.name.endswith("word_embeddings.weight")]
    [gather] = [node for node in graph.node if node.op_type == "Gather" and node.input[0] == name]
    table = next(tensor for tensor in graph.initializer if tensor.name == name)
    values = numpy_helper.to_array(table)
    scale = np.maximum(np.abs(values).max(1), 1e-9) / 127
    rows = np.rint(values / scale[:, None]).astype(np.int8)
    graph.initializer.remove(table)
    for what, array in (("quantized", rows), ("scale", scale)):
        graph.initializer.append(numpy_helper.from_array(array, f"{name}_{what}"))
    graph.initializer.append(numpy_helper.from_array(np.array([-1]), f"{name}_last_axis"))
    ids, found = gather.input[1], gather.output[0]
    at = list(graph.node).index(gather)
    graph.node.remove(gather)
    nodes = [
        helper.make_node("Gather", [f"{name}_quantized", ids], [f"{found}_rows"]),
        helper.make_node("Cast", [f"{found}_rows"], [f"{found}_numbers"], to=TensorProto.FLOAT),
        helper.make_node("Gather", [f"{name}_scale", ids], [f"{found}_scales"]),
        helper.make_node("Unsqueeze", [f"{found}_scales", f"{name}_last_axis"], [f"{found}_scale_of_row"]),
        helper.make_node("Mul", [f"{found}_numbers", f"{found}_scale_of_row"], [found]),
    ]
    for node in reversed(nodes):
        graph.node.insert(at, node)


class Logits(torch.nn.Module):
    """The classifier with plain tensors in and out."""

    def __init__(self, m):
        super().__init__()
        self.m = m

    def forward(self, input_ids, attention_mask):
        return self.m(input_ids, attention_mask).logits


class CasedLogits(torch.nn.Module):
    """The same for `mpnet.Cased`, with its names and sums as other programs know them.

    Ids tell letter case, the vector of which stands where BERT has that of a text's type.
    """

    LONGEST = 512

    def __init__(self, m):
        super().__init__()
        self.mpnet, self.classifier = m.net.mpnet, m.net.classifier
        self.mpnet.embeddings.token_type_embeddings = m.shapes
        apart = torch.arange(1 - self.LONGEST, self.LONGEST)
        self.register_buffer("buckets", self.mpnet.encoder.relative_position_bucket(-apart))

    def forward(self, input_ids, attention_mask):
        embeddings, encoder = self.mpnet.embeddings, self.mpnet.encoder
        cases = torch.div(input_ids, mpnet.VOCABULARY, rounding_mode="trunc")
        places = torch.arange(input_ids.shape[1])
        hidden = embeddings.word_embeddings(input_ids - cases * mpnet.VOCABULARY) + embeddings.token_type_embeddings(cases)
        hidden = embeddings.LayerNorm(hidden + embeddings.position_embeddings(places + mpnet.FIRST_PLACE))
        buckets = self.buckets[places[:, None] - places[None, :] + self.LONGEST - 1]
        distances = encoder.relative_attention_bias(buckets).permute(2, 0, 1)[None]
        hidden_away = (1.0 - attention_mask[:, None, None, :].float()) * -1e9
        for layer in encoder.layer:
            hidden = layer(hidden, hidden_away, None, distances)[0]
        return self.classifier(hidden)


def export(state, out):
    """Writes `model-fp32.onnx`, `model.onnx` and `config.json`."""
    out = Path(out)
    model = weights.load(state).eval()
    ids = torch.ones(2, 16, dtype=torch.long)
    plain = out / "model-fp32.onnx"
    axes = {0: "batch", 1: "sequence"}
    torch.onnx.export(
        CasedLogits(model) if isinstance(model, mpnet.Cased) else Logits(model),
        (ids, torch.ones_like(ids)),
        str(plain),
        input_names=["input_ids", "attention_mask"],
        output_names=["logits"],
        dynamic_axes={"input_ids": axes, "attention_mask": axes, "logits": axes},
        opset_version=17,
        do_constant_folding=True,
    )
    # Per tensor, the same weights lose half of their F1.
    quantize_dynamic(
        str(plain), str(out / "model.onnx"), per_channel=True, weight_type=QuantType.QInt8, op_types_to_quantize=["MatMul"]
    )
    small = onnx.load(str(out / "model.onnx"))
    by_rows(small)
    onnx.checker.check_model(small)
    onnx.save(small, str(out / "model.onnx"))
    weights.write_config(model, out)
    if (size := (out / "model.onnx").stat().st_size) > MOST_BYTES:
        raise ValueError(f"model.onnx has {size} bytes, over the limit of {MOST_BYTES}")


if __name__ == "__main__":
    import sys

    export(sys.argv[1], sys.argv[2])
