/* Forms: a draft kept on this phone, focus on the error summary, no double sending, work kept when the net is away.
   Left out of the draft: passwords, codes, files, hidden fields, and whatever stands in [data-no-draft] (licences, health). */
(function () {
  'use strict';
  function each(list, fn) { [].forEach.call(list, fn); }
  var sum = document.getElementById('errs');
  if (sum) sum.focus();

  /* An error link puts the focus into its question, and the question into view with its label. */
  document.addEventListener('click', function (e) {
    var a = e.target.closest('.err-sum a');
    var el = a && document.getElementById(decodeURIComponent(a.hash.slice(1)));
    if (!el) return;
    e.preventDefault();
    (el.matches('fieldset') ? el.querySelector('input,select,textarea') || el : el).focus({ preventScroll: true });
    (el.closest('.field') || el).scrollIntoView({ block: 'start' });
  });

  each(document.querySelectorAll('form[data-once]'), function (form) {
    form.addEventListener('submit', function (e) {
      if (form.dataset.sent) { e.preventDefault(); return; }
      form.dataset.sent = '1';
      setTimeout(function () { delete form.dataset.sent; }, 8000);          // the server answers once; after that let them try again
    });
  });
  addEventListener('pageshow', function () { each(document.querySelectorAll('form[data-sent]'), function (f) { delete f.dataset.sent; }); });

  /* data-when="uses_power=yes": what an answer opens shows with that answer, open, and goes with any other. Without a
     script it is a fold of its own. */
  each(document.querySelectorAll('details[data-when]'), function (more) {
    var wanted = more.dataset.when.split('='), box = more.closest('.reveal') || more;
    more.firstElementChild.hidden = true;
    function follow() {
      var on = document.querySelector('[name="' + wanted[0] + '"]:checked');
      box.hidden = !on || on.value !== wanted[1];
      more.open = !box.hidden;
    }
    document.addEventListener('change', function (e) { if (e.target.name === wanted[0]) follow(); });
    follow();
  });

  /* data-early="2027-05-02": the warning below a document's expiry, as soon as the day is there. */
  each(document.querySelectorAll('[data-early]'), function (warning) {
    var part = warning.closest('section');
    part.addEventListener('input', function () {
      var day = part.querySelector('[type=date]').value, forever = part.querySelector('[type=checkbox]');
      warning.hidden = !day || day >= warning.dataset.early || !!(forever && forever.checked);
    });
  });

  function forget(start) {
    try {
      Object.keys(localStorage).forEach(function (k) { if (k.indexOf('draft:' + start) === 0) localStorage.removeItem(k); });
    } catch (e) { /* storage is closed to us: then there is no draft either */ }
  }
  /* The receipt page says which drafts are done with: data-draft-done="caishan-2027". */
  var done = document.querySelector('[data-draft-done]');
  if (done) forget(done.dataset.draftDone);
  /* Phones are shared in the village: whoever signs out leaves nothing behind. */
  document.addEventListener('submit', function (e) { if (e.target.getAttribute('action') === '/sign-out') forget(''); });

  var form = document.querySelector('form[data-draft]');
  if (!form) return;
  var line = document.querySelector('[data-saved]'), key = 'draft:' + form.dataset.draft, timer;
  var note = line && line.querySelector('span');

  function kept(el) {
    return el.name && el.name !== 'csrf_token' && ['password', 'file', 'hidden', 'submit', 'button'].indexOf(el.type) < 0 &&
      el.autocomplete !== 'one-time-code' && !el.closest('[data-no-draft]');
  }
  function read() {
    var data = {};
    each(form.elements, function (el) {
      if (!kept(el)) return;
      var many = el.type === 'checkbox';
      if (el.type === 'radio') { if (el.checked) data[el.name] = el.value; }
      else if (many) { data[el.name] = data[el.name] || []; if (el.checked) data[el.name].push(el.value); }
      else data[el.name] = el.value;
    });
    return data;
  }
  function tell(text) { if (note) { note.textContent = text; line.hidden = false; } }
  function save() {
    clearTimeout(timer); timer = 0;
    try { localStorage.setItem(key, JSON.stringify(read())); } catch (e) { tell('这部手机存不了草稿，请一次填完'); return; }
    var d = new Date();
    tell('已存草稿 ' + d.getHours() + ':' + ('0' + d.getMinutes()).slice(-2));
  }
  function restore() {
    var data;
    try { data = JSON.parse(localStorage.getItem(key) || 'null'); } catch (e) { return; }
    if (!data) return;
    var changed = false;
    each(form.elements, function (el) {
      if (!kept(el) || !(el.name in data)) return;
      var v = data[el.name], on = Array.isArray(v) ? v.indexOf(el.value) >= 0 : v === el.value;
      if (el.type === 'radio' || el.type === 'checkbox') {
        if (el.checked !== on) { el.checked = on; changed = true; el.dispatchEvent(new Event('change', { bubbles: true })); }
      } else if (el.value !== v) { el.value = v; changed = true; }
    });
    if (changed) tell('接着上次的草稿');
  }
  /* What the server sent back after an error is newer than the draft; only a fresh page takes the draft. */
  if (!sum && form.dataset.fresh !== undefined) restore();
  form.addEventListener('input', function () { clearTimeout(timer); timer = setTimeout(save, 600); });
  document.addEventListener('visibilitychange', function () { if (document.hidden && timer) save(); });
  form.addEventListener('submit', function (e) {
    save();
    if (navigator.onLine === false) { e.preventDefault(); window.toast('没连上网，填的内容没丢。连上后再点一次。'); }
  });
})();
