/* The plan editor: pick, drag, turn and equip booths. All of it has a twin without a script: the links at the left and
   the forms at the right. Parts: shared, drawing, saving, panel, picking, moving. */
import { attach, drawAll, frame, keepIn, look, lookAtAll, pointOf, showLive, unframe, unit, zoom } from './plan_editor/drawing.js';
import { commit, nudge, putBack, release, shift, standing, turnTowards } from './plan_editor/moving.js';
import { fill, hasFaults, openOnLoad } from './plan_editor/panel.js';
import { picked, picking, preview, startPicking } from './plan_editor/picking.js';
import { accept, moveMark, removeChosen, undo } from './plan_editor/saving.js';
import { $, SNAP, byLabel, ed, say, snap, within } from './plan_editor/shared.js';

const { svg, chosen, booths } = ed, DRAG = 4, STEP = 100, TURN = 5;
let gesture = null, band = false;

/* ---------- choosing ---------- */
function choose(ids, add) {
  release();
  if (!add) chosen.clear();
  for (const id of ids) chosen.add(id);
  drawAll();
  fill();
}
function toggle(id) {
  if (!chosen.delete(id)) chosen.add(id);
  choose([], true);
}
function focus(shape) {
  for (const each of ed.shapes.values()) each.tabIndex = each === shape ? 0 : -1;
  shape.focus({ preventScroll: true });
}

/* ---------- mouse and finger ---------- */
function kindOf(event) {
  if (picking()) return { kind: 'pick' };
  if (event.target.closest('[data-turn]')) return { kind: 'turn' };
  const shape = event.target.closest('.b'), mark = event.target.closest('[data-mark]');
  if (shape) return { kind: 'move', shape, id: Number(shape.dataset.number), add: event.shiftKey };
  if (mark) return { kind: 'mark', ring: mark, mark: ed.state.marks.find((each) => each.id === mark.dataset.mark) };
  return { kind: band || event.shiftKey ? 'band' : 'pan' };
}
svg.addEventListener('dragstart', (event) => event.preventDefault());
svg.addEventListener('click', (event) => event.preventDefault());
svg.addEventListener('pointerdown', (event) => {
  if (!ed.state || event.button || gesture) return;
  release();
  gesture = { ...kindOf(event), pointer: event.pointerId, at: [event.clientX, event.clientY], from: pointOf(event), view: ed.view.slice(), moved: false };
  svg.setPointerCapture(event.pointerId);
  if (gesture.kind === 'move') {
    if (!gesture.add && !chosen.has(gesture.id)) choose([gesture.id]);
    focus(gesture.shape);
  }
  gesture.before = standing();
});
svg.addEventListener('pointermove', (event) => {
  if (!gesture || gesture.pointer !== event.pointerId) return;
  const px = event.clientX - gesture.at[0], py = event.clientY - gesture.at[1];
  gesture.moved = gesture.moved || Math.hypot(px, py) > DRAG;
  if (!gesture.moved) return;
  const [x, y] = pointOf(event), [fx, fy] = gesture.from, { kind, before } = gesture;
  if (kind === 'pan') look([gesture.view[0] - px * unit(), gesture.view[1] - py * unit(), ed.view[2], ed.view[3]]);
  else if (kind === 'move' && chosen.has(gesture.id)) {
    const lead = before.find(({ id }) => id === gesture.id).values;
    shift(before, snap(lead.x + (x - fx) / ed.k) - lead.x, snap(lead.y + (y - fy) / ed.k) - lead.y);
  } else if (kind === 'turn') turnTowards(before, x / ed.k, y / ed.k, event.shiftKey);
  else if (kind === 'mark') {
    gesture.ring.setAttribute('cx', x);
    gesture.ring.setAttribute('cy', y);
  } else if (kind === 'band' || picking() === 'rect') frame(fx, fy, x, y);
});
svg.addEventListener('pointerup', (event) => {
  if (!gesture || gesture.pointer !== event.pointerId) return;
  const done = gesture, { kind, moved } = done, [x, y] = pointOf(event), [fx, fy] = done.from;
  const box = [Math.min(x, fx), Math.min(y, fy), Math.max(x, fx), Math.max(y, fy)];
  gesture = null;
  unframe();
  if (kind === 'pick') picked(x, y, box);
  else if (kind === 'mark' && moved) moveMark(done.mark, within(snap(x / ed.k), ed.state.width), within(snap(y / ed.k), ed.state.height));
  else if (kind === 'mark') location.href = `${ed.url}?mark=${done.mark.id}`;
  else if (kind === 'band') choose(inside(box), event.shiftKey);
  else if (kind === 'pan' && !moved) choose([]);
  else if (kind === 'move' && !moved) { if (done.add) toggle(done.id); else choose([done.id]); }
  else if (moved && (kind === 'turn' || (kind === 'move' && chosen.has(done.id)))) commit(done.before);
});
svg.addEventListener('pointercancel', () => {
  if (gesture) putBack(gesture.before);
  gesture = null;
});
svg.addEventListener('wheel', (event) => {
  event.preventDefault();
  zoom(event.deltaY > 0 ? 1.15 : 0.87, pointOf(event));
}, { passive: false });
const inside = ([left, top, right, bottom]) => [...booths.values()]
  .filter((b) => b.x * ed.k >= left && b.x * ed.k <= right && b.y * ed.k >= top && b.y * ed.k <= bottom).map((b) => b.id);

/* ---------- keys ---------- */
const WAYS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
function nearest(from, [dx, dy]) {
  let best = null, score = Infinity;
  for (const booth of booths.values()) {
    const x = booth.x - from.x, y = booth.y - from.y, along = x * dx + y * dy, side = Math.abs(x * dy) + Math.abs(y * dx);
    if (booth !== from && along > 20 && along + side * 2 < score) { score = along + side * 2; best = booth; }
  }
  return best;
}
function walk(booth, way) {
  const to = nearest(booth, way);
  if (!to) return;
  keepIn(to);
  focus(ed.shapes.get(to.id));
}
svg.addEventListener('keydown', (event) => {
  const shape = event.target.closest('.b'), booth = shape && booths.get(Number(shape.dataset.number)), way = WAYS[event.key];
  if (event.key === 'Escape') { choose([]); return; }
  if (!booth || event.ctrlKey || event.metaKey || event.altKey) return;
  const taken = chosen.has(booth.id), step = event.shiftKey ? STEP : SNAP;
  if (event.key === 'Enter' || event.key === ' ') { if (event.shiftKey) toggle(booth.id); else choose([booth.id]); }
  else if (way && taken) nudge(way[0] * step, way[1] * step, 0);
  else if (way) walk(booth, way);
  else if (taken && (event.key === '[' || event.key === ']')) nudge(0, 0, event.key === ']' ? TURN : -TURN);
  else if (taken && event.key === 'Delete') { release(); removeChosen(); }
  else return;
  event.preventDefault();
});
document.addEventListener('keydown', (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'z' || event.target.closest('input, textarea, select')) return;
  event.preventDefault();
  release();
  undo();
});

/* ---------- buttons and the list ---------- */
function pickFromList(link, event) {
  const booth = byLabel(link.dataset.pickBooth);
  if (!booth || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  if (event.shiftKey) toggle(booth.id); else choose([booth.id]);
  keepIn(booth);
}
const ACTS = {
  undo: () => { release(); undo(); },
  preview,
  band: (button) => {
    band = !band;
    button.setAttribute('aria-pressed', String(band));
    say(band ? '在图上拖一个框，框里的都选上' : '');
  },
  none: (_link, event) => { if (chosen.size) { event.preventDefault(); choose([]); } },
};
document.addEventListener('click', (event) => {
  const hit = (selector) => event.target.closest(selector), act = hit('[data-act]'), link = hit('[data-pick-booth]');
  const zone = hit('[data-zone-all]'), way = hit('button[data-zoom]'), pick = hit('[data-pick]');
  if (act) ACTS[act.dataset.act](act, event);
  else if (link) pickFromList(link, event);
  else if (zone) choose([...booths.values()].filter((booth) => booth.zone === zone.dataset.zoneAll).map((booth) => booth.id));
  else if (way && way.dataset.zoom === 'home') lookAtAll();
  else if (way) zoom(way.dataset.zoom === 'in' ? 0.66 : 1.5);
  else if (pick) startPicking(pick);
});
document.addEventListener('submit', (event) => {
  const words = event.target.dataset.confirm;
  if (words && !confirm(words)) event.preventDefault();
});

/* ---------- start ---------- */
async function start() {
  const faults = hasFaults(), open = Number(openOnLoad());
  const fresh = await (await fetch(`${ed.url}data.json`)).json();
  ed.state = fresh;
  ed.k = fresh.scale;
  for (const booth of fresh.booths) booths.set(booth.id, booth);
  if (booths.has(open)) chosen.add(open);
  look(svg.dataset.home.split(' ').map(Number));
  attach();
  // A form that came back with faults keeps what was typed.
  if (!faults) await accept(fresh);
  svg.classList.add('live');
  svg.setAttribute('aria-describedby', 'plan-help');
  showLive(document);
  ed.canvas.dataset.ready = '';
}
start();
