/* The venue's screen: asks for the data twice a minute and keeps the last answer; without a network it goes on from that by its
   own clock, from one day of the festival to the next, and says how old its data is. A worker (screen_worker.js) serves the page itself then. */
(function () {
  'use strict';
  var main = document.querySelector('[data-screen]'), address = main.dataset.screen, key = 'screen-days:' + address;
  var data = null, got = 0, ahead = Date.parse(main.dataset.at) - Date.now(), turn = 0, PER = 4;
  function part(name) { return main.querySelector('[data-' + name + ']'); }
  function now() { return Date.now() + ahead; }
  function day() { return new Date(now() + 288e5).toISOString().slice(0, 10); }  // in China, eight hours ahead
  function told() {
    var days = data.days, today = day();
    return !days.length || today < days[0] ? data.told : today > days[days.length - 1] ? data.over : '';
  }
  function standing() { return told() ? [] : data.stalls.filter(function (s) { return s.days.indexOf(day()) >= 0; }); }
  function hour(ms) { return new Date(ms).toLocaleTimeString('zh-CN', { hour: '2-digit', minute: '2-digit', hour12: false, timeZone: 'Asia/Shanghai' }); }
  function line(bold, rest) {
    var li = document.createElement('li'), b = document.createElement('b'), span = document.createElement('span');
    b.textContent = bold; span.textContent = rest; li.append(b, span);
    return li;
  }
  function session(s) { return line(s.title, s.time + ' ' + s.place); }
  function draw() {
    part('clock').textContent = hour(now());
    if (!data) return;
    var instead = told(), today = data.sessions.filter(function (s) { return !s.cancelled && s.day === day(); });
    part('told').textContent = instead; part('told').hidden = !instead;
    main.querySelectorAll('section').forEach(function (s) { s.hidden = !!instead; });
    if (main.dataset.day !== day()) { main.dataset.day = day(); turn = 0; rotate(); }
    var on = today.filter(function (s) { return Date.parse(s.from) <= now() && Date.parse(s.to) > now(); });
    var next = today.filter(function (s) { return Date.parse(s.from) > now(); }).slice(0, 3);
    part('now').replaceChildren.apply(part('now'), on.length ? on.map(session) : [line('这会儿没有节目', '逛逛摊位')]);
    part('next').replaceChildren.apply(part('next'), next.length ? next.map(session) : [line(today.length ? '今天的节目演完了' : '今天没有节目', '')]);
  }
  function rotate() {
    if (!data) return;
    var shown = [], stalls = standing();
    for (var i = 0; i < Math.min(PER, stalls.length); i++) shown.push(stalls[(turn + i) % stalls.length]);
    turn = stalls.length ? (turn + PER) % stalls.length : 0;
    part('stalls').replaceChildren.apply(part('stalls'), shown.map(function (s) {
      var li = line(s.booth, ''), name = document.createElement('b');
      name.textContent = s.shop; li.lastChild.append(name, s.goods || s.kind);
      return li;
    }));
  }
  function take(kept) { data = kept.data; ahead = kept.ahead; got = kept.got; draw(); }
  function ask() {
    fetch(address, { credentials: 'omit', cache: 'no-cache' }).then(function (r) {
      if (!r.ok) throw new Error(r.status);
      return r.json();
    }).then(function (fresh) {
      var kept = { data: fresh, ahead: Date.parse(fresh.now) - Date.now(), got: Date.parse(fresh.now) };
      try { localStorage.setItem(key, JSON.stringify(kept)); } catch (e) { /* full or forbidden: the memory holds it */ }
      part('net').textContent = ''; main.dataset.fresh = ''; take(kept);
    }).catch(function () {
      delete main.dataset.fresh;
      part('net').textContent = got ? '网络断了，节目按 ' + hour(got) + ' 收到的演，连上会自己更新。' : '网络断了，连上会自己更新。';
    });
  }
  /* The page with its files, for a reload without a network; those of an earlier version go. */
  function keepPage() {
    if (!navigator.serviceWorker || !window.caches) return;
    var files = Array.prototype.map.call(document.querySelectorAll('link[rel=stylesheet], link[rel=icon], script[src]'), function (e) { return e.href || e.src; });
    navigator.serviceWorker.register('/screen/sw.js').then(function () { return caches.open('screen'); }).then(function (cache) {
      return cache.addAll(files.concat(location.pathname)).then(function () { return cache.keys(); }).then(function (held) {
        return Promise.all(held.filter(function (r) { return r.url.indexOf('/static/') > 0 && files.indexOf(r.url) < 0; }).map(function (r) { return cache.delete(r); }));
      });
    }).then(function () { return navigator.serviceWorker.ready; }).then(function () { main.dataset.kept = ''; }).catch(function () { /* no worker in this browser: the open page goes on all the same */ });
  }
  try { take(JSON.parse(localStorage.getItem(key))); } catch (e) { draw(); }
  ask(); keepPage();
  setInterval(ask, 30000); setInterval(draw, 5000); setInterval(rotate, 10000);
})();
