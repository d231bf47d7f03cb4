/* Moving and turning what is chosen, by mouse, finger or key. */
import { draw, handles } from './drawing.js';
import { send } from './saving.js';
import { ed, metres, middle, pick, say, selection, within } from './shared.js';

const PLACE = ['x', 'y', 'rotation'];
/* Where what is chosen stands now: [{id, values}]. */
export const standing = () => selection().map((booth) => ({ id: booth.id, values: pick(booth, PLACE) }));

/* From where they stood, everything moves by the same amount, and stops together at the edge of the ground. */
export function shift(before, dx, dy) {
  const room = (axis, by, top) => before.reduce((left, { values }) => within(values[axis] + left, top) - values[axis], by);
  const x = room('x', dx, ed.state.width), y = room('y', dy, ed.state.height);
  for (const { id, values } of before) place(id, { x: values.x + x, y: values.y + y });
  handles();
  const first = before.length && ed.booths.get(before[0].id);
  if (first) say(`横 ${metres(first.x)} 米，纵 ${metres(first.y)} 米`);
}
/* Turn by an angle (degrees, clockwise) about the middle of where they stood. */
export function turn(before, angle) {
  const [cx, cy] = middle(before.map(({ values }) => values)), a = (angle * Math.PI) / 180;
  for (const { id, values } of before) {
    const dx = values.x - cx, dy = values.y - cy;
    place(id, {
      x: within(Math.round(cx + dx * Math.cos(a) - dy * Math.sin(a)), ed.state.width),
      y: within(Math.round(cy + dx * Math.sin(a) + dy * Math.cos(a)), ed.state.height),
      rotation: (((values.rotation + angle) % 360) + 360) % 360,
    });
  }
  handles();
  const first = before.length && ed.booths.get(before[0].id);
  if (first) say(`转到 ${first.rotation} 度`);
}
/* Dragged to a point (cm): the angle at which the handle points there. */
export function turnTowards(before, x, y, coarse) {
  const [cx, cy] = middle(before.map(({ values }) => values)), degrees = (Math.atan2(y - cy, x - cx) * 180) / Math.PI + 90;
  const angle = coarse ? Math.round(degrees / 15) * 15 : Math.round(degrees);
  turn(before, before.length === 1 ? angle - before[0].values.rotation : angle);
}
function place(id, values) {
  const booth = ed.booths.get(id);
  if (!booth) return;
  Object.assign(booth, values);
  ed.pending.set(id, { ...ed.pending.get(id), ...values });
  draw(booth);
}
export function putBack(before) {
  for (const { id, values } of before) { place(id, values); ed.pending.delete(id); }
  handles();
}
/* Save where things stand now; `before` is kept for undoing. */
export function commit(before) {
  const known = before.filter(({ id }) => ed.booths.has(id));
  if (known.length) send(known.map(({ id }) => ({ id, values: pick(ed.booths.get(id), PLACE) })), known);
}

/* Keys come many at a time: they are saved together once they stop. */
let held = null, timer = 0;
export function nudge(dx, dy, angle) {
  held = held || standing();
  if (angle) turn(standing(), angle); else shift(standing(), dx, dy);
  clearTimeout(timer);
  timer = setTimeout(release, 400);
}
export function release() {
  clearTimeout(timer);
  if (!held) return;
  const before = held;
  held = null;
  commit(before);
}
