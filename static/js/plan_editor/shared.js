/* What the parts of the plan editor share: the page, what is drawn, what is chosen. */
const canvas = document.querySelector('[data-editor]');

export const $ = (selector, root) => (root || document).querySelector(selector);
export const all = (selector, root) => [...(root || document).querySelectorAll(selector)];
export const metres = (centimetres) => String(Math.round(centimetres) / 100);
export const pick = (object, names) => Object.fromEntries(names.map((name) => [name, object[name]]));
export const within = (value, top) => Math.max(0, Math.min(top, value));
export const SNAP = 10;
export const snap = (value) => Math.round(value / SNAP) * SNAP;

export const ed = {
  canvas,
  svg: $('.plan', canvas),
  url: canvas.dataset.url,
  token: canvas.dataset.token,
  state: null,              // the server's last word: size, zones, marks, overlaps
  k: 0.15,                  // plan units of a centimetre
  view: [],                 // the part of the plan that is shown
  booths: new Map(),        // id → booth, with what is still on its way laid over it
  shapes: new Map(),        // id → its element in the drawing
  chosen: new Set(),        // ids
  pending: new Map(),       // id → columns not yet confirmed
};

export const selection = () => [...ed.chosen].map((id) => ed.booths.get(id)).filter(Boolean);
export const byLabel = (label) => [...ed.booths.values()].find((booth) => booth.label === label);
export const middle = (list) => [list.reduce((sum, b) => sum + b.x, 0) / list.length, list.reduce((sum, b) => sum + b.y, 0) / list.length];

export function say(text, bad) {
  const hint = $('[data-say]');
  hint.textContent = text;
  hint.hidden = !text;
  hint.classList.toggle('bad', !!bad);
}
