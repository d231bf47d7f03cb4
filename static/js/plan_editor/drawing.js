/* The drawing: booths, zone outlines, the grid, the handles over what is chosen, and the part that is shown. */
import { $, all, byLabel, ed, middle, selection } from './shared.js';

const SMALLEST = 150, EDGE = 40;
let overlay;

export function make(name, attributes, parent) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const key in attributes) made.setAttribute(key, attributes[key]);
  if (parent) parent.append(made);
  return made;
}

/* ---------- the part that is shown ---------- */
/* Plan units of one pixel. */
export function unit() {
  return 1 / ed.svg.getScreenCTM().a;
}
export function look(to) {
  ed.view = to;
  ed.svg.setAttribute('viewBox', to.map((value) => value.toFixed(1)).join(' '));
  ed.svg.dataset.zoom = 40 / unit() >= 38 ? 'zone' : 'all';
  handles();
}
export function zoom(factor, at) {
  const [x, y, w, h] = ed.view, width = Math.max(SMALLEST, Math.min(ed.state.width * ed.k * 2, w * factor)), f = width / w;
  const [cx, cy] = at || [x + w / 2, y + h / 2];
  look([cx - (cx - x) * f, cy - (cy - y) * f, width, h * f]);
}
export const lookAtAll = () => look([-EDGE, -EDGE, ed.state.width * ed.k + 2 * EDGE, ed.state.height * ed.k + 2 * EDGE]);
export function keepIn(booth) {
  const x = booth.x * ed.k, y = booth.y * ed.k, [left, top, w, h] = ed.view;
  if (x < left + EDGE || y < top + EDGE || x > left + w - EDGE || y > top + h - EDGE) look([x - w / 2, y - h / 2, w, h]);
}
export function pointOf(event) {
  const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(ed.svg.getScreenCTM().inverse());
  return [point.x, point.y];
}

/* ---------- booths and zones ---------- */
export function draw(booth) {
  const shape = ed.shapes.get(booth.id);
  if (!shape) return;
  const rect = $('rect', shape), over = ed.state.overlaps.some((pair) => pair.includes(booth.label)), chosen = ed.chosen.has(booth.id);
  shape.setAttribute('transform', `translate(${booth.x * ed.k} ${booth.y * ed.k}) rotate(${booth.rotation})`);
  for (const [name, value] of [['x', -booth.width / 2], ['y', -booth.depth / 2], ['width', booth.width], ['height', booth.depth]]) {
    rect.setAttribute(name, value * ed.k);
  }
  $('g', shape).setAttribute('transform', `rotate(${-booth.rotation})`);
  $('.id', shape).textContent = booth.label;
  shape.dataset.id = booth.label;
  shape.dataset.st = over ? 'bad' : booth.closed ? 'off' : 'on';
  const words = [`摊位 ${booth.label}`, booth.service, `${booth.power_w} 瓦`, booth.closed && '停用', over && '和别的摊位叠在一起', chosen && '已选中'];
  shape.setAttribute('aria-label', words.filter(Boolean).join('，'));
  if (chosen) shape.setAttribute('aria-current', 'true'); else shape.removeAttribute('aria-current');
}
export function drawZones() {
  for (const zone of ed.state.zones) {
    const group = ed.svg.querySelector(`.zg[data-zone="${CSS.escape(zone.code)}"]`);
    const area = group && $('polygon.zone-area', group), name = group && $('.zone-name', group);
    if (area && zone.points.length) area.setAttribute('points', zone.points.map(([x, y]) => `${x * ed.k},${y * ed.k}`).join(' '));
    if (name && zone.label) {
      name.setAttribute('x', zone.label[0] * ed.k);
      name.setAttribute('y', zone.label[1] * ed.k);
    }
  }
}
export function drawAll() {
  ed.booths.forEach(draw);
  drawZones();
  handles();
  count();
}
/* Lines every ten metres, and the edge of the ground. */
function grid() {
  const { width, height } = ed.state, k = ed.k;
  let d = '';
  for (let x = 0; x <= width; x += 1000) d += `M${x * k} 0V${height * k}`;
  for (let y = 0; y <= height; y += 1000) d += `M0 ${y * k}H${width * k}`;
  const ground = make('g', { class: 'ed-grid', 'aria-hidden': 'true' });
  make('path', { d }, ground);
  make('rect', { width: width * k, height: height * k }, ground);
  ed.svg.insertBefore(ground, $('.zg', ed.svg));
}
/* A ring on each landmark, and the dot that turns what is chosen; the same size at every zoom. */
export function handles() {
  if (!overlay) return;
  overlay.replaceChildren();
  const size = 10 * unit(), k = ed.k, chosen = selection();
  for (const mark of ed.state.marks) {
    if (mark.x != null) make('circle', { class: 'ed-mark', 'data-mark': mark.id, cx: mark.x * k, cy: mark.y * k, r: Math.max(size * 1.6, 20) }, overlay);
  }
  if (!chosen.length) return;
  const [cx, cy] = middle(chosen), one = chosen.length === 1 && chosen[0];
  const reach = k * (one ? one.depth / 2 : Math.max(...chosen.map((b) => Math.hypot(b.x - cx, b.y - cy) + b.depth / 2)));
  const stick = make('g', { class: 'ed-handle', transform: `translate(${cx * k} ${cy * k}) rotate(${one ? one.rotation : 0})` }, overlay);
  make('path', { d: `M0 ${-reach}V${-reach - 3 * size}` }, stick);
  make('circle', { 'data-turn': '', cx: 0, cy: -reach - 3 * size, r: size }, stick);
}
export function frame(ax, ay, bx, by) {
  unframe();
  make('rect', { class: 'ed-frame', x: Math.min(ax, bx), y: Math.min(ay, by), width: Math.abs(ax - bx), height: Math.abs(ay - by) }, ed.svg);
}
export const unframe = () => all('.ed-frame', ed.svg).forEach((old) => old.remove());

/* ---------- the list beside it ---------- */
function count() {
  $('[data-n="booths"]').textContent = ed.booths.size;
  $('[data-n="closed"]').textContent = [...ed.booths.values()].filter((booth) => booth.closed).length;
  $('[data-n="overlaps"]').textContent = ed.state.overlaps.length;
  $('[data-overlaps]').hidden = !ed.state.overlaps.length;
  for (const link of all('[data-pick-booth]')) {
    const booth = byLabel(link.dataset.pickBooth);
    link.toggleAttribute('data-off', !!booth && booth.closed);
    if (booth && ed.chosen.has(booth.id)) link.setAttribute('aria-current', 'true'); else link.removeAttribute('aria-current');
  }
}

/* ---------- taking hold of what the server drew ---------- */
export function attach() {
  ed.shapes.clear();
  for (const booth of ed.booths.values()) {
    const shape = ed.svg.querySelector(`.b[data-id="${CSS.escape(booth.label)}"]`);
    if (!shape) continue;
    shape.tabIndex = ed.shapes.size ? -1 : 0;
    shape.dataset.number = booth.id;
    ed.shapes.set(booth.id, shape);
  }
  grid();
  overlay = make('g', { class: 'ed-over' }, ed.svg);
  drawAll();
}
/* Booths came or went, a number or a landmark changed: take drawing and list anew from the page. */
export async function redraw() {
  const page = new DOMParser().parseFromString(await (await fetch(ed.url)).text(), 'text/html');
  const drawn = $('[data-editor] .plan', page), list = $('.pane-l', page);
  if (!drawn || !list) { location.reload(); return; }
  ed.svg.replaceChildren(...drawn.childNodes);
  $('.pane-l').replaceChildren(...list.childNodes);
  showLive($('.pane-l'));
  attach();
}
/* What only works with this script is hidden until it runs. */
export const showLive = (root) => all('[data-live]', root).forEach((part) => { part.hidden = false; });
