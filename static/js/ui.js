/* Every page: large type, dialogs, copying, messages. All of it works without this file. */
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

  /* Strips that scroll sideways begin where the person is. */
  all('.desk-nav [aria-current], .tabs [aria-current]').forEach(function (here) {
    var strip = here.closest('.desk-nav > div, .tabs');
    strip.scrollLeft += here.getBoundingClientRect().left - strip.getBoundingClientRect().left - (strip.clientWidth - here.offsetWidth) / 2;
  });

  /* For engines without :has(). */
  document.addEventListener('change', function (e) {
    var box = e.target.closest && e.target.closest('.choice');
    if (!box || !e.target.name) return;
    all('.choice input').forEach(function (x) { if (x.name === e.target.name) x.closest('.choice').classList.toggle('on', x.checked); });
  });
})();
