/* The page itself: shows one thing at a time and says which button was tapped. Knows no rule. */

const root = document.getElementById("gate");

/** Which state is shown. */
export function shown() {
  return root.dataset.screen;
}

export function part(selector) {
  return root.querySelector(selector);
}

/** Show the parts of one state; an answer shows the parts of its colour too. */
export function show(state, colour = "ready") {
  root.dataset.state = colour === "fault" ? "warn" : colour;
  root.dataset.screen = state;
  for (const element of root.querySelectorAll("[data-for]")) {
    element.hidden = !(element.dataset.for === state || (state === "answer" && element.dataset.for === colour));
  }
  scrollTo(0, 0);
}

/** Write a text, and hide its place when there is none. */
export function write(selector, text) {
  const element = part(selector);
  element.textContent = text;
  element.hidden = !text;
}

/** Show an answer. `letInWords`: what the button says that lets in all the same. */
export function showAnswer({ state, say, title, why }, { plate = "", shop = "", who = "", mayOverride = false, letInWords = "问清了，放行", undoable = false }) {
  for (const mark of root.querySelectorAll("[data-mark]")) mark.hidden = mark.dataset.mark !== (state === "fault" ? "warn" : state);
  write("[data-say]", say);
  write("[data-plate]", plate);
  write("[data-title]", title);
  write("[data-shop]", shop);
  part("[data-why]").replaceChildren(...lines(who, why));
  show("answer", state);
  part('[data-do="reason"]').hidden = !mayOverride;
  part('[data-do="let-in"]').textContent = letInWords;
  part('[data-do="let-in"]').hidden = !mayOverride;
  // Nothing was read: there is nobody to let in or to send away, only to scan once more.
  part('[data-do="send-away"]').hidden = !mayOverride;
  part("[data-again]").hidden = mayOverride;
  part('[data-do="undo-this"]').hidden = !undoable;
  const first = root.querySelector(`footer [data-for="${state}"] .btn:not([hidden])`);
  first?.focus({ preventScroll: true });
}

function lines(...texts) {
  return texts.filter(Boolean).flatMap((text, place) => (place ? [document.createElement("br"), text] : [text]));
}

/** A list of buttons; `pick` is called with the item tapped. */
export function showChoices(selector, items, words, pick) {
  const buttons = items.map((item) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn ghost block";
    button.textContent = words(item);
    button.addEventListener("click", () => pick(item));
    return button;
  });
  part(selector).replaceChildren(...buttons.map((button) => inList(button, part(selector))));
}

function inList(button, list) {
  if (list.tagName !== "UL") return button;
  const item = document.createElement("li");
  item.append(button);
  return item;
}

/** Facts as a list of terms. */
export function showFacts(facts) {
  part("[data-facts]").replaceChildren(
    ...facts.map(([word, value]) => {
      const row = document.createElement("div");
      const term = document.createElement("dt");
      const said = document.createElement("dd");
      term.textContent = word;
      said.textContent = value;
      row.append(term, said);
      return row;
    }),
  );
}

/** The connection, always in sight: how many scans wait, and when the server was last heard. */
export function showNet({ online, waiting, heard }) {
  part("[data-online]").hidden = !online;
  part("[data-offline]").hidden = online;
  const lead = online ? "" : "没网也能扫 · ";
  const queue = waiting ? `${waiting} 条待传` : "都传完了";
  write("[data-net-words]", `${lead}${queue}`);
  write("[data-heard]", heard ? `${heard} 和服务器通过` : "还没和服务器通过");
}

/** Call the handlers by the name in data-do. */
export function onTap(handlers) {
  root.addEventListener("click", (event) => {
    const name = event.target.closest("[data-do]")?.dataset.do;
    if (name && handlers[name]) handlers[name]();
  });
}

export function onSubmit(id, handler) {
  document.getElementById(id).addEventListener("submit", (event) => {
    event.preventDefault();
    handler();
  });
}
