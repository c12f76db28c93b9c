#!/usr/bin/env python3
"""Builds the fuzz targets, seeds them, runs each for some minutes and prints what came of it; fails when one found something.

    fuzz.py MINUTES [TARGET…]

Needs a nightly toolchain and cargo-fuzz. What is found stands in tests/fuzz/artifacts. No sanitizer is used: dixit forbids
`unsafe`, and a panic, a hang of ten seconds and memory beyond 2 GB are found without one.
"""
import io, json, os, pathlib, re, subprocess, sys, tarfile, zipfile

root = pathlib.Path(__file__).resolve().parent.parent
fuzz = root / "tests" / "fuzz"
minutes, wanted = float(sys.argv[1]), sys.argv[2:]
targets = re.findall(r'^name = "(\w+)"$', (fuzz / "Cargo.toml").read_text(), re.M)[0:]
articles = root / "examples" / "articles"
page = (articles / "union-vote.html").read_bytes()


def warc(*pages):
    records = b""
    for number, body in enumerate(pages):
        http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body
        head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://news.example/{number}\r\n"
        records += f"{head}WARC-Date: 2026-05-04T09:00:00Z\r\nContent-Length: {len(http)}\r\n\r\n".encode() + http + b"\r\n\r\n"
    return records


def tar():
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, text in [("a.txt", b"It rained, Ann Lee said."), ("b/c.html", b"<p>It rained, Ann Lee said.</p>")]:
            entry = tarfile.TarInfo(name)
            entry.size = len(text)
            archive.addfile(entry, io.BytesIO(text))
    return out.getvalue()


def zipped():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", "It rained, Ann Lee said. " * 9)
        archive.writestr("b.jsonl", '{"text": "It rained, Ann Lee said."}\n')
    return out.getvalue()


def payload(model):
    """What a model's file holds behind its header, where the command zstd is at hand."""
    file = model.read_bytes()
    try:
        return subprocess.run(["zstd", "-dc"], input=file[10 + file[5] :], stdout=subprocess.PIPE, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return b"\x02\x03one\x02it"


def judgement(verdict, **fields):
    return json.dumps({"when": "2026-05-04T09:00:00.000Z", "who": "Ann Lee", "verdict": verdict, **fields}) + "\n"


fact = {"article": "0" * 16, "kind": "quotation", "start": 3, "end": 9, "exact": "no tax", "speakers": ["person/ann-lee"]}
entity = {"entity": "person/ann-lee", "into": "person/a-lee", "name": "A. Lee"}
verdicts = [judgement(verdict, **entity) for verdict in ["merge", "rename", "split"]]
verdicts += [judgement(verdict, **fact) for verdict in ["reject", "accept"]]
verdicts += [judgement("withdraw", judgement="0" * 16), judgement("not-same", entity="person/a", other="person/b", turn=2)]
entry = {"key": "https://dixit.example/article/a", "article": "https://dixit.example/article/a", "text": "0" * 64,
         "about": "", "engine": "", "triples": 1, "bytes": 60}
quad = "<https://dixit.example/article/a> <http://schema.org/name> \"a\" .\n"
sections = [{"kind": "ground", "articles": [{**entry, "bytes": len(quad)}]}, {"kind": "derived"}, {"kind": "extra"},
            {"kind": "forget", "articles": [entry]}, {"kind": "finish"}]
log = "\x01" + "\0".join(json.dumps(table) + "\0" + (quad if table["kind"] in ("ground", "derived") else "") for table in sections)
models = sorted((root / "src").glob("*/data/*.model"), key=lambda model: model.stat().st_size)
order = ["clusters", "tagger", "lemmatizer", "names", "parser", "ranker", "attribution-tagger", "affiliations"]
commands = [".said Ann Lee", ".ask roles \"Ann Lee\"", ".help .ask", ".find toll", "SELECT * { ?s ?p ?o } LIMIT 3;", ".stats",
            "ASK { ?s a schema:Person };", "PREFIX : <x:>\nSELECT (COUNT(*) AS ?n)\nWHERE { ?s ?p ?o };", ".mode csv", ".rows 2"]
feeds = ["<rss version=\"2.0\"><channel><title>T</title><item><title>A</title><link>https://n.example/1</link>"
         "<pubDate>Mon, 04 May 2026 09:00:00 GMT</pubDate><description>It rained, Ann Lee said.</description></item></channel></rss>",
         "<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry><id>1</id><title>A</title><updated>2026-05-04T09:00:00Z</updated>"
         "<content type=\"html\">&lt;p&gt;It rained&lt;/p&gt;</content></entry></feed>", "# A\n\n> *It* rained, [Ann Lee](x) said.\n"]
seeds = {
    "article": [part for file in articles.glob("*.txt") for part in file.read_bytes().split(b"\n\n") if part.strip()],
    "html": [page, b"<html><body><article><h1>A</h1><p>It rained, Ann Lee said.</p></article></body></html>"],
    "csv": [b"id,date,text\n1,2026-05-04,\"It \"\"rained\"\"\"\n", b"text\ttitle\nIt rained\tA\n", (articles / "archive.csv").read_bytes()[:3000]],
    "jsonl": [b'{"id": "1", "text": "It rained"}\n', b'[{"text": "a\\ud83d"}, {"body": "b"}]', (articles / "wire.jsonl").read_bytes()[:3000]],
    "warc": [warc(page[:2000], b"<p>It rained, Ann Lee said.</p>"), warc(b"")],
    "feed": feeds,
    "archive": [tar(), zipped()],
    "console": commands + ["\n".join(commands)],
    "sparql": [file.read_bytes() for folder in ("ontology/questions", "examples/queries") for file in (root / folder).glob("*.rq")],
    "model": [bytes([order.index(m.stem)]) + payload(m)[:20000] for m in models if m.stem in order] + [m.read_bytes()[:2000] for m in models[:2]],
    "judgements": verdicts + ["".join(verdicts)],
    "graph_file": [log, "\x01" + json.dumps(sections[4]) + "\0"],
}
# A paragraph or two are all that the language stages see at once, and a long input costs as many short ones.
longest = {"article": 1200, "html": 3000, "graph_file": 3000}
folder = pathlib.Path(os.environ.get("CARGO_TARGET_DIR") or fuzz / "target") / "x86_64-unknown-linux-gnu" / "release"
subprocess.run(["cargo", "+nightly", "fuzz", "build", "--fuzz-dir", fuzz, "-s", "none"], cwd=root, check=True)
print("| target | executions | minutes | findings |\n|---|---:|---:|---|")
failed = False
for target in [target for target in targets if target in seeds and (not wanted or target in wanted)]:
    corpus, found = fuzz / "corpus" / target, fuzz / "artifacts" / target
    for place in (corpus, found):
        place.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds[target]):
        (corpus / f"seed-{number}").write_bytes(seed.encode() if isinstance(seed, str) else seed)
    options = [f"-max_total_time={int(minutes * 60)}", "-timeout=10", "-rss_limit_mb=2048", f"-max_len={longest.get(target, 20000)}", "-print_final_stats=1"]
    done = subprocess.run([folder / target, corpus, f"-artifact_prefix={found}/", *options], stderr=subprocess.PIPE, cwd=root)
    told = done.stderr.decode(errors="replace")
    runs = re.search(r"number_of_executed_units:\s*(\d+)", told)
    names = [name for name in re.findall(r"Test unit written to (\S+)", told)]
    spent = re.search(r"in (\d+) second", told)
    failed |= done.returncode != 0
    took = f"{int(spent.group(1)) / 60:.1f}" if spent else "?"
    print(f"| {target} | {int(runs.group(1)) if runs else 0:,} | {took} | {', '.join(pathlib.Path(n).name for n in names) or 'none'} |", flush=True)
    if done.returncode != 0:
        print("\n".join(told.splitlines()[-30:]), file=sys.stderr, flush=True)
sys.exit(failed)
