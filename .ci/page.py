"""Drives the exported page in Chromium as a reader would, and measures how smoothly a large network moves.

Usage: python page.py DIXIT [FOLDER] (with playwright installed and Chromium on the path). With FOLDER, frames are timed on
pages of about 50 and 5,000 links, and screenshots are kept there.

The articles are invented here: a few whose names and texts are hostile to a page, and as many as give these links.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

dixit = sys.argv[1]
kept = Path(sys.argv[2]) if len(sys.argv) > 2 else None
LINKS = int(os.environ.get("LINKS", "5000"))
HOSTILE = '</script><img src=x onerror="window.injected=1"><!--'


def page_of(folder, name, articles, *options):
    """Builds the articles and exports their page."""
    source, store, page = folder / f"{name}.jsonl", folder / f"{name}.dixit", folder / f"{name}.html"
    source.write_text("".join(json.dumps(article) + "\n" for article in articles), encoding="utf-8")
    for command in (["build", source, "--store", store], ["export", "--store", store, "-o", page, *options]):
        subprocess.run([dixit, *command], check=True, capture_output=True)
    return page


def hostile():
    """Articles whose titles, outlets, links and texts would break a careless page."""
    turned = "\u202e\u2066turned\u200f"
    texts = [
        f'Ilda Moor said on Monday that Bo Quay had lied about the toll. “{HOSTILE} is what Bo Quay wrote,” said Ilda Moor.',
        f"“The toll of Bo Quay is “wrong” & <b>bold</b> {turned} \u2028 today,” said Ilda Moor.",
        'Bo Quay, the mayor of Lomsk, said Ilda Moor had "never paid" the toll. “Ilda Moor is \'late\' with the ferry,” Bo Quay said.',
        "Dana O'Fell, chair of the Lomsk Guild, denied that Bo Quay had met Ilda Moor.",
    ]
    for number, text in enumerate(texts):
        yield {"id": str(number), "url": f"https://news.example/{number}?a=1&b=<2>" if number else "javascript:window.injected=1",
               "title": f"Toll {number} {HOSTILE} {turned}", "date": f"2024-0{number + 1}-05",
               "publisher": f"Wire {number % 2} {HOSTILE if number == 3 else ''}", "text": text}


def many(links):
    """Articles of ten statements, each by one invented person about another."""
    first = ["Ada", "Bren", "Cleo", "Dov", "Esme", "Finn", "Greta", "Hugo", "Iva", "Jorun", "Kaja", "Lior", "Mira", "Nils", "Orla"]
    begin = ["Bal", "Cor", "Dren", "Fal", "Gor", "Hal", "Kes", "Lor", "Mar", "Nor", "Pel", "Ros", "Tor", "Vel", "Wen", "Zor"]
    end = ["dane", "feld", "gren", "holm", "kov", "land", "mark", "nov", "quist", "rin", "sen", "vik"]
    people = [f"{a} {b}{c}" for b in begin for c in end for a in first][: max(40, links * 2 // 5)]
    seed = 7
    for article in range(-(-links // 10)):
        text = []
        for _ in range(10):
            seed = (seed * 1103515245 + 12345) % 2**31
            one = seed % len(people)
            # Some are spoken about much more than others, as in the news.
            seed = (seed * 1103515245 + 12345) % 2**31
            other = int((seed / 2**31) ** 3 * len(people))
            if one != other:
                text.append(f"“The plan of {people[other]} will cost the harbour dear,” said {people[one]}.")
        yield {"id": f"m{article}", "title": f"Harbour plans {article}", "date": f"2024-{article % 12 + 1:02}-11",
               "publisher": f"Wire {article % 5}", "text": "\n\n".join(text)}


def counts(tab):
    return [int(word) for word in tab.inner_text("#counts").replace(",", "").split() if word.isdigit()]


def wait_for(tab, test, *values):
    tab.wait_for_function(test, arg=list(values), timeout=10_000)


def reading(browser, page, problems):
    """Search, filters, a link, its quotation, the keyboard, and that nothing was injected."""
    tab = browser.new_page(viewport={"width": 1200, "height": 800})
    tab.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    tab.on("pageerror", lambda error: problems.append(str(error)))
    tab.on("request", lambda request: problems.append(request.url) if not request.url.startswith("file:") else None)
    tab.goto(page.as_uri())
    names, links, statements = counts(tab)
    assert names >= 3 and links >= 3, "the page shows no network"
    assert "machine" in tab.inner_text("#banner")
    total = [names, links, statements]

    def filtered(what, set_it, undo):
        set_it()
        wait_for(tab, "([all]) => !document.getElementById('counts').textContent.includes(all + ' statements')", statements)
        found = counts(tab)
        assert 0 < found[2] < statements, f"{what}: {found} of {total}"
        undo()
        wait_for(tab, "([all]) => document.getElementById('counts').textContent.includes(', ' + all + ' statements')", statements)

    filtered("search", lambda: tab.fill("#search", "O'FELL"), lambda: tab.fill("#search", ""))
    filtered("search in quotations", lambda: tab.fill("#search", "never paid"), lambda: tab.fill("#search", ""))
    filtered("since", lambda: tab.fill("#since", "2024-03-01"), lambda: tab.fill("#since", ""))
    filtered("until", lambda: tab.fill("#until", "2024-02-28"), lambda: tab.fill("#until", ""))
    outlet = tab.locator("#outlet option").nth(1).get_attribute("value")
    filtered("outlet", lambda: tab.select_option("#outlet", outlet), lambda: tab.select_option("#outlet", ""))
    filtered("topic", lambda: tab.select_option("#topic", "toll"), lambda: tab.select_option("#topic", ""))
    middle = sorted({proof["confidence"] for proof in tab.evaluate("data.proofs")})[1]
    slide = "([value]) => { const e = document.getElementById('confidence'); e.value = value; e.dispatchEvent(new Event('input')); }"
    filtered("confidence", lambda: tab.evaluate(slide, [min(1, middle + 0.05)]), lambda: tab.evaluate(slide, [0]))

    # A link is clicked in its middle, away from nodes.
    place = """() => { const pair = pairs.find((pair) => pair.from.label === 'Ilda Moor' && pair.to.label === 'Bo Quay');
      const [ax, ay] = toScreen(pair.from), [bx, by] = toScreen(pair.to), box = canvas.getBoundingClientRect();
      return [box.x + (ax + bx) / 2, box.y + (ay + by) / 2]; }"""
    tab.mouse.click(*tab.evaluate(place))
    panel = tab.locator("#quotes")
    assert "Ilda Moor on Bo Quay" in panel.inner_text() or "Bo Quay on Ilda Moor" in panel.inner_text(), panel.inner_text()
    assert tab.locator("#quotes mark").count() > 0 and "confidence" in panel.inner_text() and "reviewed: no" in panel.inner_text()
    addresses = tab.eval_on_selector_all("#quotes a", "all => all.map((a) => a.href)")
    assert all(address.startswith("https://news.example/") for address in addresses), addresses
    tab.keyboard.press("Escape")
    assert not panel.is_visible()

    # The keyboard alone: to the list, a name, a link of the name, its quotation, and back.
    tab.locator("#search").focus()
    for _ in range(40):
        tab.keyboard.press("Tab")
        if tab.evaluate("document.activeElement.closest('#list') !== null"):
            break
    first = tab.evaluate("document.activeElement.textContent")
    tab.keyboard.press("Enter")
    assert panel.is_visible() and tab.evaluate("document.activeElement.textContent") == "Close", "Enter opens the panel"
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    assert " on " in tab.inner_text("#quotes h2") and tab.locator("#quotes article").count() > 0
    tab.keyboard.press("Escape")
    assert not panel.is_visible() and tab.evaluate("document.activeElement.textContent") == first, "Escape goes back"
    tab.locator("#graph").focus()
    before = tab.evaluate("({ ...view })")
    for key in ("ArrowRight", "ArrowDown", "+"):
        tab.keyboard.press(key)
    after = tab.evaluate("({ ...view })")
    assert after["x"] > before["x"] and after["y"] > before["y"] and after["scale"] > before["scale"], "arrows and plus"

    # Every panel is opened once: nothing of the data has become markup or has run.
    for number in range(tab.evaluate("pairs.length")):
        tab.evaluate("(number) => choose({ from: pairs[number].from, to: pairs[number].to })", number)
    tab.wait_for_timeout(100)
    assert tab.evaluate("window.injected") is None and tab.locator("img, b, iframe, object").count() == 0, "injected"
    shown = tab.evaluate("[...document.querySelectorAll('option, h2, #list button, strong, a')].map((e) => e.textContent).join('')")
    assert not set(shown) & set("\u202e\u2066\u200f"), "names turn the direction of writing"
    if kept:
        tab.screenshot(path=kept / "hostile.png")
    tab.close()
    print(f"page: {names} names, {links} links, {statements} statements; search, filters, click, keyboard; nothing injected")


FRAMES = """([steps, kind]) => new Promise((done) => {
  const times = [], box = canvas.getBoundingClientRect(), x = box.x + box.width / 2, y = box.y + box.height / 2;
  const send = (type, dx, dy) => canvas.dispatchEvent(new PointerEvent(type, { pointerId: 1, clientX: x + dx, clientY: y + dy, bubbles: true }));
  canvas.setPointerCapture = () => {};
  let step = 0, last = performance.now();
  if (kind === 'pan') send('pointerdown', 0, 0);
  const next = (now) => {
    times.push(now - last); last = now;
    if (step++ >= steps) { if (kind === 'pan') send('pointerup', 2, 2); return done(times.slice(2)); }
    if (kind === 'pan') send('pointermove', 180 * Math.sin(step / 12), 120 * Math.sin(step / 17));
    else canvas.dispatchEvent(new WheelEvent('wheel', { deltaY: step % 40 < 20 ? -1 : 1, clientX: x, clientY: y, bubbles: true, cancelable: true }));
    requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
})"""


def smoothness(browser, page, name):
    """Frame times while panning and zooming, the time of one whole picture and of a filter."""
    tab = browser.new_page(viewport={"width": 1400, "height": 900})
    tab.goto(page.as_uri())
    tab.wait_for_timeout(500)
    names, links, statements = counts(tab)
    if kept:
        tab.screenshot(path=kept / f"{name}.png")
    line = f"page of {names} names, {links} links: "
    for kind in ("pan", "zoom"):
        times = sorted(tab.evaluate(FRAMES, [120, kind]))
        line += f"{kind} {1000 * len(times) / sum(times):.0f} frames/s (median {times[len(times) // 2]:.0f} ms, worst {times[-1]:.0f} ms), "
    whole = tab.evaluate("() => { const t = performance.now(); draw(); pen.getImageData(0, 0, 1, 1); return performance.now() - t; }")
    sifted = tab.evaluate("() => { const t = performance.now(); filter(); return performance.now() - t; }")
    print(line + f"whole picture {whole:.0f} ms, filter {sifted:.0f} ms")
    tab.close()


def main():
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        print("no Chromium here: the page is not driven")
        return
    if kept:
        kept.mkdir(parents=True, exist_ok=True)
    folder, problems = Path(tempfile.mkdtemp()), []
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
            reading(browser, page_of(folder, "hostile", hostile()), problems)
            if kept:
                smoothness(browser, page_of(folder, "fifty", many(60)), "fifty")
                smoothness(browser, page_of(folder, "many", many(LINKS)), "many")
            browser.close()
        assert not problems, problems
    finally:
        shutil.rmtree(folder)


main()
