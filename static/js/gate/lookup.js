/* Finding somebody whose code cannot be read: booth, short code, or the last four digits of the phone. */

const READ_AS = { O: "0", I: "1", L: "1" };
export const LONGEST_LOOKUP = 12;

/** Whether something typed is a code to be checked rather than a few characters to look up. */
export function isCode(text) {
  return text.length > LONGEST_LOOKUP || text.includes("/");
}

/**
 * The passes somebody may mean.
 * @param {string} typed
 * @param {{booth: string, short: string, tail: string}[]} passes
 */
export function find(typed, passes) {
  const text = typed.normalize("NFKC").trim().toUpperCase();
  if (!text) return [];
  const booth = boothOf(text);
  const short = text.replace(/[\s\-–·.]/g, "").replace(/[OIL]/g, (letter) => READ_AS[letter]);
  return passes.filter(
    (pass) =>
      (booth && standsAt(pass.booth, booth)) || (short.length >= 4 && pass.short === short) || (/^[0-9]{4}$/.test(text) && pass.tail === text),
  );
}

function boothOf(text) {
  const match = /^([A-Z]{1,3})[- ]?0*([0-9]{1,3})$/.exec(text);
  return match ? { row: match[1], number: Number(match[2]) } : null;
}

/** A block such as A01–A03 is met by every booth in it. */
function standsAt(label, booth) {
  const ends = label.split("–").map(boothOf).filter(Boolean);
  const [first, last = first] = ends;
  return Boolean(first) && first.row === booth.row && first.number <= booth.number && booth.number <= last.number;
}
