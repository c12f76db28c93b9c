"use strict";
// Draws the network of the page's data and shows the quotations of what is chosen. All text goes in as textContent.
const data = JSON.parse(document.getElementById("data").textContent);
const at = (id) => document.getElementById(id);
const canvas = at("graph"), pen = canvas.getContext("2d");
const COLORS = { person: "#2a7de1", organization: "#d2691e", place: "#2e8b57", topic: "#888888", unnamed: "#9a5fb4", thing: "#b8860b" };
// How many names the list has, quotations the panel and names the picture; from how many links on it moves as an image.
const LISTED = 200, SHOWN = 100, NAMED = 160, MANY = 800;
// Names stand in our own sentences: what turns the direction of writing in them would turn our words too.
const plain = (text) => text.replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "");
const nodes = data.nodes.map((node, index) => ({ ...node, label: plain(node.label), index, degree: 0, shown: false }));
for (const proof of data.proofs) {
  proof.article = plain(proof.article); proof.outlet = plain(proof.outlet); proof.topics = proof.topics.map(plain);
}
const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
for (const node of nodes) node.folded = fold(node.label);
for (const proof of data.proofs) proof.folded = fold([proof.text, proof.article, proof.outlet].join(" "));
let pairs = [], seen = [], chosen = null, opener = null, view = { x: 0, y: 0, scale: 1 }, wanted = false;

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
  seen = nodes.filter((node) => node.shown).sort((a, b) => b.degree - a.degree || a.index - b.index);
  at("counts").textContent = `${seen.length} names, ${pairs.length} links, ${statements} statements`;
  list();
  if (chosen) choose(pairs.some(touches) ? chosen : null, true);
  fit();
  ask();
}

const touches = (pair) => chosen && (chosen.node ? pair.from === chosen.node || pair.to === chosen.node
  : pair.from === chosen.from && pair.to === chosen.to);

function list() {
  const most = seen.slice(0, LISTED);
  at("listed").textContent = seen.length > LISTED ? `Names (the first ${LISTED})` : "Names";
  at("list").replaceChildren(...most.map((node) => {
    const item = element("li"), button = element("button", `${node.label} · ${node.kind} · ${node.degree}`, { type: "button" });
    pressed(button, node);
    button.addEventListener("click", () => { choose({ node }); center(node); });
    item.append(button);
    return item;
  }));
}

const pressed = (button, node) => button.setAttribute("aria-pressed", String(Boolean(chosen && chosen.node === node)));

// ---- the quotations of a node or a link

// Closes the panel; the keyboard goes on where it was.
function close() {
  const back = opener && opener.isConnected ? opener : canvas;
  choose(null);
  back.focus();
}

// `stay` leaves the keyboard where it is, as in the field of a filter.
function choose(what, stay) {
  if (what && !chosen) opener = document.activeElement;
  chosen = what;
  const panel = at("quotes");
  panel.hidden = !what;
  if (what) {
    const shut = element("button", "Close", { type: "button", class: "close" });
    shut.addEventListener("click", close);
    const mine = pairs.filter(touches);
    const title = what.node ? what.node.label : `${what.from.label} on ${what.to.label}`;
    panel.replaceChildren(shut, element("h2", title));
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
    const once = new Set(), found = [];
    for (const pair of mine) for (const link of pair.links) {
      if (!once.has(link.proof)) { once.add(link.proof); found.push([pair, link]); }
    }
    found.sort((a, b) => (a[1].proof.date < b[1].proof.date ? -1 : a[1].proof.date > b[1].proof.date ? 1 : 0));
    for (const [pair, link] of found.slice(0, SHOWN)) panel.append(quotation(pair, link));
    if (found.length > SHOWN) panel.append(element("p", `and ${found.length - SHOWN} more: narrow the filters`));
    panel.scrollTop = 0;
    if (!stay) shut.focus({ preventScroll: true });
    at("status").textContent = `${title}: ${found.length} ${found.length === 1 ? "statement" : "statements"}`;
  } else {
    at("status").textContent = "";
  }
  [...at("list").querySelectorAll("button")].forEach((button, nth) => pressed(button, seen[nth]));
  ask();
}

function quotation(pair, { relation, proof, role }) {
  const box = element("article"), says = relation === 1 ? "holds a role at" : `${proof.stance}, about`;
  const who = element("p");
  who.append(element("strong", pair.from.label), document.createTextNode(`${role ? ", " + plain(role) + "," : ""} ${says} `), element("strong", pair.to.label));
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

// ---- drawing: nodes stand where the page's data puts them

const radius = (node) => (3 + Math.min(12, Math.sqrt(node.degree))) * Math.min(1.6, Math.sqrt(view.scale));
const toScreen = (node) => [(node.x - view.x) * view.scale + canvas.clientWidth / 2, (node.y - view.y) * view.scale + canvas.clientHeight / 2];
// The last picture, and the last of all without names, each with where it was taken: for moving a large network.
const picture = () => ({ canvas: document.createElement("canvas"), x: 0, y: 0, scale: 0 });
const still = picture(), whole = picture();
let fitted = false;

// Keeps what is drawn.
function keep(kept) {
  const copy = kept.canvas.getContext("2d");
  copy.clearRect(0, 0, canvas.width, canvas.height);
  copy.drawImage(canvas, 0, 0);
  Object.assign(kept, view);
}

function lines(test, color, alpha) {
  pen.strokeStyle = color; pen.globalAlpha = alpha;
  const width = canvas.clientWidth, height = canvas.clientHeight;
  // Lines of one width are drawn together: single strokes are slow in the thousands.
  const widths = new Map();
  for (const pair of pairs) if (test(pair)) {
    const [ax, ay] = toScreen(pair.from), [bx, by] = toScreen(pair.to);
    if (Math.max(ax, bx) < 0 || Math.min(ax, bx) > width || Math.max(ay, by) < 0 || Math.min(ay, by) > height) continue;
    const thick = Math.min(6, Math.ceil(Math.log2(1 + pair.links.length)));
    if (!widths.has(thick)) widths.set(thick, []);
    widths.get(thick).push(ax, ay, bx, by);
  }
  for (const [thick, ends] of widths) {
    pen.lineWidth = thick * 0.8;
    for (let from = 0; from < ends.length; from += 256) {
      pen.beginPath();
      for (let at = from; at < Math.min(from + 256, ends.length); at += 4) { pen.moveTo(ends[at], ends[at + 1]); pen.lineTo(ends[at + 2], ends[at + 3]); }
      pen.stroke();
    }
  }
  pen.globalAlpha = 1;
}

function dots() {
  const colors = new Map(), width = canvas.clientWidth, height = canvas.clientHeight;
  for (const node of seen) {
    const [x, y] = toScreen(node), size = radius(node), color = COLORS[node.kind] || COLORS.thing;
    if (x < -size || y < -size || x > width + size || y > height + size) continue;
    if (!colors.has(color)) colors.set(color, []);
    colors.get(color).push(x, y, size);
  }
  for (const [color, places] of colors) {
    pen.fillStyle = color; pen.beginPath();
    for (let at = 0; at < places.length; at += 3) {
      const [x, y, size] = places.slice(at, at + 3);
      if (size < 1.5) pen.rect(x - size, y - size, 2 * size, 2 * size); else { pen.moveTo(x + size, y); pen.arc(x, y, size, 0, 7); }
    }
    pen.fill();
  }
}

// Names where they fit: the most linked first, none over another.
function names(ink, ground) {
  pen.fillStyle = ink; pen.strokeStyle = ground; pen.lineWidth = 3; pen.lineJoin = "round"; pen.font = "12px system-ui, sans-serif"; pen.textAlign = "center";
  const places = new Set(), width = canvas.clientWidth, height = canvas.clientHeight;
  const mine = new Set(pairs.filter(touches).flatMap((pair) => [pair.from, pair.to]));
  let written = 0;
  for (const node of [...mine, ...seen]) {
    const [x, y] = toScreen(node);
    if (x < 0 || y < 0 || x > width || y > height) continue;
    const name = node.label.length > 28 ? node.label.slice(0, 27) + "…" : node.label;
    const half = pen.measureText(name).width / 2 + 4, row = Math.round((y - radius(node)) / 7), cells = [];
    for (let column = Math.floor((x - half) / 20); column <= (x + half) / 20; column++) cells.push([column, row]);
    const free = cells.every(([column, row]) => [-2, -1, 0, 1, 2].every((by) => !places.has(column + " " + (row + by))));
    if (!free && !(chosen && (node === chosen.node || node === chosen.from || node === chosen.to))) continue;
    for (const cell of cells) places.add(cell.join(" "));
    // A rim in the colour of the ground makes it readable over lines.
    pen.strokeText(name, x, y - radius(node) - 3); pen.fillText(name, x, y - radius(node) - 3);
    if (++written >= NAMED) return;
  }
}

function draw() {
  const ratio = window.devicePixelRatio || 1, width = canvas.clientWidth, height = canvas.clientHeight;
  for (const [side, length] of [["width", width], ["height", height]]) {
    const pixels = Math.round(length * ratio);
    if (canvas[side] !== pixels) { canvas[side] = still.canvas[side] = whole.canvas[side] = pixels; still.scale = whole.scale = 0; }
  }
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  // While a large network moves, a picture of it moves: the last one, or that of all when much of it would be out of sight.
  if (moving && pairs.length > MANY) {
    const shift = (kept) => [view.scale / kept.scale, (kept.x - view.x) * view.scale, (kept.y - view.y) * view.scale];
    const [by, x, y] = shift(still), near = by > 0.6 && by < 3 && Math.abs(x) < width / 3 && Math.abs(y) < height / 3;
    const kept = near ? still : whole;
    if (kept.scale) {
      const [by, x, y] = shift(kept);
      pen.drawImage(kept.canvas, (width - width * by) / 2 + x, (height - height * by) / 2 + y, width * by, height * by);
      return;
    }
  }
  const dark = matchMedia("(prefers-color-scheme: dark)").matches, ink = dark ? "#eeeeee" : "#222222";
  lines((pair) => !touches(pair), ink, chosen ? 0.1 : pairs.length > MANY ? 0.2 : 0.35);
  lines(touches, "#e0a800", 1);
  dots();
  if (fitted && pairs.length > MANY) { keep(whole); fitted = false; }
  names(ink, dark ? "#121212" : "#ffffff");
  if (pairs.length > MANY) keep(still);
}

let moving = 0;
// Draws at the next frame; what only moves the view is drawn in full when it comes to rest.
function ask(moved) {
  clearTimeout(moving);
  moving = moved ? setTimeout(() => { moving = 0; ask(); }, 150) : 0;
  if (wanted) return;
  wanted = true;
  requestAnimationFrame(() => { wanted = false; draw(); });
}

function fit() {
  if (!seen.length) return;
  let left = Infinity, right = -Infinity, top = Infinity, bottom = -Infinity;
  for (const { x, y } of seen) { left = Math.min(left, x); right = Math.max(right, x); top = Math.min(top, y); bottom = Math.max(bottom, y); }
  view.x = (left + right) / 2; view.y = (top + bottom) / 2;
  fitted = true;
  view.scale = Math.min(2.5, 0.9 * Math.min(canvas.clientWidth / (right - left + 60), canvas.clientHeight / (bottom - top + 60)));
}

// To the middle of what the panel leaves free.
function center(node) {
  view.scale = Math.max(view.scale, 0.8);
  view.x = node.x + at("quotes").offsetWidth / 2 / view.scale; view.y = node.y;
  ask();
}

function zoom(factor, x, y) {
  const dx = x - canvas.clientWidth / 2, dy = y - canvas.clientHeight / 2, scale = Math.min(8, Math.max(0.05, view.scale * factor));
  view.x += dx / view.scale - dx / scale; view.y += dy / view.scale - dy / scale; view.scale = scale;
  ask(true);
}

// What is drawn at a place: a node, else a link.
function under(x, y) {
  for (const node of seen) {
    const [u, v] = toScreen(node);
    if (Math.hypot(u - x, v - y) <= radius(node) + 3) return { node };
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
  ask(true);
});
canvas.addEventListener("pointerup", (event) => {
  if (drag && drag.moved < 5) choose(under(event.offsetX, event.offsetY)); else ask();
  drag = null;
});
canvas.addEventListener("wheel", (event) => {
  event.preventDefault();
  zoom(event.deltaY < 0 ? 1.15 : 1 / 1.15, event.offsetX, event.offsetY);
}, { passive: false });
canvas.addEventListener("keydown", (event) => {
  const pan = { ArrowLeft: [-40, 0], ArrowRight: [40, 0], ArrowUp: [0, -40], ArrowDown: [0, 40] }[event.key];
  if (pan) { view.x += pan[0] / view.scale; view.y += pan[1] / view.scale; ask(true); }
  else if (event.key === "+" || event.key === "=") zoom(1.25, canvas.clientWidth / 2, canvas.clientHeight / 2);
  else if (event.key === "-") zoom(0.8, canvas.clientWidth / 2, canvas.clientHeight / 2);
  else if (event.key === "0") { fit(); ask(); }
  else return;
  event.preventDefault();
});
document.addEventListener("keydown", (event) => { if (event.key === "Escape" && chosen) close(); });
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
