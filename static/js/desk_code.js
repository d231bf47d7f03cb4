/* The desk's screen: takes the present code from the server twice a minute; without a network the last one stays. */
(function () {
  'use strict';
  var shown = document.querySelector('[data-desk-code]');
  setInterval(function () {
    fetch(location.href).then(function (r) { return r.text(); }).then(function (html) {
      var fresh = new DOMParser().parseFromString(html, 'text/html').querySelector('[data-desk-code]');
      if (fresh) shown.textContent = fresh.textContent;
    }).catch(function () { /* the next turn will do */ });
  }, 30000);
})();
