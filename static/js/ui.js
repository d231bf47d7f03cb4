/* Every page: large type, day tabs, dialogs, copying, messages. All of it works without this file. */
(function () {
  'use strict';
  var root = document.documentElement;
  function $(s, el) { return (el || document).querySelector(s); }
  function all(s, el) { return [].slice.call((el || document).querySelectorAll(s)); }

  /* Large type: the links lead to /display; here they switch at once, with the same cookie. */
  function setSize(big) {
    if (big) root.setAttribute('data-size', 'lg'); else root.removeAttribute('data-size');
    document.cookie = 'size=' + (big ? 'lg' : '') + ';path=/;max-age=31536000;samesite=lax' + (location.protocol === 'https:' ? ';secure' : '');
    all('[data-size-switch]').forEach(function (a) {
      $('span', a).textContent = big ? '标准字' : '大字';
      a.href = '/display?size=' + (big ? '' : 'lg') + '&next=' + encodeURIComponent(a.dataset.next);
    });
    say(big ? '字已放大' : '字已还原');
  }

  /* Day tabs: the panels come open one under another with jump links; make tabs of them. */
  all('[data-tabs]').forEach(function (box) {
    var list = $('[data-tabs-list]', box), panels = all('[data-tabs-panel]', box);
    if (!list || panels.length < 2) return;
    var tabs = all('a', list);
    list.setAttribute('role', 'tablist');
    tabs.forEach(function (t, i) {
      t.setAttribute('role', 'tab');
      t.setAttribute('aria-controls', panels[i].id);
      panels[i].setAttribute('role', 'tabpanel');
      panels[i].removeAttribute('aria-label');
      panels[i].setAttribute('aria-labelledby', t.id);
      var title = $('[data-tabs-title]', panels[i]);
      if (title) title.classList.add('sr');
    });
    function pick(i, focus) {
      tabs.forEach(function (t, j) {
        t.setAttribute('aria-selected', String(i === j));
        t.tabIndex = i === j ? 0 : -1;
        panels[j].hidden = i !== j;
      });
      if (focus) tabs[i].focus();
    }
    function fromHash() {
      var at = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
      return panels.findIndex(function (p) { return at && p.contains(at); });
    }
    list.addEventListener('click', function (e) {
      var i = tabs.indexOf(e.target.closest('a'));
      if (i < 0) return;
      e.preventDefault(); pick(i);
      history.replaceState(null, '', '#' + panels[i].id);
    });
    list.addEventListener('keydown', function (e) {
      var now = tabs.indexOf(document.activeElement), last = tabs.length - 1;
      var to = { ArrowRight: (now + 1) % tabs.length, ArrowLeft: (now + last) % tabs.length, Home: 0, End: last }[e.key];
      if (now < 0 || to === undefined) return;
      e.preventDefault(); pick(to, true);
    });
    addEventListener('hashchange', function () { var i = fromHash(); if (i >= 0) pick(i); });
    var first = fromHash();
    if (first < 0) first = tabs.findIndex(function (t) { return t.hasAttribute('data-here'); });
    pick(Math.max(0, first));
  });

  /* One polite voice: spoken at once, seen for four seconds. */
  var live, timer;
  function say(text) {
    if (!live) { live = document.createElement('div'); live.setAttribute('role', 'status'); document.body.appendChild(live); }
    live.className = 'toast'; live.textContent = text;
    clearTimeout(timer); timer = setTimeout(function () { live.className = 'sr'; }, 4000);
  }
  window.toast = say;

  function copy(el) {
    var done = el.dataset.copied || '已复制';
    function byHand() { window.prompt('请长按复制', el.dataset.copy); }
    if (navigator.clipboard) navigator.clipboard.writeText(el.dataset.copy).then(function () { say(done); }, byHand); else byHand();
  }

  document.addEventListener('click', function (e) {
    var el = e.target.closest('[data-open],[data-close],[data-copy],[data-print],[data-size-switch]');
    if (!el || e.defaultPrevented || e.ctrlKey || e.metaKey || e.shiftKey) return;
    if (el.dataset.open) {
      var d = document.getElementById(el.dataset.open);
      if (!d || !d.showModal) return;                       // the link itself leads on
      e.preventDefault(); d.showModal();
    } else if (el.dataset.copy) copy(el);
    else if (el.hasAttribute('data-print')) window.print();
    else if (el.hasAttribute('data-size-switch')) { e.preventDefault(); setSize(root.dataset.size !== 'lg'); }
    else if (el.closest('dialog')) { e.preventDefault(); el.closest('dialog').close(); }
  });
  all('dialog').forEach(function (d) {                       // a tap beside the drawer closes it
    d.addEventListener('click', function (e) { if (e.target === d) d.close(); });
  });
  all('[data-print]').forEach(function (b) { b.hidden = false; });

  /* Menus made of <details>: close on Esc and on a tap elsewhere. */
  document.addEventListener('keydown', function (e) {
    var open = e.key === 'Escape' && $('details.menu[open]');
    if (open) { open.open = false; $('summary', open).focus(); }
  });
  document.addEventListener('click', function (e) {
    all('details.menu[open]').forEach(function (m) { if (!m.contains(e.target)) m.open = false; });
  });

  /* For engines without :has(). */
  document.addEventListener('change', function (e) {
    var box = e.target.closest && e.target.closest('.choice');
    if (!box || !e.target.name) return;
    all('.choice input').forEach(function (x) { if (x.name === e.target.name) x.closest('.choice').classList.toggle('on', x.checked); });
  });
})();
