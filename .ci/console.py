"""Times the console on a large store, and shows ten tasks of a journalist with their keystrokes, both at a pseudo-terminal.

Usage: python console.py tasks DIXIT STORE      (a store of examples/articles)
       python console.py large DIXIT FOLDER [ARTICLES] [--rocksdb]
       python console.py opening DIXIT STORE FOLDER
The second invents articles (5,200 give about five million facts), builds FOLDER/large.dixit where it is missing, and times
on it: opening, completion, cancelling of queries that do not look up, and a million rows into a file. Python alone is needed.
The third makes FOLDER/large.dixit, in RocksDB, of the facts of a store twice, the second time under other names, by PyPI's
`oxigraph load` where it is missing (dixit has to be built with that feature), and times its opening.
"""

import csv
import json
import os
import pty
import re
import select
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROMPT = "dixit> "


class Terminal:
    """A console at a pseudo-terminal of 40 lines and 160 columns."""

    def __init__(self, dixit, store, *options):
        environment = os.environ | {"TERM": "xterm", "NO_COLOR": "1", "LINES": "40", "COLUMNS": "160", "PAGER": "cat"}
        self.process, self.file = pty.fork()
        if self.process == 0:
            os.execve(dixit, [dixit, "console", "--store", store, "--no-history", *options], environment)
        self.seen, self.keys = "", 0
        self.wait(PROMPT)

    def send(self, text):
        self.keys += len(text)
        os.write(self.file, text.encode())

    def wait(self, words, patience=60):
        """Reads until these words; what came before them, and the seconds it took."""
        begun = time.monotonic()
        while words not in self.seen:
            left = patience - (time.monotonic() - begun)
            if left <= 0 or not select.select([self.file], [], [], left)[0]:
                raise SystemExit(f"nothing says {words!r} after {patience} s: {self.seen[-500:]}")
            self.seen += os.read(self.file, 65536).decode(errors="replace")
        before, self.seen = self.seen.split(words, 1)
        return before, time.monotonic() - begun

    def wait_quietly(self):
        """Reads until nothing has come for a fifth of a second; what came."""
        while select.select([self.file], [], [], 0.2)[0]:
            self.seen += os.read(self.file, 65536).decode(errors="replace")
        seen, self.seen = self.seen, ""
        return seen

    def enter(self, line="", patience=60):
        """Enters a line; its answer, and the seconds until the next prompt."""
        self.send(line + "\r")
        # The line editor ends its own drawing so.
        self.wait("\x1b[?2004l")
        return self.wait(PROMPT, patience)

    def memory(self):
        """The most memory of the process so far, in MB (Linux)."""
        status = Path(f"/proc/{self.process}/status")
        return int(re.search(r"VmHWM:\s+(\d+)", status.read_text())[1]) // 1024 if status.exists() else 0

    def close(self):
        self.send("\x04")
        os.waitpid(self.process, 0)
        os.close(self.file)


# What a journalist wants to know of the examples, what is typed (⇥ is the tab key), and words of the answer.
TASKS = [
    ("What has the minister said, by date?", [".sai⇥bast⇥"], "I did not receive them"),
    ("Who said what about the town?", [".ab⇥tarsk"], "Lena Storm"),
    ("Who denied what?", [".den⇥"], "seeing the letters"),
    ("Who speaks for the union?", [".spe⇥harbour w⇥"], "general secretary"),
    ("Where does it stand? The first of these in its paragraph", [".fin⇥letters", ".quo⇥1"], "⟦"),
    ("A line to print", [".ci⇥1"], "speech"),
    ("How did his statements change?", [".timel⇥bast⇥"], "2026-04-09"),
    ("What connects the two?", [".pat⇥bast⇥ and lena⇥"], "spoke about"),
    ("Only what is sure and of April, about the dam, as a table file",
     [".sin⇥2026-04-01", ".min⇥0.8", ".onc⇥dam.csv", ".ab⇥tarsk"], ""),
    ("In SPARQL: who said most?", ["SELECT ?who (COUNT(?c) AS ?n) { ?p dix⇥said ?c ; rdfs:l⇥ ?who } GROUP BY ?who ORDER BY DESC(?n) LIMIT 3;"], "3 rows"),
]


def tasks(dixit, store):
    terminal = Terminal(dixit, store)
    time.sleep(1)
    all_keys = 0
    print("| task | typed | keys | seconds |\n|---|---|---:|---:|")
    for task, lines, words in TASKS:
        terminal.keys, answer, begun = 0, "", time.monotonic()
        for line in lines:
            parts = line.split("⇥")
            for nth, part in enumerate(parts[:-1]):
                terminal.send(part + "\t")
                # As fast as the answer to the tab key comes, and no faster than a hand.
                time.sleep(0.15)
            answer += terminal.enter(parts[-1])[0]
        all_keys += terminal.keys
        assert words in answer, f"{task}: {answer}"
        shown = ", ".join(f"`{line}`" for line in lines).replace("|", "\\|")
        print(f"| {task} | {shown} | {terminal.keys} | {time.monotonic() - begun:.1f} |")
    print(f"| all | | {all_keys} | |")
    terminal.close()


def invented(count):
    """Articles of ten statements by invented people about invented people and things."""
    given = ["Ada", "Bren", "Cleo", "Dov", "Esme", "Finn", "Greta", "Hugo", "Iva", "Jorun", "Kaja", "Lior", "Mira", "Nils", "Orla", "Pia"]
    begin = ["Bal", "Cor", "Dren", "Fal", "Gor", "Hal", "Kes", "Lor", "Mar", "Nor", "Pel", "Ros", "Tor", "Vel", "Wen", "Zor"]
    middle = ["da", "fe", "gre", "ho", "ko", "la", "mi", "no", "qui", "ri", "sa", "vi"]
    end = ["ne", "ld", "nd", "lm", "v", "nt", "rk", "st", "ck", "n"]
    names = [f"{a} {b}{c}{d}" for d in end for b in begin for c in middle for a in given]
    bodies = ["Harbour Board", "Water Agency", "Rail Company", "City Council", "Health Trust"]
    things = ["the harbour toll", "the night train", "the school budget", "the fishing quota", "the hospital wing", "the rent cap"]
    verbs = ["said that", "denied that", "warned that", "promised that"]
    seed = 1
    for article in range(count):
        text = []
        for line in range(10):
            seed = (seed * 6364136223846793005 + 1442695040888963407) % 2**64
            draw = seed >> 33
            # Earlier names are more frequent, as in the news.
            one, other = names[int((draw % 9973 / 9973) ** 2 * len(names))], names[draw // 7 % len(names)]
            thing, body, sum = things[draw // 11 % 6], bodies[draw // 13 % 5], draw // 17 % 9000 + 100
            if line % 2:
                text.append(f"“{thing.capitalize()} will cost {other} and the town {sum} crowns,” said {one}, director of the {body}.")
            else:
                text.append(f"{one} {verbs[draw // 19 % 4]} {thing} of the {body} would cost the town of {other} another {sum} crowns.")
        day = f"{2020 + article % 5}-{article % 12 + 1:02}-{article % 28 + 1:02}"
        yield {"id": f"c{article}", "title": f"Day {article} at the harbour", "date": day, "publisher": f"Wire {article % 7}",
               "text": "\n\n".join(text)}


# Queries that do not look up while they work; each is cancelled.
ENDLESS = {
    "sorting over two million rows": "SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?o ?p ?s",
    "an unbounded path": "SELECT (COUNT(*) AS ?n) { ?a (!<x:y>|^!<x:y>)* ?b . ?c (!<x:y>|^!<x:y>)* ?d }",
    "a join of VALUES": "SELECT (COUNT(*) AS ?n) { %s FILTER(?x + ?y + ?z < 0) }"
    % " ".join("VALUES ?%s { %s }" % (name, " ".join(map(str, range(3000)))) for name in "xyz"),
    "grouping all": "SELECT ?o (COUNT(*) AS ?n) { ?s ?p ?o . ?s ?q ?r } GROUP BY ?o ?r",
}


def whole_times(dixit, store):
    """Times commands from their start to their end, with a question that takes no time."""
    for what in (["query", "ASK { ?s ?p ?o }"], ["console", "-c", "ASK { ?s ?p ?o }"]):
        times = []
        while len(times) < 10 and sum(times) < 10:
            begun = time.monotonic()
            subprocess.run([dixit, *what, "--store", store], check=True, capture_output=True)
            times.append(time.monotonic() - begun)
        print(f"dixit {what[0]}, from its start to its end: {min(times) * 1000:.0f} ms at best, {max(times) * 1000:.0f} ms at worst")


def opening(dixit, source, folder):
    store, beside = folder / "large.dixit", Path(sys.executable).parent / "oxigraph"
    if not store.exists():
        oxigraph = str(beside) if beside.exists() else "oxigraph"
        made = folder / "made.dixit"
        (made / "graph.rocksdb").mkdir(parents=True)
        one, other = folder / "one.nq", folder / "other.nq"
        subprocess.run([dixit, "export", "--store", source, "-o", one], check=True)
        with open(one, encoding="utf-8") as lines, open(other, "w", encoding="utf-8") as out:
            out.writelines(line.replace("https://dixit.example/", "https://dixit.example/b/") for line in lines)
        # What readers open is a database of Oxigraph; the log has to be there, though they do not read it.
        (made / "manifest").write_text(json.dumps(json.loads((Path(source) / "manifest").read_text()) | {"home": "rocksdb"}))
        (made / "ground.nq.zst").touch()
        (made / "judgements.jsonl").touch()
        subprocess.run([oxigraph, "load", "--location", made / "graph.rocksdb" / "read-1", "--file", one, "--file", other], check=True)
        made.rename(store)
    whole_times(dixit, store)
    counted = subprocess.run([dixit, "query", "SELECT (COUNT(*) AS ?facts) { ?s ?p ?o }", "--store", store, "--format", "csv"], capture_output=True, text=True)
    print(f"{int(counted.stdout.split()[1]):,} facts")


def large(dixit, folder, count, *home):
    folder.mkdir(parents=True, exist_ok=True)
    store = folder / "large.dixit"
    if not store.exists():
        articles = folder / "large.jsonl"
        with open(articles, "w", encoding="utf-8") as file:
            file.writelines(json.dumps(article) + "\n" for article in invented(count))
        begun = time.monotonic()
        subprocess.run([dixit, "build", articles, "--store", store, *home], check=True)
        print(f"built in {time.monotonic() - begun:.0f} s")
    whole_times(dixit, store)
    begun = time.monotonic()
    terminal = Terminal(dixit, str(store), "--timeout", "0")
    print(f"the first prompt after {time.monotonic() - begun:.2f} s, {terminal.memory()} MB")
    # The names are read beside the first prompt; how long until the tab key completes one.
    begun = time.monotonic()
    while time.monotonic() - begun < 120:
        terminal.send(".said ada bald\t")
        if "Ada Balda" in terminal.wait_quietly():
            break
        terminal.send("\x15")
        terminal.wait_quietly()
    print(f"the first name is completed {time.monotonic() - begun:.1f} s after that")
    terminal.send("\x15")
    terminal.wait_quietly()
    answer, seconds = terminal.enter("SELECT (COUNT(*) AS ?facts) { ?s ?p ?o };")
    print(f"{max(int(n.replace(',', '')) for n in re.findall(r'[0-9][0-9,]*', answer)):,} facts, counted in {seconds:.2f} s")
    for typed in (".said ada bald", ".about harb", ".sai", "SELECT ?x { ?x dixit:sa", "SELECT ?x { ?x a schema:Quot", 'SELECT ?x { ?x rdfs:label "greta vel',
                  "SELECT ?x { person:ada-bal"):
        terminal.send(typed)
        terminal.wait_quietly()
        times = []
        begun = time.monotonic()
        terminal.send("\t")
        select.select([terminal.file], [], [], 5)
        times.append(time.monotonic() - begun)
        terminal.wait_quietly()
        terminal.send("\x15\x03")
        terminal.wait(PROMPT)
        terminal.wait_quietly()
        print(f"completion of {typed!r}: {times[0] * 1000:.1f} ms")
    for what, query in ENDLESS.items():
        script = folder / "endless.rq"
        script.write_text(query)
        terminal.send(f".read {script}\r")
        terminal.wait("\x1b[?2004l")
        time.sleep(3)
        begun = time.monotonic()
        terminal.send("\x03")
        terminal.wait("the query was cancelled")
        terminal.wait(PROMPT)
        print(f"{what}: the prompt is back {time.monotonic() - begun:.2f} s after Ctrl-C; {terminal.memory()} MB at most so far")
    for question in (".said Ada Baldane", ".said Ada Baldane", ".about harbour toll", ".find hospital wing", ".stats"):
        print(f"{question}: {terminal.enter(question)[1]:.2f} s")
    terminal.close()
    begun, out = time.monotonic(), folder / "rows.csv"
    run = subprocess.Popen([dixit, "query", "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 1000000", "--store", store, "--format", "csv"],
                           stdout=open(out, "w"), stderr=subprocess.DEVNULL)
    _, _, used = os.wait4(run.pid, 0)
    seconds = time.monotonic() - begun
    with open(out, newline="", encoding="utf-8") as file:
        lines = sum(1 for _ in csv.reader(file))
    opening = subprocess.Popen([dixit, "query", "ASK { ?s ?p ?o }", "--store", store], stdout=subprocess.DEVNULL)
    _, _, bare = os.wait4(opening.pid, 0)
    print(f"{lines - 1:,} rows as CSV in {seconds:.1f} s with the opening; at most {used.ru_maxrss // 1024} MB, "
          f"a query of one row {bare.ru_maxrss // 1024} MB")
    out.unlink()


def main():
    match sys.argv[1:]:
        case ["tasks", dixit, store]:
            dixit, store = os.path.abspath(dixit), os.path.abspath(store)
            with tempfile.TemporaryDirectory() as folder:
                os.chdir(folder)
                tasks(dixit, store)
        case ["opening", dixit, source, folder]:
            opening(os.path.abspath(dixit), os.path.abspath(source), Path(folder))
        case ["large", dixit, folder, *rest]:
            home = [word for word in rest if word.startswith("--")]
            count = [int(word) for word in rest if not word.startswith("--")]
            large(os.path.abspath(dixit), Path(folder), *(count or [5200]), *home)
        case _:
            raise SystemExit(__doc__)


if __name__ == "__main__":
    main()
