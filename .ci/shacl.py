"""Checks RDF files against ontology/shapes.ttl with pyshacl, and that every example of ontology/bad fails as it says
and in no other way.

usage: shacl.py [--no-bad] FILE...      (Turtle or N-Triples, by ending)

Prints a line for each file; exit code 1 when a graph breaks a shape or a bad example passes.
"""
import pathlib
import sys
import time

import pyshacl
import rdflib

ONTOLOGY = pathlib.Path(__file__).resolve().parent.parent / "ontology"
MOST_SHOWN = 10
SHACL = rdflib.Namespace("http://www.w3.org/ns/shacl#")


def load(path):
    graph = rdflib.Graph()
    graph.parse(path, format="nt" if path.suffix == ".nt" else "turtle")
    return graph


def violations(graph, shapes):
    """The violations as lines of focus node, path, value and message, sorted."""
    _, report, _ = pyshacl.validate(graph, shacl_graph=shapes, advanced=True, inference="none")
    if not isinstance(report, rdflib.Graph):
        sys.exit(f"the shapes cannot be used: {report}")
    lines = []
    for result in report.subjects(rdflib.RDF.type, SHACL.ValidationResult):
        parts = [report.value(result, part) for part in (SHACL.focusNode, SHACL.resultPath, SHACL.value)]
        message = " ".join(str(m) for m in report.objects(result, SHACL.resultMessage))
        lines.append(" ".join(str(part) for part in parts if part is not None) + ": " + message)
    return sorted(lines)


def expected(path):
    """What the lines of a bad example's report must hold: the texts after '# fails:' in its head."""
    lines = path.read_text(encoding="utf-8").splitlines()
    texts = [line.removeprefix("# fails:").strip() for line in lines if line.startswith("# fails:")]
    return texts or sys.exit(f"{path}: no line '# fails: …' says how it must fail")


def fails_so(found, texts):
    """Whether each text stands in a line, and each line holds a text."""
    holds = [[text in line for text in texts] for line in found]
    return all(any(row) for row in holds) and all(any(column) for column in zip(*holds)) and bool(holds)


def main(arguments):
    shapes = load(ONTOLOGY / "shapes.ttl")
    broken = 0
    for name in [argument for argument in arguments if argument != "--no-bad"]:
        start = time.monotonic()
        graph = load(pathlib.Path(name))
        found = violations(graph, shapes)
        verdict = "keeps to the shapes" if not found else f"breaks the shapes {len(found)} times"
        print(f"{name}: {len(graph)} triples, {verdict} ({time.monotonic() - start:.1f} s)")
        for line in found[:MOST_SHOWN]:
            print(f"    {line}")
        broken += bool(found)
    if "--no-bad" not in arguments:
        examples = sorted((ONTOLOGY / "bad").glob("*.ttl"))
        if not examples:
            sys.exit("no bad examples found")
        for path in examples:
            found = violations(load(path), shapes)
            texts = expected(path)
            right = fails_so(found, texts)
            print(f"{path.name}: {'fails as it must' if right else 'should fail otherwise: ' + ', '.join(texts)}")
            for line in [] if right else found[:MOST_SHOWN]:
                print(f"    {line}")
            broken += not right
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
