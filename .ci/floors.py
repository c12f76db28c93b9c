#!/usr/bin/env python3
"""Extracts every development set with the given binary, scores it with the data's own score.py, and fails below a floor.

    floors.py DIXIT EVAL_DIR

The floors stand in floors.tsv beside this file: set, score.py's arguments, measure, place in its list (or -), floor.
A floor only rises.
"""
import csv, json, os, subprocess, sys, tempfile

dixit, data = sys.argv[1:3]
here = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(here, "floors.tsv"), encoding="utf8") as f:
    rows = [r for r in csv.reader(f, delimiter="\t") if r and not r[0].startswith("#")]

failed = 0
with tempfile.TemporaryDirectory() as work:
    for name in dict.fromkeys(r[0] for r in rows):
        gold, pred = f"{data}/dev/{name}.jsonl", f"{work}/{name}.jsonl"
        with open(pred, "wb") as out:
            subprocess.run([dixit, "extract", gold, "--format", "jsonl"], stdout=out, stderr=subprocess.DEVNULL, check=True)
    for name, arguments, measure, place, floor in rows:
        what, *options = arguments.split()
        gold, pred = f"{data}/dev/{name}.jsonl", f"{work}/{name}.jsonl"
        run = subprocess.run([sys.executable, f"{data}/score.py", what, gold, pred, "--json", *options], capture_output=True, text=True, check=True)
        value = json.loads(run.stdout)[measure]
        value = value if place == "-" else value[int(place)]
        below = value > float(floor) if measure.startswith(("pronouns given", "descriptions given")) else value < float(floor)
        failed += below
        print(f"{'BELOW' if below else 'ok':5} {name:22} {arguments:24} {measure:52} {value:6} floor {floor}")
print(f"{len(rows) - failed} passed, {failed} failed")
sys.exit(1 if failed else 0)
