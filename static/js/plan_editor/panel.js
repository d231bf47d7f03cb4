/* The form at the right: shows what is chosen; of several booths only what is typed anew is changed. */
import { removeChosen, send } from './saving.js';
import { $, all, ed, metres, say, selection } from './shared.js';

const METRES = ['x', 'y', 'width', 'depth'], WHOLE = ['rotation', 'power_w'], TEXT = ['label', 'service'], TICKS = ['closed', 'break_after'];
const panel = $('[data-booth-panel]'), other = $('[data-other-panel]'), form = $('[data-booth-form]');
let filled = {};

/* Show what is chosen, unless somebody is typing. */
export function fill() {
  const chosen = selection();
  panel.hidden = !chosen.length;
  other.hidden = !!chosen.length;
  if (!chosen.length || form.contains(document.activeElement)) return;
  const same = (name) => (chosen.every((booth) => booth[name] === chosen[0][name]) ? chosen[0][name] : null);
  $('[data-f="title"]', panel).textContent = chosen.length === 1 ? `摊位 ${chosen[0].label}` : `选了 ${chosen.length} 个摊位`;
  all('[data-single]', form).forEach((part) => { part.hidden = chosen.length > 1; });
  for (const name of [...METRES, ...WHOLE, ...TEXT]) {
    const value = same(name);
    form.elements[name].value = value == null ? '' : METRES.includes(name) ? metres(value) : value;
  }
  for (const name of TICKS) {
    form.elements[name].checked = same(name) === true;
    form.elements[name].indeterminate = same(name) == null;
  }
  for (const tick of all('[name="features"]', form)) {
    const having = chosen.filter((booth) => booth.features.includes(tick.value)).length;
    tick.checked = having === chosen.length;
    tick.indeterminate = having > 0 && having < chosen.length;
  }
  filled = read();
}
export function showWrong(sentence) {
  const line = $('[data-f="error"]', form);
  line.textContent = sentence;
  line.hidden = !sentence;
}
function read() {
  const said = {};
  for (const name of [...METRES, ...WHOLE, ...TEXT]) said[name] = form.elements[name].value.trim();
  for (const name of TICKS) said[name] = form.elements[name].indeterminate ? null : form.elements[name].checked;
  for (const tick of all('[name="features"]', form)) said[`has ${tick.value}`] = tick.indeterminate ? null : tick.checked;
  return said;
}
function number(name, text) {
  const word = $(`label[for="${form.elements[name].id}"]`, form).textContent;
  const half = text.normalize('NFKC');
  if (!/^-?\d+(\.\d+)?$/.test(half)) throw new Error(`“${word}”要填数字，例如“12.5”。`);
  return Math.round(Number(half) * (METRES.includes(name) ? 100 : 1));
}
function changes() {
  const now = read(), values = {}, has = {};
  for (const name in now) {
    if (now[name] === filled[name] || (now[name] === '' && !TEXT.includes(name))) continue;
    if (name.startsWith('has ')) has[name.slice(4)] = now[name];
    else values[name] = METRES.includes(name) || WHOLE.includes(name) ? number(name, now[name]) : now[name];
  }
  const features = (booth) => [...new Set([...booth.features, ...Object.keys(has)])].filter((feature) => has[feature] !== false);
  return selection()
    .map((booth) => ({ id: booth.id, values: { ...values, ...(Object.keys(has).length ? { features: features(booth) } : {}) } }))
    .filter((change) => Object.keys(change.values).length);
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  try {
    const wanted = changes();
    showWrong('');
    if (form.contains(document.activeElement)) document.activeElement.blur();
    if (wanted.length) send(wanted); else say('没有改动');
  } catch (error) {
    showWrong(error.message);
  }
});
$('[data-remove-form]').addEventListener('submit', (event) => {
  event.preventDefault();
  removeChosen();
});
export const openOnLoad = () => (form.action.match(/booths\/(\d+)$/) || [])[1];
export const hasFaults = () => !panel.hidden && !!$('.err-sum', form);
