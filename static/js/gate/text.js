/* Texts as they may travel and be kept: whole characters only. Half an emoji would make a batch no server can read. */

/** The text with halves of surrogate pairs (all that stands alone of them) replaced by a mark. */
export function wellFormed(text) {
  return text.replace(/\p{Surrogate}/gu, "\ufffd");
}

/** At most so many characters of the text; a mark says where it was cut. */
export function cut(text, most) {
  const characters = [...wellFormed(text)];
  return characters.length > most ? `${characters.slice(0, most).join("")}…` : characters.join("");
}

/** A message as JSON. Whatever an earlier edition of this page left in the queue, no text in it is half a character. */
export function written(message) {
  return JSON.stringify(message, (_name, value) => (typeof value === "string" ? wellFormed(value) : value));
}
