"""MPNet (Song et al., 2020) as a recogniser of names: the teacher, of twelve layers, and the product's model, of six.

Weights and tokenizer are those of all-mpnet-base-v2 (Apache-2.0), an encoder of sentences fine-tuned from MPNet. It is
uncased: letter case comes in by a vector of its own, one for each of the SHAPES of a sub-word. An id says both: sub-word +
VOCABULARY * shape.
"""

import torch
from tokenizers import Tokenizer
from transformers import MPNetConfig, MPNetForTokenClassification

from sentence import INDEX, LABELS

VOCABULARY = 30_527
SHAPES = ("lower", "Capital", "UPPER", "miXed", "other")
FIRST_PLACE = 2
"""Positions are counted from behind the padding symbol's id."""
TEACHER_LAYERS, LAYERS = 12, 6
FROZEN = 4
"""A teacher's lowest layers stay as they are, which saves a quarter of the work; letter case comes in above them."""


def shape(text):
    """The letter case of a sub-word, as a place in SHAPES."""
    if not any(character.isalpha() for character in text):
        return 4
    if text == text.lower():
        return 0
    if len(text) > 1 and text == text.upper():
        return 2
    return 1 if text[1:] == text[1:].lower() else 3


class Shaped:
    """A tokenizer of MPNet whose ids hold the letter case that it lowers."""

    def __init__(self, tokenizer):
        self.tokenizer = tokenizer

    def token_to_id(self, token):
        return self.tokenizer.token_to_id(token)

    def encode(self, word, add_special_tokens=False):
        encoded = self.tokenizer.encode(word, add_special_tokens=add_special_tokens)
        self.tokens, self.offsets = encoded.tokens, encoded.offsets
        self.ids = [
            index + VOCABULARY * shape(word[start:end]) for index, (start, end) in zip(encoded.ids, encoded.offsets)
        ]
        return self


def tokenizer(path):
    """A tokenizer out of its file: MPNet's tells letter case, any other is as it is."""
    loaded = Tokenizer.from_file(str(path))
    loaded.no_truncation()
    loaded.no_padding()
    return loaded if loaded.token_to_id("<s>") is None else Shaped(loaded)


class Cased(torch.nn.Module):
    """MPNet of so many layers with a head for our labels, on ids of `Shaped`."""

    def __init__(self, layers):
        super().__init__()
        config = MPNetConfig(vocab_size=VOCABULARY, num_hidden_layers=layers, num_labels=len(LABELS), layer_norm_eps=1e-5,
                             max_position_embeddings=514, id2label=dict(enumerate(LABELS)), label2id=dict(INDEX))
        self.net = MPNetForTokenClassification(config)
        self.shapes = torch.nn.Embedding(len(SHAPES), config.hidden_size)
        torch.nn.init.normal_(self.shapes.weight, std=0.02)
        mpnet = self.net.mpnet
        frozen = [mpnet.embeddings.word_embeddings, mpnet.embeddings.position_embeddings, mpnet.encoder.relative_attention_bias]
        self.is_teacher = layers == TEACHER_LAYERS
        if self.is_teacher:
            mpnet.encoder.layer[FROZEN].register_forward_pre_hook(lambda _, given: (given[0] + self.cases, *given[1:]))
            frozen += [mpnet.embeddings.LayerNorm, *mpnet.encoder.layer[:FROZEN]]
        for part in frozen:
            part.requires_grad_(False)

    def forward(self, ids, mask):
        self.cases = self.shapes(ids // VOCABULARY)
        words = ids % VOCABULARY
        if self.is_teacher:
            return self.net(words, mask)
        # Positions and norm come behind. Without ids they are counted as with them, from the padding symbol's on.
        return self.net(inputs_embeds=self.net.mpnet.embeddings.word_embeddings(words) + self.cases, attention_mask=mask)


def layers_of(state):
    """How many layers weights of `Cased` have; none where they are another model's."""
    numbers = [int(name.split(".layer.")[1].split(".")[0]) for name in state if name.startswith("net.mpnet.encoder.layer.")]
    return max(numbers, default=-1) + 1


def own_names(state):
    """Weights of an exported model under the names of `Cased`."""
    types = "mpnet.embeddings.token_type_embeddings.weight"
    return {"shapes.weight" if name == types else f"net.{name}": value for name, value in state.items()}


def loaded(state):
    """A model out of the state that `fit` writes."""
    model = Cased(layers_of(state))
    model.load_state_dict(state)
    return model


def base(path):
    """A teacher before training, out of `model.safetensors` of the package."""
    from safetensors.torch import load_file

    model = Cased(TEACHER_LAYERS)
    state = {name.removeprefix("mpnet."): value for name, value in load_file(str(path)).items()}
    _, unexpected = model.net.mpnet.load_state_dict(state, strict=False)
    if unexpected := [name for name in unexpected if "pooler" not in name and "position_ids" not in name]:
        raise ValueError(f"{path}: no place for {unexpected}")
    return model


def shortened(teacher):
    """A model of the lower half of a teacher's layers, with its head."""
    model, state = Cased(LAYERS), teacher.state_dict()
    model.load_state_dict({name: state[name] for name in model.state_dict() if name != "shapes.weight"}, strict=False)
    return model
