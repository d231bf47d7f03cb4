/* Stamps: a button on a stall's page, and the booklet. The device's token stays in this browser; the last answer is kept,
   so that the booklet opens without a network. */
(function () {
  'use strict';
  function $(s, el) { return (el || document).querySelector(s); }
  function keep(name, value) { try { localStorage.setItem(name, value); } catch (e) { /* private window: this visit only */ } }
  function kept(name) { try { return localStorage.getItem(name) || ''; } catch (e) { return ''; } }
  var box = $('[data-stamp]'), book = $('[data-book]');
  var slug = (box || book || { dataset: {} }).dataset.slug;

  function ask(path, body, done) {
    fetch(path, { method: 'POST', credentials: 'omit', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })
      .then(function (r) { return r.json().then(function (got) { done(got, r.ok); }); })
      .catch(function () { done({ sentence: '网络不通，章没盖上。连上网再按一次。' }, false); });
  }
  function remember(got) {
    if (got.device) keep('stamp-device', got.device);
    if (got.permit) keep('stamp-permit:' + slug, got.permit);
    keep('stamp-book:' + slug, JSON.stringify(got));
  }

  if (box) {
    var say = $('[data-says]', box), code = $('input', box), row = $('[data-code]', box);
    $('button', box).disabled = false; say.textContent = '每家盖一次，盖满有礼。';
    $('form', box).addEventListener('submit', function (e) {
      e.preventDefault();
      ask(box.dataset.stamp, { device: kept('stamp-device'), permit: kept('stamp-permit:' + slug), code: code.value.trim() }, function (got, ok) {
        if (ok) remember(got); else if (got.device && got.error !== 'bad_device') keep('stamp-device', got.device);
        row.hidden = ['needs_code', 'wrong_code', 'too_many_guesses'].indexOf(got.error) < 0;
        if (!row.hidden) code.focus();
        say.textContent = ok ? (got.code ? '集满了！打开集章册看兑换码。' : '盖上了，一共 ' + got.labels.length + ' 个，集满 ' + got.needed + ' 个有礼。') : got.sentence;
      });
    });
  }

  function draw(got) {
    var count = Math.min(got.labels.length, got.needed);
    [].forEach.call(document.querySelectorAll('[data-part]'), function (g) { g.classList.toggle('on', +g.dataset.part <= count); });
    $('[data-count]').textContent = got.labels.length ? '盖了 ' + got.labels.length + ' 个章：' + got.labels.join('、') + '。' +
      (got.code ? '' : '还差 ' + (got.needed - count) + ' 个。') : '还没盖过章。到摊位上扫桌牌，按“盖章”。';
    $('[data-done]').hidden = !got.code;
    if (got.code) {
      $('[data-code-shown]').textContent = got.code.slice(0, 3) + ' ' + got.code.slice(3);
      $('[data-redeemed]').textContent = got.redeemed ? '这个码已经兑过了。' : '给服务台的人看，兑一次就作废。';
    }
  }
  if (book) {
    var last = kept('stamp-book:' + slug), device = kept('stamp-device');
    book.hidden = false; $('[data-plain]').hidden = true;
    draw(last ? JSON.parse(last) : { labels: [], needed: +book.dataset.needed });
    if (device) ask(book.dataset.book, { device: device }, function (got, ok) { if (ok) { remember(got); draw(got); } });
  }
})();
