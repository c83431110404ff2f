"""Logits of Hugging Face's models, for tiny checkpoints whose weights are a formula (`figures/*.json`).

    pip install torch==2.4.0 transformers==4.46.3 && python figures.py

Each file holds the `config.json` of a model, the name and shape of each of its tensors, some rows of ids and their
logits. The tensors themselves are not kept: the test fills them by the same formula as `weight` here.
"""

import json
from pathlib import Path

import numpy as np
import torch
from transformers import AutoConfig, AutoModelForTokenClassification

LABELS = ["O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC", "B-MISC", "I-MISC"]
ROWS = [[2, 7, 30, 9, 3], [2, 11, 12, 13, 14, 15, 16, 17, 18, 19, 3], [2, 4, 3], [2, *range(5, 39), 3]]

COMMON = dict(
    vocab_size=40,
    hidden_size=16,
    num_hidden_layers=2,
    num_attention_heads=2,
    intermediate_size=32,
    max_position_embeddings=64,
    id2label=dict(enumerate(LABELS)),
    label2id={label: number for number, label in enumerate(LABELS)},
    pad_token_id=0,
)
ROBERTA = dict(COMMON, pad_token_id=1, bos_token_id=2, eos_token_id=3, type_vocab_size=1, layer_norm_eps=1e-5)
RELATIVE = dict(relative_attention=True, position_biased_input=False, pos_att_type=["p2c", "c2p"], type_vocab_size=0)
MODELS = {
    "albert": dict(COMMON, embedding_size=8, bos_token_id=2, eos_token_id=3),
    "bert": COMMON,
    "deberta": dict(COMMON, **RELATIVE),
    "deberta-v2": dict(
        COMMON, **RELATIVE, position_buckets=8, norm_rel_ebd="layer_norm", share_att_key=True,
    ),
    "distilbert": {
        **{name: value for name, value in COMMON.items() if name in ("vocab_size", "max_position_embeddings", "id2label", "label2id", "pad_token_id")},
        **dict(dim=16, n_layers=2, n_heads=2, hidden_dim=32),
    },
    "electra": dict(COMMON, embedding_size=8),
    "longformer": dict(ROBERTA, attention_window=[8, 8], sep_token_id=3),
    "mobilebert": dict(COMMON, embedding_size=8, intra_bottleneck_size=8, num_feedforward_networks=2),
    "mpnet": dict(COMMON, pad_token_id=1, bos_token_id=2, eos_token_id=3, layer_norm_eps=1e-5),
    "roberta": ROBERTA,
    "xlm-roberta": ROBERTA,
}


def weight(name, shape):
    """Numbers that look random and follow from the name: SplitMix64 on the place, seeded by FNV-1a of the name."""
    seed = 0xCBF29CE484222325
    for byte in name.encode():
        seed = (seed ^ byte) * 0x100000001B3 % 2**64
    count = int(np.prod(shape))
    with np.errstate(over="ignore"):
        z = np.uint64(seed) + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z ^= z >> np.uint64(31)
    uniform = (z >> np.uint64(40)).astype(np.float32) / np.float32(2**24)
    return ((uniform - np.float32(0.5)) * np.float32(0.8)).reshape(shape)


def main():
    folder = Path(__file__).parent / "figures"
    folder.mkdir(exist_ok=True)
    for name, settings in MODELS.items():
        config = AutoConfig.for_model(name, **settings)
        config._attn_implementation = "eager"
        model = AutoModelForTokenClassification.from_config(config, attn_implementation="eager").eval()
        state = {key: value for key, value in model.state_dict().items() if value.is_floating_point()}
        with torch.no_grad():
            for key, value in state.items():
                value.copy_(torch.from_numpy(weight(key, tuple(value.shape))))
            logits = [model(input_ids=torch.tensor([row])).logits[0] for row in ROWS]
        figures = dict(
            config=json.loads(config.to_json_string(use_diff=False)),
            tensors={key: list(value.shape) for key, value in state.items()},
            rows=ROWS,
            logits=[[round(float(number), 6) for number in row.flatten()] for row in logits],
        )
        figures["config"].pop("_name_or_path", None)
        (folder / f"{name}.json").write_text(json.dumps(figures) + "\n")
        print(name, len(state), max(abs(number) for row in figures["logits"] for number in row))


if __name__ == "__main__":
    main()
