"""Compares dixit's measures of a network with networkx's on the same network, and times both.

Usage: python networks.py DIXIT [STORE…] (with networkx and scipy installed; ARTICLES=600 in the environment)

Beside the given stores, one is made of so many invented articles. dixit's time is that of the whole command, from opening the
store to the table; networkx's is that of the measure alone, on a network that is in memory already.
"""

import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import networkx as nx

sys.path.insert(0, str(Path(__file__).parent))
from console import invented


def run(dixit, *arguments):
    begun = time.perf_counter()
    out = subprocess.run([dixit, *map(str, arguments)], check=True, capture_output=True, text=True).stdout
    return time.perf_counter() - begun, out


def timed(work):
    begun = time.perf_counter()
    value = work()
    return time.perf_counter() - begun, value


def rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def networks(dixit, store, folder):
    """Who spoke about whom, as dixit's tables of nodes and edges tell it, with and without direction."""
    for name in ("nodes.csv", "edges.csv"):
        run(dixit, "export", "--store", store, "-o", folder / name)
    kinds = {node["Id"]: node["kind"] for node in rows(folder / "nodes.csv")}
    directed, undirected = nx.DiGraph(), nx.Graph()
    for edge in rows(folder / "edges.csv"):
        ends = (edge["Source"], edge["Target"])
        if edge["relation"] == "spoke about" and not {kinds[end] for end in ends} & {"topic", "unnamed"}:
            for graph in (directed, undirected):
                weight = graph.get_edge_data(*ends, {"weight": 0})["weight"]
                graph.add_edge(*ends, weight=weight + 1)
    return directed, undirected


def compare(dixit, store, folder):
    directed, undirected = networks(dixit, store, folder)
    print(f"\n{store}: {len(directed)} nodes, {directed.number_of_edges()} links, {undirected.number_of_edges()} pairs")
    table = lambda *what: run(dixit, "analyze", *what, "--store", store, "--format", "csv")
    opening = run(dixit, "query", "ASK { ?s ?p ?o }", "--store", store)[0]
    print(f"opening alone {opening:.2f} s\n\n| | dixit, whole command | networkx, measure alone | farthest apart |\n|---|---:|---:|---:|")
    seconds, out = table("rank")
    ours = {row["node"]: float(row["pagerank"]) for row in csv.DictReader(out.splitlines())}
    theirs = timed(lambda: nx.pagerank(directed, tol=1e-12, max_iter=1000))
    print(f"| PageRank | {seconds:.2f} s | {theirs[0]:.2f} s | {max(abs(ours[node] - share) for node, share in theirs[1].items()):.0e} |")
    seconds, out = table("bridges")
    found = list(csv.DictReader(out.splitlines()))
    ours = {row["node"]: float(row["betweenness"]) for row in found}
    theirs = timed(lambda: nx.betweenness_centrality(undirected))
    print(f"| betweenness | {seconds:.2f} s | {theirs[0]:.2f} s | {max(abs(ours.get(node, 0) - share) for node, share in theirs[1].items()):.0e} |")
    cuts = timed(lambda: set(nx.articulation_points(undirected)))
    unlike = cuts[1] ^ {row["node"] for row in found if row["cutPoint"]}
    print(f"| cut points ({len(cuts[1])}) | in the same | {cuts[0]:.2f} s | {len(unlike)} differ |")
    seconds, out = table("communities", "--members")
    communities = {}
    for row in csv.DictReader(out.splitlines()):
        communities.setdefault(row["community"], set()).add(row["node"])
    theirs = timed(lambda: nx.community.louvain_communities(undirected, seed=1))
    own, other = (nx.community.modularity(undirected, parts) for parts in (communities.values(), theirs[1]))
    print(f"| Louvain ({len(communities)} and {len(theirs[1])} communities) | {seconds:.2f} s | {theirs[0]:.2f} s | "
          f"modularity {own:.4f} and {other:.4f} |", flush=True)


def main():
    dixit, stores = str(Path(sys.argv[1]).resolve()), sys.argv[2:]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for store in stores:
            compare(dixit, store, folder)
        articles, store = folder / "invented.jsonl", folder / "invented.dixit"
        with open(articles, "w", encoding="utf-8") as file:
            file.writelines(json.dumps(article) + "\n" for article in invented(int(os.environ.get("ARTICLES", "600"))))
        run(dixit, "build", articles, "--store", store)
        compare(dixit, store, folder)


main()
