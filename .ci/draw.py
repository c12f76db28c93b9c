"""Draws for judging by reading: people joined across articles, people of one last name kept apart, topics of quotations.

usage: draw.py DIXIT STORE [SEED]
       draw.py topics RECORDS.jsonl [SEED]

Of a store: 100 people whom at least two articles name, with a place of two of these articles, and 50 pairs of different
people who share their last name. Of what `dixit extract --format jsonl` wrote: 100 quotations that have topics, with their
topics in order. The same input and seed give the same draw.
"""

import json
import random
import subprocess
import sys
from collections import defaultdict

QUERY = """
SELECT ?person ?name ?form ?article ?title ?date ?before ?exact ?after WHERE {
  ?use dixit:names ?person ; a dixit:NameUse ; dixit:fullest true ; schema:name ?form ; schema:isPartOf ?article .
  ?person a schema:Person ; schema:name ?name .
  ?article rdfs:label ?title .
  OPTIONAL { ?article dixit:date ?date }
  OPTIONAL { ?use dixit:evidence ?span . ?span oa:prefix ?before ; oa:exact ?exact ; oa:suffix ?after }
}
"""


def uses(dixit, store):
    """Where each person is named in full: {node: [row]}."""
    answer = subprocess.run(
        [dixit, "query", QUERY, "--store", store, "--format", "json"], check=True, capture_output=True, text=True
    )
    people = defaultdict(list)
    for row in json.loads(answer.stdout)["results"]["bindings"]:
        row = {name: cell["value"] for name, cell in row.items()}
        people[row["person"]].append(row)
    for rows in people.values():
        rows.sort(key=lambda row: (row["article"], row["form"]))
    return people


def place(row):
    context = " ".join(f"{row.get('before', '')}[{row.get('exact', row['form'])}]{row.get('after', '')}".split())
    return f"    {row.get('date', 'undated')} {row['title']}: …{context}…"


def topics(records, dice):
    """100 quotations with their topics; a content in several pieces is one."""
    with open(records, encoding="utf8") as lines:
        articles = [json.loads(line) for line in lines]
    quotes = {}
    for article in sorted(articles, key=lambda article: article["id"]):
        for quote in article["quotes"]:
            quotes.setdefault((article["id"], quote["claim"]), []).append(quote)
    with_topics = [key for key, pieces in quotes.items() if pieces[0]["topics"]]
    print(f"# {len(quotes)} quotations, {len(with_topics)} with topics")
    for number, key in enumerate(dice.sample(with_topics, min(100, len(with_topics))), 1):
        pieces = quotes[key]
        print(f"{number}. {' | '.join(pieces[0]['topics'])}")
        print(f"    {pieces[0]['speaker_name']}: {' … '.join(' '.join(piece['text'].split()) for piece in pieces)}")


def main():
    dice = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    if sys.argv[1] == "topics":
        topics(sys.argv[2], dice)
        return
    dixit, store = sys.argv[1:3]
    people = uses(dixit, store)
    joined = sorted(node for node, rows in people.items() if len({row["article"] for row in rows}) > 1)
    print(f"# {len(joined)} people are named in several articles")
    for number, node in enumerate(dice.sample(joined, min(100, len(joined))), 1):
        by_article = {row["article"]: row for row in people[node]}
        two = dice.sample(sorted(by_article), 2)
        print(f"{number}. {people[node][0]['name']} ({len(by_article)} articles)")
        print("\n".join(place(by_article[article]) for article in two))
    families = defaultdict(list)
    for node in sorted(people):
        words = people[node][0]["name"].split()
        if len(words) > 1:
            families[words[-1].lower()].append(node)
    pairs = sorted((a, b) for nodes in families.values() for a in nodes for b in nodes if a < b)
    print(f"# {len(pairs)} pairs of people share their last name")
    for number, pair in enumerate(dice.sample(pairs, min(50, len(pairs))), 1):
        print(f"{number}. {' / '.join(people[node][0]['name'] for node in pair)}")
        print("\n".join(place(dice.choice(people[node])) for node in pair))


main()
