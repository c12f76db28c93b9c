"""Opens every export of a store with the programs that others wrote for its format, and compares what they find.

Usage: python exports.py DIXIT STORE (with rdflib, pyoxigraph, networkx, scipy, pandas and followthemoney installed).
The W3C's cases of result formats are read where ../shared/w3c has them.
"""

import csv
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import networkx as nx
import pandas
import pyoxigraph
import rdflib
from followthemoney import model

dixit, store = sys.argv[1], sys.argv[2]
folder = Path(tempfile.mkdtemp())
csv.field_size_limit(1 << 30)


def export(name, *options):
    path = folder / name
    subprocess.run([dixit, "export", "--store", store, "-o", path, *options], check=True, capture_output=True)
    return path


def analyze(*options):
    command = [dixit, "analyze", *options, "--store", store, "--format", "csv"]
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return list(csv.DictReader(out.splitlines()))


def rows(path, delimiter=","):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def same(what, *values):
    assert all(value == values[0] for value in values), f"{what}: {values}"
    print(f"{what}: {values[0]}")


def rdf():
    formats = {"nt": "nt", "ttl": "turtle", "rdf": "xml", "jsonld": "json-ld", "nq": "nquads", "trig": "trig"}
    found, counts = [], []
    for ending, rdflib_name in formats.items():
        path = export(f"all.{ending}")
        format = pyoxigraph.RdfFormat.from_extension(ending)
        found.append({str(quad.triple) for quad in pyoxigraph.parse(path=str(path), format=format)})
        graph = rdflib.Dataset(default_union=True)
        graph.parse(path, format=rdflib_name)
        counts.append(len(graph))
    assert all(triples == found[0] for triples in found), "the RDF formats differ"
    same("triples by rdflib and pyoxigraph in " + ", ".join(formats), len(found[0]), *counts)


def networks():
    nodes, edges = rows(export("nodes.csv")), rows(export("edges.csv"))
    graphml, gexf = nx.read_graphml(export("all.graphml")), nx.read_gexf(export("all.gexf"))
    cyjs = json.loads(export("all.cyjs").read_text())["elements"]
    same("nodes in nodes.csv, by networkx in GraphML and GEXF, and in Cytoscape JSON", len(nodes), graphml.number_of_nodes(), gexf.number_of_nodes(), len(cyjs["nodes"]))
    same("edges in edges.csv, by networkx in GraphML and GEXF, and in Cytoscape JSON", len(edges), graphml.number_of_edges(), gexf.number_of_edges(), len(cyjs["edges"]))
    for graph in (graphml, gexf):
        texts = sorted(data["text"] for _, _, data in graph.edges(data=True))
        assert texts == sorted(edge["text"] for edge in edges), "texts differ"
        assert all(data["quotation"] and data["reviewed"] in ("yes", "no") for _, _, data in graph.edges(data=True))
    if shutil.which("dot"):
        svg = subprocess.run(["dot", "-Tsvg", export("all.dot")], check=True, capture_output=True, text=True).stdout
        same("edges drawn by graphviz", len(edges), svg.count('class="edge"'))
    kinds = {node["Id"]: node["kind"] for node in nodes}
    directed = nx.DiGraph()
    for edge in edges:
        ends = (edge["Source"], edge["Target"])
        if edge["relation"] == "spoke about" and not {kinds[end] for end in ends} & {"topic", "unnamed"}:
            weight = directed.get_edge_data(*ends, {"weight": 0})["weight"]
            directed.add_edge(*ends, weight=weight + 1)
    undirected = nx.Graph()
    for one, other, data in directed.edges(data=True):
        weight = undirected.get_edge_data(one, other, {"weight": 0})["weight"]
        undirected.add_edge(one, other, weight=weight + data["weight"])
    names = lambda table, column: {row["node"]: float(row[column]) for row in table}
    ranks = nx.pagerank(directed, tol=1e-12, max_iter=1000)
    worst = max(abs(ranks[node] - rank) for node, rank in names(analyze("rank"), "pagerank").items())
    between = nx.betweenness_centrality(undirected)
    ours = names(analyze("bridges"), "betweenness")
    farthest = max(abs(share - ours.get(node, 0)) for node, share in between.items())
    cuts = {row["node"] for row in analyze("bridges") if row["cutPoint"]}
    assert worst < 1e-6 and farthest < 1e-6, (worst, farthest)
    assert cuts == set(nx.articulation_points(undirected)), "the cut points differ"
    communities = {}
    for row in analyze("communities", "--members"):
        communities.setdefault(row["community"], set()).add(row["node"])
    own = nx.community.modularity(undirected, communities.values())
    theirs = nx.community.modularity(undirected, nx.community.louvain_communities(undirected, seed=1))
    assert own > 0.95 * theirs, (own, theirs)
    print(f"{len(directed)} nodes ranked; farthest from networkx: PageRank {worst:.0e}, betweenness {farthest:.0e}; "
          f"modularity {own:.4f}, networkx's {theirs:.4f}")


def tables():
    for name in ["all.csv", "all.tsv", "about.csv", "roles.csv"]:
        delimiter = "\t" if name.endswith("tsv") else ","
        for options in [[], ["--spreadsheet-safe"]]:
            path = export(name, *options)
            expected = rows(path, delimiter)
            frame = pandas.read_csv(path, sep=delimiter, dtype=str, keep_default_na=False)
            assert frame.to_dict("records") == expected, f"pandas reads another {name}"
        print(f"rows by pandas in {name}: {len(frame)}, with the cells that Python's csv finds")
    same("rows of CSV and TSV", len(rows(folder / "all.csv")), len(rows(folder / "all.tsv", "\t")))


def neo4j():
    nodes, edges = rows(export("neo4j-nodes.csv")), rows(export("neo4j-edges.csv"))
    ids = [node["iri:ID"] for node in nodes]
    assert len(set(ids)) == len(ids), "an id stands twice"
    dangling = [edge for edge in edges if not {edge[":START_ID"], edge[":END_ID"]} <= set(ids)]
    assert not dangling and all(node[":LABEL"] for node in nodes) and all(edge[":TYPE"] for edge in edges)
    for header in (list(nodes[0]), list(edges[0])):
        # Each field is a name with a type of neo4j-admin's, and the reserved ones stand once.
        known = re.compile(r"\w*:(ID|LABEL|START_ID|END_ID|TYPE|int|double|date)|\w+")
        assert all(known.fullmatch(field) for field in header) and len(set(header)) == len(header), header
    for node in nodes:
        int(node["quotations:int"])
    for edge in edges:
        float(edge["confidence:double"])
        assert not edge["date:date"] or re.fullmatch(r"\d{4}-\d\d-\d\d", edge["date:date"])
        assert not any("\n" in cell for cell in edge.values()), "neo4j-admin takes no cell of several lines"
    print(f"neo4j: {len(nodes)} nodes, {len(edges)} relationships, no id twice, no end missing")


def follow_the_money():
    schemata = {}
    for line in export("all.ftm.json").read_text(encoding="utf-8").splitlines():
        data = json.loads(line)
        proxy = model.get_proxy(data, cleaned=False)
        kept = sum(len(values) for values in proxy.to_dict()["properties"].values())
        given = sum(len(set(values)) for values in data["properties"].values())
        assert kept == given, f"followthemoney drops values of {line}"
        schemata[proxy.schema.name] = schemata.get(proxy.schema.name, 0) + 1
    print("followthemoney:", ", ".join(f"{count} {name}" for name, count in sorted(schemata.items())))


def result_formats():
    """Runs the W3C's cases through the binary: the data goes into a named graph, from which the case's query reads.

    Terms are compared by value and blank nodes whatever their names: the store keeps 1.0E6 as a number and a
    negativeInteger as an integer, which is the store's doing and not the writers'.
    """
    cases = Path(__file__).resolve().parents[2] / "shared" / "w3c"
    if not cases.is_dir():
        print("no W3C cases here: skipped")
        return
    scratch, article, passed = folder / "w3c.dixit", folder / "w3c.txt", []
    article.write_text("The ferry of Lomsk ran late on Monday.")
    subprocess.run([dixit, "build", article, "--store", scratch], check=True, capture_output=True)
    triple = re.compile(r":(\w+) rdf:type .*?qt:query  <(.*?)> ;\s*qt:data   <(.*?)> \] ;\s*mf:result  <(.*?)>", re.S)
    for suite in ("csv-tsv-res", "json-res"):
        for name, query, data, result in triple.findall((cases / suite / "manifest.ttl").read_text()):
            text = (cases / suite / data).read_text()
            declared = "".join(f"PREFIX {prefix} {iri}\n" for prefix, iri in re.findall(r"@prefix (\S+) (<\S+>) \.", text))
            facts = re.sub(r"@prefix.*", "", text)
            update = f"{declared}DROP SILENT GRAPH <x:w3c> ; INSERT DATA {{ GRAPH <x:w3c> {{ {facts} }} }}"
            asked = (cases / suite / query).read_text().replace("WHERE", "FROM <x:w3c> WHERE")
            expected = (cases / suite / result).read_text()
            format = {"csv": "csv", "tsv": "tsv", "srj": "json"}[result.rsplit(".", 1)[1]]
            run = lambda *options: subprocess.run(
                [dixit, "query", *options, "--store", scratch], check=True, capture_output=True, text=True).stdout
            run("--update", update)
            found = run(asked, "--format", format)
            assert meaning(found, format) == meaning(expected, format), f"{name}: {found}"
            passed.append(name)
    same("the W3C's cases of result formats that pass", len(passed), 10)


def meaning(text, format):
    """The columns and rows of a result, or its truth value."""
    integers = {rdflib.XSD.negativeInteger: rdflib.XSD.integer}

    def value(cell):
        if cell.startswith("_:"):
            return "a blank node"
        try:
            return float(cell)
        except ValueError:
            return cell

    def term(cell):
        node = rdflib.util.from_n3(cell) if cell else None
        if isinstance(node, rdflib.BNode):
            return "a blank node"
        if isinstance(node, rdflib.Literal):
            kind = integers.get(node.datatype, node.datatype)
            return (str(kind), float(node) if kind in (rdflib.XSD.integer, rdflib.XSD.decimal, rdflib.XSD.double) else str(node))
        return node

    if format == "json":
        result = json.loads(text)
        if "boolean" in result:
            return result["boolean"]
        rows = [{name: (cell["type"], cell.get("datatype"), value("_:" if cell["type"] == "bnode" else cell["value"]))
                 for name, cell in row.items()} for row in result["results"]["bindings"]]
        return result["head"]["vars"], rows
    if format == "tsv":
        header, *lines = text.rstrip("\n").split("\n")
        return header, [[term(cell) for cell in line.split("\t")] for line in lines]
    header, *lines = csv.reader(text.splitlines())
    return header, [[value(cell) for cell in line] for line in lines]


try:
    for check in (rdf, networks, tables, neo4j, follow_the_money, result_formats):
        check()
finally:
    shutil.rmtree(folder)
