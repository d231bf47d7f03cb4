/* The booth plan: zones first, then booths; dragging, pinching, arrow keys, drawer, filter, search.
   A booth is an <a href> in the SVG: without this file a tap simply follows it. */
(function () {
  'use strict';
  var svg = document.querySelector('.plan-box .plan');
  if (!svg) return;
  function $(s, el) { return (el || document).querySelector(s); }
  var booths = [].slice.call(svg.querySelectorAll('.b'));
  var sheet = document.getElementById('booth'), hint = $('[data-hint]'), tools = $('[data-plan-tools]');
  var board = svg.dataset.mode === 'board';
  if ($('.plan-way')) hint = null;  // the way there is what is told
  var home = svg.dataset.home.split(' ').map(Number), box = home.slice(), last = null, moved = false, direct = false;
  var calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  var need = matchMedia('(pointer: fine)').matches ? 22 : 38;  // a booth must be this wide (px) to be tapped directly
  var BOOTH = 40, MIN_WIDTH = 160;  // plan units

  svg.classList.add('live');
  if (tools) tools.hidden = false;

  function apply(b) { box = b; svg.setAttribute('viewBox', b.map(function (v) { return v.toFixed(1); }).join(' ')); mode(); }
  function scaleFor(w, h) { var r = svg.getBoundingClientRect(); return Math.min(r.width / w, r.height / h); }
  function mode() {
    var k = scaleFor(box[2], box[3]);
    svg.dataset.zoom = k * BOOTH >= 38 ? 'zone' : k < .38 ? 'far' : 'all';
    direct = k * BOOTH >= need;
    var back = $('[data-zoom="home"]');
    if (back && !board) back.hidden = box[2] > home[2] * .95;
    if (hint && !board) hint.hidden = direct; else if (hint) hint.hidden = !hint.textContent;
  }
  function fly(to) {
    if (calm) return apply(to);
    var from = box.slice(), t0 = performance.now();
    (function step(t) {
      var p = Math.min(1, Math.max(0, (t - t0) / 260)), e = 1 - Math.pow(1 - p, 3);
      apply(from.map(function (v, i) { return v + (to[i] - v) * e; }));
      if (p < 1) requestAnimationFrame(step);
    })(t0);
  }
  function zoomAt(f, cx, cy) {
    var w = Math.max(MIN_WIDTH, Math.min(home[2] * 1.15, box[2] * f)), s = w / box[2];
    cx = cx == null ? box[0] + box[2] / 2 : cx; cy = cy == null ? box[1] + box[3] / 2 : cy;
    apply([cx - (cx - box[0]) * s, cy - (cy - box[1]) * s, w, box[3] * s]);
  }
  function pointOf(e) { return new DOMPoint(e.clientX, e.clientY).matrixTransform(svg.getScreenCTM().inverse()); }
  function zoneBox(g) {
    if (g.dataset.box) return g.dataset.box.split(' ').map(Number);
    var b = g.getBBox(), m = 30;
    return [b.x - m, b.y - m, b.width + 2 * m, b.height + 2 * m];
  }
  function roomy(b) { var w = Math.max(b[2], 480), h = Math.max(b[3], 480); return [b[0] - (w - b[2]) / 2, b[1] - (h - b[3]) / 2, w, h]; }
  /* A zone too big for fingers even when it fills the screen: go to the part that was tapped. */
  function toZone(g, e) {
    var z = zoneBox(g);
    if (scaleFor(z[2], z[3]) * BOOTH < 38 && e) {
      var r = svg.getBoundingClientRect(), p = pointOf(e), w = r.width / 1.3, h = r.height / 1.3;
      z = [p.x - w / 2, p.y - h / 2, w, h];
    }
    fly(z);
  }
  function nameOf(b) {  // on the public plan the label is number and name
    return b.dataset.name || ((b.dataset.st || 'on') === 'on' ? b.getAttribute('aria-label').slice(b.id.length + 1) : '');
  }
  function centre(b) { var m = b.transform.baseVal.consolidate().matrix; return [m.e, m.f]; }

  function select(b, open) {
    booths.forEach(function (x) { x.tabIndex = -1; x.removeAttribute('aria-current'); });
    b.tabIndex = 0; last = b;
    if (!open) return;
    b.setAttribute('aria-current', 'true');
    if (board || !sheet) return;
    var g = b.closest('.zg'), free = b.dataset.st === 'free', off = b.dataset.st === 'off';
    function put(name, text) { $('[data-f="' + name + '"]', sheet).textContent = text; }
    put('id', b.id);
    put('name', nameOf(b) || (off ? '停用' : '还没有人'));
    put('zone', g.dataset.zoneName || '');
    put('desc', b.dataset.text || (off ? '这个摊位这次不用。' : free ? '这个摊位空着。想来摆摊可以申请。' : '点“看这家”看卖什么、多少钱。'));
    var link = $('[data-f="link"]', sheet);
    link.hidden = off || (free && !sheet.dataset.apply);
    link.textContent = free ? '我要摆摊' : '看这家';
    link.href = free ? sheet.dataset.apply : b.getAttribute('href');
    var way = $('[data-f="way"]', sheet);
    if (way) { way.hidden = free || off; way.href = '?to=' + encodeURIComponent(b.id); }
    sheet.hidden = false;
    if (innerWidth < 960) {  // keep the booth above the drawer
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

  svg.addEventListener('click', function (e) {
    var b = e.target.closest('.b'), g = e.target.closest('.zg');
    if (moved) { e.preventDefault(); return; }
    if (b && (e.ctrlKey || e.metaKey)) return;
    if (b && (board || direct)) { if (board || sheet) { e.preventDefault(); chosen(b); } } else if (g && !board) { e.preventDefault(); toZone(g, e); }
  });
  function nearest(b, d) {  // the nearest booth in that direction
    var c = centre(b), best = null, score = Infinity;
    booths.forEach(function (x) {
      var p = centre(x), dx = p[0] - c[0], dy = p[1] - c[1];
      var along = dx * d[0] + dy * d[1], side = Math.abs(dx * d[1]) + Math.abs(dy * d[0]);
      if (x !== b && along > 4 && along + side * 2 < score) { score = along + side * 2; best = x; }
    });
    return best;
  }
  svg.addEventListener('keydown', function (e) {
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
    sheet.addEventListener('keydown', function (e) { if (e.key === 'Escape') close(); });
    $('[data-sheet-close]', sheet).addEventListener('click', close);
  }

  /* dragging (beyond 8 px) and two fingers */
  var pts = {}, start;
  svg.addEventListener('pointerdown', function (e) {
    if (board && e.target.closest('.b')) return;
    pts[e.pointerId] = [e.clientX, e.clientY]; start = [e.clientX, e.clientY]; moved = false;
  });
  svg.addEventListener('pointermove', function (e) {
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
  ['pointerup', 'pointercancel', 'pointerleave'].forEach(function (n) {
    svg.addEventListener(n, function (e) { delete pts[e.pointerId]; if (n !== 'pointerup') moved = false; setTimeout(function () { moved = false; }, 0); });
  });
  svg.addEventListener('dragstart', function (e) { e.preventDefault(); });  // links stay put
  svg.addEventListener('wheel', function (e) {
    e.preventDefault();
    var p = pointOf(e); zoomAt(e.deltaY > 0 ? 1.15 : .87, p.x, p.y);
  }, { passive: false });

  document.addEventListener('click', function (e) {
    var z = e.target.closest('button[data-zoom]'), f = e.target.closest('[data-filter] [data-cat]'), a = e.target.closest('.plan-list .cells a');
    if (z) { if (z.dataset.zoom === 'home') fly(home); else zoomAt(z.dataset.zoom === 'in' ? .66 : 1.5); }
    if (f) {
      e.preventDefault();
      [].forEach.call(f.parentNode.querySelectorAll('[data-cat]'), function (x) {
        if (f.tagName === 'BUTTON') x.setAttribute('aria-pressed', x === f);
        else if (x === f) x.setAttribute('aria-current', 'true'); else x.removeAttribute('aria-current');
      });
      booths.forEach(function (b) { b.classList.toggle('dim', !!f.dataset.cat && !b.classList.contains('c-' + f.dataset.cat)); });
    }
    var there = a && sheet && innerWidth >= 960 && svg.querySelector('.b[href="' + a.getAttribute('href') + '"]');
    if (there) { e.preventDefault(); select(there, true); }
  });

  function find(q) {
    q = q.trim().toUpperCase();
    if (!q) return true;
    var hit = booths.find(function (b) { return b.id === q; }) ||
      booths.find(function (b) { return !b.id.indexOf(q) || (nameOf(b) + (b.dataset.text || '')).toUpperCase().indexOf(q) >= 0; });
    if (hit) select(hit, true);
    return !!hit;
  }
  var form = $('[data-find]');
  if (form && sheet) form.addEventListener('submit', function (e) {
    if (find($('input', form).value)) e.preventDefault();  // the server knows the goods
  });

  booths.forEach(function (b, i) { b.tabIndex = i ? -1 : 0; });
  if (document.getElementById('plan-help')) svg.setAttribute('aria-describedby', 'plan-help');
  var lit = svg.querySelectorAll('.b[aria-current]'), at;
  try { at = decodeURIComponent(location.hash.slice(1)); } catch (e) { at = ''; }
  var route = $('.pl-route', svg), zone = at.indexOf('zone-') === 0 && $('[data-zone="' + CSS.escape(at.slice(5)) + '"]', svg);
  if (!at && lit.length === 1) at = lit[0].id;
  if (route && lit[0]) { select(lit[0]); lit[0].setAttribute('aria-current', 'true'); apply(roomy(zoneBox(route))); }  // the whole way
  else if (zone) apply(zoneBox(zone)); else if (at && booths.some(function (b) { return b.id === at; })) find(at);
  mode(); addEventListener('resize', mode);
})();
