/* The allocation board: drag a household onto a booth, see at once what the checker says, and what others change.
   Everything here is also a link or a form: without this file the page works by clicks alone. */
(function () {
  'use strict';
  var svg = document.querySelector('.board .plan'), deed = document.getElementById('deed');
  if (!svg || !deed) return;
  var base = deed.dataset.base, mark = deed.dataset.mark, pick = deed.dataset.pick, busy = 0;
  var holders = JSON.parse(deed.dataset.holders), hint = document.querySelector('[data-hint]');
  var booths = {};
  [].forEach.call(svg.querySelectorAll('.b'), function (b) { booths[b.dataset.id] = b; });

  function say(text) { hint.textContent = text; hint.hidden = !text; }
  function field(name, value) { deed.elements[name].value = value; }

  /* One answer of the server: parts as HTML, booths as lists, in one go. */
  function paint(data, quiet) {
    var at = document.activeElement, focus = at && at.closest('[data-part]') && (at.getAttribute('href') || at.id);
    Object.keys(data.parts).forEach(function (name) {
      document.querySelector('[data-part="' + name + '"]').innerHTML = data.parts[name];
    });
    Object.keys(data.booths).forEach(function (id) {
      var b = booths[id], v = data.booths[id];
      if (!b) return;
      b.dataset.st = v[0]; b.dataset.name = v[3]; b.dataset.text = v[4];
      if (v[1]) b.dataset.cat = v[1];
      if (v[5]) b.dataset.risk = ''; else delete b.dataset.risk;
      if (v[6]) b.setAttribute('aria-current', 'true'); else b.removeAttribute('aria-current');
      b.setAttribute('href', v[7]); b.setAttribute('aria-label', v[8]);
      b.querySelector('.gl').textContent = v[2];
    });
    mark = data.mark; pick = data.pick; holders = data.holders;
    deed.dataset.draft = data.draft ? '1' : '';
    field('version', data.version);
    if (data.said) say(data.said); else if (!quiet) say(data.hint);
    if (focus && document.activeElement === document.body) {
      var same = [].filter.call(document.querySelectorAll('[data-part] a, [data-part] input'), function (x) { return x.getAttribute('href') === focus || x.id === focus; })[0];
      if (same) same.focus();
    }
    document.dispatchEvent(new CustomEvent('painted'));
  }
  /* One request after the other, each made up when its turn comes: a booth tapped before the household's answer is
     there is meant for that household, and no late answer paints over a newer one. */
  var turn = Promise.resolve();
  function send(request, quiet) {
    busy++;
    turn = turn.then(function () {
      var r = request();
      return fetch(r.url, { method: r.body ? 'POST' : 'GET', body: r.body, headers: { Accept: 'application/json' }, credentials: 'same-origin' });
    }).then(function (r) {
      if (/json/.test(r.headers.get('Content-Type') || '')) return r.json();
      location.reload();
      return new Promise(function () {});
    }).then(function (data) { paint(data, quiet); return data; })
      .catch(function () { say('没连上，刚才那一步没有做。请看看网络，再试一次。'); })
      .then(function (data) { busy--; return data; });
    return turn;
  }
  function ask(href) {
    return send(function () {
      var url = new URL(href(), location.href);
      history.replaceState(null, '', url.pathname + url.search);
      return { url: url.href };
    });
  }
  /* Drop a household on a booth: its holder changes places with it, unless the booth takes both (others have it on other days). */
  function put(receipt, b) {
    send(function () {
      var other = holders[b.dataset.id] || '', placed = Object.keys(holders).some(function (id) { return holders[id] === receipt; });
      var swap = other && placed && !/can|soft/.test(b.dataset.st);
      field('receipt', receipt); field('booths', swap ? '' : b.dataset.id); field('other', swap ? other : '');
      return { url: base + (swap ? 'swap' : 'place'), body: new URLSearchParams(new FormData(deed)) };
    });
  }

  document.addEventListener('submit', function (e) {
    if (!e.target.hasAttribute('data-deed') || e.defaultPrevented) return;
    e.preventDefault();
    var form = { url: e.target.action, body: new URLSearchParams(new FormData(e.target)) };
    send(function () { return form; });
  });
  document.addEventListener('click', function (e) {
    var a = e.target.closest('a[data-ask]');
    if (!a || e.ctrlKey || e.metaKey || e.shiftKey) return;
    e.preventDefault(); ask(function () { return a.getAttribute('href'); });
  });

  /* A booth tapped, or Enter on it: the verdict stands at the right, ready to be carried out. */
  svg.addEventListener('booth', function (e) {
    if (dropped) { dropped = false; return; }
    var b = e.detail;
    told = b;
    ask(function () { return b.getAttribute('href'); }).then(function () {
      var go = document.querySelector('.verdict button');
      if (go && pick) go.focus({ preventScroll: innerWidth >= 1024 });
    });
  });
  var told = null;   // what a deed said stays until the pointer goes on to another booth
  function tell(e) {
    var b = e.target.closest('.b');
    if (!b || b === told) return;
    told = null;
    say(b.dataset.id + (b.dataset.name ? ' ' + b.dataset.name : '') + (b.dataset.text ? '：' + b.dataset.text : ''));
  }
  svg.addEventListener('pointerover', function (e) { if (!drag) tell(e); });
  svg.addEventListener('focusin', tell);

  /* Dragging, from the list or from a booth. */
  var drag = null, ghost = null, dropped = false, over = null;
  function begin(e) {
    if (e.button || !deed.dataset.draft) return;
    var li = e.target.closest('.hh[data-hh]'), b = e.target.closest('.plan .b');
    if (li && e.pointerType !== 'mouse' && !e.target.closest('.grip')) return;   // a finger scrolls the list
    var receipt = li ? li.dataset.hh : b && holders[b.dataset.id];
    if (!receipt) return;
    drag = { receipt: receipt, x: e.clientX, y: e.clientY, id: e.pointerId, name: li ? li.querySelector('.who').textContent : b.dataset.name };
    dropped = false;
  }
  function under(e) { var el = document.elementFromPoint(e.clientX, e.clientY); return el && el.closest('.plan .b'); }
  function move(e) {
    if (!drag || e.pointerId !== drag.id) return;
    if (!ghost) {
      if (Math.hypot(e.clientX - drag.x, e.clientY - drag.y) < 6) return;
      ghost = document.createElement('div'); ghost.className = 'drag-ghost'; ghost.textContent = drag.name;
      document.body.appendChild(ghost);
      var query = '?pick=' + encodeURIComponent(drag.receipt);
      if (pick !== drag.receipt) ask(function () { return query; });
    }
    e.preventDefault();
    ghost.style.left = e.clientX + 'px'; ghost.style.top = e.clientY + 'px';
    var b = under(e);
    if (b === over) return;
    if (over) over.classList.remove('over');
    over = b;
    if (b) { b.classList.add('over'); say(b.dataset.id + '：' + (b.dataset.text || '放下看看')); }
  }
  function end(e) {
    if (!drag || e.pointerId !== drag.id) return;
    var was = drag, b = ghost && e.type === 'pointerup' && under(e);
    if (over) over.classList.remove('over');
    over = null; drag = null;
    if (!ghost) return;
    ghost.remove(); ghost = null; dropped = true;
    setTimeout(function () { dropped = false; }, 50);
    told = b || null;
    if (!b) return say('没放下：要放在图上的摊位。');
    if (holders[b.dataset.id] !== was.receipt) put(was.receipt, b);
  }
  document.addEventListener('pointerdown', begin);
  document.addEventListener('pointermove', move);
  document.addEventListener('pointerup', end);
  document.addEventListener('pointercancel', end);
  document.addEventListener('dragstart', function (e) { if (e.target.closest && e.target.closest('.hh, .plan')) e.preventDefault(); });
  document.addEventListener('click', function (e) { if (dropped && e.target.closest('.hh, .plan')) e.preventDefault(); }, true);

  /* What the others do, and how far a run is: a few bytes every four seconds. */
  function pulse() {
    if (busy || drag || document.hidden) return;
    fetch(base + 'pulse', { headers: { Accept: 'application/json' }, cache: 'no-cache', credentials: 'same-origin' })
      .then(function (r) { return r.ok ? r.json() : null; })
      .then(function (p) {
        if (!p || busy || drag) return;
        var run = document.querySelector('[data-run]');
        if (run && p.run) run.textContent = p.run;
        if (p.mark === mark) return;
        var typing = document.activeElement && /TEXTAREA|INPUT/.test(document.activeElement.tagName) && document.activeElement.value;
        if (typing) return say('图刚才变了。写完这一句再交，交的时候会核对。');
        send(function () { return { url: location.href }; }, true).then(function (data) { if (data) say(p.who ? p.who + '刚才动过，图已经更新。' : '图已经更新。'); });
      }).catch(function () {});
  }
  setInterval(pulse, 4000);
})();
