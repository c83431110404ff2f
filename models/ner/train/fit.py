"""Fine-tuning: constant learning rate after a warm-up, and a running average of the weights, which is the result."""

import json
import random
import time
from pathlib import Path

import torch

import weights
from sentence import INDEX
from windows import IGNORED, batches

MISC = (INDEX["B-MISC"], INDEX["I-MISC"])
CHUNK = 24_000
"""Sub-words that are drawn and sorted into batches at a time."""
CASE_RATE = 20
"""How much faster the vectors of letter case learn: they start from nothing, where all else was trained before."""


def loss_of(logits, targets, knows_misc):
    """Cross entropy; where a set does not annotate MISC, its O means O or MISC."""
    logs = torch.log_softmax(logits.float(), -1)
    outside = logs[..., 0]
    either = torch.logsumexp(logs[..., [0, *MISC]], -1)
    outside = torch.where(knows_misc[:, None], outside, either)
    chosen = logs.gather(-1, targets.clamp(min=0)[..., None])[..., 0]
    chosen = torch.where(targets == 0, outside, chosen)
    known = targets != IGNORED
    return -(chosen * known).sum() / known.sum().clamp(min=1)


def beside_teachers(logits, batch, teachers, encoder, device):
    """The cross entropy of the labels of pieces with those that the teachers of their sets give them (Hinton et al., 2015).

    Several teachers of a set count alike, as if their probabilities' mean taught it.
    """
    total, pieces = logits.new_zeros(()), 0
    for number, teacher in enumerate(teachers):
        taught = [row for row, window in enumerate(batch) if number in window.twins]
        places = [(row, at, here + 1, there + 1) for at, row in enumerate(taught) for here, there in batch[row].shared(number)]
        if not places:
            continue
        ids, mask, _, _ = encoder.twins[number].arrays([batch[row].twins[number] for row in taught])
        found = torch.from_numpy(teacher(ids, mask)).to(device)
        rows, at, here, there = torch.tensor(places, device=device).T
        said = torch.softmax(found[at, there].float(), -1)
        total = total - (said * torch.log_softmax(logits[rows, here].float(), -1)).sum()
        pieces += len(places)
    return total / max(pieces, 1)


def groups(model, rate):
    """Parameters with and without weight decay, and the vectors of letter case; frozen ones left out."""
    case, plain, decayed = [], [], []
    for name, parameter in model.named_parameters():
        if not parameter.requires_grad:
            continue
        if name.startswith("shapes."):
            case.append(parameter)
        elif "bias" in name or "norm" in name.lower():
            plain.append(parameter)
        else:
            decayed.append(parameter)
    return [
        {"params": decayed, "weight_decay": 0.01, "rate": rate},
        {"params": plain, "weight_decay": 0.0, "rate": rate},
        {"params": case, "weight_decay": 0.0, "rate": CASE_RATE * rate},
    ]


def freeze(model, layers):
    """The embeddings and the lowest layers keep their weights, and no gradient is computed for them. A teacher has its own."""
    if layers < 0 or not hasattr(model, "distilbert"):
        return
    parts = [model.distilbert.embeddings, *model.distilbert.transformer.layer[:layers]]
    for part in parts:
        part.requires_grad_(False)


class Average:
    """A running average of the trained weights, with a short memory at the start."""

    def __init__(self, model, decay):
        self.decay, self.steps = decay, 0
        self.values = {name: p.detach().clone() for name, p in model.named_parameters() if p.requires_grad}

    def update(self, model):
        self.steps += 1
        keep = min(self.decay, self.steps / (self.steps + 9))
        for name, parameter in model.named_parameters():
            if name in self.values:
                self.values[name].lerp_(parameter.detach(), 1 - keep)

    def state(self, model):
        """The model's weights with the averages in place of what was trained."""
        return {**model.state_dict(), **self.values}


def fit(model, mixture, out, settings, teachers=()):
    """Trains on `settings.subwords` sub-words; checkpoints of the average go to `out`, the last is returned.

    With teachers, `settings.taught` is the share of their labels in the loss.
    """
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(settings.seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    model.to(device).train()
    freeze(model, settings.frozen)
    optimizer = torch.optim.AdamW(groups(model, settings.rate), fused=True)
    average = Average(model, settings.decay)
    order = random.Random(settings.seed)
    seen = step = 0
    start = time.time()
    running = None
    log = (out / "log.jsonl").open("a")
    next_save = settings.save_every
    while seen < settings.subwords:
        for batch in batches(mixture.windows(min(CHUNK, settings.subwords)), settings.batch, order):
            ids, mask, targets, knows = (torch.from_numpy(part).to(device) for part in mixture.encoder.arrays(batch))
            for group in optimizer.param_groups:
                group["lr"] = group["rate"] * min(1.0, (step + 1) / settings.warmup)
            # Weights and sums stay fp32; the products in bf16 make a step up to four times as fast where a CPU has them.
            with torch.autocast(device, torch.bfloat16, enabled=not settings.fp32):
                logits = model(ids, mask).logits
            loss = loss_of(logits, targets, knows)
            if teachers:
                taught = beside_teachers(logits, batch, teachers, mixture.encoder, device)
                loss = (1 - settings.taught) * loss + settings.taught * taught
            loss.backward()
            torch.nn.utils.clip_grad_norm_([p for p in model.parameters() if p.requires_grad], 1.0)
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
            average.update(model)
            step += 1
            seen += sum(len(window.ids) for window in batch)
            running = loss.item() if running is None else 0.95 * running + 0.05 * loss.item()
            if step % 5 == 0:
                log.write(json.dumps({"step": step, "seen": seen, "loss": round(running, 4), "s": round(time.time() - start)}) + "\n")
                log.flush()
            if seen >= next_save:
                next_save += settings.save_every
                torch.save(average.state(model), out / f"average-{seen // 1000:04d}k.pt")
            if seen >= settings.subwords:
                break
    torch.save(average.state(model), out / "average.pt")
    return out / "average.pt"


def souped(shares):
    """The mean of the weights at several paths, each with its share (model soup); the shares add up to one."""
    states = [(weights.load(path).state_dict(), share) for path, share in shares.items()]
    return {
        name: sum(share * state[name].float() for state, share in states) if value.is_floating_point() else value
        for name, value in states[0][0].items()
    }
