#!/usr/bin/env python3
"""Asks a store every named question and prints one row of each answer; fails when a question has none.

    questions.py DIXIT STORE

Whom or what to ask about is taken from the store itself: the most quoted people, the bodies and topics with the most links,
the quotations that most is said about, each in turn until a question has an answer.
"""
import csv, io, pathlib, re, subprocess, sys

dixit, store = sys.argv[1:3]
folder = pathlib.Path(__file__).parent.parent / "ontology" / "questions"
TRIES = 60


def run(*arguments, form="csv"):
    command = [dixit, *arguments, "--store", store, "--format", form]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return list(csv.reader(io.StringIO(done.stdout)))


def most(pattern):
    query = f"SELECT ?node (COUNT(*) AS ?links) WHERE {{ {pattern} }} GROUP BY ?node ORDER BY DESC(?links) STR(?node) LIMIT {TRIES}"
    return [row[0] for row in run("query", query)[1:]]


people = most("?node a schema:Person . ?quotation a schema:Quotation ; schema:spokenByCharacter ?node")
bodies = most("?node a schema:Organization . ?any ?property ?node")
topics = most("?node a skos:Concept . ?quotation schema:about ?node")
outlets = most("?quotation dixit:outlet ?node")
candidates = {
    "person": people,
    "speaker": people + bodies,
    "entity": people + bodies + topics,
    "organization": outlets + bodies,
    "topic": topics,
    "fact": most("?node a schema:Quotation ; schema:about ?any"),
    "number": ["0.5"],
}
missing = []
for file in sorted(folder.glob("*.rq")):
    graph = re.search(r"^CONSTRUCT", file.read_text(), re.M)
    kinds = re.findall(r"^# parameter: \w+ (\w+)", file.read_text(), re.M)
    pools = [candidates[kind] for kind in kinds]
    if len(pools) == 2:
        asked = [(one, two) for two in pools[1][:8] for one in pools[0][:8] if one != two]
    else:
        asked = [(one,) for one in pools[0]] if pools else [()]
    for names in asked:
        if graph:
            answer = [["graph"], *run("ask", file.stem, *names, form="nt")]
        else:
            answer = run("ask", file.stem, *names, "--limit", "1")
        if len(answer) > 1:
            print(f"{file.stem} {' '.join(names)}")
            for column, value in zip(*answer[:2]):
                if value:
                    print(f"    {column}: {value[:160]}")
            break
    else:
        missing.append(file.stem)
        print(f"{file.stem}: NO ANSWER after {len(asked)} tries")
graph = run("ask", "path", *people[:2])
print(f"path {' '.join(people[:2])}\n    " + "\n    ".join(", ".join(row)[:160] for row in graph[:3]))
if missing:
    sys.exit(f"no answer to {', '.join(missing)}")
