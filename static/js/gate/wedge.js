/* Hardware scanners type what they read. Slow ones leave half a second between keys: 80 ms lost scans. */

export const KEY_GAP_MS = 600;
const DIGITS = 176;
const SHORTEST = 4;

/**
 * Call `found` with whatever a scanner types while no field has the focus: up to Enter, or a whole pass and a pause.
 * @param {EventTarget} target
 * @param {(text: string) => void} found
 */
export function listenForScanner(target, found) {
  let typed = "";
  let last = 0;
  let timer = 0;

  function finish() {
    const text = typed;
    typed = "";
    clearTimeout(timer);
    if (text.length >= SHORTEST) found(text);
  }

  target.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || isField(event.target)) return;
    if (event.timeStamp - last > KEY_GAP_MS) typed = "";
    last = event.timeStamp;
    if (event.key === "Enter" || event.key === "Tab") {
      if (typed.length < SHORTEST) return; // a person at the keyboard presses a button
      event.preventDefault();
      finish();
      return;
    }
    if (event.key.length !== 1) return;
    typed += event.key;
    clearTimeout(timer);
    if (wholePass(typed)) timer = setTimeout(finish, KEY_GAP_MS);
  });
}

function wholePass(text) {
  return new RegExp(`[0-9]{${DIGITS},}$`).test(text);
}

function isField(element) {
  return Boolean(element?.closest?.("input, textarea, select"));
}
