/* What a gate says of a genuine pass: the twin of eventhub/gate/judging.py, tested on the same cases. */

const SHANGHAI_MS = 8 * 3600 * 1000; // no summer time since 1991

/** The day on a clock in Asia/Shanghai, as 2027-05-01. */
export function dayOf(ms) {
  return new Date(ms + SHANGHAI_MS).toISOString().slice(0, 10);
}

/** The time on a clock in Asia/Shanghai, as 9:05. */
export function timeOf(ms) {
  return new Date(ms + SHANGHAI_MS).toISOString().slice(11, 16).replace(/^0/, "");
}

/**
 * Whether a pass may come in at all: "ok", "revoked" or "suspended".
 * @param {{serial: number, rev: number}} claims
 * @param {{revoked: [number, number][], suspended: number[]}} standing
 */
export function standingOf(claims, standing) {
  const entry = standing.revoked.find(([serial]) => serial === claims.serial);
  if (entry && claims.rev < entry[1]) return "revoked";
  return standing.suspended.includes(claims.serial) ? "suspended" : "ok";
}

/**
 * The verdict on a genuine pass of this festival at a moment.
 * @param {{standing: string, days: number, window: number}} facts
 * @param {{periods: Object<string, number>, set_up: (string|null)[], take_down: (string|null)[],
 *   hours: Object<string, [number, number][]>}} festival hours: entry window → minutes since midnight
 * @param {number} now milliseconds by the server's clock
 * @param {boolean} inside whether the pass is in already
 * @param {"in"|"out"} direction
 */
export function judge(facts, festival, now, inside, direction) {
  if (facts.standing !== "ok") return facts.standing;
  const verdict = timely(facts.days, festival, now);
  if (verdict !== "ok" || direction === "out") return verdict;
  const hourly = inHours(facts.window, festival, now);
  if (hourly !== "ok") return hourly;
  return inside ? "again" : "ok";
}

function timely(days, festival, now) {
  const period = festival.periods[dayOf(now)];
  if (!period || !((days >> (period - 1)) & 1)) return onTheEdge(festival, now) ? "ok" : "wrong_day";
  const setUpFrom = moment(festival.set_up[0]);
  const takeDownUntil = moment(festival.take_down[1]);
  if (setUpFrom !== null && now < setUpFrom) return "early";
  if (takeDownUntil !== null && now > takeDownUntil) return "late";
  return "ok";
}

/** Early while a range of the pass's entry window is still to come that day, late after the last. */
function inHours(window, festival, now) {
  const ranges = festival.hours?.[window] ?? [];
  const minute = Math.floor((now + SHANGHAI_MS) / 60_000) % 1440;
  if (!ranges.length || onTheEdge(festival, now) || ranges.some(([start, end]) => start <= minute && minute < end)) return "ok";
  return minute < ranges.at(-1)[0] ? "early" : "late";
}

function onTheEdge(festival, now) {
  return [festival.set_up, festival.take_down].some(([start, end]) => within(moment(start), moment(end), now));
}

function within(start, end, now) {
  return start !== null && end !== null && start <= now && now <= end;
}

function moment(text) {
  return text ? Date.parse(text) : null;
}
