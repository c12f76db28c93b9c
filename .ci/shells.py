"""Tries the console's features in other shells too, at a pseudo-terminal, and prints a table of what each can do.

Usage: python shells.py DIXIT STORE (a store of examples/articles)

duckdb (PyPI duckdb-cli), psql with a server of its own (Debian's postgresql), sqlite3 and oxigraph (PyPI oxigraph) are
tried where they are installed and left out where not. A cell says what happened to the keys below, and no more: "yes" where
the expected words came back. A shell is given the keys of its own manual; where it has no command for something, the most
likely one is typed.
"""

import fcntl
import os
import pty
import re
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time
from pathlib import Path

UP, SEARCH, EMPTY, CANCEL = "\x1b[A", "\x12", "\x15", "\x03"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . FILTER(?a != ?d || ?g != ?j) };"
RECURSIVE = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c) SELECT count(*) FROM c;"
CROSS = "SELECT count(*) FROM range(100000000) a, range(100000) b WHERE a.range + b.range < 0;"
SERIES = "SELECT count(*) FROM generate_series(1, 100000000) a, generate_series(1, 100000) b WHERE a + b < 0;"
TWICE = "SELECT 'un' || 'likely';"

# Each feature: what each shell is sent, piece by piece, and what must come back. A piece waits for the answer to the last;
# FRESH starts the shell anew. Where a shell is not named, it is sent what stands under "sql".
FRESH = object()
FEATURES = {
    "a statement over several lines": {
        "dixit": (["SELECT (40\r", "+2 AS ?n) {};\r"], r"\b42\b"),
        "sql": (["SELECT 40\r", "+2;\r"], r"\b42\b"),
    },
    "the last line back (arrow up)": {
        "dixit": (["BIND\x15SELECT (CONCAT('un', 'likely') AS ?w) {};\r", UP + "\r"], r"(?s)unlikely.*unlikely"),
        "sql": ([TWICE + "\r", UP + "\r"], r"(?s)unlikely.*unlikely"),
    },
    "an older line by some of it (Ctrl-R)": {
        "dixit": (["SELECT (CONCAT('un', 'likely') AS ?w) {};\r", "ASK {};\r", SEARCH + "CONC", "\r", "\r"], r"(?s)unlikely.*unlikely"),
        "sql": ([TWICE + "\r", "SELECT 1;\r", SEARCH + "'un", "\r", "\r"], r"(?s)unlikely.*unlikely"),
    },
    "colours in the line while it is typed": {
        "dixit": (["SELECT ?x { ?x a 'b'"], "colour"),
        "sql": (["SELECT 'b' FROM people WHERE"], "colour"),
    },
    "the tab key completes a keyword": {
        "dixit": (["SELE\t", "(40+2 AS ?n) {};\r"], r"\b42\b"),
        "sql": (["SELE\t", "40+2;\r"], r"\b42\b"),
    },
    "… a term of the schema (a table)": {
        "dixit": (["SELECT ?x { ?x a schema:Quotat\t"], "schema:Quotation"),
        "sql": (["SELECT * FROM peo\t", ";\r"], "Ada Balda"),
    },
    "… a value of the data, whatever its case": {
        "dixit": (["SELECT ?x { ?x rdfs:label \"bastian r\t"], "Bastian Roake"),
        "sql": (["SELECT * FROM people WHERE name = 'ada b\t"], "Ada Balda"),
    },
    "suggests the name that was meant": {
        "dixit": (["SELECT ?x { ?x dixit:sayd ?y };\r"], r"(?i)did you mean|perhaps"),
        "sql": (["SELECT nmae FROM people;\r"], r"(?i)did you mean|perhaps|candidate"),
    },
    "Ctrl-C stops a query within 2 s and the shell stays": {
        "dixit": ([ENDLESS + "\r", 1.5, CANCEL, "SELECT (40+2 AS ?n) {};\r"], r"\b42\b"),
        "duckdb": ([CROSS + "\r", 1.5, CANCEL, "SELECT 40+2;\r"], r"\b42\b"),
        "psql": ([SERIES + "\r", 1.5, CANCEL, "SELECT 40+2;\r"], r"\b42\b"),
        "sql": ([RECURSIVE + "\r", 1.5, CANCEL, "SELECT 40+2;\r"], r"\b42\b"),
    },
    "Ctrl-C on an empty line stays": {
        "dixit": ([CANCEL, "SELECT (40+2 AS ?n) {};\r"], r"\b42\b"),
        "sql": ([CANCEL, "SELECT 40+2;\r"], r"\b42\b"),
    },
    "a long answer goes through $PAGER": {
        "dixit": (["SELECT ?s { ?s ?p ?o } LIMIT 100;\r"], "paged:"),
        "duckdb": (["SELECT * FROM range(100);\r", ".maxrows 100\r", ".pager on\r", "SELECT * FROM range(100);\r"], "paged:"),
        "psql": (["SELECT * FROM generate_series(1, 100);\r"], "paged:"),
        "sql": (["WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c WHERE x<100) SELECT * FROM c;\r"], "paged:"),
    },
    "one answer into a file": {
        "dixit": ([".once one.txt\r", "SELECT (40+2 AS ?n) {};\r"], Path("one.txt")),
        "psql": (["SELECT 40+2 \\g one.txt\r"], Path("one.txt")),
        "sql": ([".once one.txt\r", "SELECT 40+2;\r"], Path("one.txt")),
    },
    "the last query in $EDITOR": {
        "dixit": (["SELECT (40+1 AS ?n) {};\r", ".edit\r"], r"\b43\b"),
        "psql": (["SELECT 40+1;\r", "\\e\r"], r"\b43\b"),
        "sql": (["SELECT 40+1;\r", ".edit\r", "\r"], r"\b43\b"),
    },
    "a query with values put in": {
        "dixit": (["SELECT (STR(?who) AS ?w) { ?who a schema:Person } LIMIT 1;\r", ".save one\r", ".run one who=person:bastian-roake\r"], "person/bastian-roake"),
        "sqlite3": ([".parameter set :a 41\r", "SELECT :a+1;\r"], r"\b42\b"),
        "sql": (["PREPARE q AS SELECT $1::int + 1;\r", "EXECUTE q(41);\r"], r"\b42\b"),
    },
    "… kept for the next session": {
        "dixit": (["SELECT (STR(?who) AS ?w) { ?who a schema:Person } LIMIT 1;\r", ".save one\r", FRESH, ".run one who=person:bastian-roake\r"], "person/bastian-roake"),
        "sqlite3": ([".parameter set :a 41\r", FRESH, "SELECT :a+1;\r"], r"\b42\b"),
        "sql": (["PREPARE q AS SELECT $1::int + 1;\r", FRESH, "EXECUTE q(41);\r"], r"\b42\b"),
    },
    "asks again by itself": {
        "dixit": (["SELECT (40+2 AS ?n) {};\r", ".watch 0.2\r", 1.0], r"(?s)\b42\b.*\b42\b"),
        "psql": (["SELECT 40+2 \\watch 0.2\r", 1.0], r"(?s)\b42\b.*\b42\b"),
        "sql": (["SELECT 40+2;\r", ".watch 0.2\r", 1.0], r"(?s)\b42\b.*\b42\b"),
    },
    "how a query is carried out": {
        "dixit": ([".plan SELECT ?x { ?x a schema:Person }\r"], "QuadPattern"),
        "sqlite3": (["EXPLAIN QUERY PLAN SELECT * FROM people;\r"], "SCAN"),
        "sql": (["EXPLAIN SELECT * FROM people;\r"], r"(?i)seq.?scan|table"),
    },
    "answers as Markdown": {
        "dixit": ([".mode markdown\r", "SELECT (40+2 AS ?n) {};\r"], r"\| *42 *\|"),
        "psql": (["\\pset format markdown\r", "SELECT 40+2;\r"], r"\| *42 *\|"),
        "sql": ([".mode markdown\r", "SELECT 40+2;\r"], r"\| *42 *\|"),
    },
    "changes the data in transactions": {
        "dixit": (["INSERT DATA { <x:a> <x:b> 'Zed Zest' };\r"], "inserted"),
        "sql": (["BEGIN;\r", "INSERT INTO people VALUES ('Zed ' || 'Zest');\r", "SELECT name FROM people;\r", "ROLLBACK;\r"], "Zed Zest"),
    },
}


class Shell:
    """A shell at a pseudo-terminal of 24 lines and 120 columns."""

    def __init__(self, command, folder):
        self.process, self.file = pty.fork()
        if self.process == 0:
            os.chdir(folder)
            environment = os.environ | {"TERM": "xterm-256color", "HOME": str(folder), "XDG_STATE_HOME": str(folder), "LESS": "",
                                        "PAGER": "sed s/^/paged:/", "EDITOR": "sed -i s/40+1/41+2/", "LINES": "24", "COLUMNS": "120"}
            for name in ("NO_COLOR", "VISUAL", "PSQL_PAGER", "PSQL_EDITOR"):
                environment.pop(name, None)
            os.execve(command[0], command, environment)
        fcntl.ioctl(self.file, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 120, 0, 0))
        self.seen, self.ended = "", False
        self.listen(1.5)

    def listen(self, quiet=0.5, most=6.0):
        """Reads until nothing came for a while, answering what terminals are asked."""
        end = time.monotonic() + most
        while not self.ended and time.monotonic() < end and select.select([self.file], [], [], quiet)[0]:
            try:
                came = os.read(self.file, 65536).decode(errors="replace")
            except OSError:
                came = ""
            self.ended = not came
            for asked, answer in (("\x1b]11;?", "\x1b]11;rgb:0000/0000/0000\x07"), ("\x1b[c", "\x1b[?1;2c"), ("\x1b[6n", "\x1b[1;1R")):
                if asked in came:
                    os.write(self.file, answer.encode())
            self.seen += came

    def type(self, text):
        if not self.ended:
            os.write(self.file, text.encode())
        self.listen()

    def close(self):
        os.close(self.file)
        try:
            os.kill(self.process, signal.SIGKILL)
        except ProcessLookupError:
            pass
        os.waitpid(self.process, 0)


def plain(text):
    """What was shown, without colours and movements of the cursor."""
    return re.sub(r"\x1b\][^\x07]*\x07|\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]|\r|\x07", "", text)


def tried(command, folder, pieces, wanted):
    shell = Shell(command, folder)
    # What is read beside the first prompt is there.
    time.sleep(0.5)
    sent = ""
    for piece in pieces:
        if piece is FRESH:
            shell.close()
            shell = Shell(command, folder)
        elif isinstance(piece, float):
            time.sleep(piece)
            shell.listen()
        else:
            sent += piece
            shell.type(piece)
    seen, ended = shell.seen, shell.ended
    shell.close()
    if isinstance(wanted, Path):
        file = folder / wanted
        return file.exists() and "42" in file.read_text()
    if wanted == "colour":
        # A colour that begins after something was typed, and no mere mark of the end of a line.
        typed = seen.rsplit("SEL", 1)[-1] if "SEL" in seen else seen
        return bool(re.search(r"\x1b\[[0-9;]*3[0-9;]*m", typed))
    return not ended and bool(re.search(wanted, plain(seen)))


def postgres(folder):
    """Starts a server of Debian's PostgreSQL in a folder; the command of psql for it, and how to stop it."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found or not shutil.which("psql") or not shutil.which("runuser") or os.getuid() != 0:
        return None, lambda: None
    programs, data = found[-1].parent, folder / "data"
    folder.mkdir()
    shutil.chown(folder, "postgres", "postgres")
    as_user = lambda *command: subprocess.run(["runuser", "-u", "postgres", "--", *map(str, command)], check=True, capture_output=True, cwd=folder)
    as_user(programs / "initdb", "-A", "trust", "-D", data)
    as_user(programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", f"-k {folder} -c listen_addresses=''", "start")
    stop = lambda: as_user(programs / "pg_ctl", "-D", data, "-m", "immediate", "stop")
    return [shutil.which("psql"), "-h", str(folder), "-U", "postgres"], stop


def duckdb():
    """DuckDB's own program: what pip puts on the path is a wrapper that Ctrl-C ends."""
    beside = sorted(Path(sys.executable).parent.parent.glob("lib/python*/site-packages/duckdb_cli/duckdb"))
    return str(beside[0]) if beside else shutil.which("duckdb")


def main():
    dixit, store = (str(Path(path).resolve()) for path in sys.argv[1:3])
    # psql's server needs a folder that its own user may enter.
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        shells, stop = {"dixit": [dixit, "console", "--store", store]}, lambda: None
        make = "CREATE TABLE people(name VARCHAR(40)); INSERT INTO people VALUES ('Ada Balda');"
        if found := duckdb():
            shells["duckdb"] = [found, str(folder / "news.duckdb")]
        psql, stop = postgres(folder / "server")
        if psql:
            shells["psql"] = psql
        if shutil.which("sqlite3"):
            shells["sqlite3"] = [shutil.which("sqlite3"), str(folder / "news.sqlite")]
        for shell in shells:
            if shell != "dixit":
                subprocess.run(shells[shell], input=make, text=True, check=True, capture_output=True)
        try:
            versions = {shell: subprocess.run([command[0], "--version"], capture_output=True, text=True).stdout for shell, command in shells.items()}
            print("versions:", "; ".join(f"{shell} {re.search(r'[0-9]+[.][0-9.]+', text)[0]}" for shell, text in versions.items()))
            print(f"\n| | {' | '.join(shells)} |\n|---|{'---|' * len(shells)}")
            for number, (feature, keys) in enumerate(FEATURES.items()):
                cells = []
                for shell, command in shells.items():
                    home = folder / f"{number}-{shell}"
                    home.mkdir()
                    pieces, wanted = keys.get(shell, keys["sql"])
                    cells.append("yes" if tried(command, home, pieces, wanted) else "no")
                print(f"| {feature} | {' | '.join(cells)} |", flush=True)
        finally:
            stop()
        one_command(folder)


def one_command(folder):
    """oxigraph's command has no shell: what it does when it is started without a query, and at Ctrl-C."""
    oxigraph = next((str(path) for path in [Path(sys.executable).parent / "oxigraph"] if path.exists()), shutil.which("oxigraph"))
    if not oxigraph:
        return
    (folder / "ten.nt").write_text("".join(f"<x:s{n}> <x:p> <x:o{n}> .\n" for n in range(300)))
    store = str(folder / "oxigraph")
    subprocess.run([oxigraph, "load", "--location", store, "--file", str(folder / "ten.nt")], check=True, capture_output=True)
    shell = Shell([oxigraph], folder)
    print(f"\noxigraph without a command: {'shows its help and ends' if shell.ended else 'goes on'}")
    shell.close()
    shell = Shell([oxigraph, "query", "--location", store, "--query", ENDLESS.rstrip(";"), "--results-format", "csv"], folder)
    shell.type(CANCEL)
    print(f"oxigraph query at Ctrl-C: {'ends' if shell.ended else 'goes on'}")
    shell.close()
    explained = subprocess.run([oxigraph, "query", "--location", store, "--query", "SELECT * { ?s ?p ?o }", "--results-format", "csv", "--explain"],
                               capture_output=True, text=True)
    print(f"oxigraph query --explain: {'shows the plan' if 'QuadPattern' in explained.stderr + explained.stdout else 'shows no plan'}")


main()
