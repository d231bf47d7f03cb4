/* The calendar page by keyboard: arrows go from day to day, Page Up and Page Down to the months beside. */
(function () {
  'use strict';
  var box = document.querySelector('[data-month]');
  if (!box) return;
  var days = [].slice.call(box.querySelectorAll('[data-month-grid] > .day'));
  function linked(from, step) {                              // only days on which something is are links
    for (var i = from + step; i >= 0 && i < days.length; i += step) if (days[i].href) return days[i];
    return null;
  }
  box.addEventListener('keydown', function (e) {
    if (e.altKey || e.ctrlKey || e.metaKey || e.shiftKey || e.target.matches('input')) return;
    var month = { PageUp: '[data-earlier]', PageDown: '[data-later]' }[e.key];
    var step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -1, ArrowDown: 1 }[e.key];
    var here = days.indexOf(document.activeElement);
    var to = month ? box.querySelector(month) : here >= 0 && step ? linked(here, step) : null;
    if (!to) return;
    e.preventDefault();
    if (month) to.click(); else to.focus();
  });
})();
