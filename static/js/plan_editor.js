/* The plan editor: pick, drag, turn and equip booths; every change goes to the server at once and can be undone.
   All of it has a twin without this file: the links at the left and the forms at the right. */
(function () {
  'use strict';
  const canvas = document.querySelector('[data-editor]');
  if (!canvas) return;
  const svg = canvas.querySelector('.plan'), url = canvas.dataset.url, token = canvas.dataset.token;
  const NS = 'http://www.w3.org/2000/svg', SNAP = 10, STEP = 100, TURN = 5, DRAG = 4;
  const $ = (s, el) => (el || document).querySelector(s), all = (s, el) => [...(el || document).querySelectorAll(s)];
  const panel = $('[data-booth-panel]'), other = $('[data-other-panel]'), form = $('[data-booth-form]');
  const booths = new Map(), shapes = new Map(), chosen = new Set(), pending = new Map(), undone = [];
  let state = null, k = 0.15, view = svg.dataset.home.split(' ').map(Number), gesture = null, picking = null, band = false;
  let queue = Promise.resolve(), timer = 0, filled = {}, overlay;

  /* ---------- words ---------- */
  function say(text, bad) {
    const hint = $('[data-say]');
    hint.textContent = text;
    hint.hidden = !text;
    hint.classList.toggle('bad', !!bad);
  }
  const metres = (cm) => String(Math.round(cm) / 100);

  /* ---------- drawing ---------- */
  function make(name, attributes, parent) {
    const made = document.createElementNS(NS, name);
    for (const key in attributes) made.setAttribute(key, attributes[key]);
    if (parent) parent.append(made);
    return made;
  }
  const unit = () => view[2] / (svg.clientWidth || 1);           // plan units of one pixel, roughly
  function look(to) {
    view = to;
    svg.setAttribute('viewBox', to.map((v) => v.toFixed(1)).join(' '));
    svg.dataset.zoom = 40 / unit() >= 38 ? 'zone' : 'all';
    handles();
  }
  function zoom(factor, at) {
    const width = Math.max(150, Math.min(state.width * k * 2, view[2] * factor)), f = width / view[2];
    const [cx, cy] = at || [view[0] + view[2] / 2, view[1] + view[3] / 2];
    look([cx - (cx - view[0]) * f, cy - (cy - view[1]) * f, width, view[3] * f]);
  }
  function pointOf(event) {
    const p = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    return [p.x, p.y];
  }
  function draw(booth) {
    const shape = shapes.get(booth.id);
    if (!shape) return;
    const rect = $('rect', shape), upright = $('g', shape), over = state.overlaps.some((pair) => pair.includes(booth.label));
    shape.setAttribute('transform', `translate(${booth.x * k} ${booth.y * k}) rotate(${booth.rotation})`);
    for (const [name, value] of [['x', -booth.width / 2], ['y', -booth.depth / 2], ['width', booth.width], ['height', booth.depth]]) {
      rect.setAttribute(name, value * k);
    }
    upright.setAttribute('transform', `rotate(${-booth.rotation})`);
    $('.id', shape).textContent = booth.label;
    shape.dataset.id = booth.label;
    shape.dataset.st = over ? 'bad' : booth.closed ? 'off' : 'on';
    const words = [`摊位 ${booth.label}`, booth.service, `${booth.power_w} 瓦`];
    if (booth.closed) words.push('停用');
    if (over) words.push('和别的摊位叠在一起');
    if (chosen.has(booth.id)) words.push('已选中');
    shape.setAttribute('aria-label', words.filter(Boolean).join('，'));
    if (chosen.has(booth.id)) shape.setAttribute('aria-current', 'true'); else shape.removeAttribute('aria-current');
  }
  function drawZones() {
    for (const zone of state.zones) {
      const group = svg.querySelector(`.zg[data-zone="${CSS.escape(zone.code)}"]`);
      const area = group && $('polygon.zone-area', group), name = group && $('.zone-name', group);
      if (area && zone.points.length) area.setAttribute('points', zone.points.map(([x, y]) => `${x * k},${y * k}`).join(' '));
      if (name && zone.label) { name.setAttribute('x', zone.label[0] * k); name.setAttribute('y', zone.label[1] * k); }
    }
  }
  function grid() {
    let d = '';
    for (let x = 0; x <= state.width; x += 1000) d += `M${x * k} 0V${state.height * k}`;
    for (let y = 0; y <= state.height; y += 1000) d += `M0 ${y * k}H${state.width * k}`;
    const ground = make('g', { class: 'ed-grid', 'aria-hidden': 'true' });
    make('path', { d }, ground);
    make('rect', { width: state.width * k, height: state.height * k }, ground);
    svg.insertBefore(ground, svg.querySelector('.zg') || null);
  }
  /* The dot that turns what is chosen, and a ring on each landmark; sized for the zoom. */
  function handles() {
    if (!overlay) return;
    overlay.replaceChildren();
    const size = 11 * unit();
    for (const mark of state.marks) {
      if (mark.x != null) make('circle', { class: 'ed-mark', 'data-mark': mark.id, cx: mark.x * k, cy: mark.y * k, r: Math.max(size * 1.6, 20) }, overlay);
    }
    const picked = selection();
    if (!picked.length) return;
    const [cx, cy] = middle(picked), one = picked.length === 1 && picked[0];
    const reach = one ? (one.depth / 2) * k : Math.max(...picked.map((b) => Math.hypot(b.x - cx, b.y - cy) + b.depth / 2)) * k;
    const stick = make('g', { class: 'ed-handle', transform: `translate(${cx * k} ${cy * k}) rotate(${one ? one.rotation : 0})` }, overlay);
    make('path', { d: `M0 ${-reach}V${-reach - 3 * size}` }, stick);
    make('circle', { 'data-turn': '', cx: 0, cy: -reach - 3 * size, r: size }, stick);
  }
  function middle(list) {
    return [list.reduce((s, b) => s + b.x, 0) / list.length, list.reduce((s, b) => s + b.y, 0) / list.length];
  }
  const selection = () => [...chosen].map((id) => booths.get(id)).filter(Boolean);

  /* ---------- what the server says is true; what is still on its way is laid over it ---------- */
  function accept(fresh) {
    const before = [...booths.keys()].sort().join();
    state = fresh;
    k = state.scale;
    booths.clear();
    for (const booth of state.booths) booths.set(booth.id, Object.assign(booth, pending.get(booth.id)));
    for (const id of [...chosen]) if (!booths.has(id)) chosen.delete(id);
    if (before && before !== [...booths.keys()].sort().join()) { redraw(); return; }
    booths.forEach(draw);
    drawZones();
    handles();
    count();
    fill();
  }
  function count() {
    $('[data-n="booths"]').textContent = booths.size;
    $('[data-n="closed"]').textContent = [...booths.values()].filter((b) => b.closed).length;
    $('[data-n="overlaps"]').textContent = state.overlaps.length;
    $('[data-overlaps]').hidden = !state.overlaps.length;
    for (const link of all('[data-pick-booth]')) {
      const booth = [...booths.values()].find((b) => b.label === link.dataset.pickBooth);
      link.toggleAttribute('data-off', !!booth && booth.closed);
      link.toggleAttribute('aria-current', !!booth && chosen.has(booth.id));
    }
  }
  function attach() {
    shapes.clear();
    for (const booth of state.booths) {
      const shape = svg.querySelector(`.b[data-id="${CSS.escape(booth.label)}"]`);
      if (shape) { shape.tabIndex = shapes.size ? -1 : 0; shape.dataset.number = booth.id; shapes.set(booth.id, shape); }
    }
    grid();
    overlay = make('g', { class: 'ed-over' }, svg);
    booths.forEach(draw);
    drawZones();
    look(view);
    count();
    fill();
  }
  /* Booths came, went or landmarks moved: take the drawing and the list anew from the page. */
  async function redraw() {
    const page = new DOMParser().parseFromString(await (await fetch(url)).text(), 'text/html');
    const drawn = page.querySelector('[data-editor] .plan'), list = page.querySelector('.pane-l');
    if (!drawn) { location.reload(); return; }
    svg.replaceChildren(...drawn.childNodes);
    if (list) { $('.pane-l').replaceChildren(...list.childNodes); all('[data-live]', $('.pane-l')).forEach((el) => { el.hidden = false; }); }
    attach();
  }
  async function ask(path, body) {
    let answer;
    try {
      answer = await fetch(url + path, { method: 'POST', headers: { 'X-CSRFToken': token, 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
    } catch (error) {
      return { message: '没连上网，这次没有存。连上以后再改一次。' };
    }
    if (!(answer.headers.get('Content-Type') || '').includes('json')) return { message: '登录过期了，或者页面开得太久。请刷新页面再改。' };
    const said = await answer.json();
    return answer.ok ? { state: said } : said;
  }
  /* Changes go one after another, each with the versions the one before it left. */
  function send(changes, keep) {
    const before = changes.map(({ id, values }) => ({ id, values: pick(booths.get(id), Object.keys(values)) }));
    for (const { id, values } of changes) { pending.set(id, { ...pending.get(id), ...values }); }
    return later(changes, keep && keep.length ? keep : before);
  }
  function later(changes, before) {
    queue = queue.then(async () => {
      const known = changes.filter(({ id }) => booths.has(id));
      if (!known.length) return;
      const said = await ask('booths.json', { booths: known.map(({ id, values }) => ({ id, version: booths.get(id).version, ...values })) });
      for (const { id, values } of known) {
        const waiting = pending.get(id) || {};
        for (const name in values) if (waiting[name] === values[name]) delete waiting[name];
        if (!Object.keys(waiting).length) pending.delete(id);
      }
      finish(said, known.length === 1 ? `${booths.get(known[0].id).label} 存好了` : `${known.length} 个摊位存好了`);
      if (!said.message && before) { undone.push(before); if (undone.length > 50) undone.shift(); }
      $('[data-act="undo"]').disabled = !undone.length;
    });
    return queue;
  }
  function finish(said, done) {
    if (said.state) accept(said.state); else if (said.message && state) { pending.clear(); reload(); }
    say(said.message || done, !!said.message);
    const wrong = form && $('[data-f="error"]', form);
    if (wrong) { wrong.textContent = said.message || ''; wrong.hidden = !said.message; }
  }
  async function reload() {
    try { accept(await (await fetch(url + 'data.json')).json()); } catch (error) { /* still off line: what is drawn stays */ }
  }
  const pick = (booth, names) => Object.fromEntries(names.map((name) => [name, booth[name]]));
  function undo() {
    const before = undone.pop();
    if (!before) return;
    for (const { id, values } of before) if (booths.has(id)) { Object.assign(booths.get(id), values); draw(booths.get(id)); }
    handles();
    later(before, null);
  }
  function removeChosen() {
    const picked = selection();
    if (!picked.length || !confirm(`删掉 ${picked.map((b) => b.label).join('、')}？删了不能撤销。`)) return;
    queue = queue.then(async () => {
      const said = await ask('booths/remove.json', { booths: picked.map(({ id }) => ({ id, version: (booths.get(id) || {}).version || 0 })) });
      if (!said.message) { chosen.clear(); undone.length = 0; $('[data-act="undo"]').disabled = true; }
      finish(said, '删掉了');
    });
  }

  /* ---------- choosing ---------- */
  function choose(ids, add) {
    if (!add) chosen.clear();
    for (const id of ids) chosen.add(id);
    booths.forEach(draw);
    handles();
    count();
    fill();
  }
  function toggle(id) {
    if (!chosen.delete(id)) chosen.add(id);
    choose([], true);
  }
  function focus(shape) {
    for (const each of shapes.values()) each.tabIndex = each === shape ? 0 : -1;
    shape.focus({ preventScroll: true });
  }

  /* ---------- the form at the right ---------- */
  const METRES = ['x', 'y', 'width', 'depth'], WHOLE = ['rotation', 'power_w'], TEXT = ['label', 'service'], TICKS = ['closed', 'break_after'];
  function fill() {
    const picked = selection();
    panel.hidden = !picked.length;
    if (other) other.hidden = !!picked.length;
    if (!picked.length || form.contains(document.activeElement)) return;
    const same = (name) => (picked.every((b) => String(b[name]) === String(picked[0][name])) ? picked[0][name] : null);
    $('[data-f="title"]', panel).textContent = picked.length === 1 ? `摊位 ${picked[0].label}` : `选了 ${picked.length} 个摊位`;
    all('[data-single]', form).forEach((el) => { el.hidden = picked.length > 1; });
    for (const name of [...METRES, ...WHOLE, ...TEXT]) {
      const value = same(name);
      form.elements[name].value = value == null ? '' : METRES.includes(name) ? metres(value) : value;
    }
    for (const name of TICKS) { form.elements[name].checked = same(name) === true; form.elements[name].indeterminate = same(name) == null; }
    for (const tick of all('[name="features"]', form)) {
      const having = picked.filter((b) => b.features.includes(tick.value)).length;
      tick.checked = having === picked.length;
      tick.indeterminate = having > 0 && having < picked.length;
    }
    filled = read();
  }
  function read() {
    const said = {};
    for (const name of [...METRES, ...WHOLE, ...TEXT]) said[name] = form.elements[name].value.trim();
    for (const name of TICKS) said[name] = form.elements[name].indeterminate ? null : form.elements[name].checked;
    for (const tick of all('[name="features"]', form)) said[`has ${tick.value}`] = tick.indeterminate ? null : tick.checked;
    return said;
  }
  function fromForm() {
    const now = read(), values = {}, has = {};
    for (const name in now) {
      if (now[name] === filled[name] || (now[name] === '' && !TEXT.includes(name))) continue;
      if (name.startsWith('has ')) { has[name.slice(4)] = now[name]; continue; }
      if (METRES.includes(name) || WHOLE.includes(name)) {
        const word = $(`label[for="${form.elements[name].id}"]`, form).textContent;
        if (!/^-?\d+(\.\d+)?$/.test(now[name])) throw new Error(`“${word}”要填数字，例如“12.5”。`);
        values[name] = Math.round(Number(now[name]) * (METRES.includes(name) ? 100 : 1));
      } else values[name] = now[name];
    }
    return selection().map((b) => {
      const changed = { ...values };
      if (Object.keys(has).length) changed.features = [...new Set([...b.features, ...Object.keys(has)])].filter((f) => has[f] !== false);
      return { id: b.id, values: changed };
    }).filter(({ values: changed }) => Object.keys(changed).length);
  }
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    let changes;
    try { changes = fromForm(); } catch (error) { finish({ message: error.message, state }, ''); return; }
    if (document.activeElement && form.contains(document.activeElement)) document.activeElement.blur();
    if (changes.length) send(changes); else say('没有改动');
  });
  $('[data-remove-form]').addEventListener('submit', (event) => { event.preventDefault(); removeChosen(); });

  /* ---------- mouse and finger ---------- */
  const snap = (value) => Math.round(value / SNAP) * SNAP, far = (e) => Math.hypot(e.clientX - gesture.at[0], e.clientY - gesture.at[1]) > DRAG;
  svg.addEventListener('dragstart', (e) => e.preventDefault());
  svg.addEventListener('click', (e) => e.preventDefault());
  svg.addEventListener('pointerdown', (event) => {
    if (!state || event.button || (gesture && gesture.pointer !== event.pointerId)) return;
    const shape = event.target.closest('.b'), mark = event.target.closest('[data-mark]');
    gesture = { pointer: event.pointerId, at: [event.clientX, event.clientY], from: pointOf(event), moved: false, view: view.slice() };
    svg.setPointerCapture(event.pointerId);
    if (picking) gesture.kind = 'pick';
    else if (event.target.closest('[data-turn]')) gesture.kind = 'turn';
    else if (shape) { gesture.kind = 'move'; gesture.id = Number(shape.dataset.number); gesture.add = event.shiftKey; if (!gesture.add && !chosen.has(gesture.id)) choose([gesture.id]); focus(shape); }
    else if (mark) { gesture.kind = 'mark'; gesture.mark = state.marks.find((m) => m.id === mark.dataset.mark); gesture.ring = mark; }
    else gesture.kind = band || event.shiftKey ? 'band' : 'pan';
    gesture.before = selection().map((b) => ({ id: b.id, values: pick(b, ['x', 'y', 'rotation']) }));
  });
  svg.addEventListener('pointermove', (event) => {
    if (!gesture || gesture.pointer !== event.pointerId || (!gesture.moved && !far(event))) return;
    gesture.moved = true;
    const [x, y] = pointOf(event), [fx, fy] = gesture.from;
    if (gesture.kind === 'pan') {
      const u = unit();
      look([gesture.view[0] - (event.clientX - gesture.at[0]) * u, gesture.view[1] - (event.clientY - gesture.at[1]) * u, view[2], view[3]]);
    } else if (gesture.kind === 'move') {
      if (gesture.add && !chosen.has(gesture.id)) return;
      const lead = gesture.before.find((b) => b.id === gesture.id) || gesture.before[0];
      shift(snap(lead.values.x + (x - fx) / k) - lead.values.x, snap(lead.values.y + (y - fy) / k) - lead.values.y);
    } else if (gesture.kind === 'turn') turn(x, y, event.shiftKey);
    else if (gesture.kind === 'mark') { gesture.ring.setAttribute('cx', x); gesture.ring.setAttribute('cy', y); }
    else if (gesture.kind === 'band' || (gesture.kind === 'pick' && picking.kind === 'rect')) frame(fx, fy, x, y);
  });
  svg.addEventListener('pointerup', (event) => {
    if (!gesture || gesture.pointer !== event.pointerId) return;
    const done = gesture, [x, y] = pointOf(event), box = [Math.min(x, done.from[0]), Math.min(y, done.from[1]), Math.max(x, done.from[0]), Math.max(y, done.from[1])];
    gesture = null;
    all('.ed-frame', svg).forEach((el) => el.remove());
    if (done.kind === 'pick') picked(done, x, y, box);
    else if (done.kind === 'mark' && done.moved) moveMark(done.mark, snap(x / k), snap(y / k));
    else if (done.kind === 'mark') location.href = `${url}?mark=${done.mark.id}`;
    else if (done.kind === 'band') choose([...booths.values()].filter((b) => b.x * k >= box[0] && b.x * k <= box[2] && b.y * k >= box[1] && b.y * k <= box[3]).map((b) => b.id), event.shiftKey);
    else if (done.kind === 'pan' && !done.moved) choose([]);
    else if (done.kind === 'move' && !done.moved && done.add) toggle(done.id);
    else if (done.kind === 'move' && !done.moved) choose([done.id]);
    else if (done.moved && (done.kind === 'move' || done.kind === 'turn')) commit(done.before, done.kind === 'turn' ? ['x', 'y', 'rotation'] : ['x', 'y']);
  });
  svg.addEventListener('pointercancel', () => { const lost = gesture; gesture = null; if (lost && lost.before) { lost.before.forEach(({ id, values }) => Object.assign(booths.get(id), values)); booths.forEach(draw); handles(); } });
  svg.addEventListener('wheel', (event) => { event.preventDefault(); zoom(event.deltaY > 0 ? 1.15 : 0.87, pointOf(event)); }, { passive: false });
  const within = (v, top) => Math.max(0, Math.min(top, v));
  /* Everything chosen moves by the same amount, and stops together at the edge of the ground. */
  function shift(dx, dy) {
    const room = (axis, d, top) => gesture.before.reduce((m, b) => within(b.values[axis] + m, top) - b.values[axis], d);
    dx = room('x', dx, state.width); dy = room('y', dy, state.height);
    for (const { id, values } of gesture.before) { const b = booths.get(id); b.x = values.x + dx; b.y = values.y + dy; draw(b); }
    handles();
    say(`横 ${metres(booths.get(gesture.before[0].id).x)} 米，纵 ${metres(booths.get(gesture.before[0].id).y)} 米`);
  }
  function turn(x, y, coarse) {
    const start = gesture.before.map((b) => b.values), [cx, cy] = middle(start), one = start.length === 1;
    let angle = (Math.atan2(y / k - cy, x / k - cx) * 180) / Math.PI + 90;
    angle = coarse ? Math.round(angle / 15) * 15 : Math.round(angle);
    turnBy(gesture.before, one ? angle - start[0].rotation : angle, cx, cy);
    say(`转到 ${booths.get(gesture.before[0].id).rotation} 度`);
  }
  function turnBy(before, angle, cx, cy) {
    const a = (angle * Math.PI) / 180;
    for (const { id, values } of before) {
      const b = booths.get(id), dx = values.x - cx, dy = values.y - cy;
      b.x = within(Math.round(cx + dx * Math.cos(a) - dy * Math.sin(a)), state.width);
      b.y = within(Math.round(cy + dx * Math.sin(a) + dy * Math.cos(a)), state.height);
      b.rotation = (((values.rotation + angle) % 360) + 360) % 360;
      draw(b);
    }
    handles();
  }
  function commit(before, names) {
    const changes = before.map(({ id }) => ({ id, values: pick(booths.get(id), names) }));
    send(changes, before.map(({ id, values }) => ({ id, values: pick(values, names) })));
  }
  function frame(ax, ay, bx, by) {
    all('.ed-frame', svg).forEach((el) => el.remove());
    make('rect', { class: 'ed-frame', x: Math.min(ax, bx), y: Math.min(ay, by), width: Math.abs(ax - bx), height: Math.abs(ay - by) }, svg);
  }
  function moveMark(mark, x, y) {
    queue = queue.then(async () => {
      const said = await ask('marks.json', { id: mark.id, version: state.version, x: within(x, state.width), y: within(y, state.height) });
      finish(said, '地标挪好了');
      await redraw();
    });
  }

  /* ---------- filling in a form by pointing at the plan ---------- */
  function startPicking(button) {
    const stop = picking && picking.button === button;
    all('[data-pick]').forEach((b) => b.setAttribute('aria-pressed', 'false'));
    picking = stop ? null : { kind: button.dataset.pick, button, form: button.closest('form') };
    if (picking) button.setAttribute('aria-pressed', 'true');
    svg.classList.toggle('picking', !!picking);
    say(!picking ? '' : { point: '在图上点一下', rect: '在图上拖出一块', path: '在图上一个一个点，点完再按一次按钮' }[picking.kind]);
  }
  function picked(done, x, y, box) {
    const put = (name, value) => { picking.form.elements[name].value = value; };
    const at = (px, py) => `${metres(within(snap(px / k), state.width))},${metres(within(snap(py / k), state.height))}`;
    if (picking.kind === 'point') { put('x', at(x, y).split(',')[0]); put('y', at(x, y).split(',')[1]); }
    else if (picking.kind === 'rect') put('outline', [[0, 1], [2, 1], [2, 3], [0, 3]].map(([i, j]) => at(box[i], box[j])).join('\n'));
    else { const area = picking.form.elements.points; area.value = (area.value.trim() + '\n' + at(x, y)).trim(); return; }
    const from = picking.form;
    startPicking(picking.button);
    if (from.matches('[data-rows-form]')) preview();
  }
  async function preview() {
    const rows = $('[data-rows-form]'), ghosts = $('.ed-ghosts', svg) || make('g', { class: 'ed-ghosts', 'aria-hidden': 'true' }, svg);
    ghosts.replaceChildren();
    if (!rows.elements.x.value || !rows.elements.numbers.value) { say('填了摊位号和起点，就能看排在哪', true); return; }
    const answer = await fetch(url + 'rows/preview.json', { method: 'POST', headers: { 'X-CSRFToken': token }, body: new FormData(rows) });
    const said = await answer.json();
    if (said.message) { say(said.message, true); return; }
    for (const b of said.booths) {
      const g = make('g', { transform: `translate(${b.x * k} ${b.y * k}) rotate(${b.rotation})` }, ghosts);
      make('rect', { x: (-b.width / 2) * k, y: (-b.depth / 2) * k, width: b.width * k, height: b.depth * k, rx: 4 }, g);
      make('text', { y: 4 }, g).textContent = b.number;
    }
    say(`会排在这里，共 ${said.booths.length} 个。合适就按“排好”。`);
  }

  /* ---------- keys ---------- */
  const WAYS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
  let held = null;
  function nudge(dx, dy, angle) {
    held = held || selection().map((b) => ({ id: b.id, values: pick(b, ['x', 'y', 'rotation']) }));
    const now = selection().map((b) => ({ id: b.id, values: pick(b, ['x', 'y', 'rotation']) }));
    if (angle) turnBy(now, angle, ...middle(selection()));
    else { gesture = { before: now }; shift(dx, dy); gesture = null; }
    for (const b of selection()) pending.set(b.id, { ...pending.get(b.id), ...pick(b, ['x', 'y', 'rotation']) });
    clearTimeout(timer);
    timer = setTimeout(release, 400);
  }
  function release() {
    clearTimeout(timer);
    if (held) { const before = held; held = null; commit(before.filter(({ id }) => booths.has(id)), ['x', 'y', 'rotation']); }
  }
  function nearest(id, [dx, dy]) {
    const from = booths.get(id);
    let best = null, score = Infinity;
    for (const b of booths.values()) {
      const x = b.x - from.x, y = b.y - from.y, along = x * dx + y * dy, side = Math.abs(x * dy) + Math.abs(y * dx);
      if (b !== from && along > 20 && along + side * 2 < score) { score = along + side * 2; best = b; }
    }
    return best;
  }
  svg.addEventListener('keydown', (event) => {
    const shape = event.target.closest('.b'), id = shape && Number(shape.dataset.number), way = WAYS[event.key];
    if (event.key === 'Escape') { release(); choose([]); return; }
    if (!shape || !booths.has(id) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter' || event.key === ' ') { if (event.shiftKey) toggle(id); else choose([id]); }
    else if (way && chosen.has(id)) nudge(way[0] * (event.shiftKey ? STEP : SNAP), way[1] * (event.shiftKey ? STEP : SNAP), 0);
    else if (way) { const to = nearest(id, way); if (to) { focus(shapes.get(to.id)); keepIn(to); } }
    else if ((event.key === '[' || event.key === ']') && chosen.has(id)) nudge(0, 0, event.key === ']' ? TURN : -TURN);
    else if (event.key === 'Delete' && chosen.has(id)) { release(); removeChosen(); }
    else return;
    event.preventDefault();
  });
  function keepIn(b) {
    const x = b.x * k, y = b.y * k, edge = 40;
    if (x < view[0] + edge || y < view[1] + edge || x > view[0] + view[2] - edge || y > view[1] + view[3] - edge) look([x - view[2] / 2, y - view[3] / 2, view[2], view[3]]);
  }
  document.addEventListener('keydown', (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'z' && !event.target.closest('input, textarea, select')) { event.preventDefault(); release(); undo(); }
  });

  /* ---------- buttons and the list ---------- */
  document.addEventListener('click', (event) => {
    const hit = (s) => event.target.closest(s), link = hit('[data-pick-booth]'), zone = hit('[data-zone-all]'), way = hit('button[data-zoom]');
    if (link && !event.ctrlKey && !event.metaKey) {
      const booth = [...booths.values()].find((b) => b.label === link.dataset.pickBooth);
      if (booth) { event.preventDefault(); if (event.shiftKey) toggle(booth.id); else choose([booth.id]); keepIn(booth); }
    } else if (zone) choose([...booths.values()].filter((b) => b.zone === zone.dataset.zoneAll).map((b) => b.id));
    else if (way) { if (way.dataset.zoom === 'home') look([0, 0, state.width * k, state.height * k]); else zoom(way.dataset.zoom === 'in' ? 0.66 : 1.5); }
    else if (hit('[data-pick]')) startPicking(hit('[data-pick]'));
    else if (hit('[data-act="undo"]')) { release(); undo(); }
    else if (hit('[data-act="band"]')) { band = !band; hit('[data-act="band"]').setAttribute('aria-pressed', String(band)); say(band ? '在图上拖一个框，框里的都选上' : ''); }
    else if (hit('[data-act="preview"]')) preview();
    else if (hit('[data-act="none"]') && chosen.size) { event.preventDefault(); choose([]); }
  });
  document.addEventListener('submit', (event) => {
    const words = event.target.dataset.confirm;
    if (words && !confirm(words)) event.preventDefault();
  });

  (async function start() {
    const open = form.action.match(/booths\/(\d+)$/), shown = !panel.hidden && !!$('.has-err, .err-sum', form);
    const fresh = await (await fetch(url + 'data.json')).json();
    state = fresh;
    if (open) chosen.add(Number(open[1]));
    if (shown) form.focus();
    accept(fresh);
    attach();
    svg.classList.add('live');
    svg.setAttribute('aria-describedby', 'plan-help');
    all('[data-live]').forEach((el) => { el.hidden = false; });
    canvas.dataset.ready = '';
  })();
})();
