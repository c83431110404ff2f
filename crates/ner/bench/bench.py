"""`just bench-ner`: our recogniser and its peers on the same texts and the same cores, in one run.

    python3 crates/ner/bench/bench.py [PAGES] [ROUNDS]

Builds what it needs, makes PAGES (by default 40) changed copies of the sample pages, and runs everything ROUNDS times
(by default 2) in turn, keeping the fastest. The peers' packages go to target/bench-ner/venv, once. What cannot be had
is left out, and said. Needs nothing of its own but the standard library.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
WORK = ROOT / "target" / "bench-ner"
BUILT = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release"
THREADS = str(len(os.sched_getaffinity(0)))


def said(text):
    print(text, file=sys.stderr, flush=True)


def run(*command):
    """Runs a command to its end: its standard output, the seconds it took, and its peak memory in MB."""
    with tempfile.TemporaryFile() as messages:
        start = time.perf_counter()
        child = subprocess.Popen([str(part) for part in command], cwd=ROOT, stdout=subprocess.PIPE, stderr=messages)
        with child.stdout:
            out = child.stdout.read()
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - start
        if child.returncode:
            messages.seek(0)
            raise RuntimeError(f"{command[0]}: {messages.read().decode()[-2000:]}")
    return out.decode(), seconds, usage.ru_maxrss / 1024


def python_of_peers():
    """The Python that has the peers; ONOMAST_BENCH_PYTHON names one that has them already."""
    if given := os.environ.get("ONOMAST_BENCH_PYTHON"):
        return given
    python = WORK / "venv/bin/python"
    complete = WORK / "venv/complete"
    if not complete.exists():
        said("fetching the peers, once (about 3 GB with their dependencies)")
        venv.create(WORK / "venv", with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "-r", HERE / "requirements.txt"], check=True)
        complete.touch()
    return python


class Row:
    """A line of the table; figures of several rounds go in, the best come out."""

    def __init__(self, name):
        self.name, self.seconds, self.memory, self.note = name, float("inf"), 0.0, ""

    def add(self, seconds, memory, note=""):
        if seconds < self.seconds:
            self.seconds, self.note = seconds, note
        self.memory = max(self.memory, memory)


def one_round(rows, pages, python, with_rust_bert):
    """Each once. Loading counts for (a) alone, which is a whole program."""
    out = WORK / "out"
    documents = out / "documents.jsonl"
    _, seconds, memory = run(BUILT / "onomast", "extract", pages, "-o", out, "--force", "--threads", THREADS)
    rows["a"].add(seconds, memory, "start-up included")
    bench, _, memory = run(
        BUILT / "examples/bench_ner", documents, "--windows", WORK / "windows.txt", "--json", "--threads", THREADS
    )
    figures = json.loads(bench)
    rows["b"].add(figures["recogniser"], memory, f"start-up {figures['start_up']:.2f} s")
    rows["c"].add(figures["engine"], memory, f"all other stages {figures['other_stages']:.2f} s")

    bench, _, memory = run(BUILT / "examples/bench_ner", documents, "--rten", "--json", "--threads", THREADS)
    rows["h"].add(json.loads(bench)["engine"], memory, "one window a run")

    def peer(row, *arguments):
        try:
            out, _, memory = run(python, HERE / "peers.py", *arguments, THREADS)
            answer = json.loads(out.splitlines()[-1])
            rows[row].add(answer["seconds"], memory, answer["way"])
        except (RuntimeError, OSError) as error:
            said(f"({row}) is left out: {error}")

    if python:
        peer("d", "onnxruntime", "models/ner", WORK / "windows.txt")
        peer("e", "transformers", "models/ner", documents)
        peer("f", "spacy", documents)
    if with_rust_bert:
        answer, _, memory = run(BUILT / "examples/bench_rust_bert", documents, "--threads", THREADS)
        answer = json.loads(answer)
        rows["g"].add(answer["seconds"], memory, f"start-up {answer['start_up']:.2f} s")
    return figures["words"], figures["tokens"]


def main():
    pages_wanted, rounds = (int(n) for n in (sys.argv[1:] + ["40", "2"][len(sys.argv) - 1 :]))
    WORK.mkdir(parents=True, exist_ok=True)
    with_rust_bert = (ROOT / "target/libtorch.toml").exists() or any(
        os.environ.get(name) for name in ("LIBTORCH", "LIBTORCH_USE_PYTORCH")
    )
    # In one call, so that what they share is compiled once.
    packages, targets = ["onomast", "onomast-ner", "onomast-tests"], ["bench_ner", "vary_corpus"]
    if with_rust_bert:
        packages.append("onomast-ner-rust-bert")
        targets.append("bench_rust_bert")
    else:
        said("(g) is left out: no libtorch; type `just libtorch` first")
    choice = [word for package in packages for word in ("-p", package)]
    choice += [word for target in targets for word in ("--example", target)]
    subprocess.run(["cargo", "build", "--release", "--locked", "--bin", "onomast", *choice], cwd=ROOT, check=True)
    try:
        python = python_of_peers()
    except (subprocess.CalledProcessError, OSError) as error:
        said(f"(d), (e) and (f) are left out: their packages cannot be installed ({error})")
        python = None
    pages = WORK / "pages"
    shutil.rmtree(pages, ignore_errors=True)
    run(BUILT / "examples/vary_corpus", pages, pages_wanted)

    names = dict(
        a="onomast extract, whole", b="our recogniser", c="the engine alone, windows ready-made",
        d="ONNX Runtime, same model and windows", e="transformers pipeline, 32-bit PyTorch", f="spaCy en_core_web_sm",
        g="our recogniser on rust-bert, 32-bit", h="rten, same model and windows",
    )
    rows = {letter: Row(name) for letter, name in names.items()}
    for number in range(rounds):
        said(f"round {number + 1} of {rounds}")
        words, tokens = one_round(rows, pages, python, with_rust_bert)

    print(f"{words} words, {tokens} sub-words with the ends of windows; {THREADS} threads; best of {rounds} rounds\n")
    print("|   | what | sub-words/s | words/s | peak MB | |\n|---|---|---|---|---|---|")
    for letter, row in rows.items():
        if row.seconds < float("inf"):
            print(
                f"| {letter} | {row.name} | {tokens / row.seconds:.0f} | {words / row.seconds:.0f} "
                f"| {row.memory:.0f} | {row.note} |"
            )
    print()
    for top, bottom, aim in (("b", "c", 0.95), ("a", "b", 0.9), ("b", "d", 1.0), ("b", "e", 5.0), ("c", "h", 1.5)):
        if rows[top].seconds < float("inf") and rows[bottom].seconds < float("inf"):
            print(f"({top}) / ({bottom}) = {rows[bottom].seconds / rows[top].seconds:.2f}, aim {aim}")


if __name__ == "__main__":
    main()
