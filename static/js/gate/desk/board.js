/* The live board asks for itself every few seconds; while nothing changed the answer is a 304 and nothing moves. */
(function () {
  'use strict';
  var live = document.querySelector('[data-live]');
  if (!live || !window.fetch || !window.DOMParser) return;
  var tag = '';

  function ask() {
    // A form that somebody is about to send stays as it is.
    if (document.hidden || live.contains(document.activeElement)) return;
    fetch(location.href, { headers: tag ? { 'If-None-Match': tag } : {}, credentials: 'same-origin', cache: 'no-store' })
      .then(function (answer) {
        if (answer.status !== 200) return null;
        tag = answer.headers.get('ETag') || '';
        return answer.text();
      })
      .then(function (html) {
        var fresh = html && new DOMParser().parseFromString(html, 'text/html').querySelector('[data-live]');
        if (fresh) live.replaceChildren.apply(live, fresh.childNodes);
      })
      .catch(function () {});
  }
  setInterval(ask, live.dataset.every * 1000);
})();
