/* Filling in a form by pointing at the plan: a point, a rectangle, the points of a road; and where new rows would stand. */
import { make } from './drawing.js';
import { $, all, ed, metres, say, snap, within } from './shared.js';

/* A zone smaller than this (cm a side) was a click, not a drag. */
const SMALLEST = 100;
const HINTS = { point: '在图上点一下', rect: '按住不放，在图上拖出一块', path: '在图上一个一个点，点完再按一次按钮' };
let now = null;

export const picking = () => now && now.kind;
export function startPicking(button) {
  const stop = now && now.button === button;
  all('[data-pick]').forEach((each) => each.setAttribute('aria-pressed', 'false'));
  now = stop ? null : { kind: button.dataset.pick, button, form: button.closest('form') };
  if (now) button.setAttribute('aria-pressed', 'true');
  ed.svg.classList.toggle('picking', !!now);
  say(now ? HINTS[now.kind] : '');
}
/* box: left, top, right, bottom of what was dragged, in plan units. */
export function picked(x, y, box) {
  const { form, kind, button } = now, boxes = form.elements;
  const place = (px, py) => [metres(within(snap(px / ed.k), ed.state.width)), metres(within(snap(py / ed.k), ed.state.height))];
  if (kind === 'path') {
    boxes.points.value = `${boxes.points.value.trim()}\n${place(x, y).join(',')}`.trim();
    return;
  }
  if (kind === 'rect' && Math.min(box[2] - box[0], box[3] - box[1]) < SMALLEST * ed.k) {
    say('太小了，没有画上。按住不放，从一个角拖到对角', true);
    return;
  }
  if (kind === 'point') [boxes.x.value, boxes.y.value] = place(x, y);
  else boxes.outline.value = [[0, 1], [2, 1], [2, 3], [0, 3]].map(([i, j]) => place(box[i], box[j]).join(',')).join('\n');
  startPicking(button);
  if (form.matches('[data-rows-form]')) preview();
}
export async function preview() {
  const rows = $('[data-rows-form]'), ghosts = $('.ed-ghosts', ed.svg) || make('g', { class: 'ed-ghosts', 'aria-hidden': 'true' }, ed.svg);
  ghosts.replaceChildren();
  if (!rows.elements.x.value || !rows.elements.numbers.value) { say('填了摊位号和起点，就能看排在哪', true); return; }
  const answer = await fetch(`${ed.url}rows/preview.json`, { method: 'POST', headers: { 'X-CSRFToken': ed.token }, body: new FormData(rows) });
  const said = (answer.headers.get('Content-Type') || '').includes('json') ? await answer.json() : { message: '登录过期了，请刷新页面。' };
  if (said.message) { say(said.message, true); return; }
  for (const booth of said.booths) {
    const ghost = make('g', { transform: `translate(${booth.x * ed.k} ${booth.y * ed.k}) rotate(${booth.rotation})` }, ghosts);
    make('rect', { x: (-booth.width / 2) * ed.k, y: (-booth.depth / 2) * ed.k, width: booth.width * ed.k, height: booth.depth * ed.k, rx: 4 }, ghost);
    make('text', { y: 5, transform: `rotate(${-booth.rotation})` }, ghost).textContent = booth.number;
  }
  say(`会排在这里，共 ${said.booths.length} 个。合适就按“排好”。`);
}
