/* Programme: favourites kept in this browser, and what changed since the last visit. The page is the same for everyone. */
(function () {
  'use strict';
  var box = document.querySelector('[data-prog]');
  if (!box) return;
  var items = [].slice.call(box.querySelectorAll('[data-uid]')), slug = box.dataset.prog;
  function read(name, empty) { try { return JSON.parse(localStorage.getItem(name + ':' + slug)) || empty; } catch (e) { return empty; } }
  function keep(name, value) { try { localStorage.setItem(name + ':' + slug, JSON.stringify(value)); } catch (e) { /* private window */ } }
  function rowOf(li, deeds) {
    var row = li.querySelector(deeds ? '[data-do]' : 'p.row:not([data-do])');
    if (row) return row;
    row = document.createElement('p'); row.className = 'row';
    if (deeds) { row.dataset.do = ''; li.appendChild(row); } else li.insertBefore(row, li.querySelector('[data-do]'));
    return row;
  }
  function tag(li, kind, word) {
    var span = document.createElement('span');
    span.className = 'tag ' + kind; span.textContent = word;
    rowOf(li).prepend(span);
  }

  /* Changes: nothing is marked on a first visit. */
  var seen = read('seen', null), now = {};
  items.forEach(function (li) {
    var uid = li.dataset.uid;
    now[uid] = li.dataset.sig;
    if (seen && !seen[uid]) tag(li, 'pri', '新加的'); else if (seen && seen[uid] !== li.dataset.sig) tag(li, 'warn', '改过了');
  });
  if (items.length) keep('seen', now);

  /* Favourites */
  var mine = read('fav', []), only = document.createElement('button');
  function show() {
    var pressed = only.getAttribute('aria-pressed') === 'true';
    items.forEach(function (li) { li.hidden = pressed && mine.indexOf(li.dataset.uid) < 0; });
    var kept = items.filter(function (li) { return mine.indexOf(li.dataset.uid) >= 0; }).length;
    only.textContent = '只看收藏的（' + kept + '）';
    only.hidden = !kept && !pressed;
  }
  var coming = items.filter(function (li) { return !('past' in li.dataset); });
  coming.forEach(function (li) {
    var b = document.createElement('button'), title = li.querySelector('.t').textContent.trim();
    function draw() {
      var on = mine.indexOf(li.dataset.uid) >= 0;
      b.setAttribute('aria-pressed', on); b.textContent = on ? '★ 收藏了' : '☆ 收藏';
      b.setAttribute('aria-label', (on ? '不收藏了：' : '收藏：') + title);
    }
    b.type = 'button'; b.className = 'btn slim'; draw();
    b.addEventListener('click', function () {
      var at = mine.indexOf(li.dataset.uid);
      if (at < 0) mine.push(li.dataset.uid); else mine.splice(at, 1);
      keep('fav', mine); draw(); show();
    });
    rowOf(li, true).appendChild(b);
  });
  if (coming.length > 1) {
    only.type = 'button'; only.className = 'btn slim'; only.setAttribute('aria-pressed', 'false');
    only.addEventListener('click', function () { only.setAttribute('aria-pressed', only.getAttribute('aria-pressed') !== 'true'); show(); });
    box.querySelector('h2').after(only);
    show();
  }
})();
