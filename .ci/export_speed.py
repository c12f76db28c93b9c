"""Times every export of a store beside `oxigraph dump` of the same facts, in one run on one core.

Usage: python export_speed.py DIXIT STORE [RUNS] (with PyPI's oxigraph beside this Python or on the path)

dixit's time is that of the whole command. What a format of facts takes is told in triples a second, with and without the
opening of the store, which reads a graph file whole; oxigraph opens a database on the disk, which was loaded before.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ONE_CORE = ["taskset", "-c", "0"] if shutil.which("taskset") else []
# By the name of the format: dixit's ending, and whether oxigraph dumps it.
FACTS = {"N-Triples": "nt", "N-Quads": "nq", "Turtle": "ttl", "TriG": "trig", "RDF/XML": "rdf", "JSON-LD": "jsonld"}
OTHERS = ["all.csv", "all.tsv", "about.csv", "roles.csv", "nodes.csv", "edges.csv", "all.graphml", "all.gexf", "all.dot", "all.cyjs",
          "neo4j-nodes.csv", "neo4j-edges.csv", "all.ftm.json", "all.html"]


def best(runs, *command):
    times = []
    for _ in range(runs):
        begun = time.perf_counter()
        subprocess.run([*ONE_CORE, *map(str, command)], check=True, capture_output=True)
        times.append(time.perf_counter() - begun)
    return min(times)


def main():
    dixit, store = str(Path(sys.argv[1]).resolve()), sys.argv[2]
    runs = int(sys.argv[3]) if len(sys.argv) > 3 else 3
    beside = Path(sys.executable).parent / "oxigraph"
    oxigraph = str(beside) if beside.exists() else shutil.which("oxigraph")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        opening = best(runs, dixit, "query", "ASK { ?s ?p ?o }", "--store", store)
        export = lambda file: best(runs, dixit, "export", "--store", store, "-o", folder / file)
        nt = export("all.nt")
        triples = (folder / "all.nt").read_bytes().count(b"\n")
        print(f"{triples:,} triples; opening alone {opening:.2f} s\n")
        theirs = {}
        if oxigraph:
            subprocess.run([oxigraph, "load", "--location", folder / "db", "--file", folder / "all.nt"], check=True, capture_output=True)
            theirs["opening"] = best(runs, oxigraph, "query", "--location", folder / "db", "--query", "ASK { ?s ?p ?o }", "--results-format", "csv")
            print(f"oxigraph opens its database in {theirs['opening']:.2f} s\n")
        print("| | dixit, whole | without opening, triples a second | oxigraph dump, whole | triples a second |\n|---|---:|---:|---:|---:|")
        for what, ending in FACTS.items():
            own = nt if ending == "nt" else export(f"all.{ending}")
            line = f"| {what} | {own:.2f} s | {triples / max(own - opening, 1e-9):,.0f} |"
            if oxigraph:
                graph = [] if ending in ("nq", "trig") else ["--graph", "default"]
                other = best(runs, oxigraph, "dump", "--location", folder / "db", "--file", folder / f"their.{ending}", *graph)
                line += f" {other:.2f} s | {triples / other:,.0f} |"
            print(line if oxigraph else line + " not installed | |", flush=True)
        print("\n| | dixit, whole | size |\n|---|---:|---:|")
        for file in OTHERS:
            own = export(file)
            print(f"| {file} | {own:.2f} s | {os.path.getsize(folder / file) / 1e6:.1f} MB |", flush=True)


main()
