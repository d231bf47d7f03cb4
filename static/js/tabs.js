/* Day tabs: the panels come open one under another with jump links; this makes tabs of them. */
(function () {
  'use strict';
  function $(s, el) { return (el || document).querySelector(s); }
  function all(s, el) { return [].slice.call((el || document).querySelectorAll(s)); }
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
})();
