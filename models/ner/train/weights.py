"""Where training starts: an int8 ONNX token classifier made fp32 again, or a DistilBERT base out of another ONNX file."""

import json
import re
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from transformers import DistilBertConfig, DistilBertForTokenClassification

import mpnet
from sentence import INDEX, LABELS


def plain(name):
    """A weight's name without the wrapper that it was exported in, or empty where it is none of the classifier's."""
    match = re.search(r"(distilbert|mpnet|classifier)\..*", name)
    return match.group(0) if match else ""


def configuration():
    """DistilBERT, cased, with our labels."""
    return DistilBertConfig(
        vocab_size=28996,
        dim=768,
        hidden_dim=3072,
        n_layers=6,
        n_heads=12,
        sinusoidal_pos_embds=False,
        tie_weights_=True,
        num_labels=len(LABELS),
        id2label=dict(enumerate(LABELS)),
        label2id=dict(INDEX),
        attn_implementation="eager",
    )


class Graph:
    """An ONNX graph's initialisers, and the way from a quantised weight to its name in PyTorch."""

    def __init__(self, path):
        graph = onnx.load(str(path)).graph
        self.nodes = list(graph.node)
        self.values = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
        for node in self.nodes:
            if node.op_type == "Constant":
                self.values[node.output[0]] = numpy_helper.to_array(node.attribute[0].t)
        self.maker = {output: node for node in self.nodes for output in node.output}
        self.users = {}
        for node in self.nodes:
            for name in node.input:
                self.users.setdefault(name, []).append(node)

    def dequantised(self, name, scale, zero, axis=-1):
        """A quantised weight as fp32; scale and zero point are per tensor or along `axis`."""
        weight, scale = self.values[name], self.values[scale]
        zero = self.values.get(zero, np.zeros(scale.shape, weight.dtype))
        if scale.ndim == 1 and scale.size > 1:
            shape = [1] * weight.ndim
            shape[axis] = scale.size
            scale, zero = scale.reshape(shape), np.asarray(zero).reshape(shape)
        return (weight.astype(np.float32) - zero.astype(np.float32)) * scale.astype(np.float32)

    def bias_behind(self, output):
        """The name of the bias that is added to a product, some nodes on."""
        ahead = [output]
        for _ in range(10):
            next_ones = []
            for name in ahead:
                for node in self.users.get(name, []):
                    for other in node.input:
                        while other in self.maker and self.maker[other].op_type in ("DequantizeLinear", "Identity"):
                            other = self.maker[other].input[0]
                        if node.op_type == "Add" and ".bias" in other:
                            return other.replace("_quantized", "")
                    if node.op_type in ("Cast", "Mul", "QuantizeLinear", "DequantizeLinear"):
                        next_ones += node.output
            ahead = next_ones
        raise ValueError(f"no bias behind {output}")

    def state(self):
        """All weights under their PyTorch names, fp32."""
        found = {}
        for name, value in self.values.items():
            if value.dtype == np.float32 and plain(name).endswith((".weight", ".bias")):
                found[plain(name)] = value
            if name.endswith("embeddings.weight_quantized"):
                stem = name.removesuffix("_quantized")
                found[plain(stem)] = self.dequantised(name, stem + "_scale", stem + "_zero_point", 0)
        for node in self.nodes:
            if node.op_type == "MatMulInteger" and node.input[1] in self.values:
                name = node.input[1]
                stem = name.removesuffix("_quantized")
                weight = self.dequantised(name, stem + "_scale", node.input[3] if len(node.input) > 3 else stem + "_zero_point")
                found[plain(self.bias_behind(node.output[0])).replace(".bias", ".weight")] = weight.T
            elif node.op_type == "MatMul":
                for name in node.input:
                    source = self.maker.get(name)
                    if source is not None and source.op_type == "DequantizeLinear" and source.input[0] in self.values:
                        axis = next((a.i for a in source.attribute if a.name == "axis"), 1)
                        weight = self.dequantised(*source.input[:3], axis)
                        if weight.ndim == 2:
                            found[plain(self.bias_behind(node.output[0])).replace(".bias", ".weight")] = weight.T
                    elif name in self.values and self.values[name].ndim == 2:
                        found[plain(self.bias_behind(node.output[0])).replace(".bias", ".weight")] = self.values[name].T
        return {name: torch.from_numpy(np.array(value, np.float32, order="C")) for name, value in found.items()}


def model_from_onnx(path):
    """A PyTorch model with the weights of an ONNX file; a head with other labels is drawn anew."""
    state = Graph(path).state()
    if any(name.startswith("mpnet.") for name in state):
        return mpnet.loaded(mpnet.own_names(state))
    model = DistilBertForTokenClassification._from_config(configuration(), attn_implementation="eager")
    for name in ("classifier.weight", "classifier.bias"):
        if name in state and state[name].shape != model.state_dict()[name].shape:
            del state[name]
    missing, unexpected = model.load_state_dict(state, strict=False)
    lacking = [name for name in missing if not name.startswith("classifier.")]
    if lacking or unexpected:
        raise ValueError(f"{path}: no weights for {lacking}, no place for {unexpected}")
    return model


def save(model, path):
    """Only the weights: the configuration is the code's."""
    torch.save(model.state_dict(), path)


def load(path):
    """A model out of `save`, or out of an ONNX file; a teacher out of its own."""
    if Path(path).suffix == ".onnx":
        return model_from_onnx(path)
    if Path(path).suffix == ".safetensors":
        return mpnet.base(path)
    if mpnet.layers_of(state := torch.load(path, map_location="cpu", weights_only=True)):
        return mpnet.loaded(state)
    model = DistilBertForTokenClassification._from_config(configuration(), attn_implementation="eager")
    model.load_state_dict(state)
    return model


KEPT = (
    "activation attention_dropout dim dropout hidden_dim id2label initializer_range label2id max_position_embeddings "
    "model_type n_heads n_layers pad_token_id qa_dropout seq_classif_dropout sinusoidal_pos_embds tie_weights_ vocab_size "
    "attention_probs_dropout_prob bos_token_id eos_token_id hidden_act hidden_dropout_prob hidden_size intermediate_size "
    "layer_norm_eps num_attention_heads num_hidden_layers relative_attention_num_buckets"
).split()
"""What of a configuration says something of the model, and not of text generation."""


def write_config(model, folder, temperature=None):
    """The `config.json` that the product reads beside a model, with the temperature that calibrates its scores."""
    is_cased = isinstance(model, mpnet.Cased)
    whole = (model.net.config if is_cased else model.config).to_dict()
    config = {key: whole[key] for key in KEPT if key in whole}
    config["architectures"] = ["MPNetForTokenClassification" if is_cased else "DistilBertForTokenClassification"]
    if is_cased:
        config |= {"token_types": "letter_case", "type_vocab_size": len(mpnet.SHAPES)}
    if temperature:
        config["calibration_temperature"] = temperature
    (Path(folder) / "config.json").write_text(json.dumps(config, indent=2, sort_keys=True, default=str) + "\n")
