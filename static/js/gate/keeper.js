/* The gatekeeper's decisions: checks a pass against what the phone remembers and records it. Knows no screen. */

import { NoSignatureCheck, PassError, verify } from "./token.js";
import { cut } from "./text.js";
import { dayOf, judge, standingOf } from "./verdict.js";

export const UNDO_MS = 15 * 60 * 1000;
const LONGEST_RAW = 500;
const NEWEST = 15; // of a pass found on the list nobody showed a print: the newest one is meant

export class Keeper {
  /**
   * @param {import("./store.js").Store} store
   * @param {Function|null} check how to check a signature (see chooseCheck); null: this phone cannot
   * @param {() => number} ticks the phone's own clock
   */
  constructor(store, check, ticks = Date.now) {
    this.store = store;
    this.check = check;
    this.ticks = ticks;
    this.offset = 0;
    this.enrolment = null;
    this.manifest = null;
    this.direction = "in";
    this.blocked = false;
  }

  /** Take enrolment, manifest and clock out of the store again. */
  async reload() {
    this.enrolment = (await this.store.get("enrolment")) ?? null;
    this.manifest = (await this.store.get("manifest")) ?? null;
    this.offset = (await this.store.get("offset")) ?? 0;
    this.direction = (await this.store.get("direction")) ?? "in";
    this.blocked = (await this.store.get("blocked")) ?? false;
    if (this.manifest && this.manifest.festival.number !== this.enrolment?.festival.number) this.manifest = null;
    const keys = this.manifest?.keys ?? [];
    this.keys = new Map(keys.map((key) => [key.kid, { festival: key.festival, publicKey: bytesOf(key.public) }]));
  }

  get ready() {
    return Boolean(this.enrolment && this.manifest && !this.blocked);
  }

  /** Now, by the server's clock as last heard. */
  now() {
    return this.ticks() + this.offset;
  }

  passOf(serial) {
    return this.manifest.passes.find((pass) => pass.serial === serial) ?? null;
  }

  /** Check what was scanned and record the verdict. Throws NoSignatureCheck, StorageFault. */
  async checkText(raw) {
    if (!this.check) throw new NoSignatureCheck();
    let claims = null;
    let verdict = "ok";
    try {
      claims = await verify(raw, this.keys, this.check);
      if (claims.festival !== this.manifest.festival.number) verdict = "wrong_festival";
    } catch (error) {
      if (!(error instanceof PassError)) throw error;
      verdict = error.code;
    }
    if (verdict !== "ok") return this.#record({ serial: null, raw, verdict: () => verdict });
    return this.#record({
      serial: claims.serial,
      raw,
      direction: this.direction,
      verdict: ({ seen, standing }) => {
        const facts = { standing: standingOf(claims, standing), days: claims.days, window: claims.window };
        return judge(facts, this.manifest.festival, this.now(), Boolean(seen?.inside), this.direction);
      },
    });
  }

  /** How every pass of the list stands, whatever the day: a function of the pass. */
  async standing() {
    const lists = (await this.store.get("standing")) ?? { revoked: [], suspended: [] };
    return (pass) => standingOf({ serial: pass.serial, rev: NEWEST }, lists);
  }

  /** What would be said of a pass found on the list; nothing is recorded until a person decides. */
  async preview(pass) {
    const known = await this.store.look({ serial: pass.serial, day: dayOf(this.now()) });
    return { verdict: this.#judged(pass, known), seen: known.seen, pass };
  }

  /** Let in somebody found on the list, whose papers were compared: no signature was checked, so it is an override. */
  admitListed(pass, why) {
    const override = { who: this.enrolment.label, why };
    return this.#record({ serial: pass.serial, raw: "", override, verdict: (known) => this.#judged(pass, known) });
  }

  /** Record that somebody found on the list was sent away: for what the list says, or because no code was read. */
  refuseListed(pass) {
    const refusal = (verdict) => (verdict === "ok" ? "unreadable" : verdict);
    return this.#record({ serial: pass.serial, raw: "", verdict: (known) => refusal(this.#judged(pass, known)) });
  }

  /** Let in against the verdict of a scan. */
  letIn(scan, why) {
    const override = { who: this.enrolment.label, why, of: scan.id };
    return this.#record({ serial: scan.serial, raw: "", override, verdict: () => scan.verdict });
  }

  /** Take a scan back; null when it is too old. */
  async undo(scan) {
    if (this.now() - Date.parse(scan.shown_at) > UNDO_MS) return null;
    return this.#record({ serial: scan.serial, raw: "", undoes: scan.id, direction: scan.direction, verdict: () => scan.verdict });
  }

  /** The last scan that can still be taken back, or null. */
  async undoable() {
    const last = await this.store.get("last");
    const young = last?.passage && this.now() - Date.parse(last.shown_at) <= UNDO_MS;
    return young && last.festival === this.manifest?.festival.number ? last : null;
  }

  #judged(pass, { seen, standing }) {
    const facts = { standing: standingOf({ serial: pass.serial, rev: NEWEST }, standing), days: pass.days, window: pass.window };
    return judge(facts, this.manifest.festival, this.now(), Boolean(seen?.inside), "in");
  }

  async #record({ serial, raw, verdict, direction = "in", override = null, undoes = null }) {
    const day = dayOf(this.now());
    const { scan, seen } = await this.store.record({ serial, day }, (known) => {
      const said = verdict(known);
      return {
        scan: {
          id: newId(),
          seq: known.seq,
          serial,
          day,
          at: new Date(this.ticks()).toISOString(),
          mono: Math.round(globalThis.performance?.now() ?? 0),
          verdict: said,
          raw: cut(raw, LONGEST_RAW),
          direction,
          gate: this.enrolment.gate,
          ...(override ? { override } : {}),
          ...(undoes ? { undoes } : {}),
          // For this phone only; the server corrects `at` by itself.
          festival: this.manifest.festival.number,
          shown_at: new Date(this.now()).toISOString(),
          passage: serial !== null && (said === "ok" || override !== null || undoes !== null),
        },
      };
    });
    return { scan, seen, verdict: scan.verdict, pass: serial === null ? null : this.passOf(serial) };
  }
}

function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function bytesOf(hex) {
  return Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
}
