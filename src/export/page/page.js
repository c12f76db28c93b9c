"use strict";
// Draws the network of the page's data and shows the quotations of what is chosen. All text goes in as textContent.
const data = JSON.parse(document.getElementById("data").textContent);
const at = (id) => document.getElementById(id);
const canvas = at("graph"), pen = canvas.getContext("2d");
const COLORS = { person: "#2a7de1", organization: "#d2691e", place: "#2e8b57", topic: "#888888", unnamed: "#9a5fb4", thing: "#b8860b" };
const LISTED = 200, SHOWN = 100;
const nodes = data.nodes.map((node, index) => ({ ...node, index, x: 0, y: 0, vx: 0, vy: 0, degree: 0, shown: false }));
const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
for (const node of nodes) node.folded = fold(node.label);
for (const proof of data.proofs) proof.folded = fold([proof.text, proof.article, proof.outlet].join(" "));
let pairs = [], chosen = null, view = { x: 0, y: 0, scale: 1 }, heat = 0, wanted = false;

// A spiral as the first layout: the same page always looks the same.
nodes.forEach((node, index) => {
  const angle = index * 2.399963, radius = 14 * Math.sqrt(index + 1);
  node.x = radius * Math.cos(angle); node.y = radius * Math.sin(angle);
});

function element(name, text, attributes) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  for (const key in attributes || {}) made.setAttribute(key, attributes[key]);
  return made;
}

function options(id, values) {
  for (const value of values) at(id).append(element("option", value, { value }));
}

function chosenFilters() {
  return { words: fold(at("search").value).split(/\s+/).filter(Boolean), since: at("since").value, until: at("until").value,
    topic: at("topic").value, outlet: at("outlet").value, confidence: Number(at("confidence").value),
    topics: at("topics").checked, unnamed: at("unnamed").checked, roles: at("roles").checked };
}

// Which statements the filters keep, joined to one line for each pair of nodes.
function filter() {
  const f = chosenFilters();
  at("sure").textContent = f.confidence.toFixed(2);
  const byPair = new Map();
  for (const node of nodes) { node.shown = false; node.degree = 0; }
  let statements = 0;
  for (const [from, to, relation, index, role] of data.links) {
    const proof = data.proofs[index], one = nodes[from], other = nodes[to];
    if (!f.topics && (one.kind === "topic" || other.kind === "topic")) continue;
    if (!f.unnamed && one.kind === "unnamed") continue;
    if (!f.roles && relation === 1) continue;
    if (proof.confidence < f.confidence) continue;
    if (f.since && !(proof.date >= f.since)) continue;
    if (f.until && !(proof.date && proof.date <= f.until)) continue;
    if (f.outlet && proof.outlet !== f.outlet) continue;
    if (f.topic && !proof.topics.includes(f.topic)) continue;
    if (!f.words.every((word) => one.folded.includes(word) || other.folded.includes(word) || proof.folded.includes(word))) continue;
    const key = from + " " + to;
    let pair = byPair.get(key);
    if (!pair) byPair.set(key, pair = { from: one, to: other, links: [] });
    pair.links.push({ relation, proof, role });
    statements += 1;
    for (const node of [one, other]) { node.shown = true; node.degree += 1; }
  }
  pairs = [...byPair.values()];
  const shown = nodes.filter((node) => node.shown);
  at("counts").textContent = `${shown.length} names, ${pairs.length} links, ${statements} statements`;
  list(shown);
  if (chosen && !pairs.some((pair) => touches(pair))) choose(null);
  heat = 1;
  ask();
}

const touches = (pair) => chosen && (chosen.node ? pair.from === chosen.node || pair.to === chosen.node
  : pair.from === chosen.from && pair.to === chosen.to);

function list(shown) {
  const most = [...shown].sort((a, b) => b.degree - a.degree || a.index - b.index).slice(0, LISTED);
  at("listed").textContent = shown.length > LISTED ? `Names (the first ${LISTED})` : "Names";
  at("list").replaceChildren(...most.map((node) => {
    const item = element("li"), button = element("button", `${node.label} · ${node.kind} · ${node.degree}`, { type: "button" });
    button.setAttribute("aria-pressed", String(Boolean(chosen && chosen.node === node)));
    button.addEventListener("click", () => { choose({ node }); center(node); });
    item.append(button);
    return item;
  }));
}

// ---- the quotations of a node or a link

function choose(what) {
  chosen = what;
  const panel = at("quotes");
  panel.hidden = !what;
  if (what) {
    const close = element("button", "Close", { type: "button", class: "close" });
    close.addEventListener("click", () => { choose(null); canvas.focus(); });
    const mine = pairs.filter(touches);
    const title = what.node ? what.node.label : `${what.from.label} on ${what.to.label}`;
    panel.replaceChildren(close, element("h2", title));
    if (what.node) {
      panel.append(element("p", `${what.node.kind} · ${what.node.id}`, { class: "faint" }));
      const links = element("ul");
      for (const pair of mine) {
        const item = element("li"), name = `${pair.from.label} → ${pair.to.label} (${pair.links.length})`;
        const button = element("button", name, { type: "button" });
        button.addEventListener("click", () => choose({ from: pair.from, to: pair.to }));
        item.append(button);
        links.append(item);
      }
      panel.append(links);
    }
    // A quotation about two is shown once.
    const seen = new Set(), found = [];
    for (const pair of mine) for (const link of pair.links) {
      if (!seen.has(link.proof)) { seen.add(link.proof); found.push([pair, link]); }
    }
    found.sort((a, b) => (a[1].proof.date < b[1].proof.date ? -1 : a[1].proof.date > b[1].proof.date ? 1 : 0));
    for (const [pair, link] of found.slice(0, SHOWN)) panel.append(quotation(pair, link));
    if (found.length > SHOWN) panel.append(element("p", `and ${found.length - SHOWN} more: narrow the filters`));
    panel.scrollTop = 0;
    close.focus({ preventScroll: true });
    at("status").textContent = `${title}: ${found.length} ${found.length === 1 ? "statement" : "statements"}`;
  } else {
    at("status").textContent = "";
  }
  for (const button of at("list").querySelectorAll("button")) button.setAttribute("aria-pressed", "false");
  ask();
}

function quotation(pair, { relation, proof, role }) {
  const box = element("article"), says = relation === 1 ? "holds a role at" : `${proof.stance}, about`;
  const who = element("p");
  who.append(element("strong", pair.from.label), document.createTextNode(`${role ? ", " + role + "," : ""} ${says} `), element("strong", pair.to.label));
  const words = element("p");
  words.append(document.createTextNode(proof.before), element("mark", proof.exact), document.createTextNode(proof.after));
  const place = element("p", [proof.date || "undated", proof.outlet].filter(Boolean).join(" · ") + " · ");
  // Only addresses of the web become links.
  if (/^https?:\/\//i.test(proof.link)) {
    place.append(element("a", proof.article || proof.link, { href: proof.link, target: "_blank", rel: "noopener noreferrer" }));
  } else {
    place.append(document.createTextNode(proof.article));
  }
  const trust = `confidence ${proof.confidence} · speaker ${proof.basis} · rule ${proof.rule} · reviewed: ${proof.reviewed} · ${proof.id}`;
  box.append(who, words, place, element("p", trust, { class: "faint" }));
  return box;
}

// ---- the layout: links pull, near nodes push (found by a grid), everything is drawn a little to the middle

function step() {
  const shown = nodes.filter((node) => node.shown), REACH = 90, cells = new Map();
  const key = (x, y) => x * 73856093 ^ y * 19349663;
  for (const node of shown) {
    node.cx = Math.floor(node.x / REACH); node.cy = Math.floor(node.y / REACH);
    const cell = key(node.cx, node.cy);
    if (!cells.has(cell)) cells.set(cell, []);
    cells.get(cell).push(node);
  }
  for (const node of shown) {
    for (let dx = -1; dx <= 1; dx++) for (let dy = -1; dy <= 1; dy++) {
      for (const other of cells.get(key(node.cx + dx, node.cy + dy)) || []) {
        if (other.index <= node.index) continue;
        let x = node.x - other.x, y = node.y - other.y;
        const square = x * x + y * y;
        if (square > REACH * REACH) continue;
        if (square < 0.01) { x = 0.1 * (node.index % 7 - 3); y = 0.1; }
        const push = 160 / (square + 40);
        node.vx += x * push; node.vy += y * push; other.vx -= x * push; other.vy -= y * push;
      }
    }
    node.vx -= node.x * 0.006; node.vy -= node.y * 0.006;
  }
  for (const pair of pairs) {
    const x = pair.to.x - pair.from.x, y = pair.to.y - pair.from.y, distance = Math.hypot(x, y) || 1;
    const pull = 0.06 * (distance - 60) / distance / Math.sqrt(Math.min(pair.from.degree, pair.to.degree) || 1);
    pair.from.vx += x * pull; pair.from.vy += y * pull; pair.to.vx -= x * pull; pair.to.vy -= y * pull;
  }
  for (const node of shown) {
    const speed = Math.hypot(node.vx, node.vy), most = 30 * heat, scale = speed > most ? most / speed : 1;
    node.x += node.vx * scale; node.y += node.vy * scale; node.vx *= 0.6; node.vy *= 0.6;
  }
  heat *= 0.985;
}

// ---- drawing

const radius = (node) => 3 + Math.min(12, Math.sqrt(node.degree));
const toScreen = (node) => [(node.x - view.x) * view.scale + canvas.clientWidth / 2, (node.y - view.y) * view.scale + canvas.clientHeight / 2];

function draw() {
  const ratio = window.devicePixelRatio || 1, width = canvas.clientWidth, height = canvas.clientHeight;
  if (canvas.width !== Math.round(width * ratio)) canvas.width = Math.round(width * ratio);
  if (canvas.height !== Math.round(height * ratio)) canvas.height = Math.round(height * ratio);
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  const dark = matchMedia("(prefers-color-scheme: dark)").matches, ink = dark ? "#eeeeee" : "#222222";
  const lines = (test, color, alpha) => {
    pen.strokeStyle = color; pen.globalAlpha = alpha;
    // Lines of one width are drawn together: single strokes are slow in the thousands.
    const widths = new Map();
    for (const pair of pairs) if (test(pair)) {
      const width = Math.min(6, Math.ceil(Math.log2(1 + pair.links.length)));
      if (!widths.has(width)) widths.set(width, []);
      widths.get(width).push(pair);
    }
    for (const [width, alike] of widths) {
      pen.lineWidth = width * 0.8;
      alike.forEach((pair, nth) => {
        if (nth % 64 === 0) { if (nth) pen.stroke(); pen.beginPath(); }
        pen.moveTo(...toScreen(pair.from)); pen.lineTo(...toScreen(pair.to));
      });
      pen.stroke();
    }
  };
  lines((pair) => !touches(pair), ink, chosen ? 0.1 : 0.25);
  lines(touches, "#e0a800", 1);
  pen.globalAlpha = 1;
  for (const node of nodes) if (node.shown) {
    const [x, y] = toScreen(node);
    pen.fillStyle = COLORS[node.kind] || COLORS.thing;
    pen.beginPath(); pen.arc(x, y, radius(node) * Math.sqrt(view.scale), 0, 7); pen.fill();
  }
  pen.fillStyle = ink; pen.font = "12px system-ui, sans-serif"; pen.textAlign = "center";
  // A large network moves without names.
  if (heat > 0.1 && pairs.length > 2000) return;
  // Names where they fit: the most linked first, none over another.
  const taken = new Set();
  for (const node of [...nodes].filter((node) => node.shown).sort((a, b) => b.degree - a.degree)) {
    const [x, y] = toScreen(node);
    if (x < 0 || y < 0 || x > width || y > height) continue;
    const cell = Math.round(x / 110) + " " + Math.round(y / 18);
    if (taken.has(cell) && !(chosen && chosen.node === node)) continue;
    taken.add(cell);
    pen.fillText(node.label.slice(0, 40), x, y - radius(node) * Math.sqrt(view.scale) - 3);
  }
}

function ask() {
  if (wanted) return;
  wanted = true;
  requestAnimationFrame(() => {
    wanted = false;
    if (heat > 0.02) { step(); if (heat > 0.6) fit(); }
    draw();
    if (heat > 0.02) ask();
  });
}

function fit() {
  const shown = nodes.filter((node) => node.shown);
  if (!shown.length) return;
  let left = Infinity, right = -Infinity, top = Infinity, bottom = -Infinity;
  for (const { x, y } of shown) { left = Math.min(left, x); right = Math.max(right, x); top = Math.min(top, y); bottom = Math.max(bottom, y); }
  view.x = (left + right) / 2; view.y = (top + bottom) / 2;
  view.scale = Math.min(2.5, 0.9 * Math.min(canvas.clientWidth / (right - left + 60), canvas.clientHeight / (bottom - top + 60)));
}

function center(node) { view.x = node.x; view.y = node.y; view.scale = Math.max(view.scale, 1); ask(); }

function zoom(factor, x, y) {
  const dx = x - canvas.clientWidth / 2, dy = y - canvas.clientHeight / 2, scale = Math.min(8, Math.max(0.05, view.scale * factor));
  view.x += dx / view.scale - dx / scale; view.y += dy / view.scale - dy / scale; view.scale = scale;
  ask();
}

// What is drawn at a place: a node, else a link.
function under(x, y) {
  for (const node of nodes) if (node.shown) {
    const [u, v] = toScreen(node);
    if (Math.hypot(u - x, v - y) <= radius(node) * Math.sqrt(view.scale) + 3) return { node };
  }
  let best = null, least = 6;
  for (const pair of pairs) {
    const [ax, ay] = toScreen(pair.from), [bx, by] = toScreen(pair.to), dx = bx - ax, dy = by - ay;
    const part = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
    const distance = Math.hypot(x - ax - part * dx, y - ay - part * dy);
    if (distance < least) { least = distance; best = { from: pair.from, to: pair.to }; }
  }
  return best;
}

// ---- mouse, touch and keys

let drag = null;
canvas.addEventListener("pointerdown", (event) => {
  canvas.setPointerCapture(event.pointerId);
  drag = { x: event.offsetX, y: event.offsetY, moved: 0 };
});
canvas.addEventListener("pointermove", (event) => {
  if (!drag) { const found = under(event.offsetX, event.offsetY); canvas.style.cursor = found ? "pointer" : "grab"; return; }
  const dx = event.offsetX - drag.x, dy = event.offsetY - drag.y;
  drag.moved += Math.abs(dx) + Math.abs(dy); drag.x = event.offsetX; drag.y = event.offsetY;
  view.x -= dx / view.scale; view.y -= dy / view.scale;
  ask();
});
canvas.addEventListener("pointerup", (event) => {
  if (drag && drag.moved < 5) choose(under(event.offsetX, event.offsetY));
  drag = null;
});
canvas.addEventListener("wheel", (event) => {
  event.preventDefault();
  zoom(event.deltaY < 0 ? 1.15 : 1 / 1.15, event.offsetX, event.offsetY);
}, { passive: false });
canvas.addEventListener("keydown", (event) => {
  const pan = { ArrowLeft: [-40, 0], ArrowRight: [40, 0], ArrowUp: [0, -40], ArrowDown: [0, 40] }[event.key];
  if (pan) { view.x += pan[0] / view.scale; view.y += pan[1] / view.scale; ask(); }
  else if (event.key === "+" || event.key === "=") zoom(1.25, canvas.clientWidth / 2, canvas.clientHeight / 2);
  else if (event.key === "-") zoom(0.8, canvas.clientWidth / 2, canvas.clientHeight / 2);
  else if (event.key === "0") { fit(); ask(); }
  else return;
  event.preventDefault();
});
document.addEventListener("keydown", (event) => { if (event.key === "Escape" && chosen) { choose(null); canvas.focus(); } });
window.addEventListener("resize", () => { fit(); ask(); });

const sorted = (values) => [...new Set(values)].filter(Boolean).sort();
options("topic", sorted(data.proofs.flatMap((proof) => proof.topics)));
options("outlet", sorted(data.proofs.map((proof) => proof.outlet)));
// A network of nothing but topics begins with them shown.
at("topics").checked = !data.links.some(([from, to]) => nodes[from].kind !== "topic" && nodes[to].kind !== "topic");
let waiting = 0;
for (const id of ["search", "since", "until", "topic", "outlet", "confidence", "topics", "unnamed", "roles"]) {
  at(id).addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(filter, 120); });
}
filter();
