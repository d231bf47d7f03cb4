/* Saving: every change goes to the server at once, one after another, and can be undone. */
import { drawAll, redraw } from './drawing.js';
import { fill, showWrong } from './panel.js';
import { $, ed, pick, say, selection } from './shared.js';

const MOST_UNDONE = 50;
const undone = [];
let queue = Promise.resolve();
/* One step after the other; a step that fails (no network for the drawing) leaves the way free for the next. */
function next(step) {
  queue = queue.then(step).catch(() => say('没连上网，图可能不是最新的。连上以后请刷新页面。', true));
}

/* What the server says is true; what is still on its way is laid over it. */
export async function accept(fresh) {
  const labels = () => [...ed.booths.values()].map((booth) => `${booth.id} ${booth.row} ${booth.label}`).sort().join();
  const before = labels();
  ed.state = fresh;
  ed.k = fresh.scale;
  ed.booths.clear();
  for (const booth of fresh.booths) ed.booths.set(booth.id, booth);
  const same = before === labels();
  for (const [id, values] of ed.pending) if (ed.booths.has(id)) Object.assign(ed.booths.get(id), values);
  for (const id of [...ed.chosen]) if (!ed.booths.has(id)) ed.chosen.delete(id);
  if (same || !before) drawAll(); else await redraw();
  fill();
}
async function ask(path, body) {
  let answer;
  try {
    const headers = { 'X-CSRFToken': ed.token, 'Content-Type': 'application/json' };
    answer = await fetch(ed.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
  } catch (error) {
    return { message: '没连上网，这次没有存。连上以后再改一次。' };
  }
  if (!(answer.headers.get('Content-Type') || '').includes('json')) return { message: '登录过期了，或者页面开得太久。请刷新页面再改。' };
  const said = await answer.json();
  return answer.ok ? { state: said } : said;
}
async function finish(said, done) {
  if (said.state) await accept(said.state);
  else { ed.pending.clear(); await reload(); }
  say(said.message || done, !!said.message);
  showWrong(said.message || '');
}
async function reload() {
  try {
    await accept(await (await fetch(`${ed.url}data.json`)).json());
  } catch (error) { /* still off line: what is drawn stays */ }
}

/* changes: [{id, values}]; before: the same columns as they were, for undoing (by default as the server has them). */
export function send(changes, before) {
  const old = before || changes.map(({ id, values }) => ({ id, values: pick(ed.booths.get(id), Object.keys(values)) }));
  for (const { id, values } of changes) ed.pending.set(id, { ...ed.pending.get(id), ...values });
  next(() => save(changes, old));
}
async function save(changes, before) {
  const known = changes.filter(({ id }) => ed.booths.has(id));
  if (!known.length) return;
  // The version is the one the change before this one left.
  const said = await ask('booths.json', { booths: known.map(({ id, values }) => ({ id, version: ed.booths.get(id).version, ...values })) });
  for (const { id, values } of known) settle(id, values);
  if (!said.message && before) undone.push(before);
  if (undone.length > MOST_UNDONE) undone.shift();
  await finish(said, known.length > 1 ? `${known.length} 个摊位存好了` : '存好了');
  $('[data-act="undo"]').disabled = !undone.length;
}
function settle(id, values) {
  const waiting = ed.pending.get(id) || {};
  for (const name in values) if (waiting[name] === values[name]) delete waiting[name];
  if (!Object.keys(waiting).length) ed.pending.delete(id);
}
export function undo() {
  next(async () => {  // in its turn: what is on its way is the last step
    const before = undone.pop();
    $('[data-act="undo"]').disabled = !undone.length;
    if (before) await save(before, null);
  });
}
export function removeChosen() {
  const chosen = selection();
  if (!chosen.length || !confirm(`删掉 ${chosen.map((b) => b.label).join('、')}？删了不能撤销。`)) return;
  next(async () => {
    const said = await ask('booths/remove.json', { booths: chosen.map(({ id }) => ({ id, version: (ed.booths.get(id) || {}).version || 0 })) });
    if (!said.message) { ed.chosen.clear(); undone.length = 0; $('[data-act="undo"]').disabled = true; }
    await finish(said, '删掉了');
  });
}
export function moveMark(mark, x, y) {
  next(async () => {
    const said = await ask('marks.json', { id: mark.id, version: ed.state.version, x, y });
    await finish(said, '地标挪好了');
    await redraw();
  });
}
