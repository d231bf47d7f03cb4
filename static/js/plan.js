/* The booth plan. Without this file a booth is a link. Not set in: bytes count. */
(function () {
'use strict';
var svg = document.querySelector('.plan-box .plan');
if (!svg) return;
function $(s, el) { return (el || document).querySelector(s); }
function numbers(text) { return text.split(' ').map(Number); }
var booths = Array.from(svg.querySelectorAll('.b'));
var sheet = $('#booth'), hint = $('[data-hint]'), tools = $('[data-plan-tools]');
var board = svg.dataset.mode === 'board';
var way = $('[data-f="way"]'), wayTo = way && way.href;  // absolute where saved
if ($('.plan-way')) hint = null;  // the way is told
var home = numbers(svg.dataset.home), box = home.slice(), last = null, moved = false, direct = false;
var calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
var need = matchMedia('(pointer: fine)').matches ? 22 : 38;  // px, to be tapped directly
var BOOTH = 40;  // plan units

svg.classList.add('live');
if (tools) tools.hidden = false;

function apply(b) { box = b; svg.setAttribute('viewBox', b.map(v => v.toFixed(1)).join(' ')); mode(); }
function scaleFor(w, h) { var r = svg.getBoundingClientRect(); return Math.min(r.width / w, r.height / h); }
function mode() {
  var k = scaleFor(box[2], box[3]);
  svg.dataset.zoom = k * BOOTH >= 38 ? 'zone' : k < .38 ? 'far' : 'all';
  direct = k * BOOTH >= need;
  var back = $('[data-zoom="home"]');
  if (back && !board) back.hidden = box[2] > home[2] * .95;
  if (hint) hint.hidden = board ? !hint.textContent : direct;
}
/* A wide ground on a tall screen fills it. */
var frame = svg.getBoundingClientRect(), wide = home[3] * frame.width / frame.height;
var first = board || wide > home[2] * .6 ? home : [home[0] + (home[2] - wide) / 2, home[1], wide, home[3]];
function fly(to) {
  if (calm) return apply(to);
  var from = box.slice(), t0 = performance.now();
  (function step(t) {
    var p = Math.min(1, Math.max(0, (t - t0) / 260)), e = 1 - Math.pow(1 - p, 3);
    apply(from.map((v, i) => v + (to[i] - v) * e));
    if (p < 1) requestAnimationFrame(step);
  })(t0);
}
function zoomAt(f, cx = box[0] + box[2] / 2, cy = box[1] + box[3] / 2) {
  var w = Math.max(160, Math.min(home[2] * 1.15, box[2] * f)), s = w / box[2];
  apply([cx - (cx - box[0]) * s, cy - (cy - box[1]) * s, w, box[3] * s]);
}
function pointOf(e) { return new DOMPoint(e.clientX, e.clientY).matrixTransform(svg.getScreenCTM().inverse()); }
function zoneBox(g) {
  if (g.dataset.box) return numbers(g.dataset.box);
  var b = g.getBBox(), m = 30;
  return [b.x - m, b.y - m, b.width + 2 * m, b.height + 2 * m];
}
function roomy(b) { var w = Math.max(b[2], 480), h = Math.max(b[3], 480); return [b[0] - (w - b[2]) / 2, b[1] - (h - b[3]) / 2, w, h]; }
/* Too big for fingers: the part that was tapped. */
function toZone(g, e) {
  var z = zoneBox(g);
  if (scaleFor(z[2], z[3]) * BOOTH < 38 && e) {
    var r = svg.getBoundingClientRect(), p = pointOf(e), w = r.width / 1.3, h = r.height / 1.3;
    z = [p.x - w / 2, p.y - h / 2, w, h];
  }
  fly(z);
}
function nameOf(b) {  // on the public plan the label is number and name
  return b.dataset.name || (/free|off/.test(b.dataset.st) ? '' : b.getAttribute('aria-label').slice(b.id.length + 1).replace(/，暂停营业$/, ''));
}
function centre(b) { var m = b.transform.baseVal.consolidate().matrix; return [m.e, m.f]; }

function select(b, open) {
  booths.forEach(x => { x.tabIndex = -1; x.removeAttribute('aria-current'); });
  b.tabIndex = 0; last = b;
  if (!open) return;
  b.setAttribute('aria-current', true);
  if (board || !sheet) return;
  var g = b.closest('.zg'), free = b.dataset.st === 'free', off = b.dataset.st === 'off';
  function part(name) { return $(`[data-f="${name}"]`, sheet); }
  function put(name, text) { part(name).textContent = text; }
  put('id', b.id);
  put('name', nameOf(b) || (off ? '停用' : '还没有人'));
  put('zone', g.dataset.zoneName || '');
  put('desc', b.dataset.text || (off ? '这个摊位这次不用。' : free ? '这个摊位空着。想来摆摊可以申请。' : '点“看这家”看卖什么、多少钱。'));
  var link = part('link');
  link.hidden = off || (free && !sheet.dataset.apply);
  link.textContent = free ? '我要摆摊' : '看这家';
  link.href = free ? sheet.dataset.apply : b.getAttribute('href');
  if (way) { way.hidden = free || off || /^file/.test(wayTo); way.href = wayTo + encodeURIComponent(b.id); }
  sheet.hidden = false;
  if (innerWidth < 960) {  // above the drawer
    var c = centre(b), h = Math.min(box[3], 520), w = h * box[2] / box[3];
    fly([c[0] - w / 2, c[1] - h * .3, w, h]);
  }
}
function close() {
  if (!sheet || sheet.hidden) return fly(home);
  sheet.hidden = true;
  if (last) { last.removeAttribute('aria-current'); last.focus({ preventScroll: true }); }
}
function chosen(b) { select(b, true); svg.dispatchEvent(new CustomEvent('booth', { detail: b })); }

svg.addEventListener('click', e => {
  var b = e.target.closest('.b'), g = e.target.closest('.zg');
  if (moved) { e.preventDefault(); return; }
  if (b && (e.ctrlKey || e.metaKey)) return;
  if (b && (board || direct)) { if (board || sheet) { e.preventDefault(); chosen(b); } } else if (g && !board) { e.preventDefault(); toZone(g, e); }
});
function nearest(b, d) {
  var c = centre(b), best = null, score = Infinity;
  booths.forEach(x => {
    var p = centre(x), dx = p[0] - c[0], dy = p[1] - c[1];
    var along = dx * d[0] + dy * d[1], side = Math.abs(dx * d[1]) + Math.abs(dy * d[0]);
    if (x !== b && along > 4 && along + side * 2 < score) { score = along + side * 2; best = x; }
  });
  return best;
}
svg.addEventListener('keydown', e => {
  var b = e.target.closest('.b'), d = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[e.key];
  if (e.key === 'Escape') return close();
  if (b && e.key === 'Enter' && (board || sheet)) { e.preventDefault(); chosen(b); if (sheet && !board) sheet.focus(); return; }
  if (!b || !d) return;
  e.preventDefault();
  var to = nearest(b, d);
  if (!to) return;
  select(to); to.focus({ preventScroll: true });
  var c = centre(to), m = 40;
  if (c[0] < box[0] + m || c[1] < box[1] + m || c[0] > box[0] + box[2] - m || c[1] > box[1] + box[3] - m) apply([c[0] - box[2] / 2, c[1] - box[3] / 2, box[2], box[3]]);
});
if (sheet) {
  sheet.addEventListener('keydown', e => { if (e.key === 'Escape') close(); });
  $('[data-sheet-close]', sheet).addEventListener('click', close);
}

/* dragging, two fingers */
var pts = {}, start;
svg.addEventListener('pointerdown', e => {
  if (board && e.target.closest('.b')) return;
  pts[e.pointerId] = [e.clientX, e.clientY]; start = [e.clientX, e.clientY]; moved = false;
});
svg.addEventListener('pointermove', e => {
  var old = pts[e.pointerId], ids = Object.keys(pts);
  if (!old) return;
  if (ids.length === 2) {
    var o = pts[ids[0] === String(e.pointerId) ? ids[1] : ids[0]];
    var a = Math.hypot(old[0] - o[0], old[1] - o[1]), b = Math.hypot(e.clientX - o[0], e.clientY - o[1]);
    if (a && b) zoomAt(a / b);
    moved = true;
  } else if (moved || Math.hypot(e.clientX - start[0], e.clientY - start[1]) > 8) {
    var k = 1 / scaleFor(box[2], box[3]);
    moved = true;
    apply([box[0] - (e.clientX - old[0]) * k, box[1] - (e.clientY - old[1]) * k, box[2], box[3]]);
  }
  pts[e.pointerId] = [e.clientX, e.clientY];
});
['pointerup', 'pointercancel', 'pointerleave'].forEach(n => {
  svg.addEventListener(n, e => { delete pts[e.pointerId]; if (n !== 'pointerup') moved = false; setTimeout(() => { moved = false; }); });
});
svg.addEventListener('dragstart', e => { e.preventDefault(); });  // links stay put
svg.addEventListener('wheel', e => {
  e.preventDefault();
  var p = pointOf(e); zoomAt(e.deltaY > 0 ? 1.15 : .87, p.x, p.y);
}, { passive: false });

document.addEventListener('click', e => {
  var z = e.target.closest('button[data-zoom]'), f = e.target.closest('[data-filter] [data-cat]'), a = e.target.closest('.plan-list .cells a');
  if (z) { if (z.dataset.zoom === 'home') fly(home); else zoomAt(z.dataset.zoom === 'in' ? .66 : 1.5); }
  if (f) {
    e.preventDefault();
    f.parentNode.querySelectorAll('[data-cat]').forEach(x => {
      if (f.tagName === 'BUTTON') x.setAttribute('aria-pressed', x === f);
      else if (x === f) x.setAttribute('aria-current', true); else x.removeAttribute('aria-current');
    });
    kind = f.dataset.cat; show();
  }
  var there = a && sheet && innerWidth >= 960 && svg.querySelector('.b[href="' + a.getAttribute('href') + '"]');
  if (there) { e.preventDefault(); select(there, true); }
});

/* Search: what fits is lit, the rest fades. */
var form = sheet && $('[data-find]'), input = form && $('input', form), said = $('[data-found]'), kind = '';
var goods = (form && form.dataset.goods || '').split('|'), KINDS = { food: '美食', farm: '农特产', craft: '手工', drink: '茶酒' };
function plain(text) { return text.normalize('NFKC').toLowerCase(); }
var told = form && booths.map((b, i) => plain([nameOf(b), b.closest('.zg').dataset.zoneName, KINDS[b.className.baseVal.slice(4)], goods[i]].join(' ')));
function show() {
  var q = form ? plain(input.value).trim() : '';
  var hits = booths.filter((b, i) => {
    var id = plain(b.id), empty = /free|off/.test(b.dataset.st);
    return (!kind || b.classList.contains('c-' + kind)) && (!q || id === q || !empty && q.split(/\s+/).every(w => !id.indexOf(w) || told[i].includes(w)));
  });
  booths.forEach(b => {
    var fits = hits.includes(b);
    b.classList.toggle('dim', !fits && !!hits[0]); b.classList.toggle('hit', fits && !!q);
  });
  if (said) said.textContent = !q ? '' : !hits.length ? `没有找到“${q}”。换个词试试，店名、吃的、摊位号都行。` :
    `有 ${hits.length} 个摊位：${hits.slice(0, 6).map(b => b.id).join('、')}${hits.length > 6 ? '等' : ''}。`;
  return hits;
}
function go(open) {
  var hits = show(), c = hits.map(centre), x = c.map(p => p[0]), y = c.map(p => p[1]);
  if (!input.value) return fly(first);
  if (open && c[0] && !c[1]) return select(hits[0], true);
  var l = Math.min(...x) - 60, t = Math.min(...y) - 60;
  if (c[0]) fly(roomy([l, t, Math.max(...x) + 60 - l, Math.max(...y) + 60 - t]));
}
if (form) {
  input.addEventListener('input', () => go());
  form.addEventListener('submit', e => { e.preventDefault(); input.blur(); go(true); });
}

booths.forEach((b, i) => { b.tabIndex = i ? -1 : 0; });
if ($('#plan-help')) svg.setAttribute('aria-describedby', 'plan-help');
var lit = svg.querySelectorAll('.b[aria-current]'), at;
try { at = decodeURIComponent(location.hash.slice(1)); } catch (e) { at = ''; }
var route = $('.pl-route', svg), zone = at.indexOf('zone-') === 0 && $('[data-zone="' + CSS.escape(at.slice(5)) + '"]', svg);
if (form && input.value) lit.forEach(b => { b.removeAttribute('aria-current'); }); else if (!at && lit.length === 1) at = lit[0].id;
if (route && lit[0]) { select(lit[0]); lit[0].setAttribute('aria-current', true); apply(roomy(zoneBox(route))); }  // the whole way
else if (zone) apply(zoneBox(zone)); else if (at && (at = booths.find(b => b.id === at))) select(at, true); else if (form && input.value) go(true);
else apply(first);
mode(); addEventListener('resize', mode);
})();
